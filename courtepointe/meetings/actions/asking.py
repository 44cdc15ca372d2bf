"""Ask organisations for something before a meeting, by a personal link without account: ask, remind, the addresses.

What is asked (how actions go, the results of transformations) is a row for each thing and each organisation, with
`asked_at`, `due_on`, `reminded_at`, `handed_in_at`; `Asking` holds what differs from one to the other.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courtepointe import clock, history, i18n, links, mail
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import lock_open
from courtepointe.meetings.models import Meeting
from courtepointe.rows import Refused

FURTHEST = dt.timedelta(days=366)
OPEN_AFTER = dt.timedelta(days=60)  # after the meeting, for the links
AGAIN = dt.timedelta(days=120)  # for a meeting without a date


@dataclass(frozen=True)
class Letter:
    """The words of a message; `%(coalition)s`, `%(meeting)s`, `%(date)s` and `%(address)s` may stand in them."""

    subject: Promise
    again: Promise  # the subject of a reminder
    opening: Promise
    how: Promise
    closing: Promise
    line: Callable[[Any], str]  # how a row is listed


@dataclass(frozen=True)
class Asking:
    """One thing that is asked before meetings. Its history says `<purpose>.asked` and `<purpose>.reminded`."""

    purpose: str  # of the personal links, and of the mail that gives them
    page: str  # the name of the address that a link opens
    apart: dt.timedelta  # between two reminders
    missing: Callable[[Meeting], list[Any]]  # the rows that a meeting lacks, not saved
    rows: Callable[[Meeting], models.QuerySet[Any]]
    concerned: Callable[[Any], tuple[int, Member | None]]  # of a row: the key of its organisation, the person named
    nobody: Promise  # why nobody is left to ask
    too_soon: Promise  # why nobody is reminded yet
    letter: Letter

    @property
    def reminder(self) -> str:
        """The purpose of the mail that reminds."""
        return f"{self.purpose}-reminder"

    def prepare(self, meeting: Meeting) -> None:
        """Make the rows that the meeting lacks: the plan may have grown since they were made."""
        if lacking := self.missing(meeting):
            type(lacking[0])._default_manager.bulk_create(lacking)

    @transaction.atomic
    def ask(self, meeting: Meeting, *, by: Member, due_on: dt.date) -> int:
        """Prepare the rows, mark those that wait as asked, write to their people; say how many rows.

        Those asked already are left alone. Raises Refused when the day has passed or is too far, or nobody is left.
        """
        today = clock.today(meeting.coalition.timezone)
        if due_on < today:
            raise Refused(_("This day has passed: choose a later one."))
        if due_on > today + FURTHEST:
            raise Refused(_("This day is far away: choose one within a year."))
        lock_open(meeting)
        self.prepare(meeting)
        rows = list(self.rows(meeting).filter(asked_at=None, handed_in_at=None))
        if not rows:
            raise Refused(str(self.nobody))
        self._mark(meeting, rows, asked_at=clock.now(), due_on=due_on)
        for row in rows:
            row.due_on = due_on
        history.record(meeting, f"{self.purpose}.asked", by=by, title=meeting.title, count=len(rows))
        self._write_to(meeting, rows, self.purpose, by=by)
        return len(rows)

    @transaction.atomic
    def remind(self, meeting: Meeting, *, by: Member) -> int:
        """Write once more to those that have not handed in; say of how many rows.

        Those reminded lately (`apart`) are left alone. Raises Refused when nobody is left to remind.
        """
        waiting = self.rows(meeting).filter(asked_at__isnull=False, handed_in_at=None)
        rows = list(waiting.filter(Q(reminded_at=None) | Q(reminded_at__lte=clock.now() - self.apart)))
        if not rows:
            raise Refused(str(self.too_soon) if waiting.exists() else _("All have handed in: thank them!"))
        self._mark(meeting, rows, reminded_at=clock.now())
        history.record(meeting, f"{self.purpose}.reminded", by=by, title=meeting.title, count=len(rows))
        self._write_to(meeting, rows, self.reminder, by=by)
        return len(rows)

    def address_for(self, meeting: Meeting, member: Member) -> str:
        """Where a member answers without signing in. Opens the link if it is not given yet."""
        today = clock.today(meeting.coalition.timezone)
        last = max(meeting.on, today) + OPEN_AFTER if meeting.on else today + AGAIN
        until = dt.datetime.combine(last, dt.time(), tzinfo=dt.UTC)
        secret = links.same(member, self.purpose, meeting.uid, until=until)
        return settings.BASE_URL + reverse(self.page, kwargs={"secret": secret})

    def people_asked(self, meeting: Meeting, rows: Iterable[Any] | None = None) -> dict[Member, list[Any]]:
        """Who is written to: the person named while there, otherwise everybody of the organisation; with their rows."""
        rows = list(self.rows(meeting) if rows is None else rows)
        houses = {self.concerned(row)[0] for row in rows}
        members = Member.objects.filter(coalition_id=meeting.coalition_id, organisation__in=houses, left_at=None)
        found = {
            member: [row for row in rows if self._concerns(row, member)] for member in members.order_by("sort_key")
        }
        return {member: asked for member, asked in found.items() if asked}

    def _concerns(self, row: Any, member: Member) -> bool:
        house, named = self.concerned(row)
        if house != member.organisation_id:
            return False
        return named is None or named.left_at is not None or named.organisation_id != house or named == member

    def _mark(self, meeting: Meeting, rows: list[Any], **fields: Any) -> None:
        self.rows(meeting).model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**fields)

    def _write_to(self, meeting: Meeting, rows: list[Any], purpose: str, *, by: Member) -> None:
        """A message to each person concerned who has an address, with all that is asked of them. One a day at most."""
        for member, asked in self.people_asked(meeting, rows).items():
            if not member.email:
                continue
            with translation.override(member.language):
                subject, body = self._written(meeting, member, asked, purpose == self.reminder, by)
                mail.queue(
                    purpose=purpose,
                    thing_uid=meeting.uid,
                    thing_version=clock.today().toordinal(),
                    recipient=member.email,
                    recipient_name=member.name,
                    subject=subject,
                    body=body,
                    coalition=meeting.coalition,
                    member=member,
                )

    def _written(self, meeting: Meeting, member: Member, asked: list[Any], again: bool, by: Member) -> tuple[str, str]:
        due = asked[0].due_on
        words = {
            "name": member.name,
            "coalition": meeting.coalition.name,
            "meeting": meeting.title,
            "date": i18n.long_date(due) if due else "",
            "address": self.address_for(meeting, member),
            "sender": by.name,
        }
        parts = [
            _("Hello %(name)s,"),
            str(self.letter.opening),
            "\n".join(f"- {self.letter.line(row)}" for row in asked).replace("%", "%%"),
            str(self.letter.how),
            str(self.letter.closing),
            _("%(sender)s\nfor %(coalition)s"),
        ]
        subject = str(self.letter.again if again else self.letter.subject)
        return subject % words, "\n\n".join(part % words for part in parts)
