"""One append-only table of what was done: it feeds "what changed", the audit page and, later, digests.

A folder declares its verbs with a whole sentence each (`declare`), and its actions call `record` in their own
transaction. `facts` holds only fields that the sentence shows: never a hidden or anonymous text.
"""

import datetime as dt
import re
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from courtepointe import clock, i18n
from courtepointe.database.prepared import MARK, Prepared

_sentences: dict[str, Promise] = {}
UNKNOWN = "—"
SENSITIVE = "personal."  # how verbs on personal information begin: read by those who answer for it
SOMETHING = gettext_lazy("%(who)s made a change.")
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Entry(models.Model):
    """Somebody did something to a thing of a coalition."""

    coalition = models.ForeignKey("courtepointe.Coalition", on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=40)
    thing_uid = models.UUIDField()
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "history"
        indexes = [
            models.Index(fields=["coalition", "-at"], name="history_latest"),
            models.Index(fields=["coalition", "thing", "thing_uid"], name="history_of_thing"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        assert self._state.adding, "history is append-only"
        super().save(*args, **kwargs)

    @property
    def sentence(self) -> str:
        """What happened, for the reader, in their language."""
        facts = {name: _as_read(value) for name, value in self.facts.items()}
        facts["who"] = _as_read(self.actor_name or UNKNOWN)
        try:
            return str(_sentences[self.verb]) % facts
        except KeyError:  # a line of an older version: its verb or a fact of its sentence has gone since
            return str(SOMETHING) % facts


def _as_read(fact: str | int) -> str | int:
    """A day is kept as 2026-11-22 and read as the reader's language writes it; quotes in a quote are inner ones."""
    if not isinstance(fact, str):
        return fact
    if not ISO_DAY.fullmatch(fact):
        return i18n.inner_quotes(fact.replace(i18n.FORMER, i18n.former_member()))
    try:
        return i18n.long_date(dt.date.fromisoformat(fact))
    except ValueError:  # 2026-02-31 is somebody's text, not a day
        return fact


def declare(verbs: dict[str, Promise]) -> None:
    """Make verbs known with their sentences; `%(who)s` is the actor, the other names are facts.

    A verb has one sentence: a second one would rewrite what was already told.
    """
    for verb, sentence in verbs.items():
        known = _sentences.setdefault(verb, sentence)
        assert known is sentence or known == sentence, f"the verb {verb!r} has a sentence already"


def name_read(entry: Entry) -> str:
    """Who did it, in the reader's language."""
    return str(_as_read(entry.actor_name or UNKNOWN))


def declared() -> dict[str, Promise]:
    """All verbs with their sentences."""
    return dict(_sentences)


def record(thing: Any, verb: str, *, by: Any, **facts: str | int) -> Entry:
    """Add a line about `thing` (a row with `uid`, `coalition_id` and `code`), done by a member, a person or nobody.

    Must run inside the transaction of the act itself. Raises KeyError for an undeclared verb.
    """
    assert verb in _sentences, f"declare the verb {verb!r} with its sentence"
    person = getattr(by, "person", None) or (by if hasattr(by, "email") and not hasattr(by, "role") else None)
    uid: uuid.UUID = thing.uid
    return Entry.objects.create(
        coalition_id=getattr(thing, "coalition_id", None) or thing.pk,
        actor=person,
        actor_name=getattr(by, "name", "") if by is not None else "",
        verb=verb,
        thing=thing.code,
        thing_uid=uid,
        facts=facts,
    )


def record_once_a_day(thing: Any, verb: str, *, by: Any, zone: ZoneInfo = clock.MONTREAL, **facts: str | int) -> None:
    """A line about `thing`, unless this member already has the same one since midnight in `zone`."""
    since = dt.datetime.combine(clock.today(zone), dt.time(), tzinfo=zone)
    coalition = getattr(thing, "coalition_id", None) or thing.pk
    if not _SINCE.all(coalition, thing.code, thing.uid, verb, by.person_id, since):
        record(thing, verb, by=by, **facts)


_SINCE: Prepared[Any] = Prepared(
    lambda coalition, thing, uid, verb, actor, since: Entry.objects.filter(
        coalition_id=coalition, thing=thing, thing_uid=uid, verb=verb, actor_id=actor, at__gte=since
    ).values_list("pk", named=True)[:1],
    MARK,
    "a thing",
    uuid.UUID(int=2**127 + 3),
    "a verb",
    MARK - 1,
    dt.datetime(9999, 1, 1, tzinfo=dt.UTC),
)
