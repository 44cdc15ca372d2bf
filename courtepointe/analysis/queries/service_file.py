"""The table of services as a file: all that is offered, or the form to send out, one line for each organisation."""

from collections.abc import Iterator

from courtepointe.analysis.models import Service
from courtepointe.analysis.queries.ages import NAMES as AGES
from courtepointe.analysis.queries.inventory import where
from courtepointe.analysis.queries.pasted_services import COLUMNS
from courtepointe.library.method import Method
from courtepointe.meetings.models import Process
from courtepointe.spreadsheet import Cell, separated, workbook


def form_table(process: Process, language_names: dict[str, str]) -> str:
    """A blank form: the titles, then the name of each organisation."""
    return separated(list(language_names.values()), _form_rows(process))


def form_book(process: Process, language_names: dict[str, str]) -> bytes:
    """The same form, for Excel."""
    return workbook(list(language_names.values()), _form_rows(process))


def _form_rows(process: Process) -> list[list[Cell]]:
    names = process.coalition.organisations.present().order_by("sort_key").values_list("name", flat=True)
    return [[name, *[""] * (len(COLUMNS) - 1)] for name in names]


def offer_table(process: Process, method: Method, whole: str) -> str:
    """Every service that is offered, with all its columns; three queries."""
    lines = Service.objects.present().filter(process=process, organisation__removed_at=None)
    rows = lines.select_related("organisation").prefetch_related("places__territory")
    ordered = rows.order_by("organisation__sort_key", "position", "pk")
    return separated(list(titles().values()), [list(_cells(row, method, whole)) for row in ordered])


def titles() -> dict[str, str]:
    """The title of each column, in the language that is read."""
    return {column: str(label) for column, (label, _hsds, _words) in COLUMNS.items()}


def _cells(row: Service, method: Method, whole: str) -> Iterator[Cell]:
    categories = {one.slug: str(one.name) for one in method.categories}
    systems = {one.slug: str(one.name) for one in method.systems}
    said: dict[str, Cell] = {
        "organisation": row.organisation.name,
        "category": categories.get(row.category, row.category),
        "ages": "; ".join(str(AGES[slug]) for slug in AGES if slug in row.ages),
        "systems": "; ".join(systems.get(slug, slug) for slug in row.systems),
        "where": where(row, whole).replace(", ", "; "),
        "funding": row.get_funding_display() if row.funding else "",
    }
    for column in COLUMNS:
        value = said[column] if column in said else getattr(row, column)
        yield " ".join(value.split()) if isinstance(value, str) else value
