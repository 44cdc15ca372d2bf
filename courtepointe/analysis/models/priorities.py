"""What the group chooses (Outil 8): the ballot on findings, priorities, protective factors, objectives."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courtepointe import clock
from courtepointe.analysis.models.findings import Finding
from courtepointe.coalitions.models import Coalition, Member, Person
from courtepointe.meetings.models import Activity, Decision, Meeting, Process
from courtepointe.rows import Identified, Present, Removable, Versioned


class Ballot(Identified, Versioned, Removable):
    """Findings put to the group, and how: criteria, dots, both, or a discussion whose totals are typed in."""

    code = "ballot"

    class Method(models.TextChoices):
        CRITERIA = "criteria", _("Criteria to score")
        DOTS = "dots", _("Dots to place")
        BOTH = "both", _("Criteria and dots")
        DISCUSSION = "discussion", _("Discussion, with totals typed in")

    class State(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", pgettext_lazy("state", "Open")
        CLOSED = "closed", _("Closed")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="ballots")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="ballots")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=200)
    method = models.CharField(max_length=10, choices=Method.choices, default=Method.BOTH)
    criteria = models.JSONField(default=list)  # [{"slug", "name", "question", "low", "high"}]: copied, so they stay
    dots = models.PositiveSmallIntegerField(default=0)  # to each person
    most_on_one = models.PositiveSmallIntegerField(default=0)  # dots on one finding; 0: no limit
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    seats = models.PositiveSmallIntegerField(default=0)  # who could answer, counted at closing
    papers = models.PositiveSmallIntegerField(default=0)  # who did, counted at closing or typed
    discussion = models.TextField(blank=True, max_length=4000)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = Present.as_manager()

    class Meta:
        db_table = "ballot"
        indexes = [models.Index(fields=["coalition", "process", "-created_at"], name="ballot_latest")]


class BallotItem(Identified, Versioned):
    """A finding on a ballot; its totals are empty until closing."""

    code = "ballot_item"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="items")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="ballot_items")
    position = models.PositiveSmallIntegerField()
    dots = models.PositiveIntegerField(null=True, blank=True)
    scores = models.JSONField(default=dict)  # {criterion: [sum, answers]}
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # mean of the criteria

    class Meta:
        db_table = "ballot_item"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "finding"], name="ballot_item_once"),
            models.UniqueConstraint(fields=["ballot", "position"], name="ballot_item_position_once"),
        ]


class BallotPaper(Identified, Versioned):
    """What one person put on a ballot: theirs to change until closing, when it is counted, then emptied."""

    code = "ballot_paper"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="cast")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    label = models.CharField(max_length=120, blank=True)  # of a paper that came by hand
    choices = models.JSONField(default=dict)  # {uid of the item: {"dots": n, "scores": {criterion: n}}}
    cast_on = models.DateField()

    class Meta:
        db_table = "ballot_paper"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], condition=~Q(member=None), name="ballot_paper_once")
        ]


class Priority(Identified, Versioned, Removable):
    """A finding that the group chose to act on, in its rank, with why."""

    code = "priority"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="priorities")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="priorities")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="priorities")
    ballot = models.ForeignKey(Ballot, null=True, blank=True, on_delete=models.SET_NULL, related_name="priorities")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=600, blank=True)
    position = models.PositiveSmallIntegerField()
    chosen_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "priority"
        constraints = [
            models.UniqueConstraint(fields=["finding"], condition=Q(removed_at=None), name="priority_of_finding_once"),
            models.UniqueConstraint(
                fields=["process", "position"], condition=Q(removed_at=None), name="priority_position_once"
            ),
        ]


class FactorChoice(Identified, Versioned):
    """A protective factor that the group keeps, or sets aside, with the reason."""

    code = "factor_choice"

    class State(models.TextChoices):
        OPEN = "", _("To be discussed")
        KEPT = "kept", _("Kept")
        SET_ASIDE = "set_aside", _("Set aside")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="factor_choices")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="factor_choices")
    factor = models.CharField(max_length=60)  # slug in the library, or the coalition's own
    state = models.CharField(max_length=10, choices=State.choices, blank=True, default="")
    reason = models.CharField(max_length=600, blank=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    chosen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "factor_choice"
        constraints = [models.UniqueConstraint(fields=["process", "factor"], name="factor_choice_once")]


class FactorPriority(models.Model):
    """A priority to which a factor answers."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    factor_choice = models.ForeignKey(FactorChoice, on_delete=models.CASCADE, related_name="priorities")
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="factors")

    class Meta:
        db_table = "factor_priority"
        constraints = [models.UniqueConstraint(fields=["factor_choice", "priority"], name="factor_priority_once")]


class Objective(Identified, Versioned, Removable):
    """What the group wants to reach by strengthening one or more factors."""

    code = "objective_of_plan"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="objectives")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="objectives")
    text = models.CharField(max_length=600)
    remark = models.CharField(max_length=600, blank=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "objective"
        constraints = [
            models.UniqueConstraint(
                fields=["process", "position"], condition=Q(removed_at=None), name="plan_objective_position_once"
            )
        ]


class ObjectiveFactor(models.Model):
    """A factor that an objective rests on."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="factors")
    factor_choice = models.ForeignKey(FactorChoice, on_delete=models.CASCADE, related_name="objectives")

    class Meta:
        db_table = "objective_factor"
        constraints = [models.UniqueConstraint(fields=["objective", "factor_choice"], name="objective_factor_once")]
