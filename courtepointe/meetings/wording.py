"""The method in the words of a coalition, and the short names that pages of meetings show."""

from courtepointe.coalitions.models import Coalition
from courtepointe.coalitions.queries.method import method_for
from courtepointe.library.method import MeetingTemplate, Method
from courtepointe.meetings.schedule import Slot


def method_of(coalition: Coalition) -> Method:
    """The method as this coalition words it."""
    return method_for(coalition)


def stage_names(method: Method) -> dict[str, str]:
    """The name of each stage, for the reader."""
    return {stage.slug: str(stage.name) for stage in method.stages}


def title_of(slot: Slot, template: MeetingTemplate, language: str) -> str:
    """The method's title; a number tells the meetings of a repeated template apart."""
    title = template.title.for_language(language)
    return f"{title} ({slot.turn})" if slot.total > 1 or slot.turn > 1 else title
