"""What answers a line of the plan: figures and things brought that were tied to it, and those that may still be."""

from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from courtepointe.access import Reader
from courtepointe.analysis.models import DataImport, DataNeed, Datum, Material
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process

FIGURES, IMPORT, MATERIAL = "figures", "import", "material"
OFFERED = 60  # of each kind, the others by their words


class Answer(NamedTuple):
    """An indicator with how many of its values, an import likewise, or a thing that was brought (0 values)."""

    kind: str
    uid: Any
    name: str
    size: int = 0


def answers_of(process: Process) -> dict[int, list[Answer]]:
    """What answers each line of a plan, by the key of the line: one query. Names and counts, never a value."""
    found: dict[int, list[Answer]] = defaultdict(list)
    rows = _ANSWERS.all(*[process.coalition_id, process.pk] * 2)
    for need, uid, name, size in sorted(rows, key=lambda row: (not row[3], row[2])):
        found[need].append(Answer(FIGURES if size else MATERIAL, uid, name, size))
    return found


def _answers(coalition: int, process: int, same_coalition: int, same_process: int) -> QuerySet[Datum, Any]:
    rows = Datum.objects.present().filter(coalition_id=coalition, need__process_id=process, indicator__removed_at=None)
    figures = rows.order_by().values("need_id", "indicator__uid", "indicator__name").annotate(size=Count("pk"))
    brought = Material.objects.present().filter(coalition_id=same_coalition, need__process_id=same_process)
    things: Any = brought.annotate(size=Value(0)).order_by().values_list("need_id", "uid", "title", "size")
    return figures.values_list("need_id", "indicator__uid", "indicator__name", "size").union(things, all=True)


_ANSWERS: Prepared[Any] = Prepared(_answers, MARK, MARK - 1, MARK - 2, MARK - 3)


def free(process: Process) -> Q:
    """What answers no line of this plan yet. Lines removed, and those of another cycle, do not hold it back."""
    return Q(need=None) | ~Q(need__process=process) | Q(need__removed_at__isnull=False)


def offered_for(reader: Reader, need: DataNeed, words: str = "") -> list[Answer]:
    """What may be tied to a line, those of its system first: indicators with values, imports, things brought.

    Three queries; sixty of each kind at most, of those whose name holds the words.
    """
    here = {"coalition_id": reader.coalition_id}
    data = Datum.objects.present().filter(free(need.process), indicator__removed_at=None, **here).order_by()
    figures = data.filter(indicator__name__icontains=words).values("indicator__uid", "indicator__name")
    ours = Case(When(indicator__system=need.system, then=0), default=1)
    figures = figures.annotate(count=Count("pk"), ours=ours, place=F("indicator__position"))
    loaded = data.filter(data_import__status=DataImport.Status.DONE, data_import__name__icontains=words)
    imports = loaded.values("data_import__uid", "data_import__name").annotate(
        count=Count("pk"), at=F("data_import__made_at")
    )
    brought = Material.objects.present().filter(free(need.process), title__icontains=words, **here)
    return [
        *(
            Answer(FIGURES, row["indicator__uid"], row["indicator__name"], row["count"])
            for row in figures.order_by("ours", "place", "indicator__name")[:OFFERED]
        ),
        *(
            Answer(IMPORT, row["data_import__uid"], row["data_import__name"], row["count"])
            for row in imports.order_by("-at")[:OFFERED]
        ),
        *(
            Answer(MATERIAL, uid, title)
            for uid, title in brought.order_by("-added_at", "-pk").values_list("uid", "title")[:OFFERED]
        ),
    ]
