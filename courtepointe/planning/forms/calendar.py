"""A line of the follow-up calendar, by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.meetings.forms.common import dated, offer
from courtepointe.meetings.models import Meeting, Process
from courtepointe.planning.forms.lines import LineForm, member_field, organisation_field
from courtepointe.planning.models import Checkpoint, Instrument


class CheckpointForm(LineForm):
    """What, when, who, with which instrument, for which meeting."""

    due_on = forms.DateField(label=_("For when"))
    what = forms.CharField(label=_("What is looked at"), max_length=300, required=False)
    organisation = organisation_field(_("Organisation"))
    member = member_field(_("Person"))
    instrument: Any = forms.ModelChoiceField(
        label=_("Follow-up instrument"),
        queryset=Instrument.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("To be said"),
    )
    meeting: Any = forms.ModelChoiceField(
        label=_("Meeting where it is looked at"),
        queryset=Meeting.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("Not tied to one"),
    )

    def __init__(self, process: Process, row: Checkpoint | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, process.coalition, member="member", organisation="organisation")
        fields: dict[str, Any] = self.fields
        tools = Instrument.objects.present().filter(process=process).order_by("sort_key")
        fields["instrument"].queryset = tools
        fields["instrument"].label_from_instance = lambda tool: tool.name
        fields["meeting"].queryset = process.meetings.present().filter(on__isnull=False).order_by("on", "pk")
        fields["meeting"].label_from_instance = dated
        fields["what"].required = row is None or row.kind == Checkpoint.Kind.OTHER

    def shown(self, name: str, value: Any) -> str:
        if isinstance(value, Instrument):
            return value.name
        if isinstance(value, Meeting):
            return value.title
        return super().shown(name, value)


OF_CHECKPOINT = ("due_on", "what", "organisation", "member", "instrument", "meeting")
