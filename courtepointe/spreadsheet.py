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


def workbook(columns: Sequence[object], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as an Excel file, its titles always in sight. No text is taken for a formula."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  (no start should wait for it)

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        title = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        sheet.write_row(0, 0, [str(column) for column in columns], title)
        for place, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(place, column, cell)
                elif cell:
                    sheet.write_string(place, column, str(cell))
        sheet.set_column(0, len(columns) - 1, 24)
        sheet.freeze_panes(1, 1)
    return out.getvalue()


def download_workbook(content: bytes, name: str) -> HttpResponse:
    """The answer that saves it as an Excel file."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def download(text: str, name: str) -> HttpResponse:
    """The answer that saves it as a file."""
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
