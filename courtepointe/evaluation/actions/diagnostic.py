"""A round of the diagnostic: prepared, opened, answered, closed. Nothing ties an answer to the person who gave it.

An answer adds one to counters, all written by one statement, and puts its words among others that wait. That somebody
answered is another table, where nothing has an order, and which is emptied at closing. No history, no time, no mail.
"""

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.access import SPEAKING
from courtepointe.coalitions.models import Member
from courtepointe.evaluation.models import Diagnostic, DiagnosticComment, DiagnosticCount, DiagnosticSeat, Level
from courtepointe.evaluation.queries.diagnostic import LEAST, PAPER, TURNOUT, takes_answers, turnout, wording_now
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.meetings.models import Process
from courtepointe.rows import Refused, write

ITEMS = range(1, 19)
COMMENT = 600  # characters
MOST_COMMENTS = 2000  # that may wait
FURTHEST = dt.timedelta(days=366)
_SHUFFLED = secrets.SystemRandom()

# Everybody of the coalition reads the history, observers too: the sentences say nothing of what a round holds.
history.declare(
    {
        "diagnostic.made": gettext_lazy("%(who)s prepared a diagnostic of the partnership."),
        "diagnostic.changed": gettext_lazy("%(who)s changed a diagnostic of the partnership."),
        "diagnostic.opened": gettext_lazy("%(who)s opened a diagnostic of the partnership."),
        "diagnostic.closed": gettext_lazy("%(who)s closed a diagnostic of the partnership."),
        "diagnostic.removed": gettext_lazy("%(who)s removed a diagnostic of the partnership."),
        "diagnostic.restored": gettext_lazy("%(who)s put back a diagnostic of the partnership."),
    }
)


@transaction.atomic
def make_round(process: Process, *, by: Member, uid: uuid.UUID | None = None, **fields: Any) -> Diagnostic:
    """Prepare a round. A form that comes twice makes one."""
    made = already_made(process.diagnostics, uid)
    if made is not None:
        return made
    _check_day(fields.get("closes_on"), by)
    row = Diagnostic.objects.create(
        coalition_id=process.coalition_id, process=process, **identity(Diagnostic, uid), **fields
    )
    history.record(row, "diagnostic.made", by=by)
    return row


@transaction.atomic
def edit_round(row: Diagnostic, *, by: Member, version: int, **fields: Any) -> None:
    """Change a round opened at `version`. Raises Conflict.

    Once it is open its mode stays; once it is closed its last day too (Refused): nothing may be added to what was read.
    """
    locked = _locked(row)
    if locked.state != Diagnostic.State.DRAFT and fields.get("mode", locked.mode) != locked.mode:
        raise Refused(_("This diagnostic is open: the way it is held cannot change any more."))
    if fields.get("closes_on", locked.closes_on) != locked.closes_on:
        if locked.state == Diagnostic.State.CLOSED:
            raise Refused(_("This diagnostic is closed: its last day cannot change any more."))
        _check_day(fields["closes_on"], by)
    write(row, version=version, **fields)
    history.record(row, "diagnostic.changed", by=by)


def _check_day(day: dt.date | None, by: Member) -> None:
    today = clock.today(by.coalition.timezone)
    if day is not None and day < today:
        raise Refused(_("This day has passed: choose a later one."))
    if day is not None and day > today + FURTHEST:
        raise Refused(_("This day is far away: choose one within a year."))


@transaction.atomic
def open_round(row: Diagnostic, *, by: Member) -> None:
    """Let people answer, in the wording of today, which stays. Opening twice changes nothing.

    Raises Refused while another one is open (the difference between the two could tell who answered what), or when its
    last day has passed.
    """
    locked = _locked(row)
    if locked.state != Diagnostic.State.DRAFT:
        return
    others = Diagnostic.objects.present().filter(coalition_id=row.coalition_id, state=Diagnostic.State.OPEN)
    if others.exists():
        raise Refused(_("Another diagnostic is open: close it first."))
    today = clock.today(by.coalition.timezone)
    if locked.closes_on is not None and locked.closes_on < today:
        raise Refused(_("Its last day has passed: choose a later one first."))
    items, official = wording_now(by.coalition)
    Diagnostic.objects.filter(pk=row.pk).update(
        state=Diagnostic.State.OPEN, opened_on=today, items=items, official=official, version=F("version") + 1
    )
    if locked.mode != Diagnostic.Mode.COLLECTIVE:
        here = {"coalition_id": row.coalition_id, "diagnostic": row}
        DiagnosticCount.objects.bulk_create(
            DiagnosticCount(item=whence + item, level=level, **here)
            for whence in (0, PAPER)
            for item in ITEMS
            for level in Level.values
        )
        DiagnosticCount.objects.bulk_create(
            DiagnosticCount(item=whence + TURNOUT, level=Level.A, **here) for whence in (0, PAPER)
        )
        seat_everybody(row)
    history.record(row, "diagnostic.opened", by=by)


def seat_everybody(row: Diagnostic) -> None:
    """A seat for each present member who speaks and has none: newcomers too."""
    people = Member.objects.filter(coalition_id=row.coalition_id, left_at=None, role__in=SPEAKING)
    new = list(people.exclude(pk__in=DiagnosticSeat.objects.filter(diagnostic=row).values("member")))
    _SHUFFLED.shuffle(new)
    DiagnosticSeat.objects.bulk_create(
        DiagnosticSeat(pk=_any_key(), coalition_id=row.coalition_id, diagnostic=row, member=member) for member in new
    )


@transaction.atomic
def answer(
    row: Diagnostic, levels: Mapping[int, str], comments: Mapping[int, str], *, today: dt.date, member: Member | None
) -> None:
    """Count an answer: of a member, or (None) of a sheet of paper.

    Raises Refused when the round takes none, when nothing was chosen, or when this member has answered already; then
    nothing is written.
    """
    locked = _locked(row)
    if not takes_answers(locked, today):
        raise Refused(_("This diagnostic is closed: nothing can be added to it."))
    whence = 0 if member is not None else PAPER
    chosen = Q()
    for item, level in levels.items():
        if item in ITEMS and level in Level.values:
            chosen |= Q(item=whence + item, level=level)
    if not chosen:
        raise Refused(_("Choose a level for at least one item."))
    if member is not None:
        _take_seat(locked, member)
    # One statement writes every counter, changed or not: which ones were written last says nothing of the last answer.
    DiagnosticCount.objects.filter(diagnostic=row).update(
        count=F("count") + Case(When(chosen | Q(item=whence + TURNOUT), then=Value(1)), default=Value(0))
    )
    said = [
        [whence + item, text.strip()[:COMMENT]] for item, text in comments.items() if item in ITEMS and text.strip()
    ]
    if said and len(locked.waiting) + len(said) <= MOST_COMMENTS:
        waiting = [*locked.waiting, *said]
        _SHUFFLED.shuffle(waiting)
        Diagnostic.objects.filter(pk=row.pk).update(waiting=waiting)


@transaction.atomic
def step_aside(row: Diagnostic, *, member: Member, today: dt.date) -> None:
    """Note that a member has no answer to give here (they gave a sheet of paper, or would rather not): nothing is
    counted. Raises Refused as `answer` does."""
    locked = _locked(row)
    if not takes_answers(locked, today):
        raise Refused(_("This diagnostic is closed: nothing can be added to it."))
    _take_seat(locked, member)


def has_answered(row: Diagnostic, member: Member) -> bool:
    """Whether a member has answered, or said that they would not."""
    return DiagnosticSeat.objects.filter(diagnostic=row, member=member, answered=True).exists()


def _take_seat(row: Diagnostic, member: Member) -> None:
    if member.left_at is not None or member.role not in SPEAKING:
        raise Refused(_("This diagnostic is for those who take part in the coalition."))
    seat_everybody(row)  # somebody who arrived since: with all the others, so that it tells nothing
    if not DiagnosticSeat.objects.filter(diagnostic=row, member=member, answered=False).update(answered=True):
        raise Refused(_("You have answered already. Nothing ties your answer to you: it cannot be changed."))


@transaction.atomic
def close_round(row: Diagnostic, *, by: Member) -> None:
    """Take no more answers, and let them be read. It cannot be opened again. Closing twice changes nothing.

    What fewer than five people answered is erased, and who answered is forgotten. Whoever entered the sheets of paper
    knows them, and could take them from the total: the answers that people gave by themselves are five at least too, as
    a whole and item by item, or they are erased.
    """
    locked = _locked(row)
    if locked.state != Diagnostic.State.OPEN:
        return
    seats = DiagnosticSeat.objects.filter(diagnostic=row)
    alone, _paper = turnout(row)
    comments = [(item % PAPER, text) for item, text in locked.waiting if alone >= LEAST or item > PAPER]
    if locked.mode != Diagnostic.Mode.COLLECTIVE and _add_up(row) < LEAST:
        comments = []
    Diagnostic.objects.filter(pk=row.pk).update(
        state=Diagnostic.State.CLOSED,
        closed_on=clock.today(by.coalition.timezone),
        seats=seats.count(),
        waiting=[],
        version=F("version") + 1,
    )
    seats.delete()
    _SHUFFLED.shuffle(comments)
    DiagnosticComment.objects.bulk_create(
        DiagnosticComment(
            pk=_any_key(), coalition_id=row.coalition_id, diagnostic=row, item=item, text=text
        )  # a key that counts would say what came after what
        for item, text in comments
    )
    history.record(row, "diagnostic.closed", by=by)


def _add_up(row: Diagnostic) -> int:
    """Put the sheets of paper with the other answers, without what would show fewer than five; how many people."""
    rows = DiagnosticCount.objects.filter(diagnostic=row)
    kept = {(one.item, one.level): one for one in rows}
    alone, paper = kept[TURNOUT, "A"].count, kept[TURNOUT + PAPER, "A"].count
    people = (alone if alone >= LEAST else 0) + paper
    for item in ITEMS:
        mine = [kept[item, level] for level in Level.values]
        theirs = [kept[PAPER + item, level].count for level in Level.values]
        if alone < LEAST:
            for one in mine:
                one.count = 0
        known = sum(one.count for one in mine)
        hidden = 0 < known < LEAST or known + sum(theirs) < LEAST or people < LEAST
        for one, more in zip(mine, theirs, strict=True):
            one.count = 0 if hidden else one.count + more
    kept[TURNOUT, "A"].count = people if people >= LEAST else 0
    DiagnosticCount.objects.bulk_update([one for one in kept.values() if one.item < PAPER], ["count"])
    rows.filter(item__gte=PAPER).delete()
    return people


@transaction.atomic
def remove_round(row: Diagnostic, *, by: Member) -> None:
    """Take it away; `restore_round` undoes it."""
    mark_removed(row, by=by)
    history.record(row, "diagnostic.removed", by=by)


@transaction.atomic
def restore_round(row: Diagnostic, *, by: Member) -> None:
    """Undo a removal. Does nothing when it is already back; refused when another one was opened since."""
    locked = _locked(row)
    if locked.removed_at is None:
        return
    open_now = Diagnostic.State.OPEN
    others = Diagnostic.objects.present().filter(coalition_id=row.coalition_id, state=open_now)
    if locked.state == open_now and others.exists():
        raise Refused(_("Another diagnostic is open: close it first."))
    undo_removal(row)
    history.record(row, "diagnostic.restored", by=by)


def _any_key() -> int:
    return secrets.randbits(52) | 1 << 52


def _locked(row: Diagnostic) -> Diagnostic:
    return Diagnostic.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
