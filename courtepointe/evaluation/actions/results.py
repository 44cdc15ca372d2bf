"""What changed (Outil 12): measurements with their evidence; results handed in by an organisation, or for it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import clock, files, history
from courtepointe.analysis.models import Datum, Material
from courtepointe.coalitions.models import Member, Organisation
from courtepointe.evaluation.models import Measurement, MeasurementEvidence, ResultRequest
from courtepointe.meetings.actions.guard import already_made, identity, mark_removed, undo_removal
from courtepointe.meetings.models import Meeting
from courtepointe.planning.actions.lines import instrument_named
from courtepointe.planning.models import Indicator
from courtepointe.rows import Conflict, Refused, write

MOST_FILES = 5  # that come with one value

history.declare(
    {
        "measurement.added": gettext_lazy("%(who)s noted a result of “%(what)s”."),
        "measurement.changed": gettext_lazy("%(who)s changed a result of “%(what)s”."),
        "measurement.removed": gettext_lazy("%(who)s removed a result of “%(what)s”."),
        "measurement.restored": gettext_lazy("%(who)s put back a result of “%(what)s”."),
        "result_request.handed_in": gettext_lazy("%(who)s handed in results for %(organisation)s: “%(what)s”."),
    }
)


@dataclass
class Brought:
    """A value that comes in, new (`version` 0) or changed, with the files that go with it."""

    indicator: Indicator
    uid: uuid.UUID | None
    version: int
    fields: dict[str, Any]
    uploads: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """Who brings a value: a member, or somebody who steers in their place."""

    by: Member
    organisation: Organisation | None = None
    meeting: Meeting | None = None
    for_them: bool = False


@transaction.atomic
def hand_in(
    row: ResultRequest,
    lines: Iterable[Brought],
    *,
    by: Member,
    version: int,
    words: str,
    unexpected: str,
    for_them: bool = False,
) -> None:
    """Keep what an organisation sends of a transformation: values, words, unexpected effects.

    The same form that comes twice changes nothing. Raises Conflict when somebody wrote other words in between, Refused
    when nothing is said or a value is there already; nothing is then written.
    """
    lines = list(lines)
    if not (lines or words or unexpected or row.handed_in_at):
        raise Refused(_("Write a value or a few words."))
    source = Source(by, row.organisation, row.meeting, for_them)
    for line in lines:
        bring(line, source)
    if (words, unexpected) != (row.words, row.unexpected):
        write(row, version=version, words=words, unexpected=unexpected)
    who: dict[str, Any] = {"entered_by": by.person} if for_them else {"member": by, "entered_by": None}
    ResultRequest.objects.filter(pk=row.pk).update(
        handed_in_at=clock.now(), handed_in_by_name=row.organisation.name if for_them else by.name, **who
    )
    history.record_once_a_day(
        row,
        "result_request.handed_in",
        by=by,
        zone=row.coalition.timezone,
        organisation=row.organisation.name,
        what=row.transformation.text,
    )


@transaction.atomic
def bring(line: Brought, source: Source) -> Measurement:
    """Keep a value. Raises Conflict when somebody changed it in between, Refused when the same is there already."""
    tool = line.fields.pop("tool", None)
    fields = dict(line.fields)
    if tool is not None:
        fields["instrument"] = instrument_named(line.indicator.process, tool)
    row = already_made(line.indicator.measurements, line.uid)
    if row is not None and all(getattr(row, name) == value for name, value in fields.items()):
        if line.uploads and line.version == row.version:  # the same value, with other files
            write(row, version=line.version)
            attach(row, line.uploads, by=source.by)
        return row
    if row is not None and not line.version:
        raise Conflict(row, fields)
    _refuse_twice(line.indicator, row, fields)
    if row is None:
        row = _added(line, source, fields)
        history.record(row, "measurement.added", by=source.by, what=line.indicator.name)
    else:
        write(row, version=line.version, **fields)
        history.record(row, "measurement.changed", by=source.by, what=line.indicator.name)
    attach(row, line.uploads, by=source.by)
    return row


def _added(line: Brought, source: Source, fields: dict[str, Any]) -> Measurement:
    for_them, by = source.for_them, source.by
    return Measurement.objects.create(
        coalition_id=line.indicator.coalition_id,
        process=line.indicator.process,
        indicator=line.indicator,
        organisation=source.organisation,
        meeting=source.meeting,
        member=None if for_them else by,
        brought_by_name="" if for_them else by.name,
        entered_by=by.person if for_them else None,
        **identity(Measurement, line.uid),
        **fields,
    )


def _refuse_twice(indicator: Indicator, row: Measurement | None, fields: dict[str, Any]) -> None:
    """One value of an indicator on a day, for a group, from a source."""
    same = {name: fields[name] for name in ("measured_on", "sub_group", "source")}
    others = Measurement.objects.present().filter(indicator=indicator, **same)
    if (others.exclude(pk=row.pk) if row else others).exists():
        raise Refused(
            _("“%(what)s” already has a value of this day from this source: change that one, or say another source.")
            % {"what": indicator.name}
        )


def attach(row: Measurement, uploads: Iterable[Any], *, by: Member) -> None:
    """Keep the files that a measurement rests on. Raises Refused for a file that is not taken."""
    for upload in list(uploads)[:MOST_FILES]:
        kept = files.keep(row.coalition, upload, by=by.person)
        MeasurementEvidence.objects.create(coalition_id=row.coalition_id, measurement=row, file=kept)


@transaction.atomic
def rest_on(row: Measurement, materials: Iterable[Material], data: Iterable[Datum]) -> None:
    """Say which documents and figures of the analysis a measurement rests on; the list replaces the one there was."""
    row.evidence.filter(file=None).delete()
    whose = {"coalition_id": row.coalition_id, "measurement": row}
    MeasurementEvidence.objects.bulk_create(
        [MeasurementEvidence(**whose, material=one) for one in materials]
        + [MeasurementEvidence(**whose, datum=one) for one in data]
    )


@transaction.atomic
def detach(row: Measurement, kept: uuid.UUID) -> None:
    """Take a file away from a measurement, for good."""
    evidence = row.evidence.select_related("file").filter(file__uid=kept).first()
    if evidence is not None and evidence.file is not None:
        evidence.delete()
        files.destroy(evidence.file)


@transaction.atomic
def remove(row: Measurement, *, by: Member) -> None:
    """Take a measurement out; `restore` undoes it."""
    if row.removed_at is None:
        mark_removed(row, by=by)
        history.record(row, "measurement.removed", by=by, what=row.indicator.name)


@transaction.atomic
def restore(row: Measurement, *, by: Member) -> None:
    """Undo a removal. Raises Refused when the same value was noted again since."""
    if row.removed_at is None:
        return
    _refuse_twice(row.indicator, row, {name: getattr(row, name) for name in ("measured_on", "sub_group", "source")})
    undo_removal(row)
    history.record(row, "measurement.restored", by=by, what=row.indicator.name)
