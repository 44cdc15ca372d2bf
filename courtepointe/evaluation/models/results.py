"""What changed (Outil 12): measurements, what the group reads in them, what it decides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.analysis.models import Datum, FactorChoice, Material, Objective
from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from courtepointe.meetings.models import Decision, Meeting, Process
from courtepointe.planning.models import Action, Indicator, Instrument, Transformation
from courtepointe.rows import Identified, Present, Removable, Versioned


class Measurement(Identified, Versioned, Removable):
    """The value of an indicator on a day, with how it was got and what it is worth."""

    code = "measurement"

    class Quality(models.TextChoices):
        UNSAID = "", _("Not said")
        GOOD = "good", _("Sound")
        FAIR = "fair", _("To be read with care")
        WEAK = "weak", _("An indication only")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="measurements")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="measurements")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="measurements")
    measured_on = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)  # empty: words only
    decimals = models.PositiveSmallIntegerField(default=0)  # as typed
    sub_group = models.CharField(max_length=120, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)  # numerator: small numbers are masked
    base = models.PositiveIntegerField(null=True, blank=True)  # denominator
    words = models.TextField(blank=True, max_length=2000)  # qualitative evidence
    source = models.CharField(max_length=300, blank=True)
    instrument = models.ForeignKey(Instrument, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    quality = models.CharField(max_length=5, choices=Quality.choices, blank=True, default="")
    limits = models.CharField(max_length=600, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    brought_by_name = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "measurement"
        indexes = [models.Index(fields=["coalition", "process"], name="measurement_of_plan")]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "measured_on", "sub_group", "source"],
                condition=Q(removed_at=None),
                name="measurement_once",
            )
        ]


class MeasurementEvidence(models.Model):
    """What a measurement rests on: a file, a document of the analysis, or a published value."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    measurement = models.ForeignKey(Measurement, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey("StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    material = models.ForeignKey(Material, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    datum = models.ForeignKey(Datum, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "measurement_evidence"
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(file__isnull=False, material=None, datum=None)
                    | Q(file=None, material__isnull=False, datum=None)
                    | Q(file=None, material=None, datum__isnull=False)
                ),
                name="measurement_evidence_of_one_kind",
            )
        ]


class ResultRequest(Identified, Versioned):
    """The results of a transformation, asked of an organisation before an evaluation meeting."""

    code = "result_request"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="result_requests")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="result_requests")
    transformation = models.ForeignKey(Transformation, on_delete=models.CASCADE, related_name="requests")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="result_requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField(blank=True, max_length=4000)  # what is seen, why
    unexpected = models.TextField(blank=True, max_length=2000)
    asked_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by_name = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "result_request"
        constraints = [
            models.UniqueConstraint(fields=["transformation", "meeting", "organisation"], name="result_request_once")
        ]


class TransformationReview(Identified, Versioned):
    """What the group reads in the results of a transformation at a meeting (a sheet of Outil 12)."""

    code = "transformation_review"

    class Judgement(models.TextChoices):
        UNSAID = "", _("Not judged yet")
        REACHED = "reached", _("Reached")
        PROGRESSING = "progressing", _("Progressing")
        STABLE = "stable", _("Stable")
        REGRESSING = "regressing", _("Regressing")
        NOT_MEASURABLE = "not_measurable", _("Not measurable")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="reviews")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="reviews")
    transformation = models.ForeignKey(Transformation, on_delete=models.CASCADE, related_name="reviews")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="reviews")
    judgement = models.CharField(max_length=14, choices=Judgement.choices, blank=True, default="")
    reading = models.TextField(blank=True, max_length=4000)  # what is seen, and why
    testimonies = models.TextField(blank=True, max_length=4000)
    unexpected = models.TextField(blank=True, max_length=2000)
    lessons = models.TextField(blank=True, max_length=2000)
    made_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "transformation_review"
        indexes = [models.Index(fields=["coalition", "process", "-made_on"], name="transformation_review_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["transformation", "meeting"], condition=~Q(meeting=None), name="transformation_review_once"
            )
        ]


class ActionDecision(Identified, Versioned):
    """What the group decided of an action: to keep, adapt or abandon it, and why."""

    code = "action_decision"

    class Verdict(models.TextChoices):
        KEEP = "keep", _("Keep")
        ADAPT = "adapt", _("Adapt")
        ABANDON = "abandon", _("Abandon")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="action_decisions")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="action_decisions")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="decisions")
    review = models.ForeignKey(
        TransformationReview, null=True, blank=True, on_delete=models.SET_NULL, related_name="action_decisions"
    )
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reason = models.CharField(max_length=1000)
    change = models.CharField(max_length=1000, blank=True)  # how it is adapted
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "action_decision"
        indexes = [models.Index(fields=["coalition", "process", "-decided_on"], name="action_decision_latest")]


class Relevance(Identified, Versioned):
    """Whether a transformation, an objective or a factor still holds: kept, reworded or withdrawn, and why."""

    code = "relevance"

    class Verdict(models.TextChoices):
        RELEVANT = "relevant", _("Still relevant")
        REWORDED = "reworded", _("Reworded")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REOPENED = "reopened", _("Re-opened")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="relevances")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="relevances")
    transformation = models.ForeignKey(
        Transformation, null=True, blank=True, on_delete=models.CASCADE, related_name="relevances"
    )
    objective = models.ForeignKey(Objective, null=True, blank=True, on_delete=models.CASCADE, related_name="relevances")
    factor_choice = models.ForeignKey(
        FactorChoice, null=True, blank=True, on_delete=models.CASCADE, related_name="relevances"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    before = models.CharField(max_length=600, blank=True)  # the wording it had
    after = models.CharField(max_length=600, blank=True)
    reason = models.CharField(max_length=1000)
    reopens = models.CharField(max_length=20, blank=True)  # slug of the stage that is taken up again
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "relevance"
        indexes = [models.Index(fields=["coalition", "process", "-decided_on"], name="relevance_latest")]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(transformation__isnull=False, objective=None, factor_choice=None)
                    | Q(transformation=None, objective__isnull=False, factor_choice=None)
                    | Q(transformation=None, objective=None, factor_choice__isnull=False)
                ),
                name="relevance_of_one_thing",
            )
        ]
