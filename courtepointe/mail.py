"""Mail that leaves: a row per message, sent by the worker, tried again, never sent twice knowingly.

A message is a row before it is a mail (`Delivery`), written in the transaction of the act that asks for it. Delivery is
at least once: if the process dies between the server's answer and our note of it, the message leaves again with the
same Message-ID, which mail programs show once.
"""

import logging
import smtplib
import uuid
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from courtepointe import clock
from courtepointe.rows import Identified

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
TRIES = 8
CODE_LIFE = timedelta(minutes=15)
SECRET_PURPOSES = {"sign-in", "invitation"}  # their bodies hold a code or a link: blanked once sent, or given up
# They hold a link as well, but who did not get it may be sent it again: emptied once they have left.
KEPT_UNTIL_SENT = {
    *("minutes", "evaluation", "personal-page", "personal-reply", "inventory", "inventory-reminder"),
    *("diagnostic", "diagnostic-reminder"),
    *("results", "results-reminder"),
    *("observe", "bring", "ballot", "ballot-reminder"),
    *("progress", "progress-reminder"),
    *("meeting-convocation", "meeting-change", "meeting-cancellation", "meeting-reminder"),
}


class Delivery(Identified):
    """One message to one person."""

    QUEUED, SENT, FAILED = "queued", "sent", "failed"

    coalition = models.ForeignKey("courtepointe.Coalition", null=True, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=30)
    thing_uid = models.UUIDField()
    thing_version = models.PositiveIntegerField(default=1)
    recipient = models.EmailField()
    recipient_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    status = models.CharField(max_length=10, default=QUEUED, choices=[(s, s) for s in (QUEUED, SENT, FAILED)])
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, blank=True)  # what may be turned off in one click; empty: nothing may
    member = models.ForeignKey("courtepointe.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    calendar = models.TextField(blank=True)  # an iCalendar file that goes with it
    calendar_method = models.CharField(max_length=10, blank=True)  # REQUEST, CANCEL, PUBLISH

    class Meta:
        db_table = "delivery"
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "thing_uid", "thing_version", "recipient"], name="delivery_once"
            ),
            models.CheckConstraint(condition=Q(status__in=["queued", "sent", "failed"]), name="delivery_status_known"),
        ]
        indexes = [models.Index(fields=["status", "next_try_at"], name="delivery_due")]


# What a member may turn off in one click. Convocations and cancellations always leave: they are the meeting itself.
KINDS = {
    "reminder": gettext_lazy("Reminders before a meeting"),
    "minutes": gettext_lazy("Minutes of meetings"),
    "evaluation": gettext_lazy("Questions after a meeting"),
    "digest": gettext_lazy("The summary of the week"),
}


class MailRefusal(models.Model):
    """A kind of mail that a member does not want."""

    coalition = models.ForeignKey("courtepointe.Coalition", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("courtepointe.Member", on_delete=models.CASCADE, related_name="mail_refusals")
    kind = models.CharField(max_length=20)
    refused_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "mail_refusal"
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="mail_refusal_once")]


def queue(
    *,
    purpose: str,
    thing_uid: uuid.UUID,
    recipient: str,
    subject: str,
    body: str,
    coalition: Any = None,
    thing_version: int = 1,
    recipient_name: str = "",
    member: Any = None,
    kind: str = "",
    calendar: str = "",
    calendar_method: str = "",
) -> Delivery | None:
    """Ask for a message; the same purpose, thing, version and recipient ask only once.

    `kind` names what the member may turn off in one click: None when they did, and nothing is written. `calendar` is
    an iCalendar file that goes with it. Writes one row in the caller's transaction; the worker sends it afterwards.
    """
    if kind and member is not None and MailRefusal.objects.filter(member=member, kind=kind).exists():
        return None
    delivery, _ = Delivery.objects.get_or_create(
        purpose=purpose,
        thing_uid=thing_uid,
        thing_version=thing_version,
        recipient=recipient.strip().lower(),
        defaults={
            "coalition": coalition,
            "recipient_name": recipient_name,
            "subject": " ".join(subject.split())[:250],
            "body": body,
            "member": member,
            "kind": kind,
            "calendar": calendar,
            "calendar_method": calendar_method,
        },
    )
    return delivery


def send_due(limit: int = 50) -> int:
    """Send what is due and say how many left. Called by the worker; several workers may run at once."""
    sent = 0
    for _ in range(limit):
        delivery = _claim()
        if delivery is None:
            break
        sent += _send(delivery)
    return sent


def _claim() -> Delivery | None:
    """Take one due message for two minutes, so that no other worker sends it meanwhile.

    Looking comes before any transaction: a worker that has nothing to do takes no lock.
    """
    now = clock.now()
    due = (
        Delivery.objects.filter(status=Delivery.QUEUED, next_try_at__lte=now)
        .order_by("next_try_at", "pk")
        .values_list("pk", flat=True)
        .first()
    )
    if due is None:
        return None
    taken = Delivery.objects.filter(pk=due, status=Delivery.QUEUED, next_try_at__lte=now).update(
        next_try_at=now + LEASE, tries=F("tries") + 1
    )
    return Delivery.objects.get(pk=due) if taken else None


def _send(delivery: Delivery) -> bool:
    try:
        _message(delivery).send()
    except Exception as problem:
        _note_failure(delivery, problem)
        return False
    changes: dict[str, Any] = {"status": Delivery.SENT, "sent_at": clock.now(), "problem": ""}
    if delivery.purpose in SECRET_PURPOSES | KEPT_UNTIL_SENT and not settings.DEMO:
        changes["body"] = changes["calendar"] = ""
    Delivery.objects.filter(pk=delivery.pk).update(**changes)
    return True


def _note_failure(delivery: Delivery, problem: Exception) -> None:
    log.warning("mail_not_sent", extra={"delivery": str(delivery.uid), "problem": type(problem).__name__})
    changes: dict[str, Any] = {"problem": str(problem)[:300]}
    if delivery.tries >= TRIES or _is_final(problem) or _is_too_late(delivery):
        changes["status"] = Delivery.FAILED
        if delivery.purpose in SECRET_PURPOSES and not settings.DEMO:
            changes["body"] = ""
    else:
        changes["next_try_at"] = clock.now() + timedelta(minutes=min(2**delivery.tries, 240))
    Delivery.objects.filter(pk=delivery.pk).update(**changes)


def _is_final(problem: Exception) -> bool:
    """Whether the server said that this address will never receive (a 5xx answer about the recipient)."""
    if not isinstance(problem, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _answer in problem.recipients.values())


def _is_too_late(delivery: Delivery) -> bool:
    """Whether the code in the message has expired: it would only puzzle its reader."""
    return delivery.purpose == "sign-in" and clock.now() - delivery.created_at > CODE_LIFE


def _message(delivery: Delivery) -> EmailMultiAlternatives:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    name = " ".join(delivery.recipient_name.replace('"', "").split())
    headers = {"Message-ID": f"<{delivery.uid}@{domain}>", "Auto-Submitted": "auto-generated"}
    if delivery.kind and delivery.member is not None:
        # RFC 8058: the mail program's own button turns the kind off by a POST.
        headers["List-Unsubscribe"] = f"<{refusal_address(delivery.member.uid, delivery.kind)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=delivery.subject,
        body=delivery.body,
        to=[f'"{name}" <{delivery.recipient}>' if name else delivery.recipient],
        headers=headers,
        connection=get_connection(settings.MAIL_TRANSPORT),
    )
    if delivery.calendar:
        # As an alternative mail programs offer to answer; as an attachment the others can open it.
        message.attach_alternative(delivery.calendar, f"text/calendar; method={delivery.calendar_method}")
        message.attach("courtepointe.ics", delivery.calendar, "application/ics")
    return message


def refusal_address(member_uid: uuid.UUID, kind: str) -> str:
    """The address that turns a kind of mail off for a member, without signing in; it never expires."""
    token = signing.dumps([str(member_uid), kind], salt=REFUSALS)
    return settings.BASE_URL + reverse("mail-off", kwargs={"token": token})


def refusal_words(member_uid: uuid.UUID, kind: str) -> str:
    """What a message says at its foot, in the active language: how to receive no more of its kind."""
    return gettext("To receive no more messages of this kind:\n%(link)s") % {"link": refusal_address(member_uid, kind)}


REFUSALS = "courtepointe.mail.refusals"


def refusal_named(token: str) -> tuple[uuid.UUID, str] | None:
    """The member and the kind that such an address names; None when it is not one of ours."""
    try:
        uid, kind = signing.loads(token, salt=REFUSALS)
        return uuid.UUID(uid), kind
    except (signing.BadSignature, ValueError, TypeError):
        return None


def refuse(member: Any, kind: str) -> None:
    """Send this kind of mail to this member no more. Messages of the kind that still wait are given up."""
    assert kind in KINDS, kind
    with transaction.atomic():
        MailRefusal.objects.get_or_create(member=member, kind=kind, defaults={"coalition_id": member.coalition_id})
        Delivery.objects.filter(member=member, kind=kind, status=Delivery.QUEUED).delete()


def accept(member: Any, kind: str) -> None:
    """Send this kind of mail again."""
    MailRefusal.objects.filter(member=member, kind=kind).delete()


def troubled(coalition_id: int) -> models.QuerySet[Delivery]:
    """Messages of a coalition that did not leave: refused, or tried and still waiting."""
    tried = Q(status=Delivery.FAILED) | Q(status=Delivery.QUEUED, tries__gte=2)
    return Delivery.objects.filter(tried, coalition_id=coalition_id).order_by("-created_at", "pk")


def send_again(delivery: Delivery, recipient: str) -> None:
    """Try a message that did not leave once more, to an address that may have been corrected."""
    Delivery.objects.filter(pk=delivery.pk).exclude(status=Delivery.SENT).update(
        status=Delivery.QUEUED, tries=0, next_try_at=clock.now(), problem="", recipient=recipient.strip().lower()
    )


class QueueBackend(BaseEmailBackend):
    """Django's mail door for other packages (sign-in codes): their messages become rows as well."""

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            for recipient in message.to:
                queue(
                    purpose="sign-in",
                    thing_uid=uuid.uuid4(),
                    recipient=parseaddr(recipient)[1],
                    subject=message.subject,
                    body=str(message.body),
                )
        return len(email_messages)
