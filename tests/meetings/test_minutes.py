"""Minutes: everything captured and nothing else, said when missing, worded apart from the notes, closed."""

import datetime as dt

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.files import StoredFile
from courtepointe.meetings.actions import attendance, minutes, outcomes
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.follow_ups import add_follow_up
from courtepointe.meetings.actions.notes import save_note
from courtepointe.meetings.models import (
    DecisionOption,
    MeetingFile,
    Minutes,
    MinutesSection,
    Objection,
    ParkedItem,
)
from courtepointe.rows import Refused
from tests.factories import make_activity, make_meeting, make_objective

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def meeting(cast):
    return make_meeting(cast.coalition, "Rencontre 1", place="Salle des <i>Érables</i>")


@pytest.fixture
def captured(cast, meeting):
    """A meeting in which everything was noted, and another one of the same coalition."""
    item = make_activity(meeting, "Règles du groupe")
    make_objective(meeting, "Se donner des règles", outcome="reached")
    save_note(item, by=cast.amina, version=1, text=f"On a parlé longtemps {HOSTILE}")
    record_decision(meeting, by=cast.amina, activity=item, wording=f"Adopter les règles {HOSTILE}", reasons="Clarté")
    record_decision(meeting, by=cast.amina, activity=None, wording="Un point de varia")
    add_follow_up(meeting, by=cast.amina, activity=item, what="Envoyer les règles", member=cast.benoit)
    attendance.mark_attendance(meeting, cast.benoit, "present", by=cast.amina)
    attendance.mark_attendance(meeting, cast.chloe, "excused", by=cast.amina)
    attendance.add_guest(meeting, by=cast.amina, name="Paule Guest", organisation_name="Ville")
    for key in ("opening", "closing"):
        minutes.word_section(meeting, key, by=cast.amina, version=0, text=f"Mots {key}")
    other = make_meeting(cast.coalition, "Rencontre 2", on=dt.date(2026, 11, 3))
    noted = make_activity(other, "AUTRE-RENCONTRE point", note="AUTRE-RENCONTRE note")
    record_decision(other, by=cast.amina, activity=noted, wording="AUTRE-RENCONTRE décision")
    add_follow_up(other, by=cast.amina, activity=noted, what="AUTRE-RENCONTRE suivi")
    return item


def address(name, cast, meeting, **more):
    return reverse(name, kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid, **more})


def page_of(cast, meeting, reader=None):
    return cast.client(reader or cast.chloe).get(address("minutes", cast, meeting)).content.decode()


def test_the_minutes_hold_everything_captured_and_nothing_of_another_meeting(cast, meeting, captured):
    page = page_of(cast, meeting)
    for text in (
        "Les petits pas",
        "mardi 6\u00a0octobre 2026",
        "13\u00a0h\u00a015",
        "16\u00a0h",
        "Salle des &lt;i&gt;Érables",
        "Mots opening",
        "Mots closing",
        "Se donner des règles",
        "Atteint",
        "Benoît",
        "Chloé",
        "Paule Guest",
        "Règles du groupe",
        "On a parlé longtemps &lt;script&gt;",
        "Décision 1",
        "Adopter les règles &lt;script&gt;",
        "Consensus",
        "Clarté",
        "Un point de varia",
        "Envoyer les règles",
        "Rencontre 2",
        "3\u00a0novembre 2026",
    ):
        assert text in page, text
    assert HOSTILE not in page
    assert "AUTRE-RENCONTRE" not in page
    assert "à compléter" not in page


def test_minutes_of_nothing_say_what_is_missing_and_where_to_add_it(cast):
    meeting = make_meeting(cast.coalition, on=None, starts_at=None)
    page = page_of(cast, meeting, cast.amina)
    assert page.count("à compléter") >= 6
    assert address("agenda", cast, meeting) in page
    assert address("attendance", cast, meeting) in page
    assert address("room", cast, meeting) not in page_of(cast, meeting)


def test_wording_replaces_the_note_and_leaves_it_as_it_was(cast, meeting, captured):
    where = address("minutes-edit", cast, meeting, key=captured.uid)
    browser = cast.client(cast.amina)
    assert "On a parlé longtemps" in browser.get(where).content.decode()
    assert browser.post(where, {"text": "Le groupe a échangé.", "version": 0}).status_code == 303
    page = page_of(cast, meeting)
    assert "Le groupe a échangé." in page
    assert "On a parlé longtemps" not in page
    captured.refresh_from_db()
    assert captured.note.startswith("On a parlé longtemps")
    assert "la note a changé depuis" not in page_of(cast, meeting, cast.amina)
    save_note(captured, by=cast.amina, version=captured.note_version, text="Encore ceci")
    assert "la note a changé depuis" in page_of(cast, meeting, cast.amina)
    browser.post(where, {"text": "", "version": 1})
    assert "Encore ceci" in page_of(cast, meeting)


def test_two_people_who_word_the_same_part_see_both_texts(cast, meeting, captured):
    where, browser = address("minutes-edit", cast, meeting, key="opening"), cast.client(cast.amina)
    assert browser.post(where, {"text": f"Leur texte {HOSTILE}", "version": 1}).status_code == 303
    answer = browser.post(where, {"text": f"Mon texte {HOSTILE}", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Leur texte" in page
    assert "Mon texte" in page
    assert HOSTILE not in page
    assert MinutesSection.objects.get(key="opening").text == f"Leur texte {HOSTILE}"
    assert browser.post(where, {"text": "Ensemble", "version": 2}).status_code == 303


def test_a_part_that_does_not_exist_is_not_found(cast, meeting):
    browser = cast.client(cast.amina)
    elsewhere = make_activity(make_meeting(cast.coalition))
    for key in ("middle", str(elsewhere.uid)):
        assert browser.get(address("minutes-edit", cast, meeting, key=key)).status_code == 404


def test_minutes_are_closed_after_the_meeting_and_reopened(cast, meeting):
    browser, where = cast.client(cast.amina), address("minutes-close", cast, meeting)
    with pytest.raises(Refused):
        minutes.close_minutes(meeting, by=cast.amina)
    outcomes.end_meeting(meeting, by=cast.amina)
    assert browser.post(where).status_code == 303
    row = Minutes.objects.get()
    assert (row.closed_by, row.closed_at is not None) == (cast.amina.person, True)
    assert "Fermé par Amina" in page_of(cast, meeting)
    with pytest.raises(Refused):
        minutes.word_section(meeting, "opening", by=cast.amina, version=0, text="trop tard")
    with pytest.raises(Refused):
        outcomes.reopen_meeting(meeting, by=cast.amina)
    browser.post(where, {"again": 1})
    minutes.word_section(meeting, "opening", by=cast.amina, version=0, text="à temps")
    assert "à temps" in page_of(cast, meeting)


def test_only_those_who_steer_word_and_close(cast, meeting):
    for reader in (cast.benoit, cast.chloe):
        browser = cast.client(reader)
        assert browser.get(address("minutes-edit", cast, meeting, key="opening")).status_code == 403
        assert browser.post(address("minutes-close", cast, meeting)).status_code == 403
        assert browser.get(address("minutes", cast, meeting)).status_code == 200
    assert cast.client(cast.driss).get(address("minutes", cast, meeting)).status_code == 404


@pytest.mark.parametrize("rows", [1, 50])
def test_minutes_take_as_many_queries_for_fifty_items_as_for_one(cast, meeting, rows, django_assert_max_num_queries):
    for n in range(rows):
        item = make_activity(meeting, note="Une note")
        add_follow_up(meeting, by=cast.amina, activity=item, what=f"Suivi {n}", member=cast.benoit)
        record_decision(meeting, by=cast.amina, activity=item, wording=f"Décision {n}")
    browser = cast.client(cast.amina)
    with django_assert_max_num_queries(14):
        browser.get(address("minutes", cast, meeting))


def test_the_minutes_hold_choices_objections_files_and_subjects_set_aside(cast, meeting):
    item = make_activity(meeting, "Le calendrier")
    decision = record_decision(
        meeting, by=cast.amina, activity=item, wording="Le mardi", owner=cast.benoit, due_on=dt.date(2026, 12, 1)
    )
    for place, (label, count) in enumerate([("Mardi", 9), ("Jeudi", 4)], start=1):
        DecisionOption.objects.create(
            coalition=cast.coalition, decision=decision, position=place, label=label, count=count
        )
    Objection.objects.create(
        coalition=cast.coalition, decision=decision, position=1, text="Trop tard", answer="On finit à 16 h"
    )
    stored = StoredFile.objects.create(coalition=cast.coalition, name="mur.jpg", size=1, sha256="0" * 64)
    photo = MeetingFile.objects.create(
        coalition=cast.coalition, meeting=meeting, activity=item, file=stored, kind="photo", title="Le mur des idées"
    )
    MeetingFile.objects.create(coalition=cast.coalition, meeting=meeting, file=stored, title="Le portrait chiffré")
    later = make_activity(make_meeting(cast.coalition, "Rencontre 9", on=dt.date(2027, 1, 5)))
    for text, fields in (
        ("Le logo", {}),
        ("Le transport", {"taken_in": later}),
        ("Le café", {"closed_at": clock.now()}),
    ):
        ParkedItem.objects.create(coalition=cast.coalition, meeting=meeting, text=text, raised_by="Ville", **fields)
    page = page_of(cast, meeting)
    for text in ("Mardi\u00a0: 9", "Jeudi\u00a0: 4", "Objection\u00a0: Trop tard", "Réponse\u00a0: On finit à 16 h"):
        assert text in page, text
    for text in ("Le mur des idées", "Le portrait chiffré", "Confié à Benoît", "pour le 1er\u00a0décembre 2026"):
        assert text in page, text
    assert f'<img class="minutes-photo" src="{address("meeting-file", cast, meeting, file=photo.uid)}"' in page
    assert "repris à «\u202fRencontre 9\u202f»" in page
    assert (
        page.index("Mardi\u00a0: 9") < page.index("Jeudi\u00a0: 4") < page.index("Le mur") < page.index("Le portrait")
    )
    assert [page.count(text) for text in ("Le logo", "Le transport", "Le café")] == [1, 1, 1]


def test_an_item_in_which_nothing_was_typed_says_what_was_planned_and_leads_to_the_place_to_mend(cast, meeting):
    item = make_activity(meeting, "Le calendrier", aim="Un calendrier adopté")
    page = page_of(cast, meeting, cast.amina)
    assert "Prévu\u00a0: Un calendrier adopté" in page
    assert f'href="{address("room", cast, meeting)}?open={item.uid}#a-{item.uid}"' in page
    assert address("room", cast, meeting) not in page_of(cast, meeting)
