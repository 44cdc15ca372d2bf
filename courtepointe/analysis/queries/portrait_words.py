"""What is seen in an indicator, in plain words: what was published, never a significance that we would compute."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe.analysis.models import PopulationIndicator, Territory
from courtepointe.analysis.queries.portrait import Figures

ESTIMATED = (PopulationIndicator.Measure.PERCENTAGE, PopulationIndicator.Measure.RATE)
SIGNS = {
    "+": gettext_lazy("Published comparison with “%(comparator)s”: higher (+)."),
    "-": gettext_lazy("Published comparison with “%(comparator)s”: lower (−)."),
    "=": gettext_lazy("Published comparison with “%(comparator)s”: no significant difference (=)."),
}


def sentences(figures: Figures) -> list[str]:
    """A few short sentences, the first one being what is known here, or around us when nothing is."""
    latest = figures.latest
    if latest is None:
        return _without_focus(figures)
    said = [*_unpublished(figures, latest), _lead(figures, latest), *_direction(figures, latest)]
    sign = latest.sign.replace("−", "-")
    if sign in SIGNS:
        said.append(str(SIGNS[sign]) % {"comparator": latest.comparator or _("not named")})
    return said + _around(figures, latest)


def _lead(figures: Figures, row: Any) -> str:
    told = {"place": figures.places.name(row.territory_id), "period": row.period, "value": figures.said(row)}
    if figures.is_local:
        return _("%(place)s, %(period)s: %(value)s.") % told
    note = not_local(figures, row)
    return (
        _("%(place)s, %(period)s: %(value)s (%(note)s).") % {**told, "note": note}
        if note
        else (_("%(place)s, %(period)s: %(value)s.") % told)
    )


def not_local(figures: Figures, row: Any) -> str:
    """Whose figure it is, when it is not of our territory."""
    own = figures.places.own
    if own is None or row.territory_id == own.pk:
        return ""
    kind = figures.places.all[row.territory_id].kind
    told = {"place": own.name, "kind": Territory.Kind(kind).label}
    if kind == Territory.Kind.PROVINCE:
        return _("figure for all of Québec, not available for %(place)s") % told
    if kind != Territory.Kind.REGION:
        return _("figure of a wider territory, not available for %(place)s") % told
    if own.kind == Territory.Kind.MRC:
        return _("regional figure, not available for the MRC")
    return _("regional figure, not available for %(place)s") % told


def _unpublished(figures: Figures, latest: Any) -> list[str]:
    """What of our own territory was kept back for a later period, or for all of them: it is said, not passed over."""
    own = figures.places.own
    mine = figures.series(own.pk)[-1:] if own else []
    return [
        _("%(place)s, %(period)s: no value (%(reason)s).")
        % {"place": figures.places.name(row.territory_id), "period": row.period, "reason": figures.said(row)}
        for row in mine
        if figures.value(row) is None and (row.ends_on >= latest.ends_on)
    ]


def _direction(figures: Figures, latest: Any) -> list[str]:
    """From the first period to the latest, with what was published about the difference."""
    drawn = [row for row in figures.focus if figures.value(row) is not None]
    if len(drawn) < 2:
        return []
    first = drawn[0]
    before, now = figures.value(first), figures.value(latest)
    assert before is not None
    assert now is not None
    told = {"value": figures.said(first), "period": first.period}
    if now == before:
        return [_("The same value as in the period %(period)s.") % told]
    moved = _("Up from %(value)s (%(period)s).") if now > before else _("Down from %(value)s (%(period)s).")
    return [moved % told, *_difference(figures, first, latest)]


def _difference(figures: Figures, first: Any, latest: Any) -> list[str]:
    if figures.indicator.measure not in ESTIMATED:
        return []
    if letters_of(first) & letters_of(latest):
        return [_("As published, this difference is significant.")]
    if any(row.letters for row in figures.rows):
        return [_("No significant difference is published between these two periods.")]
    return [_("Whether this difference is significant is not published.")]


def letters_of(row: Any) -> set[str]:
    """The letters that a value was published with."""
    return {letter for letter in row.letters if letter.isalpha()}


def _around(figures: Figures, latest: Any) -> list[str]:
    """The wider territories at the same period; not for numbers that are larger in a larger place."""
    if figures.adds_up:
        return []
    here, chain = figures.at(latest), figures.places.chain
    wider = [pk for pk in chain[chain.index(latest.territory_id) + 1 :] if pk in here]
    if not wider:
        return []
    listed = [
        _("%(name)s: %(text)s") % {"name": figures.places.name(pk), "text": figures.said(here[pk])} for pk in wider
    ]
    return [_("Same period, for comparison: %(places)s.") % {"places": "; ".join(listed)}]


def _without_focus(figures: Figures) -> list[str]:
    drawn = [row for row in figures.groups if figures.value(row) is not None]
    if len(drawn) < 2:
        own = figures.places.own
        mine = figures.series(own.pk)[-1:] if own else []
        if mine:
            return _unpublished(figures, mine[0])
        return [_("No value for our territory, nor for those around it: the table says what is known elsewhere.")]
    ranked = sorted(drawn, key=lambda row: figures.value(row) or 0)
    low, high = ranked[0], ranked[-1]
    told = {
        "place": figures.places.name(low.territory_id),
        "period": low.period,
        "low": figures.said(low),
        "least": low.sub_group,
        "high": figures.said(high),
        "most": high.sub_group,
    }
    return [_("%(place)s, %(period)s, by group: from %(low)s (%(least)s) to %(high)s (%(most)s).") % told]


MARKS = {
    "*": gettext_lazy("* Use with caution: the estimate is not very precise."),
    "**": gettext_lazy("** Imprecise estimate, given only as an indication."),
    "letters": gettext_lazy("The same letter beside two values of one territory: significant difference between them."),
    "p": gettext_lazy("(p) Preliminary."),
    "r": gettext_lazy("(r) Revised."),
    "e": gettext_lazy("(e) Estimated."),
    "interval": gettext_lazy("The thin line across a mark shows the confidence interval."),
    "confidential": gettext_lazy("Confidential: withheld so that nobody can be recognised."),
    "unreliable": gettext_lazy("Too unreliable to be published: too few people answered."),
    "hidden": gettext_lazy("Not shown: fewer than five people, or what would let one find them by subtraction."),
}


def marks(figures: Figures) -> list[str]:
    """The marks that these values carry, explained."""
    found = set()
    for row in figures.rows:
        found |= {row.caution, row.revision, row.state}
        found |= {"letters"} if row.letters else set()
        found |= {"interval"} if row.low is not None and row.high is not None else set()
        found |= {"hidden"} if row.uid in figures.hidden else set()
    return [str(text) for key, text in MARKS.items() if key in found]
