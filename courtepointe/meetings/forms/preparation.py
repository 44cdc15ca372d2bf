"""What is typed while a meeting is prepared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe import files
from courtepointe.coalitions.models import Coalition, Member, Organisation
from courtepointe.meetings.forms.common import VersionedForm


class FileForm(forms.Form):
    """A document or a photo."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": files.ACCEPTED}), max_length=255)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)


class PhotoForm(forms.Form):
    """A photo, and who can be recognised on it: only people who agreed are offered."""

    file = forms.FileField(label=_("Photo"), widget=forms.FileInput(attrs={"accept": files.PICTURES_ACCEPTED}))
    title = forms.CharField(
        label=_("What is on it"), max_length=200, help_text=_("Read aloud to those who do not see it. Name nobody.")
    )
    people = forms.ModelMultipleChoiceField(
        label=_("Who can be recognised on it"),
        queryset=Member.objects.none(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The people who agreed to photos. Those who are not listed must not be recognisable."),
    )
    alone = forms.BooleanField(label=_("Nobody else can be recognised on this photo, and no child."))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    text = forms.CharField(label=_("To do"), max_length=400)
    days = forms.IntegerField(
        label=_("Days from the meeting"),
        min_value=-365,
        max_value=365,
        help_text=_("−7 for a week before, 1 for the day after."),
    )


class HomeworkForm(forms.Form):
    """What is asked, of whom, for when."""

    what = forms.CharField(label=_("What is to be prepared"), max_length=400)
    due_on = forms.DateField(label=_("For when"), required=False)
    organisations = forms.ModelMultipleChoiceField(
        label=_("By which organisations"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one organisation.")},
    )

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = coalition.organisations.present().order_by("sort_key")
        self.fields["organisations"].queryset = present  # type: ignore[attr-defined]


class ShareForm(VersionedForm):
    """What an organisation hands in."""

    answer = forms.CharField(
        label=_("What you bring"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    file = forms.FileField(
        label=_("A file, if you have one"), required=False, widget=forms.FileInput(attrs={"accept": files.ACCEPTED})
    )
