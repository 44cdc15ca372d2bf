"""What a coalition answers for: its policy, its periods, its incidents."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Member, Person
from courtepointe.rows import Identified, Versioned


class PolicyVersion(Identified):
    """The policy of a coalition in its own words, in one language, from a day on; empty: the ready text again."""

    code = "policy_version"
    version = 0  # how many there are in its language, where a form asks

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="policy_versions")
    language = models.CharField(max_length=5, choices=Person.LANGUAGES)
    text = models.TextField(blank=True, max_length=30_000)
    # The ready text of that time, its blanks not filled in (so that it names nobody): a release may change it since.
    ready = models.TextField(blank=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "policy_version"
        indexes = [models.Index(fields=["coalition", "language", "-made_at"], name="policy_latest")]


class KeepingChoice(models.Model):
    """How long a coalition keeps a kind of thing, where it chose; and whether it is held back for now, and why."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="keeping_choices")
    kind = models.CharField(max_length=20)
    days = models.PositiveIntegerField(null=True, blank=True)
    held_until = models.DateField(null=True, blank=True)
    held_because = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "keeping_choice"
        constraints = [
            models.UniqueConstraint(fields=["coalition", "kind"], name="keeping_choice_once"),
            models.CheckConstraint(
                condition=Q(held_until=None) | ~Q(held_because=""), name="keeping_choice_held_with_a_reason"
            ),
        ]


class KeepingRun(Identified):
    """What is over and goes on a day that was announced; done once."""

    code = "keeping_run"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="keeping_runs")
    announced_at = models.DateTimeField()
    runs_on = models.DateField()
    counts = models.JSONField(default=dict)  # kind -> how many, as announced; then as they went
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "keeping_run"
        constraints = [
            models.UniqueConstraint(fields=["coalition"], condition=Q(done_at=None), name="keeping_run_one_to_come")
        ]


class Incident(Identified, Versioned):
    """A confidentiality incident, with what the register must hold (regulation on incidents, s. 7)."""

    code = "incident"

    class Kind(models.TextChoices):
        ACCESS = "access", _("Somebody had access who may not")
        USE = "use", _("Used for something else")
        DISCLOSURE = "disclosure", _("Told or sent to the wrong person")
        LOSS = "loss", _("Lost, stolen, or another breach")

    class Risk(models.TextChoices):
        UNKNOWN = "", _("Not assessed yet")
        NONE = "none", _("No risk of serious injury")
        SERIOUS = "serious", _("Risk of serious injury")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="incidents")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    information = models.TextField(max_length=2000)  # what personal information, or why it is not known
    circumstances = models.TextField(max_length=4000)
    happened = models.CharField(max_length=200)  # the day or the period, or about when
    known_on = models.DateField()
    people = models.CharField(max_length=200)  # how many, or about how many; in Québec
    sensitivity = models.TextField(blank=True, max_length=1000)
    misuse = models.TextField(blank=True, max_length=1000)
    consequences = models.TextField(blank=True, max_length=1000)
    likelihood = models.TextField(blank=True, max_length=1000)
    risk = models.CharField(max_length=8, choices=Risk.choices, blank=True, default="")
    commission_told_on = models.DateField(null=True, blank=True)
    people_told_on = models.DateField(null=True, blank=True)
    public_notice = models.CharField(max_length=500, blank=True)  # when, and why it was public
    measures = models.TextField(blank=True, max_length=4000)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "incident"
        constraints = [models.UniqueConstraint(fields=["coalition", "number"], name="incident_number_once")]
