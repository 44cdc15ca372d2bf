import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from courtepointe.meetings.actions.process import plan_process
from courtepointe.meetings.models import Meeting, Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.schedule import Rhythm
from tests.cast import Cast

TYPED = {
    "starts_on": "2027-01-12",
    "hour": "13:15",
    "weeks_between": "4",
    "place": "CPE La Courtepointe",
    "summer_pause": "on",
    "factor_count": "3",
    "meetings_per_factor": "1",
    "follow_up_count": "4",
    "evaluation_count": "2",
}


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def planned(cast: Cast) -> Process:
    rhythm = Rhythm(starts_on=dt.date(2027, 1, 12))
    return plan_process(
        cast.coalition, by=cast.amina, rhythm=rhythm, place="CPE", after=current_process(cast.coalition)
    )


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found
    return found[1]


def test_the_whole_process_is_previewed_then_created(cast: Cast) -> None:
    client, address = cast.client(cast.amina), at(cast, "process-new")
    page = client.get(address)
    assert page.status_code == 200
    page = client.post(address, {**TYPED, "act": "preview"})
    html = page.content.decode()
    assert "Rencontre 1" in html
    assert "mardi 12" in html
    assert not Meeting.objects.filter(coalition=cast.coalition).exists()
    sent = {**TYPED, "act": "create", "previewed": hidden(html, "previewed"), "after": hidden(html, "after")}
    assert client.post(address, sent).status_code == 303
    assert Meeting.objects.filter(coalition=cast.coalition).count() == 16
    twice = client.post(address, sent, follow=True)  # the same form sent again
    assert twice.status_code == 200
    assert Meeting.objects.filter(coalition=cast.coalition).count() == 16


def test_creating_something_else_than_what_was_previewed_shows_it_first(cast: Cast) -> None:
    client, address = cast.client(cast.amina), at(cast, "process-new")
    html = client.post(address, {**TYPED, "act": "preview"}).content.decode()
    sent = {**TYPED, "factor_count": "5", "act": "create", "previewed": hidden(html, "previewed")}
    page = client.post(address, sent)
    assert page.status_code == 200
    assert not Meeting.objects.filter(coalition=cast.coalition).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("factor_count", "0"),
        ("factor_count", "99"),
        ("weeks_between", "0"),
        ("weeks_between", "1000"),
        ("follow_up_count", "-1"),
        ("starts_on", "1850-01-01"),
        ("starts_on", "9999-12-31"),
        ("starts_on", "demain"),
        ("hour", "25:00"),
        ("meetings_per_factor", "4"),
        ("evaluation_count", "13"),
    ],
)
@pytest.mark.parametrize("name", ["process-new", "process-plan"])
def test_absurd_numbers_are_refused_and_what_was_typed_is_kept(cast: Cast, name: str, field: str, value: str) -> None:
    page = cast.client(cast.amina).post(at(cast, name), {**TYPED, field: value, "place": "Salle des <Érables>"})
    html = page.content.decode()
    assert page.status_code == 422
    assert 'aria-invalid="true"' in html
    assert "Salle des &lt;Érables&gt;" in html
    assert f'value="{value}"' in html


def test_a_start_in_the_past_is_allowed(cast: Cast) -> None:
    page = cast.client(cast.amina).post(at(cast, "process-new"), {**TYPED, "starts_on": "2024-02-06", "act": "preview"})
    assert page.status_code == 200
    assert "mardi 6" in page.content.decode()


def test_the_plan_is_reviewed_line_by_line(cast: Cast) -> None:
    planned(cast)
    client, address = cast.client(cast.amina), at(cast, "process-plan")
    assert client.get(address).status_code == 200
    sent = {**TYPED, "factor_count": "4"}
    html = client.post(address, {**sent, "act": "preview"}).content.decode()
    assert 'value="add:planning:4"' in html
    keys = {"previewed": hidden(html, "previewed"), "seen": hidden(html, "seen")}
    page = client.post(address, {**sent, **keys, "act": "apply", "accept": ["add:planning:4"]})
    assert page.status_code == 303
    assert Meeting.objects.filter(template="planning").count() == 4


def test_a_plan_that_changed_since_the_preview_is_a_conflict_and_shows_a_new_proposal(cast: Cast) -> None:
    process = planned(cast)
    client, address = cast.client(cast.amina), at(cast, "process-plan")
    sent = {**TYPED, "factor_count": "4"}
    html = client.post(address, {**sent, "act": "preview"}).content.decode()
    keys = {"previewed": hidden(html, "previewed"), "seen": hidden(html, "seen")}
    process.meetings.filter(template="plan-final").update(status="convoked")
    page = client.post(address, {**sent, **keys, "act": "apply", "accept": ["add:planning:4"]})
    assert page.status_code == 409
    assert hidden(page.content.decode(), "seen") != keys["seen"]
    assert Meeting.objects.filter(template="planning").count() == 3


def test_the_stage_is_noted_and_an_unknown_one_is_not(cast: Cast) -> None:
    process = planned(cast)
    client = cast.client(cast.amina)
    assert client.post(at(cast, "process-stage"), {"stage": "planning"}).status_code == 303
    assert client.post(at(cast, "process-stage"), {"stage": "intention"}).status_code == 303
    assert client.post(at(cast, "process-stage"), {"stage": "nowhere"}).status_code == 404
    process.refresh_from_db()
    assert process.stage == "intention"


READ = ["process", "meetings", "process-sheet", "year-now"]
STEER = ["process-new", "process-plan", "meeting-new", "meetings-removed"]


def test_everyone_reads_and_only_those_who_steer_plan(cast: Cast) -> None:
    planned(cast)
    for member in (cast.amina, cast.benoit, cast.chloe):
        client = cast.client(member)
        assert {name: client.get(at(cast, name)).status_code for name in READ} == dict.fromkeys(READ, 200)
        wanted = 200 if member is cast.amina else 403
        assert {name: client.get(at(cast, name)).status_code for name in STEER} == dict.fromkeys(STEER, wanted)


def test_another_coalition_finds_nothing(cast: Cast) -> None:
    planned(cast)
    client: Client = cast.client(cast.driss)
    for name in READ + STEER:
        assert client.get(at(cast, name)).status_code == 404
    assert client.post(at(cast, "process-new"), {**TYPED, "act": "create"}).status_code == 404
    here = cast.client(cast.amina)
    for name in READ:
        assert "SECRET-AILLEURS" not in here.get(at(cast, name)).content.decode()


def test_pages_are_there_before_anything_is_planned(cast: Cast) -> None:
    for member in (cast.amina, cast.benoit):
        for name in READ:
            assert cast.client(member).get(at(cast, name)).status_code == 200


def test_every_page_is_there_in_english(cast: Cast) -> None:
    planned(cast)
    assert cast.amina.person
    cast.amina.person.language = "en"
    cast.amina.person.save()
    client = cast.client(cast.amina)
    for name in READ + STEER:
        page = client.get(at(cast, name), headers={"accept-language": "en"})
        assert page.status_code == 200
