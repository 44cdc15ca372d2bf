"""What the group decides: of an action, then of what it aims at. The meeting, the mode and the reason go with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe.evaluation.actions.decisions import How
from courtepointe.evaluation.models import ActionDecision, Relevance
from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.meetings.forms.decisions import ask_for_votes, meeting_field, offer_decided, part_of_field, votes
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.planning.models import Action

Mode = Decision.Mode


class HowForm(VersionedForm):
    """At which meeting, how, and why. A vote is counted."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What the results show, and what the group draws from it."),
    )
    meeting = meeting_field()
    part_of = part_of_field()
    mode = forms.ChoiceField(
        label=gettext_lazy("How it was decided"),
        choices=[(value, label) for value, label in Mode.choices if value != Mode.DOTS],
        initial=Mode.CONSENSUS,
        widget=forms.RadioSelect,
    )
    votes_for = votes(gettext_lazy("For"))
    votes_against = votes(gettext_lazy("Against"))
    votes_abstained = votes(gettext_lazy("Abstained"))
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, meetings: Sequence[Meeting], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [one.pk for one in meetings]
        decided = Decision.objects.present().filter(meeting__in=known)
        offer_decided(self, Meeting.objects.present().filter(pk__in=known), decided)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        part, meeting = typed.get("part_of"), typed.get("meeting")
        if part is not None and meeting is not None and part.meeting_id != meeting.pk:
            self.add_error("part_of", _("This decision was taken at another meeting."))
        if part is None and typed.get("mode") == Mode.VOTE:
            ask_for_votes(self, typed)
        return typed

    def how(self) -> How:
        """Where and how it was decided."""
        typed = self.cleaned_data
        counts = (typed["votes_for"], typed["votes_against"], typed["votes_abstained"])
        return How(typed["meeting"], typed["mode"], counts, typed["part_of"])

    def against(self, row: Any) -> list[tuple[str, str]]:
        """Where the thing itself stands now, beside the form."""
        self.differing(row, {})
        words = getattr(row, "title", None) or getattr(row, "text", None) or str(getattr(row, "reason", ""))
        state = row.get_status_display() if isinstance(row, Action) else ""
        return [(str(_("As it stands now")), " · ".join(filter(None, (words, state))))]


class ActionDecisionForm(HowForm):
    """Keep, adapt or abandon."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("The group decides to"), choices=ActionDecision.Verdict.choices, widget=forms.RadioSelect
    )
    change = forms.CharField(
        label=gettext_lazy("What changes, if it is adapted"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("verdict") == ActionDecision.Verdict.ADAPT and not typed.get("change"):
            self.add_error("change", _("Say what changes in the action."))
        return typed


class RelevanceForm(HowForm):
    """Still relevant, reworded, withdrawn, opened again."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("The group says"), choices=Relevance.Verdict.choices, widget=forms.RadioSelect
    )
    after = forms.CharField(
        label=gettext_lazy("The new wording, if it is reworded"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reopen = forms.BooleanField(required=False)

    def __init__(self, stage: str, rewordable: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["reopen"].label = _("Go back to this stage: %(stage)s") % {"stage": stage}
        fields["reopen"].help_text = _("The group takes that work up again; what was done since is kept.")
        if not rewordable:
            rest = [(value, label) for value, label in Relevance.Verdict.choices if value != Relevance.Verdict.REWORDED]
            fields["verdict"].choices = rest
            del self.fields["after"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("verdict") == Relevance.Verdict.REWORDED and not typed.get("after"):
            self.add_error("after", _("Write the new wording."))
        return typed
