"""The figures of the main coalition: real public values of its territory and of those around it, from a file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from courtepointe.analysis import tables
from courtepointe.analysis.actions.imports import check_lines, choose_columns, start_import, take_in
from courtepointe.analysis.actions.indicators import edit_indicator
from courtepointe.analysis.actions.territories import add_territory
from courtepointe.analysis.models import DataImport, Territory
from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.demo.story import CONTENT, read


@dataclass
class Figures:
    """The file of what is said beside the figures; the figures themselves come from a table."""

    company: Company
    told: dict[str, Any] = field(default_factory=lambda: read("figures"))

    def events(self) -> Iterator[Event]:
        day = working_day(self.company.day(self.told["imported"]))
        yield Event(instant(day, 9), self.name_territories)
        yield Event(instant(day, 10), self.bring)
        yield Event(instant(day, 11), self.explain)

    def name_territories(self) -> None:
        """Ours, within its region, within Québec."""
        made: dict[str, Territory] = {}
        for entry in self.told["territories"]:
            fields = {**entry, "within": made.get(entry.get("within"))}
            made[entry["name"]] = add_territory(self.company.coalition, by=self.company.chair, **fields)

    def bring(self) -> None:
        """Import the file as a person does: columns as proposed, all the lines checked, then taken in."""
        name = self.told["file"]
        rows = tables.from_file(name, (CONTENT / name).read_bytes())
        row = start_import(self.company.coalition, name, rows, by=self.company.chair)
        settings = row.settings
        choose_columns(row, row.columns, skip=settings["skip"], decimal=settings["decimal"], common={}, collected=False)
        row.refresh_from_db()
        while row.status == DataImport.Status.CHECKING:
            row = check_lines(row, after=row.checked)
        take_in(row, by=self.company.chair)

    def explain(self) -> None:
        """Say what the file does not."""
        for row in self.company.coalition.population_indicators.filter(slug__in=self.told["indicators"]):
            edit_indicator(row, by=self.company.chair, version=row.version, **self.told["indicators"][row.slug])
