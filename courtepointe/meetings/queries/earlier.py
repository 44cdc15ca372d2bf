"""The stages that were done before the démarche was opened here, as they were told: briefly, or not at all."""

from dataclasses import dataclass

from courtepointe.library.method import Method
from courtepointe.meetings.models import PastStage, Process
from courtepointe.meetings.schedule import stages_before


@dataclass(frozen=True, slots=True)
class Earlier:
    """A stage done before; `told` is None as long as nobody wrote about it."""

    slug: str
    name: str
    told: PastStage | None

    @property
    def summary(self) -> str:
        return self.told.summary if self.told else ""


def earlier_stages(process: Process | None, method: Method) -> dict[str, Earlier]:
    """Each stage before the one at which the process was opened; one query, none when it was opened at the first."""
    before = stages_before(process.opened_at_stage, method) if process else ()
    if process is None or not before:
        return {}
    told = {row.stage: row for row in PastStage.objects.filter(process=process)}
    return {slug: Earlier(slug, str(method.stage(slug).name), told.get(slug)) for slug in before}
