"""What the actions cost and who pays. Amounts are whole cents of Canadian dollars."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models import Coalition, Organisation
from courtepointe.planning.models.actions import Action
from courtepointe.rows import Identified, Present, Removable, Versioned


class BudgetLine(Identified, Versioned):
    """What one thing costs in one year of the plan, in money or given in kind."""

    code = "budget_line"

    class Kind(models.TextChoices):
        MONEY = "money", _("Money")
        IN_KIND = "in_kind", _("In kind")

    class Nature(models.TextChoices):
        PEOPLE = "people", _("Human resources")
        THINGS = "things", _("Material resources")
        OTHER = "other", _("Other costs")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="budget")
    year = models.PositiveSmallIntegerField()  # the one in which the year of the plan begins
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.MONEY)
    nature = models.CharField(max_length=8, choices=Nature.choices, default=Nature.OTHER)
    what = models.CharField(max_length=200, blank=True)
    cents = models.PositiveBigIntegerField()
    organisation = models.ForeignKey(  # who gives, when it is in kind
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "budget_line"
        constraints = [models.UniqueConstraint(fields=["action", "position"], name="budget_line_position_once")]


class Funder(Identified, Versioned, Removable):
    """Who pays, or could: an organisation of the coalition, or another."""

    code = "funder"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="funders")
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200, editable=False)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    remark = models.CharField(max_length=600, blank=True)

    objects = Present.as_manager()

    class Meta:
        db_table = "funder"
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "sort_key"], condition=Q(removed_at=None), name="funder_name_once"
            )
        ]


class FundingLine(Identified, Versioned):
    """What a funder is asked for an action in a year, and where that stands."""

    code = "funding_line"

    class Status(models.TextChoices):
        TO_APPROACH = "to_approach", _("To approach")
        ASKED = "asked", _("Asked")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="funding")
    funder = models.ForeignKey(Funder, on_delete=models.CASCADE, related_name="lines")
    year = models.PositiveSmallIntegerField()  # the one in which the year of the plan begins
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.TO_APPROACH)
    asked_cents = models.PositiveBigIntegerField(null=True, blank=True)
    confirmed_cents = models.PositiveBigIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "funding_line"
        constraints = [models.UniqueConstraint(fields=["action", "position"], name="funding_line_position_once")]
