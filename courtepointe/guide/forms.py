"""What is asked of people about their own information."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models import Member
from courtepointe.coalitions.models_personal import PersonalRequest, Subject, Way
from courtepointe.files import StoredFile

NOT_ON_THE_PAGE = [choice for choice in Way.choices if choice[0] != Way.PAGE]


class RequestForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a person asks."""

    class Meta:
        model = PersonalRequest
        fields = ("kind", "words")
        labels = {"kind": _("What do you ask?"), "words": _("In your words")}
        help_texts = {"words": _("For example: “My name is misspelt in the minutes of October 6.”")}
        widgets = {"kind": forms.RadioSelect, "words": forms.Textarea(attrs={"rows": 5})}


class ReplyForm(forms.Form):
    """The answer to a request."""

    outcome = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=[choice for choice in PersonalRequest.Outcome.choices if choice[0]],
    )
    reply = forms.CharField(
        label=_("Your answer, in writing"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was done; if something is declined, why, and by which section of the law."),
    )


class ConsentForm(forms.Form):
    """An answer that was given on paper or aloud."""

    subject = forms.ChoiceField(label=_("What was asked"))
    agrees = forms.ChoiceField(
        label=_("Answer"), choices=[("yes", _("Agrees")), ("no", _("Does not agree"))], widget=forms.RadioSelect
    )
    way = forms.ChoiceField(label=_("How"), choices=NOT_ON_THE_PAGE, widget=forms.RadioSelect)
    answered_on = forms.DateField(label=_("On what day"))

    def __init__(self, *args: Any, subjects: list[str], today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"answered_on": today})
        super().__init__(*args, **kwargs)
        labels = dict(Subject.choices)
        self.fields["subject"].choices = [(slug, labels[slug]) for slug in subjects]  # type: ignore[attr-defined]


class EraseForm(forms.Form):
    """What goes, what stays, and that this was understood."""

    handed_to = forms.ModelChoiceField(
        label=_("Who takes over"), queryset=Member.objects.none(), required=False, to_field_name="uid"
    )
    personal_files = forms.ModelMultipleChoiceField(
        label=_("Files that are personal and go as well"),
        queryset=StoredFile.objects.none(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those that you leave stay with the coalition, without a name."),
    )
    way = forms.ChoiceField(label=_("How did the person ask?"), choices=NOT_ON_THE_PAGE, widget=forms.RadioSelect)
    understood = forms.BooleanField(label=_("I have read what goes and what stays. This cannot be undone."))

    def __init__(self, *args: Any, member: Member, files: list[StoredFile], own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["way"]
        if member.left_at is None:
            heirs = self.fields["handed_to"]
            present = Member.objects.filter(coalition_id=member.coalition_id, left_at=None).exclude(pk=member.pk)
            heirs.queryset = present.order_by("sort_key")  # type: ignore[attr-defined]
            named = member.organisation.name if member.organisation else None
            heirs.empty_label = (  # type: ignore[attr-defined]
                _("Their organisation: %(name)s") % {"name": named} if named else _("Nobody for now")
            )
        else:
            del self.fields["handed_to"]
        if files:
            chosen = self.fields["personal_files"]
            chosen.queryset = StoredFile.objects.filter(pk__in=[file.pk for file in files])  # type: ignore[attr-defined]
            chosen.label_from_instance = lambda file: file.name  # type: ignore[attr-defined]
        else:
            del self.fields["personal_files"]


class HistoryForm(forms.Form):
    """What the history may be asked for. Nothing is required; what cannot be read is left out."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(label=_("About"), required=False)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)
    thing = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", _("Everybody")), *people]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Everything")), *kinds]  # type: ignore[attr-defined]
        self.is_valid()

    def wanted(self) -> dict[str, Any]:
        """The filters that are on and could be read."""
        return {name: value for name in self.fields if (value := self.cleaned_data.get(name))}


class NamesForm(forms.Form):
    q = forms.CharField(label=_("Name, or address"), max_length=200, required=False)
