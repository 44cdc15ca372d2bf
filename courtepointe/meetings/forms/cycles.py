"""A new cycle of the démarche, from the last one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.meetings.forms.process import RhythmForm, values_of
from courtepointe.meetings.models import Process
from courtepointe.meetings.schedule import Rhythm


class CycleForm(RhythmForm):
    """The rhythm of the last cycle to begin with, a name, and whether its adaptations are taken up."""

    name = forms.CharField(
        label=_("Name of the cycle"), required=False, max_length=200, help_text=_("Optional, to tell cycles apart.")
    )
    adapted = forms.BooleanField(
        label=_("Take up our meetings as we adapted them"),
        required=False,
        help_text=_("Titles, objectives, agendas and the meetings of our own. Otherwise, the method’s alone."),
    )


def first_values(last: Process, rhythm: Rhythm) -> dict[str, Any]:
    """What the form shows first: the last cycle's rhythm and place, its adaptations taken up."""
    values = {name: getattr(rhythm, name) for name in values_of(last) if hasattr(rhythm, name)}
    return {**values, "place": last.place, "name": last.name, "adapted": True}
