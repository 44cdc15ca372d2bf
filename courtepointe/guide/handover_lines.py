"""What somebody who takes a coalition over must know, in one statement of plain lines: people, leads, dates, requests.

Neither contact details nor words that somebody wrote about themselves: of a request about personal information, its
kind and its day; of a round of the diagnostic, that it is open.
"""

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from courtepointe.analysis.models import Ballot, Inventory
from courtepointe.coalitions.consent_texts import QUESTIONS
from courtepointe.coalitions.models import Invitation, Member, Organisation
from courtepointe.coalitions.models_personal import Consent, PersonalRequest
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.evaluation.models import Diagnostic, ResultRequest
from courtepointe.followup.models import Communication, ProgressReport
from courtepointe.guide.models import Incident, KeepingChoice, KeepingRun
from courtepointe.guide.plain_lines import Line, alive, due_checkpoints, shaped
from courtepointe.links import Link
from courtepointe.meetings.actions.notices import REPLY
from courtepointe.meetings.models import FollowUp, HomeworkShare, Meeting, Process, Reply
from courtepointe.planning.actions.confirming import PURPOSE
from courtepointe.planning.models import Action, Confirmation

PERSON, HOUSE, LEAD = "person", "house", "lead"
MEETING, FOLLOW_UP, CHECKPOINT, COMMUNICATION, REQUEST, KEEPING, HELD, INCIDENT, CONSENT = (
    *("meeting", "follow_up", "checkpoint", "communication", "request", "keeping", "held", "incident", "consent"),
)
BALLOT, RESULT, REPORT, DIAGNOSTIC, INVENTORY, HOMEWORK, PART, COMING, INVITATION = (
    *("ballot", "result", "report", "diagnostic", "inventory", "homework", "part", "coming", "invitation"),
)
DUE = (MEETING, FOLLOW_UP, CHECKPOINT, COMMUNICATION, REQUEST, KEEPING, HELD, INCIDENT, CONSENT)
WAITING = (BALLOT, RESULT, REPORT, DIAGNOSTIC, INVENTORY, HOMEWORK, PART, COMING, INVITATION)


def lines_of(
    coalition: int, process: Process | None, *, today: dt.date, until: dt.date, now: dt.datetime
) -> list[Line]:
    """Everything, dates `until` a day."""
    cycle = process.pk if process else 0
    values = (*[coalition] * 13, *[cycle] * 8, *[until] * 4, *[today] * 3, now, now)
    return [Line._make(row) for row in _LINES.tuples(*values)]


def _who(*names: str) -> Any:
    return Coalesce(*names, Value(""))


def _people(coalition: int) -> Any:
    rows = Member.objects.filter(coalition=coalition, left_at=None)
    about = {"text": F("name"), "more": F("title"), "note": F("role"), "who": _who("organisation__name")}
    return shaped(rows, PERSON, **about)


def _houses(coalition: int) -> Any:
    """Organisations that nobody sits for any more."""
    seated = Member.objects.filter(organisation=OuterRef("pk"), left_at=None)
    return shaped(Organisation.objects.present().filter(~Exists(seated), coalition=coalition), HOUSE, text=F("name"))


def _leads(process: int) -> Any:
    about = {"text": F("title"), "more": _who("lead_member__name"), "who": _who("lead__name"), "note": F("status")}
    rows = Action.objects.filter(alive(), process=process)
    return shaped(rows, LEAD, **about, day=F("ends_on"), number=F("number"))


def _meetings(coalition: int, today: dt.date, until: dt.date) -> Any:
    rows = Meeting.objects.present().filter(coalition=coalition, on__gte=today, on__lte=until)
    coming = rows.filter(status__in=(Meeting.DRAFT, Meeting.CONVOKED))
    return shaped(coming, MEETING, text=F("title"), note=F("status"), day=F("on"))


def _follow_ups(coalition: int, until: dt.date) -> Any:
    rows = FollowUp.objects.present().filter(coalition=coalition, done_at=None, meeting__removed_at=None)
    soon = rows.filter(Q(due_on=None) | Q(due_on__lte=until))
    return shaped(soon, FOLLOW_UP, text=F("what"), who=_who("member__name", "organisation__name"), day=F("due_on"))


def _checkpoints(process: int, until: dt.date) -> Any:
    rows = due_checkpoints(process, until)
    text = Coalesce("milestone__text", "indicator__name", "action__title", "what")
    who = _who("member__name", "organisation__name")
    return shaped(rows, CHECKPOINT, text=text, who=who, note=F("kind"), day=F("due_on"), number=F("action__number"))


def _communications(process: int, until: dt.date) -> Any:
    rows = Communication.objects.present().filter(process=process, done_on=None, due_on__lte=until)
    who = _who("member__name", "organisation__name")
    return shaped(rows, COMMUNICATION, text=F("message"), more=F("public"), who=who, day=F("due_on"))


def _requests(coalition: int) -> Any:
    rows = PersonalRequest.objects.filter(coalition=coalition, replied_at=None)
    return shaped(rows, REQUEST, note=F("kind"), day=F("due_on"))


def _keeping(coalition: int) -> Any:
    return shaped(KeepingRun.objects.filter(coalition=coalition, done_at=None), KEEPING, day=F("runs_on"))


def _held(coalition: int, today: dt.date) -> Any:
    rows = KeepingChoice.objects.filter(coalition=coalition, held_until__gte=today)
    return shaped(rows, HELD, note=F("kind"), day=F("held_until"))


def _incidents(coalition: int) -> Any:
    """Those of which the risk is not assessed, or that must still be told."""
    untold = Q(risk=Incident.Risk.UNKNOWN) | Q(risk=Incident.Risk.SERIOUS, commission_told_on=None)
    rows = Incident.objects.filter(untold, coalition=coalition)
    return shaped(rows, INCIDENT, number=F("number"), day=F("known_on"), note=F("risk"))


def _consents(coalition: int) -> Any:
    """Given to words that have changed since: to be asked again."""
    old = Q()
    for subject, question in QUESTIONS.items():
        old |= Q(subject=subject, text_version__lt=question.version)
    rows = Consent.objects.filter(old, coalition=coalition, current=True, answer=Consent.GIVEN, member__left_at=None)
    return shaped(rows, CONSENT, note=F("subject"))


def _ballots(process: int) -> Any:
    rows = Ballot.objects.present().filter(process=process, state=Ballot.State.OPEN)
    return shaped(rows, BALLOT, text=F("title"))


def _results(process: int) -> Any:
    rows = ResultRequest.objects.filter(process=process, handed_in_at=None, asked_at__isnull=False)
    about = {"text": F("transformation__text"), "who": F("organisation__name"), "about": F("meeting__uid")}
    return shaped(rows, RESULT, **about, day=F("due_on"))


def _reports(process: int) -> Any:
    asked = {"handed_in_at": None, "asked_at__isnull": False}
    rows = ProgressReport.objects.filter(alive("action__"), process=process, **asked)
    about = {"about": F("action__uid"), "text": F("action__title"), "number": F("action__number")}
    return shaped(rows, REPORT, **about, who=_who("action__lead__name"), day=F("due_on"))


def _diagnostics(process: int) -> Any:
    rows = Diagnostic.objects.present().filter(process=process, state=Diagnostic.State.OPEN)
    return shaped(rows, DIAGNOSTIC, text=F("title"), day=F("closes_on"))


def _inventories(process: int) -> Any:
    rows = Inventory.objects.filter(process=process, handed_in_at=None, asked_at__isnull=False)
    return shaped(rows, INVENTORY, who=F("organisation__name"), day=F("due_on"))


def _homework(coalition: int, today: dt.date) -> Any:
    alive_now = {"homework__removed_at": None, "homework__meeting__removed_at": None}
    rows = HomeworkShare.objects.filter(
        coalition=coalition, done_at=None, homework__meeting__on__gte=today, **alive_now
    )
    about = {"text": F("homework__what"), "about": F("homework__meeting__uid"), "who": F("organisation__name")}
    return shaped(rows, HOMEWORK, **about, day=F("homework__due_on"))


def _parts(coalition: int, now: dt.datetime) -> Any:
    """Organisations that were asked to confirm their part of the plan and have not answered."""
    said = Confirmation.objects.filter(
        version__uid=OuterRef("thing_uid"), organisation=OuterRef("member__organisation")
    )
    rows = Link.objects.filter(~Exists(said), coalition=coalition, purpose=PURPOSE, revoked_at=None)
    rows = rows.filter(expires_at__gt=now, member__left_at=None)
    return shaped(rows, PART, about=F("thing_uid"), who=_who("member__organisation__name"))


def _coming(coalition: int, now: dt.datetime) -> Any:
    """People who were asked whether they come to a meeting and have not said."""
    said = Reply.objects.filter(meeting__uid=OuterRef("thing_uid"), member=OuterRef("member"))
    rows = Link.objects.filter(~Exists(said), coalition=coalition, purpose=REPLY, revoked_at=None)
    rows = rows.filter(expires_at__gt=now, member__left_at=None)
    return shaped(rows, COMING, about=F("thing_uid"))


def _invitations(coalition: int) -> Any:
    rows = Invitation.objects.filter(coalition=coalition, accepted_at=None, member__left_at=None, member__person=None)
    return shaped(rows, INVITATION, about=F("member__uid"))


def _whole(*marks: Any) -> Any:
    here, cycles, ends, days, (now, again) = marks[:13], marks[13:21], marks[21:25], marks[25:28], marks[28:]
    of_coalition = (_houses, _requests, _keeping, _incidents, _consents, _invitations)
    of_cycle = (_leads, _ballots, _results, _reports, _diagnostics, _inventories)
    return _people(here[0]).union(
        *(make(mark) for make, mark in zip(of_coalition, here[1:7], strict=True)),
        *(make(mark) for make, mark in zip(of_cycle, cycles[:6], strict=True)),
        _meetings(here[7], days[0], ends[0]),
        _follow_ups(here[8], ends[1]),
        _checkpoints(cycles[6], ends[2]),
        _communications(cycles[7], ends[3]),
        _held(here[9], days[1]),
        _homework(here[10], days[2]),
        *(_parts(here[11], now), _coming(here[12], again)),
        all=True,
    )


_NEVER = [dt.datetime(9999, 2, day, tzinfo=dt.UTC) for day in (1, 2)]
_LINES: Prepared[Any] = Prepared(
    _whole, *[MARK - step for step in range(21)], *[dt.date(9999, 1, day) for day in range(1, 8)], *_NEVER
)
