"""What each kind of period names: which rows are over at a moment, and what becomes of them.

Each act is safe to do again: it takes what is still over, and nothing else. Files that no row names any more are taken
off the disk by `files.sweep`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from courtepointe.analysis.models import DataNeed
from courtepointe.coalitions.models import Invitation, Member
from courtepointe.coalitions.models_personal import PersonalRequest
from courtepointe.guide.models import Incident
from courtepointe.history import Entry
from courtepointe.links import Link
from courtepointe.mail import Delivery
from courtepointe.meetings.models import (
    FollowUp,
    Homework,
    MeetingEvaluation,
    MeetingFile,
    ParkedItem,
    PreparationTask,
    Reply,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """`over(coalition, before)`: the rows whose time was over at that moment, each in a table of its own."""

    over: Callable[[int, dt.datetime], list[QuerySet[Any]]]
    end: Callable[[QuerySet[Any]], int]  # what becomes of them; says how many


def _erase(rows: QuerySet[Any]) -> int:
    return rows.delete()[1].get(rows.model._meta.label, 0)  # themselves, not what goes with them


def _blank(**fields: Any) -> Callable[[QuerySet[Any]], int]:
    return lambda rows: rows.update(**fields)


def _messages(coalition: int, before: dt.datetime) -> list[QuerySet[Any]]:
    rows = Delivery.objects.filter(coalition_id=coalition, created_at__lt=before)
    return [rows.exclude(status=Delivery.QUEUED)]


def _links(coalition: int, before: dt.datetime) -> list[QuerySet[Any]]:
    # Those that were revoked stay: the next secret of the same page is derived from how many there are.
    return [Link.objects.filter(coalition_id=coalition, expires_at__lt=before, revoked_at=None)]


def _invitations(coalition: int, before: dt.datetime) -> list[QuerySet[Any]]:
    return [Invitation.objects.filter(coalition_id=coalition, sent_at__lt=before, accepted_at=None)]


def _replies(coalition: int, before: dt.datetime) -> list[QuerySet[Any]]:
    said = ~Q(words="") | ~Q(substitute="")
    return [Reply.objects.filter(said, coalition_id=coalition, meeting__on__lt=before.date())]


def _comments(coalition: int, before: dt.datetime) -> list[QuerySet[Any]]:
    rows = MeetingEvaluation.objects.filter(coalition_id=coalition, closed_at__lt=before)
    return [rows.exclude(comments=[], paper={})]


def _departed(coalition: int, before: dt.datetime) -> list[QuerySet[Any]]:
    reachable = ~Q(email="") | ~Q(phone="")
    return [Member.objects.filter(reachable, coalition_id=coalition, left_at__lt=before)]


def _removed(coalition: int, before: dt.datetime) -> list[QuerySet[Any]]:
    models: tuple[Any, ...] = (MeetingFile, ParkedItem, FollowUp, PreparationTask, Homework, DataNeed)
    return [model.objects.filter(coalition_id=coalition, removed_at__lt=before) for model in models]


def _requests(coalition: int, before: dt.datetime) -> list[QuerySet[Any]]:
    return [PersonalRequest.objects.filter(coalition_id=coalition, replied_at__lt=before)]


def _incidents(coalition: int, before: dt.datetime) -> list[QuerySet[Any]]:
    return [Incident.objects.filter(coalition_id=coalition, known_on__lt=before.date())]


def _history(coalition: int, before: dt.datetime) -> list[QuerySet[Any]]:
    return [Entry.objects.filter(coalition_id=coalition, at__lt=before)]


KINDS: dict[str, Kind] = {
    "messages": Kind(_messages, _erase),
    "links": Kind(_links, _erase),
    "invitations": Kind(_invitations, _erase),
    "replies": Kind(_replies, _blank(words="", substitute="")),
    "comments": Kind(_comments, _blank(comments=[], paper={})),
    "departed": Kind(_departed, _blank(email="", phone="")),
    "removed": Kind(_removed, _erase),
    "requests": Kind(_requests, _erase),
    "incidents": Kind(_incidents, _erase),
    "history": Kind(_history, _erase),
}
