"""The process (démarche) of a coalition: one cycle, its rhythm, what was done before it."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from courtepointe import clock
from courtepointe.coalitions.models import Coalition
from courtepointe.rows import Identified, Versioned


class Process(Identified, Versioned):
    """One cycle of the démarche, usually two or three years, and the rhythm its meetings are proposed on."""

    code = "process"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="processes")
    name = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    weeks_between = models.PositiveSmallIntegerField(
        default=4, validators=[MinValueValidator(1), MaxValueValidator(26)]
    )
    hour = models.TimeField(default=dt.time(13, 15))
    place = models.CharField(max_length=200, blank=True)
    summer_pause = models.BooleanField(default=True)
    factor_count = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(12)])
    meetings_per_factor = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    follow_up_count = models.PositiveSmallIntegerField(default=4, validators=[MaxValueValidator(24)])
    evaluation_count = models.PositiveSmallIntegerField(default=2, validators=[MaxValueValidator(12)])
    stage = models.CharField(max_length=20, default="intention")
    opened_at_stage = models.CharField(max_length=20, default="intention")  # stages before it were done elsewhere
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="next_cycles")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "process"
        indexes = [models.Index(fields=["coalition", "starts_on"], name="process_order")]


class PastStage(Identified, Versioned):
    """What was done at a stage before the coalition came to Courtepointe, told briefly: nothing in it is ever late."""

    code = "past_stage"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="past_stages")
    stage = models.CharField(max_length=20)
    summary = models.TextField(blank=True, max_length=4000)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "past_stage"
        constraints = [models.UniqueConstraint(fields=["process", "stage"], name="past_stage_once")]
