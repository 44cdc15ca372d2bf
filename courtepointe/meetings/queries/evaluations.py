"""What people thought of meetings, as it may be read: after closing, and only where no one can be picked out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from courtepointe.access import Reader
from courtepointe.coalitions.models import Member
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import Meeting, MeetingEvaluation
from courtepointe.meetings.queries.came_back import body_of

QUESTIONS = ("objectives", "voice", "time", "decisions", "next")
LEVELS = (1, 2, 3, 4)
ENOUGH = 3  # answers below which nothing is shown


@dataclass(frozen=True, slots=True)
class Question:
    """How many answered a question at each level; None when too few did."""

    key: str
    counts: tuple[int, ...] | None

    @property
    def answers(self) -> int:
        return sum(self.counts or ())

    @property
    def mean(self) -> float | None:
        """Between 1 and 4."""
        if not self.counts:
            return None
        return sum(level * count for level, count in zip(LEVELS, self.counts, strict=True)) / self.answers


@dataclass(frozen=True, slots=True)
class Results:
    """A closed evaluation, as this reader may see it."""

    people: int  # who answered by link or on their page; 0 when too few did for their answers to be shown
    too_few: bool  # somebody answered, and their answers were erased
    sheets: int  # paper sheets counted in
    questions: list[Question]
    comments: list[str]  # for those who steer only

    @property
    def shown(self) -> bool:
        return any(question.counts for question in self.questions)

    @property
    def mean(self) -> float | None:
        """Of the questions that have one."""
        means = [question.mean for question in self.questions if question.mean is not None]
        return sum(means) / len(means) if means else None


def shows_answers(people: int) -> bool:
    """Whether answers of so many people may be shown."""
    return people >= ENOUGH


def asked(meeting: Meeting, member: Member) -> bool:
    """Whether this member belongs to the body that met."""
    if member.left_at is not None or member.coalition_id != meeting.coalition_id:
        return False
    if meeting.committee_id is None:
        return True
    return member.committee_seats.filter(committee_id=meeting.committee_id, left_at=None).exists()


def evaluation_of(meeting: Meeting) -> MeetingEvaluation | None:
    """The evaluation of a meeting; none until it is opened."""
    found = MeetingEvaluation.objects.filter(meeting=meeting).first()
    if found is not None:
        found.meeting = meeting
    return found


def results_for(reader: Reader, evaluation: MeetingEvaluation) -> Results | None:
    """What this reader may see of it; None while it is open.

    Fewer than three people, or than three paper sheets, are not shown: the coordinator knows what paper says, so the
    two are judged apart before they are added. Comments come in the order of the alphabet.
    """
    if evaluation.closed_at is None:
        return None
    by_link = shows_answers(evaluation.people)
    sheets = int(evaluation.paper.get("sheets", 0))
    by_paper = shows_answers(sheets)
    sources = [evaluation.counts] if by_link else []
    sources += [evaluation.paper.get("counts", {})] if by_paper else []
    comments = (evaluation.comments if by_link else []) + (evaluation.paper.get("comments", []) if by_paper else [])
    return Results(
        people=evaluation.people if by_link else 0,
        too_few=0 < evaluation.people < ENOUGH,
        sheets=sheets if by_paper else 0,
        questions=[_question(key, sources) for key in QUESTIONS],
        comments=sorted(comments, key=sort_key) if reader.steers else [],
    )


def _question(key: str, sources: list[dict[str, list[int]]]) -> Question:
    """Each source is judged apart here too: one answer to a question is somebody's."""
    lists = [source[key] for source in sources if key in source and sum(source[key]) >= ENOUGH]
    return Question(key, tuple(sum(levels) for levels in zip(*lists, strict=True)) if lists else None)


@dataclass(frozen=True, slots=True)
class Point:
    """An evaluation in the trend."""

    meeting: Meeting
    results: Results


def trend_for(reader: Reader, meeting: Meeting) -> list[Point]:
    """Closed evaluations of the same body that may be shown, in order of date: one query."""
    rows: Iterable[MeetingEvaluation] = (
        MeetingEvaluation.objects.filter(
            coalition_id=reader.coalition_id,
            **body_of(meeting, "meeting__"),
            meeting__removed_at=None,
            closed_at__isnull=False,
        )
        .select_related("meeting")
        .order_by(F("meeting__on").asc(nulls_last=True), "meeting__starts_at", "pk")
    )
    points = [Point(row.meeting, results) for row in rows if (results := results_for(reader, row)) is not None]
    return [point for point in points if point.results.shown]
