"""A line of the plan of the analysis; lines taken from the library; a table pasted."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis.models import DataNeed
from courtepointe.analysis.queries.pasted_needs import LAYOUT
from courtepointe.coalitions.forms.pasting import TableForm
from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.library.method import Method
from courtepointe.meetings.forms.common import VersionedForm, offer


class DataNeedForm(VersionedForm):
    """What we want to know, where it is found, who brings it and by when."""

    question = forms.CharField(label=_("What we want to know"), max_length=400)
    system = forms.ChoiceField(label=_("System"), required=False)
    kind = forms.ChoiceField(label=_("Kind of data"), required=False, choices=DataNeed.Kind.choices)
    source = forms.CharField(
        label=_("Where it is found"),
        max_length=300,
        required=False,
        help_text=_("A survey, a register, people to ask."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Who brings it: an organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("No organisation"),
    )
    member = forms.ModelChoiceField(
        label=_("Or one person"),
        queryset=Member.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("Nobody yet"),
    )
    due_on = forms.DateField(label=_("By when"), required=False)
    remark = forms.CharField(label=_("Remark"), max_length=400, required=False)

    def __init__(self, coalition: Coalition, method: Method, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        systems = [("", _("All the systems")), *((system.slug, str(system.name)) for system in method.systems)]
        self.fields["system"].choices = systems  # type: ignore[attr-defined]
        offer(self, coalition, member="member", organisation="organisation")

    def shown(self, name: str, value: Any) -> str:
        if name == "system":
            return str(dict(self.fields["system"].choices).get(value, value))  # type: ignore[attr-defined]
        return super().shown(name, value)


def initial_of(need: DataNeed) -> dict[str, Any]:
    """What the form shows of a line."""
    plain = {name: getattr(need, name) for name in ("question", "system", "kind", "source", "due_on", "remark")}
    return {
        **plain,
        "organisation": need.organisation.uid if need.organisation else "",
        "member": need.member.uid if need.member else "",
        "version": need.version,
    }


class ProposedForm(forms.Form):
    """Lines chosen among those of the library and of the last cycle, wanted for one date."""

    due_on = forms.DateField(
        label=_("By when, for the lines chosen"),
        required=False,
        help_text=_("A week before the meeting at which data are presented, unless you say otherwise."),
    )

    @classmethod
    def opened(cls, due_on: dt.date | None) -> "ProposedForm":
        return cls(initial={"due_on": due_on})


class NeedsTableForm(TableForm):
    """A table of what the group wants to know."""

    layout = LAYOUT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your table")
        self.fields["text"].help_text = _("One line for each thing to know: copy the cells, paste them here.")


COLUMN_LABELS = {
    "": _("Leave aside"),
    "question": _("What we want to know"),
    "system": _("System"),
    "kind": _("Kind of data"),
    "source": _("Where it is found"),
    "who": _("Who"),
    "due": _("By when"),
    "remark": _("Remark"),
}
