"""The budget, the funders and the milestones of an action: tables of lines, of which the empty ones are left aside."""

import uuid
from contextlib import suppress
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models import Coalition
from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.planning.forms.fields import AmountField
from courtepointe.planning.forms.lines import organisation_field
from courtepointe.planning.models import BudgetLine, FundingLine

EMPTY_LINES = 2
MOST_LINES = 60


class ListField(forms.ChoiceField):
    """A list that always says something: the usual choice, when nothing came."""

    def __init__(self, *, usual: str, **kwargs: Any) -> None:
        super().__init__(required=False, initial=usual, **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(value) or self.initial


class YearField(forms.ChoiceField):
    """A year of the plan, the first one that is offered when nothing came."""

    def __init__(self) -> None:
        super().__init__(label=_("Year"), required=False)

    def clean(self, value: Any) -> Any:
        return int(super().clean(value) or self.choices[0][0])  # type: ignore[index]


class BudgetLineForm(forms.Form):
    """One cost in one year."""

    what = forms.CharField(label=_("What"), max_length=200, required=False)
    year = YearField()
    kind = ListField(label=_("Money or in kind"), choices=BudgetLine.Kind.choices, usual=BudgetLine.Kind.MONEY)
    nature = ListField(label=_("Nature"), choices=BudgetLine.Nature.choices, usual=BudgetLine.Nature.OTHER)
    cents = AmountField(label=_("Amount"), required=False)
    organisation = organisation_field(_("Given by"))

    def __init__(self, coalition: Coalition, years: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["year"].choices = years
        fields["organisation"].queryset = coalition.organisations.present().order_by("sort_key")

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("what") and typed.get("cents") is None and "cents" not in self.errors:
            self.add_error("cents", _("Say how much."))
        return typed

    @property
    def is_empty(self) -> bool:
        return self.cleaned_data.get("cents") is None


class FundingLineForm(forms.Form):
    """What one funder is asked in one year."""

    name = forms.CharField(label=_("Funder"), max_length=200, required=False)
    year = YearField()
    status = ListField(label=_("State"), choices=FundingLine.Status.choices, usual=FundingLine.Status.TO_APPROACH)
    asked_cents = AmountField(label=_("Amount asked"), required=False)
    confirmed_cents = AmountField(label=_("Amount confirmed"), required=False)

    def __init__(self, coalition: Coalition, years: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = years  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        amounts = (typed.get("asked_cents"), typed.get("confirmed_cents"))
        if not typed.get("name") and any(amount is not None for amount in amounts):
            self.add_error("name", _("Say who."))
        if typed.get("status") == FundingLine.Status.CONFIRMED and amounts[1] is None and typed.get("name"):
            self.add_error("confirmed_cents", _("Say how much is confirmed."))
        return typed

    @property
    def is_empty(self) -> bool:
        return not self.cleaned_data.get("name")


class Lines:
    """Several forms of one kind in a page, by number: `b-0-what`, `b-1-what`..."""

    def __init__(
        self,
        kind: Any,
        prefix: str,
        *given: Any,
        data: QueryDict | None = None,
        rows: list[dict[str, Any]] | None = None,
        start: dict[str, Any] | None = None,
    ) -> None:
        if data is None:
            initials = [*(rows or []), *[dict(start or {}) for _ in range(EMPTY_LINES)]]
            self.forms = [kind(*given, initial=one, prefix=f"{prefix}-{n}") for n, one in enumerate(initials)]
        else:
            numbers = {int(key.split("-")[1]) for key in data if key.startswith(f"{prefix}-") and _numbered(key)}
            wanted = sorted(number for number in numbers if number < MOST_LINES)
            self.forms = [kind(*given, data, prefix=f"{prefix}-{n}") for n in wanted]

    def is_valid(self) -> bool:
        return not [form for form in self.forms if not form.is_valid()]  # each one says what is wrong in it

    def values(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if not form.is_empty]


def _numbered(key: str) -> bool:
    parts = key.split("-")
    return len(parts) > 2 and parts[1].isdecimal() and len(parts[1]) < 4


class MoneyForm(VersionedForm):
    """What goes with the tables of budget and funders."""

    free = forms.BooleanField(label=_("This action costs nothing"), required=False)


class MilestoneForm(forms.Form):
    """A step that can be seen from outside."""

    uid = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Milestone"), max_length=300, required=False)
    due_on = forms.DateField(label=_("For when"), required=False)
    done_on = forms.DateField(label=_("Done on"), required=False)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not typed.get("text") and (typed.get("due_on") or typed.get("done_on")):
            self.add_error("text", _("Say what the step is."))
        with suppress(ValueError):
            typed["uid"] = uuid.UUID(typed.get("uid") or "")
        return typed

    @property
    def is_empty(self) -> bool:
        return not self.cleaned_data.get("text")
