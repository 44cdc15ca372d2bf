"""Notes: two note-takers never overwrite each other, and nothing typed is lost."""

import pytest
from django.urls import reverse

from courtepointe.history import Entry
from courtepointe.meetings.actions.minutes import close_minutes
from courtepointe.meetings.actions.notes import save_note
from courtepointe.meetings.actions.outcomes import end_meeting
from courtepointe.meetings.models import Activity
from courtepointe.rows import Conflict, Refused
from tests.factories import make_activity, make_meeting

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def item(cast):
    return make_activity(make_meeting(cast.coalition, "Rencontre 1"), "Tour de table", note="Au début")


def address(cast, item):
    where = {"coalition": cast.coalition.uid, "meeting": item.meeting.uid, "activity": item.uid}
    return reverse("activity-note", kwargs=where)


def note_of(item):
    return Activity.objects.get(pk=item.pk).note


def autosave(browser, cast, item, text, version):
    return browser.post(
        address(cast, item),
        {"note": text, "version": version, "changed": "note"},
        headers={"x-autosave": "1"},
    )


def test_each_saving_gives_the_next_version(cast, item):
    browser = cast.client(cast.amina)
    answers = [autosave(browser, cast, item, text, n) for n, text in enumerate(["a", "ab", "abc"], start=1)]
    assert [(answer.status_code, answer.headers["X-Version"]) for answer in answers] == [
        (204, "2"),
        (204, "3"),
        (204, "4"),
    ]
    assert note_of(item) == "abc"


def test_two_note_takers_never_overwrite_each_other(cast, item):
    browser = cast.client(cast.amina)
    assert autosave(browser, cast, item, f"Le premier texte {HOSTILE}", 1).status_code == 204
    answer = autosave(browser, cast, item, f"Le second texte {HOSTILE}", 1)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Le premier texte" in page
    assert "Le second texte" in page
    assert HOSTILE not in page
    assert "<html" not in page
    assert note_of(item) == f"Le premier texte {HOSTILE}"


@pytest.mark.parametrize(
    ("keep", "kept"), [("mine", "le mien"), ("theirs", "le leur"), ("both", "le leur\n\nle mien"), ("", "le leur")]
)
def test_after_a_conflict_one_chooses_or_keeps_both(cast, item, keep, kept):
    save_note(item, by=cast.amina, version=1, text="le leur")
    form = {"note": "le mien", "version": 1, "seen": 2, "keep": keep}
    answer = cast.client(cast.amina).post(address(cast, item), form)
    assert answer.status_code == (303 if keep else 409)
    assert note_of(item) == kept


def test_choosing_against_a_third_text_is_a_conflict_again(cast, item):
    save_note(item, by=cast.amina, version=1, text="le leur")
    save_note(item, by=cast.amina, version=2, text="un troisième")
    form = {"note": "le mien", "version": 1, "seen": 2, "keep": "mine"}
    assert cast.client(cast.amina).post(address(cast, item), form).status_code == 409
    assert note_of(item) == "un troisième"


def test_a_note_sent_twice_after_a_cut_is_no_conflict(cast, item):
    assert save_note(item, by=cast.amina, version=1, text="a\r\nb") == 2
    assert save_note(item, by=cast.amina, version=1, text="a\nb") == 2


def test_changing_the_agenda_is_no_conflict_with_notes(cast, item):
    Activity.objects.filter(pk=item.pk).update(version=9, minutes=40)
    assert save_note(item, by=cast.amina, version=1, text="suite") == 2


def test_notes_are_one_history_line_a_day_for_each_person(cast, item):
    for version in (1, 2, 3):
        save_note(item, by=cast.amina, version=version, text=f"texte {version}")
    save_note(item, by=cast.benoit, version=4, text="un autre")
    assert [entry.actor_name for entry in Entry.objects.filter(verb="meeting.noted").order_by("pk")] == [
        "Amina",
        "Benoît",
    ]
    assert not any("texte" in str(entry.facts) for entry in Entry.objects.all())


def test_a_plain_form_saves_and_comes_back_to_the_item(cast, item):
    answer = cast.client(cast.amina).post(address(cast, item), {"note": "Écrit sans script", "version": 1})
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"#a-{item.uid}")
    assert note_of(item) == "Écrit sans script"


def test_notes_are_refused_once_the_minutes_are_closed(cast, item):
    end_meeting(item.meeting, by=cast.amina)
    close_minutes(item.meeting, by=cast.amina)
    with pytest.raises(Refused):
        save_note(item, by=cast.amina, version=1, text="trop tard")
    assert autosave(cast.client(cast.amina), cast, item, "trop tard", 1).status_code == 422
    assert note_of(item) == "Au début"


def test_an_observer_takes_no_notes(cast, item):
    assert autosave(cast.client(cast.chloe), cast, item, "x", 1).status_code == 403
    assert note_of(item) == "Au début"


def test_the_conflict_carries_the_note_as_it_stands(cast, item):
    save_note(item, by=cast.amina, version=1, text="le leur")
    with pytest.raises(Conflict) as caught:
        save_note(item, by=cast.amina, version=1, text="le mien")
    assert (caught.value.row.note, caught.value.mine) == ("le leur", {"note": "le mien"})
