"""What the registers may be asked for. Nothing is required; what cannot be read is left out, and said."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.i18n import long_date
from courtepointe.meetings.models import Committee, Decision
from courtepointe.meetings.queries.filters import COALITION, DUE_STATES, STATES, DecisionFilter, FollowUpFilter

STATE_NAMES = dict(zip(STATES, (_("To do"), _("Late"), _("Done"), _("All")), strict=True))
DUE_NAMES = dict(zip(DUE_STATES, (_("Date gone by"), _("Date to come"), _("Without a date")), strict=True))


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


def _any(label: Any) -> tuple[str, Any]:
    return ("", label)


class RegisterForm(forms.Form):
    """What both registers have."""

    body = forms.ChoiceField(label=_("Whose meetings"), required=False)
    who = forms.CharField(label=_("Person or organisation"), max_length=100, required=False)
    due_from = _day(_("Due from"))
    due_to = _day(_("Due until"))

    def __init__(self, committees: list[Committee], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [("", _("Everybody’s")), (COALITION, _("The whole coalition’s"))] if committees else [("", "")]
        bodies = own + [(str(row.uid), row.name) for row in committees]
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        self.is_valid()

    def read(self, name: str) -> Any:
        """The value asked for, or nothing when it could not be read."""
        return self.cleaned_data.get(name) or None

    def said(self) -> list[tuple[str, str]]:
        """Labels and values of the filters that are on, as people read them."""
        return [(str(self.fields[name].label), self._said(name)) for name in self.fields if self.read(name)]

    def _said(self, name: str) -> str:
        value = self.cleaned_data[name]
        choices = getattr(self.fields[name], "choices", None)
        if choices is not None:
            return str(dict(choices).get(value, value))
        return long_date(value) if hasattr(value, "isoformat") else str(value)


class DecisionsForm(RegisterForm):
    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=9999, required=False)
    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    result = forms.ChoiceField(
        label=_("Result"), choices=[_any(_("All results")), *Decision.Result.choices], required=False
    )
    mode = forms.ChoiceField(
        label=_("How it was decided"), choices=[_any(_("All ways")), *Decision.Mode.choices], required=False
    )
    due = forms.ChoiceField(
        label=_("Date to do it"), choices=[_any(_("With or without a date")), *DUE_NAMES.items()], required=False
    )

    def wanted(self) -> DecisionFilter:
        return DecisionFilter(
            year=self.read("year"),
            text=self.read("q") or "",
            result=self.read("result") or "",
            mode=self.read("mode") or "",
            due=self.read("due") or "",
            body=self.read("body") or "",
            who=self.read("who") or "",
            due_from=self.read("due_from"),
            due_to=self.read("due_to"),
        )


class FollowUpsForm(RegisterForm):
    state = forms.ChoiceField(label=_("Show"), choices=list(STATE_NAMES.items()), required=False)
    mine = forms.BooleanField(label=_("Mine only"), required=False)

    def said(self) -> list[tuple[str, str]]:
        state = self.read("state") or STATES[0]
        pairs = [pair for pair in super().said() if pair[0] not in (str(_("Show")), str(_("Mine only")))]
        mine = [(str(_("Mine only")), str(_("yes")))] if self.read("mine") else []
        return [(str(_("Show")), str(STATE_NAMES[state])), *mine, *pairs]

    def wanted(self) -> FollowUpFilter:
        return FollowUpFilter(
            state=self.read("state") or STATES[0],
            mine=bool(self.read("mine")),
            body=self.read("body") or "",
            who=self.read("who") or "",
            due_from=self.read("due_from"),
            due_to=self.read("due_to"),
        )
