import datetime as dt

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.guide import queries
from courtepointe.history import Entry
from courtepointe.meetings.actions.sending import send_minutes
from courtepointe.meetings.models import FollowUp, Meeting
from courtepointe.meetings.queries.process import current_process
from tests.cast import Cast
from tests.factories import make_activity, make_meeting, make_organisation, make_person, make_process

NOON = dt.datetime(2026, 10, 1, 16, 0, tzinfo=dt.UTC)


def home(cast: Cast, who: str) -> str:
    answer = cast.client(getattr(cast, who)).get(reverse("coalition-home", kwargs={"coalition": cast.coalition.uid}))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_next_meeting_is_the_first_ahead_that_is_neither_held_nor_cancelled(cast: Cast) -> None:
    make_meeting(cast.coalition, "Passée", on=dt.date(2026, 9, 30))
    make_meeting(cast.coalition, "Annulée", on=dt.date(2026, 10, 2), status=Meeting.CANCELLED)
    make_meeting(cast.coalition, "Plus tard", on=dt.date(2026, 10, 20))
    wanted = make_meeting(cast.coalition, "La bonne", on=dt.date(2026, 10, 1))
    with clock.at(NOON):
        assert queries.next_meeting_for(cast.coalition) == wanted


def test_one_owes_ones_own_follow_ups_and_those_of_ones_organisation_only(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition)
    elsewhere = make_organisation(cast.coalition, "Autre organisme")
    for what, fields in (
        ("À moi", {"member": cast.benoit}),
        ("À mon organisme", {"organisation": cast.organisation}),
        ("À une autre", {"organisation": elsewhere}),
        ("À Amina", {"member": cast.amina}),
        ("Déjà faite", {"member": cast.benoit, "done_at": NOON}),
    ):
        FollowUp.objects.create(coalition=cast.coalition, meeting=meeting, what=what, **fields)
    owed = queries.owed_by(cast.reader(cast.benoit), cast.coalition, cast.benoit)
    assert {f.what for f in owed.follow_ups} == {"À moi", "À mon organisme"}
    assert owed.to_close == owed.to_convoke == []


def test_those_who_steer_are_told_of_dates_to_announce_and_minutes_to_finish(cast: Cast) -> None:
    soon = make_meeting(cast.coalition, "Bientôt", on=dt.date(2026, 10, 6))
    make_meeting(cast.coalition, "Dans un mois", on=dt.date(2026, 11, 6))
    held = make_meeting(cast.coalition, "Tenue", on=dt.date(2026, 6, 20), status=Meeting.HELD)
    make_activity(held, note="On a parlé.")
    make_meeting(cast.coalition, "Tenue sans trace", on=dt.date(2026, 6, 21), status=Meeting.HELD)
    with clock.at(NOON):
        owed = queries.owed_by(cast.reader(cast.amina), cast.coalition, cast.amina)
    assert owed.to_convoke == [soon]
    assert owed.to_close == [held]


def test_those_who_steer_are_told_the_day_after_of_minutes_that_did_not_leave(cast: Cast) -> None:
    late = make_meeting(cast.coalition, "Hier", on=dt.date(2026, 9, 30), status=Meeting.HELD)
    make_activity(late, note="On a parlé.")
    make_meeting(cast.coalition, "Aujourd’hui", on=dt.date(2026, 10, 1), status=Meeting.HELD)
    make_meeting(cast.coalition, "Il y a longtemps", on=dt.date(2026, 6, 1), status=Meeting.HELD)
    with clock.at(NOON):
        owed = queries.owed_by(cast.reader(cast.amina), cast.coalition, cast.amina)
        assert (owed.to_send, owed.to_close) == ([late], [])
        assert "Envoyer aux membres le compte rendu" in home(cast, "amina")
        assert "Envoyer aux membres le compte rendu" not in home(cast, "benoit")
        send_minutes(late, by=cast.amina)
        assert queries.owed_by(cast.reader(cast.amina), cast.coalition, cast.amina).to_send == []


def test_home_tells_a_new_coalition_its_first_steps_and_nobody_else(cast: Cast) -> None:
    assert "Premiers pas" in home(cast, "amina")
    assert "Premiers pas" not in home(cast, "benoit")


def test_home_shows_history_of_this_coalition_only(cast: Cast) -> None:
    for coalition, name in ((cast.coalition, "Les petits pas"), (cast.other, "SECRET-AILLEURS")):
        Entry.objects.create(
            coalition=coalition,
            actor_name="Amina",
            verb="coalition.opened",
            thing="coalition",
            thing_uid=coalition.uid,
            facts={"name": name},
        )
    page = home(cast, "chloe")
    assert "Amina" in page
    assert "SECRET-AILLEURS" not in page


@pytest.mark.parametrize("many", [1, 30])
def test_home_asks_the_database_as_often_for_one_row_as_for_many(
    cast: Cast, many: int, django_assert_max_num_queries
) -> None:
    for number in range(many):
        meeting = make_meeting(cast.coalition, on=clock.today() + dt.timedelta(days=number))
        FollowUp.objects.create(coalition=cast.coalition, meeting=meeting, what=f"Chose {number}", member=cast.amina)
    client = cast.client(cast.amina)
    address = reverse("coalition-home", kwargs={"coalition": cast.coalition.uid})
    client.get(address)  # the first page of a session notes its time
    with django_assert_max_num_queries(10):
        client.get(address)


def test_history_is_append_only(cast: Cast) -> None:
    entry = Entry.objects.create(
        coalition=cast.coalition, verb="coalition.opened", thing="coalition", thing_uid=make_person().uid
    )
    with pytest.raises(AssertionError, match="append-only"):
        entry.save()


def test_a_day_in_history_is_read_as_the_reader_writes_it(cast: Cast) -> None:
    entry = Entry(coalition=cast.coalition, verb="coalition.opened", facts={"name": "2026-11-22"})
    assert "22\u00a0novembre 2026" in entry.sentence
    entry.facts = {"name": "2026-02-31"}
    assert "2026-02-31" in entry.sentence


def test_a_line_of_an_older_version_is_still_told(cast: Cast) -> None:
    gone = Entry(coalition=cast.coalition, verb="meeting.no_longer_known", actor_name="Amina")
    lacking = Entry(coalition=cast.coalition, verb="coalition.opened", actor_name="Amina", facts={})
    assert gone.sentence == lacking.sentence == "Amina a fait un changement."


def test_home_speaks_of_the_same_cycle_as_the_process_page(cast: Cast) -> None:
    """A cycle opened later may start earlier: a past stage entered afterwards."""
    make_process(cast.coalition, starts_on=dt.date(2027, 9, 1), stage="intention")
    make_process(cast.coalition, starts_on=dt.date(2025, 9, 1), stage="evaluation")
    current = current_process(cast.coalition)
    assert current is not None
    assert current.stage == "evaluation"
    assert '<li aria-current="step"><span class="cycle-stage"><a href="' in home(cast, "benoit")
    assert "#evaluation" in home(cast, "benoit").split('aria-current="step"')[1][:200]
