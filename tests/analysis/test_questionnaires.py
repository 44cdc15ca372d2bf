import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.analysis.actions import questionnaires as acts
from courtepointe.analysis.models import Answer, Questionnaire
from courtepointe.analysis.queries.questionnaires import answers_for, direction_of
from courtepointe.analysis.views import questions as public_page
from courtepointe.history import Entry
from courtepointe.meetings.queries.process import current_process
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast

NOON = dt.datetime(2027, 2, 1, 17, tzinfo=dt.UTC)
TODAY = NOON.date()
FRENCH = {
    "lang": "fr",
    "name": "Français",
    "title": "Vos mots",
    "intro": "Pour mieux faire.",
    "questions": ["Quoi ?", "Où ?"],
}
ARABIC = {"lang": "ar", "name": "العربية", "title": "كلماتكم", "intro": "", "questions": ["ماذا؟", "أين؟"]}
TYPED = {
    "title": "Parents, hiver",
    "languages": "1",
    "lang_0": "fr",
    "name_0": "Français",
    "title_0": "Vos mots",
    "intro_0": "Pour mieux faire.",
    "question_0_0": "Quoi ?",
    "question_0_1": "Où ?",
}


def made(cast: Cast, *texts: Any, open_: bool = True, **fields: Any) -> Questionnaire:
    process = current_process(cast.coalition)
    assert process is not None
    row = acts.add_questionnaire(process, by=cast.amina, title="Parents", texts=list(texts or (FRENCH,)), **fields)
    if open_:
        acts.open_questionnaire(row, by=cast.amina)
        row.refresh_from_db()
    return row


def sheets(row: Questionnaire, number: int) -> None:
    for n in range(number):
        acts.take_sheet(row, lang="fr", answers=[f"Mot {n}", ""], today=TODAY)
    row.refresh_from_db()


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def door(row: Questionnaire, lang: str = "") -> str:
    return reverse("questions", kwargs={"key": row.key}) + (f"?lang={lang}" if lang else "")


def test_a_sheet_leaves_nothing_of_its_sender(cast: Cast) -> None:
    row = made(cast)
    before = Entry.objects.count()
    answer = cast.client(None).post(door(row), {"answer_0": "Des amis", "answer_1": " Au parc "})
    assert answer.status_code == 303
    row.refresh_from_db()
    assert row.answered == 1
    assert Entry.objects.count() == before
    kept = list(Answer.objects.filter(questionnaire=row).order_by("question"))
    assert [one.text for one in kept] == ["Des amis", "Au parc"]
    assert all(one.pk >= 1 << 52 and one.uid.version == 4 for one in kept)
    assert {field.name for field in Answer._meta.fields} == {
        *("id", "uid", "coalition", "questionnaire", "question", "lang", "text")
    }


def test_keys_do_not_count(cast: Cast) -> None:
    row = made(cast)
    sheets(row, 12)
    in_order = [Answer.objects.get(text=f"Mot {n}").pk for n in range(12)]
    assert in_order != sorted(in_order)


def test_nothing_is_read_before_the_end_nor_under_five_sheets(cast: Cast) -> None:
    few, many = made(cast), made(cast)
    sheets(few, 4)
    sheets(many, 5)
    reader = cast.reader(cast.amina)
    assert answers_for(reader, many, TODAY) == []
    for row in (few, many):
        acts.close_questionnaire(row, by=cast.amina)
        row.refresh_from_db()
    assert answers_for(reader, few, TODAY) == []
    first, second = answers_for(reader, many, TODAY)
    assert sorted(text for text, *_ in first.answers) == [f"Mot {n}" for n in range(5)]
    assert second.answers == []
    assert answers_for(cast.reader(cast.chloe), many, TODAY) == []
    page = cast.client(cast.amina).get(at(cast, "questionnaire", questionnaire=many.uid)).content.decode()
    assert "Mot 3" in page
    hidden = cast.client(cast.chloe).get(at(cast, "questionnaire", questionnaire=many.uid)).content.decode()
    assert "Mot 3" not in hidden


def test_what_can_be_read_does_not_open_again(cast: Cast) -> None:
    row = made(cast)
    sheets(row, 5)
    acts.close_questionnaire(row, by=cast.amina)
    with pytest.raises(Refused):
        acts.open_questionnaire(row, by=cast.amina)
    client = cast.client(cast.amina)
    assert client.post(at(cast, "questionnaire-state", questionnaire=row.uid)).status_code == 303
    row.refresh_from_db()
    assert row.state == "closed"
    late = made(cast, closes_on=TODAY)
    sheets(late, 5)
    with clock.at(NOON + dt.timedelta(days=2)), pytest.raises(Refused):
        acts.edit_questionnaire(
            late, by=cast.amina, version=late.version, title="x", texts=late.texts, closes_on=TODAY + dt.timedelta(9)
        )


def test_the_page_opens_when_it_is_open_and_says_when_it_is_not(cast: Cast) -> None:
    row, browser = made(cast, open_=False), cast.client(None)
    assert browser.get(door(row)).status_code == 404
    acts.open_questionnaire(row, by=cast.amina)
    page = browser.get(door(row))
    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex"
    html = page.content.decode()
    assert cast.coalition.name in html
    for hidden in ("Amina", "Parents<", str(cast.coalition.uid), "La Courtepointe"):
        assert hidden not in html
    acts.close_questionnaire(row, by=cast.amina)
    assert browser.get(door(row)).status_code == 410
    assert browser.post(door(row), {"answer_0": "Trop tard"}).status_code == 410
    assert not Answer.objects.exists()
    assert browser.get(reverse("questions", kwargs={"key": "rien"})).status_code == 404


def test_its_last_day_closes_it(cast: Cast) -> None:
    row = made(cast, closes_on=TODAY)
    with clock.at(NOON):
        assert cast.client(None).get(door(row)).status_code == 200
    with clock.at(NOON + dt.timedelta(days=1)):
        assert cast.client(None).get(door(row)).status_code == 410


def test_each_reader_finds_their_language(cast: Cast) -> None:
    row, browser = made(cast, FRENCH, ARABIC), cast.client(None)
    assert "Quoi ?" in browser.get(door(row), headers={"accept-language": "fr-CA"}).content.decode()
    arabic = browser.get(door(row), headers={"accept-language": "ar-MA,fr;q=0.5"}).content.decode()
    assert 'lang="ar" dir="rtl"' in arabic
    assert "ماذا؟" in arabic
    assert "ماذا؟" in browser.get(door(row, "ar")).content.decode()
    assert "Quoi ?" in browser.get(door(row, "xx")).content.decode()
    browser.post(door(row, "ar"), {"answer_0": "صديقات"})
    assert Answer.objects.get().lang == "ar"
    assert direction_of("fa-AF") == "rtl"
    assert direction_of("es") == "ltr"


def test_an_empty_sheet_and_a_long_one_come_back_with_their_text(cast: Cast) -> None:
    row, browser = made(cast), cast.client(None)
    assert browser.post(door(row), {"answer_0": "  "}).status_code == 422
    long = "a" * 1600
    answer = browser.post(door(row), {"answer_0": long, "answer_1": "Au parc"})
    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert "Au parc" in answer.content.decode()
    assert not Answer.objects.exists()


def test_a_machine_is_thanked_and_nothing_is_kept(cast: Cast) -> None:
    row = made(cast)
    answer = cast.client(None).post(door(row), {"answer_0": "Achetez", "website": "http://spam.example"})
    assert answer.status_code == 303
    assert not Answer.objects.exists()
    row.refresh_from_db()
    assert row.answered == 0


def test_too_many_sheets_in_an_hour_wait_with_their_text(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_page, "MOST_FROM_ONE_PLACE", 2)
    row, browser = made(cast), cast.client(None)
    with clock.at(NOON):
        codes = [browser.post(door(row), {"answer_0": f"Mot {n}"}).status_code for n in range(3)]
        assert codes == [303, 303, 429]
        assert "Mot 9" in browser.post(door(row), {"answer_0": "Mot 9"}).content.decode()
    with clock.at(NOON + dt.timedelta(hours=1)):
        assert browser.post(door(row), {"answer_0": "Plus tard"}).status_code == 303


def test_it_is_prepared_in_as_many_languages_as_wanted(cast: Cast) -> None:
    client, new = cast.client(cast.amina), at(cast, "questionnaire-new")
    assert client.get(new).status_code == 200
    more = client.post(new, {**TYPED, "more": "1"}).content.decode()
    assert 'name="lang_1"' in more
    assert 'value="Vos mots"' in more
    assert not Questionnaire.objects.exists()
    second = {"languages": "2", "lang_1": "en", "name_1": "English", "title_1": "Your words", "question_1_0": "What?"}
    unequal = client.post(new, {**TYPED, **second})
    assert unequal.status_code == 422
    assert "ici 1, dans la première 2" in unequal.content.decode()
    assert client.post(new, {**TYPED, **second, "question_1_1": "Where?", "lang_1": "fr"}).status_code == 422
    assert client.post(new, {**TYPED, **second, "question_1_1": "Where?", "lang_1": "!"}).status_code == 422
    assert client.post(new, {**TYPED, **second, "question_1_1": "Where?"}).status_code == 303
    row = Questionnaire.objects.get()
    assert [text["lang"] for text in row.texts] == ["fr", "en"]
    assert row.texts[1]["questions"] == ["What?", "Where?"]


def test_a_form_sent_twice_adds_one_page(cast: Cast) -> None:
    client, new = cast.client(cast.amina), at(cast, "questionnaire-new")
    found = re.search(r'name="uid"[^>]*value="([^"]+)"', client.get(new).content.decode())
    assert found
    for _turn in range(2):
        assert client.post(new, {**TYPED, "uid": found[1]}).status_code == 303
    assert Questionnaire.objects.count() == 1


def test_two_people_never_overwrite_each_other(cast: Cast) -> None:
    row, client = made(cast, open_=False), cast.client(cast.amina)
    edit = at(cast, "questionnaire-edit", questionnaire=row.uid)
    assert client.post(edit, {**TYPED, "version": "1", "question_0_0": "Quoi donc ?"}).status_code == 303
    late = client.post(edit, {**TYPED, "version": "1", "question_0_0": "Qui ?"})
    assert late.status_code == 409
    assert "Quoi donc ?" in late.content.decode()
    assert "Qui ?" in late.content.decode()
    with pytest.raises(Conflict):
        acts.edit_questionnaire(row, by=cast.amina, version=1, title="x", texts=[FRENCH], closes_on=None)


def test_questions_do_not_change_under_their_answers(cast: Cast) -> None:
    row, client = made(cast), cast.client(cast.amina)
    sheets(row, 1)
    edit = at(cast, "questionnaire-edit", questionnaire=row.uid)
    answer = client.post(edit, {**TYPED, "version": str(row.version), "question_0_0": "Autre chose ?"})
    assert answer.status_code == 422
    assert "Autre chose ?" in answer.content.decode()
    assert client.post(edit, {**TYPED, "version": str(row.version), "title": "Hiver 2"}).status_code == 303


def test_it_is_removed_and_put_back(cast: Cast) -> None:
    row, client = made(cast), cast.client(cast.amina)
    answer = client.post(at(cast, "questionnaire-remove", questionnaire=row.uid))
    assert "data-undo" in client.get(answer.headers["Location"]).content.decode()
    assert cast.client(None).get(door(row)).status_code == 404
    assert client.post(at(cast, "questionnaire-restore", questionnaire=row.uid)).status_code == 303
    assert cast.client(None).get(door(row)).status_code == 200


def test_only_those_who_steer_prepare_and_open(cast: Cast) -> None:
    row, client = made(cast), cast.client(cast.benoit)
    for name in ("questionnaire-state", "questionnaire-remove", "questionnaire-restore", "questionnaire-edit"):
        assert client.post(at(cast, name, questionnaire=row.uid)).status_code == 403
    assert client.get(at(cast, "questionnaire-new")).status_code == 403


def test_the_poster_bears_the_address_and_its_code(cast: Cast, settings: Any) -> None:
    settings.BASE_URL = "https://exemple.test"
    row = made(cast, FRENCH, ARABIC)
    page = cast.client(cast.chloe).get(at(cast, "questionnaire-poster", questionnaire=row.uid)).content.decode()
    assert f"https://exemple.test/q/{row.key}/" in page
    assert '<svg class="qr"' in page
    assert "Vos mots" in page
    assert 'dir="rtl">كلماتكم' in page


def test_the_list_costs_the_same_whatever_its_length(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _n in range(8):
        made(cast)
    client, page = cast.client(cast.chloe), at(cast, "questionnaires")
    client.get(page)
    with django_assert_max_num_queries(5):
        assert client.get(page).status_code == 200
