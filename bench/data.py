"""A realistic volume: one large coalition in a database of 150. Made directly, in bulk, always the same."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Kind, Member, Organisation, Person, Role
from courtepointe.history import Entry
from courtepointe.i18n import sort_key
from courtepointe.meetings.models import (
    Activity,
    Attendance,
    Decision,
    FollowUp,
    Meeting,
    MeetingObjective,
    Minutes,
    Process,
)

SMALL = 149
START = dt.date(2025, 9, 9)
FULL_YEAR = dt.date(2035, 9, 4)
LOREM = (
    "Le groupe retient que les familles connaissent mal les services, surtout au nord du territoire; "
    "les milieux proposent de se présenter ensemble à la rentrée. "
)


@dataclass(frozen=True)
class Volume:
    organisations: int
    people: int
    meetings: int
    activities: int  # in each meeting
    decisions: int


LARGE = Volume(organisations=100, people=200, meetings=60, activities=10, decisions=300)
USUAL = Volume(organisations=16, people=20, meetings=14, activities=8, decisions=20)


def fill() -> tuple[Coalition, Meeting, str]:
    """Make everything; gives the large coalition, its meeting with an agenda of 50, and a signed-in session."""
    for number in range(SMALL):
        make_coalition(f"Regroupement {number}", USUAL, number)
    coalition = make_coalition("Le grand regroupement", LARGE, SMALL)
    meeting = coalition.meetings.order_by("on")[30]
    add_activities(meeting, LARGE.activities, 50)
    coordinator = coalition.members.get(role=Role.COORDINATOR)
    assert coordinator.person is not None
    return coalition, meeting, session_of(coordinator.person)


def session_of(person: Person) -> str:
    """The key of a session as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["used_at"] = clock.now().timestamp()
    session.create()
    return str(session.session_key)


def make_coalition(name: str, volume: Volume, number: int) -> Coalition:
    coalition = Coalition.objects.create(name=name, opened_on=START, privacy_name="Responsable", territory="MRC")
    kinds = list(Kind)
    organisations = Organisation.objects.bulk_create(
        Organisation(
            coalition=coalition,
            name=f"Organisme {n:03d} de la région",
            sort_key=sort_key(f"Organisme {n:03d} de la région"),
            kind=kinds[n % len(kinds)],
        )
        for n in range(volume.organisations)
    )
    people = make_people(coalition, organisations, volume, number)
    if volume is LARGE:
        fill_year(coalition)
    process = Process.objects.create(coalition=coalition, starts_on=START, stage="planning")
    meetings = Meeting.objects.bulk_create(
        Meeting(
            coalition=coalition,
            process=process,
            stage="planning",
            title=f"Rencontre {n + 1}",
            on=START + dt.timedelta(days=14 * n),
            starts_at=dt.time(13, 15),
            tools=[9, 10],
            status=Meeting.HELD if n < volume.meetings // 2 else Meeting.DRAFT,
        )
        for n in range(volume.meetings)
    )
    fill_meetings(coalition, meetings, people, volume)
    return coalition


def fill_year(coalition: Coalition) -> None:
    """Sixty meetings in one school year, in a cycle before the current one: the year at a glance, and nothing else."""
    earlier = Process.objects.create(coalition=coalition, starts_on=FULL_YEAR, stage="evaluation")
    Meeting.objects.bulk_create(
        Meeting(
            coalition=coalition,
            process=earlier,
            stage="evaluation",
            title=f"Rencontre de l’année {n + 1}",
            on=FULL_YEAR + dt.timedelta(days=5 * n),
            starts_at=dt.time(9),
            place="Salle du conseil",
        )
        for n in range(60)
    )


def make_people(coalition: Coalition, organisations: list[Organisation], volume: Volume, number: int) -> list[Member]:
    coordinator = Person.objects.create_user(
        f"coordination{number}@example.org", "Coordination", second_factor_at=clock.now()
    )
    roles = [Role.COORDINATOR, Role.FACILITATOR, *[Role.PARTNER] * (volume.people - 2)]
    return Member.objects.bulk_create(
        Member(
            coalition=coalition,
            person=coordinator if role == Role.COORDINATOR else None,
            organisation=organisations[n % len(organisations)],
            name=f"Personne {n:03d}",
            sort_key=f"personne {n:03d}",
            email=f"personne{n}.{number}@example.org",
            role=role,
        )
        for n, role in enumerate(roles)
    )


def fill_meetings(coalition: Coalition, meetings: list[Meeting], people: list[Member], volume: Volume) -> None:
    for meeting in meetings:
        add_activities(meeting, 0, volume.activities)
    MeetingObjective.objects.bulk_create(
        MeetingObjective(coalition=coalition, meeting=meeting, stage="planning", text=f"Objectif {n}", position=n)
        for meeting in meetings
        for n in range(1, 5)
    )
    Attendance.objects.bulk_create(
        Attendance(coalition=coalition, meeting=meeting, member=member, name=member.name, state="present")
        for meeting in meetings[: volume.meetings // 2]
        for member in people[:25]
    )
    Decision.objects.bulk_create(
        Decision(coalition=coalition, meeting=meetings[n % len(meetings)], number=n + 1, wording=LOREM, reasons=LOREM)
        for n in range(volume.decisions)
    )
    FollowUp.objects.bulk_create(
        FollowUp(
            coalition=coalition,
            meeting=meetings[n % len(meetings)],
            what=f"Faire la chose {n}",
            member=people[n % len(people)],
            due_on=START + dt.timedelta(days=n),
        )
        for n in range(volume.decisions)
    )
    Minutes.objects.bulk_create(Minutes(coalition=coalition, meeting=meeting) for meeting in meetings[:5])
    Entry.objects.bulk_create(
        Entry(
            coalition=coalition,
            actor_name="Coordination",
            verb="coalition.opened",
            thing="coalition",
            thing_uid=coalition.uid,
            facts={"name": coalition.name},
        )
        for _ in range(volume.decisions)
    )


def add_activities(meeting: Meeting, start: int, end: int) -> None:
    """Agenda items from position `start + 1` to `end`."""
    Activity.objects.bulk_create(
        Activity(
            coalition=meeting.coalition,
            meeting=meeting,
            position=n + 1,
            title=f"Point {n + 1}",
            aim="Se donner une lecture commune",
            minutes=15,
            note=LOREM if n % 2 else "",
        )
        for n in range(start, end)
    )
