"""The partnership looks at itself (Outil 13). Nothing ties an answer to the person who gave it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Member, Person
from courtepointe.meetings.models import FollowUp, Meeting, Process
from courtepointe.rows import Identified, Present, Removable, Versioned


class Level(models.TextChoices):
    """The three levels of an item, from the strongest."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


class DiagnosticWording(Identified, Versioned):
    """The official wording of the items, brought in by a coalition that says it holds the right to use it."""

    code = "diagnostic_wording"

    coalition = models.OneToOneField(Coalition, on_delete=models.CASCADE, related_name="diagnostic_wording")
    items = models.JSONField()  # [{"number", "title", "A", "B", "C"}]
    right = models.CharField(max_length=600)  # on what ground it may be used
    brought_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    brought_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "diagnostic_wording"


class Diagnostic(Identified, Versioned, Removable):
    """A round of answers: how it is held, with which wording, from when to when."""

    code = "diagnostic"

    class Mode(models.TextChoices):
        COLLECTIVE = "collective", _("The group answers together")
        BOTH = "both", _("Each answers, then the group")
        COMPILED = "compiled", _("Each answers, answers are compiled")

    class State(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="diagnostics")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="diagnostics")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="diagnostics")
    title = models.CharField(max_length=200)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.BOTH)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    prerequisites = models.JSONField(default=dict)  # {slug: true or false}
    official = models.BooleanField(default=False)  # the wording is the instrument's own; otherwise a reformulation
    items = models.JSONField(default=list)  # as worded that day, so that they stay
    seats = models.PositiveSmallIntegerField(default=0)  # who could answer, counted at closing
    waiting = models.JSONField(default=list)  # comments until closing, in an order that tells nothing
    opened_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "diagnostic"
        indexes = [models.Index(fields=["coalition", "process", "-created_at"], name="diagnostic_latest")]


class DiagnosticCount(models.Model):
    """How many people chose a level of an item: a counter, never an answer of somebody."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="counts")
    # 1 to 18; 0 counts the people who answered. Sheets of paper have theirs beside, 100 to 118, until closing.
    item = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=1, choices=Level.choices)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "diagnostic_count"
        constraints = [models.UniqueConstraint(fields=["diagnostic", "item", "level"], name="diagnostic_count_once")]


class DiagnosticSeat(models.Model):
    """That somebody was asked, and whether they answered: neither what, nor when."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="asked")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    answered = models.BooleanField(default=False)

    class Meta:
        db_table = "diagnostic_seat"
        constraints = [models.UniqueConstraint(fields=["diagnostic", "member"], name="diagnostic_seat_once")]


class DiagnosticComment(models.Model):
    """A comment on an item, kept at closing with the others, shuffled; shown once somebody let it through."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="comments")
    item = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=600)
    shown = models.BooleanField(default=False)

    class Meta:
        db_table = "diagnostic_comment"


class DiagnosticItem(Identified, Versioned):
    """What the group says of an item: its collective level with why; then the finding and how to do better."""

    code = "diagnostic_item"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="discussed")
    item = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=1, choices=Level.choices, blank=True)
    rationale = models.CharField(max_length=1000, blank=True)
    finding = models.CharField(max_length=600, blank=True)
    improvement = models.CharField(max_length=600, blank=True)
    follow_up = models.ForeignKey(FollowUp, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "diagnostic_item"
        constraints = [
            models.UniqueConstraint(fields=["diagnostic", "item"], name="diagnostic_item_once"),
            models.CheckConstraint(condition=Q(item__gte=1, item__lte=18), name="diagnostic_item_number"),
        ]
