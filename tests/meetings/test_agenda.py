"""The agenda: acts and refusals, then its page for each role."""

import uuid

import pytest
from django.urls import reverse

from courtepointe.history import Entry
from courtepointe.meetings.actions import agenda as acts
from courtepointe.meetings.actions.minutes import close_minutes
from courtepointe.meetings.actions.outcomes import end_meeting
from courtepointe.meetings.models import Activity
from courtepointe.rows import Conflict, Refused
from tests.factories import make_activity, make_meeting


@pytest.fixture
def meeting(cast):
    return make_meeting(cast.coalition, "Rencontre 1")


def titles(meeting):
    return list(meeting.activities.present().order_by("position").values_list("title", flat=True))


def address(name, cast, meeting, **more):
    return reverse(name, kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid, **more})


def form(**fields):
    return {"title": "Accueil", "aim": "", "kind": "round", "minutes": "15", "lead": "", "technique": ""} | fields


def test_an_activity_is_added_at_the_end_and_recorded(cast, meeting):
    make_activity(meeting, "Accueil")
    acts.add_activity(meeting, by=cast.amina, title="Clôture", minutes=5)
    assert titles(meeting) == ["Accueil", "Clôture"]
    assert Entry.objects.get(verb="activity.added").sentence == (
        "Amina a ajouté «\u202fClôture\u202f» à l’ordre du jour de «\u202fRencontre 1\u202f»."
    )


def test_two_people_who_change_the_same_activity_do_not_overwrite_each_other(cast, meeting):
    item = make_activity(meeting, "Accueil")
    acts.edit_activity(item, by=cast.amina, version=1, minutes=20)
    with pytest.raises(Conflict):
        acts.edit_activity(Activity.objects.get(pk=item.pk), by=cast.amina, version=1, minutes=30)
    assert Activity.objects.get(pk=item.pk).minutes == 20


@pytest.mark.parametrize(
    ("place", "expected"), [(0, "CABD"), (1, "ACBD"), (3, "ABDC"), (99, "ABDC"), (-4, "CABD"), (2, "ABCD")]
)
def test_an_activity_takes_the_place_it_is_given(cast, meeting, place, expected):
    items = [make_activity(meeting, title) for title in "ABCD"]
    acts.move_activity(items[2], by=cast.amina, place=place)
    assert "".join(titles(meeting)) == expected


def test_reordering_is_one_history_line_a_day(cast, meeting):
    items = [make_activity(meeting, title) for title in "AB"]
    for _ in range(3):
        acts.step_activity(items[0], by=cast.amina, steps=1)
    assert Entry.objects.filter(verb="meeting.arranged").count() == 1


def test_a_removed_activity_comes_back_to_its_place(cast, meeting):
    items = [make_activity(meeting, title) for title in "ABC"]
    acts.remove_activity(items[1], by=cast.amina)
    assert "".join(titles(meeting)) == "AC"
    acts.restore_activity(items[1], by=cast.amina)
    acts.restore_activity(items[1], by=cast.amina)
    assert "".join(titles(meeting)) == "ABC"


def test_an_activity_that_holds_notes_stays(cast, meeting):
    item = make_activity(meeting, "A", note="Quelqu’un a parlé")
    with pytest.raises(Refused):
        acts.remove_activity(item, by=cast.amina)
    assert titles(meeting) == ["A"]


def test_nothing_changes_once_the_minutes_are_closed(cast, meeting):
    item = make_activity(meeting, "A")
    end_meeting(meeting, by=cast.amina)
    close_minutes(meeting, by=cast.amina)
    for act in (
        lambda: acts.add_activity(meeting, by=cast.amina, title="B"),
        lambda: acts.edit_activity(item, by=cast.amina, version=1, title="B"),
        lambda: acts.remove_activity(item, by=cast.amina),
        lambda: acts.move_activity(item, by=cast.amina, place=0),
    ):
        with pytest.raises(Refused):
            act()
    assert titles(meeting) == ["A"]


def test_everyone_reads_the_agenda_and_only_those_who_steer_may_change_it(cast, meeting):
    make_activity(meeting, "Tour de table", minutes=20, technique="round")
    for reader in (cast.amina, cast.benoit, cast.chloe):
        page = cast.client(reader).get(address("agenda", cast, meeting)).content.decode()
        assert "Tour de table" in page
        assert ("activity-" in page or "act-move" in page) is (reader is cast.amina)
    assert cast.client(cast.benoit).post(address("activity-add", cast, meeting), form()).status_code == 403


def test_the_page_says_how_much_too_long_it_is(cast, meeting):
    make_activity(meeting, "A", minutes=177)
    page = cast.client(cast.chloe).get(address("agenda", cast, meeting)).content.decode()
    assert "12\u00a0min de trop" in page
    assert "13\u00a0h\u00a015" in page


def test_an_activity_is_added_and_changed_with_plain_forms(cast, meeting):
    browser = cast.client(cast.amina)
    answer = browser.post(address("activity-add", cast, meeting), form(lead=cast.benoit.uid, technique="round"))
    item = meeting.activities.get()
    assert answer.status_code == 303
    assert (item.title, item.lead, item.technique) == ("Accueil", cast.benoit, "round")
    edit = address("activity-edit", cast, meeting, activity=item.uid)
    assert str(cast.benoit.uid) in browser.get(edit).content.decode()
    browser.post(edit, form(title="Mot de bienvenue", version=1))
    item.refresh_from_db()
    assert (item.title, item.lead, item.version) == ("Mot de bienvenue", None, 2)


def test_a_bad_form_keeps_what_was_typed(cast, meeting):
    answer = cast.client(cast.amina).post(address("activity-add", cast, meeting), form(title="Jeu", minutes="0"))
    assert answer.status_code == 422
    assert 'value="Jeu"' in answer.content.decode()
    assert not meeting.activities.exists()


def test_a_lead_of_another_coalition_is_refused(cast, meeting):
    answer = cast.client(cast.amina).post(address("activity-add", cast, meeting), form(lead=cast.driss.uid))
    assert answer.status_code == 422


def test_a_conflict_shows_both_texts_and_saving_again_is_a_choice(cast, meeting):
    item = make_activity(meeting, "Accueil")
    acts.edit_activity(item, by=cast.amina, version=1, title="<b>Leur titre</b>")
    browser, edit = cast.client(cast.amina), address("activity-edit", cast, meeting, activity=item.uid)
    answer = browser.post(edit, form(title="Mon titre", version=1))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "&lt;b&gt;Leur titre" in page
    assert "<b>Leur titre" not in page
    assert 'value="Mon titre"' in page
    assert 'name="version" id="id_version" value="2"' in page
    assert browser.post(edit, form(title="Mon titre", version=2)).status_code == 303


def test_moving_and_removing_with_buttons_and_undo(cast, meeting):
    first, second = make_activity(meeting, "A"), make_activity(meeting, "B")
    browser = cast.client(cast.amina)
    browser.post(address("activity-move", cast, meeting), {"down": first.uid})
    assert titles(meeting) == ["B", "A"]
    browser.post(address("activity-move", cast, meeting), {"up": first.uid})
    assert titles(meeting) == ["A", "B"]
    answer = browser.post(address("activity-remove", cast, meeting), {"activity": second.uid})
    page = browser.get(answer.headers["Location"]).content.decode()
    assert address("activity-restore", cast, meeting) in page
    browser.post(address("activity-restore", cast, meeting), {"activity": second.uid})
    assert titles(meeting) == ["A", "B"]


def test_a_drag_answers_the_list_alone(cast, meeting):
    make_activity(meeting, "A")
    second = make_activity(meeting, "B")
    answer = cast.client(cast.amina).post(
        address("activity-move", cast, meeting), {"item": second.uid, "position": "0"}, headers={"hx-request": "true"}
    )
    assert titles(meeting) == ["B", "A"]
    assert "<html" not in answer.content.decode()
    assert "agenda-row" in answer.content.decode()


def test_an_activity_of_another_meeting_is_not_found(cast, meeting):
    elsewhere = make_activity(make_meeting(cast.coalition), "Ailleurs")
    browser = cast.client(cast.amina)
    for uid in (elsewhere.uid, uuid.uuid4(), "x"):
        assert browser.post(address("activity-move", cast, meeting), {"up": uid}).status_code == 404
        assert browser.post(address("activity-remove", cast, meeting), {"activity": uid}).status_code == 404


@pytest.mark.parametrize("rows", [1, 50])
def test_the_agenda_takes_as_many_queries_for_fifty_activities_as_for_one(
    cast, meeting, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        make_activity(meeting, lead=cast.benoit, technique="round")
    browser = cast.client(cast.amina)
    with django_assert_max_num_queries(9):
        page = browser.get(address("agenda", cast, meeting))
    assert len(page.content) < 70_000


def test_an_activity_is_changed_in_its_place_by_those_who_steer(cast, meeting):
    item = make_activity(meeting, "Accueil <u>")
    where = address("agenda", cast, meeting) + f"?edit={item.uid}"
    assert 'value="Accueil &lt;u&gt;"' in cast.client(cast.amina).get(where).content.decode()
    assert 'name="title"' not in cast.client(cast.benoit).get(where).content.decode()


def test_the_buttons_of_an_item_say_its_title(cast, meeting):
    make_activity(meeting, 'Titre "<§>"')
    page = cast.client(cast.amina).get(address("agenda", cast, meeting)).content.decode()
    assert "Titre &#34;&lt;§&gt;&#34;" in page
    assert 'Titre "<' not in page


def test_editing_several_items_is_one_history_line_a_day(cast, meeting):
    for title in "ABC":
        acts.edit_activity(make_activity(meeting, title), by=cast.amina, version=1, lead=cast.benoit)
    line = Entry.objects.get(thing="meeting", verb="meeting.arranged")
    assert line.sentence == f"Amina a modifié l’ordre du jour de «\u202f{meeting.title}\u202f»."


def test_the_agenda_of_closed_minutes_offers_no_act(cast, meeting):
    make_activity(meeting, "A")
    page = address("agenda", cast, meeting)
    assert "activity" in cast.client(cast.amina).get(page).content.decode()
    end_meeting(meeting, by=cast.amina)
    close_minutes(meeting, by=cast.amina)
    shown = cast.client(cast.amina).get(page).content.decode()
    assert "A</h2>" in shown
    assert "act-move" not in shown
    assert "/add/" not in shown
