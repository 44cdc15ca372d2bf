"""What people thought of a meeting: opened, answered without saying who thought what, closed for good.

An answer leaves one row changed and nothing else: no history, no log, no use noted on the link, no time. Results are
read only after closing, and nothing changes after it: no difference of two counts can single an answer out.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.models import Meeting, MeetingEvaluation
from courtepointe.meetings.queries.evaluations import LEVELS, QUESTIONS, asked, shows_answers
from courtepointe.rows import Refused, write

DAYS = 7  # then it closes by itself
COMMENT = 600  # characters

history.declare(
    {
        "evaluation.opened": gettext_lazy("%(who)s opened the evaluation of “%(title)s”."),
        "evaluation.paper": gettext_lazy("%(who)s copied paper answers to the evaluation of “%(title)s”."),
        "evaluation.closed": gettext_lazy("%(who)s closed the evaluation of “%(title)s”."),
        "evaluation.over": gettext_lazy("The evaluation of “%(title)s” closed by itself, after 7 days."),
    }
)

Levels = Mapping[str, int | None]


def open_evaluation(meeting: Meeting, *, by: Member) -> MeetingEvaluation:
    """Open the evaluation of a meeting that was held; nothing changes when it is there. Raises Refused before."""
    if meeting.status != Meeting.HELD:
        raise Refused(_("A meeting is evaluated once it was held."))
    with transaction.atomic():
        row, made = MeetingEvaluation.objects.get_or_create(
            meeting=meeting, defaults={"coalition_id": meeting.coalition_id}
        )
        if made:
            history.record(row, "evaluation.opened", by=by, title=meeting.title)
    return row


def answer(evaluation: MeetingEvaluation, member: Member, *, levels: Levels, comment: str = "") -> None:
    """Count the answer of a member, once. Levels are 1 to 4, or None where they had nothing to say.

    Raises Refused when it is closed, when the member has answered, is not asked, or says nothing at all.
    """
    comment = comment.strip()[:COMMENT]
    if not comment and not any(levels.get(question) for question in QUESTIONS):
        raise Refused(_("Nothing is chosen or written yet."))
    with transaction.atomic():
        row = _locked(evaluation)
        name = str(member.uid)
        if name in row.answered:
            raise Refused(_("Your answer was counted already."))
        if not asked(row.meeting, member):
            raise Refused(_("This evaluation is for the members of the group that met."))
        fields: dict[str, Any] = {
            "counts": _added(row.counts, levels),
            "comments": _shuffled([*row.comments, comment] if comment else row.comments),
            "answered": sorted([*row.answered, name]),
        }
        write(row, version=row.version, **fields)


def enter_paper(
    evaluation: MeetingEvaluation,
    *,
    by: Member,
    sheets: int,
    counts: Mapping[str, list[int]],
    comments: list[str],
    version: int,
) -> None:
    """Keep what the paper sheets say, all together: it replaces what was copied before.

    `version` is of the paper part alone, from `paper_version`. Raises Refused when it is closed, when somebody copied
    sheets meanwhile, or when a question has more answers than there are sheets.
    """
    with transaction.atomic():
        row = _locked(evaluation)
        if version != paper_version(row):
            raise Refused(_("Somebody else copied paper answers in the meantime: here they are."))
        if any(sum(counts[question]) > sheets for question in QUESTIONS):
            raise Refused(_("A question has more answers than there are sheets."))
        kept = {question: list(counts[question]) for question in QUESTIONS}
        words = [text.strip()[:COMMENT] for text in comments if text.strip()]
        paper = {"sheets": sheets, "counts": kept, "comments": _shuffled(words), "version": version + 1}
        write(row, version=row.version, paper=paper)
        history.record(row, "evaluation.paper", by=by, title=row.meeting.title)


def paper_version(evaluation: MeetingEvaluation) -> int:
    """How many times paper sheets were copied: answers by link do not disturb who copies them."""
    return int(evaluation.paper.get("version", 0))


def close_evaluation(evaluation: MeetingEvaluation, *, by: Member | None) -> None:
    """Close it for good: results may be read. Who answered is forgotten, and answers too few to be shown are erased.

    `by` is None when it closes by itself. Does nothing when it is closed.
    """
    with transaction.atomic():
        row = MeetingEvaluation.objects.select_for_update(no_key=True).select_related("meeting").get(pk=evaluation.pk)
        if row.closed_at is not None:
            return
        people = len(row.answered)
        kept = shows_answers(people)
        write(
            row,
            version=row.version,
            closed_at=clock.now(),
            people=people,
            answered=[],
            counts=row.counts if kept else {},
            comments=_shuffled(row.comments) if kept else [],
        )
        history.record(row, "evaluation.closed" if by else "evaluation.over", by=by, title=row.meeting.title)


def close_what_is_over() -> int:
    """Close the evaluations that have been open for seven days, and say how many. Called by the worker."""
    limit = clock.now() - timedelta(days=DAYS)
    over = list(MeetingEvaluation.objects.filter(closed_at=None, opened_at__lt=limit))
    for row in over:
        close_evaluation(row, by=None)
    return len(over)


def _locked(evaluation: MeetingEvaluation) -> MeetingEvaluation:
    row = (
        MeetingEvaluation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("meeting")
        .get(pk=evaluation.pk)
    )
    if row.closed_at is not None:
        raise Refused(_("This evaluation is closed."))
    return row


def _added(counts: dict[str, list[int]], levels: Levels) -> dict[str, list[int]]:
    return {
        question: [
            count + (levels.get(question) == level)
            for level, count in zip(LEVELS, counts.get(question, [0] * len(LEVELS)), strict=True)
        ]
        for question in QUESTIONS
    }


def _shuffled(texts: list[str]) -> list[str]:
    """In an order that says nothing of who wrote first."""
    mixed = list(texts)
    secrets.SystemRandom().shuffle(mixed)
    return mixed
