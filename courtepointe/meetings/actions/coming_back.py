"""Objectives that a meeting carried over come back at the next one of the same body, by themselves.

Follow-ups, subjects set aside and minutes to adopt need no act: `queries.came_back` reads them where they are.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Member
from courtepointe.meetings.models import Meeting, MeetingObjective
from courtepointe.meetings.queries.came_back import body_of, next_of, unsettled

history.declare(
    {
        "objectives.came_back": gettext_lazy("Objectives carried over came back at “%(title)s”: %(texts)s."),
        "objectives.went": gettext_lazy("Objectives that had come back left “%(title)s”: %(texts)s."),
    }
)


@transaction.atomic
def bring_back(meeting: Meeting, *, by: Member | None) -> list[MeetingObjective]:
    """Put what was carried over where it belongs: at the next meeting of the body of this one. Returns what was added.

    May be called at any time, any number of times. What came back to a meeting that is not the next one any more moves,
    what is not carried over any more goes, unless somebody touched it: marked, reworded, or wrote it there themself.
    Locks the next meeting; writes at most two lines of history, none when nothing changes.
    """
    target = next_of(meeting)
    if target is not None:
        Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=target.pk)
    wanted = list(unsettled(meeting))
    _withdraw(meeting, wanted, target, by)
    return _add(target, wanted, by) if target is not None else []


def _copies(meeting: Meeting) -> list[MeetingObjective]:
    """What came back to meetings of the body, with where it comes from."""
    rows = MeetingObjective.objects.filter(
        coalition_id=meeting.coalition_id, carried_from__isnull=False, **body_of(meeting, "meeting__")
    )
    return list(rows.select_related("carried_from", "meeting"))


def _untouched(row: MeetingObjective) -> bool:
    source = row.carried_from
    free = row.meeting.status != Meeting.HELD and not row.outcome
    return free and source is not None and row.text == source.text


def _withdraw(meeting: Meeting, wanted: list[MeetingObjective], target: Meeting | None, by: Member | None) -> None:
    sources = {row.pk for row in wanted}
    place = target.pk if target is not None else None
    gone = [
        row
        for row in _copies(meeting)
        if _untouched(row) and (row.carried_from_id not in sources or row.meeting_id != place)
    ]
    own = [row.pk for row in gone if not row.brought_back]
    MeetingObjective.objects.filter(pk__in=own).update(carried_from=None)
    MeetingObjective.objects.filter(pk__in={row.pk for row in gone} - set(own)).delete()
    for other in {row.meeting for row in gone if row.brought_back}:
        texts = [row.text for row in gone if row.brought_back and row.meeting_id == other.pk]
        history.record(other, "objectives.went", by=by, title=other.title, texts=_said(texts))


def _add(target: Meeting, wanted: list[MeetingObjective], by: Member | None) -> list[MeetingObjective]:
    """Copies of what has none yet; an objective that the meeting has already only says where it comes from."""
    settled = set(
        MeetingObjective.objects.filter(carried_from__in=wanted)
        .exclude(meeting__removed_at__isnull=False)
        .exclude(meeting__status=Meeting.CANCELLED)
        .values_list("carried_from_id", flat=True)
    )
    there = {row.slug or row.text: row for row in target.objectives.all()}
    last = target.objectives.aggregate(last=Max("position"))["last"] or 0
    made: list[MeetingObjective] = []
    for source in wanted:
        if source.pk in settled:
            continue
        twin = there.get(source.slug or source.text)
        if twin is None:
            there[source.slug or source.text] = twin = _copy(source, target, last + len(made) + 1)
            made.append(twin)
        elif twin.carried_from_id is None and twin.pk:
            MeetingObjective.objects.filter(pk=twin.pk).update(carried_from=source)
    MeetingObjective.objects.bulk_create(made)
    if made:
        texts = _said(row.text for row in made)
        history.record(target, "objectives.came_back", by=by, title=target.title, texts=texts)
    return made


def _copy(source: MeetingObjective, target: Meeting, position: int) -> MeetingObjective:
    return MeetingObjective(
        coalition_id=target.coalition_id,
        meeting=target,
        slug=source.slug,
        stage=source.stage,
        text=source.text,
        position=position,
        carried_from=source,
        brought_back=True,
    )


def _said(texts: Iterable[str]) -> str:
    return " ; ".join(texts)
