"""A workbook read apart: this file is run by `tables` as a program of its own, with little memory and little time.

A damaged or hostile workbook then stops this program, never the server. It takes the bytes of an XLSX or ODS file on
its input, and gives the cells of its first sheet that has any as JSON. Formulas are not computed: their last value is
read.
"""

import datetime as dt
import io
import json
import sys

MEMORY = 1_500_000_000  # bytes of address space: a sheet that says it has a billion cells does not fit


def text_of(cell: object) -> str:
    """A cell as a text: 2022.0 is 2022, a day is 2025-03-31."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return f"{round(cell, 6):.15g}" if abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, dt.datetime) else str(cell)


class TooLargeError(Exception):
    """A sheet with more lines or columns than are taken."""


def rows_of(content: bytes, most_rows: int, most_columns: int) -> list[list[str]]:
    """The rows of the first sheet that is not empty."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  (this file is read by the server too)

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height:
            if sheet.total_height > most_rows or sheet.total_width > most_columns:
                raise TooLargeError
            empty: list[list[str]] = [[] for _ in range(sheet.start[0] if sheet.start else 0)]
            return empty + [[text_of(cell) for cell in row] for row in sheet.to_python()]
    return []


def main() -> int:
    try:
        import resource  # noqa: PLC0415  (not on every system)

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        pass
    content = sys.stdin.buffer.read()
    try:
        rows = rows_of(content, int(sys.argv[1]), int(sys.argv[2]))
    except BaseException as problem:  # a panic of the reader is no ordinary exception
        sys.stderr.write(type(problem).__name__)
        return 3
    sys.stdout.write(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
