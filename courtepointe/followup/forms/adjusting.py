"""What the group decides of an adjustment, and what changes in the action."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe.followup.actions.adjusting import Verdict
from courtepointe.followup.forms.progress import STATES
from courtepointe.followup.models import Adjustment
from courtepointe.meetings.forms.common import offer
from courtepointe.meetings.forms.decisions import meeting_field, offer_decided, part_of_field
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.planning.forms.lines import LineForm, member_field, organisation_field
from courtepointe.planning.models import Action

Mode, Result = Decision.Mode, Adjustment.Result
DECIDED = {
    Result.OPEN.value: gettext_lazy("to be discussed"),
    Result.ACCEPTED.value: gettext_lazy("accepted by the group"),
    Result.REFUSED.value: gettext_lazy("refused by the group"),
    Result.LATER.value: gettext_lazy("put off by the group"),
}
OF_ACTION = ("starts_on", "ends_on", "lead", "lead_member", "status")


class AdjustForm(LineForm):
    """What is asked, what is decided and why; dates, lead and state of the action, as they will be."""

    what = forms.CharField(
        label=gettext_lazy("What is asked"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    result = forms.ChoiceField(
        label=gettext_lazy("What the group decides"),
        choices=list(DECIDED.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    meeting = meeting_field(required=False)
    mode = forms.ChoiceField(
        label=gettext_lazy("How it was decided"),
        choices=[
            (value, label) for value, label in Mode.choices if value in (Mode.CONSENSUS, Mode.CONSENT, Mode.OTHER)
        ],
        initial=Mode.CONSENSUS,
        required=False,
        widget=forms.RadioSelect,
    )
    part_of = part_of_field()
    starts_on = forms.DateField(label=gettext_lazy("Starts on"), required=False)
    ends_on = forms.DateField(label=gettext_lazy("Ends on"), required=False)
    lead: Any = organisation_field(gettext_lazy("Lead organisation"))
    lead_member: Any = member_field(gettext_lazy("Person"))
    status = forms.ChoiceField(label=gettext_lazy("State"), choices=list(STATES.items()))
    action_version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, action: Action, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        offer(self, action.coalition, member="lead_member", organisation="lead")
        meetings = action.process.meetings.present().exclude(status=Meeting.CANCELLED).filter(on__isnull=False)
        decided = Decision.objects.present().filter(meeting__process=action.process_id)
        offer_decided(self, meetings, decided)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = typed.get("starts_on"), typed.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It ends after it starts."))
        if typed.get("result"):
            if not typed.get("reason"):
                self.add_error("reason", _("Say why: it is what the group will look for in two years."))
            if typed.get("meeting") is None and "meeting" not in self.errors:
                self.add_error("meeting", _("Say at which meeting."))
            part_of = typed.get("part_of")
            if part_of is not None and typed.get("meeting") and part_of.meeting_id != typed["meeting"].pk:
                self.add_error("part_of", _("This decision is of another meeting."))
        if not self.errors and self.changes() and typed.get("result") != Result.ACCEPTED:
            self.add_error("result", _("The action changes only with an adjustment that is accepted."))
        return typed

    def changes(self) -> dict[str, Any]:
        """What will be otherwise in the action."""
        return {
            name: self.cleaned_data[name]
            for name in OF_ACTION
            if self.cleaned_data.get(name) != getattr(self.action, name)
        }

    def verdict(self) -> Verdict:
        """What the group decides, as the act takes it."""
        said = {name: self.cleaned_data[name] for name in ("result", "reason", "meeting", "part_of")}
        mode, version = self.cleaned_data["mode"] or Mode.CONSENSUS, self.cleaned_data["action_version"] or 0
        return Verdict(**said, mode=mode, changes=self.changes(), action_version=version)

    def against(self, row: Any) -> list[tuple[str, str]]:
        """Against the adjustment or the action, whichever somebody changed; the form then carries its version."""
        if isinstance(row, Adjustment):
            return self.differing(row, {name: self.cleaned_data[name] for name in ("what", "result", "reason")})
        version = self.data.get("version", "")
        found = self.differing(row, {name: self.cleaned_data[name] for name in OF_ACTION})
        self.data["action_version"], self.data["version"] = str(row.version), version  # type: ignore[index]
        return found or [(_("Action"), row.title)]
