"""A ballot, what one puts on it, what the group draws from it; factors, objectives."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis.actions.ballots import HIGH, LOW
from courtepointe.analysis.models import Ballot, FactorChoice, Finding, Objective
from courtepointe.library.method import Method
from courtepointe.meetings.forms.common import VersionedForm, dated
from courtepointe.meetings.models import Decision, Meeting, Process

METHODS = Ballot.Method


class BallotForm(VersionedForm):
    """What is put to the group, and how."""

    title = forms.CharField(label=_("Title"), max_length=200)
    method = forms.ChoiceField(
        label=_("How the group chooses"), choices=METHODS.choices, widget=forms.RadioSelect, initial=METHODS.BOTH
    )
    dots = forms.IntegerField(
        label=_("Dots for each person"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=_("Proposed from the number of findings: about a third. Change it as you like."),
    )
    most_on_one = forms.IntegerField(
        label=_("Most dots on one finding"), min_value=0, max_value=50, required=False, help_text=_("0: no limit.")
    )
    meeting = forms.ModelChoiceField(
        label=_("Meeting at which it is held"),
        queryset=Meeting.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("No meeting in particular"),
    )
    criteria = forms.MultipleChoiceField(label=_("Criteria"), required=False, widget=forms.CheckboxSelectMultiple)
    findings = forms.ModelMultipleChoiceField(
        label=_("Findings on the ballot"),
        queryset=Finding.objects.none(),
        to_field_name="uid",
        error_messages={"required": _("Choose at least one finding.")},
    )

    def __init__(self, process: Process, method: Method, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["meeting"].queryset = process.meetings.present().order_by("on", "pk")
        fields["meeting"].label_from_instance = dated
        fields["criteria"].choices = [(one.slug, str(one.name)) for one in method.criteria]
        fields["findings"].queryset = process.findings.present().order_by("position", "pk")

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        how = typed.get("method")
        if how in (METHODS.DOTS, METHODS.BOTH) and not typed.get("dots"):
            self.add_error("dots", _("Say how many dots each person has."))
        if how in (METHODS.CRITERIA, METHODS.BOTH) and not typed.get("criteria"):
            self.add_error("criteria", _("Tick at least one criterion."))
        if how in (METHODS.CRITERIA, METHODS.DISCUSSION):
            typed["dots"] = 0
        if how in (METHODS.DOTS, METHODS.DISCUSSION):
            typed["criteria"] = []
        typed["dots"], typed["most_on_one"] = typed.get("dots") or 0, typed.get("most_on_one") or 0
        return typed

    def against(self, row: Any) -> list[tuple[str, str]]:
        names = ("title", "method", "dots", "most_on_one")
        return self.differing(row, {name: self.cleaned_data[name] for name in names})


class Paper:
    """What somebody puts on a ballot, read from a form of numbers: `d-<item>` dots, `s-<item>-<n>` for the criterion n.

    An empty number is no answer. `problems` holds a sentence for each name that could not be read.
    """

    def __init__(self, ballot: Ballot, items: list[Any], data: QueryDict) -> None:
        self.typed = {name: data.get(name, "").strip() for name in self._names(ballot, items)}
        self.problems: dict[str, Any] = {}
        self.choices: dict[str, dict[str, Any]] = {}
        for item in items:
            dots = self._number(f"d-{item.position}", 0, ballot.most_on_one or ballot.dots) if ballot.dots else None
            scores = {
                one["slug"]: self._number(f"s-{item.position}-{n}", LOW, HIGH) for n, one in enumerate(ballot.criteria)
            }
            given = {slug: value for slug, value in scores.items() if value is not None}
            self.choices[str(item.uid)] = {"dots": dots or 0, "scores": given}

    @staticmethod
    def _names(ballot: Ballot, items: list[Any]) -> list[str]:
        names = [f"d-{item.position}" for item in items] if ballot.dots else []
        return names + [f"s-{item.position}-{n}" for item in items for n, _one in enumerate(ballot.criteria)]

    def _number(self, name: str, low: int, high: int) -> int | None:
        text = self.typed.get(name, "")
        if not text:
            return None
        if not text.isdecimal() or not low <= int(text[:4]) <= high:
            self.problems[name] = _("A whole number from %(low)s to %(high)s.") % {"low": low, "high": high}
            return None
        return int(text)


def typed_of(ballot: Ballot, items: list[Any], choices: dict[str, Any]) -> dict[str, str]:
    """What the form shows of a ballot that was put in."""
    typed: dict[str, str] = {}
    for item in items:
        said = choices.get(str(item.uid), {})
        typed[f"d-{item.position}"] = str(said.get("dots") or "")
        for n, one in enumerate(ballot.criteria):
            typed[f"s-{item.position}-{n}"] = str(said.get("scores", {}).get(one["slug"], ""))
    return typed


class TotalsForm(forms.Form):
    """A discussion whose totals were counted by hand."""

    papers = forms.IntegerField(label=_("How many people took part"), min_value=0, max_value=2000)
    discussion = forms.CharField(
        label=_("What was said"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, items: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in items:
            self.fields[f"t-{item.position}"] = forms.IntegerField(
                label=item.finding__statement, min_value=0, max_value=100_000, required=False
            )

    def totals(self, items: list[Any]) -> dict[str, int]:
        found = {str(item.uid): self.cleaned_data.get(f"t-{item.position}") for item in items}
        return {uid: total for uid, total in found.items() if total is not None}


class ConclusionForm(forms.Form):
    """What was said around the results, and the decision that settles them."""

    discussion = forms.CharField(
        label=_("What was said"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The figures help to discuss; the group decides."),
    )
    decision = forms.ModelChoiceField(
        label=_("Decision of the meeting"),
        queryset=Decision.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("Not recorded as a decision"),
        help_text=_("With how it was reached: consensus, consent, vote."),
    )

    def __init__(self, process: Process, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Decision.objects.present().filter(coalition_id=process.coalition_id, meeting__process=process)
        self.fields["decision"].queryset = rows.order_by("-number")  # type: ignore[attr-defined]
        self.fields["decision"].label_from_instance = lambda row: f"{row.number} · {row.wording[:90]}"  # type: ignore[attr-defined]


class FactorForm(VersionedForm):
    """Whether the group keeps a factor."""

    state = forms.ChoiceField(
        label=_("The group"), choices=FactorChoice.State.choices, required=False, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Why"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ObjectiveForm(VersionedForm):
    """What the group wants to reach, against the factors that it keeps."""

    text = forms.CharField(
        label=_("Objective"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A change that you want to see, for whom, by strengthening which factor. Not yet an action."),
    )
    factors = forms.ModelMultipleChoiceField(
        label=_("Protective factors that it strengthens"),
        queryset=FactorChoice.objects.none(),
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one factor that the group keeps.")},
    )
    remark = forms.CharField(
        label=_("Remark"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, kept: Any, names: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["factors"].queryset = kept
        fields["factors"].widget.choices = [(str(row.uid), names.get(row.factor, row.factor)) for row in kept]

    def against(self, row: Any) -> list[tuple[str, str]]:
        return self.differing(row, {name: self.cleaned_data[name] for name in ("text", "remark")})


def initial_of(row: Objective) -> dict[str, Any]:
    """What the form shows of an objective."""
    return {
        "text": row.text,
        "remark": row.remark,
        "version": row.version,
        "factors": [str(one.factor_choice.uid) for one in row.factors.all()],
    }


class ReasonForm(VersionedForm):
    reason = forms.CharField(
        label=_("Why it is a priority"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
