"""How an action goes: two minutes, the essential first."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe import files
from courtepointe.followup.models import ProgressReport
from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.planning import amounts
from courtepointe.planning.forms.fields import AmountField
from courtepointe.planning.models import Action, Milestone

Status = Action.Status
SAYABLE = (Status.NOT_STARTED, Status.UNDER_WAY, Status.DONE, Status.POSTPONED)  # to abandon is for the group
STATES = {  # as an action is said to stand, by whoever leads it
    Status.NOT_STARTED.value: _("Not started"),
    Status.UNDER_WAY.value: _("Under way"),
    Status.DONE.value: _("Carried through"),
    Status.POSTPONED.value: _("Postponed"),
    Status.ABANDONED.value: _("Abandoned"),
}
MOST = 1_000_000
PER_CENT = {"min_value": _("A percentage is between 0 and 100."), "max_value": _("A percentage is between 0 and 100.")}
COUNT = {
    "min_value": _("A number of people or of activities is not negative."),
    "max_value": _("This number is too large: check it."),
    "invalid": _("Write a whole number, such as 24."),
}


def _words(label: Any, most: int, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, **kwargs)


def _count(label: Any, **kwargs: Any) -> forms.IntegerField:
    given: Any = {"min_value": 0, "max_value": MOST, "required": False, "error_messages": COUNT, **kwargs}
    return forms.IntegerField(label=label, **given)


class ProgressForm(VersionedForm):
    """What the lead of an action says before a meeting."""

    status = forms.ChoiceField(label=_("Where does it stand?"), widget=forms.RadioSelect)
    milestones = forms.MultipleChoiceField(
        label=_("Milestones reached"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reached = _count(_("People or families reached since the beginning"))
    spent_cents = AmountField(label=_("Spent since the beginning"), required=False)
    helps = _words(_("What helps"), 2000)
    hinders = _words(_("What hinders"), 2000)
    adjustment = _words(
        _("Adjustment asked"),
        1000,
        help_text=_("Another date, another lead, another way: the group talks about it at the meeting."),
    )
    file = forms.FileField(
        label=_("Evidence"),
        required=False,
        widget=forms.FileInput(attrs={"accept": files.ACCEPTED}),
        help_text=_("A table, a report, a photo without children."),
    )
    share = forms.IntegerField(
        label=_("Done, in per cent"),
        min_value=0,
        max_value=100,
        required=False,
        error_messages={**PER_CENT, "invalid": COUNT["invalid"]},
    )
    sessions = _count(_("Activities held since the beginning"))
    achieved = _words(_("What was done"), 4000)
    families_say = _words(
        _("What families say of it"), 2000, help_text=_("Write nothing that names a child or a family.")
    )
    next_step = forms.CharField(label=_("Next step"), max_length=400, required=False)

    def __init__(self, row: ProgressReport, stones: Iterable[Milestone], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        # An action that the group abandoned, or that its lead says so of, keeps its state in sight.
        named = [*SAYABLE, *([Status.ABANDONED] if Status.ABANDONED in (row.status, row.action.status) else [])]
        fields["status"].choices = [(value, STATES[value]) for value in named]
        fields["milestones"].choices = [(str(stone.uid), stone.text) for stone in stones]

    def values(self) -> dict[str, Any]:
        """What was typed, in the order of the plan for milestones; the file goes its own way."""
        found = {name: value for name, value in super().values().items() if name != "file"}
        order = [key for key, _label in self.fields["milestones"].choices]  # type: ignore[attr-defined]
        return {**found, "milestones": [key for key in order if key in found["milestones"]]}

    def of_changed(self, names: Iterable[str]) -> dict[str, Any] | None:
        """The values of these fields alone, as a page that saves as one goes sends them; None when one is not good."""
        self.is_valid()
        wanted = [name for name in names if name in self.fields and name not in ("version", "uid", "file")]
        if any(name in self.errors for name in wanted):
            return None
        return {name: self.cleaned_data[name] for name in wanted}

    def against(self, row: Any) -> list[tuple[str, str]]:
        return self.differing(row, self.values())

    def shown(self, name: str, value: Any) -> str:
        if name == "milestones":
            labels = dict(self.fields["milestones"].choices)  # type: ignore[attr-defined]
            return ", ".join(str(labels[key]) for key in value if key in labels)
        if name == "spent_cents":
            return "" if value is None else amounts.dollars(value)
        return super().shown(name, value)

    def differing_from(self, row: Any, mine: dict[str, Any]) -> list[tuple[str, str, str, str, str | None]]:
        """Name, label, what is saved, what is here, and the saved value as its field writes it (none for a list)."""
        found = []
        for name, value in mine.items():
            saved = getattr(row, name)
            if saved != value:
                written = None if name == "milestones" else self.fields[name].prepare_value(saved)
                raw = None if name == "milestones" else str("" if written is None else written)
                found.append(
                    (name, str(self.fields[name].label), self.shown(name, saved), self.shown(name, value), raw)
                )
        return found

    def typed(self) -> list[tuple[str, str]]:
        """What was sent, label by label, to be copied when it could not be taken."""
        texts = ("reached", "spent_cents", "helps", "hinders", "adjustment", "share", "sessions", "achieved")
        names = (*texts, "families_say", "next_step")
        return [(str(self.fields[name].label), self.data[name]) for name in names if self.data.get(name, "").strip()]


SHOWN = (
    *("status", "milestones", "reached", "spent_cents", "helps", "hinders", "adjustment", "share", "sessions"),
    *("achieved", "families_say", "next_step", "version"),
)
