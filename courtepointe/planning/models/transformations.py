"""What should change in each system, and by what sign it will be seen (upper part of Outil 9)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.analysis.models import Objective, PopulationIndicator
from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.meetings.models import Activity, Process
from courtepointe.rows import Identified, Present, Removable, Versioned


class Frequency(models.IntegerChoices):
    """How often something is followed, in months."""

    UNSAID = 0, _("Not said")
    MONTHLY = 1, _("Every month")
    QUARTERLY = 3, _("Every three months")
    TWICE = 6, _("Twice a year")
    YEARLY = 12, _("Once a year")
    END = 999, _("At the end only")


class Transformation(Identified, Versioned, Removable):
    """The change wished in one system if the objective is reached: a state, not an activity."""

    code = "transformation"

    class Standing(models.TextChoices):
        ACTIVE = "", _("Pursued")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="transformations")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="transformations")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="transformations")
    system = models.CharField(max_length=30)  # slug in the library, or the coalition's own
    text = models.CharField(max_length=600)
    lead = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lead_member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    remark = models.CharField(max_length=600, blank=True)
    standing = models.CharField(max_length=10, choices=Standing.choices, blank=True, default="")
    position = models.PositiveSmallIntegerField()
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "transformation"
        indexes = [models.Index(fields=["coalition", "process"], name="transformation_of_plan")]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "position"], condition=Q(removed_at=None), name="transformation_position_once"
            )
        ]


class TransformationPartner(models.Model):
    """An organisation that works toward a transformation."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    transformation = models.ForeignKey(Transformation, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "transformation_partner"
        constraints = [
            models.UniqueConstraint(fields=["transformation", "organisation"], name="transformation_partner_once")
        ]


class Instrument(Identified, Versioned, Removable):
    """The means by which an indicator's value is got: a questionnaire, a grid, a register, an interview."""

    code = "instrument"

    class Kind(models.TextChoices):
        QUESTIONNAIRE = "questionnaire", _("Questionnaire")
        GRID = "grid", _("Observation grid")
        REGISTER = "register", _("Register")
        INTERVIEW = "interview", _("Interview")
        STATISTICS = "statistics", _("Published statistics")
        OTHER = "other", _("Other")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="instruments")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="instruments")
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200, editable=False)
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.OTHER)
    description = models.TextField(blank=True, max_length=2000)
    address = models.CharField(max_length=600, blank=True)
    file = models.ForeignKey("StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = Present.as_manager()

    class Meta:
        db_table = "instrument"
        constraints = [
            models.UniqueConstraint(
                fields=["process", "sort_key"], condition=Q(removed_at=None), name="instrument_name_once"
            )
        ]


class Indicator(Identified, Versioned, Removable):
    """The sign by which a transformation will be seen: from a baseline on a day to a target on a day."""

    code = "plan_indicator"  # the analysis has indicators too

    class Nature(models.TextChoices):
        OWN = "own", _("Measure of our own actions")
        POPULATION = "population", _("Population indicator, for context")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="plan_indicators")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="plan_indicators")
    transformation = models.ForeignKey(Transformation, on_delete=models.CASCADE, related_name="indicators")
    nature = models.CharField(max_length=10, choices=Nature.choices, default=Nature.OWN)
    population = models.ForeignKey(
        PopulationIndicator, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=300)
    definition = models.TextField(blank=True, max_length=2000)
    unit = models.CharField(max_length=40, blank=True)  # as it is written after a value
    measure = models.CharField(
        max_length=12, choices=PopulationIndicator.Measure.choices, default=PopulationIndicator.Measure.OTHER
    )
    direction = models.CharField(max_length=4, choices=PopulationIndicator.Direction.choices, blank=True, default="")
    baseline = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)  # as typed
    groups = models.CharField(max_length=300, blank=True)  # how it will be broken down: by age, by sector...
    frequency = models.PositiveSmallIntegerField(choices=Frequency.choices, default=Frequency.UNSAID)
    instrument = models.ForeignKey(Instrument, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    holder = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    holder_member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "indicator"
        indexes = [models.Index(fields=["coalition", "process"], name="indicator_of_plan")]
        constraints = [
            models.UniqueConstraint(
                fields=["transformation", "position"], condition=Q(removed_at=None), name="indicator_position_once"
            )
        ]
