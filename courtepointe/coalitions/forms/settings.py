"""What a coalition says of itself, one section at a time."""

from typing import Any, ClassVar

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from courtepointe import clock
from courtepointe.coalitions.forms.versioned import VersionedForm, choose_among
from courtepointe.coalitions.models import Coalition


class OpenForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name and a date are enough."""

    class Meta:
        model = Coalition
        fields = ["name", "opened_on"]
        labels: ClassVar = {"name": _("Name of the coalition"), "opened_on": _("Opening date")}
        help_texts: ClassVar = {
            "name": _("You can change it later."),
            "opened_on": _("The day the coalition began, or begins: today if you like."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_on"].initial = clock.today


class Section(VersionedForm):
    """One section; `version` is that of the coalition when the form was opened."""


class NameForm(Section):
    class Meta(OpenForm.Meta):
        pass


class TerritoryForm(Section):
    class Meta:
        model = Coalition
        fields = ["territory"]
        labels: ClassVar = {"territory": _("Territory")}
        help_texts: ClassVar = {
            "territory": _("The area whose children and families you work for: an MRC, a borough, a few towns.")
        }


class TrusteeForm(Section):
    new_trustee = forms.CharField(
        label=_("Or a new organisation"),
        max_length=200,
        required=False,
        help_text=_("If it is not in the list: its name. It is added to the organisations of the coalition."),
    )

    class Meta:
        model = Coalition
        fields = ["trustee"]
        labels: ClassVar = {"trustee": _("Trustee organisation")}
        help_texts: ClassVar = {
            "trustee": _("The organisation that receives and manages the money on behalf of the coalition.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.instance.organisations.present().order_by("sort_key")
        choose_among(self, "trustee", rows, nothing=_("Not chosen yet"))


class PrivacyForm(Section):
    class Meta:
        model = Coalition
        fields = ["privacy_name", "privacy_title", "privacy_email", "privacy_phone"]
        labels: ClassVar = {
            "privacy_name": _("Name"),
            "privacy_title": _("Job title"),
            "privacy_email": _("E-mail"),
            "privacy_phone": _("Phone"),
        }


class LanguageForm(Section):
    class Meta:
        model = Coalition
        fields = ["language"]
        labels: ClassVar = {"language": _("Language of the coalition")}
        help_texts: ClassVar = {
            "language": _("The language of what you write together. Each person still reads the pages in their own.")
        }
        widgets: ClassVar = {"language": forms.RadioSelect}


class ColourForm(Section):
    class Meta:
        model = Coalition
        fields = ["colour"]
        labels: ClassVar = {"colour": _("Colour of the coalition")}
        help_texts: ClassVar = {"colour": _("So that people who belong to several coalitions know where they are.")}
        widgets: ClassVar = {"colour": forms.RadioSelect}


class FourthSystemForm(Section):
    class Meta:
        model = Coalition
        fields = ["fourth_system"]
        labels: ClassVar = {"fourth_system": _("Work with a fourth system")}


class DigestForm(Section):
    """The day of the summary of the week, or none."""

    digest_day = forms.TypedChoiceField(
        label=_("Day"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(day, WEEKDAYS[day]) for day in range(7)] + [("", _("No summary"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Coalition
        fields = ["digest_day"]


SECTIONS: dict[str, type[Section]] = {
    "name": NameForm,
    "territory": TerritoryForm,
    "trustee": TrusteeForm,
    "privacy": PrivacyForm,
    "language": LanguageForm,
    "colour": ColourForm,
    "fourth-system": FourthSystemForm,
    "digest": DigestForm,
}
