"""The state of the preparation of a meeting: its checklist, what is to prepare, what its agenda still lacks."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from courtepointe import clock
from courtepointe.i18n import duration
from courtepointe.meetings.models import Activity, Homework, HomeworkShare, Meeting
from courtepointe.meetings.timetable import Timetable
from courtepointe.meetings.wording import method_of

BREAK_AFTER = 120  # minutes


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the checklist: `key` names it to the acts; `late` when its day has gone by and it is not done."""

    key: str
    text: str
    days: int
    on: dt.date | None
    done_at: dt.datetime | None
    done_by: str
    late: bool

    @property
    def when(self) -> str:
        """J-7, J or J+1, as coordinators write it."""
        return _("day %(days)s") % {"days": f"{self.days:+d}".replace("-", "−")} if self.days else _("the day itself")


def checklist_of(meeting: Meeting) -> list[Line]:
    """The lines of the meeting; those of the library while nobody has begun."""
    rows = list(meeting.preparation_tasks.present().select_related("done_by").order_by("days", "pk"))
    today = clock.today(meeting.coalition.timezone)
    if rows:
        return [
            _line(str(row.uid), row.text, row.days, meeting, today, row.done_at, str(row.done_by or "")) for row in rows
        ]
    tasks = sorted(method_of(meeting.coalition).checklist, key=lambda task: task.days)
    language = meeting.coalition.language
    return [_line(task.slug, task.text.for_language(language), task.days, meeting, today) for task in tasks]


def _line(
    key: str,
    text: str,
    days: int,
    meeting: Meeting,
    today: dt.date,
    done_at: dt.datetime | None = None,
    done_by: str = "",
) -> Line:
    on = meeting.on + dt.timedelta(days=days) if meeting.on else None
    return Line(key, text, days, on, done_at, done_by, done_at is None and on is not None and on < today)


def homework_of(meeting: Meeting) -> list[tuple[Homework, list[HomeworkShare]]]:
    """What is to prepare, each with the part of every organisation; two queries."""
    asked = list(meeting.homework.present().order_by("due_on", "pk"))
    shares = HomeworkShare.objects.filter(homework__in=asked).select_related("organisation", "file")
    found: dict[int, list[HomeworkShare]] = {row.pk: [] for row in asked}
    for share in shares.order_by("organisation__sort_key"):
        found[share.homework_id].append(share)
    return [(row, found[row.pk]) for row in asked]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the agenda lacks, said; `mend` names what one click adds, if it can."""

    words: str
    mend: str = ""


def gaps_of(meeting: Meeting, agenda: Timetable) -> list[Gap]:
    """What an agenda should have and has not: never an error."""
    if not agenda.rows:
        return [Gap(_("The agenda is empty."))]
    kinds = Activity.Standing
    asked = [(kinds.ADOPTION, _("It does not open with its adoption."))]
    if _has_a_past(meeting):
        asked += [
            (kinds.MINUTES, _("The previous minutes are not on it.")),
            (kinds.FOLLOW_UPS, _("The follow-ups are not on it.")),
        ]
    activities = [row.activity for row in agenda.rows]
    found = [Gap(words, kind) for kind, words in asked if not any(item.treats(kind) for item in activities)]
    if agenda.total > BREAK_AFTER and all(row.activity.kind != Activity.Kind.BREAK for row in agenda.rows):
        found.append(Gap(_("It lasts more than two hours without a break."), "break"))
    return [*found, *_length(agenda)]


def _has_a_past(meeting: Meeting) -> bool:
    """Whether the same body met before."""
    earlier = Meeting.objects.present().filter(
        Q(committee_id=meeting.committee_id), coalition_id=meeting.coalition_id, status=Meeting.HELD
    )
    if meeting.on is not None:
        earlier = earlier.filter(on__lt=meeting.on)
    return earlier.exclude(pk=meeting.pk).exists()


def _length(agenda: Timetable) -> list[Gap]:
    if agenda.too_long:
        return [Gap(_("It is %(time)s longer than the meeting.") % {"time": duration(agenda.too_long)}, "fit")]
    if agenda.left:
        return [Gap(_("It leaves %(time)s of the meeting free.") % {"time": duration(agenda.left)})]
    return []
