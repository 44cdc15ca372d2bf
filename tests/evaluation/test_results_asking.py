"""Results asked before an evaluation meeting: who is asked, the personal link, the sheet, entering for them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courtepointe import clock, links, mail
from courtepointe.evaluation.actions import results_asking as asking
from courtepointe.evaluation.models import Measurement, ResultRequest
from courtepointe.rows import Refused
from tests.cast import Cast
from tests.evaluation.measured import asked, evaluation, followed, today
from tests.factories import make_member, make_organisation
from tests.planning.planned import change, sign


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def secret_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def typed(row: Any, **fields: Any) -> dict[str, Any]:
    """What a form sends of an indicator."""
    return {f"i-{row.uid}-{name}": value for name, value in fields.items()}


def test_the_lead_and_the_holders_are_asked_once(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Bibliothèque")
    holder = make_member(cast.coalition, "Zoé", organisation=other, email="zoe@example.org")
    row, _sign = followed(cast)
    sign(cast, row, "Prêts", holder=other)
    change(cast, text="Sans responsable")
    meeting, day = evaluation(cast), today(cast) + dt.timedelta(days=7)
    assert asking.ask(meeting, by=cast.amina, due_on=day) == 2
    with pytest.raises(Refused):
        asking.ask(meeting, by=cast.amina, due_on=day)
    assert set(ResultRequest.objects.values_list("organisation__name", flat=True)) == {
        cast.organisation.name,
        "Bibliothèque",
    }
    mails = mail.Delivery.objects.filter(purpose=asking.PURPOSE)
    assert set(mails.values_list("recipient_name", flat=True)) == {"Amina", "Benoît", "Zoé"}
    assert row.text in mails.get(member=holder).body
    assert asking.address_for(meeting, holder) in mails.get(member=holder).body


def test_a_past_day_and_a_reminder_too_soon_are_refused(cast: Cast) -> None:
    followed(cast)
    meeting = evaluation(cast)
    with pytest.raises(Refused):
        asking.ask(meeting, by=cast.amina, due_on=today(cast) - dt.timedelta(days=1))
    asking.ask(meeting, by=cast.amina, due_on=today(cast))
    assert asking.remind(meeting, by=cast.amina) == 1
    with pytest.raises(Refused):
        asking.remind(meeting, by=cast.amina)
    with clock.at(clock.now() + asking.APART):
        assert asking.remind(meeting, by=cast.amina) == 1


def test_only_the_person_named_is_written_to_while_there(cast: Cast) -> None:
    row, _sign = followed(cast, lead_member=cast.benoit)
    meeting = evaluation(cast)
    asking.ask(meeting, by=cast.amina, due_on=today(cast))
    assert [one.recipient_name for one in mail.Delivery.objects.filter(purpose=asking.PURPOSE)] == ["Benoît"]
    assert row.requests.get().member == cast.benoit


def test_results_come_by_a_personal_link(cast: Cast) -> None:
    row, indicator = followed(cast)
    meeting = evaluation(cast)
    request = asked(cast, row, meeting)
    address = reverse("results-link", kwargs={"secret": secret_of(asking.address_for(meeting, cast.benoit))})
    browser = cast.client(None)
    page = browser.get(address)
    assert page.status_code == 200
    assert "Mini-questionnaire" in page.content.decode()
    assert not Measurement.objects.exists()
    proof = SimpleUploadedFile("tableau.csv", b"a;b\n1;2")
    value = typed(
        indicator, value="52,5", measured_on="2026-05-01", proofs=[proof, SimpleUploadedFile("m.txt", b"oui")]
    )
    sent = {**value, "words": "Ils lisent plus", "unexpected": "Les grands-parents aussi", "version": "1"}
    uid = page.content.decode().split(f'name="i-{indicator.uid}-uid"')[1].split('value="')[1][:36]
    sent |= typed(indicator, uid=uid)
    answer = browser.post(f"{address}?t={row.uid}", sent)
    assert answer.status_code == 303
    kept = Measurement.objects.get()
    assert (kept.value, kept.decimals, kept.organisation, kept.member, kept.meeting) == (
        Decimal("52.5"),
        1,
        cast.organisation,
        cast.benoit,
        meeting,
    )
    assert kept.evidence.count() == 2
    request.refresh_from_db()
    assert (request.words, request.handed_in_by_name, request.entered_by) == ("Ils lisent plus", "Benoît", None)
    again = {name: text for name, text in sent.items() if not name.endswith("proofs")}
    assert browser.post(f"{address}?t={row.uid}", again).status_code == 303
    assert Measurement.objects.count() == 1
    thanks = browser.get(answer.headers["Location"]).content.decode()
    assert "52,5" in thanks


def test_a_value_sent_is_corrected_in_place(cast: Cast) -> None:
    row, indicator = followed(cast)
    meeting = evaluation(cast)
    request = asked(cast, row, meeting)
    client, address = cast.client(cast.benoit), at(cast, "result-request", result_request=request.uid)
    client.post(address, typed(indicator, value="52", measured_on="2026-05-01"))
    kept = Measurement.objects.get()
    edit = f"{address}?edit={kept.uid}"
    assert 'value="52"' in client.get(edit).content.decode()
    changed = typed(indicator, value="53", measured_on="2026-05-01", uid=str(kept.uid), version="1")
    assert client.post(edit, changed).status_code == 303
    kept.refresh_from_db()
    assert (kept.value, kept.version) == (Decimal(53), 2)
    late = typed(indicator, value="54", measured_on="2026-05-01", uid=str(kept.uid), version="1")
    page = client.post(edit, late)
    assert page.status_code == 409
    assert "53" in page.content.decode()
    assert 'value="54"' in page.content.decode()


def test_those_who_steer_enter_for_them_and_others_may_not(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Bibliothèque")
    row = change(cast, lead=other)
    indicator = sign(cast, row)
    meeting = evaluation(cast)
    asking.prepare(meeting)
    request = row.requests.get()
    address = at(cast, "result-request", result_request=request.uid)
    assert cast.client(cast.benoit).get(address).status_code == 403
    answer = cast.client(cast.amina).post(address, typed(indicator, value="12", measured_on="2026-05-01"))
    assert answer.status_code == 303
    request.refresh_from_db()
    kept = Measurement.objects.get()
    assert (request.entered_by, request.handed_in_by_name) == (cast.amina.person, "Bibliothèque")
    assert (kept.member, kept.entered_by, kept.organisation) == (None, cast.amina.person, other)


def test_a_closed_link_says_so(cast: Cast) -> None:
    row, _sign = followed(cast)
    meeting = evaluation(cast)
    asked(cast, row, meeting)
    browser = cast.client(None)
    secret = secret_of(asking.address_for(meeting, cast.benoit))
    address = reverse("results-link", kwargs={"secret": secret})
    tampered = reverse("results-link", kwargs={"secret": secret[:-2] + "zz"})
    assert browser.get(tampered).status_code == 410
    assert browser.post(tampered, {"words": "x"}).status_code == 410
    with clock.at(clock.now() + dt.timedelta(days=200)):
        assert browser.post(address, {"words": "x"}).status_code == 410
    links.revoke(cast.benoit, asking.PURPOSE, meeting.uid)
    assert browser.get(address).status_code == 410
    assert row.requests.get().words == ""


def test_a_link_opens_only_what_is_asked_of_its_organisation(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Bibliothèque")
    mine, _sign = followed(cast)
    theirs = change(cast, text="La leur", lead=other)
    third, _other = followed(cast, text="Une autre", system="child")
    meeting = evaluation(cast)
    asking.prepare(meeting)
    browser = cast.client(None)
    address = reverse("results-link", kwargs={"secret": secret_of(asking.address_for(meeting, cast.benoit))})
    page = browser.get(address).content.decode()
    assert mine.text in page
    assert third.text in page
    assert theirs.text not in page
    assert theirs.text not in browser.get(f"{address}?t={theirs.uid}").content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"value": "beaucoup", "measured_on": "2026-05-01"}, "value"),
        ({"value": "140", "measured_on": "2026-05-01"}, "value"),
        ({"value": "52"}, "measured_on"),
        ({"value": "52", "measured_on": "2050-05-01"}, "measured_on"),
        ({"value": "52", "measured_on": "0026-05-01"}, "measured_on"),
        ({"people": "12", "base": "10", "measured_on": "2026-05-01"}, "people"),
        ({"people": "-1", "measured_on": "2026-05-01"}, "people"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(cast: Cast, fields: dict[str, str], field: str) -> None:
    row, indicator = followed(cast)
    request = asked(cast, row, evaluation(cast))
    address = at(cast, "result-request", result_request=request.uid)
    answer = cast.client(cast.benoit).post(address, {**typed(indicator, **fields), "words": "Mes mots"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_i-{indicator.uid}-{field}-error"' in page
    assert "Mes mots" in page
    for value in fields.values():
        assert f'value="{value}"' in page
    assert not Measurement.objects.exists()
    assert row.requests.get().words == ""


def test_a_percentage_is_found_from_its_people(cast: Cast) -> None:
    row, indicator = followed(cast)
    request = asked(cast, row, evaluation(cast))
    address = at(cast, "result-request", result_request=request.uid)
    cast.client(cast.benoit).post(address, typed(indicator, people="13", base="30", measured_on="2026-05-01"))
    kept = Measurement.objects.get()
    assert (kept.value, kept.decimals) == (Decimal("43.3"), 1)


def test_the_same_value_twice_is_refused_and_nothing_is_written(cast: Cast) -> None:
    row, indicator = followed(cast)
    request = asked(cast, row, evaluation(cast))
    client, address = cast.client(cast.benoit), at(cast, "result-request", result_request=request.uid)
    client.post(address, typed(indicator, value="52", measured_on="2026-05-01"))
    again = client.post(address, {**typed(indicator, value="53", measured_on="2026-05-01"), "words": "Autre"})
    assert again.status_code == 422
    assert Measurement.objects.count() == 1
    assert row.requests.get().words == ""
    group = typed(indicator, value="53", measured_on="2026-05-01", sub_group="Nouveaux arrivants")
    assert client.post(address, group).status_code == 303


def test_two_who_write_words_at_once_are_both_shown(cast: Cast) -> None:
    row, _sign = followed(cast)
    request = asked(cast, row, evaluation(cast))
    address = at(cast, "result-request", result_request=request.uid)
    cast.client(cast.benoit).post(address, {"words": "Les siens", "version": "1"})
    answer = cast.client(cast.amina).post(address, {"words": "Les miens", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Les siens" in page
    assert "Les miens" in page
    assert cast.client(cast.amina).post(address, {"words": "Les nôtres", "version": "2"}).status_code == 303


def test_the_desk_tells_who_has_sent(cast: Cast) -> None:
    row, indicator = followed(cast)
    meeting = evaluation(cast)
    client, desk = cast.client(cast.amina), at(cast, "results-desk", meeting=meeting.uid)
    ask = at(cast, "results-ask", meeting=meeting.uid)
    assert client.post(ask, {"act": "ask", "due_on": ""}).status_code == 422
    assert client.post(ask, {"act": "ask", "due_on": "2020-01-01"}).status_code == 422
    assert client.post(ask, {"act": "ask", "due_on": today(cast).isoformat()}).status_code == 303
    assert client.post(ask, {"act": "remind"}).status_code == 303
    given = client.post(ask, {"act": "addresses"}).content.decode()
    assert asking.address_for(meeting, cast.benoit) in given
    assert client.post(ask, {"act": "else"}).status_code == 400
    request = row.requests.get()
    sheet = at(cast, "result-request", result_request=request.uid)
    client.post(
        sheet, {**typed(indicator, value="52", measured_on="2026-05-01"), "words": "Ils lisent", "version": "1"}
    )
    assert row.text in client.get(desk).content.decode()
    card = cast.client(cast.chloe).get(at(cast, "results-card", meeting=meeting.uid)).content.decode()
    assert "52" in card
    assert "Ils lisent" in card
    assert "<html" not in card
