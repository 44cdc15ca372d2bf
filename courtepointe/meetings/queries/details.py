"""What stands under decisions: the choices that were counted, the objections and their answers."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from courtepointe.database.prepared import MARK, Prepared
from courtepointe.meetings.models import Decision, DecisionOption, Meeting, Objection


@dataclass(slots=True)
class Details:
    """Of one decision, in the order they were written."""

    options: list[DecisionOption] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)


def details_of(meeting: Meeting, decisions: Collection[Decision]) -> Mapping[int, Details]:
    """Details by the key of their decision (every key answers): two queries, none without decisions."""
    found: defaultdict[int, Details] = defaultdict(Details)
    if decisions:
        for option in _OPTIONS.all(meeting.pk):
            found[option.decision_id].options.append(option)
        for objection in _OBJECTIONS.all(meeting.pk):
            found[objection.decision_id].objections.append(objection)
    return found


_OPTIONS = Prepared(
    lambda meeting: DecisionOption.objects.filter(decision__meeting_id=meeting).order_by("position"), MARK
)
_OBJECTIONS = Prepared(
    lambda meeting: Objection.objects.filter(decision__meeting_id=meeting).order_by("position"), MARK
)
