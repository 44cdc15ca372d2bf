"""The minutes of a meeting, and what people thought of it."""

from django.db import models

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Person
from courtepointe.meetings.models.meeting import Meeting
from courtepointe.meetings.models.outcomes import Decision
from courtepointe.rows import Identified, Versioned


class Minutes(Identified, Versioned):
    """The minutes of a meeting: assembled from what was captured; only what was reworded is stored here."""

    code = "minutes"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="written_minutes")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    edition = models.PositiveIntegerField(default=0)  # one more each time they are sent
    approved_in = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approval = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "minutes"


class MinutesSection(Identified, Versioned):
    """The edited wording of one part of the minutes (`opening`, `closing`, or an activity's uid)."""

    code = "minutes_section"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    text = models.TextField(blank=True)  # empty: as captured
    of_note = models.PositiveIntegerField(default=0)  # version of the note that was reworded

    class Meta:
        db_table = "minutes_section"
        constraints = [models.UniqueConstraint(fields=["minutes", "key"], name="minutes_section_once")]


class MeetingEvaluation(Identified, Versioned):
    """What people thought of a meeting, without saying who thought what.

    Counts, comments and the list of those who answered stand in one row, each in an order of its own (comments are
    shuffled at each answer): neither rows, keys, nor times tie an answer to a person.
    """

    code = "meeting_evaluation"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="evaluation")
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)  # only then is anything shown
    counts = models.JSONField(default=dict)  # question -> level -> how many
    comments = models.JSONField(default=list)
    answered = models.JSONField(default=list)  # uids of members, sorted

    class Meta:
        db_table = "meeting_evaluation"
