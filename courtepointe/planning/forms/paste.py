"""A plan pasted from a table."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from courtepointe.coalitions.forms.pasting import TableForm
from courtepointe.planning.queries.pasted_plan import LAYOUT

COLUMN_LABELS = {
    "": _("Leave aside"),
    "objective": _("Objective"),
    "system": _("System"),
    "transformation": _("Desired transformation"),
    "indicator": _("Indicator"),
    "baseline": _("Baseline"),
    "target": _("Target"),
    "target_on": _("To be reached by"),
    "tool": _("Follow-up instrument"),
    "action": _("Action"),
    "lead": _("Lead organisation"),
    "partners": _("Partners"),
    "starts": _("Starts on"),
    "ends": _("Ends on"),
    "public": _("For whom"),
    "cost": _("Cost"),
    "funder": _("Funder"),
}


class PlanTableForm(TableForm):
    """A table of the plan."""

    layout = LAYOUT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your table")
        self.fields["text"].help_text = _("One line for each action: copy the cells, paste them here.")
