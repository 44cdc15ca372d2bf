"""What is held is all shown: no table with a key to a person escapes the page and the file."""

import io
import json
import zipfile
from typing import Any

from django.apps import apps
from django.db import models

from courtepointe.coalitions.models import Member, Person
from courtepointe.guide.personal.held import held_of, held_of_account
from courtepointe.guide.personal.package import package
from courtepointe.guide.personal.sections import ACCOUNT, EXCEPTED, SECTIONS
from courtepointe.guide.personal.texts import NOT_TYPED, TEXTS
from tests.cast import Cast
from tests.guide.test_personal_erasing import ADDRESS, NAME, PHONE, zoe

__all__ = ["zoe"]


def test_every_key_to_a_member_or_a_person_is_read_or_explained() -> None:
    keys = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField) and field.related_model in (Member, Person)
    }
    read = {
        f"{section.model.__name__}.{name}"
        for section in (*SECTIONS, *ACCOUNT)
        for name in (*section.by_member, *section.by_person)
    }
    assert sorted(keys - read - EXCEPTED.keys()) == []
    assert sorted(read & EXCEPTED.keys()) == []
    assert sorted((read | EXCEPTED.keys()) - keys) == []
    assert all(reason for reason in EXCEPTED.values())


def test_every_column_of_text_is_searched_or_explained() -> None:
    columns = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("courtepointe").get_models()
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices
    }
    searched = {f"{texts.code}.{column}" for texts in TEXTS for column in texts.columns}
    assert sorted(columns - searched - NOT_TYPED.keys()) == []
    assert sorted(searched & NOT_TYPED.keys()) == []
    assert sorted((searched | NOT_TYPED.keys()) - columns) == []


def test_somebody_who_was_everywhere_reads_all_of_it(cast: Cast, zoe: Member) -> None:
    held = held_of(zoe)
    assert held.facts["email"][1] == ADDRESS
    assert held.facts["phone"][1] == PHONE
    rows = {table.slug: table.rows for table in held.tables}
    empty = {slug for slug, found in rows.items() if not found}
    assert empty == set()
    assert rows["replies"][0]["words"] == "Mon enfant est malade"
    assert rows["consents"][0]["answer"] == "Retiré"
    assert any(NAME in row["sentence"] for row in rows["history"])
    assert zoe.person is not None
    account = held_of_account(zoe.person)
    assert [len(table.rows) for table in account.tables] == [1, 1, 1]


def test_nothing_of_somebody_else_is_in_it(cast: Cast, zoe: Member) -> None:
    rows = {table.slug: table.rows for table in held_of(cast.benoit).tables}
    assert {slug for slug, found in rows.items() if found} <= {"history"}


def test_the_number_of_queries_does_not_grow_with_the_rows(
    cast: Cast, zoe: Member, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(len(SECTIONS) + 2):
        held_of(zoe)


def test_the_file_holds_the_data_a_page_and_what_she_brought(cast: Cast, zoe: Member) -> None:
    with package([zoe], zoe.person) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        names = archive.namelist()
        data = json.loads(archive.read("information.json"))
        page = archive.read("index.html").decode()
        letter = next(name for name in names if name.endswith("-lettre.txt"))
        assert archive.read(letter) == b"Bonjour"
    assert [part["title"] for part in data["parts"]] == ["Mon compte", "Les petits pas"]
    seat = data["parts"][1]
    assert seat["facts"]["email"] == ADDRESS
    assert {section.slug for section in SECTIONS} < set(seat)
    assert seat["replies"][0]["substitute"] == "Ma sœur"
    assert seat["consents"][0]["asked"].startswith("J’accepte")
    assert NAME in page
    assert letter in page
    assert "secret" not in json.dumps(data)
