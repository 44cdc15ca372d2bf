"""An import as its page shows it: what is understood, what is refused and why; all the values, to take away."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courtepointe import i18n
from courtepointe.access import Reader
from courtepointe.analysis import values
from courtepointe.analysis.lines import Reading, read_line
from courtepointe.analysis.models import DataImport, PopulationIndicator, Territory
from courtepointe.analysis.queries.figures import COLUMNS, Figure, data_for, hidden_data, shown
from courtepointe.analysis.queries.import_lines import numbered, plan_of

SHOWN_PROBLEMS, SHOWN_READINGS, SHOWN_NEW = 200, 20, 60


def imports_for(reader: Reader) -> QuerySet[DataImport]:
    """The imports of the coalition, the latest first; for those who steer."""
    rows = DataImport.objects.filter(coalition_id=reader.coalition_id) if reader.steers else DataImport.objects.none()
    return rows.select_related("made_by").order_by("-made_at", "-pk")


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is refused: its number, the title and the text of the cell, why."""

    line: int
    title: str
    cell: str
    words: str


def problems_of(row: DataImport) -> list[Problem]:
    """The first refused lines, in the reader's language. One query."""
    found: list[Problem] = []
    for handful in row.lines.exclude(problems=[]).order_by("first").iterator():
        for line, column, sentence, told in handful.problems:
            cells = handful.cells[line - handful.first] if 0 <= line - handful.first < len(handful.cells) else []
            title = row.header[column] if column < len(row.header) else ""
            cell = cells[column] if column < len(cells) else ""
            found.append(Problem(line, title, cell[:80], _(sentence) % told))
        if len(found) >= SHOWN_PROBLEMS:
            break
    return sorted(found, key=lambda problem: problem.line)[:SHOWN_PROBLEMS]


def understood_of(row: DataImport) -> list[tuple[Reading, str]]:
    """The first values as they are understood, with how each will be shown. One query."""
    plan, french = plan_of(row), i18n.is_french()
    found: list[tuple[Reading, str]] = []
    for number, cells in numbered(row.lines.order_by("first")[:1], row):
        readings, _problems = read_line(number, cells, plan)
        found += [(one, values.written(one.value, french=french, unit=one.unit)) for one in readings]
        if len(found) >= SHOWN_READINGS:
            break
    return found[:SHOWN_READINGS]


def first_lines(row: DataImport) -> list[list[str]]:
    """The first lines of the table, to say what its columns hold."""
    handful = row.lines.order_by("first").values_list("cells", flat=True).first()
    return list(handful[:60]) if handful else []


def export_rows(reader: Reader) -> tuple[list[str], Iterable[list[Any]]]:
    """The titles and lines of all the values that the reader may see, small numbers masked. Five queries."""
    indicators = {row.pk: row for row in PopulationIndicator.objects.filter(coalition_id=reader.coalition_id)}
    places = {row.pk: row for row in Territory.objects.filter(coalition_id=reader.coalition_id)}
    hidden = hidden_data(reader.coalition_id)
    rows = data_for(reader).order_by("indicator__position", "indicator_id", "starts_on", "territory_id", "pk")
    figures = shown(rows.values_list(*COLUMNS, named=True), hidden)
    columns = [
        *(_("Code of the indicator"), _("Indicator"), _("Theme"), _("Kind of territory"), _("Territory")),
        *(_("Code of the territory"), _("Period"), _("Sub-group"), _("Value"), _("Unit"), _("Marks of the value")),
        *(_("Comparison: + − ="), _("Compared with"), _("Confidence interval"), _("Level of the interval (%)")),
        *(_("Remark"), _("Source"), _("Address of the source"), _("Consulted on")),
    ]
    return columns, (_exported(f, indicators[f.indicator_id], places[f.territory_id]) for f in figures)


def _exported(figure: Figure, indicator: PopulationIndicator, place: Territory) -> list[Any]:
    french = i18n.is_french()
    if figure.masked:
        value, marks = _("masked"), ""
    elif figure.value is None:
        value, marks = figure.number, ""
    else:
        value = values.number_written(figure.value, figure.decimals, french=french).replace(i18n.NARROW, " ")
        value = value.replace(i18n.MINUS, "-") if french else value.replace(",", "").replace(i18n.MINUS, "-")
        marks = " ".join(mark for mark in (figure.caution, figure.letters, figure.revision) if mark)
    return [
        *(indicator.slug, indicator.name, indicator.theme, place.get_kind_display(), place.name, place.official_code),
        *(figure.period, figure.sub_group, value, indicator.unit, marks, figure.sign, figure.comparator),
        *(figure.interval, figure.level, figure.remark, figure.source, figure.source_url, figure.consulted_on),
    ]
