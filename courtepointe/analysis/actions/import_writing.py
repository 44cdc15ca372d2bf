"""Writing the good lines of a table among the values, many at once, and putting back what was there before."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from courtepointe import clock
from courtepointe.analysis.actions.territories import key_of
from courtepointe.analysis.models import DataImport, Datum, PopulationIndicator, Territory
from courtepointe.analysis.queries.import_lines import ABOUT, ADDED, CHANGED, Known, Outcome, plain
from courtepointe.coalitions.models import Member
from courtepointe.database import many
from courtepointe.rows import Refused

MANY = 500  # rows of one statement
KIND = Territory.Kind


def write_outcomes(row: DataImport, outcomes: list[Outcome], known: Known, *, by: Member) -> dict[str, Any]:
    """Add and change; answers what an undoing needs: what was made, and what changed values were before."""
    keys: dict[Any, Any] = {**_made_indicators(row, outcomes, known), **_made_places(row, outcomes, known)}

    def key_for(known_or_new: Any) -> int:
        return int(keys.get(known_or_new, known_or_new))

    same: dict[str, Any] = {"coalition_id": row.coalition_id, "data_import_id": row.pk}
    same |= {"added_by_id": by.person_id, "added_at": clock.now()}
    added, changed, before = [], [], []
    for outcome in outcomes:
        if outcome.result == ADDED:
            what, place, *rest = outcome.key
            about = dict(zip(ABOUT, (key_for(what), key_for(place), *rest), strict=True))
            added.append({**same, **about, **outcome.fields})
        elif outcome.result == CHANGED:
            old = {name: plain(getattr(outcome.old, name)) for name in outcome.fields}
            before.append({"uid": str(outcome.old.uid), "version": outcome.old.version + 1, "fields": old})
            changed.append((outcome.old.pk, outcome.old.version, outcome.fields))
    many.add(Datum, added)
    if _write_again(changed) < len(changed):
        raise Refused(_("Somebody changed this at the same moment: here it is as it stands now."))
    made = {
        "indicators": [keys[name] for name in known.new_indicators if name in keys],
        "places": [keys[name] for name in known.new_places if name in keys],
    }
    return {"before": before, "made": made}


def _write_again(changed: Iterable[tuple[int, int, dict[str, Any]]]) -> int:
    """Change values by their key, the version they must have, their fields; how many were as they must be."""
    alike: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for pk, version, fields in changed:
        alike[tuple(fields)].append((pk, version, tuple(fields.values())))
    return sum(many.change(Datum, names, rows) for names, rows in alike.items())


def _made_indicators(row: DataImport, outcomes: list[Outcome], known: Known) -> dict[str, int]:
    wanted = {outcome.key[0] for outcome in outcomes if outcome.result == ADDED}
    here = PopulationIndicator.objects.filter(coalition_id=row.coalition_id)
    last = here.aggregate(last=Max("position"))["last"] or 0
    new = {name: fields for name, fields in known.new_indicators.items() if name in wanted}
    rows = {
        name: PopulationIndicator(
            coalition_id=row.coalition_id,
            position=min(last + place, 32_000),
            **{**fields, "name": fields["name"] or fields["slug"]},
        )
        for place, (name, fields) in enumerate(new.items(), start=1)
    }
    return _kept(PopulationIndicator, rows)


def _made_places(row: DataImport, outcomes: list[Outcome], known: Known) -> dict[str, int]:
    wanted = {outcome.key[1] for outcome in outcomes if outcome.result == ADDED}
    rows = {
        name: Territory(coalition_id=row.coalition_id, sort_key=key_of(fields["name"]), **fields)
        for name, fields in known.new_places.items()
        if name in wanted
    }
    keys = _kept(Territory, rows)
    provinces = Territory.objects.present().filter(coalition_id=row.coalition_id, kind=KIND.PROVINCE)[:2]
    if len(provinces) == 1:  # a region of Québec is within Québec; what an MRC is within is not said by a table
        Territory.objects.filter(pk__in=keys.values(), kind__in=(KIND.REGION, KIND.RSS)).update(within=provinces[0])
    return keys


def _kept(model: Any, rows: dict[str, Any]) -> dict[str, int]:
    """Insert, and give the key of each: found by its identity, whatever the database gives back."""
    model.objects.bulk_create(rows.values())
    found = dict(model.objects.filter(uid__in=[made.uid for made in rows.values()]).values_list("uid", "pk"))
    return {name: found[made.uid] for name, made in rows.items()}


def put_back(row: DataImport, *, by: Member) -> Counter[str]:
    """Undo what `write_outcomes` did, except where somebody has changed something since."""
    counts: Counter[str] = Counter()
    now, gone = clock.now(), {"removed_at": clock.now(), "removed_by": by.person}
    added = Datum.objects.present().filter(data_import=row)
    counts["kept"] += added.filter(version__gt=1).count()
    counts["removed"] += added.filter(version=1).update(**gone)
    entries = {uuid.UUID(entry["uid"]): entry for entry in row.settings.get("before", [])}
    uids = list(entries)
    for start in range(0, len(uids), MANY):
        there = Datum.objects.present().filter(coalition_id=row.coalition_id, uid__in=uids[start : start + MANY])
        counts["restored"] += _write_again(
            (pk, version, {name: _read_back(name, value) for name, value in entries[uid]["fields"].items()})
            for pk, uid, version in there.values_list("pk", "uid", "version")
            if version == entries[uid]["version"]
        )
    counts["kept"] += len(entries) - counts["restored"]
    made = row.settings.get("made", {})
    here = {"coalition_id": row.coalition_id, "version": 1}
    unused = PopulationIndicator.objects.present().filter(pk__in=made.get("indicators", []), **here)
    held = Datum.objects.present().filter(coalition_id=row.coalition_id)
    unused.exclude(pk__in=held.values("indicator_id")).update(removed_at=now, removed_by=by.person)
    places = Territory.objects.present().filter(pk__in=made.get("places", []), **here)
    inside = Territory.objects.present().filter(coalition_id=row.coalition_id, within__isnull=False)
    used = inside.exclude(pk__in=made.get("places", [])).values("within_id")
    places.exclude(pk__in=held.values("territory_id")).exclude(pk__in=used).update(**gone)
    return counts


def _read_back(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in ("value", "low", "high"):
        return Decimal(value)
    return dt.date.fromisoformat(value) if name == "consulted_on" else value
