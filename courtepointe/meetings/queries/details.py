"""What stands under decisions: the choices that were counted, the objections and their answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from courtepointe.meetings.models import Decision, DecisionOption, Objection


@dataclass(slots=True)
class Details:
    """Of one decision, in the order they were written."""

    options: list[DecisionOption] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)


def details_of(decisions: Iterable[Decision]) -> Mapping[int, Details]:
    """Details by the key of their decision (every key answers): two queries, none without decisions."""
    found: defaultdict[int, Details] = defaultdict(Details)
    keys = [row.pk for row in decisions]
    if keys:
        for option in DecisionOption.objects.filter(decision__in=keys).order_by("position"):
            found[option.decision_id].options.append(option)
        for objection in Objection.objects.filter(decision__in=keys).order_by("position"):
            found[objection.decision_id].objections.append(objection)
    return found
