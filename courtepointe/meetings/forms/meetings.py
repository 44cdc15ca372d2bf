"""A meeting's own fields, and the objectives it carries."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.library.method import Method
from courtepointe.meetings.forms.process import EARLIEST, latest_day
from courtepointe.meetings.models import Meeting, Process


class MeetingForm(forms.Form):
    """Title, moment, place, stage and tools."""

    title = forms.CharField(label=_("Title"), max_length=200)
    on = forms.DateField(label=_("Date"), required=False, help_text=_("Leave it empty when it is still to be set."))
    starts_at = forms.TimeField(label=_("Starting time"), required=False)
    minutes = forms.IntegerField(label=_("Length, in minutes"), min_value=15, max_value=720)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    stage = forms.ChoiceField(label=_("Stage"))
    tools = forms.MultipleChoiceField(
        label=_("Tools that the meeting uses"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, method: Method, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage.slug, str(stage.name)) for stage in method.stages]  # type: ignore[attr-defined]
        tools = [(str(tool.number), f"Outil {tool.number} · {tool.title}") for tool in method.tools]
        self.fields["tools"].choices = tools  # type: ignore[attr-defined]

    def clean_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["on"]
        if day is not None and not EARLIEST <= day <= latest_day():
            raise forms.ValidationError(_("Choose a date from 2000 on, and within ten years."), code="far")
        return day

    def clean_tools(self) -> list[int]:
        return sorted(int(number) for number in self.cleaned_data["tools"])


class NewMeetingForm(MeetingForm):
    """A meeting more: the method's or one's own."""

    template = forms.ChoiceField(
        label=_("Begin from"),
        required=False,
        help_text=_(
            "A meeting of the method comes with its objectives, tools, agenda and length; "
            "write a title to change its own."
        ),
    )
    field_order = ("template", "title")

    def __init__(self, *args: Any, method: Method, **kwargs: Any) -> None:
        super().__init__(*args, method=method, **kwargs)
        own = [("", _("A meeting of our own: an opening on its agenda, no objectives yet"))]
        templates = [(template.slug, str(template.title)) for template in method.templates]
        self.fields["template"].choices = own + templates  # type: ignore[attr-defined]
        self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("title") and not data.get("template"):
            self.add_error("title", forms.ValidationError(_("Give the meeting a title."), code="required"))
        return data


class ObjectiveForm(forms.Form):
    """An objective in the coalition's words."""

    text = forms.CharField(label=_("Our objective"), max_length=400)
    stage = forms.ChoiceField(label=_("Stage it belongs to"))

    def __init__(self, *args: Any, method: Method, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage.slug, str(stage.name)) for stage in method.stages]  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """Other words for an objective."""

    text = forms.CharField(label=_("Wording"), max_length=400)


def values_of(meeting: Meeting) -> dict[str, Any]:
    """What the form shows of a meeting."""
    names = ("title", "on", "starts_at", "minutes", "place", "stage")
    return {**{name: getattr(meeting, name) for name in names}, "tools": [str(n) for n in meeting.tools]}


def first_values(process: Process) -> dict[str, Any]:
    """What the form of a new meeting begins with: the habits of the process."""
    return {"starts_at": process.hour, "place": process.place, "stage": process.stage, "minutes": 120}
