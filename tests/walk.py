"""What the walks over the URL table need: a thing of each kind that an address may name, in one coalition."""

import inspect
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, reverse

from courtepointe import clock, files, mail
from courtepointe.analysis.models import DataNeed
from courtepointe.coalitions.models import Coalition, MethodChange
from courtepointe.coalitions.models_personal import PersonalRequest
from courtepointe.guide.models import Incident
from courtepointe.meetings.models import (
    Committee,
    Decision,
    FollowUp,
    Homework,
    HomeworkShare,
    MeetingEvaluation,
    MeetingFile,
    Minutes,
    MinutesSection,
    ParkedItem,
    RulesSection,
    WorkingRules,
)
from tests.factories import (
    make_activity,
    make_meeting,
    make_member,
    make_objective,
    make_organisation,
    make_process,
)

Things = dict[str, Any]


def things_of(coalition: Coalition, mark: str) -> Things:
    """One of everything, with `mark` in its texts; the keys are the names used in addresses."""
    process = coalition.processes.first() or make_process(coalition)
    organisation = make_organisation(coalition, f"Organisme {mark}")
    member = make_member(coalition, f"Personne {mark}", organisation=organisation, email=f"p{coalition.pk}@example.org")
    meeting = make_meeting(coalition, f"Rencontre {mark}", process=process)
    activity = make_activity(meeting, f"Activité {mark}", note=f"Note {mark}")
    objective = make_objective(meeting, f"Objectif {mark}")
    decision = Decision.objects.create(
        coalition=coalition, meeting=meeting, activity=activity, number=900, wording=f"Décision {mark}"
    )
    follow_up = FollowUp.objects.create(coalition=coalition, meeting=meeting, what=f"Suivi {mark}", member=member)
    minutes = Minutes.objects.create(coalition=coalition, meeting=meeting)
    MinutesSection.objects.create(coalition=coalition, minutes=minutes, key="opening", text=f"Ouverture {mark}")
    MeetingEvaluation.objects.create(coalition=coalition, meeting=meeting, comments=[f"Mot {mark}"])
    parked = ParkedItem.objects.create(coalition=coalition, meeting=meeting, text=f"Sujet {mark}")
    change = MethodChange.objects.create(coalition=coalition, kind="factor", slug="self-esteem", name=f"Nom {mark}")
    need = DataNeed.objects.create(
        coalition=coalition, process=process, question=f"Donnée {mark}", organisation=organisation, position=900
    )
    delivery = mail.queue(
        purpose="test",
        thing_uid=meeting.uid,
        coalition=coalition,
        recipient=f"p{coalition.pk}@example.org",
        subject=f"Objet {mark}",
        body=f"Corps {mark}",
    )
    assert delivery is not None
    mail.Delivery.objects.filter(pk=delivery.pk).update(status=mail.Delivery.FAILED, problem=f"Refus {mark}")
    RulesSection.objects.create(
        coalition=coalition,
        rules=WorkingRules.objects.create(coalition=coalition, number=1),
        key="opening",
        text=f"Règle {mark}",
    )
    homework = Homework.objects.create(coalition=coalition, meeting=meeting, what=f"À préparer {mark}")
    kept = files.keep(coalition, SimpleUploadedFile("texte.txt", f"Fichier {mark}".encode()))
    share = HomeworkShare.objects.create(
        coalition=coalition, homework=homework, organisation=organisation, answer=f"Réponse {mark}", file=kept
    )
    file = MeetingFile.objects.create(coalition=coalition, meeting=meeting, file=kept, title=f"Document {mark}")
    committee = Committee(coalition=coalition, name=f"Comité {mark}", mandate=f"Mandat {mark}")
    committee.clean()
    committee.save()
    asked = PersonalRequest.objects.create(
        coalition=coalition, member=member, words=f"Demande {mark}", due_on=clock.today()
    )
    incident = Incident.objects.create(
        coalition=coalition,
        number=1,
        kind="loss",
        information=f"Renseignements {mark}",
        circumstances=f"Circonstances {mark}",
        happened=f"Hier {mark}",
        known_on=clock.today(),
        people="12",
    )
    rows = {
        "incident": incident,
        "asked": asked,
        "need": need,
        "committee": committee,
        "share": share,
        "file": file,
        "delivery": delivery,
        "coalition": coalition,
        "process": process,
        "organisation": organisation,
        "member": member,
        "meeting": meeting,
        "activity": activity,
        "objective": objective,
        "decision": decision,
        "follow_up": follow_up,
        "parked": parked,
        "change": change,
    }
    return {**{name: row.uid for name, row in rows.items()}, **TEXTS}


# Parts of addresses that name content of the library, the same for everybody.
TEXTS: dict[str, str | int] = {
    "slug": "self-esteem",
    "factor": "self-esteem",
    "technique": "round",
    "template": "r1",
    "kind": "factor",
    "key": "opening",
    "section": "opening",
    "step": "territory",
    "year": "2026",
    "number": 1,
}


def names(entry: URLPattern) -> list[str]:
    """The names in an address, its parents' included (`coalition` stands in the prefix)."""
    return ["coalition", *entry.pattern.converters]


def address(entry: URLPattern, things: Things) -> str:
    """The address of a view for these things."""
    wanted = {name: things[name] for name in names(entry)}
    return reverse(str(entry.name), kwargs={k: v if isinstance(v, uuid.UUID) else str(v) for k, v in wanted.items()})


def methods(entry: URLPattern) -> set[str]:
    """The HTTP methods that a view takes, as its `require_...` decorator says; GET and POST without one."""
    view: Any = entry.callback
    while view is not None:
        named = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if named:
            return set(named)
        view = getattr(view, "__wrapped__", None)
    return {"GET", "POST"}
