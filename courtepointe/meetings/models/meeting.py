"""A meeting, what it is to achieve, and what is to be told about it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.models import Coalition
from courtepointe.meetings.models.process import Process
from courtepointe.rows import Identified, Present, Removable, Versioned


class Meeting(Identified, Removable, Versioned):
    """One meeting, in the coalition's own words: its texts were copied from the method when it was made."""

    code = "meeting"

    DRAFT, CONVOKED, HELD, CANCELLED = "draft", "convoked", "held", "cancelled"

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        CONVOKED = "convoked", _("Announced")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="meetings")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="meetings")
    template = models.CharField(max_length=40, blank=True)  # slug in the library; empty: the coalition's own
    turn = models.PositiveSmallIntegerField(default=1)  # first, second... of this template in the process
    stage = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    on = models.DateField(null=True, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=165, validators=[MinValueValidator(15), MaxValueValidator(720)])
    zone = models.CharField(max_length=40, default="America/Toronto")
    place = models.CharField(max_length=200, blank=True)
    tools = models.JSONField(default=list, blank=True)  # numbers of tools of the library
    status = models.CharField(max_length=10, choices=Status.choices, default=DRAFT)
    committee = models.ForeignKey(
        "Committee", null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )  # empty: a meeting of the whole coalition
    convoked_at = models.DateTimeField(null=True, blank=True)  # first convocation sent
    sequence = models.PositiveIntegerField(default=0)  # SEQUENCE of its calendar file: one more at each change told
    on_paper = models.BooleanField(default=False)  # held on paper, entered afterwards
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    now_on = models.ForeignKey("Activity", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    now_since = models.DateTimeField(null=True, blank=True)  # since when that activity is on, later by its pauses
    now_paused_at = models.DateTimeField(null=True, blank=True)  # its clock stands since then
    screen_version = models.PositiveIntegerField(default=1)  # one more at each thing that the projected page shows
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "meeting"
        indexes = [models.Index(fields=["coalition", "on", "starts_at"], name="meeting_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "convoked", "held", "cancelled"]),
                name="meeting_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(status="cancelled") | Q(on__isnull=False),
                name="meeting_dated_when_convoked",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes_are_closed(self) -> bool:
        """Then what the minutes are made of no longer changes; free after `select_related("written_minutes")`."""
        written = getattr(self, "written_minutes", None)
        return written is not None and written.closed_at is not None


class MeetingObjective(Identified):
    """What a meeting is to achieve, copied from the method or the coalition's own, and how far it was."""

    code = "objective_of_meeting"

    class Outcome(models.TextChoices):
        OPEN = "", _("Not marked yet")
        REACHED = "reached", _("Reached")
        PARTLY = "partly", _("Partly reached")
        CARRIED = "carried", _("Carried over")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="objectives")
    slug = models.CharField(max_length=60, blank=True)  # objective of the library; empty: the coalition's own
    stage = models.CharField(max_length=20)
    text = models.CharField(max_length=400)
    position = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    outcome_at = models.DateTimeField(null=True, blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="carried_to"
    )  # the objective of an earlier meeting that comes back here
    brought_back = models.BooleanField(default=False)  # put here by the program, which may take it away untouched
    let_go = models.BooleanField(default=False)  # carried over, then taken out of where it came back: it stays out

    class Meta:
        db_table = "meeting_objective"
        indexes = [models.Index(fields=["coalition", "slug"], name="objective_by_slug")]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="objective_position_once")]


class Notice(Identified):
    """Something to tell about a meeting, once the quiet period is over: several changes in a minute make one mail.

    The row says that there may be something to tell; what is told is the meeting as it stands when the mails are
    written: convoked, changed, no longer convoked, or nothing when it is as it was last told.
    """

    code = "notice"

    NEWS, CONVOCATION, CHANGE, CANCELLATION, REMINDER = "news", "convocation", "change", "cancellation", "reminder"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, default=NEWS)  # NEWS while it waits
    due_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)  # of the calendar file that was told
    fingerprint = models.CharField(max_length=64, blank=True)  # of the meeting as it was told
    told_at = models.DateTimeField(null=True, blank=True)  # its messages wait to leave, or left
    told_count = models.PositiveIntegerField(default=0)  # people
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "notice"
        indexes = [models.Index(fields=["told_at", "due_at"], name="notice_due")]
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(told_at=None), name="notice_waits_once"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(kind="reminder"), name="notice_reminds_once"),
        ]
