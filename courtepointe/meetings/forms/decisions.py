"""A decision of the group."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.meetings.forms.common import VersionedForm, dated, offer
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.rows import Versioned

Mode = Decision.Mode
VOTES = ("votes_for", "votes_against", "votes_abstained")
COUNTED = (Mode.VOTE, Mode.DOTS)  # modes in which choices may be put to the group and counted
FIELDS = ("wording", "mode", *VOTES, "result", "reasons", "owner", "owner_organisation", "due_on")
CHOICES, OBJECTIONS = range(1, 9), range(1, 5)  # lines that the form offers


def votes(label: Any) -> Any:
    """How many voted so."""
    return forms.IntegerField(label=label, min_value=0, max_value=9999, required=False)


def ask_for_votes(form: forms.Form, data: dict[str, Any]) -> None:
    """After a vote, both sides are counted: what lacks is said beside its field."""
    for name in ("votes_for", "votes_against"):
        if data.get(name) is None and name not in form.errors:
            form.add_error(name, gettext("After a vote, write how many; 0 is an answer."))


def meeting_field(**kwargs: Any) -> Any:
    """At which meeting something is decided; `offer_decided` says among which."""
    return forms.ModelChoiceField(
        label=_("Meeting"),
        queryset=Meeting.objects.none(),
        to_field_name="uid",
        empty_label=_("Choose the meeting"),
        **kwargs,
    )


def part_of_field() -> Any:
    """The decision of the register that it comes under, or one of its own."""
    return forms.ModelChoiceField(
        label=_("Decision"),
        queryset=Decision.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("A decision of its own, with the next number"),
        help_text=_("Several lines may come under one decision of the meeting."),
    )


def offer_decided(form: forms.Form, meetings: QuerySet[Meeting], decisions: QuerySet[Decision]) -> None:
    """Let `meeting` and `part_of` choose among these, the last first."""
    fields: dict[str, Any] = form.fields
    fields["meeting"].queryset = meetings.order_by("-on", "-pk")
    fields["meeting"].label_from_instance = dated
    fields["part_of"].queryset = decisions.order_by("-number")
    fields["part_of"].label_from_instance = lambda row: f"{row.number}. {row.wording[:100]}"


class DecisionForm(VersionedForm):
    """What the mode does not need is not asked; whatever was typed for another mode is left out when it is saved."""

    wording = forms.CharField(
        label=_("The group decides…"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The exact wording, as read to the group."),
    )
    mode = forms.ChoiceField(
        label=_("How it was decided"),
        choices=Mode.choices,
        initial=Mode.CONSENSUS,
        widget=forms.RadioSelect,
    )
    votes_for = votes(_("For"))
    votes_against = votes(_("Against"))
    votes_abstained = votes(_("Abstained"))
    result = forms.ChoiceField(
        label=_("Result"),
        choices=Decision.Result.choices,
        initial=Decision.Result.ADOPTED,
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Reasons"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = forms.ModelChoiceField(
        label=_("Who carries it out"),
        queryset=Member.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("Nobody yet"),
    )
    owner_organisation = forms.ModelChoiceField(
        label=_("Or an organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("No organisation"),
    )
    due_on = forms.DateField(
        label=_("For when"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, coalition: Coalition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, coalition, member="owner", organisation="owner_organisation")
        for n in CHOICES:
            self.fields[f"choice_{n}"] = _line(_("Choice %(number)s"), n, 300)
            self.fields[f"count_{n}"] = forms.IntegerField(
                label=_("How many"), min_value=0, max_value=9999, required=False
            )
        for n in OBJECTIONS:
            self.fields[f"objection_{n}"] = _line(_("Objection %(number)s"), n, 1000)
            self.fields[f"answer_{n}"] = _line(_("What the group answers"), n, 1000)

    def choices(self) -> Iterator[tuple[Any, Any]]:
        """The fields of each choice: its words, its count."""
        return ((self[f"choice_{n}"], self[f"count_{n}"]) for n in CHOICES)

    def objections(self) -> Iterator[tuple[Any, Any]]:
        """The fields of each objection: its words, the answer."""
        return ((self[f"objection_{n}"], self[f"answer_{n}"]) for n in OBJECTIONS)

    def says(self, *names: str) -> bool:
        """Whether one of these parts was filled or refused: it is then shown open."""
        return any(
            self[field].value() not in (None, "") or self[field].errors
            for field in self.fields
            if field.startswith(names)
        )

    def clean(self) -> dict[str, Any]:
        """Votes and choices are counted when there was a count, and only then."""
        data = super().clean() or self.cleaned_data
        if data.get("mode") != Mode.VOTE:
            data.update(dict.fromkeys(VOTES))
        data["options"] = self._choices(data) if data.get("mode") in COUNTED else []
        if data.get("mode") == Mode.VOTE and not data["options"]:
            ask_for_votes(self, data)
        if data.get("mode") == Mode.DOTS and not data["options"]:
            self.add_error("choice_1", _("Write each choice and how many stickers it has."))
        data["objections"] = self._objections(data)
        return data

    def _choices(self, data: dict[str, Any]) -> list[tuple[str, int]]:
        found = []
        for n in CHOICES:
            label, count = data.get(f"choice_{n}", ""), data.get(f"count_{n}")
            if label and count is None and f"count_{n}" not in self.errors:
                self.add_error(f"count_{n}", _("Write how many; 0 is an answer."))
            if count is not None and not label and f"choice_{n}" not in self.errors:
                self.add_error(f"choice_{n}", _("Which choice has this count?"))
            if label:
                found.append((label, count or 0))
        return found

    def _objections(self, data: dict[str, Any]) -> list[tuple[str, str]]:
        found = []
        for n in OBJECTIONS:
            text, answer = data.get(f"objection_{n}", ""), data.get(f"answer_{n}", "")
            if answer and not text and f"objection_{n}" not in self.errors:
                self.add_error(f"objection_{n}", _("Which objection is this the answer to?"))
            if text:
                found.append((text, answer))
        return found

    def values(self) -> dict[str, Any]:
        """The fields of the decision, its `options` (label, count) and its `objections` (text, answer)."""
        return {name: self.cleaned_data[name] for name in (*FIELDS, "options", "objections")}

    def against(self, row: Versioned) -> list[tuple[str, str]]:
        """As for any form; choices and objections are compared whole."""
        mine = self.values()
        differing = self.differing(row, {name: mine[name] for name in FIELDS})
        assert isinstance(row, Decision)
        for name, label, theirs in (
            ("options", _("Choices"), [(one.label, one.count) for one in row.options.order_by("position")]),
            ("objections", _("Objections"), [(one.text, one.answer) for one in row.objections.order_by("position")]),
        ):
            if theirs != mine[name]:
                differing.append((str(label), "\n".join(f"{first} — {second}" for first, second in theirs)))
        return differing


def _line(label: Any, number: int, longest: int) -> forms.CharField:
    return forms.CharField(label=label % {"number": number}, max_length=longest, required=False)


class RemovalForm(forms.Form):
    """Why something is removed; kept with it."""

    reason = forms.CharField(label=_("Why remove it?"), max_length=300)


def initial_of(decision: Decision) -> dict[str, Any]:
    """What the form shows of a decision."""
    found = {name: getattr(decision, name) for name in (*FIELDS, "version")}
    found["owner"] = decision.owner.uid if decision.owner else ""
    found["owner_organisation"] = decision.owner_organisation.uid if decision.owner_organisation else ""
    found |= _numbered("choice", "count", [(one.label, one.count) for one in decision.options.order_by("position")])
    return found | _numbered(
        "objection", "answer", [(one.text, one.answer) for one in decision.objections.order_by("position")]
    )


def _numbered(first: str, second: str, lines: list[tuple[Any, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n, (one, other) in enumerate(lines, start=1):
        found |= {f"{first}_{n}": one, f"{second}_{n}": other}
    return found
