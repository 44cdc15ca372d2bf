"""The method in the words of a coalition, and the short names that pages of meetings show."""

from courtepointe.coalitions.models import Coalition
from courtepointe.coalitions.queries.method import method_for
from courtepointe.library.method import Method


def method_of(coalition: Coalition) -> Method:
    """The method as this coalition words it."""
    return method_for(coalition)


def stage_names(method: Method) -> dict[str, str]:
    """The name of each stage, for the reader."""
    return {stage.slug: str(stage.name) for stage in method.stages}
