"""A list pasted from a spreadsheet, and the person's corrections of what was guessed about it."""

import zlib
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courtepointe import i18n, pasted
from courtepointe.coalitions import pasting

COLUMN_LABELS: dict[str, str | Promise] = {
    "": _("Leave aside"),
    "name": _("Name"),
    "first_name": _("First name"),
    "title": _("Job title"),
    "organisation": _("Organisation"),
    "kind": _("Kind of organisation"),
    "sector": _("Sector"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "contact": _("Work or personal contact details"),
    "language": _("Language"),
    "role": _("Role"),
}


class TableForm(forms.Form):
    """A pasted table; with `columns` and `header` once it was looked at. `layout` says which columns it may have."""

    layout: ClassVar[pasted.Layout]

    text = forms.CharField(
        label=_("Your list"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\x00", " ")
        lines = sum(1 for line in text.splitlines() if line.strip())
        if not lines:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        if lines > pasted.MOST_LINES:
            raise forms.ValidationError(
                _("This list has %(lines)s lines; paste at most %(most)s at a time.")
                % {"lines": i18n.number(lines), "most": i18n.number(pasted.MOST_LINES)},
                code="long",
            )
        return text

    def table(self) -> pasted.Table:
        """The list, cut as the person said if they said it for this very list."""
        text = self.cleaned_data["text"]
        if self.data.get("shape") != shape_of(text):
            return pasted.read(text, self.layout)
        places = range(sum(1 for name in self.data if name.startswith("column-")))
        columns = [str(self.data.get(f"column-{place}", "")) for place in places]
        return pasted.read(text, self.layout, columns=columns, header="header" in self.data)


class PasteForm(TableForm):
    """A list of people and organisations."""

    layout = pasting.LAYOUT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _(
            "One person or one organisation per line: copy the cells in your spreadsheet, paste them here."
        )


def shape_of(text: str) -> str:
    """What tells that the columns chosen are still about the same list: its first line."""
    first: Any = next((line for line in text.splitlines() if line.strip()), "")
    return str(zlib.crc32(first.encode("utf-8", "replace")))
