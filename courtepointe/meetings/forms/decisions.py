"""A decision of the group."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.meetings.models import Decision

VOTES = ("votes_for", "votes_against", "votes_abstained")


class DecisionForm(VersionedForm):
    wording = forms.CharField(
        label=_("The group decides…"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The exact wording, as read to the group."),
    )
    mode = forms.ChoiceField(
        label=_("How it was decided"),
        choices=Decision.Mode.choices,
        initial=Decision.Mode.CONSENSUS,
        widget=forms.RadioSelect,
    )
    votes_for = forms.IntegerField(label=_("For"), min_value=0, max_value=9999, required=False)
    votes_against = forms.IntegerField(label=_("Against"), min_value=0, max_value=9999, required=False)
    votes_abstained = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=9999, required=False)
    result = forms.ChoiceField(
        label=_("Result"),
        choices=Decision.Result.choices,
        initial=Decision.Result.ADOPTED,
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Reasons"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        """Votes are counted when there was a vote, and only then."""
        data = super().clean() or self.cleaned_data
        if data.get("mode") != Decision.Mode.VOTE:
            data.update(dict.fromkeys(VOTES))
            return data
        for name in ("votes_for", "votes_against"):
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, _("After a vote, write how many; 0 is an answer."))
        return data


class RemovalForm(forms.Form):
    """Why something is removed; kept with it."""

    reason = forms.CharField(label=_("Why remove it?"), max_length=300)


def initial_of(decision: Decision) -> dict[str, Any]:
    """What the form shows of a decision."""
    names = ("wording", "mode", *VOTES, "result", "reasons", "version")
    return {name: getattr(decision, name) for name in names}
