"""What is done before a meeting: the checklist, what each organisation prepares, who says they come."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from courtepointe.meetings.models.meeting import Meeting
from courtepointe.rows import Identified, Present, Removable, Versioned


class PreparationTask(Identified, Versioned, Removable):
    """A line of the checklist of a meeting, so many days before (negative) or after it."""

    code = "preparation_task"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="preparation_tasks")
    slug = models.CharField(max_length=60, blank=True)  # in the library; empty: the coalition's own
    text = models.CharField(max_length=400)
    days = models.SmallIntegerField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = Present.as_manager()

    class Meta:
        db_table = "preparation_task"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "slug"], condition=Q(removed_at=None) & ~Q(slug=""), name="preparation_task_once"
            )
        ]


class Homework(Identified, Versioned, Removable):
    """Something that organisations prepare for a meeting (« à préparer »)."""

    code = "homework"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="homework")
    what = models.CharField(max_length=400)
    due_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "homework"


class HomeworkShare(Identified, Versioned):
    """The part of one organisation in something to prepare, answered by its personal link or entered on its behalf."""

    code = "homework_share"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    homework = models.ForeignKey(Homework, on_delete=models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    answer = models.TextField(blank=True, max_length=8000)
    file = models.ForeignKey("StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "homework_share"
        constraints = [models.UniqueConstraint(fields=["homework", "organisation"], name="homework_share_once")]


class Reply(Identified):
    """Whether a member says that they will come: by their link, signed in, or through the coordinator."""

    code = "reply"

    class Answer(models.TextChoices):
        COMING = "coming", _("Coming")
        NOT_COMING = "not_coming", _("Not coming")
        REPLACED = "replaced", _("Replaced by somebody")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="replies")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="replies")
    answer = models.CharField(max_length=12, choices=Answer.choices)
    substitute = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(default=clock.now)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "reply"
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="reply_once")]
