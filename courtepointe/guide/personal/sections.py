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

from courtepointe.analysis.models import BallotPaper, DataImport, DataNeed, Datum, Finding, Material, Observation
from courtepointe.coalitions.models import Invitation
from courtepointe.coalitions.models_personal import Consent, Erasure, PersonalRequest
from courtepointe.evaluation.models import DiagnosticSeat, DiagnosticWording, Measurement, ResultRequest
from courtepointe.files import StoredFile
from courtepointe.followup.models import Communication, ProgressReport
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
from courtepointe.planning.models import Action, Checkpoint, Confirmation, Indicator, Transformation

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
        "figures",
        _("Figures I entered"),
        Datum,
        by_person=("added_by",),
        columns={"indicator__name": WHAT, "period": _("Period"), "published": _("Value"), "added_at": WHEN},
    ),
    Section(
        "tables",
        _("Tables of figures I brought"),
        DataImport,
        by_person=("made_by",),
        columns={"name": WHAT, "made_at": WHEN, "status": _("State")},
    ),
    Section(
        "materials",
        _("Documents and consultations I brought"),
        Material,
        by_person=("added_by",),
        by_name="brought_by_name",
        columns={"title": WHAT, "text": _("Text"), "file__name": _("File"), "added_at": WHEN},
    ),
    Section(
        "observations",
        _("Observations I signed"),
        Observation,
        by_member=("member",),
        columns={"text": WHAT, "attribution": _("Shown"), "seen_on": WHEN},
    ),
    Section(
        "findings",
        _("Findings I wrote down"),
        Finding,
        by_person=("created_by",),
        columns={"statement": WHAT, "created_at": WHEN},
    ),
    Section(
        "ballots",
        _("Ballots I took part in"),
        BallotPaper,
        by_member=("member",),
        columns={"ballot__title": WHAT, "cast_on": WHEN},
    ),
    Section(
        "transformations",
        _("Transformations I answer for"),
        Transformation,
        by_member=("lead_member",),
        columns={"text": WHAT, "lead__name": _("Organisation")},
    ),
    Section(
        "indicators",
        _("Indicators I measure"),
        Indicator,
        by_member=("holder_member",),
        columns={"name": WHAT, "holder__name": _("Organisation")},
    ),
    Section(
        "actions",
        _("Actions I answer for"),
        Action,
        by_member=("lead_member",),
        columns={"title": WHAT, "lead__name": _("Organisation"), "starts_on": _("Since"), "ends_on": _("Until")},
    ),
    Section(
        "checkpoints",
        _("Dates of the follow-up calendar that are mine"),
        Checkpoint,
        by_member=("member",),
        by_person=("done_by",),
        columns={"what": WHAT, "due_on": _("For when"), "done_at": _("Done on")},
    ),
    Section(
        "confirmations",
        _("Parts of the plan I confirmed"),
        Confirmation,
        by_member=("member",),
        columns={"version__title": WHAT, "answer": ANSWER, "words": _("Remark"), "answered_on": WHEN},
    ),
    Section(
        "reports",
        _("Progress I reported"),
        ProgressReport,
        by_member=("member",),
        by_name="handed_in_by_name",
        columns={"action__title": WHAT, "achieved": _("Text"), "handed_in_at": WHEN},
    ),
    Section(
        "communications",
        _("Communications I carry"),
        Communication,
        by_member=("member",),
        by_person=("done_by",),
        columns={"message": WHAT, "due_on": _("For when"), "done_on": _("Done on")},
    ),
    Section(
        "measurements",
        _("Results I brought"),
        Measurement,
        by_member=("member",),
        by_name="brought_by_name",
        columns={"indicator__name": WHAT, "measured_on": WHEN, "value": _("Value"), "words": _("Text")},
    ),
    Section(
        "results",
        _("Transformations of which I gave the results"),
        ResultRequest,
        by_member=("member",),
        by_name="handed_in_by_name",
        columns={"transformation__text": WHAT, "words": _("Text"), "handed_in_at": WHEN},
    ),
    Section(
        "diagnostics",
        _("Diagnostics I was asked to answer"),
        DiagnosticSeat,
        by_member=("member",),
        columns={"diagnostic__title": WHAT, "answered": ANSWER},
    ),
    Section(
        "wordings",
        _("Wording of the diagnostic I brought"),
        DiagnosticWording,
        by_person=("brought_by",),
        columns={"right": WHAT, "brought_at": WHEN},
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
    "Inventory.entered_by": _ENTERED,
    "Ballot.closed_by": "told in the history",
    "PlanVersion.recorded_by": "told in the history",
    "LeftGap.left_by": "told in the history",
    **{f"{name}.entered_by": _ENTERED for name in ("Confirmation", "ProgressReport", "Measurement", "ResultRequest")},
    "Incident.made_by": "told in the history; the register is about others",
    "Erasure.member": "when there is one, nothing is left to be read",
    "Erasure.done_by": "about somebody else, who is nobody any more; told in the history",
    **{
        f"{name}.removed_by": _REMOVED
        for name in (
            *("Activity", "Committee", "DataNeed", "Decision", "FollowUp", "Homework", "Meeting", "MeetingFile"),
            *("Organisation", "ParkedItem", "PreparationTask"),
            *("Ballot", "Datum", "Finding", "Material", "Objective", "Observation", "PopulationIndicator", "Priority"),
            *("Questionnaire", "Service", "Territory"),
            *("Action", "Checkpoint", "Funder", "Indicator", "Instrument", "Transformation"),
            *("Communication", "Diagnostic", "Measurement"),
        )
    },
}
# Tables without such a key that hold something about a person all the same: `Erasure` names nobody.
__all__ = ["ACCOUNT", "EXCEPTED", "SECTIONS", "Erasure", "Section"]
