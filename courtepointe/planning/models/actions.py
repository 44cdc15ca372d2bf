"""What partners will do, for whom, when, with what (lower part of Outil 9)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courtepointe import clock
from courtepointe.analysis.models import Service
from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from courtepointe.meetings.models import Activity, Meeting, Process
from courtepointe.planning.models.transformations import Frequency, Indicator, Instrument, Transformation
from courtepointe.rows import Identified, Present, Removable, Versioned


class Action(Identified, Versioned, Removable):
    """What will be done toward a transformation. One organisation answers for it, and somebody by name."""

    code = "action"

    class Offer(models.TextChoices):
        UNSAID = "", _("Not said")
        NEW = "new", _("New")
        CONSOLIDATED = "consolidated", _("Consolidated")
        MAINTAINED = "maintained", _("Maintained")

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", pgettext_lazy("an action", "Done")
        POSTPONED = "postponed", _("Postponed")
        ABANDONED = "abandoned", _("Abandoned")

    OVER = (Status.DONE, Status.ABANDONED)  # nothing more is asked of it

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="plan_actions")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="actions")
    transformation = models.ForeignKey(Transformation, on_delete=models.CASCADE, related_name="actions")
    number = models.PositiveIntegerField()  # A1, A2...: kept for life
    title = models.CharField(max_length=300)
    content = models.TextField(blank=True, max_length=4000)
    public = models.CharField(max_length=300, blank=True)
    expected = models.PositiveIntegerField(null=True, blank=True)  # people or families
    lead = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lead_member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    frequency = models.PositiveSmallIntegerField(choices=Frequency.choices, default=Frequency.QUARTERLY)  # of reports
    offer = models.CharField(max_length=12, choices=Offer.choices, blank=True, default="")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    people_needed = models.CharField(max_length=400, blank=True)  # human resources
    things_needed = models.CharField(max_length=400, blank=True)  # material resources
    free = models.BooleanField(default=False)  # said to cost nothing: no budget is not a gap
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NOT_STARTED)
    position = models.PositiveSmallIntegerField()
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "action"
        indexes = [
            models.Index(fields=["coalition", "process"], name="action_of_plan"),
            models.Index(fields=["transformation", "position"], name="action_order"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="action_number_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="action_ends_after_it_starts",
            ),
        ]


class ActionPartner(models.Model):
    """An organisation that contributes to an action, and how."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "action_partner"
        constraints = [models.UniqueConstraint(fields=["action", "organisation"], name="action_partner_once")]


class Milestone(Identified, Versioned):
    """A step of an action that can be seen from outside, with its day."""

    code = "milestone"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="milestones")
    text = models.CharField(max_length=300)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "milestone"
        constraints = [models.UniqueConstraint(fields=["action", "position"], name="milestone_position_once")]


class Checkpoint(Identified, Versioned, Removable):
    """A line of the follow-up calendar: what is looked at, when, by whom, with which instrument."""

    code = "checkpoint"

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress of an action")
        MEASURE = "measure", _("Measure of an indicator")
        MILESTONE = "milestone", _("Milestone of an action")
        OTHER = "other", _("Other")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="checkpoints")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="checkpoints")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.CASCADE, related_name="checkpoints")
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.CASCADE, related_name="checkpoints"
    )
    milestone = models.ForeignKey(Milestone, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=300, blank=True)  # when it is about none of them
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    instrument = models.ForeignKey(Instrument, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField()
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    generated = models.BooleanField(default=False)  # from frequencies and dates; a line changed by hand is ours
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = Present.as_manager()

    class Meta:
        db_table = "checkpoint"
        indexes = [models.Index(fields=["coalition", "process", "due_on"], name="checkpoint_order")]
