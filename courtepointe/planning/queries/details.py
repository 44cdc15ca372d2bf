"""What a version of the plan keeps beside the tree: longer texts, people, milestones, money line by line.

Two statements, written once. Names of the members come with the texts, to tell who is meant by a uid.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import DateField, F, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast, Coalesce

from courtepointe.access import Reader
from courtepointe.coalitions.models import Member
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Process
from courtepointe.planning.models import Action, BudgetLine, FundingLine, Indicator, Milestone, Transformation

CHANGE, SIGN, ACTION, MEMBER = "change", "sign", "action", "member"
MILESTONE, BUDGET, FUNDING = "milestone", "budget", "funding"

_NO_UID = Cast(Value(None), UUIDField())
_NO_DAY = Cast(Value(None), DateField())
_TEXTS = ("sort", "key", "text1", "text2", "text3", "text4", "who", "house", "house_name")
_LINES = ("sort", "key", "place", "own", "said", "year_of_plan", "state", "more", "amount", "sure", "house", "day")


@dataclass(frozen=True, slots=True)
class Line:
    """A milestone, a line of the budget or of the funders, as it is kept."""

    uid: uuid.UUID
    text: str
    year: int
    state: str
    nature: str
    amount: int | None
    sure: int | None
    house: uuid.UUID | None
    day: dt.date | None


@dataclass(slots=True)
class Details:
    """`texts` by kind and key; `lines` by kind and key of the action; `people`: names of members by uid."""

    texts: dict[tuple[str, int], Any] = field(default_factory=dict)
    lines: dict[tuple[str, int], list[Line]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def of(self, kind: str, action: int) -> list[Line]:
        return self.lines.get((kind, action), [])


def details_for(reader: Reader, process: Process) -> Details:
    """The details of the plan of a cycle of the reader's coalition."""
    here = (reader.coalition_id, process.pk)
    found = Details()
    for row in _ALL_TEXTS.all(*here, *here, *here, reader.coalition_id):
        if row.sort == MEMBER:
            found.people[str(row.who)] = row.text1
        else:
            found.texts[row.sort, row.key] = row
    for row in sorted(_ALL_LINES.all(*here, *here, *here), key=lambda row: row.place):
        line = Line(row.own, row.said, row.year_of_plan, row.state, row.more, row.amount, row.sure, row.house, row.day)
        found.lines.setdefault((row.sort, row.key), []).append(line)
    return found


def people_of(reader: Reader) -> dict[str, str]:
    """Names of the members by uid, those who left too."""
    return {str(row.uid): row.name for row in _PEOPLE.all(reader.coalition_id)}


def _text(*names: str) -> dict[str, Any]:
    """Four columns of text; those that a table does not have are empty."""
    found: dict[str, Any] = {}
    for n in range(4):
        kept: Any = Value("", TextField())
        if n < len(names):
            kept = Coalesce(F(names[n]), kept, output_field=TextField())
        found[f"text{n + 1}"] = kept
    return found


def _texts(c1: int, p1: int, c2: int, p2: int, c3: int, p3: int, c4: int) -> Any:
    def of(model: Any, coalition: int, process: int) -> Any:
        return model.objects.present().filter(coalition_id=coalition, process=process).order_by()

    none: dict[str, Any] = {"house": _NO_UID, "house_name": Value("")}
    changes = of(Transformation, c1, p1).annotate(
        sort=Value(CHANGE), key=F("pk"), **_text(), who=F("lead_member__uid"), **none
    )
    holder: dict[str, Any] = {"house": F("holder__uid"), "house_name": Coalesce(F("holder__name"), Value(""))}
    signs = of(Indicator, c2, p2).annotate(
        sort=Value(SIGN), key=F("pk"), **_text("definition"), who=F("holder_member__uid"), **holder
    )
    kept = _text("content", "people_needed", "things_needed", "service__name")
    actions = of(Action, c3, p3).annotate(sort=Value(ACTION), key=F("pk"), **kept, who=F("lead_member__uid"), **none)
    members = Member.objects.filter(coalition_id=c4).order_by()
    people = members.annotate(sort=Value(MEMBER), key=Value(0), **_text("name"), who=F("uid"), **none)
    first, *rest = (rows.values_list(*_TEXTS, named=True) for rows in (changes, signs, actions, people))
    return first.union(*rest, all=True)


def _lines(c1: int, p1: int, c2: int, p2: int, c3: int, p3: int) -> Any:
    def of(model: Any, coalition: int, process: int) -> Any:
        rows = model.objects.filter(coalition_id=coalition, action__process=process, action__removed_at=None)
        return rows.order_by().annotate(key=F("action_id"), place=F("position"), own=F("uid"))

    none: dict[str, Any] = {"house": _NO_UID, "day": _NO_DAY}
    steps = of(Milestone, c1, p1).annotate(
        sort=Value(MILESTONE),
        said=F("text"),
        year_of_plan=Value(0),
        state=Value(""),
        more=Value(""),
        amount=Value(0),
        sure=Value(0),
        house=_NO_UID,
        day=F("due_on"),
    )
    costs = of(BudgetLine, c2, p2).annotate(
        sort=Value(BUDGET),
        said=F("what"),
        year_of_plan=F("year"),
        state=F("kind"),
        more=F("nature"),
        amount=F("cents"),
        sure=Value(0),
        house=F("organisation__uid"),
        day=_NO_DAY,
    )
    funds = of(FundingLine, c3, p3).annotate(
        sort=Value(FUNDING),
        said=F("funder__name"),
        year_of_plan=F("year"),
        state=F("status"),
        more=Value(""),
        amount=F("asked_cents"),
        sure=F("confirmed_cents"),
        **none,
    )
    first, *rest = (rows.values_list(*_LINES, named=True) for rows in (steps, costs, funds))
    return first.union(*rest, all=True)


def _people(coalition: int) -> QuerySet[Member, Any]:
    return Member.objects.filter(coalition_id=coalition).order_by().values_list("uid", "name", named=True)


_ALL_TEXTS: Prepared[Any] = Prepared(_texts, *(MARK - n for n in range(7)))
_ALL_LINES: Prepared[Any] = Prepared(_lines, *(MARK - n for n in range(6)))
_PEOPLE: Prepared[Any] = Prepared(_people, MARK)
