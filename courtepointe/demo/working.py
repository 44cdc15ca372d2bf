"""How the fictional group works: its rules, a committee, what organisations prepare, a document to read."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.meetings.actions.committees import make_committee, plan_committee_meeting, seat
from courtepointe.meetings.actions.decisions import record_decision
from courtepointe.meetings.actions.files import add_file
from courtepointe.meetings.actions.homework import ask_homework, hand_in
from courtepointe.meetings.actions.minutes import close_minutes
from courtepointe.meetings.actions.outcomes import end_meeting
from courtepointe.meetings.actions.preparation import mark_task
from courtepointe.meetings.actions.rules import adopt_rules, begin_rules, set_rules, write_section
from courtepointe.meetings.models import Committee, Decision, HomeworkShare

RULES = {
    "composition": "Chaque organisation mandate une personne et une remplaçante. Deux parents siègent en leur nom.",
    "meetings": "Le mardi, de 13 h 15 à 16 h. L’avis part dix jours avant, le compte rendu dans les trois jours.",
    "participation": "Nous décidons par consentement ; à défaut, par vote, une voix par organisation présente.",
    "confidentiality": "Ce qui se dit des familles reste entre nous. Aucun enfant n’est nommé.",
}
NEXT_RULES = "Nous décidons par consentement. Une objection qui demeure après deux rencontres va au vote."
COMMITTEE = "Comité de coordination"
TO_PREPARE = "Une donnée chiffrée avec sa source et son année, et ce que vous observez auprès des familles"
TO_READ = "Fiche de travail de la rencontre, à lire avant de venir. Document fictif.\n"


@dataclass
class Working:
    """Told beside the meetings, through the same acts as people do."""

    company: Company
    committee: Committee | None = None

    def events(self) -> Iterator[Event]:
        """The rules at the first meeting, the committee soon after, the preparation of the second one."""
        days = self.company.calendar.days
        first, second = days["r1", 1], days["r2", 1]
        yield Event(instant(first, 16, 30), self.adopt)
        yield Event(instant(working_day(first + dt.timedelta(days=3)), 10), self.gather)
        for key in (("r2", 1), ("r3", 1)):
            day = working_day(days[key] - dt.timedelta(days=8))
            yield Event(instant(day - dt.timedelta(days=4), 9), partial(self.meet, day))
            yield Event(instant(day, 11), self.close)
        yield Event(instant(working_day(second - dt.timedelta(days=13)), 9), self.ask)
        for place in range(9):
            day = working_day(second - dt.timedelta(days=9 - place % 6))
            yield Event(instant(day, 10, 11 * place), partial(self.bring, place))
        if ("r5", 1) in days:
            yield Event(instant(working_day(days["r5", 1] + dt.timedelta(days=4)), 10), self.rework)

    def adopt(self) -> None:
        """The rules that the first meeting decided."""
        chair, meeting = self.company.chair, self.company.meetings["r1", 1]
        draft = begin_rules(self.company.coalition, by=chair)
        for key, text in RULES.items():
            write_section(draft, key, by=chair, version=0, text=text)
        set_rules(
            draft,
            by=chair,
            version=draft.version,
            quorum_kind="share",
            quorum_value=50,
            vote_unit="organisation",
            decision_mode="consent",
            fallback_mode="vote",
            notice_days=10,
        )
        decision = meeting.decisions.present().filter(wording__startswith="Règles").first()
        adopt_rules(draft, decision or self._decided(), by=chair)

    def _decided(self) -> Decision:
        return record_decision(
            self.company.meetings["r1", 1],
            by=self.company.chair,
            activity=None,
            wording="Les règles de fonctionnement sont adoptées.",
            mode="consent",
            result="adopted",
        )

    def rework(self) -> None:
        """A second version is being written."""
        draft = begin_rules(self.company.coalition, by=self.company.chair)
        row = draft.sections.get(key="participation")
        write_section(draft, row.key, by=self.company.chair, version=row.version, text=NEXT_RULES)

    def gather(self) -> None:
        """A committee of four, with a mandate."""
        chair, people = self.company.chair, list(self.company.members.values())
        mandate = "Préparer chaque rencontre avec la coordination et veiller aux suites entre deux rencontres."
        self.committee = make_committee(self.company.coalition, by=chair, name=COMMITTEE, mandate=mandate, lead=chair)
        for person in people[1:4]:
            seat(self.committee, person, by=chair)

    def meet(self, day: dt.date) -> None:
        """The committee prepares the next meeting of the coalition."""
        assert self.committee is not None
        self.committee.refresh_from_db()
        plan_committee_meeting(
            self.committee,
            self.company.process,
            by=self.company.chair,
            title="Préparer la prochaine rencontre",
            on=day,
            starts_at=dt.time(9),
            minutes=90,
            place="À distance",
        )

    def close(self) -> None:
        """The committee has met."""
        assert self.committee is not None
        meeting = self.committee.meetings.present().order_by("-on").first()
        if meeting is not None:
            end_meeting(meeting, by=self.company.chair)
            close_minutes(meeting, by=self.company.chair)

    def ask(self) -> None:
        """What the second meeting needs."""
        meeting, chair = self.company.meetings["r2", 1], self.company.chair
        meeting.coalition = self.company.coalition
        due = meeting.on - dt.timedelta(days=4) if meeting.on else None
        organisations = list(self.company.coalition.organisations.present().order_by("sort_key"))[:12]
        ask_homework(meeting, by=chair, what=TO_PREPARE, due_on=due, organisations=organisations)
        add_file(
            meeting, SimpleUploadedFile("a-lire.txt", TO_READ.encode()), by=chair, title="À lire avant la rencontre"
        )
        for slug in ("aims", "convoke"):
            mark_task(meeting, slug, by=chair, done=True)

    def bring(self, place: int) -> None:
        """An organisation hands in its page."""
        meeting = self.company.meetings["r2", 1]
        shares = HomeworkShare.objects.filter(homework__meeting=meeting).select_related(
            "homework__meeting__coalition", "organisation"
        )
        share = shares.order_by("organisation__sort_key")[place]
        person = share.organisation.members.filter(left_at=None).first()
        text = "Notre donnée et sa source, puis deux observations, sans nommer personne (texte fictif)."
        who = {"member": person} if person is not None else {"by": self.company.chair}
        hand_in(share, version=share.version, answer=text, **who)
