"""Telling people about a meeting by mail: convoked, changed, cancelled, soon.

Acts say that there may be something to tell (`tell_later`). After a quiet minute the worker (`tell_due`) compares the
meeting with what was last told, and writes the mails that make the difference known: one for several changes, none when
a change was taken back. A meeting that was never told to anybody, a draft, bothers nobody.
"""

import datetime as dt
import hashlib
import json
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy

from courtepointe import clock, history, links, mail
from courtepointe.coalitions.models import Member
from courtepointe.meetings import calendar
from courtepointe.meetings.actions.homework import homework_address
from courtepointe.meetings.letters import About, letter
from courtepointe.meetings.models import HomeworkShare, Meeting, Notice, Reply
from courtepointe.meetings.queries.agenda import activities_of
from courtepointe.meetings.queries.convened import convened

QUIET = dt.timedelta(seconds=settings.QUIET_SECONDS)
REMINDED = dt.timedelta(days=3)  # before the meeting
SETTLED = dt.timedelta(days=1)  # a meeting convoked less than a day ago needs no reminder yet
REPLY = "reply"

history.declare(
    {
        "meeting.told_convocation": gettext_lazy("The convocation of “%(title)s” was sent to %(count)s people."),
        "meeting.told_change": gettext_lazy("The changes to “%(title)s” were sent to %(count)s people."),
        "meeting.told_cancellation": gettext_lazy("The cancellation of “%(title)s” was sent to %(count)s people."),
        "meeting.told_reminder": gettext_lazy("A reminder of “%(title)s” was sent to %(count)s people."),
    }
)


def tell_later(meeting: Meeting) -> None:
    """Note that there may be something to tell once a minute has passed without another change.

    Must run inside the transaction of the act. Does nothing for a meeting that nobody was ever convoked to.
    """
    if meeting.convoked_at is None:
        return
    due = clock.now() + QUIET
    if not Notice.objects.filter(meeting_id=meeting.pk, told_at=None).update(due_at=due):
        Notice.objects.create(coalition_id=meeting.coalition_id, meeting_id=meeting.pk, due_at=due)


def tell_due() -> int:
    """Write the mails of what is due. Called by the worker; safe to call twice, and by several workers at once."""
    waiting = Notice.objects.filter(told_at=None, due_at__lte=clock.now()).order_by("due_at", "pk")
    return sum(_tell(pk) for pk in waiting.values_list("pk", flat=True)[:50])


def _tell(pk: int) -> int:
    with transaction.atomic():
        notice = Notice.objects.select_for_update().filter(pk=pk, told_at=None, due_at__lte=clock.now()).first()
        if notice is None:  # another worker has told it, or somebody changed the meeting again
            return 0
        meeting = (
            Meeting.objects.select_for_update(no_key=True, of=("self",))
            .select_related("coalition")
            .get(pk=notice.meeting_id)
        )
        kind = news_of(meeting)
        if kind is None:
            notice.delete()
            return 0
        if kind != Notice.CONVOCATION or _last_told(meeting) is not None:
            Meeting.objects.filter(pk=meeting.pk).update(sequence=F("sequence") + 1)
            meeting.sequence += 1
        notice.kind, notice.fingerprint = kind, fingerprint(meeting)
        _write(notice, meeting, convened(meeting))
    return 1


def news_of(meeting: Meeting) -> str | None:
    """What there is to tell, from the meeting as it is and what was last told; None when people know it already."""
    if has_begun(meeting):  # who is in the room knows
        return None
    last = _last_told(meeting)
    convoked = meeting.status == Meeting.CONVOKED and meeting.removed_at is None
    known = last is not None and last.kind != Notice.CANCELLATION
    if convoked and not known:
        return Notice.CONVOCATION
    if convoked and last is not None:
        return Notice.CHANGE if last.fingerprint != fingerprint(meeting) else None
    return Notice.CANCELLATION if known and meeting.status != Meeting.HELD else None


def has_begun(meeting: Meeting) -> bool:
    """Whether its first minute is past."""
    if meeting.on is None:
        return False
    first = meeting.starts_at or dt.time()
    return dt.datetime.combine(meeting.on, first, tzinfo=ZoneInfo(meeting.zone)) <= clock.now()


def _last_told(meeting: Meeting) -> Notice | None:
    told = Notice.objects.filter(meeting=meeting, told_at__isnull=False).exclude(kind=Notice.REMINDER)
    return told.order_by("-told_at", "-pk").first()


def fingerprint(meeting: Meeting) -> str:
    """What people would want to know that has changed: title, day, hours, place, the order of the day."""
    agenda = [(row.title, row.minutes) for row in activities_of(meeting)]
    said = [
        meeting.title,
        str(meeting.on),
        str(meeting.starts_at),
        meeting.minutes,
        meeting.zone,
        meeting.place,
        agenda,
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _write(notice: Notice, meeting: Meeting, people: list[Member]) -> None:
    """One message to each of the people who have an address, and the fact that it was told."""
    about = About.of(meeting, _sender(meeting))
    with_address = [member for member in people if member.email]
    for member in with_address:
        _to(member, notice, about)
    notice.sequence, notice.told_at, notice.told_count = meeting.sequence, clock.now(), len(with_address)
    notice.save()
    history.record(meeting, f"meeting.told_{notice.kind}", by=None, title=meeting.title, count=len(with_address))


def _to(member: Member, notice: Notice, about: About) -> None:
    meeting = about.meeting
    cancelled, reminder = notice.kind == Notice.CANCELLATION, notice.kind == Notice.REMINDER
    text = letter(
        about,
        member,
        notice.kind,
        answer=reply_address(meeting, member),
        to_prepare=[] if cancelled else homework_of(meeting, member),
    )
    method = calendar.CANCEL if cancelled else calendar.REQUEST
    mail.queue(
        purpose=f"meeting-{notice.kind}",
        thing_uid=meeting.uid,
        thing_version=meeting.sequence + 1,
        coalition=meeting.coalition,
        recipient=member.email,
        recipient_name=member.name,
        subject=text.subject,
        body=text.body,
        member=member,
        kind="reminder" if reminder else "",
        calendar=""
        if reminder
        else calendar.invitation(
            meeting, method=method, description=text.description, attendee=member.email, name=member.name
        ),
        calendar_method=method,
    )


def reply_address(meeting: Meeting, member: Member) -> str:
    """Where this member says whether they come, without signing in."""
    secret = links.same(member, REPLY, meeting.uid, until=_end_of(meeting))
    return settings.BASE_URL + reverse("reply", kwargs={"secret": secret})


def homework_of(meeting: Meeting, member: Member) -> list[tuple[str, str]]:
    """What the member's organisation still prepares for this meeting, with their own address to hand it in."""
    if member.organisation_id is None:
        return []
    shares = HomeworkShare.objects.filter(
        homework__meeting=meeting, homework__removed_at=None, organisation_id=member.organisation_id, done_at=None
    )
    return [
        (share.homework.what, homework_address(share, member)) for share in shares.select_related("homework__meeting")
    ]


def _end_of(meeting: Meeting) -> dt.datetime:
    """A month after the meeting: the page of an old mail then still says what was answered."""
    day = meeting.on or clock.today()
    return dt.datetime.combine(day + dt.timedelta(days=31), dt.time(), tzinfo=dt.UTC)


def _sender(meeting: Meeting) -> str:
    """Who signs: those who coordinate the coalition."""
    names = Member.objects.filter(coalition_id=meeting.coalition_id, left_at=None, role="coordinator")
    return ", ".join(names.order_by("sort_key").values_list("name", flat=True)) or meeting.coalition.name


def remind_due() -> int:
    """Remind, once, of each meeting that is three days away or less. Called by the worker; safe to call twice."""
    today = clock.today()
    soon = Meeting.objects.present().filter(
        status=Meeting.CONVOKED,
        on__range=(today, today + REMINDED),
        convoked_at__lte=clock.now() - SETTLED,
    )
    return sum(_remind(meeting.pk) for meeting in soon.exclude(notices__kind=Notice.REMINDER))


def _remind(pk: int) -> int:
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("coalition").get(pk=pk)
        if meeting.notices.filter(kind=Notice.REMINDER).exists() or meeting.status != Meeting.CONVOKED:
            return 0
        not_coming = set(
            Reply.objects.filter(meeting=meeting, answer=Reply.Answer.NOT_COMING).values_list("member_id", flat=True)
        )
        notice = Notice(coalition_id=meeting.coalition_id, meeting=meeting, kind=Notice.REMINDER, due_at=clock.now())
        _write(notice, meeting, [member for member in convened(meeting) if member.pk not in not_coming])
    return 1
