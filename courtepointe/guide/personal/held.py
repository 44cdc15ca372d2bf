"""Everything that the system holds about a person, read for themselves."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import i18n
from courtepointe.coalitions.models import Member, Person
from courtepointe.guide.personal.sections import ACCOUNT, SECTIONS, Section
from courtepointe.history import Entry
from courtepointe.mail import KINDS, Delivery


@dataclass(frozen=True)
class Table:
    """A section as it is read: its columns by name, their titles, and its rows as plain values."""

    slug: str
    title: str
    columns: dict[str, str]
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Held:
    """What is held about one person in one coalition (or, without a seat, of their account)."""

    title: str
    facts: dict[str, tuple[str, Any]]  # name -> (title, value)
    tables: list[Table]

    @property
    def empty(self) -> list[str]:
        return [table.title for table in self.tables if not table.rows]


def held_of(member: Member) -> Held:
    """All that a coalition holds about a member: one query a section, whatever the number of rows."""
    return Held(
        title=member.coalition.name,
        facts=_seat(member),
        tables=[*(_table(section, member, member.person) for section in SECTIONS), _history(member)],
    )


def held_of_account(person: Person) -> Held:
    """What the account holds, outside any coalition: messages with codes among them."""
    codes = Delivery.objects.filter(coalition=None, recipient=person.email)
    tables = [_read(section, section.model._default_manager.filter(user=person)) for section in ACCOUNT]
    mail = next(section for section in SECTIONS if section.slug == "mail")
    return Held(_("My account"), _account(person), [*tables, _read(mail, codes)])


def _account(person: Person) -> dict[str, tuple[str, Any]]:
    return {
        "name": (_("Name"), person.name),
        "email": (_("E-mail"), person.email),
        "language": (_("Language"), person.get_language_display()),
        "created_at": (_("Account opened on"), person.created_at),
        "last_login": (_("Last sign-in"), person.last_login),
        "second_factor_at": (_("Second step since"), person.second_factor_at),
        "may_open": (_("May open a coalition"), person.may_open),
        "password": (_("Password"), _("kept so that it cannot be read back") if person.has_usable_password() else ""),
    }


def _seat(member: Member) -> dict[str, tuple[str, Any]]:
    return {
        "name": (_("Name"), member.name),
        "title": (_("Job title"), member.title),
        "organisation": (_("Organisation"), member.organisation.name if member.organisation else ""),
        "role": (_("Role"), member.get_role_display()),
        "role_since": (_("Role since"), member.role_since),
        "email": (_("E-mail"), member.email),
        "phone": (_("Phone"), member.phone),
        "contact": (_("These contact details are"), member.get_contact_display()),
        "language": (_("Language"), member.get_language_display()),
        "joined_at": (_("Member since"), member.joined_at),
        "left_at": (_("Left on"), member.left_at),
        "handed_to": (_("Handed over to"), member.handed_to.name if member.handed_to else ""),
    }


def rows_of(section: Section, member: Member, person: Person | None) -> QuerySet[Any]:
    """The rows of a section about a member, in their coalition."""
    asked = Q()
    for name in section.by_member:
        asked |= Q(**{name: member})
    if section.by_name:
        asked |= Q(**{section.by_name: member.name})
    if person is not None:
        for name in section.by_person:
            asked |= Q(**{name: person})
    rows = section.model._default_manager.filter(coalition_id=member.coalition_id)
    return rows.filter(asked) if asked else rows.none()


def entries_of(member: Member) -> QuerySet[Entry]:
    """The lines of history that a member wrote or that are about them."""
    about = Q(thing=Member.code, thing_uid=member.uid)
    mine = Q(actor__isnull=True, actor_name=member.name)
    if member.person_id is not None:
        mine |= Q(actor_id=member.person_id)
    return Entry.objects.filter(about | mine, coalition_id=member.coalition_id).order_by("-at", "-pk")


def _history(member: Member) -> Table:
    columns = {"at": _("When"), "sentence": _("What was done")}
    return Table(
        "history",
        _("History"),
        columns,
        [{"at": entry.at, "sentence": entry.sentence} for entry in entries_of(member)],
    )


def _table(section: Section, member: Member, person: Person | None) -> Table:
    return _read(section, rows_of(section, member, person))


def _read(section: Section, rows: QuerySet[Any]) -> Table:
    labels = {name: _labels(section.model, name) for name in section.columns}
    found = rows.order_by("-pk").values(*section.columns)
    return Table(
        section.slug,
        str(section.title),
        {name: str(title) for name, title in section.columns.items()},
        [{name: labels[name].get(value, value) for name, value in row.items()} for row in found],
    )


# Columns of codes that are no choices of their table.
CODES: dict[tuple[str, str], Mapping[str, Any]] = {
    ("MailRefusal", "kind"): KINDS,
    ("Delivery", "status"): {
        Delivery.QUEUED: gettext_lazy("Waiting to leave"),
        Delivery.SENT: gettext_lazy("Sent"),
        Delivery.FAILED: gettext_lazy("Did not leave"),
    },
    ("Link", "purpose"): {
        "invitation": gettext_lazy("To sign in for the first time"),
        "reply": gettext_lazy("To answer a convocation"),
        "homework": gettext_lazy("To hand in what is to prepare"),
        "evaluation": gettext_lazy("To say how a meeting was"),
        "calendar": gettext_lazy("The meetings in my calendar"),
        "my-information": gettext_lazy("This page"),
    },
}


def _labels(model: type[Model], name: str) -> dict[Any, Any]:
    """How the values of a column are said, when it is a choice."""
    if "__" in name:
        return {}
    codes = CODES.get((model.__name__, name))
    if codes is not None:
        return {code: str(label) for code, label in codes.items()}
    choices = getattr(model._meta.get_field(name), "flatchoices", None) or []
    return {value: str(label) for value, label in choices}


def said(value: Any) -> str:
    """A value of a table as people read it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.datetime):
        return i18n.moment(value)
    return i18n.long_date(value) if isinstance(value, dt.date) else str(value)
