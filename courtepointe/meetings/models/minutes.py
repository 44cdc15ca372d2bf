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
    edition = models.PositiveIntegerField(default=0)  # one more each time they are sent after a change
    correction = models.CharField(max_length=300, blank=True)  # what this edition changes to the one before
    approved_in = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approval = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "minutes"

    @property
    def is_approved(self) -> bool:
        """Adopted by the group, until that decision is removed; free after `select_related("approval")`."""
        return self.approved_at is not None and (self.approval is None or self.approval.removed_at is None)

    @property
    def changed_since_approval(self) -> bool:
        """Reopened after the group adopted them, and closed again or not."""
        return self.is_approved and (self.closed_at is None or self.closed_at > (self.approved_at or self.closed_at))

    @property
    def edition_is_current(self) -> bool:
        """Nothing was changed since they were sent last: who already has this edition needs no other."""
        return self.sent_at is not None and self.closed_at is not None and self.closed_at <= self.sent_at


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
    shuffled at each answer): neither rows, keys, nor times tie an answer to a person. What the coordinator copied
    from paper sheets stands apart: added up, it would let them subtract and read the few other answers.
    """

    code = "meeting_evaluation"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="evaluation")
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)  # only then is anything shown, and nothing changes any more
    counts = models.JSONField(default=dict)  # question -> how many at each level
    comments = models.JSONField(default=list)
    answered = models.JSONField(default=list)  # uids of members, sorted; emptied at closing
    people = models.PositiveSmallIntegerField(default=0)  # how many had answered, at closing
    paper = models.JSONField(default=dict)  # sheets, counts and comments copied from paper

    class Meta:
        db_table = "meeting_evaluation"
