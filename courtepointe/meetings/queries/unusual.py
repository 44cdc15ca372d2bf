"""What is unusual in a decision: said to whoever records it, never a reason to refuse it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courtepointe.meetings.models import Activity, Decision
from courtepointe.meetings.queries.rules import Unit, voices_of

Mode, Result = Decision.Mode, Decision.Result
TAKEN = (Result.ADOPTED, Result.AMENDED)


def is_outside_the_agenda(activity: Activity | None) -> bool:
    """Whether a decision taken here was announced by no agenda: under no item, or under other business."""
    return activity is None or activity.standing == Activity.Standing.VARIA


def unusual_in(decision: Decision) -> list[str]:
    """Whole sentences, in the reader's language; none for most decisions. Up to four queries."""
    return [*_of_voices(decision), *_of_objections(decision), *_of_agenda(decision)]


def _of_voices(decision: Decision) -> list[str]:
    voices = voices_of(decision.meeting)
    if not voices.marked:
        return []  # attendance was not noted: there is nothing to compare with
    found = []
    votes = sum((decision.votes_for or 0, decision.votes_against or 0, decision.votes_abstained or 0))
    if votes > voices.here:
        words = {"votes": votes, "here": voices.here}
        found.append(
            _("More votes than voices: %(votes)s counted, organisations here: %(here)s.") % words
            if voices.unit == Unit.ORGANISATION
            else _("More votes than voices: %(votes)s counted, members here: %(here)s.") % words
        )
    if voices.quorum is not None and not voices.quorum.reached and decision.result in TAKEN:
        found.append(_("The quorum is not reached: %(sentence)s") % {"sentence": voices.quorum.sentence})
    return found


def _of_objections(decision: Decision) -> list[str]:
    if decision.mode not in (Mode.CONSENT, Mode.CONSENSUS) or decision.result not in TAKEN:
        return []
    still = decision.objections.filter(answer="").count()
    if not still:
        return []
    return [
        ngettext(
            "%(num)s objection has no answer yet: the group does not all agree.",
            "%(num)s objections have no answer yet: the group does not all agree.",
            still,
        )
        % {"num": still}
    ]


def _of_agenda(decision: Decision) -> list[str]:
    if not is_outside_the_agenda(decision.activity):
        return []
    return [_("This was not on the agenda: whoever is absent could not know. One click puts it on the next agenda.")]
