"""What was seen, and what the group concludes from it: questions to parents, observations, findings (Outil 5)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courtepointe import clock
from courtepointe.analysis.models.data import Datum, Material
from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from courtepointe.meetings.models import Activity, Process
from courtepointe.rows import Identified, Present, Removable, Versioned


class Analysis(models.TextChoices):
    """The three analyses of the method, from which findings are drawn."""

    DATA = "data", _("Data")
    SERVICES = "services", _("Service offer")
    FACTORS = "factors", _("Protective factors")


class Questionnaire(Identified, Versioned, Removable):
    """A short page of questions that anyone may answer without saying who they are, in the languages typed."""

    code = "questionnaire"

    class State(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", pgettext_lazy("state", "Open")
        CLOSED = "closed", _("Closed")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="questionnaires")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="questionnaires")
    key = models.CharField(max_length=40, unique=True)  # in the public address
    title = models.CharField(max_length=200)
    texts = models.JSONField(default=list)  # [{"lang", "name", "title", "intro", "questions": [text, ...]}]
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    closes_on = models.DateField(null=True, blank=True)
    answered = models.PositiveIntegerField(default=0)  # sheets received
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "questionnaire"


class Answer(models.Model):
    """An answer to one question: no author, no hour, no link to the other answers of the same sheet."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="answers")
    question = models.PositiveSmallIntegerField()  # its place, from 0
    lang = models.CharField(max_length=20)
    text = models.TextField(max_length=2000)

    class Meta:
        db_table = "questionnaire_answer"
        indexes = [models.Index(fields=["questionnaire", "question"], name="answer_of_question")]


class Finding(Identified, Versioned, Removable):
    """A shared statement that the group draws from observations (« constat »)."""

    code = "finding"

    class Agreement(models.TextChoices):
        UNSAID = "", _("Not said yet")
        FULL = "full", _("All agree")
        WIDE = "wide", _("Most agree")
        DIVIDED = "divided", _("Views differ")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="findings")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="findings")
    statement = models.CharField(max_length=600)
    system = models.CharField(max_length=30, blank=True)
    analysis = models.CharField(max_length=10, choices=Analysis.choices, default=Analysis.DATA)
    agreement = models.CharField(max_length=8, choices=Agreement.choices, blank=True, default="")
    remark = models.CharField(max_length=600, blank=True)
    missing = models.CharField(max_length=600, blank=True)  # data still wanted to be sure
    position = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    followed = models.JSONField(default=list)  # uids of the observations that followed it into another
    set_aside_because = models.CharField(max_length=400, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = Present.as_manager()

    class Meta:
        db_table = "finding"
        indexes = [models.Index(fields=["coalition", "process", "position"], name="finding_order")]


class Observation(Identified, Versioned, Removable):
    """A short fact as somebody brought it. An anonymous one has no author, no hour, and a key that tells no order."""

    code = "observation"

    class Nature(models.TextChoices):
        WORDS = "words", _("Words and experience")
        FIGURES = "figures", _("Figures")

    class Leaning(models.TextChoices):
        UNSAID = "", _("Not said")
        STRENGTH = "strength", _("Strength")
        CONCERN = "concern", _("Concern")

    class Attribution(models.TextChoices):
        NAMED = "named", _("With my name")
        ORGANISATION = "organisation", _("With the name of my organisation")
        ANONYMOUS = "anonymous", _("Without any name")

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="observations")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="observations")
    text = models.CharField(max_length=600)
    system = models.CharField(max_length=30, blank=True)
    nature = models.CharField(max_length=8, choices=Nature.choices, default=Nature.WORDS)
    leaning = models.CharField(max_length=8, choices=Leaning.choices, blank=True, default="")
    analysis = models.CharField(max_length=10, choices=Analysis.choices, default=Analysis.DATA)
    attribution = models.CharField(max_length=12, choices=Attribution.choices, default=Attribution.ORGANISATION)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    source = models.CharField(max_length=300, blank=True)  # where it comes from, in words
    evidence = models.CharField(max_length=600, blank=True)  # what was seen in a matrix of the analysis, in words
    shuffle = models.UUIDField(default=uuid.uuid4, editable=False)  # order among those of a day: tells nothing
    receipt_hash = models.CharField(max_length=64, blank=True)  # of the code that its anonymous writer keeps
    seen_on = models.DateField()
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="observations")
    set_aside_because = models.CharField(max_length=400, blank=True)
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = Present.as_manager()

    class Meta:
        db_table = "observation"
        indexes = [models.Index(fields=["coalition", "process", "seen_on", "shuffle"], name="observation_order")]


class Evidence(models.Model):
    """A value or a document on which an observation rests."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="evidence_rows")
    datum = models.ForeignKey(Datum, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence_rows")
    material = models.ForeignKey(
        Material, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence_rows"
    )

    class Meta:
        db_table = "observation_evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["observation", "datum"], condition=~Q(datum=None), name="evidence_datum_once"
            ),
            models.UniqueConstraint(
                fields=["observation", "material"], condition=~Q(material=None), name="evidence_material_once"
            ),
            models.CheckConstraint(
                condition=Q(datum=None, material__isnull=False) | Q(datum__isnull=False, material=None),
                name="evidence_of_one_kind",
            ),
        ]
