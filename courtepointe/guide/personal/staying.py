"""What an erasure leaves, said before with its reason; and what must be settled first."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from courtepointe.access import COORDINATOR
from courtepointe.analysis.models import DataNeed
from courtepointe.coalitions.models import Member
from courtepointe.coalitions.models_personal import Consent, PersonalRequest
from courtepointe.files import StoredFile
from courtepointe.guide.personal.held import entries_of
from courtepointe.guide.personal.names import Found, names_of, where_named
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import (
    Activity,
    Attendance,
    CommitteeMember,
    Decision,
    FollowUp,
    HomeworkShare,
    Meeting,
)


@dataclass(frozen=True)
class Stay:
    """Something that stays, without the name."""

    slug: str
    title: str
    count: int
    why: str


@dataclass(frozen=True)
class Prospect:
    """What an erasure would do: what prevents it, what stays, the texts that a machine cannot mend, files to choose."""

    obstacles: list[str]
    stays: list[Stay]
    named: list[Found]
    files: list[StoredFile]


def prospect_of(member: Member) -> Prospect:
    """What the erasure of a member would do today."""
    return Prospect(
        obstacles_to(member), what_stays(member), where_named(member.coalition, names_of(member)), files_of(member)
    )


def obstacles_to(member: Member) -> list[str]:
    """What must be settled before a member can be erased."""
    coalition, found = member.coalition, []
    if member.left_at is None and member.role == COORDINATOR and not _other_coordinators(member):
        found.append(_("Somebody else who can sign in must coordinate the coalition first: give them the role."))
    if _is_responsible(member):
        found.append(
            _("%(name)s answers for personal information in this coalition: name somebody else in its settings first.")
            % {"name": coalition.privacy_name}
        )
    return found


def _other_coordinators(member: Member) -> bool:
    rows = Member.objects.filter(coalition_id=member.coalition_id, role=COORDINATOR, left_at=None, person__isnull=False)
    return rows.exclude(pk=member.pk).exists()


def _is_responsible(member: Member) -> bool:
    coalition = member.coalition
    if member.email and coalition.privacy_email.lower() == member.email:
        return True
    return bool(coalition.privacy_name) and sort_key(coalition.privacy_name) == sort_key(member.name)


def what_stays(member: Member) -> list[Stay]:
    """What the law and the record of the coalition require, with how many; what there is none of is left out."""
    minutes = _("The minutes are the record of the coalition: they say that somebody of the organisation was there.")
    decisions = _("A decision is of the group: its words, number and votes stay.")
    proof = _("It proves what was agreed and when (P-39.1); it no longer says by whom.")
    here = {"coalition_id": member.coalition_id}
    held = Q(meeting__status=Meeting.HELD)
    counts = (
        ("attendance", _("Presence at meetings"), Attendance.objects.filter(member=member), minutes),
        ("led", _("Agenda items led"), Activity.objects.filter(held, lead=member), minutes),
        ("committees", _("Seats on committees"), CommitteeMember.objects.filter(member=member), minutes),
        ("decisions", _("Decisions carried"), Decision.objects.filter(owner=member), decisions),
        (
            "follow-ups",
            _("Follow-ups done, or that nobody takes over"),
            FollowUp.objects.filter(member=member).exclude(done_at=None, removed_at=None, organisation__isnull=False),
            _("They are part of what was promised in a meeting."),
        ),
        ("data", _("Data brought"), DataNeed.objects.filter(member=member).exclude(received_at=None), minutes),
        (
            "homework",
            _("What was prepared for the organisation"),
            HomeworkShare.objects.filter(done_by_name=member.name, **here),
            _("It is the contribution of the organisation."),
        ),
        ("consents", _("Consents"), Consent.objects.filter(member=member), proof),
        (
            "requests",
            _("Requests about personal information"),
            PersonalRequest.objects.filter(member=member),
            _("Their dates and outcome show that the law was kept; their words go."),
        ),
        ("history", _("Lines of history"), entries_of(member), _("What was done stays told, without the name.")),
    )
    found = [Stay(slug, title, rows.count(), why) for slug, title, rows, why in counts]
    return [stay for stay in found if stay.count]


def files_of(member: Member) -> list[StoredFile]:
    """The files that a person brought: they say which are personal, and go with them."""
    if member.person_id is None:
        return []
    return list(
        StoredFile.objects.filter(coalition_id=member.coalition_id, stored_by=member.person_id).order_by("-stored_at")
    )
