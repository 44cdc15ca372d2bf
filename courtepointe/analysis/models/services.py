"""What is offered to children and families, and which protective factors it works on (Outils 6 and 7)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.analysis.models.data import Territory
from courtepointe.coalitions.models import Coalition, Organisation, Person
from courtepointe.meetings.models import Process
from courtepointe.rows import Identified, Present, Removable, Versioned


class Inventory(Identified, Versioned):
    """What one organisation says of its services and factors in a cycle: asked, reminded, handed in."""

    code = "inventory"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="inventories")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="inventories")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="inventories")
    asked_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by_name = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    no_service = models.BooleanField(default=False)  # the organisation says that it offers none

    class Meta:
        db_table = "service_inventory"
        constraints = [models.UniqueConstraint(fields=["process", "organisation"], name="service_inventory_once")]


class Service(Identified, Versioned, Removable):
    """A service or an activity that an organisation offers (a line of Outil 6). The five required fields come first."""

    code = "service"

    class Reach(models.TextChoices):
        UNSAID = "", _("Not said")
        UNIVERSAL = "universal", _("For all")
        TARGETED = "targeted", _("For some families")

    class Funding(models.TextChoices):
        UNSAID = "", _("Not said")
        RECURRENT = "recurrent", _("Recurrent")
        PROJECT = "project", _("For a project, until a date")
        NONE = "none", _("No funding of its own")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="services")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="services")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="services")
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=60, blank=True)  # slug in the library, or the coalition's own
    ages = models.JSONField(default=list)  # slugs of `queries.ages`
    systems = models.JSONField(default=list)  # slugs of systems
    everywhere = models.BooleanField(default=True)  # in the whole territory; otherwise `places`
    description = models.TextField(blank=True, max_length=2000)
    reach = models.CharField(max_length=10, choices=Reach.choices, blank=True, default="")
    public = models.CharField(max_length=200, blank=True)  # for whom, when it is for some
    moment = models.CharField(max_length=200, blank=True)  # when, how often
    capacity = models.PositiveIntegerField(null=True, blank=True)  # places
    reached = models.PositiveIntegerField(null=True, blank=True)  # people in a year
    waiting = models.PositiveIntegerField(null=True, blank=True)  # people on the waiting list
    cost = models.CharField(max_length=200, blank=True)  # to the family
    access = models.CharField(max_length=300, blank=True)  # transport, child care, languages
    funding = models.CharField(max_length=10, choices=Funding.choices, blank=True, default="")
    funded_until = models.DateField(null=True, blank=True)
    partners = models.CharField(max_length=300, blank=True)
    limits = models.CharField(max_length=600, blank=True)  # needs that it does not meet
    position = models.PositiveSmallIntegerField(default=0)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "service"
        indexes = [models.Index(fields=["coalition", "process", "organisation"], name="service_of_organisation")]


class ServicePlace(models.Model):
    """A part of the territory that a service covers."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="places")
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "service_place"
        constraints = [models.UniqueConstraint(fields=["service", "territory"], name="service_place_once")]


class FactorAction(Identified, Versioned):
    """How far an organisation works on a protective factor (a cell of Outil 7)."""

    code = "factor_action"

    class Level(models.IntegerChoices):
        NONE = 0, _("Not at all")
        INDIRECT = 1, _("Indirectly, or now and then")
        DIRECT = 2, _("Directly and regularly")
        CORE = 3, _("At the heart of its mission")

    class Within(models.TextChoices):
        UNSAID = "", _("Not said")
        ALONE = "alone", _("Yes, by itself")
        TOGETHER = "together", _("Yes, with others")
        NO = "no", _("No")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="factor_actions")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="factor_actions")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="factor_actions")
    factor = models.CharField(max_length=60)  # slug in the library, or the coalition's own
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    within = models.CharField(max_length=10, choices=Within.choices, blank=True, default="")
    remark = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "factor_action"
        constraints = [
            models.UniqueConstraint(fields=["process", "organisation", "factor"], name="factor_action_once"),
            models.CheckConstraint(condition=Q(level__lte=3), name="factor_action_level"),
        ]


class FactorService(models.Model):
    """A service through which an organisation works on a factor."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    factor_action = models.ForeignKey(FactorAction, on_delete=models.CASCADE, related_name="services")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="factor_services")

    class Meta:
        db_table = "factor_service"
        constraints = [models.UniqueConstraint(fields=["factor_action", "service"], name="factor_service_once")]
