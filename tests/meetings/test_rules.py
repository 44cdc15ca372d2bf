"""Working rules: written as a draft, adopted by a decision, kept; what they set is what meetings obey."""

import datetime as dt

import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.library.load import the_method
from courtepointe.meetings.actions.attendance import add_guest, mark_attendance
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.rules import adopt_rules, begin_rules, drop_rules, set_rules, write_section
from courtepointe.meetings.models import Decision, Meeting, WorkingRules
from courtepointe.meetings.queries.rules import GONE, NEW, compare, parts_of, quorum_of, rules_of, versions_for
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.factories import make_meeting, make_member, make_organisation


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_meeting(cast.coalition, "Rencontre 1", status=Meeting.HELD)


def adopted(cast: Cast, meeting: Meeting, text: str = "Nous cherchons le consensus.", **fields: object) -> WorkingRules:
    draft = begin_rules(cast.coalition, by=cast.amina)
    row = draft.sections.filter(key="participation").first()
    write_section(draft, "participation", by=cast.amina, version=row.version if row else 0, text=text)
    if fields:
        set_rules(draft, by=cast.amina, version=draft.version, **fields)
    decision = record_decision(
        meeting, by=cast.amina, activity=None, wording="Adopter les règles", mode="consensus", result="adopted"
    )
    adopt_rules(draft, decision, by=cast.amina)
    return draft


def test_rules_are_adopted_by_a_decision_and_bear_its_date(cast: Cast, meeting: Meeting) -> None:
    assert rules_of(cast.coalition) is None
    rules = adopted(cast, meeting)
    found = rules_of(cast.coalition)
    assert found == rules
    assert (rules.adopted_on, rules.decision) == (meeting.on, Decision.objects.get())
    with pytest.raises(Refused):
        write_section(rules, "territory", by=cast.amina, version=0, text="Ailleurs")


def test_the_next_version_starts_from_the_one_in_force_and_replaces_it(cast: Cast, meeting: Meeting) -> None:
    first = adopted(cast, meeting, "Nous cherchons le consensus.", notice_days=10)
    second = adopted(cast, meeting, "Nous cherchons le consentement.")
    first.refresh_from_db()
    assert (first.status, second.number, second.notice_days) == (WorkingRules.REPLACED, 2, 10)
    (change,) = compare(parts_of(first, the_method()), parts_of(second, the_method()))
    assert [piece for piece in change.pieces if piece[0] in (GONE, NEW)] == [
        (GONE, "consensus."),
        (NEW, "consentement."),
    ]


def test_a_draft_is_one_and_is_seen_by_those_who_steer_only(cast: Cast, meeting: Meeting) -> None:
    draft = begin_rules(cast.coalition, by=cast.amina)
    assert begin_rules(cast.coalition, by=cast.amina) == draft
    write_section(draft, "roles", by=cast.amina, version=0, text="PHRASE-CACHÉE")
    assert list(versions_for(cast.reader(cast.amina))) == [draft]
    assert not versions_for(cast.reader(cast.benoit))
    for address in ("rules", "rules-version"):
        kwargs = {"coalition": cast.coalition.uid, **({"number": 1} if address == "rules-version" else {})}
        answer = cast.client(cast.benoit).get(reverse(address, kwargs=kwargs))
        assert "PHRASE-CACHÉE" not in answer.content.decode()
    drop_rules(draft, by=cast.amina)
    assert not WorkingRules.objects.exists()


def test_two_people_who_write_the_same_section_do_not_overwrite(cast: Cast) -> None:
    draft = begin_rules(cast.coalition, by=cast.amina)
    write_section(draft, "roles", by=cast.amina, version=0, text="Un")
    with pytest.raises(Conflict):
        write_section(draft, "roles", by=cast.amina, version=0, text="Deux")
    assert draft.sections.get().text == "Un"


@pytest.mark.parametrize("why", ["empty", "rejected", "undated"])
def test_what_cannot_be_adopted_is_refused_and_stays_a_draft(cast: Cast, meeting: Meeting, why: str) -> None:
    draft = begin_rules(cast.coalition, by=cast.amina)
    if why != "empty":
        write_section(draft, "roles", by=cast.amina, version=0, text="Un")
    if why == "undated":
        Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.DRAFT, on=None)
        meeting.refresh_from_db()
    result = "rejected" if why == "rejected" else "adopted"
    decision = record_decision(meeting, by=cast.amina, activity=None, wording="?", mode="vote", result=result)
    with pytest.raises(Refused):
        adopt_rules(draft, decision, by=cast.amina)
    draft.refresh_from_db()
    assert draft.status == WorkingRules.DRAFT


def test_the_quorum_counts_the_voices_of_the_rules(cast: Cast, meeting: Meeting) -> None:
    others = [make_organisation(cast.coalition, f"Organisme {n}") for n in range(4)]
    people = [make_member(cast.coalition, f"P{n}", organisation=org) for n, org in enumerate(others)]
    assert quorum_of(meeting) is None
    rules = adopted(cast, meeting, quorum_kind="share", quorum_value=50, vote_unit="organisation")
    for person in (cast.amina, cast.benoit, people[0]):  # two of the same organisation count once
        mark_attendance(meeting, person, "present", by=cast.amina)
    mark_attendance(meeting, people[1], "excused", by=cast.amina)
    mark_attendance(meeting, cast.chloe, "present", by=cast.amina)  # an observer has no voice
    add_guest(meeting, by=cast.amina, name="Zoé", organisation_name="Organisme 3")
    found = quorum_of(meeting)
    assert found is not None
    assert (found.needed, found.of, found.here, found.reached) == (3, 5, 2, False)
    mark_attendance(meeting, people[2], "present", by=cast.amina)
    after = quorum_of(meeting)
    assert after is not None
    assert after.reached
    WorkingRules.objects.filter(pk=rules.pk).update(vote_unit="person")
    by_person = quorum_of(meeting)
    assert by_person is not None
    assert (by_person.needed, by_person.of, by_person.here) == (3, 6, 4)


def test_meetings_obey_the_rules(cast: Cast, meeting: Meeting) -> None:
    adopted(cast, meeting, quorum_kind="number", quorum_value=3, notice_days=10, decision_mode="consent")
    browser = cast.client(cast.amina)
    here = {"coalition": cast.coalition.uid, "meeting": meeting.uid}
    form = browser.get(reverse("decision-add", kwargs=here)).content.decode()
    assert 'value="consent" id="id_mode-1" checked' in form
    for name in ("room", "attendance", "minutes"):
        assert "quorum pas encore atteint" in browser.get(reverse(name, kwargs=here)).content.decode(), name
    soon = make_meeting(cast.coalition, "Bientôt", on=dt.date(2026, 10, 20), place="CPE")
    address = reverse("meeting-convoke", kwargs={**here, "meeting": soon.uid})
    for day, warned in ((12, True), (9, False)):
        with clock.at(dt.datetime(2026, 10, day, 15, tzinfo=dt.UTC)):
            assert ("demandent 10 jours d’avis" in browser.get(address).content.decode()) is warned


def test_a_person_writes_and_adopts_the_rules_with_the_pages(cast: Cast, meeting: Meeting) -> None:
    browser, root = cast.client(cast.amina), f"/c/{cast.coalition.uid}/rules/"
    browser.post(root + "begin/")
    draft = WorkingRules.objects.get()
    browser.post(root + "draft/confidentiality/", {"text": "Rien ne sort.", "version": "0"})
    own = browser.post(root + "draft/new/", {"text": "Du thé.", "version": "0"})
    assert own.status_code == 422  # a title is asked, and what was typed is still there
    assert "Du thé." in own.content.decode()
    browser.post(root + "draft/new/", {"title": "Collation", "text": "Du thé.", "version": "0"})
    bad = browser.post(
        root + "draft/",
        {
            "quorum_kind": "number",
            "vote_unit": "person",
            "decision_mode": "consent",
            "notice_days": "7",
            "version": str(draft.version),
        },
    )
    assert bad.status_code == 422
    assert "Écrivez combien doivent être là." in bad.content.decode()
    browser.post(root + "adopt/", {"meeting": meeting.pk, "mode": "consent", "wording": "Adoptées."})
    page = cast.client(cast.benoit).get(root).content.decode()
    for text in ("Rien ne sort.", "Collation", "Du thé.", "en vigueur", "6\u00a0octobre 2026"):
        assert text in page
