"""The analysis of the situation: what the group wants to know, and from whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from courtepointe.meetings.models import Process
from courtepointe.rows import Identified, Present, Removable, Versioned


class DataNeed(Identified, Versioned, Removable):
    """A line of the plan of the analysis: what we want to know, its source, who brings it, by when, received or not."""

    code = "data_need"

    class Kind(models.TextChoices):
        EITHER = "", _("Not said yet")
        FIGURES = "figures", _("Figures")
        WORDS = "words", _("Words and experience")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="data_needs")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="data_needs")
    question = models.CharField(max_length=400)
    system = models.CharField(max_length=30, blank=True)  # slug in the library; empty: all
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True, default="")
    source = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    remark = models.CharField(max_length=400, blank=True)
    position = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "data_need"
        constraints = [
            models.UniqueConstraint(
                fields=["process", "position"], condition=models.Q(removed_at=None), name="data_need_position_once"
            )
        ]
