"""Who sits in a coalition, as a reader may see it. Contact details are decided here and nowhere else."""

import uuid
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Exists, F, OuterRef, QuerySet

from courtepointe.access import Reader
from courtepointe.coalitions.models import Contact, Invitation, Member, Role
from courtepointe.coalitions.models_personal import Consent, Subject
from courtepointe.database.prepared import MARK, Prepared
from courtepointe.i18n import sort_key

NO_ADDRESS, NOT_INVITED, INVITED, SIGNED_IN = "no_address", "not_invited", "invited", "signed_in"


# What is read of each person: no more, the list may be long.
READ = (
    *("pk", "uid", "name", "title", "email", "phone", "contact", "language", "role", "organisation_id"),
    *("company", "company_key", "company_removed_at", "signed_in_at", "invited", "shared", "withheld"),
)


class HasContact(Protocol):
    """A line read of a member, with what they agreed to."""

    pk: Any
    contact: Any
    shared: Any  # they agreed that all members see their personal details
    withheld: Any  # they refused, or no longer agree, that anybody does


@dataclass(frozen=True, slots=True)
class Line:
    """One person as a reader sees them: `email` and `phone` are empty when they are not for this reader."""

    pk: int
    uid: uuid.UUID
    name: str
    title: str
    organisation_id: int | None
    organisation: str
    email: str
    phone: str
    contact: str
    language: str
    role: str
    state: str
    protected: bool  # there are contact details, kept from this reader
    mine: bool

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)

    @property
    def personal(self) -> bool:
        return self.contact == Contact.PERSONAL


def members_for(
    reader: Reader, *, q: str = "", role: str = "", state: str = "", among: list[Line] | None = None
) -> list[Line]:
    """The present members of the reader's coalition by organisation, then name; one query (none with `among`).

    Personal contact details are shown to those who steer and to the person, unless the person agreed to more, or to
    nothing; `q` looks in names, titles and
    organisations, accents aside. An organisation that was removed is not shown: its people stand without one.
    """
    lines = _everyone(reader) if among is None else among
    words = sort_key(q).split()
    if not (words or role or state):
        return lines
    return [line for line in lines if role in ("", line.role) and state in ("", line.state) and _has(line, words)]


_HELD = Consent.objects.filter(member=OuterRef("pk"), current=True)
CONSENTS = {
    "shared": Exists(_HELD.filter(subject=Subject.SHARED, answer=Consent.GIVEN)),
    "withheld": Exists(_HELD.filter(subject=Subject.CONTACT).exclude(answer=Consent.GIVEN)),
}


def _everyone(reader: Reader) -> list[Line]:
    return [_line(row, reader) for row in sorted(_EVERYONE.all(reader.coalition_id), key=_by_organisation)]


def _rows(coalition: int) -> QuerySet[Any, Any]:
    return (
        Member.objects.filter(coalition_id=coalition, left_at=None)
        .annotate(
            company=F("organisation__name"),
            company_key=F("organisation__sort_key"),
            company_removed_at=F("organisation__removed_at"),
            signed_in_at=F("person__last_login"),
            invited=Exists(Invitation.objects.filter(member=OuterRef("pk"))),
            **CONSENTS,
        )
        .order_by("sort_key", "pk")
        .values_list(*READ, named=True)
    )


_EVERYONE: Prepared[Any] = Prepared(_rows, MARK)


def may_see_contact(reader: Reader, member: HasContact) -> bool:
    """Work details are for every member; personal ones for the person, and for others as the person agreed.

    Until somebody is asked, those who steer see them: they were given to be written to. A no hides them from all.
    """
    if member.contact != Contact.PERSONAL or reader.member_id == member.pk:
        return True
    return not member.withheld and (reader.steers or member.shared)


def contact_is_shown(reader: Reader, member: Member) -> bool:
    """The same, of one member."""
    row: Any = Member.objects.annotate(**CONSENTS).get(pk=member.pk)
    return may_see_contact(reader, row)


def contacts_withheld(coalition_id: int) -> set[int]:
    """The members whose personal contact details nobody else sees; one query."""
    rows = Member.objects.filter(CONSENTS["withheld"], coalition_id=coalition_id, contact=Contact.PERSONAL)
    return set(rows.values_list("pk", flat=True))


def past_members(reader: Reader) -> list[Member]:
    """Those who left, latest first, with what they handed over to; one query. Shown without contact details.

    Those who were erased are nobody any more.
    """
    rows = Member.objects.filter(coalition_id=reader.coalition_id, left_at__isnull=False, erasures__isnull=True)
    return list(rows.select_related("organisation", "handed_to").defer("email", "phone").order_by("-left_at", "pk"))


def _line(row: Any, reader: Reader) -> Line:
    shown, sits = may_see_contact(reader, row), _sits(row)
    return Line(
        pk=row.pk,
        uid=row.uid,
        name=row.name,
        title=row.title,
        organisation_id=row.organisation_id if sits else None,
        organisation=row.company if sits else "",
        email=row.email if shown else "",
        phone=row.phone if shown else "",
        contact=row.contact,
        language=row.language,
        role=row.role,
        state=_state(row),
        protected=not shown and bool(row.email or row.phone),
        mine=reader.member_id == row.pk,
    )


def _sits(row: Any) -> bool:
    """Whether the organisation of a person is still there."""
    return row.organisation_id is not None and row.company_removed_at is None


def _state(row: Any) -> str:
    if row.signed_in_at is not None:
        return SIGNED_IN
    if not row.email:
        return NO_ADDRESS
    return INVITED if row.invited else NOT_INVITED


def _by_organisation(row: Any) -> tuple[bool, str]:
    return (False, row.company_key) if _sits(row) else (True, "")


def _has(line: Line, words: list[str]) -> bool:
    text = sort_key(f"{line.name} {line.title} {line.organisation}") if words else ""
    return all(word in text for word in words)
