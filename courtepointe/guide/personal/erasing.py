"""Erasing what is held about a person. What stays says "former member"; backups forget later (docs/security.md)."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy

from courtepointe import clock, files, history
from courtepointe.addresses import NOBODY
from courtepointe.analysis.models import DataNeed, Inventory, Material
from courtepointe.coalitions.models import Contact, Invitation, Member, Person, Role
from courtepointe.coalitions.models_personal import Erasure, PersonalRequest, Way
from courtepointe.evaluation.models import DiagnosticSeat, Measurement, MeasurementEvidence, ResultRequest
from courtepointe.files import StoredFile
from courtepointe.followup.models import ProgressReport
from courtepointe.guide.actions import hand_plan_over, leave
from courtepointe.guide.personal import again
from courtepointe.guide.personal.staying import obstacles_to, what_stays
from courtepointe.history import Entry
from courtepointe.i18n import FORMER, sort_key
from courtepointe.links import Link
from courtepointe.mail import Delivery, MailRefusal
from courtepointe.meetings.actions.files import withdraw_photos
from courtepointe.meetings.models import (
    Activity,
    Attendance,
    Committee,
    HomeworkShare,
    Meeting,
    MeetingFile,
    ParkedItem,
    Reply,
)
from courtepointe.planning.models import Confirmation
from courtepointe.rows import Refused

# Columns where the program wrote, beside what somebody brought, who they are.
WRITTEN_BESIDE: tuple[tuple[type[Model], str], ...] = (
    (Confirmation, "name"),
    (HomeworkShare, "done_by_name"),
    (Inventory, "handed_in_by_name"),
    (Material, "brought_by_name"),
    (Measurement, "brought_by_name"),
    (ParkedItem, "raised_by"),
    (ProgressReport, "handed_in_by_name"),
    (ResultRequest, "handed_in_by_name"),
)

history.declare(
    {
        "personal.erased": gettext_lazy("Somebody erased the information held about them."),
        "personal.erased_for": gettext_lazy("%(who)s erased the information held about somebody, at their request."),
    }
)


def erase(
    member: Member,
    *,
    by: Member | None = None,
    way: str = Way.PAGE,
    handed_to: Member | None = None,
    personal_files: Iterable[uuid.UUID] = (),
) -> Erasure:
    """Erase a member: their seat closes as in `guide.actions.leave`, then all that says who they were goes.

    `by` is the coordinator who does it at the person's request (None: the person). `personal_files` are those among the
    files they brought that go as well. When this was their last seat, their account goes. Nothing brings it back.
    Raises Refused while something must be settled first.
    """
    obstacles = obstacles_to(member)
    if obstacles:
        raise Refused(" ".join(obstacles))
    with transaction.atomic():
        stays = {stay.slug: stay.count for stay in what_stays(member)}
        person, known = member.person, _Known(member)
        chosen = set(personal_files)
        if member.left_at is None:
            leave(member, by=by or member, handed_to=handed_to)
        _erase_files(member, chosen)
        _erase_rows(member)
        _take_names_out(known)
        _take_person_out(member.coalition_id, person)
        _empty_seat(member)
        row = Erasure.objects.create(
            coalition_id=member.coalition_id, member=member, done_by=by, way=way, stays=stays, account=False
        )
        history.record(row, "personal.erased_for" if by else "personal.erased", by=by)
        again.note_seat(member, chosen)
        if person is not None and not person.seats.exists():
            erase_account(person)
            row.account = True
            row.save(update_fields=["account"])
    return row


def erase_account(person: Person) -> None:
    """Erase an account that has no seat: ways to sign in, sessions, addresses, messages with codes."""
    if person.seats.exists():
        raise Refused("an account that still sits somewhere cannot go")
    with transaction.atomic():
        addresses = {person.email, *person.emailaddress_set.values_list("email", flat=True)}  # type: ignore[attr-defined]
        Delivery.objects.filter(coalition=None, recipient__in=addresses).delete()
        for session in Session.objects.iterator():
            if session.get_decoded().get(SESSION_KEY) == str(person.pk):
                session.delete()
        again.note_account(person)
        person.delete()


def erase_again() -> tuple[int, list[str]]:
    """After a backup was put back: erase those who had been erased since. How many, and the seats that need a person.

    Those need somebody to hand over first, as on the day itself. Safe to run twice.
    """
    count, left = 0, []
    for line in again.lines():
        seats = Member.objects.select_related("coalition", "person").filter(erasures__isnull=True)
        account = Person.objects.filter(uid=line.get("account", NOBODY), seats__isnull=True)
        try:
            for member in seats.filter(uid=line.get("seat", NOBODY)):
                erase(member, personal_files=[uuid.UUID(uid) for uid in line["files"]])
                count += 1
            for person in account:
                erase_account(person)
                count += 1
        except Refused:
            left.append(str(line.get("seat")))
    return count, left


class _Known:
    """What a member was known by: names (also earlier ones, told by the history) and addresses."""

    def __init__(self, member: Member) -> None:
        self.member, self.coalition = member, member.coalition_id
        about = Entry.objects.filter(coalition_id=self.coalition, thing=Member.code, thing_uid=member.uid)
        told = {entry.facts.get("name", "") for entry in about}
        mine = Entry.objects.filter(coalition_id=self.coalition, actor__isnull=False, actor_id=member.person_id)
        told |= set(mine.values_list("actor_name", flat=True))
        if member.person is not None:
            told.add(member.person.name)
        others = Member.objects.filter(coalition_id=self.coalition).exclude(pk=member.pk)
        taken = {key for key in others.values_list("sort_key", flat=True) if key != sort_key(FORMER)}
        # A namesake keeps their lines: those of this member are then found by who did them and what they are about.
        known = {str(name) for name in told} | {member.name}
        self.names = [name for name in known if sort_key(name) not in {*taken, sort_key(FORMER), ""}]
        invited = Invitation.objects.filter(member=member).values_list("email", flat=True)
        sent = Delivery.objects.filter(member=member).values_list("recipient", flat=True)
        self.addresses = {member.email, *invited, *sent} - {""}
        # Inside a sentence, as whole words, and not where it is a part of somebody else's name.
        own = [name for name in self.names if not any(sort_key(name) in key for key in taken)]
        inside = sorted((*own, *self.addresses), key=len, reverse=True)
        self._inside = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, inside)) or '(?!)'})(?![\w-])")

    def out_of(self, value: Any) -> Any:
        """The same value without the names and addresses."""
        if isinstance(value, str):
            return FORMER if value in self.names else self._inside.sub(FORMER, value)
        if isinstance(value, dict):
            return {key: self.out_of(inner) for key, inner in value.items()}
        return [self.out_of(inner) for inner in value] if isinstance(value, list) else value


def _erase_rows(member: Member) -> None:
    """What is only about the person goes; what the group keeps loses its name."""
    here = {"coalition_id": member.coalition_id}
    withdraw_photos(member, destroy=True)
    for model in (Reply, Link, Invitation, MailRefusal, DiagnosticSeat):
        model._default_manager.filter(member=member).delete()
    Attendance.objects.filter(member=member).update(name=FORMER)
    Activity.objects.filter(lead=member).exclude(meeting__status=Meeting.HELD).update(lead=None)
    Committee.objects.filter(lead=member).update(lead=None)
    DataNeed.objects.filter(member=member, received_at=None).update(member=None)
    hand_plan_over(member, None)  # for one who left before the plan knew them
    for asked in (ProgressReport, ResultRequest):
        asked._default_manager.filter(member=member, handed_in_at=None).update(member=None)
    waiting = PersonalRequest.objects.filter(member=member, replied_at=None)
    waiting.update(replied_at=clock.now(), outcome=PersonalRequest.Outcome.GRANTED)
    PersonalRequest.objects.filter(member=member, **here).update(words="", reply="")


def _take_names_out(known: _Known) -> None:
    """Out of what the program wrote: history, messages to others, "handed in by"."""
    here, member = {"coalition_id": known.coalition}, known.member
    mine = Q(member=member) | Q(member=None, recipient__in=known.addresses)
    Delivery.objects.filter(mine, **here).delete()
    for delivery in Delivery.objects.filter(**here).iterator():
        _mend(delivery, known, ("recipient_name", "subject", "body", "calendar", "problem"))
    about = Q(thing=Member.code, thing_uid=member.uid)
    if member.person_id is not None:
        Entry.objects.filter(actor_id=member.person_id, **here).update(actor_name=FORMER)
    for entry in Entry.objects.filter(about, **here):
        named = {"name": FORMER} if "name" in entry.facts else {}
        Entry.objects.filter(pk=entry.pk).update(facts={**entry.facts, **named})
    for entry in Entry.objects.filter(**here).iterator():
        _mend(entry, known, ("actor_name", "facts"))
    for model, column in WRITTEN_BESIDE:
        model._default_manager.filter(**{f"{column}__in": known.names}, **here).update(**{column: FORMER})


def _mend(row: Model, known: _Known, columns: tuple[str, ...]) -> None:
    before = {column: getattr(row, column) for column in columns}
    after = {column: known.out_of(value) for column, value in before.items()}
    if after != before:
        if "subject" in after:
            after["subject"] = after["subject"][:250]
        type(row)._default_manager.filter(pk=row.pk).update(**after)


def _take_person_out(coalition_id: int, person: Person | None) -> None:
    """No row of the coalition points to the account any more; the account may sit elsewhere."""
    if person is None:
        return
    for model in apps.get_app_config("courtepointe").get_models():
        names = {field.name for field in model._meta.fields if field.related_model is Person}
        if any(field.name == "coalition" for field in model._meta.fields):
            for name in names:
                model._default_manager.filter(coalition_id=coalition_id, **{name: person}).update(**{name: None})


def _erase_files(member: Member, chosen: set[uuid.UUID]) -> None:
    rows = StoredFile.objects.filter(coalition_id=member.coalition_id, stored_by=member.person_id, uid__in=chosen)
    for row in rows if member.person_id is not None else ():
        MeetingFile.objects.filter(file=row).delete()
        MeasurementEvidence.objects.filter(file=row).delete()
        for model in (HomeworkShare, Material, ProgressReport):
            model._default_manager.filter(file=row).update(file=None)
        files.destroy(row)


def _empty_seat(member: Member) -> None:
    emptied: dict[str, Any] = {
        "name": FORMER,
        "sort_key": sort_key(FORMER),
        **dict.fromkeys(("title", "email", "phone"), ""),
        **dict.fromkeys(("person", "organisation", "handed_to"), None),
        "contact": Contact.PROFESSIONAL,
        "role": Role.PARTNER,
        "version": member.version + 1,
    }
    for name, value in emptied.items():
        setattr(member, name, value)
    member.save(update_fields=list(emptied))
