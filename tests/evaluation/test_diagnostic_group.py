"""What the group makes of a round, and the official wording that a coalition may bring in."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courtepointe import clock
from courtepointe.evaluation import wording
from courtepointe.evaluation.actions import diagnostic as acts
from courtepointe.evaluation.actions import diagnostic_group as group
from courtepointe.evaluation.models import Diagnostic, DiagnosticComment, DiagnosticItem, DiagnosticWording
from courtepointe.meetings.actions.follow_ups import remove_follow_up
from courtepointe.meetings.models import FollowUp, Minutes
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.evaluation.rounds import at, closed, give, opened, people, read
from tests.factories import make_meeting

OFFICIAL = [
    {"number": n, "title": f"Titre {n}", "A": f"Fort {n}", "B": f"Moyen {n}", "C": f"Faible {n}"} for n in range(1, 19)
]
RIGHT = "Autorisation écrite du 3 mars 2026"


def test_the_group_speaks_after_the_answers_of_each_are_closed(cast: Cast) -> None:
    row = opened(cast)
    with pytest.raises(Refused):
        group.say_item(row, 1, by=cast.amina, version=0, level="A", rationale="Tous sont là")
    acts.close_round(row, by=cast.amina)
    with pytest.raises(Refused):
        group.say_item(row, 19, by=cast.amina, version=0, level="A")
    group.say_item(row, 1, by=cast.amina, version=0, level="A", rationale="Tous sont là")
    with pytest.raises(Conflict):
        group.say_item(row, 1, by=cast.amina, version=0, level="C", rationale="Autrement")
    assert DiagnosticItem.objects.get().level == "A"


def test_together_only_the_group_answers_and_it_is_shown_from_the_start(cast: Cast) -> None:
    row = opened(cast, mode="collective")
    with pytest.raises(Refused):
        give(row, cast.benoit, {1: "A"})
    client, page = cast.client(cast.amina), at(cast, "diagnostic-item", diagnostic=row.uid, number=1)
    assert client.post(page, {"level": "B", "rationale": "", "version": 0}).status_code == 422
    saved = client.post(page, {"level": "B", "rationale": "Il en manque", "version": 0, "next": "1"})
    assert saved.headers["Location"] == at(cast, "diagnostic-item", diagnostic=row.uid, number=2)
    shown = cast.client(cast.benoit).get(at(cast, "diagnostic", diagnostic=row.uid)).content.decode()
    assert "Il en manque" in shown
    conflict = client.post(page, {"level": "C", "rationale": "Non", "version": 0})
    assert conflict.status_code == 409
    assert "Il en manque" in conflict.content.decode()
    assert cast.client(cast.benoit).post(page, {"level": "A", "rationale": "x"}).status_code == 403


def test_compiled_answers_have_no_level_of_the_group(cast: Cast) -> None:
    row = closed(cast, [{1: "A"}] * 5, mode="compiled")
    with pytest.raises(Refused):
        group.say_item(row, 1, by=cast.amina, version=0, level="A", rationale="x")
    page = cast.client(cast.amina).get(at(cast, "diagnostic-item", diagnostic=row.uid, number=1)).content.decode()
    assert 'name="level"' not in page
    assert 'name="finding"' in page


def test_an_item_ends_as_a_follow_up_once(cast: Cast) -> None:
    row = closed(cast, [{1: "C"}] * 5)
    meeting = make_meeting(cast.coalition, "Fonctionnement")
    client, page = cast.client(cast.amina), at(cast, "diagnostic-item", diagnostic=row.uid, number=1)
    asked: dict[str, Any] = {
        "finding": "Des parents manquent",
        "improvement": "Inviter deux parents",
        "meeting": str(meeting.uid),
        "member": str(cast.benoit.uid),
        "due_on": "2027-01-15",
        "version": 0,
    }
    assert client.post(page, {**asked, "improvement": ""}).status_code == 422
    assert client.post(page, asked).status_code == 303
    todo = FollowUp.objects.get()
    assert (todo.what, todo.member, todo.due_on) == ("Inviter deux parents", cast.benoit, dt.date(2027, 1, 15))
    assert client.post(page, {**asked, "version": 2}).status_code == 303
    assert FollowUp.objects.count() == 1
    assert "Des parents manquent" not in cast.client(cast.chloe).get(at(cast, "follow-ups")).content.decode()
    remove_follow_up(todo, by=cast.amina)
    assert 'name="due_on"' in client.get(page).content.decode()
    assert client.post(page, {**asked, "version": 3}).status_code == 303
    assert FollowUp.objects.present().count() == 1


def test_closed_minutes_are_said_and_nothing_is_kept(cast: Cast) -> None:
    row = closed(cast, [{1: "C"}] * 5)
    meeting = make_meeting(cast.coalition, "Fonctionnement")
    said = group.say_item(row, 1, by=cast.amina, version=0, improvement="Inviter deux parents")
    Minutes.objects.create(coalition=cast.coalition, meeting=meeting, closed_at=clock.now())
    with pytest.raises(Refused):
        group.promise(said, meeting, by=cast.amina, member=None, organisation=None, due_on=None)
    page = at(cast, "diagnostic-item", diagnostic=row.uid, number=1)
    assert str(meeting.uid) not in cast.client(cast.amina).get(page).content.decode()


def test_comments_wait_for_closing_then_for_somebody_to_let_them_through(cast: Cast) -> None:
    row = opened(cast)
    for n, member in enumerate(people(cast, 5)):
        give(row, member, {1: "A"}, {1: f"Mot {n}"})
    assert not DiagnosticComment.objects.exists()
    client, page = cast.client(cast.amina), at(cast, "diagnostic-comments", diagnostic=row.uid)
    assert "Mot 1" not in client.get(page).content.decode()
    acts.close_round(row, by=cast.amina)
    row.refresh_from_db()
    assert row.waiting == []
    assert "Mot 1" in client.get(page).content.decode()
    results = at(cast, "diagnostic", diagnostic=row.uid)
    assert "Mot 1" not in client.get(results).content.decode()
    chosen = DiagnosticComment.objects.get(text="Mot 1")
    assert client.post(page, {"shown": [str(chosen.uid), "bad"]}).status_code == 303
    words = cast.client(cast.benoit).get(results).content.decode()
    assert "Mot 1" in words
    assert "Mot 2" not in words
    assert cast.client(cast.benoit).get(page).status_code == 403


# --- The official wording ---


def as_csv(items: list[dict[str, Any]], titles: str = "Numéro;Titre;A;B;C") -> str:
    return "\n".join([titles, *(";".join(str(one[k]) for k in wording.COLUMNS) for one in items)])


@pytest.mark.parametrize(
    "text",
    [
        as_csv(OFFICIAL),
        as_csv(OFFICIAL[::-1]),
        as_csv(OFFICIAL).partition("\n")[2],
        json.dumps(OFFICIAL),
        json.dumps({"items": OFFICIAL}),
    ],
)
def test_the_wording_is_read_from_a_table_or_json(text: str) -> None:
    found = wording.from_text(text)
    assert found.problems == []
    assert found.items == OFFICIAL


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (as_csv(OFFICIAL[:-1]), "18"),
        (as_csv([*OFFICIAL, OFFICIAL[2]]), "deux fois"),
        (as_csv([{**one, "B": ""} if one["number"] == 4 else one for one in OFFICIAL]), "4"),
        (as_csv([{**one, "C": "x" * 700} for one in OFFICIAL]), "600"),
        (json.dumps([{**OFFICIAL[0], "number": 77}]), "1 à 18"),
        (json.dumps([{**OFFICIAL[0], "title": ["x"]}]), "vide"),
        ("[]", "aucun énoncé"),
    ],
)
def test_what_is_wrong_is_told_item_by_item(text: str, said: str) -> None:
    found = wording.from_text(text)
    assert found.items == []
    assert any(said in problem for problem in found.problems), found.problems
    assert len(found.problems) <= wording.MOST_PROBLEMS


@pytest.mark.parametrize("text", ["{", '{"items": 3}', "[1, 2]", "un;deux", "Numéro;Titre;A\n1;x;y", "[" * 5000])
def test_what_is_no_wording_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(Refused):
        wording.from_text(text)


def test_it_is_seen_before_it_is_kept_with_its_ground(cast: Cast) -> None:
    client, page = cast.client(cast.amina), at(cast, "diagnostic-wording")
    file = SimpleUploadedFile("libelles.csv", as_csv(OFFICIAL).encode())
    assert client.post(page, {"file": file, "right": ""}).status_code == 422
    bad = SimpleUploadedFile("libelles.json", b"\xff\xfe")
    assert client.post(page, {"file": bad, "right": RIGHT}).status_code == 422
    file = SimpleUploadedFile("libelles.csv", as_csv(OFFICIAL).encode())
    seen = client.post(page, {"file": file, "right": RIGHT})
    assert "Moyen 7" in seen.content.decode()
    assert not DiagnosticWording.objects.exists()
    kept = client.post(page, {"act": "keep", "text": json.dumps(OFFICIAL), "right": RIGHT})
    assert kept.status_code == 303
    assert DiagnosticWording.objects.get().right == RIGHT
    assert cast.client(cast.benoit).get(page).status_code == 403
    table = client.get(at(cast, "diagnostic-wording-model")).content.decode("utf-8-sig")
    assert len(table.splitlines()) == 19


def test_a_round_keeps_the_wording_that_it_opened_with(cast: Cast) -> None:
    before = opened(cast)
    acts.close_round(before, by=cast.amina)
    row = group.bring_wording(cast.coalition, OFFICIAL, by=cast.amina, right=RIGHT)
    with pytest.raises(Refused):
        group.bring_wording(cast.coalition, OFFICIAL, by=cast.amina, right=" ")
    after = opened(cast)
    assert (before.official, after.official) == (False, True)
    row = group.bring_wording(cast.coalition, OFFICIAL, by=cast.amina, right=RIGHT)
    group.take_wording_away(row, by=cast.amina)
    shown = cast.client(cast.amina).get(at(cast, "diagnostic-answer", diagnostic=after.uid)).content.decode()
    assert "Moyen 7" in shown
    assert "reformulation" not in shown
    assert read(cast, Diagnostic.objects.get(pk=before.pk)).lines[0].item.title == "Diversité des points de vue"
