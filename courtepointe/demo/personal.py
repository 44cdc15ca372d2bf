"""What people of the fictional group agreed to, asked, and were shown in; on paper, aloud or by themselves."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from courtepointe import clock
from courtepointe.coalitions.actions.requests import make_request, reply_to
from courtepointe.coalitions.models_personal import PersonalRequest, Subject, Way
from courtepointe.demo.company import Company
from courtepointe.demo.events import Event, instant, working_day
from courtepointe.guide.incidents import add_incident
from courtepointe.guide.personal.consenting import answer
from courtepointe.guide.publishing import publish
from courtepointe.meetings.actions.files import add_file

ON_PAPER = ("isabelle", "yannick", "fatou", "johanne")
SHOWN = ("yannick", "fatou")
ASKED = "Dans le compte rendu de la première rencontre, mon titre est incomplet : je préside le comité de parents."
REPLIED = "C’est corrigé dans votre fiche et dans le compte rendu. Merci de nous l’avoir signalé. (Texte fictif.)"
INCIDENT = {
    "kind": "disclosure",
    "information": "Les adresses de courriel de vingt membres (professionnelles, sauf deux).",
    "circumstances": "Un rappel est parti avec toutes les adresses visibles, et non en copie cachée. (Fictif.)",
    "happened": "La veille, en fin de journée",
    "people": "20",
    "sensitivity": "Peu sensibles : des adresses de travail, et deux adresses personnelles.",
    "misuse": "Des courriels non sollicités.",
    "consequences": "Un désagrément ; aucun préjudice connu.",
    "likelihood": "Faible : les destinataires sont tous membres du regroupement.",
    "risk": "none",
    "measures": "Message d’excuses le jour même ; les rappels partent maintenant de Courtepointe, un par personne.",
}
CLOTHS = ("#e8b04a", "#7fa66b", "#b5563c", "#5b7f95", "#d9c8a3")


@dataclass
class Personal:
    """Told beside the meetings, through the same acts as people do."""

    company: Company

    def events(self) -> Iterator[Event]:
        """Consents are asked at the first meeting; a photo of its wall; a request after the second one."""
        first, second = self.company.calendar.days["r1", 1], self.company.calendar.days["r2", 1]
        yield Event(instant(first, 16, 40), self.sign)
        yield Event(instant(first, 16, 45), self.show)
        evening = first + dt.timedelta(days=1)
        yield Event(instant(evening, 20), partial(self.click, "melissa", Subject.CONTACT))
        yield Event(instant(evening, 20, 1), partial(self.click, "melissa", Subject.SHARED))
        yield Event(instant(working_day(second + dt.timedelta(days=5)), 19), self.ask)
        yield Event(instant(working_day(second + dt.timedelta(days=8)), 9), self.reply)
        yield Event(instant(working_day(first + dt.timedelta(days=3)), 10), self.publish)
        yield Event(instant(working_day(second + dt.timedelta(days=2)), 10), self.enter_incident)

    def sign(self) -> None:
        """A sheet goes round; whoever was not sure says so aloud."""
        people, chair = self.company.members, self.company.chair
        for key in ON_PAPER:
            answer(people[key], Subject.PHOTO, agrees=True, language="fr-ca", way=Way.PAPER, by=chair)
        answer(people["olivier"], Subject.PHOTO, agrees=False, language="fr-ca", way=Way.ORAL, by=chair)
        answer(people["aicha"], Subject.CONTACT, agrees=True, language="fr-ca", way=Way.PAPER, by=chair)

    def publish(self) -> None:
        """Anybody may read who answers for personal information."""
        publish(self.company.coalition, True, by=self.company.chair)

    def enter_incident(self) -> None:
        """A small one: a list sent to the wrong people."""
        add_incident(self.company.coalition, by=self.company.chair, known_on=clock.today(), **INCIDENT)

    def show(self) -> None:
        """The wall of the meeting, with two people in front of it."""
        add_file(
            self.company.meetings["r1", 1],
            SimpleUploadedFile("mur.png", wall(), "image/png"),
            by=self.company.chair,
            title="Le mur des intentions, et les deux personnes qui l’ont assemblé (image fictive)",
            photo=True,
            people=[self.company.members[key] for key in SHOWN],
        )

    def click(self, key: str, subject: str) -> None:
        answer(self.company.members[key], subject, agrees=True, language="fr-ca")

    def ask(self) -> None:
        make_request(self.company.members["melissa"], kind=PersonalRequest.Kind.CORRECTION, words=ASKED)

    def reply(self) -> None:
        row = self.company.coalition.personal_requests.get(replied_at=None)
        reply_to(row, by=self.company.chair, outcome=PersonalRequest.Outcome.GRANTED, reply=REPLIED)


def wall() -> bytes:
    """A drawing: rows of notes sewn to a wall."""
    picture = Image.new("RGB", (960, 540), "#f7f2e9")
    pen = ImageDraw.Draw(picture)
    for place in range(32):
        column, row = place % 8, place // 8
        left, top = 40 + column * 112 + row % 2 * 12, 40 + row * 122
        pen.rectangle((left, top, left + 92, top + 92), fill=CLOTHS[(place * 3 + row) % len(CLOTHS)])
        for line in range(3):
            pen.line((left + 12, top + 26 + 20 * line, left + 80 - 14 * (line % 2), top + 26 + 20 * line), "#3b3a36", 3)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
