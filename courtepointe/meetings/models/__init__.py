"""The process (démarche) of a coalition, its meetings, and what is said and decided in them: one file per noun."""

from courtepointe.meetings.models.agenda import Activity, MeetingFile, ParkedItem, PhotoPerson
from courtepointe.meetings.models.attendance import Attendance
from courtepointe.meetings.models.committee import Committee, CommitteeMember
from courtepointe.meetings.models.meeting import Meeting, MeetingObjective, Notice
from courtepointe.meetings.models.minutes import MeetingEvaluation, Minutes, MinutesSection
from courtepointe.meetings.models.outcomes import Decision, DecisionOption, FollowUp, Objection
from courtepointe.meetings.models.preparation import Homework, HomeworkShare, PreparationTask, Reply
from courtepointe.meetings.models.process import PastStage, Process
from courtepointe.meetings.models.rules import RulesSection, WorkingRules

__all__ = [
    "Activity",
    "Attendance",
    "Committee",
    "CommitteeMember",
    "Decision",
    "DecisionOption",
    "FollowUp",
    "Homework",
    "HomeworkShare",
    "Meeting",
    "MeetingEvaluation",
    "MeetingFile",
    "MeetingObjective",
    "Minutes",
    "MinutesSection",
    "Notice",
    "Objection",
    "ParkedItem",
    "PastStage",
    "PhotoPerson",
    "PreparationTask",
    "Process",
    "Reply",
    "RulesSection",
    "WorkingRules",
]
