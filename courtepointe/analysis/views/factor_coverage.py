"""The protective factors and the organisations that work on them: the heat map, its totals, its cells (Outil 7)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from courtepointe.access import EVERYONE, SPEAKING, MemberRequest, member
from courtepointe.analysis.actions.observations_from import drawn, observe
from courtepointe.analysis.models import Analysis, FactorAction
from courtepointe.analysis.queries import factor_matrix as reads
from courtepointe.analysis.queries.factor_coverage import factor_coverage_of
from courtepointe.analysis.views.common import system_names
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url


@member(*EVERYONE)
@require_GET
def factor_coverage(request: MemberRequest) -> HttpResponse:
    """The matrix; an address that ends with a cell (`?1a2b3c.4`) opens it: a thousand of them must stay light."""
    process, method = current_process(request.coalition), method_of(request.coalition)
    matrix = reads.matrix_for(request.reader, process, method) if process else None
    done = drawn(process, Analysis.FACTORS) if process else set()
    language = request.coalition.language
    asked = next(iter(request.GET), "")
    context: dict[str, Any] = {
        "nav": "analysis",
        "process": process,
        "matrix": matrix,
        "systems": [(system, len(method.factors_of(system.slug))) for system in method.systems],
        "system_names": system_names(request.coalition),
        "cells": _cells,
        "opened": reads.cell_of(process, matrix, asked) if process and matrix and asked else None,
        "levels": FactorAction.Level.choices,
        "observed": {factor.slug for factor in matrix.factors if reads.evidence_of(factor, language) in done}
        if matrix and done
        else set(),
        "may_observe": request.reader.role in SPEAKING,
    }
    return render(request, "analysis/factor-coverage.html", context)


def _cells(row: reads.Row) -> Markup:
    """The cells of an organisation, as short as HTML allows and made at once: a page has a thousand."""
    start = f"<td><a href=?{row.short}"
    cells = [
        "<td>–" if level is None else f"{start}.{place}.{level}>{level}</a>" for place, level in enumerate(row.levels)
    ]
    return Markup("".join(cells))  # noqa: S704  (our own numbers)


@member(*SPEAKING)
@require_POST
def factor_observe(request: MemberRequest) -> HttpResponse:
    """A factor on which nobody works, or one organisation alone, becomes an observation, once."""
    process, method = current_process(request.coalition), method_of(request.coalition)
    factor = next((one for one in method.factors if one.slug == request.POST.get("factor")), None)
    figures = factor_coverage_of(process)[factor.slug] if process and factor else None
    if process is None or factor is None or figures is None or not (figures.not_covered or figures.fragile):
        raise Http404
    language = request.coalition.language
    _made, new = observe(
        process,
        by=request.member,
        analysis=Analysis.FACTORS,
        text=reads.words_of(factor, figures, language),
        evidence=reads.evidence_of(factor, language),
        system=factor.system,
    )
    messages.success(request, _("It is an observation now.") if new else _("It was an observation already."))
    return see_other(request, url("factor-coverage", coalition=request.coalition) + f"#f-{factor.slug}")
