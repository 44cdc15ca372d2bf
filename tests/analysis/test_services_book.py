"""The form of Outil 6 leaves as an Excel file, is filled elsewhere, and comes back as a file."""

import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from courtepointe.analysis.models import Service
from tests.cast import Cast

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def at(cast: Cast, name: str) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid})


def rows_of(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def book(rows: list[list[Any]]) -> SimpleUploadedFile:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return SimpleUploadedFile("formulaire.xlsx", out.getvalue(), EXCEL)


def test_the_form_leaves_and_comes_back_filled(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    sent = browser.get(at(cast, "services-file") + "?blank=xlsx")
    assert sent["Content-Type"] == EXCEL
    titles, *blank = rows_of(sent.content)
    assert [row[0] for row in blank] == [cast.organisation.name]
    typed = {"Service ou activité": "Heure du conte", "Pour qui (âges)": "1-2 ans"}
    filled = [cast.organisation.name, *(typed.get(title, "") for title in titles[1:])]
    looked = browser.post(at(cast, "services-paste"), {"text": "", "file": book([titles, filled]), "look": "1"})
    page = looked.content.decode()
    assert looked.status_code == 200
    assert "Heure du conte" in page
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("x.xlsx", b"PK\x03\x04 not a book"),
        SimpleUploadedFile("x.csv", b"%PDF-1.7"),
        SimpleUploadedFile("x.exe", b"MZ"),
        SimpleUploadedFile("x.csv", b""),
    ],
)
def test_a_bad_file_is_refused_beside_its_field(cast: Cast, upload: SimpleUploadedFile) -> None:
    answer = cast.client(cast.amina).post(at(cast, "services-paste"), {"text": "déjà tapé", "file": upload})
    assert answer.status_code == 422
    assert "déjà tapé" in answer.content.decode()
    assert not Service.objects.exists()
