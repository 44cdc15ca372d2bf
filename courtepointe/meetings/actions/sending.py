"""The minutes leave: to the members of the body that met, each in their language, an edition once."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history, i18n, links, mail
from courtepointe.access import reader_of
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.evaluations import DAYS
from courtepointe.meetings.actions.minutes import close_minutes, the_minutes
from courtepointe.meetings.minutes_text import said_decision, said_follow_up, whole_text
from courtepointe.meetings.models import FollowUp, Meeting, MeetingEvaluation, Minutes
from courtepointe.meetings.queries.minutes import Account, account_of
from courtepointe.meetings.queries.recipients import KIND, PURPOSE, recipients_of
from courtepointe.rows import Refused, write

EVALUATION = "evaluation"
LINK_LIFE = timedelta(days=2 * DAYS)  # longer than the evaluation: the page then says that it is closed

history.declare(
    {
        "minutes.sent": gettext_lazy("%(who)s sent the minutes of “%(title)s” to members: %(count)s."),
        "minutes.sent_again": gettext_lazy(
            "%(who)s sent a corrected version of the minutes of “%(title)s” to members: %(count)s. "
            "What changed: %(correction)s"
        ),
        "evaluation.sent": gettext_lazy("%(who)s sent the evaluation of “%(title)s” to members: %(count)s."),
    }
)


def send_minutes(meeting: Meeting, *, by: Member, correction: str = "") -> int:
    """Send the minutes to whoever does not have them as they stand, and say to how many. Closes them when open.

    An edition goes once to each member; after a reopening there is a new one, which says what changed (`correction`, in
    a line). With an evaluation that is open goes each member's own link to it, once. Raises Refused before the meeting
    was held, without a correction when there must be one, and when nobody is left to send to.
    """
    with transaction.atomic():
        minutes = _to_send(meeting, by)
        again = minutes.edition > 0 and not minutes.edition_is_current
        if again and not correction:
            raise Refused(_("Say in a line what changed since the version that members have."))
        recipients = recipients_of(meeting, minutes).by_mail
        if not recipients:
            raise Refused(_("Everybody who has an address has these minutes already."))
        _note(minutes, again, correction, by)
        _queue(meeting, minutes, recipients, by)
        facts: dict[str, str | int] = {"title": meeting.title, "count": len(recipients)}
        if again:
            history.record(minutes, "minutes.sent_again", by=by, correction=correction, **facts)
        else:
            history.record(minutes, "minutes.sent", by=by, **facts)
    return len(recipients)


def _to_send(meeting: Meeting, by: Member) -> Minutes:
    """The minutes, closed and locked."""
    the_minutes(meeting)
    rows = Minutes.objects.select_for_update(of=("self",), no_key=True).select_related("approval")
    minutes = rows.get(meeting=meeting)
    if minutes.closed_at is None:
        close_minutes(meeting, by=by)
        minutes = rows.get(meeting=meeting)
    minutes.meeting = meeting
    return minutes


def _note(minutes: Minutes, again: bool, correction: str, by: Member) -> None:
    if minutes.edition_is_current:  # the same edition, to people who came since
        return
    write(
        minutes,
        version=minutes.version,
        sent_at=clock.now(),
        sent_by=by.person,
        edition=minutes.edition + 1,
        correction=correction if again else "",
    )


def _queue(meeting: Meeting, minutes: Minutes, recipients: list[Member], by: Member) -> None:
    account = account_of(meeting, reader_of(by))
    _forget_failures(minutes)
    texts: dict[str, str] = {}
    secrets = _evaluation_links(meeting, recipients)
    for member in recipients:
        with translation.override(member.language):
            if member.language not in texts:
                texts[member.language] = whole_text(meeting, account)
            head = _head(meeting, minutes, account, member, secrets.get(member.pk, ""))
            mail.queue(
                purpose=PURPOSE,
                thing_uid=minutes.uid,
                thing_version=minutes.edition,
                recipient=member.email,
                recipient_name=member.name,
                subject=_subject(meeting, minutes),
                body=f"{head}\n\n{'-' * 40}\n\n{texts[member.language]}",
                coalition=meeting.coalition,
                member=member,
                kind=KIND,
            )


def _forget_failures(minutes: Minutes) -> None:
    """Messages of this edition that never left make room for new ones."""
    mail.Delivery.objects.filter(
        purpose=PURPOSE, thing_uid=minutes.uid, thing_version=minutes.edition, status=mail.Delivery.FAILED
    ).delete()


def _subject(meeting: Meeting, minutes: Minutes) -> str:
    if minutes.edition > 1:
        return _("Minutes of “%(title)s”, corrected version") % {"title": i18n.inner_quotes(meeting.title)}
    return _("Minutes of “%(title)s”") % {"title": i18n.inner_quotes(meeting.title)}


def _head(meeting: Meeting, minutes: Minutes, account: Account, member: Member, secret: str) -> str:
    """What one needs to know: what was decided, what comes back to the reader, where to read the rest."""
    day = i18n.long_date(meeting.on) if meeting.on else ""
    parts = [
        _("Hello %(name)s,") % {"name": member.name},
        _("Here are the minutes of “%(title)s”, of %(day)s.") % {"title": i18n.inner_quotes(meeting.title), "day": day},
    ]
    if minutes.edition > 1:
        parts.append(_("This is a corrected version. What changed: %(words)s") % {"words": minutes.correction})
    if account.all_decisions:
        parts.append("\n".join([_("Decisions:"), *(f"- {said_decision(row)}" for row in account.all_decisions)]))
    own = [row for row in account.follow_ups if _is_of(row, member)]
    if own:
        parts.append("\n".join([_("What comes back to you:"), *(f"- {said_follow_up(row)}" for row in own)]))
    where = reverse("minutes", kwargs={"coalition": meeting.coalition.uid, "meeting": meeting.uid})
    parts.append(_("The same on the site, with its documents:\n%(link)s") % {"link": settings.BASE_URL + where})
    if secret:
        parts.append(_invitation(secret))
    parts.append(mail.refusal_words(member.uid, KIND))
    parts.append(_("The whole minutes follow."))
    return "\n\n".join(parts)


def _is_of(row: FollowUp, member: Member) -> bool:
    if row.member_id is not None:
        return row.member_id == member.pk
    return row.organisation_id is not None and row.organisation_id == member.organisation_id


def _evaluation_links(meeting: Meeting, members: list[Member]) -> dict[int, str]:
    """The one link of each member to the evaluation, by their key; none when none is open."""
    evaluation = MeetingEvaluation.objects.filter(meeting=meeting, closed_at=None).first()
    if evaluation is None:
        return {}
    until = evaluation.opened_at + LINK_LIFE
    return {member.pk: links.same(member, EVALUATION, evaluation.uid, until=until) for member in members}


def _have_a_link(evaluation: MeetingEvaluation) -> set[int]:
    found = links.Link.objects.filter(
        coalition_id=evaluation.coalition_id, purpose=EVALUATION, thing_uid=evaluation.uid
    )
    return set(found.values_list("member_id", flat=True))


def _invitation(secret: str) -> str:
    link = settings.BASE_URL + reverse("evaluation-link", kwargs={"secret": secret})
    return _(
        "How was the meeting? Five quick questions, without your name and without signing in:\n%(link)s\n"
        "Answers are counted together, and read once the evaluation is closed if at least three people answered."
    ) % {"link": link}


def send_evaluation(evaluation: MeetingEvaluation, *, by: Member) -> int:
    """Send each member of the body that met their own link, once, and say to how many.

    Who has answered changes nothing to who is written to: the messages tell nothing of it. Raises Refused when it is
    closed, or when nobody is left to send to.
    """
    meeting = evaluation.meeting
    if evaluation.closed_at is not None:
        raise Refused(_("This evaluation is closed."))
    with transaction.atomic():
        have = _have_a_link(evaluation)
        recipients = [row for row in recipients_of(meeting, None, kind=EVALUATION).by_mail if row.pk not in have]
        if not recipients:
            raise Refused(_("Everybody who has an address received their link already."))
        secrets = _evaluation_links(meeting, recipients)
        for member in recipients:
            _queue_evaluation(evaluation, member, secrets[member.pk])
        history.record(evaluation, "evaluation.sent", by=by, title=meeting.title, count=len(recipients))
    return len(recipients)


def _queue_evaluation(evaluation: MeetingEvaluation, member: Member, secret: str) -> None:
    meeting = evaluation.meeting
    with translation.override(member.language):
        title = i18n.inner_quotes(meeting.title)
        parts = [
            _("Hello %(name)s,") % {"name": member.name},
            _("The meeting “%(title)s” is over: thank you for being part of the group.") % {"title": title},
            _invitation(secret),
            mail.refusal_words(member.uid, EVALUATION),
        ]
        mail.queue(
            purpose=EVALUATION,
            thing_uid=evaluation.uid,
            recipient=member.email,
            recipient_name=member.name,
            subject=_("How was “%(title)s”?") % {"title": title},
            body="\n\n".join(parts),
            coalition=meeting.coalition,
            member=member,
            kind=EVALUATION,
        )
