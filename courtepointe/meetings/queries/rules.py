"""The working rules in force, and the quorum of a meeting by them."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from courtepointe.access import SPEAKING, Reader
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.library.method import Method, RulePart
from courtepointe.meetings.models import Attendance, Meeting, RulesSection, WorkingRules
from courtepointe.meetings.queries.attendance import marks_of

Kind, Unit = WorkingRules.Quorum, WorkingRules.Unit


def rules_of(coalition: Coalition) -> WorkingRules | None:
    """The version in force; None before a first adoption."""
    return _ADOPTED.first(coalition.pk)


_ADOPTED = Prepared(
    lambda coalition: WorkingRules.objects.filter(coalition_id=coalition, status=WorkingRules.ADOPTED)[:1], MARK
)


def versions_for(reader: Reader) -> QuerySet[WorkingRules]:
    """Every version, the latest first; a draft is for those who steer until it is adopted."""
    found = WorkingRules.objects.filter(coalition_id=reader.coalition_id).select_related("decision__meeting")
    if not reader.steers:
        found = found.exclude(status=WorkingRules.DRAFT)
    return found.order_by("-number")


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it reads: `guide` is the library's, when the section is one of its own."""

    key: str
    title: str
    text: str
    guide: RulePart | None
    section: RulesSection | None


def parts_of(rules: WorkingRules, method: Method, *, empty: bool = False) -> list[Part]:
    """The sections that have a text, in order; with `empty`, those of the guide that have none yet as well."""
    guides = {part.slug: part for part in method.rules}
    written = {row.key: row for row in rules.sections.order_by("position", "pk")}
    keys = [*guides, *(key for key in written if key not in guides)]
    parts = [_part(key, guides.get(key), written.get(key)) for key in keys]
    return [part for part in parts if empty or part.text.strip()]


def _part(key: str, guide: RulePart | None, row: RulesSection | None) -> Part:
    title = (row.title if row is not None else "") or (str(guide.name) if guide else key)
    return Part(key, title, row.text if row is not None else "", guide, row)


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must be there, and how many are; `unit` says of what."""

    needed: int
    here: int
    of: int
    unit: str

    @property
    def reached(self) -> bool:
        return self.here >= self.needed

    @property
    def sentence(self) -> str:
        """For the reader, whole."""
        words = {"here": self.here, "needed": self.needed, "of": self.of}
        if self.unit == Unit.ORGANISATION:
            return _("%(here)s organisations here; %(needed)s of %(of)s are needed.") % words
        return _("%(here)s members here; %(needed)s of %(of)s are needed.") % words


@dataclass(frozen=True, slots=True)
class Voices:
    """Who may speak for a decision: how many are noted as here, counted as the rules say; without rules, persons."""

    here: int
    unit: str
    marked: bool  # whether attendance was noted at all
    quorum: Quorum | None


def quorum_of(meeting: Meeting, marks: Iterable[Attendance] | None = None) -> Quorum | None:
    """The quorum of a meeting by the rules in force; None when they ask for none. Guests do not count."""
    whole = meeting.committee_id is None
    lines = _RULED.all(meeting.coalition_id, *SPEAKING) if whole else _RULED_SEATS.all(meeting.committee_id)
    return _voices(meeting, lines, marks).quorum if lines else None


def voices_of(meeting: Meeting) -> Voices:
    """The voices of a meeting, with or without rules: two queries."""
    whole = meeting.committee_id is None
    lines = _VOICES.all(meeting.coalition_id, *SPEAKING) if whole else _SEATS.all(meeting.committee_id)
    return _voices(meeting, lines, None)


def _voices(meeting: Meeting, lines: list[Any], marks: Iterable[Attendance] | None) -> Voices:
    of_member = {line.pk: line.organisation_id for line in lines}
    noted = list(marks_of(meeting) if marks is None else marks)
    here = {mark.member_id for mark in noted if mark.state == Attendance.State.PRESENT and mark.member_id in of_member}
    unit = (lines[0].unit if lines else None) or Unit.PERSON
    total, present = _counted(of_member.keys(), of_member, unit), _counted(here, of_member, unit)
    rules = _obeyed(lines[0]) if lines else None
    quorum = Quorum(needed_of(rules, total), present, total, unit) if rules else None
    return Voices(present, unit, bool(noted), quorum)


def _obeyed(voice: Any) -> WorkingRules | None:
    """The fields of the rules in force, read with a voice; None when they ask for no quorum."""
    rules = WorkingRules(quorum_kind=voice.kind or Kind.NONE, quorum_value=voice.value)
    return None if rules.quorum_kind == Kind.NONE or not rules.quorum_value else rules


def needed_of(rules: WorkingRules, total: int) -> int:
    """How many of `total` the rules ask for; a share is rounded up."""
    if rules.quorum_kind == Kind.SHARE:
        return -(-total * (rules.quorum_value or 0) // 100)
    return rules.quorum_value or 0


def _counted(members: Iterable[int | None], organisation: dict[int, int | None], unit: str) -> int:
    """Persons, or the organisations they speak for; whoever speaks for none counts for one."""
    if unit == Unit.PERSON:
        return len(set(members))
    return len({organisation[key] or -key for key in members if key is not None})


def _with_rules(members: QuerySet[Member]) -> QuerySet[Member, Any]:
    """Those who have a voice, with the rules in force of their coalition, if it has any."""
    rules = FilteredRelation(
        "coalition__working_rules", condition=Q(coalition__working_rules__status=WorkingRules.ADOPTED)
    )
    return members.annotate(
        rules=rules, kind=F("rules__quorum_kind"), value=F("rules__quorum_value"), unit=F("rules__vote_unit")
    ).values_list("pk", "organisation_id", "kind", "value", "unit", named=True)


def _speaking(coalition: int, *roles: str) -> QuerySet[Member]:
    return Member.objects.filter(coalition_id=coalition, left_at=None, role__in=roles)


def _seated(committee: int) -> QuerySet[Member]:
    return Member.objects.filter(left_at=None, committee_seats__committee_id=committee, committee_seats__left_at=None)


_ROLES = tuple(f"a role {place}" for place in range(len(SPEAKING)))
_VOICES: Prepared[Any] = Prepared(lambda *marks: _with_rules(_speaking(*marks)), MARK, *_ROLES)
_SEATS: Prepared[Any] = Prepared(lambda committee: _with_rules(_seated(committee)), MARK)
# The same where rules are in force and ask for a quorum: nobody is read for nothing.
_ASKED = ~Q(kind=None) & ~Q(kind=Kind.NONE)
_RULED: Prepared[Any] = Prepared(lambda *marks: _with_rules(_speaking(*marks)).filter(_ASKED), MARK, *_ROLES)
_RULED_SEATS: Prepared[Any] = Prepared(lambda committee: _with_rules(_seated(committee)).filter(_ASKED), MARK)


def in_words(rules: WorkingRules, total: int) -> str:
    """What the quorum means today, read back in a sentence."""
    if rules.quorum_kind == Kind.NONE or not rules.quorum_value:
        return _("No quorum: the members who are there decide.")
    words = {"needed": needed_of(rules, total), "total": total}
    if rules.vote_unit == Unit.ORGANISATION:
        return _("With %(total)s organisations, %(needed)s must be there.") % words
    return _("With %(total)s members, %(needed)s must be there.") % words


def voices_in(coalition: Coalition, unit: str) -> int:
    """How many voices the coalition has today."""
    of_member = {line.pk: line.organisation_id for line in _VOICES.all(coalition.pk, *SPEAKING)}
    return _counted(of_member.keys(), of_member, unit)


SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True, slots=True)
class Changed:
    """A section in two versions: pieces of text that stayed, went or came."""

    title: str
    pieces: list[tuple[str, str]]


def compare(before: list[Part], after: list[Part]) -> list[Changed]:
    """The sections that differ, word by word, in the order of the later version."""
    old, new = {part.key: part for part in before}, {part.key: part for part in after}
    keys = [*new, *(key for key in old if key not in new)]
    found = []
    for key in keys:
        was, now = old[key].text if key in old else "", new[key].text if key in new else ""
        if was != now:
            found.append(Changed((new.get(key) or old[key]).title, _pieces(was, now)))
    return found


def _pieces(was: str, now: str) -> list[tuple[str, str]]:
    old, new = re.findall(r"\s+|\S+", was), re.findall(r"\s+|\S+", now)
    pieces = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append((SAME, "".join(old[a:b])))
            continue
        if b > a:
            pieces.append((GONE, "".join(old[a:b])))
        if d > c:
            pieces.append((NEW, "".join(new[c:d])))
    return pieces
