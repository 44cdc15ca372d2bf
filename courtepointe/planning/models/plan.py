"""The concerted plan of a cycle, as it is being written and as it was adopted; what it still lacks and why."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from courtepointe.meetings.models import Decision, Meeting, Process
from courtepointe.rows import Identified, Versioned


class Plan(Identified, Versioned):
    """The plan of a cycle: its title, its period, how its years are counted. Its lines hang on the objectives."""

    code = "plan"

    class YearStart(models.IntegerChoices):
        CALENDAR = 1, _("Calendar year, from January")
        FISCAL = 4, _("Fiscal year, from April")
        SCHOOL = 9, _("School year, from September")
        SUMMER = 7, _("From July")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="plans")
    process = models.OneToOneField(Process, on_delete=models.CASCADE, related_name="plan")
    title = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    year_start = models.PositiveSmallIntegerField(
        choices=YearStart.choices,
        default=YearStart.SCHOOL,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )  # month
    remark = models.TextField(blank=True, max_length=4000)
    next_number = models.PositiveIntegerField(default=1)  # of the next action: a number is never given twice
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "plan"


class PlanVersion(Identified):
    """The plan as the group adopted it: the whole of it in one text that nothing changes any more."""

    code = "plan_version"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="plan_versions")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)
    content = models.JSONField()  # by uid: `planning.snapshot`
    reason = models.CharField(max_length=600, blank=True)  # what was amended, and why
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    adopted_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "plan_version"
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once")]


class Confirmation(Identified):
    """An organisation confirms its part of an adopted plan, or says what it wants changed."""

    code = "confirmation"

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirms its part")
        RESERVED = "reserved", _("Asks for a change")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="confirmations")
    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="confirmations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    words = models.CharField(max_length=600, blank=True)
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200, blank=True)  # of the person who answers for it
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_on = models.DateField()

    class Meta:
        db_table = "plan_confirmation"
        constraints = [models.UniqueConstraint(fields=["version", "organisation"], name="plan_confirmation_once")]


class LeftGap(Identified):
    """Something that the plan lacks and that the group leaves so for now, with the reason."""

    code = "left_gap"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="left_gaps")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="left_gaps")
    kind = models.CharField(max_length=30)  # `planning.queries.gaps`
    thing_uid = models.UUIDField()  # of the row that lacks it
    system = models.CharField(max_length=30, blank=True)  # for an objective without this system
    reason = models.CharField(max_length=400)
    left_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    left_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "left_gap"
        constraints = [models.UniqueConstraint(fields=["process", "kind", "thing_uid", "system"], name="left_gap_once")]
