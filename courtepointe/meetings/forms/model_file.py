"""A template file: chosen on one's computer, then the start and the rhythm to take it up with."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.models import Coalition
from courtepointe.meetings.blueprint import Blueprint
from courtepointe.meetings.forms.process import RhythmForm, first_choice
from courtepointe.meetings.model_file import LARGEST, BadModelFile, from_file


def _blueprint(data: bytes) -> Blueprint:
    try:
        return from_file(data)
    except BadModelFile as bad:
        raise forms.ValidationError(bad.reasons) from bad


class ModelFileForm(forms.Form):
    """The file, or (`model`) its text once it was looked at. `blueprint` is what it says."""

    file = forms.FileField(
        label=_("The template file"),
        required=False,
        help_text=_("A file named demarche-modele.json, saved from another coalition."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )
    model = forms.CharField(required=False, strip=False, widget=forms.HiddenInput, max_length=LARGEST)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        file = data.get("file")
        if file is not None and file.size > LARGEST:
            self.add_error("file", _("The file is too large: at most %(most)s kB.") % {"most": LARGEST // 1000})
            return data
        content = file.read() if file is not None else data.get("model", "").encode("utf-8", "replace")
        if not content:
            self.add_error("file", _("Choose a file on your computer."))
            return data
        try:
            data["blueprint"] = _blueprint(content)
        except forms.ValidationError as error:
            self.add_error("file", error)
            return data
        data["text"] = json.dumps(json.loads(content), ensure_ascii=False, separators=(",", ":"))
        return data


class TakeUpForm(forms.Form):
    """From when and how often; the rest is in the file."""

    starts_on = RhythmForm.base_fields["starts_on"]
    hour = RhythmForm.base_fields["hour"]
    keep_gaps = forms.BooleanField(
        label=_("Keep the spacing of the file"),
        required=False,
        help_text=_("Otherwise, the meetings come evenly, with the weeks chosen below."),
    )
    weeks_between = RhythmForm.base_fields["weeks_between"]
    place = RhythmForm.base_fields["place"]
    summer_pause = RhythmForm.base_fields["summer_pause"]

    clean_starts_on = RhythmForm.clean_starts_on


def first_values(coalition: Coalition, blueprint: Blueprint) -> dict[str, Any]:
    """What the form shows first: soon, with the rhythm of the file."""
    usual = first_choice(coalition)
    return {
        **{name: usual[name] for name in ("starts_on", "hour", "place")},
        "weeks_between": blueprint.weeks_between,
        "summer_pause": blueprint.summer_pause,
        "keep_gaps": True,
    }
