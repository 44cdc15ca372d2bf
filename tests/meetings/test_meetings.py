import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe import clock
from courtepointe.history import Entry
from courtepointe.meetings.actions import meetings as actions
from courtepointe.meetings.actions.minutes import close_minutes
from courtepointe.meetings.actions.objectives import (
    add_own_objective,
    remove_objective,
    reword_objective,
    shift_objective,
    take_objectives,
)
from courtepointe.meetings.actions.outcomes import end_meeting
from courtepointe.meetings.models import Meeting
from courtepointe.meetings.queries.meetings import by_stage, meetings_for, next_meeting
from courtepointe.meetings.wording import method_of
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.factories import make_activity, make_meeting, make_objective, make_process

TODAY = dt.datetime(2026, 10, 10, 15, tzinfo=dt.UTC)
FORM = {
    "title": "Rencontre au parc",
    "on": "2026-11-03",
    "starts_at": "18:30",
    "minutes": "90",
    "place": "Chalet du parc",
    "stage": "planning",
    "tools": ["9", "10"],
}


def page(cast: Cast, name: str, meeting: Meeting | None = None, **more: object) -> str:
    kwargs: dict[str, object] = {"coalition": cast.coalition.uid, **more}
    if meeting is not None:
        kwargs["meeting"] = meeting.uid
    return reverse(name, kwargs=kwargs)


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_a_meeting_is_announced_only_with_a_date_and_a_place(cast: Cast) -> None:
    undated = make_meeting(cast.coalition, on=None, place="Ici")
    nowhere = make_meeting(cast.coalition, place="  ")
    for meeting in (undated, nowhere):
        with pytest.raises(Refused):
            actions.convoke(meeting, by=cast.amina)
    ready = make_meeting(cast.coalition, "Prête", place="Ici")
    actions.convoke(ready, by=cast.amina)
    ready.refresh_from_db()
    assert ready.status == "convoked"
    with pytest.raises(Refused):
        actions.convoke(ready, by=cast.amina)
    actions.reopen(ready, by=cast.amina)
    assert verbs() == ["meeting.convoked", "meeting.reopened"]


def test_an_announced_meeting_keeps_a_date(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, status="convoked")
    with pytest.raises(Refused):
        actions.change_meeting(meeting, by=cast.amina, version=1, on=None)


def test_a_held_meeting_is_neither_cancelled_nor_removed_nor_reopened(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, status="held")
    for act in (actions.cancel, actions.remove_meeting, actions.reopen, actions.convoke):
        with pytest.raises(Refused):
            act(meeting, by=cast.amina)
    assert verbs() == []


def test_each_change_says_what_it_was(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Avant")
    actions.change_meeting(meeting, by=cast.amina, version=1, title="Après", on=meeting.on)
    actions.change_meeting(meeting, by=cast.amina, version=2, on=dt.date(2026, 12, 1))
    actions.change_meeting(meeting, by=cast.amina, version=3, on=None)
    actions.change_meeting(meeting, by=cast.amina, version=4, place="Ailleurs")
    actions.change_meeting(meeting, by=cast.amina, version=5, place="Ailleurs")  # nothing new: nothing written
    assert verbs() == ["meeting.renamed", "meeting.moved", "meeting.undated", "meeting.changed"]
    assert meeting.version == 5
    with pytest.raises(Conflict):
        actions.change_meeting(meeting, by=cast.amina, version=2, title="Trop tard")


def test_a_meeting_removed_is_put_back_whole(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Retirée")
    make_activity(meeting)
    make_objective(meeting)
    actions.remove_meeting(meeting, by=cast.amina)
    assert not cast.coalition.meetings.present().exists()
    actions.restore_meeting(meeting, by=cast.amina)
    actions.restore_meeting(meeting, by=cast.amina)
    back = cast.coalition.meetings.present().get()
    assert (back.on, back.activities.count(), back.objectives.count()) == (dt.date(2026, 10, 6), 1, 1)
    assert verbs() == ["meeting.removed", "meeting.restored"]


def test_a_meeting_more_of_the_method_brings_its_objectives_and_agenda(cast: Cast) -> None:
    process = cast.coalition.processes.get()
    for turn in (1, 2):
        made = actions.add_meeting(process, by=cast.amina, template="follow-up", title="", on=None, place="Ici")
        assert (made.turn, made.on, made.place) == (turn, None, "Ici")
        assert made.objectives.count() == 3
        assert made.activities.exists()
    own = actions.add_meeting(process, by=cast.amina, title="À nous", stage="planning", minutes=60, tools=[9])
    assert (own.template, own.objectives.count()) == ("", 0)


def test_a_meeting_carries_objectives_of_several_stages_in_the_order_chosen(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition)
    take_objectives(meeting, ["agree-rules", "present-results", "agree-rules"], by=cast.amina)
    take_objectives(meeting, ["agree-rules"], by=cast.amina)  # already there
    own = add_own_objective(meeting, by=cast.amina, text="Rire", stage="planning")
    shift_objective(own, -1)
    shift_objective(own, -5)
    rows = list(meeting.objectives.order_by("position"))
    assert next(row.text for row in rows) == "Rire"
    assert [(row.slug, row.stage) for row in rows] == [
        ("", "planning"),
        ("agree-rules", "intention"),
        ("present-results", "evaluation"),
    ]
    with pytest.raises(KeyError):
        take_objectives(meeting, ["no-such-objective"], by=cast.amina)
    assert verbs() == ["objectives.added", "objectives.added"]


def test_an_objective_that_was_marked_stays(cast: Cast) -> None:
    row = make_objective(make_meeting(cast.coalition), "Marqué", outcome="reached")
    with pytest.raises(Refused):
        remove_objective(row, by=cast.amina)


def test_two_people_reword_the_same_objective(cast: Cast) -> None:
    row = make_objective(make_meeting(cast.coalition), "Avant")
    reword_objective(row, by=cast.amina, text="Après", was="Avant")
    with pytest.raises(Refused):
        reword_objective(row, by=cast.amina, text="Encore", was="Avant")
    assert verbs() == ["objective.reworded"]


def test_the_list_knows_the_next_meeting_and_what_is_past(cast: Cast) -> None:
    past = make_meeting(cast.coalition, "Passée", on=dt.date(2026, 9, 15))
    held = make_meeting(cast.coalition, "Tenue", on=dt.date(2026, 10, 10), status="held")
    cancelled = make_meeting(cast.coalition, "Annulée", on=dt.date(2026, 10, 13), status="cancelled")
    following = make_meeting(cast.coalition, "Suivante", on=dt.date(2026, 10, 20), stage="planning")
    undated = make_meeting(cast.coalition, "À fixer", on=None, stage="planning")
    rows = list(meetings_for(cast.reader(cast.chloe)))
    today = dt.date(2026, 10, 10)
    assert rows == [past, held, cancelled, following, undated]
    assert next_meeting(rows, today) == following
    parts = {part.slug: part for part in by_stage(rows, method_of(cast.coalition), today)}
    assert (parts["intention"].past, parts["intention"].to_come) == ([past, held], [cancelled])
    assert parts["planning"].to_come == [following, undated]


def test_a_meeting_is_added_changed_and_announced_in_the_browser(cast: Cast) -> None:
    client = cast.client(cast.amina)
    assert client.post(page(cast, "meeting-new"), FORM).status_code == 303
    made = Meeting.objects.get(title="Rencontre au parc")
    assert (made.on, made.tools, made.stage, made.minutes) == (dt.date(2026, 11, 3), [9, 10], "planning", 90)
    assert "Chalet du parc" in client.get(page(cast, "meeting", made)).content.decode()
    changed = {**FORM, "title": "Rencontre au gymnase", "version": "1"}
    assert client.post(page(cast, "meeting-edit", made), changed).status_code == 303
    assert client.get(page(cast, "meeting-convoke", made)).status_code == 200
    assert client.post(page(cast, "meeting-convoke", made)).status_code == 303
    made.refresh_from_db()
    assert (made.title, made.status) == ("Rencontre au gymnase", "convoked")


def test_a_conflict_shows_both_texts(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Titre <d’avant>")
    client = cast.client(cast.amina)
    actions.change_meeting(meeting, by=cast.amina, version=1, title="Titre <d’une autre>")
    answer = client.post(page(cast, "meeting-edit", meeting), {**FORM, "title": "Le <mien>", "version": "1"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Titre &lt;d’une autre&gt;" in html
    assert "Le &lt;mien&gt;" in html
    assert 'name="version" value="2"' in html
    assert Meeting.objects.get(pk=meeting.pk).title == "Titre <d’une autre>"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minutes", "0"),
        ("minutes", "100000"),
        ("on", "1800-01-01"),
        ("on", "hier"),
        ("title", ""),
        ("title", "x" * 201),
        ("stage", "nowhere"),
        ("tools", "99"),
    ],
)
def test_bad_input_is_refused_beside_its_field(cast: Cast, field: str, value: str) -> None:
    meeting = make_meeting(cast.coalition, "Intacte")
    client = cast.client(cast.amina)
    for name, found in (("meeting-new", None), ("meeting-edit", meeting)):
        sent = {**FORM, "version": "1", "place": "Tapé <ici>", field: value}
        answer = client.post(page(cast, name, found), sent)
        assert answer.status_code == 422
        assert "Tapé &lt;ici&gt;" in answer.content.decode()
    assert Meeting.objects.filter(coalition=cast.coalition).get().title == "Intacte"


def test_a_removal_can_be_undone_from_the_list(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Retirée <ici>")
    client = cast.client(cast.amina)
    assert client.get(page(cast, "meeting-remove", meeting)).status_code == 200
    answer = client.post(page(cast, "meeting-remove", meeting), follow=True)
    html = answer.content.decode()
    assert page(cast, "meeting-restore", meeting) in html
    assert "Retirée &lt;ici&gt;" in html
    assert client.get(page(cast, "meeting", meeting)).status_code == 404
    assert client.get(page(cast, "meetings-removed")).status_code == 200
    assert client.post(page(cast, "meeting-restore", meeting)).status_code == 303
    assert client.get(page(cast, "meeting", meeting)).status_code == 200


def test_a_refusal_is_said_and_changes_nothing(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, on=None)
    answer = cast.client(cast.amina).post(page(cast, "meeting-convoke", meeting), follow=True)
    assert "Fixez la date" in answer.content.decode()
    assert Meeting.objects.get(pk=meeting.pk).status == "draft"


def test_objectives_are_chosen_in_the_browser(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition)
    client, address = cast.client(cast.amina), page(cast, "meeting-objectives", meeting)
    assert client.get(address).status_code == 200
    assert client.post(address, {"act": "take", "slug": ["agree-rules", "follow-plan"]}).status_code == 303
    assert client.post(address, {"act": "take", "slug": "no-such"}).status_code == 404
    assert client.post(address, {"act": "own", "text": "Le <nôtre>", "stage": "planning"}).status_code == 303
    assert client.post(address, {"act": "own", "text": "", "stage": "planning"}).status_code == 422
    assert "Le &lt;nôtre&gt;" in client.get(address).content.decode()
    row = meeting.objectives.get(slug="")
    one = page(cast, "meeting-objective", meeting, objective=row.uid)
    assert client.post(one, {"act": "up"}).status_code == 303
    assert client.post(one, {"act": "reword", "text": "Autrement", "was": "Le <nôtre>"}).status_code == 303
    row.refresh_from_db()
    assert (row.position, row.text) == (2, "Autrement")
    assert client.post(one, {"act": "reword", "text": " ", "was": "Autrement"}).status_code == 303
    assert client.post(one, {"act": "dance"}).status_code == 404
    assert client.post(one, {"act": "remove"}).status_code == 303
    assert [o.slug for o in meeting.objectives.order_by("position")] == ["agree-rules", "follow-plan"]


STEER_ONE = [
    "meeting-edit",
    "meeting-convoke",
    "meeting-reopen",
    "meeting-cancel",
    "meeting-remove",
    "meeting-restore",
    "meeting-objectives",
]


def test_who_may_do_what(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Notre SECRET")
    for member in (cast.benoit, cast.chloe):
        client = cast.client(member)
        assert client.get(page(cast, "meeting", meeting)).status_code == 200
        assert {client.post(page(cast, name, meeting), FORM).status_code for name in STEER_ONE} == {403}
    for outsider, expected in ((cast.driss, 404), (None, 302)):
        client = cast.client(outsider)
        codes = {client.post(page(cast, name, meeting), FORM).status_code for name in STEER_ONE}
        assert codes == {expected}
        assert client.get(page(cast, "meeting", meeting)).status_code == expected


def test_a_meeting_of_another_coalition_is_not_found_through_mine(cast: Cast) -> None:
    elsewhere = cast.other.meetings.get()
    row = make_objective(elsewhere)
    mine = make_meeting(cast.coalition)
    client = cast.client(cast.amina)
    assert client.get(page(cast, "meeting", elsewhere)).status_code == 404
    assert {client.post(page(cast, name, elsewhere), FORM).status_code for name in STEER_ONE} == {404}
    one = page(cast, "meeting-objective", mine, objective=row.uid)
    assert client.post(one, {"act": "remove"}).status_code == 404
    html = client.get(page(cast, "meetings") + f"?removed={elsewhere.uid}").content.decode()
    assert "SECRET-AILLEURS" not in html


def test_no_page_reads_more_with_60_meetings_than_with_one(cast: Cast) -> None:
    slugs = [objective.slug for objective in method_of(cast.coalition).row("planning-next").objectives] + ["", ""]

    def fill(many: int) -> Meeting:
        for number in range(many):
            meeting = make_meeting(
                cast.coalition,
                on=dt.date(2026, 10, 13) + dt.timedelta(weeks=number),
                template="planning",
                turn=number + 1,
            )
            for n, objective in enumerate(slugs):
                make_objective(meeting, f"Objectif {n}" if objective else "À nous", slug=objective)
        return meeting

    counts = []
    for many in (1, 59):
        meeting = fill(many)
        found = {}
        client = cast.client(cast.amina)
        with clock.at(TODAY):
            for name in ("process", "meetings", "process-sheet", "year-now", "meeting"):
                address = page(cast, name, meeting if name == "meeting" else None)
                client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    answer = client.get(address)
                assert answer.status_code == 200
                assert len(answer.content) < 60_000, name
                found[name] = len(queries)
        counts.append(found)
    assert counts[0] == counts[1]
    assert counts[0] == {"process": 4, "meetings": 4, "process-sheet": 5, "year-now": 6, "meeting": 7}


def test_the_plan_of_a_meeting_whose_minutes_are_closed_no_longer_changes(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Rencontre 1", place="CPE")
    first, second = make_objective(meeting, "Se connaître"), make_objective(meeting, "Choisir un nom")
    end_meeting(meeting, by=cast.amina)
    close_minutes(meeting, by=cast.amina)
    meeting.refresh_from_db()
    for act in (
        lambda: actions.change_meeting(meeting, by=cast.amina, version=meeting.version, title="Autre titre"),
        lambda: take_objectives(meeting, ["i1"], by=cast.amina),
        lambda: add_own_objective(meeting, by=cast.amina, text="Le nôtre", stage="intention"),
        lambda: reword_objective(first, by=cast.amina, text="Autrement", was="Se connaître"),
        lambda: remove_objective(first, by=cast.amina),
        lambda: shift_objective(second, -1),
    ):
        with pytest.raises(Refused, match="compte rendu de cette rencontre est"):
            act()
    assert list(meeting.objectives.order_by("position").values_list("text", flat=True)) == [
        "Se connaître",
        "Choisir un nom",
    ]
    objectives = reverse("meeting-objectives", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})
    answer = cast.client(cast.amina).post(
        objectives, {"act": "own", "text": "Le nôtre", "stage": "intention"}, follow=True
    )
    assert "est fermé" in answer.content.decode()


def test_of_two_who_put_a_meeting_back_the_second_is_told(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition, "Rencontre 1")
    actions.remove_meeting(meeting, by=cast.amina)
    also = Meeting.objects.get(pk=meeting.pk)
    actions.restore_meeting(meeting, by=cast.amina)
    with pytest.raises(Refused, match="au même moment"):
        actions.restore_meeting(also, by=cast.amina)


def test_the_agenda_of_a_meeting_of_our_own_opens_with_what_came_before(cast):
    process = make_process(cast.coalition)
    meeting = actions.add_meeting(process, by=cast.amina, title="À nous", stage="intention", minutes=60)
    (item,) = meeting.activities.all()
    assert [item.treats(kind) for kind in ("adoption", "minutes", "follow_ups", "varia")] == [True, True, True, False]
    assert item.title == "Ordre du jour, compte rendu précédent et suivis"
