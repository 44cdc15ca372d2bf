"""A file of figures or a pasted table; what its columns hold, and what is the same for all its lines."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis import columns as titles
from courtepointe.analysis import periods, tables, values
from courtepointe.analysis.forms.indicators import said
from courtepointe.analysis.models import DataImport
from courtepointe.rows import Refused

COMMON = ("indicator", "territory", "period", "unit", "source", "source_url")


class ImportForm(forms.Form):
    """A file, or the cells of a table."""

    file = forms.FileField(label=_("A file: CSV, XLSX or ODS"), required=False, max_length=255)
    text = forms.CharField(
        label=_("Or a table, pasted"),
        required=False,
        widget=forms.Textarea,
        help_text=_("With its line of titles: copy the cells in your spreadsheet or on a page, paste them here."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: tables.Rows = []
        self.name = ""
        self.fields["file"].widget.attrs["accept"] = tables.ACCEPTED

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        file, text = found.get("file"), found.get("text", "")
        if "file" in self.errors:
            return found
        try:
            if file:
                self.name = name_of(file.name)
                self.rows = tables.from_file(file.name, file.read(tables.limit() + 1))
            elif text:
                self.rows = tables.from_pasted(text)
            else:
                self.add_error(None, _("Choose a file, or paste a table."))
        except Refused as refused:
            self.add_error("file" if file else "text", refused.message)
        return found


def name_of(path: str) -> str:
    """The name of a file as people know it: without folders nor characters that mislead."""
    last = re.split(r"[\\/]", path)[-1]
    return "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()[:200] or "table"


class ColumnsForm(forms.Form):
    """How a table is read. The columns themselves come as `column-0`, `column-1`..."""

    skip = forms.TypedChoiceField(label=_("Titles of the columns"), coerce=int)
    decimal = forms.ChoiceField(
        label=_("In this table, 1,234 is"),
        choices=[(",", _("one and 234 thousandths")), (".", _("one thousand two hundred thirty-four"))],
    )
    indicator = forms.CharField(label=_("Indicator"), max_length=300, required=False)
    territory = forms.CharField(label=_("Territory"), max_length=200, required=False)
    period = forms.CharField(label=_("Period"), max_length=periods.LONGEST, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    source_url = forms.URLField(label=_("Address of the source"), max_length=600, required=False, assume_scheme="https")
    collected = forms.BooleanField(
        label=_("We collected these values ourselves"),
        required=False,
        help_text=_("Fewer than 5 people, or a percentage of fewer than 10, is then shown to nobody."),
    )

    def __init__(self, row: DataImport, lines: tables.Rows, *args: Any, **kwargs: Any) -> None:
        settings = row.settings
        told = {**settings.get("common", {}), "collected": settings.get("collected", False)}
        kwargs.setdefault("initial", {**told, "skip": settings.get("skip", 0), "decimal": settings.get("decimal", ",")})
        super().__init__(*args, **kwargs)
        first = [
            (number, " · ".join(cell for cell in cells if cell)[:70]) for number, cells in enumerate(lines, start=1)
        ]
        choices = [
            (0, _("No titles: values begin on the first line")),
            *((n, f"{n} : {text}") for n, text in first[:10] if text),
        ]
        self.fields["skip"].choices = choices  # type: ignore[attr-defined]
        width = max((len(cells) for cells in lines), default=0)
        width = max(width, len(row.columns))
        self.columns = [self._column(place, row) for place in range(width)]
        skip = settings.get("skip", 0)
        self.header = row.header
        self.samples = [
            _different(cells[place] for cells in lines[skip:] if place < len(cells)) for place in range(width)
        ]

    def _column(self, place: int, row: DataImport) -> str:
        told = self.data.get(f"column-{place}") if self.is_bound else None
        if told is None:
            told = row.columns[place] if place < len(row.columns) and not self.is_bound else ""
        return told if told in titles.ROLES else ""

    def clean_period(self) -> str:
        text: str = self.cleaned_data["period"]
        try:
            return periods.read(text).text if text else ""
        except values.Unreadable as problem:
            raise said(problem) from problem

    def choice(self) -> dict[str, Any]:
        """What `choose_columns` takes."""
        data = self.cleaned_data
        return {
            "skip": data["skip"],
            "decimal": data["decimal"],
            "collected": data["collected"],
            "common": {name: data[name] for name in COMMON if data[name]},
        }


def _different(cells: Iterable[str]) -> list[str]:
    """The first cells that differ, to recognise a column by."""
    return list(dict.fromkeys(cell for cell in cells if cell))[:3]
