"""Malformed files, some two hundred and fifty of them: each is refused with a reason or read as a table, never half of
either, and nothing of the values changes before somebody takes a table in."""

import io
import random
import zipfile
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courtepointe.analysis import tables
from courtepointe.analysis.actions import imports as acts
from courtepointe.analysis.models import DataImport, Datum
from courtepointe.rows import Refused
from tests.analysis.test_imports import REAL, begun, counts, state
from tests.cast import Cast

ROWS = [
    ["Indicateur", "Territoire", "Année", "Valeur"],
    ["Bébés", "Côte-Nord", "2022", 12.5],
    ["Bébés", "Québec", "2022", "x"],
]


def sheet(rows: list[list[object]]) -> str:
    """The XML of a sheet, with its texts in place."""
    lines = ""
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{"ABCDEFGH"[place]}{number}"><v>{cell}</v></c>'
            if isinstance(cell, int | float)
            else f'<c r="{"ABCDEFGH"[place]}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for place, cell in enumerate(row)
        )
        lines += f'<row r="{number}">{cells}</row>'
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGES = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def xlsx(xml: str, **more: str) -> bytes:
    """A workbook of one sheet."""
    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGES}/content-types"><Default Extension="rels" ContentType="'
        'application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGES}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="Un" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGES}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": xml,
        **more,
    }
    return packed(files)


def ods(rows: list[list[object]], *, extra: str = "", manifest: str = "") -> bytes:
    """A workbook of the other family."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + extra
        + "</table:table-row>"
        for row in rows
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Un">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": body,
            "META-INF/manifest.xml": manifest or "<manifest/>",
        }
    )


def packed(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def reason(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        tables.from_file(name, content)
    return refused.value.message


def test_workbooks_are_read_and_formulas_give_their_last_value(cast: Cast) -> None:
    rows = [*ROWS, ["Bébés", "Laval", 2022.0, 3.0]]
    xml = sheet(rows).replace('<c r="D4"><v>3.0</v></c>', '<c r="D4"><f>1+2</f><v>3</v></c>')
    assert "<f>" in xml
    for name, content in (("t.xlsx", xlsx(xml)), ("t.ods", ods(rows))):
        read = tables.from_file(name, content)
        assert read[0] == ROWS[0]
        assert [row[3] for row in read[1:]] in (["12.5", "x", "3"], ["12.5", "x", "3.0"])
    row = begun(cast, xlsx(xml), "t.xlsx")
    assert counts(row) == (3, 0, 0, 0)


def test_what_is_no_table_is_refused_with_its_reason() -> None:
    text = REAL.read_bytes()
    book = xlsx(sheet(ROWS))
    for name, content, words in (
        ("t.csv", b"", "vide"),
        ("t.csv", b"  \n \n", "vide"),
        ("t.csv", b"\xef\xbb\xbf;;;\n;;\n", "Une seule colonne"),
        ("t.csv", b"%PDF-1.7\n1 0 obj", "PDF"),
        ("t.xlsx", b"%PDF-1.7\n1 0 obj", "PDF"),
        ("t.csv", b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        ("t.csv", bytes(range(256)) * 9, "lisible"),
        ("t.csv", b"<!doctype html><table></table>", "Web"),
        ("t.csv", b"un seul mot\net un autre", "Une seule colonne"),
        ("t.csv", book, "son nom"),
        ("t.xlsx", text, "son nom"),
        ("t.exe", text, "CSV, XLSX"),
        ("t.csv", b"a;b\n" * 20_001, "20"),
        ("t.csv", b";".join([b"x"] * 101), "colonnes"),
        ("t.csv", b"a;b\n" + b"x" * 2_001 + b";1", "guillemet"),
        ("t.csv", b'a;b\n"' + b"x;y\n" * 1_000, "guillemet"),
        ("t.csv", b"a;b\n" * 2_600_000, "Mo"),
        ("t.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "ancien"),
        ("t.xlsx", b"\xd0\xcf\x11\xe0\xa1" + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        ("t.ods", ods(ROWS, manifest="<manifest:encryption-data/>"), "mot de passe"),
        ("t.xlsx", packed({"a.txt": "x"}), "classeur"),
        ("t.xlsx", book[: len(book) // 2], "endommagé"),
        ("t.xlsx", packed({"xl/workbook.xml": "<"}), "endommagé"),
    ):
        assert words in reason(name, content), (name, content[:30], reason(name, content))


def test_what_would_fill_the_memory_is_refused() -> None:
    bomb = xlsx(sheet(ROWS), **{"xl/media/x.bin": "0" * (tables.MOST_UNPACKED + 1)})
    assert len(bomb) < 1_000_000
    assert "trop gros" in reason("t.xlsx", bomb)
    giant = sheet(ROWS).replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert "trop gros" in reason("t.xlsx", xlsx(giant))
    far = sheet(ROWS).replace("</sheetData>", '<row r="30000"><c r="ZZ30000"><v>1</v></c></row></sheetData>')
    assert "trop gros" in reason("t.xlsx", xlsx(far))
    wide = ods(
        ROWS,
        extra='<table:table-cell office:value-type="string" table:number-columns-repeated="900000000">'
        "<text:p>x</text:p></table:table-cell>",
    )
    assert reason("t.ods", wide)
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 99 + '">]>' + sheet(ROWS).replace("Bébés", "&b;")
    with suppress(Refused):
        assert all(len(cell) < 99 for row in tables.from_file("t.xlsx", xlsx(laughs)) for cell in row)


def broken() -> Iterator[tuple[str, bytes]]:
    """Files of all kinds, cut, changed, glued: the same ones each time."""
    chance = random.Random(2024)
    text, book, open_book = REAL.read_bytes(), xlsx(sheet(ROWS)), ods(ROWS)
    whole = [
        ("t.csv", text[:6000]),
        ("t.csv", text.decode().encode("cp1252")[:6000]),
        ("t.xlsx", book),
        ("t.ods", open_book),
    ]
    whole.append(("t.csv", text.decode().encode("utf-16")[:9000]))
    for name, content in whole:
        few = name != "t.csv"
        for _ in range(14 if few else 28):
            yield name, content[: chance.randrange(len(content))]
            flipped = bytearray(content)
            for _ in range(chance.choice([1, 3, 40])):
                flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            yield name, bytes(flipped)
    for _ in range(30):
        start, other = chance.choice(whole)[1], chance.choice(whole)[1]
        yield (
            chance.choice(["t.csv", "t.tsv", "t.txt"]),
            start[: chance.randrange(900)] + other[chance.randrange(900) :],
        )
    for _ in range(20):
        yield "t.csv", chance.randbytes(chance.randrange(1, 3000))
        yield "t.csv", "".join(chance.choices('a1,;\t|"\n\r=\u202f é', k=400)).encode()


def test_two_hundred_malformed_files_change_nothing(cast: Cast) -> None:
    acts.take_in(begun(cast, REAL.read_bytes()[:3000] + b"\n"), by=cast.amina)
    before, imports = state(), DataImport.objects.count()
    assert Datum.objects.exists()
    files = list(broken())
    assert len(files) >= 200
    client, page = cast.client(cast.amina), reverse("import-new", kwargs={"coalition": cast.coalition.uid})
    refused = 0
    for name, content in files:
        answer = client.post(page, {"file": SimpleUploadedFile(name, content)})
        if answer.status_code == 422:
            refused += 1
            assert DataImport.objects.count() == imports
            assert b"field-error" in answer.content
            continue
        assert answer.status_code == 303, name
        row = DataImport.objects.latest("pk")
        chosen = {"skip": row.settings["skip"], "decimal": ",", "common": {"period": "2022"}, "collected": False}
        with suppress(Refused):  # columns that say nothing
            acts.choose_columns(row, row.columns, **chosen)
            row.refresh_from_db()
            while row.status == DataImport.Status.CHECKING:
                row = acts.check_lines(row, after=row.checked)
        assert client.get(answer.headers["Location"]).status_code == 200
        drop = reverse("import-drop", kwargs={"coalition": cast.coalition.uid, "data_import": row.uid})
        assert client.post(drop).status_code == 303
        assert DataImport.objects.count() == imports
    assert state() == before
    assert 60 < refused < len(files)
