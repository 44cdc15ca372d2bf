"""The process (démarche) of a coalition, its meetings, and what is said and decided in them."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from courtepointe.rows import Identified, Present, Removable, Versioned


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
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "process"
        indexes = [models.Index(fields=["coalition", "starts_on"], name="process_order")]


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
    now_on = models.ForeignKey("Activity", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
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

    class Meta:
        db_table = "meeting_objective"
        indexes = [models.Index(fields=["coalition", "slug"], name="objective_by_slug")]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="objective_position_once")]


class Activity(Identified, Versioned, Removable):
    """An item of the agenda. Its start time is never stored: it follows from those before it.

    The note has a version of its own: someone who takes notes never collides with someone who mends the agenda.
    """

    code = "activity"

    class Kind(models.TextChoices):
        INFORMATION = "information", _("Information")
        DISCUSSION = "discussion", _("Discussion")
        COLLECTION = "collection", _("Collection")
        DECISION = "decision", _("Decision")
        ROUND = "round", _("Round")
        BREAK = "break", _("Break")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="activities")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    aim = models.CharField(max_length=400, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.DISCUSSION)
    technique = models.CharField(max_length=40, blank=True)  # slug in the library
    lead = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    minutes = models.PositiveSmallIntegerField(default=15, validators=[MaxValueValidator(720)])
    material = models.CharField(max_length=400, blank=True)
    note = models.TextField(blank=True)
    note_version = models.PositiveIntegerField(default=1)

    objects = Present.as_manager()

    class Meta:
        db_table = "activity"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"], condition=Q(removed_at=None), name="activity_position_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(Identified):
    """Who was there. A guest has a name and an organisation's name, and no member."""

    code = "attendance"

    class State(models.TextChoices):
        PRESENT = "present", _("Present")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "attendance"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"], condition=Q(member__isnull=False), name="attendance_once"
            )
        ]


class Decision(Identified, Versioned, Removable):
    """Something the group decided: wording, mode, result and reasons. Numbered within the coalition."""

    code = "decision"

    class Mode(models.TextChoices):
        CONSENSUS = "consensus", _("Consensus")
        CONSENT = "consent", _("Consent")
        VOTE = "vote", _("Vote")
        OTHER = "other", _("Otherwise")

    class Result(models.TextChoices):
        ADOPTED = "adopted", _("Adopted")
        AMENDED = "amended", _("Adopted with changes")
        POSTPONED = "postponed", _("Postponed")
        REJECTED = "rejected", _("Rejected")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="decisions")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    number = models.PositiveIntegerField()
    wording = models.TextField(max_length=2000)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.CONSENSUS)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result.choices, default=Result.ADOPTED)
    reasons = models.TextField(blank=True, max_length=4000)
    search_text = models.TextField(blank=True, editable=False)  # accents and case folded away
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "decision"
        constraints = [models.UniqueConstraint(fields=["coalition", "number"], name="decision_number_once")]

    @property
    def how(self) -> str:
        """How it was decided, with the votes when there was one."""
        mode = str(self.Mode(self.mode).label)
        if self.mode != self.Mode.VOTE:
            return mode
        votes = {"for": self.votes_for or 0, "against": self.votes_against or 0, "abstained": self.votes_abstained or 0}
        return ngettext(
            "%(mode)s: %(for)s for, %(against)s against, %(abstained)s abstention",
            "%(mode)s: %(for)s for, %(against)s against, %(abstained)s abstentions",
            votes["abstained"],
        ) % {"mode": mode, **votes}


class FollowUp(Identified, Versioned, Removable):
    """Something someone will do after the meeting: who, what, when. Done is a fact with who and when."""

    code = "follow_up"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="follow_ups")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="follow_ups")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups")
    what = models.CharField(max_length=400)
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    due_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = Present.as_manager()

    class Meta:
        db_table = "follow_up"
        indexes = [models.Index(fields=["coalition", "done_at", "due_on"], name="follow_up_open")]


class Minutes(Identified, Versioned):
    """The minutes of a meeting: assembled from what was captured; only what was reworded is stored here."""

    code = "minutes"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="written_minutes")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "minutes"


class MinutesSection(Identified, Versioned):
    """The edited wording of one part of the minutes (`opening`, `closing`, or an activity's uid)."""

    code = "minutes_section"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    text = models.TextField(blank=True)  # empty: as captured
    of_note = models.PositiveIntegerField(default=0)  # version of the note that was reworded

    class Meta:
        db_table = "minutes_section"
        constraints = [models.UniqueConstraint(fields=["minutes", "key"], name="minutes_section_once")]
