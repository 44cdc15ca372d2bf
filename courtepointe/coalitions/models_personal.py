"""What the law of Québec asks to keep about personal information: consents, requests, erasures."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Member, Person
from courtepointe.rows import Identified


class Subject(models.TextChoices):
    """What consent is asked for. The words that are asked are in `consent_texts.py`."""

    CONTACT = "contact", _("My personal contact details in the list")
    SHARED = "shared", _("My personal contact details shared with all members")
    PHOTO = "photo", _("Photos in which I can be recognised")
    DIGEST = "digest", _("Summaries of the activity")


class Way(models.TextChoices):
    """How an answer was given."""

    PAGE = "page", _("On the page")
    PAPER = "paper", _("On paper")
    ORAL = "oral", _("Aloud")


class Consent(Identified):
    """One answer to one question: a fact that is never changed. The latest of a subject is `current`."""

    code = "consent"

    GIVEN, REFUSED, WITHDRAWN = "given", "refused", "withdrawn"

    class Answer(models.TextChoices):
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="consents")
    subject = models.CharField(max_length=10, choices=Subject.choices)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    asked = models.TextField()  # word for word
    language = models.CharField(max_length=5, choices=Person.LANGUAGES)  # of those words
    text_version = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.PAGE)
    answered_on = models.DateField()  # for paper, the day that is written on it
    noted_at = models.DateTimeField(default=clock.now)
    entered_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    current = models.BooleanField(default=True)

    class Meta:
        db_table = "consent"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "subject"], condition=Q(current=True), name="consent_current_once"
            )
        ]


class PersonalRequest(Identified):
    """What a person asks about the information held on them; answered in writing within 30 days, and kept."""

    code = "personal_request"

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correct something")
        ACCESS = "access", _("Know or receive something")
        ERASURE = "erasure", _("Erase something")
        OTHER = "other", _("Another question")

    class Outcome(models.TextChoices):
        WAITING = "", _("Waiting for an answer")
        GRANTED = "granted", _("Accepted")
        PARTLY = "partly", _("Accepted in part")
        DECLINED = "declined", _("Declined")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="personal_requests")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="personal_requests")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CORRECTION)
    words = models.TextField(max_length=4000)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.PAGE)
    made_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField()
    entered_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    reply = models.TextField(blank=True, max_length=4000)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "personal_request"
        indexes = [models.Index(fields=["coalition", "replied_at", "due_on"], name="personal_request_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, outcome="") | (Q(replied_at__isnull=False) & ~Q(outcome="")),
                name="personal_request_replied",
            )
        ]


class Erasure(Identified):
    """That a person's information was erased: when, on whose word, what stayed. It names nobody."""

    code = "erasure"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="erasures")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="erasures")  # the seat, emptied
    done_at = models.DateTimeField(default=clock.now)
    done_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.PAGE)  # how the person asked
    stays = models.JSONField(default=dict)  # what was confirmed to stay -> how many
    account = models.BooleanField(default=False)  # the account went as well

    class Meta:
        db_table = "erasure"
        indexes = [models.Index(fields=["coalition", "done_at"], name="erasure_order")]
