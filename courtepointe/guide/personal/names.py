"""Where people type freely: a machine cannot take a name out of a sentence, so it lists the sentences.

`tests/guide/test_personal_names.py` fails when a column of text is neither listed here nor explained.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis.models import DataNeed
from courtepointe.coalitions.models import Coalition, Member, MethodChange, Organisation
from courtepointe.coalitions.models_personal import PersonalRequest
from courtepointe.files import StoredFile
from courtepointe.guide.models import Incident, KeepingChoice, PolicyVersion
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import (
    Activity,
    Attendance,
    Committee,
    Decision,
    DecisionOption,
    FollowUp,
    Homework,
    HomeworkShare,
    Meeting,
    MeetingEvaluation,
    MeetingFile,
    MeetingObjective,
    Minutes,
    MinutesSection,
    Objection,
    ParkedItem,
    PastStage,
    PreparationTask,
    Process,
    Reply,
    RulesSection,
)
from courtepointe.pages import url

AROUND = 60  # characters shown on each side of what was found
MOST = 300


@dataclass(frozen=True)
class Texts:
    """The columns of a table that hold what people type, and the page where it is read and corrected."""

    model: type[Model]
    columns: tuple[str, ...]
    title: Promise
    page: str
    named: dict[str, str] = field(default_factory=dict)  # name in the address -> where its uid is

    @property
    def code(self) -> str:
        return self.model.__name__


OF_MEETING = {"meeting": "meeting__uid"}

TEXTS: tuple[Texts, ...] = (
    Texts(Coalition, ("name", "territory", "privacy_name", "privacy_title"), _("Settings"), "coalition-settings"),
    Texts(Organisation, ("name", "removal_reason"), _("Organisations"), "members"),
    Texts(MethodChange, ("name", "description"), _("Our own words for the method"), "method-changes"),
    Texts(Process, ("name", "place"), _("Process"), "process"),
    Texts(PastStage, ("summary",), _("Earlier stages"), "process"),
    Texts(Meeting, ("title", "place", "removal_reason"), _("Meetings"), "meeting", {"meeting": "uid"}),
    Texts(MeetingObjective, ("text",), _("Objectives of meetings"), "meeting", OF_MEETING),
    Texts(
        Activity,
        ("title", "aim", "material", "note", "removal_reason"),
        _("Agendas and notes"),
        "minutes",
        OF_MEETING,
    ),
    Texts(
        ParkedItem,
        ("text", "raised_by", "closed_reason", "removal_reason"),
        _("Subjects set aside"),
        "meeting",
        OF_MEETING,
    ),
    Texts(MeetingFile, ("title", "removal_reason"), _("Documents and photos"), "minutes", OF_MEETING),
    Texts(StoredFile, ("name",), _("Names of files"), "meetings"),
    Texts(Attendance, ("name", "organisation_name"), _("Attendance and guests"), "minutes", OF_MEETING),
    Texts(Decision, ("wording", "reasons", "removal_reason"), _("Decisions"), "decisions"),
    Texts(DecisionOption, ("label",), _("Choices put to the group"), "decisions"),
    Texts(Objection, ("text", "answer"), _("Objections"), "decisions"),
    Texts(FollowUp, ("what", "removal_reason"), _("Follow-ups"), "follow-ups"),
    Texts(Minutes, ("correction",), _("Minutes"), "minutes", OF_MEETING),
    Texts(MinutesSection, ("text",), _("Minutes"), "minutes", {"meeting": "minutes__meeting__uid"}),
    Texts(MeetingEvaluation, ("comments", "paper"), _("Evaluations of meetings"), "evaluation", OF_MEETING),
    Texts(PreparationTask, ("text", "removal_reason"), _("Preparation"), "preparation", OF_MEETING),
    Texts(Homework, ("what", "removal_reason"), _("To prepare"), "preparation", OF_MEETING),
    Texts(HomeworkShare, ("answer",), _("What organisations prepared"), "homework-share", {"share": "uid"}),
    Texts(Reply, ("substitute", "words"), _("Replies to convocations"), "replies", OF_MEETING),
    Texts(Committee, ("name", "mandate", "removal_reason"), _("Committees"), "committee", {"committee": "uid"}),
    Texts(RulesSection, ("title", "text"), _("Working rules"), "rules"),
    Texts(DataNeed, ("question", "source", "remark", "removal_reason"), _("Data to bring"), "data-plan"),
    Texts(PersonalRequest, ("words", "reply"), _("Requests"), "personal-request", {"asked": "uid"}),
    Texts(PolicyVersion, ("text",), _("Policy"), "policy"),
    Texts(KeepingChoice, ("held_because",), _("How long we keep things"), "keeping"),
    Texts(
        Incident,
        (
            *("information", "circumstances", "happened", "people", "sensitivity", "misuse", "consequences"),
            *("likelihood", "public_notice", "measures"),
        ),
        _("Register of incidents"),
        "incident",
        {"incident": "uid"},
    ),
)

_KEY = "made from another column when that one changes"
_METHOD = "names a piece of the method or of the program"
_EMPTIED = "emptied by an erasure (`erasing.py`)"
_PROGRAM = "written by the program: an erasure takes the name out of it (`erasing.py`)"

# Columns of text that hold no sentence of a person, each with its reason.
NOT_TYPED: dict[str, str] = {
    "Organisation.sort_key": _KEY,
    "Committee.sort_key": _KEY,
    "Decision.search_text": _KEY,
    "PolicyVersion.ready": _KEY,
    "KeepingChoice.kind": _METHOD,
    "KeepingRun.counts": "numbers",
    "Member.sort_key": _EMPTIED,
    **{f"Member.{name}": _EMPTIED for name in ("name", "title", "email", "phone")},
    **{f"Person.{name}": "goes with the account" for name in ("email", "name", "password")},
    "Invitation.email": _EMPTIED,
    "HomeworkShare.done_by_name": _EMPTIED,
    "Coalition.privacy_email": "another person must be named first",
    "Coalition.privacy_phone": "another person must be named first",
    "Coalition.zone": _METHOD,
    "MethodChange.slug": _METHOD,
    "MethodChange.system": _METHOD,
    "Meeting.template": _METHOD,
    "Meeting.stage": _METHOD,
    "Meeting.tools": _METHOD,
    "Meeting.zone": _METHOD,
    "MeetingObjective.slug": _METHOD,
    "MeetingObjective.stage": _METHOD,
    "Activity.technique": _METHOD,
    "PreparationTask.slug": _METHOD,
    "PastStage.stage": _METHOD,
    "Process.stage": _METHOD,
    "Process.opened_at_stage": _METHOD,
    "RulesSection.key": _METHOD,
    "MinutesSection.key": _METHOD,
    "DataNeed.system": _METHOD,
    "Notice.kind": _METHOD,
    "Notice.fingerprint": _METHOD,
    "MeetingEvaluation.counts": "numbers",
    "MeetingEvaluation.answered": "public identities of seats, emptied at closing",
    "Consent.asked": _METHOD,
    "Erasure.stays": "numbers",
    "StoredFile.kept_as": _METHOD,
    "StoredFile.content_type": _METHOD,
    "StoredFile.sha256": _METHOD,
    "Link.purpose": _METHOD,
    "Link.secret_hash": _EMPTIED,
    "MailRefusal.kind": _EMPTIED,
    "Entry.verb": _METHOD,
    "Entry.thing": _METHOD,
    "Entry.actor_name": _PROGRAM,
    "Entry.facts": _PROGRAM,
    **{f"Delivery.{name}": _METHOD for name in ("purpose", "kind", "calendar_method")},
    **{
        f"Delivery.{name}": _PROGRAM
        for name in ("recipient", "recipient_name", "subject", "body", "problem", "calendar")
    },
}


@dataclass(frozen=True)
class Found:
    """A text in which a name occurs: where, the words around it, and the page."""

    code: str
    title: str
    before: str
    name: str
    after: str
    address: str


def where_named(coalition: Coalition, names: Iterable[str]) -> list[Found]:
    """The texts of a coalition in which one of the names occurs, accents and capitals aside; one query a table."""
    wanted = [folded for folded in (sort_key(name) for name in names) if len(folded) > 1]
    found: list[Found] = []
    for texts in TEXTS if wanted else ():
        for row in _rows(texts, coalition):
            found += _in_row(texts, row, wanted, coalition)
            if len(found) >= MOST:
                return found[:MOST]
    return found


def _rows(texts: Texts, coalition: Coalition) -> Iterable[dict[str, Any]]:
    where = {"pk": coalition.pk} if texts.model is Coalition else {"coalition": coalition}
    rows = texts.model._default_manager.filter(**where)
    if texts.model is Attendance:  # the name of a member is the program's own: it goes with them
        rows = rows.filter(member=None)
    return rows.order_by("pk").values(*texts.columns, *texts.named.values())


def _in_row(texts: Texts, row: dict[str, Any], wanted: list[str], coalition: Coalition) -> Iterator[Found]:
    for column in texts.columns:
        for text in _strings(row[column]):
            place = _place(text, wanted)
            if place is not None:
                start, end = place
                named = {key: row[path] for key, path in texts.named.items()}
                yield Found(
                    texts.code,
                    str(texts.title),
                    ("…" if start > AROUND else "") + text[max(0, start - AROUND) : start],
                    text[start:end],
                    text[end : end + AROUND] + ("…" if end + AROUND < len(text) else ""),
                    url(texts.page, coalition=coalition, **named),
                )


def _strings(value: Any) -> Iterator[str]:
    """The texts in a column, whatever its shape."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _place(text: str, wanted: list[str]) -> tuple[int, int] | None:
    """Where one of the folded names stands, as a whole word."""
    folded, places = _folded(text)
    for name in wanted:
        at = folded.find(name)
        while at >= 0:
            end = at + len(name)
            whole = (at == 0 or not folded[at - 1].isalnum()) and (end == len(folded) or not folded[end].isalnum())
            if whole:
                return places[at], places[end - 1] + 1
            at = folded.find(name, at + 1)
    return None


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without accents and capitals, and for each of its characters its place in the text."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for plain in sort_key(letter) if letter.strip() else " ":
            letters.append(plain)
            places.append(place)
    return "".join(letters), places


def names_of(member: Member) -> list[str]:
    """What a member is called in texts: their name, and their address."""
    return [name for name in (member.name, member.email) if name]
