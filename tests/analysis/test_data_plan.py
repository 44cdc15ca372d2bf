import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from courtepointe import clock
from courtepointe.analysis.actions import data_plan as acts
from courtepointe.analysis.models import DataNeed
from courtepointe.analysis.queries.data_plan import (
    first_due,
    is_late,
    needs_for,
    owed_needs,
    suggestions_for,
    summary_of,
)
from courtepointe.history import Entry
from courtepointe.library.load import the_method
from courtepointe.meetings.actions.process import plan_process
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.schedule import Rhythm
from courtepointe.rows import Conflict
from tests.cast import Cast
from tests.factories import make_organisation, make_process

NOON = dt.datetime(2027, 2, 1, 17, tzinfo=dt.UTC)
TODAY = NOON.date()
DAY = dt.timedelta(days=1)


def process_of(cast: Cast) -> Process:
    found = current_process(cast.coalition)
    assert found is not None
    return found


def add(cast: Cast, question: str, **fields: Any) -> DataNeed:
    (need,) = acts.add_needs(process_of(cast), [{"question": question, **fields}], by=cast.amina)
    return need


def questions(cast: Cast) -> list[str]:
    return [need.question for need in needs_for(cast.reader(cast.chloe), process_of(cast))]


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def test_lines_keep_their_order_and_can_be_moved_removed_and_put_back(cast: Cast) -> None:
    one, two, three = (add(cast, text) for text in ("Un", "Deux", "Trois"))
    acts.step_need(three, by=cast.amina, steps=-1)
    assert questions(cast) == ["Un", "Trois", "Deux"]
    acts.step_need(one, by=cast.amina, steps=-5)
    assert questions(cast) == ["Un", "Trois", "Deux"]
    one.refresh_from_db()
    acts.remove_need(one, by=cast.amina)
    add(cast, "Quatre")
    assert questions(cast) == ["Trois", "Deux", "Quatre"]
    acts.restore_need(one, by=cast.amina)
    acts.restore_need(one, by=cast.amina)
    assert questions(cast) == ["Un", "Trois", "Deux", "Quatre"]
    assert Entry.objects.filter(verb="data_need.restored").count() == 1
    assert two.pk


def test_several_lines_make_one_line_of_history(cast: Cast) -> None:
    acts.add_needs(process_of(cast), [{"question": "A"}, {"question": "B"}], by=cast.amina)
    entry = Entry.objects.get(coalition=cast.coalition)
    assert (entry.verb, entry.facts["count"]) == ("data_needs.added", 2)
    acts.add_needs(process_of(cast), [], by=cast.amina)
    assert Entry.objects.count() == 1


def test_two_people_never_overwrite_each_other(cast: Cast) -> None:
    need = add(cast, "Un")
    stale = DataNeed.objects.get(pk=need.pk)
    acts.edit_need(need, by=cast.amina, version=1, question="Un mieux dit")
    with pytest.raises(Conflict):
        acts.edit_need(stale, by=cast.amina, version=1, question="Un autrement")
    assert questions(cast) == ["Un mieux dit"]


def test_whoever_brings_it_notes_that_it_came_and_nobody_else(cast: Cast) -> None:
    ours = add(cast, "À nous", organisation=cast.organisation)
    theirs = add(cast, "À d’autres", organisation=make_organisation(cast.coalition))
    with clock.at(NOON):
        acts.note_received(ours, by=cast.benoit, steers=False)
        acts.note_received(ours, by=cast.amina, steers=True)
    ours.refresh_from_db()
    assert (ours.received_by, ours.received_at) == (cast.benoit.person, NOON)
    with pytest.raises(PermissionDenied):
        acts.note_received(theirs, by=cast.benoit, steers=False)
    acts.note_received(ours, by=cast.amina, steers=True, received=False)
    ours.refresh_from_db()
    assert ours.received_at is None
    assert Entry.objects.filter(verb__in=["data_need.received", "data_need.awaited"]).count() == 2


def test_what_is_late_is_what_did_not_come_in_time(cast: Cast) -> None:
    late = add(cast, "En retard", due_on=TODAY - DAY)
    add(cast, "Aujourd’hui", due_on=TODAY)
    add(cast, "Sans date", organisation=cast.organisation)
    came = add(cast, "Venue", due_on=TODAY - DAY)
    acts.note_received(came, by=cast.amina, steers=True)
    needs = list(needs_for(cast.reader(cast.benoit), process_of(cast)))
    assert [need.pk for need in needs if is_late(need, TODAY)] == [late.pk]
    summary = summary_of(needs, TODAY)
    assert (summary.total, summary.received, summary.late, summary.nobody) == (4, 1, 1, 2)


def test_i_owe_what_i_bring_or_my_organisation_brings(cast: Cast) -> None:
    add(cast, "Moi", member=cast.benoit)
    add(cast, "Mon organisme", organisation=cast.organisation)
    add(cast, "Amina, du même organisme", organisation=cast.organisation, member=cast.amina)
    add(cast, "Un autre", organisation=make_organisation(cast.coalition))
    acts.note_received(add(cast, "Fini", member=cast.benoit), by=cast.benoit, steers=False)
    assert [need.question for need in owed_needs(cast.coalition, cast.benoit)] == ["Moi", "Mon organisme"]
    assert owed_needs(cast.coalition, cast.chloe) == []
    home = cast.client(cast.benoit).get(reverse("coalition-home", kwargs={"coalition": cast.coalition.uid}))
    html = home.content.decode()
    assert "Apporter des données\u00a0: Mon organisme" in html
    assert "Apporter des données\u00a0: Amina" not in html


def test_data_are_wanted_a_week_before_they_are_presented(cast: Cast) -> None:
    process = plan_process(
        cast.coalition, by=cast.amina, rhythm=Rhythm(starts_on=dt.date(2027, 1, 12)), after=process_of(cast)
    )
    second = process.meetings.get(template="r2")
    assert second.on is not None
    wanted = second.on - dt.timedelta(weeks=1)
    assert first_due(process, wanted) == wanted
    assert first_due(process, wanted + DAY) is None
    process.meetings.update(on=None)
    assert first_due(process, dt.date(2026, 1, 1)) is None


def test_lines_of_the_library_are_proposed_once_and_taken_in_the_coalitions_language(cast: Cast) -> None:
    client = cast.client(cast.amina)
    page = client.get(at(cast, "needs-proposed")).content.decode()
    library = the_method().data_needs
    assert all(one.question.fr in page for one in library)
    assert {one.system for one in library} == {"child", "family", "community"}
    assert client.post(at(cast, "needs-proposed"), {"due_on": "2027-02-01"}).status_code == 422
    sent = {"line": [library[0].slug, library[-1].slug], "due_on": "2027-02-01"}
    assert client.post(at(cast, "needs-proposed"), sent).status_code == 303
    needs = list(DataNeed.objects.filter(coalition=cast.coalition).order_by("position"))
    assert [need.question for need in needs] == [library[0].question.fr, library[-1].question.fr]
    assert (needs[0].system, needs[0].kind, needs[0].due_on) == ("child", "figures", dt.date(2027, 2, 1))
    left = [one for _, _, lines in suggestions_for(process_of(cast), the_method()) for one in lines]
    assert len(left) == len(library) - 2


def test_the_last_cycles_lines_can_be_taken_up_again(cast: Cast) -> None:
    need = add(cast, "Comme avant", organisation=cast.organisation, member=cast.benoit, due_on=TODAY)
    make_process(cast.coalition, previous=process_of(cast))
    client = cast.client(cast.amina)
    assert questions(cast) == []
    assert client.post(at(cast, "needs-proposed"), {"line": [str(need.uid)]}).status_code == 303
    made = DataNeed.objects.get(process=process_of(cast))
    assert (made.question, made.organisation, made.member, made.due_on) == (
        "Comme avant",
        cast.organisation,
        None,
        None,
    )
    old = client.get(at(cast, "data-plan") + f"?cycle={need.process.uid}").content.decode()
    assert "Comme avant" in old
    assert "act-move" not in old
    assert client.post(at(cast, "need-received", need=need.uid)).status_code == 404


def test_the_page_edits_in_place_and_shows_a_conflict(cast: Cast) -> None:
    client, page = cast.client(cast.amina), at(cast, "data-plan")
    assert client.post(at(cast, "need-add"), {"question": ""}).status_code == 422
    typed = {
        "question": "Combien <b>d’enfants</b> ?",
        "system": "child",
        "kind": "figures",
        "organisation": str(cast.organisation.uid),
        "due_on": "2027-01-15",
    }
    answer = client.post(at(cast, "need-add"), typed)
    need = DataNeed.objects.get(coalition=cast.coalition)
    assert answer.headers["Location"] == page + f"#n-{need.uid}"
    html = client.get(page).content.decode()
    assert "Combien &lt;b&gt;d’enfants&lt;/b&gt; ?" in html
    assert "CPE La Courtepointe" in html
    edit = at(cast, "need-edit", need=need.uid)
    assert 'value="2027-01-15"' in client.get(edit).content.decode()
    assert client.post(edit, {**typed, "version": "1", "remark": "Vu"}).status_code == 303
    late = client.post(edit, {**typed, "version": "1", "remark": "Le mien"})
    assert late.status_code == 409
    assert "Vu" in late.content.decode()
    assert "Le mien" in late.content.decode()
    fragment = client.post(
        at(cast, "need-remove"), {"need": str(need.uid)}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in fragment
    assert "data-undo" in fragment
    assert client.post(at(cast, "need-restore"), {"need": str(need.uid)}).status_code == 303
    assert questions(cast) == ["Combien <b>d’enfants</b> ?"]


def test_an_organisation_of_another_coalition_is_no_choice(cast: Cast) -> None:
    theirs = make_organisation(cast.other)
    answer = cast.client(cast.amina).post(at(cast, "need-add"), {"question": "Un", "organisation": str(theirs.uid)})
    assert answer.status_code == 422
    assert not DataNeed.objects.exists()


def test_partners_note_what_they_bring_and_change_nothing_else(cast: Cast) -> None:
    need = add(cast, "À nous", organisation=cast.organisation)
    client = cast.client(cast.benoit)
    html = client.get(at(cast, "data-plan")).content.decode()
    assert at(cast, "need-received", need=need.uid) in html
    assert at(cast, "need-edit", need=need.uid) + "#" not in html
    assert client.post(at(cast, "need-edit", need=need.uid), {"question": "x"}).status_code == 403
    assert client.post(at(cast, "need-received", need=need.uid)).status_code == 303
    need.refresh_from_db()
    assert need.received_by == cast.benoit.person
    assert cast.client(cast.chloe).post(at(cast, "need-received", need=need.uid)).status_code == 403


def test_the_meetings_that_make_and_use_the_plan_show_it(cast: Cast) -> None:
    process = plan_process(
        cast.coalition, by=cast.amina, rhythm=Rhythm(starts_on=dt.date(2027, 1, 12)), after=process_of(cast)
    )
    client, card = cast.client(cast.chloe), at(cast, "data-plan-card")
    shown = {
        meeting.template: card in client.get(at(cast, "meeting", meeting=meeting.uid)).content.decode()
        for meeting in process.meetings.filter(template__in=["r1", "r2", "r3", "r4"])
    }
    assert shown == {"r1": True, "r2": True, "r3": True, "r4": False}
    with clock.at(NOON):
        add(cast, "En retard", due_on=TODAY - DAY, member=cast.chloe)
        html = client.get(card).content.decode()
    assert "1 en retard" in html
    assert "En retard" in html


def counted(client: Client, page: str, django_assert_max_num_queries: Any, most: int) -> None:
    with django_assert_max_num_queries(most):
        assert client.get(page).status_code == 200


def test_the_plan_costs_the_same_whatever_its_length(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        add(cast, f"Question {number}", organisation=cast.organisation)
    client = cast.client(cast.amina)
    client.get(at(cast, "data-plan"))  # the session is written once
    counted(client, at(cast, "data-plan"), django_assert_max_num_queries, 6)
    lines = [{"question": f"Autre {n}", "organisation": make_organisation(cast.coalition)} for n in range(40)]
    acts.add_needs(process_of(cast), lines, by=cast.amina)
    counted(client, at(cast, "data-plan"), django_assert_max_num_queries, 6)
