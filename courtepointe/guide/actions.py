"""Acts that cross folders."""

from django.db import transaction

from courtepointe.coalitions.actions import members
from courtepointe.coalitions.models import Member
from courtepointe.followup.models import Communication
from courtepointe.meetings.actions.committees import leave_committees
from courtepointe.meetings.models import FollowUp
from courtepointe.planning.models import Action, Checkpoint, Indicator, Transformation


def leave(member: Member, *, by: Member, handed_to: Member | None) -> int:
    """A person leaves the coalition, and what they still had to do goes on.

    Closes their seat, their links (`coalitions`) and their seats on committees, and gives their open follow-ups to
    `handed_to` or, without one, to their organisation; without either the follow-ups keep their name. Follow-ups that
    are done stay theirs. What they answer for in the plan goes to `handed_to`, or stays with its organisation. Gives
    the number of follow-ups that were handed over. Raises Refused as `coalitions.actions.members.leave` does.
    """
    with transaction.atomic():
        members.leave(member, by=by, handed_to=handed_to)
        leave_committees(member)
        hand_plan_over(member, handed_to)
        if handed_to is None and member.organisation_id is None:
            return 0
        still_open = FollowUp.objects.present().filter(
            coalition_id=member.coalition_id, member=member, done_at__isnull=True
        )
        if handed_to is not None:
            return still_open.update(member=handed_to)
        return still_open.update(member=None, organisation_id=member.organisation_id)


def hand_plan_over(member: Member, handed_to: Member | None) -> None:
    """What somebody answers for in the plan, and has still to do, is `handed_to`'s; or nobody's by name."""
    answers = ((Transformation, "lead_member"), (Action, "lead_member"), (Indicator, "holder_member"))
    for model, key in answers:
        model._default_manager.filter(**{key: member}).update(**{key: handed_to})
    Checkpoint.objects.filter(member=member, done_at=None).update(member=handed_to)
    Communication.objects.filter(member=member, done_on=None).update(member=handed_to)
