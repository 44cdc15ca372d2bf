"""The room: attendance, what is on, objectives, follow-ups, the end of the meeting."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from courtepointe import clock
from courtepointe.history import Entry
from courtepointe.meetings.actions import attendance, follow_ups, outcomes
from courtepointe.meetings.actions.minutes import close_minutes
from courtepointe.meetings.models import Attendance, FollowUp, Meeting
from courtepointe.meetings.queries.attendance import sheet_of
from courtepointe.rows import Refused
from tests.factories import make_activity, make_meeting, make_member, make_objective, make_organisation


@pytest.fixture
def meeting(cast):
    return make_meeting(cast.coalition, "Rencontre 1")


def address(name, cast, meeting=None, **more):
    where = {"coalition": cast.coalition.uid, **more}
    return reverse(name, kwargs=where | ({"meeting": meeting.uid} if meeting else {}))


def test_attendance_is_by_organisation_and_counts_those_represented(cast, meeting):
    library = make_organisation(cast.coalition, "Bibliothèque")
    zoe = make_member(cast.coalition, "Zoé", organisation=library)
    attendance.mark_attendance(meeting, cast.amina, "present", by=cast.amina)
    attendance.mark_attendance(meeting, cast.benoit, "present", by=cast.amina)
    attendance.mark_attendance(meeting, zoe, "excused", by=cast.amina)
    attendance.add_guest(meeting, by=cast.amina, name="Paule", organisation_name="Ville de Rive")
    groups, guests, presence = sheet_of(meeting)
    assert [group.name for group in groups] == ["Bibliothèque", "CPE La Courtepointe", ""]
    assert [seat.state for seat in groups[1].seats] == ["present", "present"]
    assert [guest.name for guest in guests] == ["Paule"]
    assert (presence.people, presence.organisations) == (3, 2)
    assert Entry.objects.filter(verb="meeting.attendance").count() == 1


def test_a_mark_keeps_the_names_of_that_day(cast, meeting):
    attendance.mark_attendance(meeting, cast.benoit, "present", by=cast.amina)
    type(cast.benoit).objects.filter(pk=cast.benoit.pk).update(name="Autre nom", left_at=clock.now())
    mark = Attendance.objects.get()
    assert (mark.name, mark.organisation_name) == ("Benoît", "CPE La Courtepointe")
    assert any(seat.uid == cast.benoit.uid for group in sheet_of(meeting)[0] for seat in group.seats)


def test_one_tap_marks_another_changes_a_pressed_one_takes_away(cast, meeting):
    browser, where = cast.client(cast.amina), address("attendance", cast, meeting)
    states = []
    for state in ("present", "present", "excused", ""):
        if not state:
            assert f'value="{cast.benoit.uid}:" aria-pressed="true"' in browser.get(where).content.decode()
        assert browser.post(where, {"mark": f"{cast.benoit.uid}:{state}"}).status_code == 303
        states.append(list(meeting.attendances.values_list("state", flat=True)))
    assert states == [["present"], ["present"], ["excused"], []]  # what is sent twice says the same
    assert browser.post(where, {"mark": f"{cast.benoit.uid}:asleep"}).status_code == 400
    assert browser.post(where, {"mark": f"{cast.driss.uid}:present"}).status_code == 404


def test_a_guest_is_added_and_taken_off(cast, meeting):
    browser, where = cast.client(cast.amina), address("attendance", cast, meeting)
    assert browser.post(where, {"name": ""}).status_code == 422
    browser.post(where, {"name": "<b>Paule</b>", "organisation_name": "Ville"})
    assert "&lt;b&gt;Paule" in browser.get(where).content.decode()
    browser.post(where, {"guest": meeting.attendances.get().uid})
    assert not meeting.attendances.exists()


def test_the_room_opens_what_is_on_and_folds_the_rest(cast, meeting):
    first, second = make_activity(meeting, "Accueil"), make_activity(meeting, "Règles")
    browser = cast.client(cast.amina)
    page = browser.get(address("room", cast, meeting)).content.decode()
    assert f'id="a-{first.uid}" open' in page
    assert browser.post(address("activity-on", cast, meeting), {"activity": second.uid}).status_code == 303
    page = browser.get(address("room", cast, meeting)).content.decode()
    assert f'id="a-{second.uid}" open' in page
    assert f'id="a-{first.uid}" open' not in page


def test_a_folded_item_is_opened_by_its_link_or_brought_alone(cast, meeting):
    make_activity(meeting, "Accueil")
    second = make_activity(meeting, "Règles", note="Gardée <b>")
    browser, where = cast.client(cast.amina), address("room", cast, meeting)
    opened = f"?open={second.uid}"
    folded = browser.get(where).content.decode()
    assert f'href="{opened}#a-{second.uid}"' in folded
    assert "Gardée" not in folded
    assert "Gardée &lt;b&gt;</textarea>" in browser.get(where + opened).content.decode()
    alone = browser.get(where + opened, headers={"HX-Request": "true"}).content.decode()
    assert "Gardée &lt;b&gt;</textarea>" in alone
    assert "<html" not in alone
    elsewhere = make_activity(make_meeting(cast.coalition), "Ailleurs")
    asked = where + f"?open={elsewhere.uid}"
    assert browser.get(asked, headers={"HX-Request": "true"}).status_code == 404


@pytest.mark.parametrize("name", ["room", "attendance", "decision-add", "follow-up-add"])
def test_the_room_is_for_those_who_steer(cast, meeting, name):
    assert cast.client(cast.amina).get(address(name, cast, meeting)).status_code == 200
    for reader in (cast.benoit, cast.chloe):
        assert cast.client(reader).get(address(name, cast, meeting)).status_code == 403
    assert cast.client(cast.driss).get(address(name, cast, meeting)).status_code == 404


def test_objectives_are_marked_and_unmarked(cast, meeting):
    row, browser = make_objective(meeting, "Se donner des règles"), cast.client(cast.amina)
    where = address("objective-outcome", cast, meeting)
    browser.post(where, {"mark": f"{row.uid}:partly"})
    row.refresh_from_db()
    assert (row.outcome, row.outcome_at is not None) == ("partly", True)
    room = browser.get(address("room", cast, meeting)).content.decode()
    assert f'value="{row.uid}:" aria-pressed="true"' in room
    browser.post(where, {"mark": f"{row.uid}:"})
    row.refresh_from_db()
    assert (row.outcome, row.outcome_at) == ("", None)
    assert browser.post(where, {"mark": f"{row.uid}:lost"}).status_code == 400


def test_a_meeting_is_held_then_reopened_and_stays_announced(cast, meeting):
    browser, where = cast.client(cast.amina), address("meeting-held", cast, meeting)
    assert browser.post(where).headers["Location"] == address("minutes", cast, meeting)
    assert Meeting.objects.get(pk=meeting.pk).status == Meeting.HELD
    browser.post(where, {"again": 1})
    assert Meeting.objects.get(pk=meeting.pk).status == Meeting.CONVOKED
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == ["meeting.held", "meeting.not_over"]


@pytest.mark.parametrize("fields", [{"on": None}, {"status": "cancelled"}])
def test_a_meeting_without_a_date_or_cancelled_is_not_held(cast, fields):
    meeting = make_meeting(cast.coalition, **fields)
    with pytest.raises(Refused):
        outcomes.end_meeting(meeting, by=cast.amina)
    answer = cast.client(cast.amina).post(address("meeting-held", cast, meeting), follow=True)
    assert "Cette rencontre" in answer.content.decode()
    assert Meeting.objects.get(pk=meeting.pk).status != Meeting.HELD


def test_a_follow_up_says_who_what_and_when(cast, meeting):
    item = make_activity(meeting)
    where = address("follow-up-add", cast, meeting) + f"?activity={item.uid}"
    form = {"what": "Réserver la salle", "member": cast.benoit.uid, "organisation": "", "due_on": "2026-10-20"}
    assert cast.client(cast.amina).post(where, form).status_code == 303
    row = FollowUp.objects.get()
    assert (row.what, row.member, row.due_on, row.activity) == (
        "Réserver la salle",
        cast.benoit,
        dt.date(2026, 10, 20),
        item,
    )
    refused = cast.client(cast.amina).post(where, form | {"member": cast.driss.uid})
    assert refused.status_code == 422


def make_follow_up(cast, meeting, what, **fields):
    return FollowUp.objects.create(coalition=cast.coalition, meeting=meeting, what=what, **fields)


def test_whoever_it_concerns_marks_a_follow_up_as_done(cast, meeting):
    his = make_follow_up(cast, meeting, "À lui", member=cast.benoit)
    ours = make_follow_up(cast, meeting, "À nous", organisation=cast.organisation)
    hers = make_follow_up(cast, meeting, "À elle", member=cast.amina)
    browser = cast.client(cast.benoit)
    answers = [
        browser.post(address("follow-up-done", cast, follow_up=row.uid)).status_code for row in (his, ours, hers)
    ]
    assert answers == [303, 303, 403]
    assert cast.client(cast.amina).post(address("follow-up-done", cast, follow_up=his.uid), {"again": 1})
    assert list(FollowUp.objects.filter(done_at=None).order_by("what").values_list("what", flat=True)) == [
        "À elle",
        "À lui",
    ]


def test_marking_twice_is_one_fact(cast, meeting):
    row = make_follow_up(cast, meeting, "Une fois", member=cast.benoit)
    for _ in range(2):
        follow_ups.mark_done(row, by=cast.benoit, steers=False)
    assert Entry.objects.filter(verb="follow_up.done").count() == 1


def test_a_removed_follow_up_can_be_put_back(cast, meeting):
    row, browser = make_follow_up(cast, meeting, "Réserver"), cast.client(cast.amina)
    answer = browser.post(address("follow-up-remove", cast, meeting, follow_up=row.uid))
    assert address("follow-up-restore", cast, meeting) in browser.get(answer.headers["Location"]).content.decode()
    browser.post(address("follow-up-restore", cast, meeting), {"follow_up": row.uid})
    assert FollowUp.objects.present().count() == 1


def test_the_register_of_follow_ups_is_filtered(cast, meeting):
    make_follow_up(cast, meeting, "En retard <u>", member=cast.benoit, due_on=dt.date(2026, 1, 1))
    make_follow_up(cast, meeting, "Plus tard", due_on=dt.date(2099, 1, 1))
    make_follow_up(cast, meeting, "Terminé", done_at=clock.now(), member=cast.benoit)
    elsewhere = make_meeting(cast.other)
    FollowUp.objects.create(coalition=cast.other, meeting=elsewhere, what="SECRET-AILLEURS")
    browser = cast.client(cast.benoit)

    def shown(**query):
        page = browser.get(address("follow-ups", cast), query).content.decode()
        assert "SECRET-AILLEURS" not in page
        return [what for what in ("En retard &lt;u&gt;", "Plus tard", "Terminé") if what in page]

    assert shown() == ["En retard &lt;u&gt;", "Plus tard"]
    assert shown(state="late") == ["En retard &lt;u&gt;"]
    assert shown(state="done") == ["Terminé"]
    assert shown(state="all", mine="1") == ["En retard &lt;u&gt;", "Terminé"]


@pytest.mark.parametrize("rows", [1, 50])
def test_the_room_takes_as_many_queries_for_fifty_items_as_for_one(cast, meeting, rows, django_assert_max_num_queries):
    for n in range(rows):
        item = make_activity(meeting, lead=cast.benoit, technique="round")
        make_follow_up(cast, meeting, f"Suivi {n}", activity=item, member=cast.benoit)
    browser = cast.client(cast.amina)
    with django_assert_max_num_queries(12):
        browser.get(address("room", cast, meeting))


@pytest.mark.parametrize("rows", [1, 300])
def test_the_register_of_follow_ups_is_flat(cast, meeting, rows, django_assert_max_num_queries):
    FollowUp.objects.bulk_create(
        FollowUp(coalition=cast.coalition, meeting=meeting, what=f"Suivi {n}", member=cast.benoit) for n in range(rows)
    )
    browser = cast.client(cast.amina)
    with django_assert_max_num_queries(8):
        browser.get(address("follow-ups", cast))


def test_once_the_minutes_are_closed_the_room_is_only_read(cast, meeting):
    item = make_activity(meeting, "Tour de table", note="Chaque personne s’est nommée.")
    make_objective(meeting, "Se connaître")
    outcomes.end_meeting(meeting, by=cast.amina)
    browser, page = cast.client(cast.amina), address("room", cast, meeting) + f"?open={item.uid}"
    acts = ("textarea", 'name="mark"', "decisions/new", "follow-ups/new", 'name="activity"', "attendance/")
    before = browser.get(page).content.decode()
    assert [act for act in acts if act not in before] == []
    close_minutes(meeting, by=cast.amina)
    after = browser.get(page).content.decode()
    assert [act for act in acts if act in after] == []
    assert "Chaque personne s’est nommée." in after
    assert "Se connaître" in after


def test_a_line_of_the_register_is_marked_from_the_register(cast, meeting):
    row = make_follow_up(cast, meeting, "Écrire <i>", organisation=cast.organisation)
    page = cast.client(cast.benoit).get(address("follow-ups", cast)).content.decode()
    assert f'formaction="{row.uid}/done/?' in page
    assert address("follow-ups", cast) + f"{row.uid}/done/" == address("follow-up-done", cast, follow_up=row.uid)
    assert cast.organisation.name in page
    assert "Écrire &lt;i&gt;" in page
    assert f'href="../meetings/{meeting.uid}/minutes/"' in page
    assert "/done/" not in cast.client(cast.chloe).get(address("follow-ups", cast)).content.decode()


def photo(name="mur.jpg", colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def test_photos_of_the_wall_are_added_to_an_item_all_or_none(cast, meeting):
    item, browser = make_activity(meeting, "Mur"), cast.client(cast.amina)
    where = address("file-act", cast, meeting)
    fields = {"photo": "1", "from": "room", "activity": item.uid, "file-title": "Le <mur>"}
    unsaid = browser.post(where, {**fields, "file-file": photo()}, follow=True)
    assert "personne n’est reconnaissable" in unsaid.content.decode()
    fields["alone"] = "1"
    bad = browser.post(where, {**fields, "file-file": [photo(), SimpleUploadedFile("x.jpg", b"MZ")]}, follow=True)
    assert "notice-bad" in bad.content.decode()
    assert not meeting.files.exists()
    page = browser.post(where, {**fields, "file-file": [photo(), photo("b.jpg", "blue")]}, follow=True).content.decode()
    assert page.count('alt="Le &lt;mur&gt;"') == 2
    row = meeting.files.first()
    removed = browser.post(where, {"remove": row.uid, "from": "room"}, follow=True).content.decode()
    assert 'name="restore"' in removed
    browser.post(where, {"restore": row.uid, "from": "room"})
    assert meeting.files.present().count() == 2


def test_a_meeting_is_printed_held_on_paper_and_entered_afterwards(cast, meeting):
    make_activity(meeting, "Tour <de> table", aim="Se connaître")
    make_objective(meeting, "Se donner des règles")
    browser, where = cast.client(cast.amina), address("paper", cast, meeting)
    page = browser.get(where).content.decode()
    for words in (
        "Tour &lt;de&gt; table",
        "Se connaître",
        "Se donner des règles",
        "Benoît",
        "write-lines",
        "Signature",
    ):
        assert words in page
    for _ in range(2):
        assert address("room", cast, meeting) in browser.post(where).headers["Location"]
    assert Entry.objects.filter(verb="meeting.on_paper").count() == 1
    assert "noté sur papier" in browser.get(address("minutes", cast, meeting)).content.decode()
    assert cast.client(cast.benoit).post(where).status_code == 403
