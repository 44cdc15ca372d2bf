"""What the system holds about a person, as a list of sections: each is a table, and the columns that are shown of it.

`tests/guide/test_personal_held.py` fails when a table has a key to a member or a person that no section reads and no
exception explains.
"""

from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis.models import DataNeed
from courtepointe.coalitions.models import Invitation
from courtepointe.coalitions.models_personal import Consent, Erasure, PersonalRequest
from courtepointe.files import StoredFile
from courtepointe.links import Link
from courtepointe.mail import Delivery, MailRefusal
from courtepointe.meetings.models import (
    Activity,
    Attendance,
    Committee,
    CommitteeMember,
    Decision,
    FollowUp,
    HomeworkShare,
    MeetingFile,
    Minutes,
    PhotoPerson,
    PreparationTask,
    Reply,
)

WHAT, MEETING, WHEN, ANSWER = _("What"), _("Meeting"), _("When"), _("Answer")


@dataclass(frozen=True)
class Section:
    """Rows of a table that concern a person: through which keys, and what is shown of each."""

    slug: str
    title: Promise
    model: type[Model]
    by_member: tuple[str, ...] = ()
    by_person: tuple[str, ...] = ()
    by_name: str = ""  # a column that holds the name of a member who has no account
    columns: dict[str, Promise] = field(default_factory=dict)


SECTIONS: tuple[Section, ...] = (
    Section(
        "consents",
        _("Consents"),
        Consent,
        by_member=("member",),
        columns={"asked": _("What was asked"), "answer": ANSWER, "way": _("How"), "answered_on": WHEN},
    ),
    Section(
        "requests",
        _("Requests about my information"),
        PersonalRequest,
        by_member=("member",),
        columns={"words": _("Request"), "made_at": WHEN, "outcome": ANSWER, "reply": _("Reply")},
    ),
    Section(
        "replies",
        _("Replies to convocations"),
        Reply,
        by_member=("member",),
        columns={
            "meeting__title": MEETING,
            "answer": ANSWER,
            "substitute": _("Replaced by"),
            "words": _("Remark"),
            "answered_at": WHEN,
        },
    ),
    Section(
        "attendance",
        _("Presence at meetings"),
        Attendance,
        by_member=("member",),
        columns={"meeting__title": MEETING, "meeting__on": WHEN, "state": _("Presence"), "name": _("Name")},
    ),
    Section(
        "committees",
        _("Committees"),
        CommitteeMember,
        by_member=("member",),
        columns={"committee__name": _("Committee"), "joined_at": _("Since"), "left_at": _("Until")},
    ),
    Section("led-committees", _("Committees I lead"), Committee, by_member=("lead",), columns={"name": _("Committee")}),
    Section(
        "led-items",
        _("Agenda items I lead"),
        Activity,
        by_member=("lead",),
        columns={"meeting__title": MEETING, "title": _("Item")},
    ),
    Section(
        "homework",
        _("What I prepared"),
        HomeworkShare,
        by_person=("entered_by",),
        by_name="done_by_name",
        columns={
            "homework__what": _("What was asked"),
            "answer": ANSWER,
            "file__name": _("File"),
            "done_at": WHEN,
        },
    ),
    Section(
        "follow-ups",
        _("Follow-ups"),
        FollowUp,
        by_member=("member",),
        by_person=("done_by",),
        columns={"what": WHAT, "meeting__title": MEETING, "due_on": _("For when"), "done_at": _("Done on")},
    ),
    Section(
        "decisions",
        _("Decisions I carry or recorded"),
        Decision,
        by_member=("owner",),
        by_person=("recorded_by",),
        columns={"number": _("Number"), "wording": _("Decision"), "meeting__title": MEETING, "recorded_at": WHEN},
    ),
    Section(
        "data",
        _("Data I bring"),
        DataNeed,
        by_member=("member",),
        by_person=("received_by",),
        columns={"question": WHAT, "due_on": _("For when"), "received_at": _("Received on")},
    ),
    Section(
        "tasks",
        _("Preparation tasks I ticked"),
        PreparationTask,
        by_person=("done_by",),
        columns={"text": WHAT, "meeting__title": MEETING, "done_at": WHEN},
    ),
    Section(
        "minutes",
        _("Minutes I closed or sent"),
        Minutes,
        by_person=("closed_by", "sent_by"),
        columns={"meeting__title": MEETING, "closed_at": _("Closed on"), "sent_at": _("Sent on")},
    ),
    Section(
        "documents",
        _("Documents and photos I added"),
        MeetingFile,
        by_person=("added_by",),
        columns={"title": WHAT, "meeting__title": MEETING, "added_at": WHEN},
    ),
    Section(
        "files",
        _("Files I brought"),
        StoredFile,
        by_person=("stored_by",),
        columns={"name": _("File"), "size": _("Bytes"), "stored_at": WHEN},
    ),
    Section(
        "photos",
        _("Photos in which I can be recognised"),
        PhotoPerson,
        by_member=("member",),
        columns={"photo__title": WHAT, "photo__meeting__title": MEETING, "photo__added_at": WHEN},
    ),
    Section(
        "mail",
        _("Messages sent to me"),
        Delivery,
        by_member=("member",),
        columns={
            "subject": _("Subject"),
            "recipient": _("Address"),
            "created_at": WHEN,
            "status": _("State"),
            "body": _("Text, if it is still kept"),
        },
    ),
    Section(
        "mail-off",
        _("Messages I do not want"),
        MailRefusal,
        by_member=("member",),
        columns={"kind": WHAT, "refused_at": WHEN},
    ),
    Section(
        "links",
        _("Personal links I was given"),
        Link,
        by_member=("member",),
        columns={
            "purpose": _("What for"),
            "created_at": WHEN,
            "expires_at": _("Until"),
            "used_at": _("Used on"),
            "revoked_at": _("Withdrawn on"),
        },
    ),
    Section(
        "invitations",
        _("Invitations"),
        Invitation,
        by_member=("member",),
        columns={"email": _("Address"), "sent_at": WHEN, "accepted_at": _("Accepted on")},
    ),
)

# Sections of the account, which belongs to no coalition.
ACCOUNT: tuple[Section, ...] = (
    Section(
        "addresses",
        _("My addresses"),
        EmailAddress,
        by_person=("user",),
        columns={"email": _("Address"), "verified": _("Proven"), "primary": _("Main address")},
    ),
    # Never its `data`: a secret of sign-in that leaves the house protects nothing any more.
    Section(
        "sign-in",
        _("Passkeys, app and recovery codes"),
        Authenticator,
        by_person=("user",),
        columns={"type": WHAT, "created_at": _("Since"), "last_used_at": _("Used on")},
    ),
)

_SEAT = "read as the seat itself"
_REMOVED = "a removal is told in the history, which is read whole"
_ENTERED = "what one entered for somebody else is about them; that one did is told in the history"

# Keys to a member or a person that no section reads, each with its reason.
EXCEPTED: dict[str, str] = {
    "Member.person": _SEAT,
    "Member.handed_to": _SEAT,
    "Entry.actor": "the history is read by actor, by name and by thing (`held.py`)",
    "Consent.entered_by": _ENTERED,
    "Invitation.sent_by": _ENTERED,
    "PersonalRequest.entered_by": _ENTERED,
    "PersonalRequest.replied_by": _ENTERED,
    "Reply.entered_by": _ENTERED,
    "PolicyVersion.made_by": "told in the history",
    "Incident.made_by": "told in the history; the register is about others",
    "Erasure.member": "when there is one, nothing is left to be read",
    "Erasure.done_by": "about somebody else, who is nobody any more; told in the history",
    **{
        f"{name}.removed_by": _REMOVED
        for name in (
            *("Activity", "Committee", "DataNeed", "Decision", "FollowUp", "Homework", "Meeting", "MeetingFile"),
            *("Organisation", "ParkedItem", "PreparationTask"),
        )
    },
}
# Tables without such a key that hold something about a person all the same: `Erasure` names nobody.
__all__ = ["ACCOUNT", "EXCEPTED", "SECTIONS", "Erasure", "Section"]
