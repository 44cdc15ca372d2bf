"""At a follow-up meeting: what asks for a talk comes first, the rest is folded; queries stay flat."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe import clock
from courtepointe.followup.actions.communications import add_communication
from courtepointe.followup.queries.progress import told_at
from courtepointe.planning.models import Milestone
from tests.cast import Cast
from tests.followup.followed import follow_up, handed_in, led, prepared, today
from tests.planning.planned import process_of

PAGES = (("progress", "chloe"), ("progress-desk", "amina"), ("follow-up-of-plan", "amina"), ("communications", "amina"))


def reasons(cast: Cast, meeting: object) -> dict[str, list[str]]:
    return {one.row.title: [word for word, _tone in one.reasons] for one in told_at(meeting, today(cast))}  # type: ignore[arg-type]


def test_the_exceptions_come_first(cast: Cast) -> None:
    meeting = follow_up(cast)
    handed_in(cast, led(cast, "Va bien"), meeting, helps="Tout le monde")
    handed_in(cast, led(cast, "Arrêtée"), meeting, status="postponed")
    handed_in(cast, led(cast, "Freinée"), meeting, hinders="La pluie")
    handed_in(cast, led(cast, "À ajuster"), meeting, adjustment="Plus tard")
    handed_in(cast, led(cast, "Chère"), meeting, spent_cents=200_000)
    handed_in(cast, led(cast, "Pas partie"), meeting, status="not_started")
    prepared(led(cast, "Muette", status="under_way"), meeting)
    found = reasons(cast, meeting)
    assert found["Va bien"] == []
    assert [*found][-1] == "Va bien"
    assert len(found["Arrêtée"]) == len(found["Freinée"]) == len(found["À ajuster"]) == len(found["Chère"]) == 1
    assert len({found[name][0] for name in ("Arrêtée", "Freinée", "À ajuster", "Chère", "Pas partie", "Muette")}) == 6


def test_a_milestone_is_late_from_its_day_and_until_it_is_said_reached(cast: Cast) -> None:
    row, meeting = led(cast), follow_up(cast)
    stone = row.milestones.get(text="Calendrier")
    Milestone.objects.filter(pk=stone.pk).update(due_on=today(cast) - dt.timedelta(days=1))
    handed_in(cast, row, meeting)
    assert len(reasons(cast, meeting)[row.title]) == 1
    report = meeting.progress_reports.get()
    report.milestones = [str(stone.uid)]
    report.save()
    assert reasons(cast, meeting)[row.title] == []


@pytest.mark.parametrize("htmx", [True, False])
def test_the_page_of_a_meeting_shows_what_was_said(cast: Cast, *, htmx: bool) -> None:
    meeting = follow_up(cast)
    handed_in(cast, led(cast, "Va bien"), meeting)
    hindered = led(cast, "Freinée")
    handed_in(cast, hindered, meeting, hinders="La pluie du matin")
    address = reverse("progress", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})
    page = cast.client(cast.chloe).get(address, headers={"HX-Request": "true"} if htmx else {}).content.decode()
    assert "La pluie du matin" in page
    assert reverse("action-progress", kwargs={"coalition": cast.coalition.uid, "action": hindered.uid}) in page
    assert page.index("Freinée") < page.index("Va bien")
    assert ("<html" in page) is not htmx
    holding = reverse("meeting", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})
    assert address in cast.client(cast.chloe).get(holding).content.decode()


def test_the_pages_ask_the_same_number_of_questions_whatever_the_number_of_actions(cast: Cast) -> None:
    meeting = follow_up(cast)
    counts = {}
    for number in (2, 8):
        for place in range(number):
            row = led(cast, f"Action {number}-{place}")
            handed_in(cast, row, meeting, hinders="La pluie", adjustment=f"Plus tard {place}")
            add_communication(process_of(cast), by=cast.amina, public="Familles", message=row.title, action=row)
        for name, who in PAGES:
            named = {"meeting": meeting.uid} if name.startswith("progress") else {}
            address = reverse(name, kwargs={"coalition": cast.coalition.uid, **named})
            client = cast.client(getattr(cast, who))
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(address)
            counts.setdefault(name, set()).add(len(asked))
            assert len(asked) <= 10
    assert all(len(found) == 1 for found in counts.values())


def test_the_reports_of_an_action_are_read_over_time(cast: Cast) -> None:
    row = led(cast)
    handed_in(cast, row, follow_up(cast, "Premier suivi"), helps="Au début")
    with clock.at(clock.now() + dt.timedelta(days=60)):
        handed_in(cast, row, follow_up(cast, "Deuxième suivi"), status="done", reached=41)
    address = reverse("action-progress", kwargs={"coalition": cast.coalition.uid, "action": row.uid})
    page = cast.client(cast.chloe).get(address).content.decode()
    assert page.index("Deuxième suivi") < page.index("Premier suivi")
    assert "Au début" in page
    row.refresh_from_db()
    assert row.status == "done"
    part = cast.client(cast.chloe).get(address, headers={"HX-Request": "true"}).content.decode()
    assert "41" in part
    assert "Premier suivi" not in part
    followed = reverse("follow-up-of-plan", kwargs={"coalition": cast.coalition.uid})
    assert "Deuxième suivi" in cast.client(cast.chloe).get(followed).content.decode()
