"""Questions to parents: prepare the page, open it, close it; take in a sheet that nobody can be found by."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, history
from courtepointe.analysis.models import Answer, Questionnaire
from courtepointe.analysis.queries.questionnaires import is_readable, takes_sheets
from courtepointe.coalitions.models import Member
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.meetings.models import Process
from courtepointe.rows import Refused, write

MOST_SHEETS = 5000
# Reading, opening again for one person, then reading anew would show what this person wrote.
_READ = gettext_lazy("Its answers can be read: it does not open again. Prepare another one.")

history.declare(
    {
        "questionnaire.added": gettext_lazy("%(who)s prepared questions to parents: “%(title)s”."),
        "questionnaire.changed": gettext_lazy("%(who)s changed the questions to parents “%(title)s”."),
        "questionnaire.opened": gettext_lazy("%(who)s opened the questions to parents “%(title)s”."),
        "questionnaire.closed": gettext_lazy("%(who)s closed the questions to parents “%(title)s”."),
        "questionnaire.removed": gettext_lazy("%(who)s removed the questions to parents “%(title)s”."),
        "questionnaire.restored": gettext_lazy("%(who)s put back the questions to parents “%(title)s”."),
    }
)


@transaction.atomic
def add_questionnaire(process: Process, *, by: Member, uid: uuid.UUID | None = None, **fields: Any) -> Questionnaire:
    """A page in preparation, with the key of its public address. A form that comes twice adds it once."""
    made = already_made(Questionnaire.objects.filter(coalition_id=process.coalition_id), uid)  # type: ignore[arg-type]
    if made is not None:
        return made
    row = Questionnaire.objects.create(
        coalition_id=process.coalition_id,
        process=process,
        key=secrets.token_urlsafe(9),
        **identity(Questionnaire, uid),
        **fields,
    )
    history.record(row, "questionnaire.added", by=by, title=row.title)
    return row


@transaction.atomic
def edit_questionnaire(row: Questionnaire, *, by: Member, version: int, **fields: Any) -> None:
    """Change a page opened at `version`. Raises Conflict; Refused once sheets came: they answer what was asked."""
    locked = _locked(row)
    if locked.answered and locked.texts != fields["texts"]:
        raise Refused(_("Sheets have come already: the questions that they answer cannot change."))
    today = clock.today(by.coalition.timezone)
    if is_readable(locked, today) and locked.closes_on != fields["closes_on"]:
        raise Refused(str(_READ))
    write(row, version=version, **fields)
    history.record(row, "questionnaire.changed", by=by, title=row.title)


@transaction.atomic
def open_questionnaire(row: Questionnaire, *, by: Member) -> None:
    """Let anybody who has the address answer. Raises Refused when its answers may be read already."""
    locked = _locked(row)
    if is_readable(locked, clock.today(by.coalition.timezone)):
        raise Refused(str(_READ))
    if locked.state == Questionnaire.State.OPEN:
        return
    _turn(locked, Questionnaire.State.OPEN)
    history.record(row, "questionnaire.opened", by=by, title=row.title)


@transaction.atomic
def close_questionnaire(row: Questionnaire, *, by: Member) -> None:
    """Take no more sheets; answers are then read. Does nothing unless it is open."""
    locked = _locked(row)
    if locked.state == Questionnaire.State.OPEN:
        _turn(locked, Questionnaire.State.CLOSED)
        history.record(row, "questionnaire.closed", by=by, title=row.title)


@transaction.atomic
def remove_questionnaire(row: Questionnaire, *, by: Member) -> None:
    """Take it away; `restore_questionnaire` undoes it."""
    mark_removed(row, by=by)
    history.record(row, "questionnaire.removed", by=by, title=row.title)


@transaction.atomic
def restore_questionnaire(row: Questionnaire, *, by: Member) -> None:
    """Undo a removal. Does nothing when it is already back."""
    locked = _locked(row)
    if locked.removed_at is not None:
        undo_removal(row)
        history.record(row, "questionnaire.restored", by=by, title=row.title)


@transaction.atomic
def take_sheet(row: Questionnaire, *, lang: str, answers: Sequence[str], today: dt.date) -> None:
    """Keep the answers of a sheet, apart from each other: no author, no hour, no order, nothing in the history.

    Raises Refused when it takes none, or no more.
    """
    locked = _locked(row)
    if not takes_sheets(locked, today):
        raise Refused(_("This page takes no more answers."))
    if locked.answered >= MOST_SHEETS:
        raise Refused(_("This page has received as many answers as it can take."))
    asked = [text for text in locked.texts if text["lang"] == lang] or locked.texts[:1]
    rows = [
        Answer(
            pk=secrets.randbits(52) | 1 << 52,  # a key that counts would say who came after whom
            coalition_id=row.coalition_id,
            questionnaire=row,
            question=place,
            lang=asked[0]["lang"],
            text=text.strip(),
        )
        for place, text in enumerate(answers[: len(asked[0]["questions"])])
        if text.strip()
    ]
    secrets.SystemRandom().shuffle(rows)
    Answer.objects.bulk_create(rows)
    Questionnaire.objects.filter(pk=row.pk).update(answered=F("answered") + 1)


def _turn(row: Questionnaire, state: str) -> None:
    Questionnaire.objects.filter(pk=row.pk).update(state=state, version=F("version") + 1)


def _locked(row: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
