"""The working rules (règles de fonctionnement) that a coalition gives itself, version after version."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.models import Coalition
from courtepointe.meetings.models.outcomes import Decision
from courtepointe.rows import Identified, Versioned


class WorkingRules(Identified, Versioned):
    """One version of the rules. Its fields are what meetings obey; its sections are what people read."""

    code = "working_rules"

    DRAFT, ADOPTED, REPLACED = "draft", "adopted", "replaced"

    class Quorum(models.TextChoices):
        NONE = "none", _("The members who are there")
        NUMBER = "number", _("A number")
        SHARE = "share", _("A share, in percent")

    class Unit(models.TextChoices):
        PERSON = "person", _("Each person")
        ORGANISATION = "organisation", _("Each organisation")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="working_rules")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=[(s, s) for s in (DRAFT, ADOPTED, REPLACED)], default=DRAFT)
    quorum_kind = models.CharField(max_length=10, choices=Quorum.choices, default=Quorum.NONE)
    quorum_value = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    vote_unit = models.CharField(max_length=12, choices=Unit.choices, default=Unit.ORGANISATION)
    decision_mode = models.CharField(max_length=10, choices=Decision.Mode.choices, default=Decision.Mode.CONSENSUS)
    fallback_mode = models.CharField(
        max_length=10, choices=Decision.Mode.choices, default=Decision.Mode.VOTE, blank=True
    )
    notice_days = models.PositiveSmallIntegerField(default=7, validators=[MaxValueValidator(60)])
    adopted_on = models.DateField(null=True, blank=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    review_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "working_rules"
        constraints = [
            models.UniqueConstraint(fields=["coalition", "number"], name="working_rules_number_once"),
            models.UniqueConstraint(
                fields=["coalition", "status"], condition=~Q(status="replaced"), name="working_rules_status_once"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(adopted_on__isnull=False), name="working_rules_adopted_on_a_day"
            ),
        ]


class RulesSection(Identified, Versioned):
    """The text of one section of the rules; `key` is a slug of the library, or the coalition's own."""

    code = "rules_section"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    rules = models.ForeignKey(WorkingRules, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=200, blank=True)  # empty: the library's
    text = models.TextField(blank=True, max_length=8000)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        db_table = "rules_section"
        constraints = [models.UniqueConstraint(fields=["rules", "key"], name="rules_section_once")]
