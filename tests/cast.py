"""The people of the tests, in two coalitions; the second one has data that could leak."""

from dataclasses import dataclass

from django.test import Client

from courtepointe import clock
from courtepointe.access import COORDINATOR, OBSERVER, PARTNER, Reader, reader_of
from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from tests.factories import (
    make_coalition,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_process,
)


@dataclass
class Cast:
    coalition: Coalition
    organisation: Organisation
    amina: Member  # coordinates
    benoit: Member  # partner
    chloe: Member  # observes
    other: Coalition
    driss: Member  # coordinates the other coalition

    def client(self, member: Member | None) -> Client:
        """A browser of one of them, signed in; None is a stranger."""
        client = Client(headers={"accept-language": "fr-CA"})
        if member is not None:
            assert member.person is not None
            client.force_login(member.person)
        return client

    def reader(self, member: Member) -> Reader:
        return reader_of(member)


def make_cast() -> Cast:
    coalition = make_coalition("Les petits pas")
    organisation = make_organisation(coalition, "CPE La Courtepointe", kind="cpe", sector="early_childhood")
    make_process(coalition)
    other = make_coalition("Autre rive")
    elsewhere = make_organisation(other, "Maison SECRET-AILLEURS")
    driss = make_member(other, person=_person("Driss"), role=COORDINATOR, organisation=elsewhere)
    make_meeting(other, "Rencontre SECRET-AILLEURS")
    return Cast(
        coalition=coalition,
        organisation=organisation,
        amina=make_member(coalition, person=_person("Amina"), role=COORDINATOR, organisation=organisation),
        benoit=make_member(coalition, person=_person("Benoît"), role=PARTNER, organisation=organisation),
        chloe=make_member(coalition, person=_person("Chloé"), role=OBSERVER),
        other=other,
        driss=driss,
    )


def _person(name: str) -> Person:
    from courtepointe.i18n import sort_key

    return make_person(name, email=f"{sort_key(name)}@example.org", second_factor_at=clock.now())
