"""What comes out of a meeting: decisions and follow-ups."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from courtepointe.meetings.models.agenda import Activity
from courtepointe.meetings.models.meeting import Meeting
from courtepointe.rows import Identified, Present, Removable, Versioned


class Decision(Identified, Versioned, Removable):
    """Something the group decided: wording, mode, result and reasons. Numbered within the coalition."""

    code = "decision"

    class Mode(models.TextChoices):
        CONSENSUS = "consensus", _("Consensus")
        CONSENT = "consent", _("Consent")
        VOTE = "vote", _("Vote")
        DOTS = "dots", _("Stickers")
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
    owner = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    owner_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    taken_in = models.ForeignKey(  # the item of a later agenda that takes up what was decided outside an agenda
        Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
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


class DecisionOption(Identified):
    """A choice that was put to the group, with its votes or stickers as counted, by hand or not."""

    code = "decision_option"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=300)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "decision_option"
        constraints = [models.UniqueConstraint(fields=["decision", "position"], name="decision_option_position_once")]


class Objection(Identified):
    """A reasoned objection raised before a decision, and how the group answered it."""

    code = "objection"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="objections")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=1000)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "objection"
        constraints = [models.UniqueConstraint(fields=["decision", "position"], name="objection_position_once")]


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
