"""What the pages of a ballot say of its findings."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courtepointe.analysis.models import Analysis
from courtepointe.analysis.views.common import system_names
from courtepointe.coalitions.models import Coalition


def words_of(coalition: Coalition) -> dict[str, Any]:
    """Names of systems and analyses, and `origin`, which says where a finding comes from."""
    analyses = {value: str(label) for value, label in Analysis.choices}
    return {
        "systems": system_names(coalition),
        "analyses": analyses,
        "origin": _origin(analyses),
    }


def _origin(analyses: dict[str, str]) -> Callable[[Any], str]:
    """Where a finding of a ballot comes from and what it rests on; said once for all those that say the same."""
    words: dict[tuple[Any, ...], str] = {}

    def said(item: Any) -> str:
        key = (item.finding__analysis, item.seen, item.houses, item.rests, not item.finding__missing)
        if key not in words:
            parts = [ngettext("%(num)s observation", "%(num)s observations", item.seen) % {"num": item.seen}]
            if item.houses > 1:
                houses = ngettext("%(num)s organisation", "%(num)s organisations", item.houses)
                parts.append(houses % {"num": item.houses})
            if item.rests:
                parts.append(_("with evidence"))
            rests = ", ".join(parts) if item.seen else _("no observation")
            missing = [_("data still missing")] if item.finding__missing else []
            words[key] = " · ".join([analyses[item.finding__analysis], rests, *missing])
        return words[key]

    return said
