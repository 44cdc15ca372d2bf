"""How actions go: who is asked, the personal link, the report, entering for them, what the plan takes of it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courtepointe import clock, history, links, mail
from courtepointe.files import StoredFile
from courtepointe.followup.actions import progress as acts
from courtepointe.followup.actions import progress_asking as asking
from courtepointe.followup.models import Adjustment, ProgressReport
from courtepointe.meetings.models import Minutes
from courtepointe.planning.models import Milestone
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.factories import make_member, make_organisation
from tests.followup.followed import follow_up, handed_in, led, prepared, today

GOOD = {"status": "under_way", "version": "1"}


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def link_of(cast: Cast, meeting: object) -> str:
    secret = asking.address_for(meeting, cast.benoit).rstrip("/").rpartition("/")[2]  # type: ignore[arg-type]
    return reverse("progress-link", kwargs={"secret": secret})


def test_each_lead_is_asked_once_of_what_is_under_way(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Bibliothèque")
    zoe = make_member(cast.coalition, "Zoé", organisation=other, email="zoe@example.org")
    mine, theirs = led(cast), led(cast, "Trousse", lead=other)
    led(cast, "Sans responsable", lead=None)
    led(cast, "Terminée", status="done")
    meeting = follow_up(cast)
    assert asking.ask(meeting, by=cast.amina, due_on=today(cast)) == 2
    with pytest.raises(Refused):
        asking.ask(meeting, by=cast.amina, due_on=today(cast))
    assert set(meeting.progress_reports.values_list("action_id", flat=True)) == {mine.pk, theirs.pk}
    mails = mail.Delivery.objects.filter(purpose=asking.PURPOSE)
    assert set(mails.values_list("recipient_name", flat=True)) == {"Amina", "Benoît", "Zoé"}
    body = mails.get(member=zoe).body
    assert theirs.title in body
    assert mine.title not in body
    assert asking.address_for(meeting, zoe) in body


def test_only_the_person_named_is_written_to_and_reminded_once_a_day(cast: Cast) -> None:
    led(cast, lead_member=cast.benoit)
    meeting = follow_up(cast)
    with pytest.raises(Refused):
        asking.ask(meeting, by=cast.amina, due_on=today(cast) - dt.timedelta(days=1))
    asking.ask(meeting, by=cast.amina, due_on=today(cast))
    assert [one.recipient_name for one in mail.Delivery.objects.filter(purpose=asking.PURPOSE)] == ["Benoît"]
    assert asking.remind(meeting, by=cast.amina) == 1
    with pytest.raises(Refused):
        asking.remind(meeting, by=cast.amina)
    with clock.at(clock.now() + asking.APART):
        assert asking.remind(meeting, by=cast.amina) == 1


def test_a_lead_reports_by_a_personal_link(cast: Cast) -> None:
    row, meeting = led(cast), follow_up(cast)
    report = prepared(row, meeting)
    browser, address = cast.client(None), link_of(cast, meeting)
    assert row.title in browser.get(address).content.decode()
    to_form = f"{address}?a={row.uid}"
    page = browser.get(to_form).content.decode()
    assert "Premier conte" in page
    stone = row.milestones.get(text="Calendrier")
    sent = {
        **GOOD,
        "milestones": str(stone.uid),
        "reached": "22",
        "spent_cents": "350,50",
        "helps": "La conteuse",
        "hinders": "La pluie",
        "adjustment": "Finir un mois plus tard",
    }
    proof = SimpleUploadedFile("presences.csv", b"a;b\n1;2")
    answer = browser.post(to_form, {**sent, "file": proof})
    assert answer.status_code == 303
    report.refresh_from_db()
    row.refresh_from_db()
    stone.refresh_from_db()
    assert (report.reached, report.spent_cents, report.member, report.handed_in_by_name) == (
        22,
        35_050,
        cast.benoit,
        "Benoît",
    )
    assert report.file is not None
    assert row.status == "under_way"
    assert stone.done_on == today(cast)
    assert Adjustment.objects.get().what == "Finir un mois plus tard"
    assert browser.post(to_form, sent).status_code == 303  # the same, twice
    assert Adjustment.objects.count() == 1
    assert history.Entry.objects.filter(verb="progress_report.handed_in").count() == 1
    again = {**sent, "version": "2", "adjustment": "", "milestones": []}
    assert browser.post(to_form, again).status_code == 303
    stone.refresh_from_db()
    assert stone.done_on is None
    assert not Adjustment.objects.exists()


def test_a_report_is_saved_as_one_goes_and_starts_from_the_last(cast: Cast) -> None:
    row = led(cast)
    first = follow_up(cast, "Premier suivi")
    handed_in(cast, row, first, reached=12, spent_cents=5_000, milestones=[str(row.milestones.first().uid)])  # type: ignore[union-attr]
    report = prepared(row, follow_up(cast, "Deuxième suivi"))
    browser, address = cast.client(cast.benoit), at(cast, "progress-report", progress_report=report.uid)
    page = browser.get(address).content.decode()
    assert 'name="reached" id="id_reached" value="12"' in page
    quiet = {"X-Autosave": "1"}
    saved = browser.post(address, {"version": "1", "changed": "helps", "helps": "Le beau temps"}, headers=quiet)
    assert (saved.status_code, saved.headers["X-Version"]) == (204, "2")
    report.refresh_from_db()
    assert (report.helps, report.reached, report.spent_cents, report.status) == (
        "Le beau temps",
        12,
        5_000,
        "under_way",
    )
    assert len(report.milestones) == 1
    assert report.handed_in_at is None
    bad = browser.post(address, {"version": "2", "changed": "share", "share": "140"}, headers=quiet)
    assert bad.status_code == 422
    late = browser.post(address, {"version": "1", "changed": "helps", "helps": "Autre chose"}, headers=quiet)
    assert late.status_code == 409
    assert "Le beau temps" in late.content.decode()
    kept = browser.post(address, {**GOOD, "version": "2", "helps": "Le soleil", "act": "keep"})
    assert kept.headers["Location"].endswith("kept=1")
    report.refresh_from_db()
    assert (report.helps, report.handed_in_at) == ("Le soleil", None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"share": "101"}, "share"),
        ({"reached": "-3"}, "reached"),
        ({"reached": "99999999"}, "reached"),
        ({"sessions": "beaucoup"}, "sessions"),
        ({"spent_cents": "-50"}, "spent_cents"),
        ({"spent_cents": "99999999999999"}, "spent_cents"),
        ({"status": "abandoned"}, "status"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(cast: Cast, fields: dict[str, str], field: str) -> None:
    row = led(cast)
    report = prepared(row, follow_up(cast))
    address = at(cast, "progress-report", progress_report=report.uid)
    answer = cast.client(cast.benoit).post(address, {**GOOD, "helps": "Mes mots", **fields})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in page
    assert "Mes mots" in page
    report.refresh_from_db()
    assert (report.helps, report.handed_in_at) == ("", None)


def test_those_who_steer_enter_for_them_and_others_may_not(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Bibliothèque")
    row = led(cast, lead=other)
    report = prepared(row, follow_up(cast))
    address = at(cast, "progress-report", progress_report=report.uid)
    assert cast.client(cast.benoit).get(address).status_code == 403
    assert cast.client(cast.amina).post(address, GOOD).status_code == 303
    report.refresh_from_db()
    assert (report.entered_by, report.member, report.handed_in_by_name) == (cast.amina.person, None, "Bibliothèque")
    entry = history.Entry.objects.get(verb="progress_report.entered")
    assert "Bibliothèque" in entry.sentence


def test_two_who_write_at_once_are_both_shown(cast: Cast) -> None:
    report = prepared(led(cast), follow_up(cast))
    address = at(cast, "progress-report", progress_report=report.uid)
    cast.client(cast.benoit).post(address, {**GOOD, "helps": "Les siens", "spent_cents": "100"})
    answer = cast.client(cast.amina).post(address, {**GOOD, "helps": "Les miens"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Les siens" in page
    assert "Les miens" in page
    assert cast.client(cast.amina).post(address, {**GOOD, "helps": "Les nôtres", "version": "2"}).status_code == 303


def test_a_closed_link_says_so_and_gives_back_what_was_typed(cast: Cast) -> None:
    row, meeting = led(cast), follow_up(cast)
    report = prepared(row, meeting)
    browser, address = cast.client(None), link_of(cast, meeting)
    tampered = address[:-3] + "zz/"
    assert browser.get(tampered).status_code == 410
    answer = browser.post(tampered, {**GOOD, "helps": "Mes mots à garder"})
    assert answer.status_code == 410
    assert "Mes mots à garder" in answer.content.decode()
    with clock.at(clock.now() + dt.timedelta(days=200)):
        late = browser.post(f"{address}?a={row.uid}", {**GOOD, "helps": "Trop tard"})
        assert late.status_code == 410
        assert "Trop tard" in late.content.decode()
    links.revoke(cast.benoit, asking.PURPOSE, meeting.uid)
    assert browser.get(address).status_code == 410
    report.refresh_from_db()
    assert report.helps == ""


def test_nothing_changes_once_the_minutes_are_closed(cast: Cast) -> None:
    row, meeting = led(cast), follow_up(cast)
    report = prepared(row, meeting)
    Minutes.objects.create(coalition=cast.coalition, meeting=meeting, closed_at=clock.now())
    browser, address = cast.client(None), f"{link_of(cast, meeting)}?a={row.uid}"
    assert "<textarea" not in browser.get(address).content.decode()
    answer = browser.post(address, {**GOOD, "helps": "Mes mots"})
    assert answer.status_code == 422
    assert "Mes mots" in answer.content.decode()
    report.refresh_from_db()
    assert report.handed_in_at is None
    quiet = browser.post(address, {"version": "1", "changed": "helps", "helps": "x"}, headers={"X-Autosave": "1"})
    assert quiet.status_code == 422


def test_a_link_opens_only_the_actions_of_its_organisation(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Bibliothèque")
    mine, theirs = led(cast), led(cast, "La leur", lead=other)
    meeting = follow_up(cast)
    asking.prepare(meeting)
    browser, address = cast.client(None), link_of(cast, meeting)
    page = browser.get(address).content.decode()
    assert mine.title in page
    assert theirs.title not in page
    assert theirs.title not in browser.get(f"{address}?a={theirs.uid}").content.decode()
    assert browser.post(f"{address}?a={theirs.uid}", GOOD).status_code == 410


def test_what_the_group_abandoned_stays_so(cast: Cast) -> None:
    row, meeting = led(cast), follow_up(cast)
    report = prepared(row, meeting)
    type(row).objects.filter(pk=row.pk).update(status="abandoned")
    acts.hand_in(report, by=cast.benoit, version=1, status="under_way", milestones=[])
    row.refresh_from_db()
    assert row.status == "abandoned"


def test_the_last_word_wins_and_a_stale_version_is_refused(cast: Cast) -> None:
    row, meeting = led(cast), follow_up(cast)
    report = handed_in(cast, row, meeting, status="under_way")
    with pytest.raises(Conflict):
        acts.hand_in(report, by=cast.benoit, version=1, status="done", milestones=[])
    acts.hand_in(report, by=cast.benoit, version=report.version, status="done", milestones=[])
    row.refresh_from_db()
    assert row.status == "done"
    assert not Milestone.objects.filter(action=row, done_on__isnull=False).exists()


def test_the_desk_tells_who_has_answered(cast: Cast) -> None:
    row, meeting = led(cast), follow_up(cast)
    client, desk = cast.client(cast.amina), at(cast, "progress-desk", meeting=meeting.uid)
    ask = at(cast, "progress-ask", meeting=meeting.uid)
    assert client.post(ask, {"act": "ask", "due_on": ""}).status_code == 422
    assert client.post(ask, {"act": "ask", "due_on": "2020-01-01"}).status_code == 422
    assert client.post(ask, {"act": "ask", "due_on": today(cast).isoformat()}).status_code == 303
    assert client.post(ask, {"act": "remind"}).status_code == 303
    assert asking.address_for(meeting, cast.benoit) in client.post(ask, {"act": "addresses"}).content.decode()
    assert client.post(ask, {"act": "else"}).status_code == 400
    assert row.title in client.get(desk).content.decode()
    assert ProgressReport.objects.get().handed_in_at is None


def test_what_the_plan_gains_after_the_asking_can_be_asked_too(cast: Cast) -> None:
    _first, meeting = led(cast), follow_up(cast)
    client, desk = cast.client(cast.amina), at(cast, "progress-desk", meeting=meeting.uid)
    ask, due_on = at(cast, "progress-ask", meeting=meeting.uid), today(cast).isoformat()
    client.post(ask, {"act": "ask", "due_on": due_on})
    assert 'name="due_on"' not in client.get(desk).content.decode()
    added = led(cast, "Prêt de livres")
    page = client.get(desk).content.decode()
    assert 'name="due_on"' in page
    assert "pas encore demandé\u00a0: 1." in page
    client.post(ask, {"act": "ask", "due_on": due_on})
    assert ProgressReport.objects.get(action=added).asked_at is not None
    assert 'name="due_on"' not in client.get(desk).content.decode()


def test_a_file_takes_the_place_of_the_one_before_and_members_read_it(cast: Cast) -> None:
    report = prepared(led(cast), follow_up(cast))
    client, address = cast.client(cast.benoit), at(cast, "progress-report", progress_report=report.uid)
    for place, name in enumerate(("avant.txt", "après.txt")):
        sent = {**GOOD, "version": str(1 + place), "helps": name, "file": SimpleUploadedFile(name, b"oui")}
        assert client.post(address, sent).status_code == 303
    assert [one.name for one in StoredFile.objects.all()] == ["après.txt"]
    file = at(cast, "progress-file", progress_report=report.uid)
    assert b"".join(cast.client(cast.chloe).get(file).streaming_content) == b"oui"  # type: ignore[attr-defined]
    bad = {**GOOD, "version": "3", "helps": "Mes mots", "file": SimpleUploadedFile("programme.exe", b"MZ")}
    refused = client.post(address, bad)
    assert refused.status_code == 422
    assert "Mes mots" in refused.content.decode()
    report.refresh_from_db()
    assert report.helps == "après.txt"
