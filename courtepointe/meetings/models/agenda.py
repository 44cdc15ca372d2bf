"""The agenda: its items, what was set aside, the files of the meeting."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Member, Person
from courtepointe.meetings.models.meeting import Meeting
from courtepointe.rows import Identified, Present, Removable, Versioned


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

    class Standing(models.TextChoices):
        """Items that every agenda has, which the program fills by itself."""

        NONE = "", _("An item of this meeting")
        OPENING = "opening", _("Agenda, previous minutes and follow-ups together")
        ADOPTION = "adoption", _("Adoption of the agenda")
        MINUTES = "minutes", _("Previous minutes")
        FOLLOW_UPS = "follow_ups", _("Follow-ups")
        REPORT = "report", _("Report of a committee")
        VARIA = "varia", _("Other business")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="activities")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    aim = models.CharField(max_length=400, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.DISCUSSION)
    technique = models.CharField(max_length=40, blank=True)  # slug in the library
    lead = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    minutes = models.PositiveSmallIntegerField(default=15, validators=[MaxValueValidator(720)])
    added_minutes = models.PositiveSmallIntegerField(default=0)  # given in the room, while the meeting was held
    standing = models.CharField(max_length=10, choices=Standing.choices, blank=True, default="")
    committee = models.ForeignKey("Committee", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
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

    def treats(self, standing: str) -> bool:
        """Whether this is where the agenda treats it: an opening treats adoption, previous minutes and follow-ups."""
        opening = (self.Standing.ADOPTION, self.Standing.MINUTES, self.Standing.FOLLOW_UPS)
        return self.standing == standing or (self.standing == self.Standing.OPENING and standing in opening)


class ParkedItem(Identified, Versioned, Removable):
    """A subject set aside during a meeting (the parking lot), until an agenda takes it up or it is closed."""

    code = "parked_item"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="parked_items")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="parked_items")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(max_length=400)
    raised_by = models.CharField(max_length=200, blank=True)
    parked_at = models.DateTimeField(default=clock.now)
    taken_in = models.ForeignKey(
        Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="parked_items"
    )  # the item of a later agenda that takes it up
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True)

    objects = Present.as_manager()

    class Meta:
        db_table = "parked_item"
        indexes = [models.Index(fields=["coalition", "closed_at"], name="parked_open")]


class MeetingFile(Identified, Removable):
    """A document to read, or a photo of the wall, on an activity or on the meeting as a whole."""

    code = "meeting_file"

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document")
        PHOTO = "photo", _("Photo")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="files")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="files")
    file = models.ForeignKey("StoredFile", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DOCUMENT)
    title = models.CharField(max_length=200)  # of a photo: what is on it, in words
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = Present.as_manager()

    class Meta:
        db_table = "meeting_file"


class PhotoPerson(Identified):
    """A member who can be recognised on a photo: it leaves the minutes when they no longer agree."""

    code = "photo_person"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    photo = models.ForeignKey(MeetingFile, on_delete=models.CASCADE, related_name="people")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="photos")

    class Meta:
        db_table = "photo_person"
        constraints = [models.UniqueConstraint(fields=["photo", "member"], name="photo_person_once")]
