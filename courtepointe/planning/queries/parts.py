"""What each organisation has to do in an adopted plan, and whether it has confirmed it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from courtepointe.coalitions.models import Organisation
from courtepointe.planning.models import Confirmation, PlanVersion
from courtepointe.planning.snapshot import Content, is_of, organisations_in


@dataclass(slots=True)
class Share:
    """A transformation in which an organisation has a part: itself, its measures, its actions; of its objective."""

    goal: Content
    change: Content
    own: bool  # leads it or is a partner of it
    signs: list[Content] = field(default_factory=list)
    actions: list[Content] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Standing:
    """An organisation of a version, with its answer when it gave one; `here` is its row while it is still there."""

    uid: str
    name: str
    here: Organisation | None
    answer: Confirmation | None


def part_of(content: Content, organisation: str) -> list[Share]:
    """Everything that a version expects of an organisation (by uid), in the order of the plan."""
    found = []
    for goal in content["goals"]:
        for change in goal["changes"]:
            signs = [one for one in change["signs"] if is_of(one, organisation)]
            actions = [one for one in change["actions"] if is_of(one, organisation)]
            own = is_of(change, organisation)
            if own or signs or actions:
                found.append(Share(goal, change, own, signs, actions))
    return found


def role_in(line: Content, organisation: str) -> str | None:
    """The role of a partner in a line; None for its lead."""
    if line.get("lead") and line["lead"]["uid"] == organisation:
        return None
    return next((one["role"] for one in line.get("partners", ()) if one["uid"] == organisation), "")


def given_in_kind(shares: Iterable[Share], organisation: str) -> list[tuple[Content, Content]]:
    """What the organisation gives in kind: each line of the budget, with its action."""
    return [
        (one, cost)
        for share in shares
        for one in share.actions
        for cost in one["budget"]
        if cost["giver"] == organisation
    ]


def standings_of(version: PlanVersion) -> list[Standing]:
    """The organisations that have a part in a version, by name; two queries."""
    names = organisations_in(version.content)
    uids = [uuid.UUID(uid) for uid in names]
    rows = Organisation.objects.present().filter(coalition_id=version.coalition_id, uid__in=uids)
    here = {str(row.uid): row for row in rows}
    answers = {str(one.organisation.uid): one for one in answers_to(version)}
    found = [
        Standing(uid, here[uid].name if uid in here else name, here.get(uid), answers.get(uid))
        for uid, name in names.items()
    ]
    return sorted(found, key=lambda one: here[one.uid].sort_key if one.uid in here else one.name.lower())


def answers_to(version: PlanVersion) -> list[Confirmation]:
    """The answers to a version, each with its organisation."""
    return list(version.confirmations.select_related("organisation", "entered_by"))
