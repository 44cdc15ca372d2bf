"""A line of the communication plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe.meetings.forms.common import offer
from courtepointe.meetings.models import Process
from courtepointe.planning import amounts
from courtepointe.planning.forms.fields import AmountField
from courtepointe.planning.forms.lines import LineForm, member_field, organisation_field
from courtepointe.planning.models import Action, Milestone


class CommunicationForm(LineForm):
    """To whom and what first; the rest may wait."""

    public = forms.CharField(
        label=gettext_lazy("To whom"),
        max_length=200,
        help_text=gettext_lazy("Families, municipal councils, teams, journalists..."),
    )
    message = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The one thing that they should keep."),
    )
    channel = forms.CharField(
        label=gettext_lazy("By which channel"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Bulletin, poster, telephone, a word at the door..."),
    )
    due_on = forms.DateField(label=gettext_lazy("For when"), required=False)
    organisation: Any = organisation_field(gettext_lazy("Organisation"))
    member: Any = member_field(gettext_lazy("Person"))
    cents = AmountField(label=gettext_lazy("Cost"), required=False, help_text=gettext_lazy("In dollars."))
    action: Any = forms.ModelChoiceField(
        label=gettext_lazy("Action of the plan"),
        queryset=Action.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=gettext_lazy("The whole plan"),
    )
    milestone: Any = forms.ModelChoiceField(
        label=gettext_lazy("Milestone that it announces"),
        queryset=Milestone.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=gettext_lazy("Not tied to one"),
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, process: Process, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, process.coalition, member="member", organisation="organisation")
        fields: dict[str, Any] = self.fields
        fields["action"].queryset = process.actions.present().order_by("number")
        fields["action"].label_from_instance = lambda one: f"A{one.number} · {one.title[:100]}"
        stones = Milestone.objects.filter(action__process=process, action__removed_at=None).select_related("action")
        fields["milestone"].queryset = stones.order_by("action__number", "position")
        fields["milestone"].label_from_instance = lambda one: f"A{one.action.number} · {one.text[:100]}"

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        stone, action = typed.get("milestone"), typed.get("action")
        if stone is not None and action is not None and stone.action_id != action.pk:
            self.add_error("milestone", _("This milestone is of another action."))
        elif stone is not None:
            typed["action"] = stone.action
        return typed

    def shown(self, name: str, value: Any) -> str:
        if isinstance(value, Action):
            return f"A{value.number} · {value.title}"
        if isinstance(value, Milestone):
            return value.text
        if name == "cents" and value is not None:
            return amounts.dollars(value)
        return super().shown(name, value)


OF_COMMUNICATION = (
    *("public", "message", "channel", "due_on", "organisation", "member", "cents", "action", "milestone", "remark"),
)
