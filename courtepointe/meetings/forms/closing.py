"""What closes a meeting: a line of correction, the adoption of the minutes, the evaluation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.meetings.actions.evaluations import COMMENT
from courtepointe.meetings.forms.common import dated
from courtepointe.meetings.models import Decision, Meeting
from courtepointe.meetings.queries.evaluations import LEVELS, QUESTIONS

MOST_SHEETS = 500

LEVEL_NAMES = {1: _("Not at all"), 2: _("A little"), 3: _("Quite"), 4: _("Completely")}
QUESTION_TEXTS = {
    "objectives": _("We reached the objectives of the meeting."),
    "voice": _("I could say what I had to say."),
    "time": _("The time was well used."),
    "decisions": _("The decisions are clear."),
    "next": _("I know what I have to do next."),
}


class SendForm(forms.Form):
    """What changed since the version that members have; asked only when there is one."""

    correction = forms.CharField(
        label=_("What changed, in a line"),
        max_length=300,
        help_text=_("Members read it at the top of the message, for example: “the amount of decision 14”."),
    )


class ReopenForm(forms.Form):
    """Why minutes that the group adopted are opened again."""

    reason = forms.CharField(label=_("Why are they opened again?"), max_length=300)


class AdoptForm(forms.Form):
    """At which meeting the group adopted the minutes, how, and with what changes."""

    at = forms.ModelChoiceField(
        label=_("Meeting at which they are adopted"),
        queryset=Meeting.objects.none(),
        to_field_name="uid",
        empty_label=None,
    )
    mode = forms.ChoiceField(
        label=_("How it was decided"), choices=Decision.Mode.choices, required=False
    )  # empty: as the rules say
    changes = forms.CharField(
        label=_("Changes asked by the group"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave it empty when they are adopted as they are."),
    )

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].queryset = meetings  # type: ignore[attr-defined]
        self.fields["at"].label_from_instance = dated  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The five questions and the open one. None is required; an answer that says nothing is refused by the act."""

    comment = forms.CharField(
        label=_("What should we change?"),
        max_length=COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A few words, if you like. Name nobody."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(level), LEVEL_NAMES[level]) for level in LEVELS]
        for key in QUESTIONS:
            self.fields[key] = forms.ChoiceField(
                label=QUESTION_TEXTS[key], choices=choices, required=False, widget=forms.RadioSelect
            )

    def levels(self) -> dict[str, int | None]:
        """The level chosen for each question."""
        return {key: int(self.cleaned_data[key]) if self.cleaned_data[key] else None for key in QUESTIONS}


class PaperForm(forms.Form):
    """Paper sheets, counted: for each question, how many at each level."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    sheets = forms.IntegerField(label=_("Number of sheets"), min_value=0, max_value=MOST_SHEETS)
    comments = forms.CharField(
        label=_("What they wrote, one sheet a line"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Copy the words, not the names. Then destroy the sheets."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in QUESTIONS:
            for level in LEVELS:
                self.fields[f"{key}-{level}"] = forms.IntegerField(
                    label=LEVEL_NAMES[level], min_value=0, max_value=MOST_SHEETS, required=False
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        sheets = data.get("sheets")
        if sheets is None or self.errors:
            return data
        for key in QUESTIONS:
            if sum(self.counts()[key]) > sheets:
                self.add_error(f"{key}-1", _("More answers than there are sheets."))
        return data

    def counts(self) -> dict[str, list[int]]:
        """How many at each level; an empty box is none."""
        return {key: [self.cleaned_data.get(f"{key}-{level}") or 0 for level in LEVELS] for key in QUESTIONS}

    def words(self) -> list[str]:
        """What was written, a sheet a line."""
        return [line.strip() for line in self.cleaned_data["comments"].splitlines() if line.strip()]
