"""How the plan goes: progress of actions (Outil 11), adjustments, communication plan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from courtepointe.meetings.models import Decision, Meeting, Process
from courtepointe.planning.models import Action, Milestone
from courtepointe.rows import Identified, Present, Removable, Versioned


class ProgressReport(Identified, Versioned):
    """What the lead of an action says of it before a follow-up meeting: asked, begun, handed in."""

    code = "progress_report"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="progress_reports")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="progress_reports")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="reports")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="progress_reports"
    )
    status = models.CharField(max_length=12, choices=Action.Status.choices, default=Action.Status.NOT_STARTED)
    share = models.PositiveSmallIntegerField(null=True, blank=True)  # done, in per cent
    milestones = models.JSONField(default=list)  # uids of those said done
    achieved = models.TextField(blank=True, max_length=4000)
    reached = models.PositiveIntegerField(null=True, blank=True)  # people or families
    sessions = models.PositiveIntegerField(null=True, blank=True)  # activities held
    spent_cents = models.PositiveBigIntegerField(null=True, blank=True)  # since the beginning
    helps = models.TextField(blank=True, max_length=2000)
    hinders = models.TextField(blank=True, max_length=2000)
    families_say = models.TextField(blank=True, max_length=2000)
    adjustment = models.TextField(blank=True, max_length=2000)  # asked of the group
    next_step = models.CharField(max_length=400, blank=True)
    file = models.ForeignKey("StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    handed_in_by_name = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "progress_report"
        indexes = [
            models.Index(fields=["coalition", "process", "-handed_in_at"], name="progress_report_latest"),
            models.Index(fields=["action", "-handed_in_at"], name="progress_report_of_action"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "meeting"], condition=~Q(meeting=None), name="progress_report_once"
            ),
            models.CheckConstraint(condition=Q(share=None) | Q(share__lte=100), name="progress_report_share"),
        ]


class Adjustment(Identified, Versioned):
    """A change to an action that was asked for, and what the group decided of it, with the reason."""

    code = "adjustment"

    class Result(models.TextChoices):
        OPEN = "", _("To be discussed")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        LATER = "later", _("Put off")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="adjustments")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="adjustments")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="adjustments")
    report = models.ForeignKey(
        ProgressReport, null=True, blank=True, on_delete=models.SET_NULL, related_name="adjustments"
    )
    what = models.CharField(max_length=1000)
    result = models.CharField(max_length=8, choices=Result.choices, blank=True, default="")
    reason = models.CharField(max_length=1000, blank=True)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "adjustment"
        indexes = [models.Index(fields=["coalition", "process", "-created_at"], name="adjustment_latest")]


class Communication(Identified, Versioned, Removable):
    """A line of the communication plan: to whom, what, by which channel, who, when, what it costs, done."""

    code = "communication"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="communications")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="communications")
    public = models.CharField(max_length=200)
    message = models.CharField(max_length=1000)
    channel = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    cents = models.PositiveBigIntegerField(null=True, blank=True)
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="communications")
    milestone = models.ForeignKey(Milestone, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    remark = models.CharField(max_length=600, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "communication"
        indexes = [models.Index(fields=["coalition", "process", "due_on"], name="communication_order")]
