"""A follow-up: who, what, when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.meetings.forms.common import VersionedForm, offer
from courtepointe.meetings.models import FollowUp


class FollowUpForm(VersionedForm):
    what = forms.CharField(label=_("What"), max_length=400)
    member = forms.ModelChoiceField(
        label=_("Who"), queryset=Member.objects.none(), required=False, to_field_name="uid", empty_label=_("Nobody yet")
    )
    organisation = forms.ModelChoiceField(
        label=_("Or an organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("No organisation"),
        help_text=_("When it is the organisation that commits itself, whoever the person."),
    )
    due_on = forms.DateField(
        label=_("For when"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, coalition: Coalition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, coalition, member="member", organisation="organisation")


def initial_of(follow_up: FollowUp) -> dict[str, Any]:
    """What the form shows of a follow-up."""
    return {
        "what": follow_up.what,
        "member": follow_up.member.uid if follow_up.member else "",
        "organisation": follow_up.organisation.uid if follow_up.organisation else "",
        "due_on": follow_up.due_on,
        "version": follow_up.version,
    }
