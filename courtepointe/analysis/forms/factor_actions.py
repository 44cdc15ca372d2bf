"""What an organisation says of one protective factor: a level first, the rest if it wishes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis.models import FactorAction, Service
from courtepointe.analysis.queries.inventory import Said
from courtepointe.meetings.forms.common import VersionedForm


class FactorForm(VersionedForm):
    """The level, what is within reach, the services concerned, a remark. Its fields bear the name of no factor: each
    factor has a form of its own, that is saved by itself."""

    level = forms.TypedChoiceField(
        label=_("How far do you work on it?"),
        choices=FactorAction.Level.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    within = forms.ChoiceField(
        label=_("Is it within your reach to act on it?"),
        choices=[choice for choice in FactorAction.Within.choices if choice[0]],
        required=False,
        widget=forms.RadioSelect,
    )
    services = forms.MultipleChoiceField(
        label=_("By which of your services?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    remark = forms.CharField(label=_("Remark"), max_length=400, required=False)

    def __init__(self, said: Said, services: Sequence[Service], data: Any = None) -> None:
        row = said.row
        initial: dict[str, Any] = {"version": row.version if row else 0}
        if row is not None:
            initial |= {"level": row.level, "within": row.within, "remark": row.remark}
        initial["services"] = [str(service.uid) for service in services if service.pk in said.services]
        super().__init__(data, initial=initial, auto_id=f"{said.factor.slug}-%s")
        self.said = said
        self.offered = {str(service.uid): service for service in services}
        self.fields["services"].choices = [  # type: ignore[attr-defined]
            (uid, service.name) for uid, service in self.offered.items()
        ]
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (value, f"{value} · {label}") for value, label in FactorAction.Level.choices
        ]

    def with_kept(self, changed: Sequence[str]) -> "FactorForm":
        """The same, where what was not `changed` is as it was saved: a page that saves as one goes sends only that."""
        data = self.data.copy()  # type: ignore[attr-defined]
        for name in ("level", "within", "services", "remark"):
            if name in changed:
                continue
            value = self.initial.get(name)
            data.setlist(name, value if isinstance(value, list) else [] if value is None else [str(value)])
        return FactorForm(self.said, list(self.offered.values()), data)

    @property
    def chosen(self) -> list[Service]:
        return [self.offered[uid] for uid in self.cleaned_data["services"]]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("level", "within", "remark")}
