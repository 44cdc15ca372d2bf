"""The summary of the week: one message a week to each member who has something to read in it.

A week is told once, in one transaction with the mark that says so (`Coalition.digest_week`): a worker that is stopped
halfway has told nobody, two workers tell once, and a server that was down on the day tells later in the same week.
"""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courtepointe import clock, i18n, mail
from courtepointe.access import reader_of
from courtepointe.analysis.actions.inventory_asking import address_for
from courtepointe.coalitions.models import Coalition, Member, week_of
from courtepointe.evaluation.actions import results_asking
from courtepointe.followup.actions import progress_asking
from courtepointe.guide.queries import Owed, owed_by
from courtepointe.history import Entry
from courtepointe.meetings.actions.homework import homework_address
from courtepointe.meetings.models import Meeting

PURPOSE = KIND = "digest"
HOURS = range(7, 20)  # of the coalition's own day: nobody is written to at night
PERIOD = dt.timedelta(days=7)
COMING = dt.timedelta(days=21)
MOST = 12  # lines of what changed
# What is worth telling to those who were not there when it was done. A meeting that is a draft bothers nobody.
WORTH = (
    "committee.made committee.ended decision.recorded decision.changed decision.taken homework.asked meeting.convoked"
    " meeting.moved meeting.cancelled meeting.held meeting_file.added member.added member.left member.left_alone"
    " minutes.sent minutes.sent_again minutes.approved working_rules.adopted"
).split()


def tell_week() -> int:
    """Write the summaries that are due, and say how many. Called by the worker; safe to call twice or together."""
    now = clock.now()
    waiting = Coalition.objects.exclude(digest_day=None).filter(digest_week__lt=week_of(now + PERIOD))
    return sum(_tell(coalition.pk) for coalition in waiting if _is_due(coalition, now))


def _is_due(coalition: Coalition, now: dt.datetime) -> bool:
    """From its hour on its day to the end of the week, by day."""
    here = now.astimezone(coalition.timezone)
    if coalition.digest_day is None or coalition.digest_week >= week_of(here):
        return False
    return here.weekday() >= coalition.digest_day and here.hour in HOURS


def _tell(pk: int) -> int:
    with transaction.atomic():
        coalition = Coalition.objects.select_for_update(no_key=True).get(pk=pk)
        now = clock.now()
        if not _is_due(coalition, now):
            return 0
        members = coalition.members.filter(left_at=None).exclude(email="").select_related("person", "coalition")
        week = week_of(now.astimezone(coalition.timezone))
        told = sum(_write(member, now, week) for member in members.order_by("pk"))
        Coalition.objects.filter(pk=pk).update(digest_week=week)
    return told


def _write(member: Member, now: dt.datetime, week: int) -> bool:
    coalition = member.coalition
    with translation.override(member.language):
        changed = list(_changed(member, now))
        owed = list(_owed(member))
        if not changed and not owed:
            return False
        parts = [
            _("Hello %(name)s,") % {"name": member.name},
            _("Here is the week of %(coalition)s.") % {"coalition": coalition.name},
            _section(_("What comes back to you:"), owed),
            _section(_("What changed:"), changed),
            _section(_("What is coming:"), list(_coming(member, now))),
            _("The rest is on the site:\n%(link)s") % {"link": _address("coalition-home", coalition=coalition.uid)},
            mail.refusal_words(member.uid, KIND),
        ]
        asked = mail.queue(
            purpose=PURPOSE,
            thing_uid=member.uid,
            thing_version=week,
            coalition=coalition,
            recipient=member.email,
            recipient_name=member.name,
            subject=_("The week of %(coalition)s") % {"coalition": coalition.name},
            body="\n\n".join(part for part in parts if part),
            member=member,
            kind=KIND,
        )
    return asked is not None


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"- {line}" for line in lines)]) if lines else ""


def _changed(member: Member, now: dt.datetime) -> Iterator[str]:
    """What others did, the latest first, each thing said once."""
    said: list[str] = []
    for entry in _entries(member, now):
        sentence = entry.sentence
        if sentence not in said:
            said.append(sentence)
    yield from said[:MOST]
    if len(said) > MOST:
        more = len(said) - MOST
        yield ngettext("and %(num)s other change", "and %(num)s other changes", more) % {"num": more}


def _entries(member: Member, now: dt.datetime) -> QuerySet[Entry]:
    drafts = Meeting.objects.filter(coalition_id=member.coalition_id).filter(
        Q(status=Meeting.DRAFT) | Q(removed_at__isnull=False)
    )
    found = Entry.objects.filter(coalition_id=member.coalition_id, at__gte=now - PERIOD, at__lt=now, verb__in=WORTH)
    if member.person_id is not None:
        found = found.exclude(actor_id=member.person_id)
    return found.exclude(thing=Meeting.code, thing_uid__in=drafts.values("uid")).order_by("-at", "-pk")


def _owed(member: Member) -> Iterator[str]:
    """What this member does, with the address where it is handed in without signing in, where there is one."""
    owed: Owed = owed_by(reader_of(member), member.coalition, member)
    today = clock.today(member.coalition.timezone)
    for follow_up in owed.follow_ups:
        yield _dated(follow_up.what, follow_up.due_on, today)
    for share in owed.homework:
        yield f"{_dated(share.homework.what, share.homework.due_on, today)}\n  {homework_address(share, member)}"
    for asked in owed.services:
        what = _("Say what your organisation offers, and how it works on the factors")
        yield f"{_dated(what, asked.due_on, today)}\n  {address_for(asked, member)}"
    for meeting in owed.reports:
        what = _("Say how your actions go, before “%(title)s”") % {"title": i18n.inner_quotes(meeting.title)}
        yield f"{_dated(what, meeting.on, today)}\n  {progress_asking.address_for(meeting, member)}"
    for meeting in owed.results:
        what = _("Say what results you see, before “%(title)s”") % {"title": i18n.inner_quotes(meeting.title)}
        yield f"{_dated(what, meeting.on, today)}\n  {results_asking.address_for(meeting, member)}"
    for need in owed.data:
        yield _dated(need.question, need.due_on, today)
    for meeting in owed.to_convoke:
        yield _("Announce “%(title)s”") % {"title": i18n.inner_quotes(meeting.title)}
    for meeting in owed.to_send:
        yield _("Send the minutes of “%(title)s”") % {"title": i18n.inner_quotes(meeting.title)}


def _dated(what: str, due_on: dt.date | None, today: dt.date) -> str:
    if due_on is None:
        return what
    words = {"what": what, "day": i18n.long_date(due_on)}
    return (_("%(what)s (late: it was for %(day)s)") if due_on < today else _("%(what)s (for %(day)s)")) % words


def _coming(member: Member, now: dt.datetime) -> Iterator[str]:
    today = now.astimezone(member.coalition.timezone).date()
    rows = Meeting.objects.present().filter(
        coalition_id=member.coalition_id, status=Meeting.CONVOKED, on__range=(today, today + COMING)
    )
    seats = member.committee_seats.filter(left_at=None).values("committee_id")
    for meeting in rows.filter(Q(committee=None) | Q(committee__in=seats)).order_by("on", "starts_at"):
        assert meeting.on is not None
        hour = f", {i18n.clock_time(meeting.starts_at)}" if meeting.starts_at else ""
        where = f", {meeting.place}" if meeting.place else ""
        yield f"{meeting.title}, {i18n.long_date(meeting.on, weekday=True)}{hour}{where}"


def _address(name: str, **where: object) -> str:
    return settings.BASE_URL + reverse(name, kwargs=where)
