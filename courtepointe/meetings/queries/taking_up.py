"""What taking up a template file would give: its meetings, on the days of a rhythm, in a coalition's language."""

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass

from courtepointe.coalitions.models import Coalition
from courtepointe.library.load import the_method
from courtepointe.meetings.blueprint import Blueprint, Proposed, in_language, proposed
from courtepointe.meetings.schedule import Rhythm

MOST_FACTORS, MOST_PER_FACTOR = 12, 3


@dataclass(frozen=True, slots=True)
class TakenUp:
    """The rhythm that the process would keep, and its meetings."""

    rhythm: Rhythm
    wanted: list[Proposed]

    @property
    def fingerprint(self) -> str:
        """The same as long as the same meetings would be made."""
        return hashlib.sha256(repr((self.rhythm, self.wanted)).encode()).hexdigest()[:32]


def taken_up(
    blueprint: Blueprint,
    coalition: Coalition,
    *,
    starts_on: dt.date,
    hour: dt.time,
    weeks_between: int,
    summer_pause: bool,
    keep_gaps: bool,
) -> TakenUp:
    """The démarche as this coalition would have it; the method's texts are said in its language."""
    counted = _counted(blueprint)
    rhythm = Rhythm(
        starts_on=starts_on,
        hour=hour,
        weeks_between=weeks_between,
        summer_pause=summer_pause,
        opened_at_stage=blueprint.opened_at_stage,
        **counted,
    )
    ours = in_language(blueprint, coalition.language)
    return TakenUp(rhythm, proposed(ours, rhythm, keep_gaps=keep_gaps))


def _counted(blueprint: Blueprint) -> dict[str, int]:
    """How many meetings of each repeated template: a later review of the plan then changes nothing by itself."""
    method = the_method()
    first = {row.count: method.templates_of(row.slug)[0].slug for row in method.rows}
    found = Counter(one.template for one in blueprint.meetings)
    planning = found[first["per_factor"]]
    factors = blueprint.factor_count
    each, rest = divmod(planning, factors)
    if rest or not 1 <= each <= MOST_PER_FACTOR:
        factors, each = max(1, min(MOST_FACTORS, planning)), 1
    return {
        "factor_count": factors,
        "meetings_per_factor": each,
        "follow_up_count": found[first["regular"]],
        "evaluation_count": found[first["regular_plus_functioning"]],
    }
