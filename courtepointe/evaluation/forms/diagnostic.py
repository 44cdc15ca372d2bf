"""Forms of the diagnostic: a round, an answer, what the group says of an item, the official wording."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis import tables
from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.evaluation import wording
from courtepointe.evaluation.actions.diagnostic import COMMENT
from courtepointe.evaluation.models import Diagnostic, Level
from courtepointe.evaluation.queries.diagnostic import LEVELS, Item
from courtepointe.library.load import the_method
from courtepointe.meetings.forms.common import VersionedForm, offer
from courtepointe.meetings.models import Meeting, Process
from courtepointe.rows import Refused, Versioned

YES, NO = "yes", "no"


def _meetings(process: Process) -> Any:
    return process.meetings.present().exclude(status=Meeting.CANCELLED).order_by("on", "pk")


class RoundForm(VersionedForm):
    """How a round is held, after the three questions that the tool supposes answered."""

    title = forms.CharField(label=_("Title"), max_length=200)
    mode = forms.ChoiceField(
        label=_("How it is held"),
        choices=Diagnostic.Mode.choices,
        widget=forms.RadioSelect,
        initial=Diagnostic.Mode.BOTH,
    )
    meeting = forms.ModelChoiceField(
        label=_("Meeting where it is discussed"),
        queryset=Meeting.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("No meeting for now"),
    )
    closes_on = forms.DateField(
        label=_("Last day to answer"),
        required=False,
        help_text=_("When each person answers. It may be put off as long as the diagnostic is open."),
    )

    def __init__(self, process: Process, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = _meetings(process)  # type: ignore[attr-defined]
        self.slugs = []
        for one in the_method().prerequisites:
            self.slugs.append(one.slug)
            self.fields[f"is-{one.slug}"] = forms.ChoiceField(
                label=str(one.question),
                choices=[(YES, _("Yes")), (NO, _("No"))],
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def asked(self) -> list[forms.BoundField]:
        """The prerequisites."""
        return [self[f"is-{slug}"] for slug in self.slugs]

    def values(self) -> dict[str, Any]:
        found = super().values()
        said = {slug: found.pop(f"is-{slug}") for slug in self.slugs}
        return {**found, "prerequisites": {slug: value == YES for slug, value in said.items() if value}}

    def differing(self, row: Versioned, mine: dict[str, Any]) -> list[tuple[str, str]]:
        told = {name: value for name, value in mine.items() if name != "prerequisites"}
        return super().differing(row, told)


def initial_of(row: Diagnostic) -> dict[str, Any]:
    """What the form shows of a round."""
    said = {f"is-{slug}": YES if value else NO for slug, value in row.prerequisites.items()}
    meeting = row.meeting.uid if row.meeting else ""
    return {"title": row.title, "mode": row.mode, "meeting": meeting, "closes_on": row.closes_on, **said} | {
        "version": row.version
    }


class AnswerForm(forms.Form):
    """The items, each with its three levels and room for a word. None must be answered, but one at least."""

    def __init__(self, items: Sequence[Item], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"level-{item.number}"] = forms.ChoiceField(
                label=f"{item.number}. {item.title}",
                choices=[*((level, f"{level}. {item.levels[level]}") for level in LEVELS), ("", _("I give no answer"))],
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"comment-{item.number}"] = forms.CharField(
                label=_("A word on item %(item)s") % {"item": item.number},
                max_length=COMMENT,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def asked(self) -> list[tuple[Item, forms.BoundField, forms.BoundField]]:
        """Each item with its two fields."""
        return [(item, self[f"level-{item.number}"], self[f"comment-{item.number}"]) for item in self.items]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.levels:
            self.add_error(None, _("Choose a level for at least one item."))
        return typed

    @property
    def levels(self) -> dict[int, str]:
        return self._of("level")

    @property
    def comments(self) -> dict[int, str]:
        return self._of("comment")

    def _of(self, what: str) -> dict[int, str]:
        found = {item.number: self.cleaned_data.get(f"{what}-{item.number}", "") for item in self.items}
        return {number: value for number, value in found.items() if value}


class ItemForm(VersionedForm):
    """What the group says of an item, and what somebody will do of it."""

    level = forms.ChoiceField(
        label=_("The group’s level"),
        choices=[*Level.choices, ("", _("Not said"))],
        required=False,
        widget=forms.RadioSelect,
    )
    rationale = forms.CharField(
        label=_("Why this level"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    finding = forms.CharField(
        label=_("What we draw from it"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    improvement = forms.CharField(
        label=_("What we will do better"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    meeting = forms.ModelChoiceField(
        label=_("Among the follow-ups of"),
        queryset=Meeting.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("No meeting: keep it here only"),
        help_text=_("All the members read the follow-ups, observers too. The level, reasons and finding stay here."),
    )
    member = forms.ModelChoiceField(
        label=_("Who"), queryset=Member.objects.none(), required=False, to_field_name="uid", empty_label=_("Nobody yet")
    )
    organisation = forms.ModelChoiceField(
        label=_("Or an organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("No organisation"),
    )
    due_on = forms.DateField(label=_("For when"), required=False)
    said = ("level", "rationale", "finding", "improvement")

    def __init__(self, coalition: Coalition, process: Process, levels: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, coalition, member="member", organisation="organisation")
        open_ones = _meetings(process).exclude(written_minutes__closed_at__isnull=False)
        self.fields["meeting"].queryset = open_ones  # type: ignore[attr-defined]
        if not levels:
            del self.fields["level"], self.fields["rationale"]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in self.said}

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("level") and not typed.get("rationale"):
            self.add_error("rationale", _("Say why the group chose this level."))
        if typed.get("meeting") and not typed.get("improvement"):
            self.add_error("improvement", _("Say first what will be done better."))
        return typed


class WordingForm(forms.Form):
    """The official wording, and on what ground it may be used."""

    file = forms.FileField(label=_("A file: CSV, XLSX, ODS or JSON"), required=False, max_length=255)
    text = forms.CharField(
        label=_("Or the same, pasted"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Five columns: number, title, A, B, C. Eighteen items."),
    )
    right = forms.CharField(
        label=_("On what ground you hold the right to use it"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For instance: permission written by the owner of the rights, with its date."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items: list[dict[str, Any]] = []
        self.fields["file"].widget.attrs["accept"] = f"{tables.ACCEPTED},.json"

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        file, text = found.get("file"), found.get("text", "").strip()
        if "file" in self.errors:
            return found
        where = "file" if file else "text"
        try:
            if file:
                read = wording.from_file(file.name, file.read(tables.limit() + 1))
            elif text:
                read = wording.from_text(text)
            else:
                self.add_error(None, _("Choose a file, or paste a table."))
                return found
        except Refused as refused:
            self.add_error(where, refused.message)
            return found
        self.items = read.items
        for problem in read.problems:
            self.add_error(where, problem)
        return found
