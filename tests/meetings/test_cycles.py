import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.history import Entry
from courtepointe.library.load import the_method
from courtepointe.meetings.actions.cycles import open_cycle
from courtepointe.meetings.actions.meetings import add_meeting, change_meeting, remove_meeting
from courtepointe.meetings.actions.objectives import add_own_objective, remove_objective, reword_objective
from courtepointe.meetings.actions.process import plan_process, replan
from courtepointe.meetings.models import FollowUp, Meeting, Process
from courtepointe.meetings.queries.comparison import compare_sheets
from courtepointe.meetings.queries.cycles import cycles_for, next_cycle, rhythm_after
from courtepointe.meetings.queries.process import current_process, proposal_for, rhythm_of
from courtepointe.meetings.queries.sheet import sheet_for
from courtepointe.meetings.schedule import Rhythm
from courtepointe.rows import Conflict
from tests.cast import Cast
from tests.factories import make_activity
from tests.meetings.test_process_pages import at, hidden

RHYTHM = Rhythm(starts_on=dt.date(2027, 1, 12), factor_count=2)
LATER = replace(RHYTHM, starts_on=dt.date(2029, 1, 9))


def planned(cast: Cast) -> Process:
    return plan_process(
        cast.coalition, by=cast.amina, rhythm=RHYTHM, place="CPE", name="Un", after=current_process(cast.coalition)
    )


def adapted(cast: Cast) -> Process:
    """A cycle with a renamed meeting, an own one after it, a removed one, and something that must stay behind."""
    process = planned(cast)
    first = process.meetings.get(template="r1")
    change_meeting(first, by=cast.amina, version=first.version, title="Notre rencontre d’accueil", minutes=120)
    activity = first.activities.order_by("position")[0]
    activity.note = "Note SECRÈTE"
    activity.lead = cast.benoit
    activity.save()
    objective = first.objectives.get(slug="agree-rules")
    reword_objective(objective, by=cast.amina, text="Nos règles à nous", was=objective.text)
    own = add_meeting(
        process,
        by=cast.amina,
        title="Café avec les parents",
        stage="analysis",
        on=first.on + dt.timedelta(days=9) if first.on else None,
        starts_at=dt.time(9),
        minutes=90,
        place="Ailleurs",
        tools=[],
    )
    add_own_objective(own, by=cast.amina, text="Entendre les parents", stage="analysis")
    make_activity(own, "Un café")
    remove_meeting(process.meetings.get(template="functioning"), by=cast.amina)
    return process


def renewed(cast: Cast, last: Process, rhythm: Rhythm = LATER) -> Process:
    wanted = next_cycle(last, rhythm, adapted=True).wanted
    return open_cycle(last, by=cast.amina, rhythm=rhythm, wanted=wanted, place=last.place, name="Deux")


def titles(process: Process) -> list[str]:
    return list(process.meetings.present().order_by("on", "pk").values_list("title", flat=True))


def test_a_new_cycle_is_linked_and_takes_up_what_was_adapted(cast: Cast) -> None:
    last = adapted(cast)
    before = list(Meeting.objects.filter(process=last).order_by("pk").values())
    made = renewed(cast, last)
    assert (made.previous, made.stage, made.place) == (last, "intention", "CPE")
    assert current_process(cast.coalition) == made
    assert titles(made)[:2] == ["Notre rencontre d’accueil", "Café avec les parents"]
    assert "functioning" not in made.meetings.values_list("template", flat=True)
    first, second = made.meetings.order_by("on")[:2]
    assert [first.on, second.on] == [dt.date(2029, 1, 9), dt.date(2029, 2, 6)]
    assert (first.minutes, first.status, first.starts_at) == (120, "draft", dt.time(13, 15))
    assert "Nos règles à nous" in first.objectives.values_list("text", flat=True)
    assert list(second.objectives.values_list("text", "slug")) == [("Entendre les parents", "")]
    assert list(second.activities.values_list("title", flat=True)) == [
        "Ordre du jour, compte rendu précédent et suivis",  # every agenda opens so
        "Un café",
    ]
    assert list(Meeting.objects.filter(process=last).order_by("pk").values()) == before


def test_no_note_name_or_place_of_a_meeting_is_carried(cast: Cast) -> None:
    made = renewed(cast, adapted(cast))
    for meeting in made.meetings.all():
        assert meeting.place == "CPE"
        for activity in meeting.activities.all():
            assert (activity.note, activity.lead, activity.version) == ("", None, 1)


def test_more_factors_bring_meetings_of_the_method(cast: Cast) -> None:
    last = adapted(cast)
    made = renewed(cast, last, replace(LATER, factor_count=4))
    assert made.meetings.filter(template="planning").count() == 4
    assert all(m.objectives.exists() and m.activities.exists() for m in made.meetings.filter(template="planning"))


def test_what_the_last_cycle_did_without_is_not_proposed_as_if_forgotten(cast: Cast) -> None:
    last = adapted(cast)
    replan(last, by=cast.amina, wanted=replace(RHYTHM, factor_count=1))
    made = renewed(cast, last)
    assert made.meetings.filter(template="planning").count() == 2  # a smaller plan is no refusal
    again = {line.key: line.chosen for line in proposal_for(made, rhythm_of(made)).of("add")}
    assert again == {"add:functioning:1": False}


def test_a_new_cycle_may_begin_at_a_later_stage(cast: Cast) -> None:
    made = renewed(cast, adapted(cast), replace(LATER, opened_at_stage="planning"))
    assert set(made.meetings.values_list("stage", flat=True)) == {"planning", "implementation", "evaluation"}
    assert made.stage == "planning"


def test_without_our_adaptations_the_method_alone_is_proposed(cast: Cast) -> None:
    found = next_cycle(adapted(cast), LATER, adapted=False)
    assert "Café avec les parents" not in [one.title for one in found.wanted]
    assert "functioning" in [one.slot.template for one in found.wanted if one.slot]


def test_a_form_sent_twice_opens_one_cycle(cast: Cast) -> None:
    last = planned(cast)
    renewed(cast, last)
    with pytest.raises(Conflict):
        renewed(cast, last)
    assert Process.objects.filter(coalition=cast.coalition).count() == 2
    assert Entry.objects.filter(verb="process.renewed").count() == 1


def test_the_first_day_proposed_comes_after_the_last_meeting(cast: Cast) -> None:
    last = planned(cast)
    with clock.at(dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC)):
        after = rhythm_after(last, dt.date(2028, 11, 14)).starts_on
        assert after > dt.date(2028, 11, 14)
        alone = rhythm_after(last, None).starts_on
        assert alone >= dt.date(2026, 12, 22)
        assert alone.weekday() == after.weekday() == RHYTHM.starts_on.weekday()


def test_the_page_previews_then_creates_and_says_what_is_carried(cast: Cast) -> None:
    last = adapted(cast)
    FollowUp.objects.create(coalition=cast.coalition, meeting=last.meetings.first(), what="À faire")
    client, page = cast.client(cast.amina), at(cast, "cycle-new")
    html = client.get(page).content.decode()
    assert "1 suivi ouvert" in html
    assert "Café avec les parents" in html
    typed = {
        "starts_on": "2029-01-09",
        "hour": "13:15",
        "weeks_between": "4",
        "place": "CPE",
        "summer_pause": "on",
        "factor_count": "2",
        "meetings_per_factor": "1",
        "follow_up_count": "4",
        "evaluation_count": "2",
        "adapted": "on",
        "name": "Deux",
    }
    html = client.post(page, {**typed, "act": "preview"}).content.decode()
    assert Process.objects.filter(coalition=cast.coalition).count() == 1
    sent = {**typed, "act": "create", "previewed": hidden(html, "previewed"), "last": hidden(html, "last")}
    other = client.post(page, {**sent, "factor_count": "5"})
    assert (other.status_code, Process.objects.filter(coalition=cast.coalition).count()) == (200, 1)
    assert client.post(page, sent).status_code == 303
    assert client.post(page, sent).status_code == 303
    made = Process.objects.get(previous=last)
    assert made.name == "Deux"
    assert FollowUp.objects.get().meeting.process == last


def test_every_cycle_stays_readable_by_every_member(cast: Cast) -> None:
    last = adapted(cast)
    made = renewed(cast, last)
    client = cast.client(cast.chloe)
    html = client.get(at(cast, "cycles")).content.decode()
    assert html.index("Cycle 2") < html.index("Cycle 1")
    html = client.get(at(cast, "cycle", process=last.uid)).content.decode()
    assert "Café avec les parents" in html
    html = client.get(at(cast, "cycle-sheet", process=last.uid)).content.decode()
    assert "12\u00a0janv. 2027" in html
    html = client.get(at(cast, "cycle-compare", process=made.uid)).content.decode()
    assert "Les deux cycles ont les mêmes rencontres" in html
    assert "premier" in client.get(at(cast, "cycle-compare", process=last.uid)).content.decode()


def test_comparing_two_sheets_says_what_came_left_and_was_said_otherwise(cast: Cast) -> None:
    last = planned(cast)
    made = renewed(cast, last, replace(LATER, factor_count=3))
    first = made.meetings.get(template="r1")
    objective = first.objectives.get(slug="agree-rules")
    old = objective.text
    reword_objective(objective, by=cast.amina, text="Nos règles à nous", was=old)
    remove_objective(first.objectives.get(slug="explore-approach"), by=cast.amina)
    add_own_objective(first, by=cast.amina, text="Rire ensemble", stage="intention")
    add_meeting(made, by=cast.amina, title="Café", stage="intention", on=None, starts_at=None, minutes=60, tools=[])
    reader, method = cast.reader(cast.benoit), the_method()
    rows = compare_sheets(sheet_for(reader, last, method), sheet_for(reader, made, method))
    assert rows[0].added == ["Rire ensemble"]
    assert rows[0].dropped == [the_method().objective("explore-approach").text.fr]
    assert rows[0].reworded == [(old, "Nos règles à nous")]
    assert rows[0].new_meetings == ["Café"]
    assert (rows[3].before, rows[3].after) == (3, 4)
    assert [row.changed for row in rows] == [True, False, False, True, False, False]


def test_a_stage_done_before_is_no_change(cast: Cast) -> None:
    last = plan_process(
        cast.coalition,
        by=cast.amina,
        rhythm=replace(RHYTHM, opened_at_stage="planning"),
        after=current_process(cast.coalition),
    )
    made = renewed(cast, last)
    reader, method = cast.reader(cast.benoit), the_method()
    sheets = sheet_for(reader, last, method), sheet_for(reader, made, method)
    assert [row.done_before for row in compare_sheets(*sheets)] == ["then"] * 3 + [""] * 3
    assert [row.done_before for row in compare_sheets(*sheets[::-1])] == ["now"] * 3 + [""] * 3
    assert not any(row.changed for row in compare_sheets(*sheets))


def test_cycles_cost_one_query_whatever_their_number(cast: Cast, django_assert_num_queries: object) -> None:
    last = planned(cast)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(cycles_for(cast.reader(cast.chloe))) == 1
    for year in (2029, 2031):
        last = renewed(cast, last, replace(LATER, starts_on=dt.date(year, 1, 9)))
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = cycles_for(cast.reader(cast.chloe))
    assert [(c.number, c.current) for c in found] == [(3, True), (2, False), (1, False)]
    assert rhythm_of(found[0].process).factor_count == 2


def test_the_cycles_of_another_coalition_are_not_found(cast: Cast) -> None:
    theirs = plan_process(cast.other, by=cast.driss, rhythm=RHYTHM, after=current_process(cast.other))
    for name in ("cycle", "cycle-sheet", "cycle-compare"):
        address = reverse(name, kwargs={"coalition": cast.coalition.uid, "process": theirs.uid})
        assert cast.client(cast.amina).get(address).status_code == 404
