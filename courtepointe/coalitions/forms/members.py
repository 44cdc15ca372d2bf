"""People and organisations, typed one at a time."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.forms.versioned import VersionedForm, choose_among
from courtepointe.coalitions.models import Coalition, Member, Organisation, Sector


class OrganisationForm(VersionedForm):
    sector = forms.ChoiceField(
        label=_("Sector"), required=False, help_text=_("Left as it is, the sector is that of the kind.")
    )

    class Meta:
        model = Organisation
        fields = ["name", "kind", "sector"]
        labels: ClassVar = {"name": _("Name of the organisation"), "kind": _("Kind")}

    def __init__(self, data: Any = None, *, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.coalition = coalition
        self.fields["sector"].choices = [("", _("That of its kind")), *Sector.choices]  # type: ignore[attr-defined]
        self.fields["kind"].choices = _without_blank(self.fields["kind"])  # type: ignore[attr-defined]


class SelfForm(VersionedForm):
    """What anybody may correct about themself."""

    class Meta:
        model = Member
        fields = ["name", "title", "email", "phone", "contact", "language"]
        labels: ClassVar = {
            "name": _("Name"),
            "title": _("Job title"),
            "email": _("E-mail"),
            "phone": _("Phone"),
            "contact": _("These contact details are"),
            "language": _("Language"),
        }
        help_texts: ClassVar = {
            "title": _("Their function in the organisation."),
            "email": _("To send notices, minutes and invitations to sign in; nothing else. It may stay empty."),
            "contact": _(
                "Work details are seen by all members; personal ones only by the people who coordinate and facilitate."
            ),
            "language": _("The language of the messages they receive."),
        }
        widgets: ClassVar = {"contact": forms.RadioSelect}

    def __init__(self, data: Any = None, *, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.coalition = coalition

    def clean_email(self) -> str:
        """The address, in lower case; refused when another present member has it."""
        email: str = self.cleaned_data["email"].strip().lower()
        others = self.coalition.members.filter(left_at=None, email=email).exclude(pk=self.instance.pk)
        taken = others.first() if email else None
        if taken is not None:
            raise forms.ValidationError(
                _("%(name)s already has this address in the coalition.") % {"name": taken.name}, code="taken"
            )
        return email


class MemberForm(SelfForm):
    """All that a coordinator may write about a person."""

    new_organisation = forms.CharField(
        label=_("Or a new organisation"),
        max_length=200,
        required=False,
        help_text=_("If it is not in the list: its name. It is added to the organisations of the coalition."),
    )

    class Meta(SelfForm.Meta):
        fields = [
            "name",
            "title",
            "organisation",
            "new_organisation",
            "email",
            "phone",
            "contact",
            "language",
            "role",
        ]
        labels: ClassVar = {**SelfForm.Meta.labels, "organisation": _("Organisation"), "role": _("Role")}
        help_texts: ClassVar = {
            **SelfForm.Meta.help_texts,
            "organisation": _("Parents and citizens may have none."),
            "role": _(
                "Coordinators manage everything; facilitators prepare and run meetings; partners take part; observers "
                "and regional companions read."
            ),
        }

    field_order = Meta.fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.coalition.organisations.present().order_by("sort_key")
        choose_among(self, "organisation", rows, nothing=_("Without an organisation"))
        self.fields["role"].choices = _without_blank(self.fields["role"])  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """To whom a person hands over."""

    handed_to = forms.ModelChoiceField(
        label=_("Who takes over"), queryset=Member.objects.none(), required=False, to_field_name="uid"
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["handed_to"]
        present = Member.objects.filter(coalition_id=member.coalition_id, left_at=None)
        field.queryset = present.exclude(pk=member.pk).order_by("sort_key")  # type: ignore[attr-defined]
        field.empty_label = (  # type: ignore[attr-defined]
            _("Their organisation: %(name)s") % {"name": member.organisation.name}
            if member.organisation
            else _("Nobody for now")
        )


class ReasonForm(forms.Form):
    """Why something is taken off the list."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("Kept in the history; it may stay empty.")
    )


def _without_blank(field: forms.Field) -> list[Any]:
    return [choice for choice in field.choices if choice[0] != ""]  # type: ignore[attr-defined]
