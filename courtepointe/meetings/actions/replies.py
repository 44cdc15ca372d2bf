"""Saying whether one comes to a meeting: by the link of the mail, signed in, or through the coordinator."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.models import Meeting, Reply
from courtepointe.rows import Refused

history.declare(
    {
        "reply.coming": gettext_lazy("%(name)s said that they come to “%(title)s”."),
        "reply.not_coming": gettext_lazy("%(name)s said that they do not come to “%(title)s”."),
        "reply.replaced": gettext_lazy("%(name)s said that somebody replaces them at “%(title)s”."),
        "reply.noted": gettext_lazy("%(who)s noted the answer of %(name)s about “%(title)s”."),
    }
)


def reply(
    meeting: Meeting,
    member: Member,
    answer: str,
    *,
    substitute: str = "",
    words: str = "",
    by: Member | None = None,
) -> Reply:
    """Write or change the answer of a member; `by` is who notes it for them. One line of history when it changes.

    Raises Refused once the meeting was held or cancelled.
    """
    with transaction.atomic():
        now = Meeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)
        if now.status not in (Meeting.DRAFT, Meeting.CONVOKED) or now.removed_at is not None:
            raise Refused(_("This meeting is over or was cancelled: answers are no longer noted."))
        before = Reply.objects.filter(meeting=meeting, member=member).first()
        fields = {
            "answer": answer,
            "substitute": substitute if answer == Reply.Answer.REPLACED else "",
            "words": words,
            "entered_by": by.person if by and by.pk != member.pk else None,
        }
        if before is not None and all(getattr(before, name) == value for name, value in fields.items()):
            return before
        row, _made = Reply.objects.update_or_create(
            meeting=meeting,
            member=member,
            defaults={**fields, "coalition_id": meeting.coalition_id, "answered_at": clock.now()},
        )
        verb = "reply.noted" if by and by.pk != member.pk else f"reply.{answer}"
        history.record(row, verb, by=by or member, name=member.name, title=meeting.title)
    return row
