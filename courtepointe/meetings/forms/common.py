"""What our forms of editable rows have in common."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict

from courtepointe.coalitions.models import Coalition
from courtepointe.i18n import short_date
from courtepointe.rows import Versioned, uuid7


def offer(form: forms.Form, coalition: Coalition, *, member: str, organisation: str) -> None:
    """Let these two fields choose among who is there now: the members, and the organisations."""
    fields: dict[str, Any] = form.fields
    fields[member].queryset = coalition.members.filter(left_at=None).order_by("sort_key")
    fields[organisation].queryset = coalition.organisations.present().order_by("sort_key")


def dated(meeting: Any) -> str:
    """How a meeting is offered in a list: two may bear one title."""
    return f"{meeting.title} · {short_date(meeting.on)}" if meeting.on else str(meeting.title)


class VersionedForm(forms.Form):
    """Carries the version of the row it was opened on; can be shown again beside what somebody else saved.

    A form that adds something carries the identity that it will have: sent twice, it adds it once.
    """

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    uid = forms.CharField(required=False, max_length=36, initial=uuid7, widget=forms.HiddenInput)

    @property
    def new_uid(self) -> uuid.UUID | None:
        """The identity of what is added; None when the form came without a good one."""
        try:
            return uuid.UUID(self.cleaned_data["uid"])
        except ValueError:
            return None

    def values(self) -> dict[str, Any]:
        """What was typed, without the version and the identity."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "uid")}

    def against(self, row: Versioned) -> list[tuple[str, str]]:
        """Labels and present values of what `row` says otherwise than this form; the form then carries its version.

        Saving again is then a choice made with both texts in sight.
        """
        return self.differing(row, self.values())

    def differing(self, row: Versioned, mine: dict[str, Any]) -> list[tuple[str, str]]:
        """As `against`, of these values alone."""
        differing = [
            (str(self.fields[name].label), self.shown(name, getattr(row, name)))
            for name, value in mine.items()
            if getattr(row, name) != value
        ]
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data[self.add_prefix("version")] = str(row.version)
        self.data = data
        return differing

    def shown(self, name: str, value: Any) -> str:
        """A value of a field as people read it."""
        choices = getattr(self.fields[name], "choices", None)
        if isinstance(choices, list):
            return str(dict(choices).get(value, value))
        return "" if value is None else str(value)
