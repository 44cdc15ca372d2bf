"""Preparing a meeting: the checklist, what organisations bring, what an agenda lacks."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courtepointe import clock
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.agenda import mend_agenda
from courtepointe.meetings.actions.homework import ask_homework, hand_in, homework_address, remove_homework
from courtepointe.meetings.actions.preparation import add_task, mark_task, remove_task, restore_task
from courtepointe.meetings.models import HomeworkShare, Meeting, PreparationTask
from courtepointe.meetings.queries.agenda import agenda_of
from courtepointe.meetings.queries.preparation import checklist_of, gaps_of
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.factories import make_activity, make_meeting, make_organisation


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_meeting(cast.coalition, "Rencontre 1", on=dt.date(2026, 10, 20), minutes=165)


def test_the_checklist_is_the_librarys_until_the_first_act(cast: Cast, meeting: Meeting) -> None:
    page = reverse("preparation", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})
    with clock.at(dt.datetime(2026, 10, 7, 15, tzinfo=dt.UTC)):
        html = cast.client(cast.amina).get(page).content.decode()
        lines = checklist_of(meeting)
        assert not PreparationTask.objects.exists()
        assert [line.days for line in lines] == [-21, -14, -7, -3, -1, 0, 1, 7, 14]
        assert [line.late for line in lines[:3]] == [True, True, False]
        assert "J−21" in html
        mark_task(meeting, "convoke", by=cast.amina, done=True)
        after = checklist_of(meeting)
    assert PreparationTask.objects.count() == 9
    assert [line.done_by for line in after[:3]] == ["", "Amina", ""]
    mark_task(meeting, after[1].key, by=cast.amina, done=False)
    assert not PreparationTask.objects.filter(done_at__isnull=False).exists()


def test_lines_of_ones_own_come_in_their_day_and_go_and_come_back(cast: Cast, meeting: Meeting) -> None:
    own = add_task(meeting, by=cast.amina, text="Commander le repas", days=-5)
    assert [line.days for line in checklist_of(meeting)][2:5] == [-7, -5, -3]
    remove_task(meeting, str(own.uid), by=cast.amina)
    assert "Commander le repas" not in [line.text for line in checklist_of(meeting)]
    own.refresh_from_db()
    restore_task(own, by=cast.amina)
    assert "Commander le repas" in [line.text for line in checklist_of(meeting)]
    with pytest.raises(PreparationTask.DoesNotExist):
        mark_task(meeting, "nothing", by=cast.amina, done=True)


def test_an_agenda_says_what_it_lacks_and_one_click_adds_it(cast: Cast, meeting: Meeting) -> None:
    make_meeting(cast.coalition, "Avant", on=dt.date(2026, 9, 1), status=Meeting.HELD)
    assert [gap.words for gap in gaps_of(meeting, agenda_of(meeting))] == ["L’ordre du jour est vide."]
    for minutes in (90, 60, 40):
        make_activity(meeting, f"Travail {minutes}", minutes=minutes)
    mends = [gap.mend for gap in gaps_of(meeting, agenda_of(meeting))]
    assert mends == ["adoption", "minutes", "follow_ups", "break", "fit"]
    for mend in mends:
        mend_agenda(meeting, mend, by=cast.amina)
        mend_agenda(meeting, mend, by=cast.amina)  # twice is once
    agenda = agenda_of(meeting)
    rows = [row.activity for row in agenda.rows]
    assert [row.standing for row in rows[:4]] == ["adoption", "minutes", "follow_ups", ""]
    assert [row.kind for row in rows].count("break") == 1
    assert rows[4].kind == "break"  # nearest to the middle of the time
    assert agenda.too_long == 0
    assert not [gap for gap in gaps_of(meeting, agenda) if gap.mend]


def test_the_opening_of_the_method_treats_all_three(cast: Cast, meeting: Meeting) -> None:
    make_meeting(cast.coalition, "Avant", on=dt.date(2026, 9, 1), status=Meeting.HELD)
    make_activity(meeting, "Accueil, ordre du jour, suites", standing="opening", minutes=100)
    assert [gap.mend for gap in gaps_of(meeting, agenda_of(meeting))] == [""]  # only that time is left


def test_an_organisation_hands_in_by_the_link_of_one_of_its_people(cast: Cast, meeting: Meeting) -> None:
    other = make_organisation(cast.coalition, "Bibliothèque")
    ask_homework(
        meeting,
        by=cast.amina,
        what="Vos chiffres",
        due_on=dt.date(2026, 10, 13),
        organisations=[cast.organisation, other],
    )
    share = HomeworkShare.objects.get(organisation=cast.organisation)
    path = "/prepare/" + homework_address(share, cast.benoit).rpartition("/prepare/")[2]
    stranger = cast.client(None)
    page = stranger.get(path)
    assert page.status_code == 200
    assert "Vos chiffres" in page.content.decode()
    share.refresh_from_db()
    assert share.done_at is None  # a scanner opened it
    empty = stranger.post(path, {"answer": "", "version": "1"})
    assert empty.status_code == 422
    done = stranger.post(
        path,
        {"answer": "Douze places", "version": "1", "file": SimpleUploadedFile("chiffres.csv", b"a;b")},
    )
    assert "Merci" in done.content.decode()
    share.refresh_from_db()
    assert (share.answer, share.done_by_name, share.entered_by) == ("Douze places", "Benoît", None)
    assert share.file is not None
    old = stranger.post(path, {"answer": "Autre", "version": "1"})
    assert old.status_code == 409  # somebody else of the organisation wrote meanwhile: both are shown
    assert "Douze places" in old.content.decode()
    assert "Autre" in old.content.decode()


@pytest.mark.parametrize("why", ["left", "removed", "forged"])
def test_a_closed_link_shows_nothing(cast: Cast, meeting: Meeting, why: str) -> None:
    row = ask_homework(meeting, by=cast.amina, what="Vos chiffres", due_on=None, organisations=[cast.organisation])
    path = "/prepare/" + homework_address(row.shares.get(), cast.benoit).rpartition("/prepare/")[2]
    if why == "left":
        Member.objects.filter(pk=cast.benoit.pk).update(left_at=clock.now())
    if why == "removed":
        remove_homework(row, by=cast.amina)
    if why == "forged":
        path = path[:-3] + "xx/"
    answer = cast.client(None).get(path)
    assert answer.status_code == 410
    assert "Vos chiffres" not in answer.content.decode()


def test_only_its_people_and_those_who_steer_open_the_part_of_an_organisation(cast: Cast, meeting: Meeting) -> None:
    row = ask_homework(meeting, by=cast.amina, what="Vos chiffres", due_on=None, organisations=[cast.organisation])
    share = row.shares.get()
    page = reverse("homework-share", kwargs={"coalition": cast.coalition.uid, "share": share.uid})
    assert cast.client(cast.benoit).get(page).status_code == 200
    assert cast.client(cast.chloe).get(page).status_code == 403
    Member.objects.filter(pk=cast.amina.pk).update(organisation=None)
    cast.client(cast.amina).post(page, {"answer": "Lu au téléphone", "version": "1"})
    share.refresh_from_db()
    assert (share.answer, share.entered_by) == ("Lu au téléphone", cast.amina.person)
    browser = cast.client(cast.amina)
    assert "/prepare/" not in browser.get(page).content.decode()
    browser.post(page, {"links": "1"})
    assert "/prepare/" in browser.get(page + "?links=1").content.decode()


def test_nothing_is_handed_in_once_it_is_no_longer_asked_or_the_version_is_old(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(Refused):
        ask_homework(meeting, by=cast.amina, what="Rien", due_on=None, organisations=[])
    row = ask_homework(meeting, by=cast.amina, what="Vos chiffres", due_on=None, organisations=[cast.organisation])
    share = row.shares.select_related("homework__meeting", "organisation").get()
    hand_in(share, version=1, answer="Un", member=cast.benoit)
    with pytest.raises(Conflict):
        hand_in(share, version=1, answer="Deux", member=cast.benoit)
    remove_homework(share.homework, by=cast.amina)
    with pytest.raises(Refused):
        hand_in(share, version=2, answer="Trois", member=cast.benoit)


def test_home_says_what_ones_organisation_prepares(cast: Cast, meeting: Meeting) -> None:
    ask_homework(meeting, by=cast.amina, what="Vos chiffres", due_on=None, organisations=[cast.organisation])
    home = reverse("coalition-home", kwargs={"coalition": cast.coalition.uid})
    assert "Vos chiffres" in cast.client(cast.benoit).get(home).content.decode()
    assert "Vos chiffres" not in cast.client(cast.chloe).get(home).content.decode().partition("Ce qui a changé")[0]


def test_a_person_prepares_with_the_page(cast: Cast, meeting: Meeting) -> None:
    browser = cast.client(cast.amina)
    root = f"/c/{cast.coalition.uid}/meetings/{meeting.uid}/"
    browser.post(root + "preparation/tasks/", {"task-text": "Le café", "task-days": "-1", "add": "1"})
    browser.post(
        root + "preparation/homework/",
        {"homework-what": "Une donnée", "homework-organisations": [cast.organisation.pk]},
    )
    bad = browser.post(root + "files/", {"file-file": SimpleUploadedFile("x.exe", b"MZ"), "file-title": "X"})
    assert bad.status_code == 422
    assert "n’est pas accepté" in bad.content.decode()
    browser.post(root + "files/", {"file-file": SimpleUploadedFile("x.pdf", b"%PDF-"), "file-title": "À lire"})
    page = browser.get(root + "preparation/").content.decode()
    for text in ("Le café", "Une donnée", "À lire"):
        assert text in page
    assert "À lire" in cast.client(cast.chloe).get(root).content.decode()


def test_a_document_of_an_item_is_read_from_the_agenda(cast):
    meeting = make_meeting(cast.coalition)
    item = make_activity(meeting, "Portrait")
    browser = cast.client(cast.amina)
    there = {"coalition": cast.coalition.uid, "meeting": meeting.uid}
    page = browser.get(reverse("preparation", kwargs=there)).content.decode()
    assert f'<option value="{item.uid}">Portrait' in page
    upload = SimpleUploadedFile("portrait.txt", b"Quatre pages")
    fields = {"file-file": upload, "file-title": "Le <portrait>", "activity": item.uid}
    browser.post(reverse("file-act", kwargs=there), fields)
    for name, reader in (("agenda", cast.chloe), ("preparation", cast.amina)):
        assert "Le &lt;portrait&gt;" in cast.client(reader).get(reverse(name, kwargs=there)).content.decode()
