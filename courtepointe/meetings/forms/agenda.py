"""An activity of the agenda."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models import Coalition, Member
from courtepointe.library.load import the_method
from courtepointe.meetings.forms.common import VersionedForm
from courtepointe.meetings.models import Activity


def technique_choices() -> list[tuple[str, Any]]:
    """The techniques of the library, and none."""
    return [("", _("No particular technique")), *((item.slug, item.name) for item in the_method().techniques)]


class ActivityForm(VersionedForm):
    title = forms.CharField(label=_("Name of the item"), max_length=200)
    aim = forms.CharField(
        label=_("Aim"), max_length=400, required=False, help_text=_("What the group will have when it is over.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Activity.Kind.choices, initial=Activity.Kind.DISCUSSION)
    minutes = forms.IntegerField(label=_("Length, in minutes"), min_value=1, max_value=720, initial=15)
    lead = forms.ModelChoiceField(
        label=_("Led by"),
        queryset=Member.objects.none(),
        required=False,
        to_field_name="uid",
        empty_label=_("Nobody yet"),
    )
    technique = forms.ChoiceField(label=_("Technique"), required=False)
    material = forms.CharField(label=_("Material"), max_length=400, required=False)

    def __init__(self, coalition: Coalition, *args: Any, activity: Activity | None = None, **kwargs: Any) -> None:
        if activity is not None:
            kwargs["initial"] = initial_of(activity)
        super().__init__(*args, **kwargs)
        former = Q(pk=activity.lead_id) if activity is not None and activity.lead_id else Q(pk=None)
        self.fields["lead"].queryset = coalition.members.filter(Q(left_at=None) | former).order_by("sort_key")  # type: ignore[attr-defined]
        self.fields["technique"].choices = technique_choices()  # type: ignore[attr-defined]


def initial_of(activity: Activity) -> dict[str, Any]:
    """What the form shows of an activity."""
    names = ("title", "aim", "kind", "minutes", "technique", "material", "version")
    return {name: getattr(activity, name) for name in names} | {"lead": activity.lead.uid if activity.lead else ""}
