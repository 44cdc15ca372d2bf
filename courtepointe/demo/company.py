"""The people of a demo coalition: it opens, organisations and members join, some sign in, one leaves."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from courtepointe import clock
from courtepointe.access import COORDINATOR
from courtepointe.coalitions.actions.addresses import prove_address
from courtepointe.coalitions.actions.coalitions import change_setting, open_coalition
from courtepointe.coalitions.actions.invitations import invite, take_seats
from courtepointe.coalitions.actions.members import add_member, change_member, leave
from courtepointe.coalitions.actions.organisations import add_organisation
from courtepointe.coalitions.models import Coalition, Member, Organisation, Person
from courtepointe.demo.calendar import Calendar
from courtepointe.demo.events import Event, instant
from courtepointe.meetings.actions.meetings import change_meeting
from courtepointe.meetings.actions.process import plan_process
from courtepointe.meetings.models import Meeting, Process

OPENED, ORGANISATIONS, MEMBERS, INVITED, PLANNED = -42, -41, -40, -36, -28  # days from the first meeting
DAYS_TO_COME = 26  # people follow their invitation sooner or later, before the first meeting
SECTIONS = {
    "territory": ("territory",),
    "colour": ("colour",),
    "privacy": ("privacy_name", "privacy_title", "privacy_email", "privacy_phone"),
}


@dataclass
class Company:
    """What the events of one coalition share: the rows made so far, by their keys in the data."""

    cast: dict[str, Any]  # the file of its people
    calendar: Calendar
    chair: Member = None  # type: ignore[assignment]  # who coordinates; there as soon as the coalition is open
    organisations: dict[str, Organisation] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    process: Process = None  # type: ignore[assignment]  # there as soon as it is planned
    meetings: dict[tuple[str, int], Meeting] = field(default_factory=dict)

    @property
    def coalition(self) -> Coalition:
        return self.chair.coalition

    @property
    def first_day(self) -> dt.date:
        return self.calendar.days[self.calendar.order[0]]

    def day(self, offset: int) -> dt.date:
        return self.first_day + dt.timedelta(days=offset)

    def events(self) -> Iterator[Event]:
        """The life of the group outside its meetings."""
        yield Event(instant(self.day(OPENED), 9), self.open)
        yield Event(instant(self.day(ORGANISATIONS), 10), self.list_organisations)
        yield Event(instant(self.day(ORGANISATIONS), 11), self.settle)
        yield Event(instant(self.day(MEMBERS), 10), self.list_members)
        for place, entry in enumerate(self.founders()):
            yield from self.arrivals(entry, instant(self.day(INVITED), 9, place), place)
        for entry in self.latecomers():
            on = self.calendar.days[entry["joins"]["after"], 1] + dt.timedelta(days=entry["joins"]["days"])
            yield Event(instant(on, 10), partial(self.join, entry))
            yield from self.arrivals(entry, instant(on, 11), 0)
        for entry in self.cast["leaves"]:
            on = self.calendar.days[entry["after"], 1] + dt.timedelta(days=entry["days"])
            yield Event(instant(on, 16), partial(self.part, entry["who"], entry["to"]))

    def founders(self) -> list[dict[str, Any]]:
        return [entry for entry in self.cast["members"] if "joins" not in entry]

    def latecomers(self) -> list[dict[str, Any]]:
        return [entry for entry in self.cast["members"] if "joins" in entry]

    def arrivals(self, entry: dict[str, Any], at: dt.datetime, place: int) -> Iterator[Event]:
        """An invitation for whoever has an address; the first sign-in of those who came, over the next days."""
        if "email" not in entry:
            return
        key = entry["key"]
        if entry.get("role") != COORDINATOR or place:
            yield Event(at, lambda: invite_once(self.members[key], by=self.chair))
        if key in self.cast["signed_in"]:
            come = at + dt.timedelta(days=1 + 5 * place % DAYS_TO_COME, hours=place % 7, minutes=7 * place % 60)
            yield Event(come, partial(self.sign_in, entry))

    def open(self) -> None:
        """The person who coordinates opens the coalition: a name and a date are enough."""
        entry = self.cast["members"][0]
        person = account(entry["email"], entry["name"])
        secure(person)
        self.chair = open_coalition(name=self.cast["coalition"]["name"], opened_on=clock.today(), by=person)
        self.members[entry["key"]] = self.chair

    def list_organisations(self) -> None:
        for entry in self.cast["organisations"]:
            self.organisations[entry["key"]] = add_organisation(
                self.coalition, by=self.chair, name=entry["name"], kind=entry["kind"]
            )

    def settle(self) -> None:
        """Territory, colour, person responsible for personal information, trustee."""
        told = self.cast["coalition"]
        for section, names in SECTIONS.items():
            fields = {name: told[name] for name in names if name in told}
            if fields:
                self._set(section, **fields)
        if "trustee" in told:
            self._set("trustee", trustee=self.organisations[told["trustee"]])

    def _set(self, section: str, **fields: Any) -> None:
        change_setting(self.coalition, section, by=self.chair, version=self.coalition.version, **fields)

    def list_members(self) -> None:
        first, *others = self.founders()
        seat = self._seat(first)
        change_member(
            self.chair,
            by=self.chair,
            version=self.chair.version,
            **{name: seat[name] for name in ("title", "phone", "organisation") if name in seat},
        )
        for entry in others:
            self.join(entry)

    def join(self, entry: dict[str, Any]) -> None:
        self.members[entry["key"]] = add_member(self.coalition, by=self.chair, **self._seat(entry))

    def _seat(self, entry: dict[str, Any]) -> dict[str, Any]:
        told = ("name", "title", "email", "phone", "contact", "language", "role")
        return {name: entry[name] for name in told if name in entry} | {"organisation": self.organisations[entry["of"]]}

    def sign_in(self, entry: dict[str, Any]) -> None:
        """A person follows their invitation; whoever coordinates adds a second factor the same day."""
        person = account(entry["email"], entry["name"], entry.get("language", "fr-ca"))
        take_seats(person)
        if entry.get("role") == COORDINATOR:
            secure(person)
        self.members[entry["key"]].refresh_from_db(fields=["person"])

    def part(self, who: str, to: str) -> None:
        leave(self.members[who], by=self.chair, handed_to=self.members[to])


def invite_once(member: Member, *, by: Member) -> None:
    """Invite a member by e-mail, unless they have their seat already (invited by another coalition)."""
    if member.person_id is None:
        invite(member, by=by)


def account(email: str, name: str, language: str = "fr-ca") -> Person:
    """The account of an address; it signed in at this instant."""
    person = Person.objects.filter(email=email).first() or Person.objects.create_user(
        email=email, name=name, language=language
    )
    person.last_login = clock.now()
    person.save(update_fields=["last_login"])
    prove_address(person)
    return person


def secure(person: Person) -> None:
    """The demo's coordinators have their second factor: its pages are not about setting one up."""
    person.second_factor_at = clock.now()
    person.save(update_fields=["second_factor_at"])


def plan(company: Company, moved: dict[tuple[str, int], dt.date], *, place: str = "") -> None:
    """The coordinator plans the process from the method, then sets the days that the group prefers."""
    company.process = plan_process(
        company.coalition,
        by=company.chair,
        rhythm=company.calendar.rhythm,
        place=place,
        name=company.cast["process"],
    )
    for meeting in company.process.meetings.present().order_by("on", "pk"):
        key = meeting.template, meeting.turn
        company.meetings[key] = meeting
        wanted = moved.get(key, company.calendar.days[key])
        if meeting.on != wanted:
            change_meeting(meeting, by=company.chair, version=meeting.version, on=wanted)
