"""Requests about personal information: made, answered in writing within 30 days, kept."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history, i18n, mail
from courtepointe.access import COORDINATOR
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.coalitions.models_personal import PersonalRequest, Way
from courtepointe.rows import Refused

DAYS = 30  # P-39.1, s. 32

history.declare(
    {
        "personal.requested": gettext_lazy(
            "%(who)s made a request about their information, to be answered by %(due)s."
        ),
        "personal.request_entered": gettext_lazy(
            "%(who)s entered a request about information, to be answered by %(due)s."
        ),
        "personal.replied": gettext_lazy("%(who)s answered a request about information."),
    }
)


def make_request(
    member: Member, *, kind: str, words: str, way: str = Way.PAGE, by: Member | None = None
) -> PersonalRequest:
    """Keep a request, and write to those who answer for it; `by` is who enters it for the person."""
    due = clock.today(member.coalition.timezone) + dt.timedelta(days=DAYS)
    with transaction.atomic():
        row = PersonalRequest.objects.create(
            coalition_id=member.coalition_id, member=member, kind=kind, words=words, way=way, due_on=due, entered_by=by
        )
        verb = "personal.request_entered" if by else "personal.requested"
        history.record(row, verb, by=by or member, due=due.isoformat())
        for address, name, language in _responsible(member.coalition):
            _tell(row, address, name, language)
    return row


def _responsible(coalition: Coalition) -> list[tuple[str, str, str]]:
    """The person named as responsible; until there is one, those who coordinate."""
    if coalition.privacy_email:
        return [(coalition.privacy_email, coalition.privacy_name, coalition.language)]
    rows = coalition.members.filter(left_at=None, role=COORDINATOR).exclude(email="")
    return list(rows.values_list("email", "name", "language"))


def _tell(row: PersonalRequest, address: str, name: str, language: str) -> None:
    """Neither who asks nor what: only that there is something to read, and by when."""
    page = reverse("personal-request", kwargs={"coalition": row.coalition.uid, "asked": row.uid})
    with translation.override(language):
        words = {
            "name": name,
            "coalition": row.coalition.name,
            "due": i18n.long_date(row.due_on),
            "link": settings.BASE_URL + page,
        }
        mail.queue(
            purpose="personal-request",
            thing_uid=row.uid,
            coalition=row.coalition,
            recipient=address,
            recipient_name=name,
            subject=_("A request about personal information, to be answered by %(due)s") % words,
            body=_(
                "Hello %(name)s,\n\n"
                "Somebody asks something about the information that %(coalition)s holds about them. The law gives "
                "30 days to answer in writing: until %(due)s.\n\n"
                "Read it and answer here, once signed in:\n"
                "%(link)s"
            )
            % words,
        )


def reply_to(row: PersonalRequest, *, by: Member, outcome: str, reply: str) -> None:
    """Answer in writing; the answer is sent when the person has an address, and stands on their page.

    Raises Refused when it was answered already.
    """
    with transaction.atomic():
        done = PersonalRequest.objects.filter(pk=row.pk, replied_at=None).update(
            outcome=outcome, reply=reply, replied_at=clock.now(), replied_by=by
        )
        if not done:
            raise Refused(_("This request was answered already."))
        row.refresh_from_db()
        history.record(row, "personal.replied", by=by)
        if row.member.email:
            _send(row)


def _send(row: PersonalRequest) -> None:
    member = row.member
    with translation.override(member.language):
        words = {
            "name": member.name,
            "coalition": row.coalition.name,
            "date": i18n.long_date(row.made_at.astimezone(row.coalition.timezone).date()),
            "outcome": row.get_outcome_display(),
            "reply": row.reply,
        }
        mail.queue(
            purpose="personal-reply",
            thing_uid=row.uid,
            coalition=row.coalition,
            recipient=member.email,
            recipient_name=member.name,
            member=member,
            subject=_("The answer to your request about your information") % words,
            body=_(
                "Hello %(name)s,\n\n"
                "Here is the answer of %(coalition)s to the request that you made on %(date)s.\n\n"
                "%(outcome)s\n\n"
                "%(reply)s\n\n"
                "If you do not agree with it, you may ask the Commission d’accès à l’information du Québec to look "
                "at it, within 30 days."
            )
            % words,
        )
