"""The page of every pasted table: what each line would do, then what stays in the field."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.http import HttpRequest, HttpResponse

from courtepointe import pasted
from courtepointe.coalitions.forms.pasting import shape_of
from courtepointe.coalitions.queries.pasted import ERROR
from courtepointe.pages import render


class Line(Protocol):
    """What becomes of one line of the table."""

    row: pasted.Row
    result: str


class PastedPlan(Protocol):
    """What the table would do; `writes` says whether it would do anything."""

    @property
    def outcomes(self) -> Sequence[Line]: ...
    @property
    def counts(self) -> Counter[str]: ...
    @property
    def writes(self) -> bool: ...


@dataclass(frozen=True)
class PastingPage:
    """One of these pages: its template, and how many lines of each result are shown, the first ones first."""

    template: str
    nav: str
    labels: Callable[[], Mapping[str, Any]]
    shown: Mapping[str, int]

    def show(
        self,
        request: HttpRequest,
        form: forms.Form,
        table: pasted.Table | None = None,
        plan: PastedPlan | None = None,
        *,
        done: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        """The form, and the preview of its table once it was looked at."""
        context: dict[str, Any] = {"nav": self.nav, "form": form, "plan": plan, "pasted": table, "done": done}
        if plan is not None:
            outcomes = {result: [one for one in plan.outcomes if one.result == result] for result in self.shown}
            context |= {
                "counts": plan.counts,
                "groups": [(result, found[: self.shown[result]]) for result, found in outcomes.items() if found],
                "shape": shape_of(str(form["text"].value())),
                "column_labels": self.labels(),
            }
        return render(request, self.template, context, status=status)


def not_taken(table: pasted.Table, plan: PastedPlan) -> str:
    """The lines that could not be taken, under the titles of their columns; empty when all were."""
    left = [one.row.text for one in plan.outcomes if one.result == ERROR]
    return "\n".join([*([table.first_line] if table.header else []), *left]) if left else ""
