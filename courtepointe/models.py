"""All tables, gathered for Django; imported by no folder."""

from courtepointe.coalitions.models import Coalition, Invitation, Member, MethodChange, Organisation, Person
from courtepointe.history import Entry
from courtepointe.links import Link
from courtepointe.mail import Delivery
from courtepointe.meetings.models import (
    Activity,
    Attendance,
    Decision,
    FollowUp,
    Meeting,
    MeetingObjective,
    Minutes,
    MinutesSection,
    Process,
)

__all__ = [
    "Activity",
    "Attendance",
    "Coalition",
    "Decision",
    "Delivery",
    "Entry",
    "FollowUp",
    "Invitation",
    "Link",
    "Meeting",
    "MeetingObjective",
    "Member",
    "MethodChange",
    "Minutes",
    "MinutesSection",
    "Organisation",
    "Person",
    "Process",
]
