"""Rows of several tables as plain lines of one shape, so that one statement reads them all."""

import datetime as dt
import uuid
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, F, IntegerField, Q, UUIDField, Value
from django.db.models.functions import Cast

from courtepointe.planning.models import Action, Checkpoint


class Line(NamedTuple):
    """`about` is the action, or the meeting, that a line is about; what the rest holds depends on its kind."""

    kind: str
    uid: uuid.UUID
    about: uuid.UUID | None
    text: str
    more: str
    note: str
    who: str
    day: dt.date | None
    number: int | None
    total: int


_NO_UID, _NO_DAY = Cast(Value(None), UUIDField()), Cast(Value(None), DateField())
_TYPES: dict[str, Any] = {
    **dict.fromkeys(("text", "more", "note", "who"), CharField),
    **dict.fromkeys(("number", "total"), IntegerField),
}


def shaped(rows: Any, kind: str, **said: Any) -> Any:
    """The rows as lines of a kind; what is not said is empty."""
    usual: dict[str, Any] = {
        **{
            "uid": F("uid") if has_uid(rows.model) else _NO_UID,
            "about": _NO_UID,
            "text": Value(""),
            "more": Value(""),
            "note": Value(""),
        },
        **{"who": Value(""), "day": _NO_DAY, "number": Value(0), "total": Value(0)},
    }
    return lined(rows, kind, usual, said, _TYPES)


def lined(rows: Any, kind: str, usual: dict[str, Any], said: dict[str, Any], types: dict[str, Any]) -> Any:
    """The rows as lines of a kind, then the columns of `usual` in their order; those of `types` are cast, so that the
    parts of a union agree."""
    shape = {**usual, **said}
    typed = {f"c_{name}": Cast(value, types[name]()) if name in types else value for name, value in shape.items()}
    named = rows.order_by().annotate(c_kind=Value(kind, CharField()), **typed)
    return named.values_list("c_kind", *(f"c_{name}" for name in usual), named=True)


def has_uid(model: Any) -> bool:
    """Whether its rows have an identity of their own."""
    return any(one.name == "uid" for one in model._meta.fields)


def alive(at: str = "") -> Q:
    """An action of the plan that is still to do, under a transformation that is pursued."""
    here = {"removed_at": None, "transformation__removed_at": None, "transformation__standing": ""}
    found = Q(**{f"{at}{name}": value for name, value in here.items()})
    return found & ~Q(**{f"{at}status__in": Action.OVER}) & Q(**{f"{at}transformation__objective__removed_at": None})


def due_checkpoints(process: int, until: dt.date) -> Any:
    """What the follow-up calendar looks at by a day, and still in the plan; not done yet."""
    signed = Q(indicator=None) | Q(indicator__removed_at=None, indicator__transformation__removed_at=None)
    acted = Q(action=None) | alive("action__")
    return Checkpoint.objects.present().filter(signed, acted, process=process, done_at=None, due_on__lte=until)
