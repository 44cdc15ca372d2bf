"""Tables that a spreadsheet opens: separated values that Excel reads with its accents, and that run nothing."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from courtepointe import i18n

MARK = "\ufeff"  # without it, Excel reads accents wrong
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | dt.date | None


def separated(columns: Sequence[object], rows: Iterable[Sequence[Cell]]) -> str:
    """The table as text. Semicolons in French, where the comma is the decimal sign; days as 2026-11-22.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, which it does not show.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if i18n.is_french() else ",")
    writer.writerow([str(column) for column in columns])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return MARK + out.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    # The look is at the text without its spaces: some programs skip them before a formula.
    return f"'{cell}" if cell.lstrip(" \u00a0\u202f").startswith(BEGINS_A_FORMULA) else cell


def download(text: str, name: str) -> HttpResponse:
    """The answer that saves it as a file."""
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
