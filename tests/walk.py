"""What the walks over the URL table need: a thing of each kind that an address may name, in one coalition."""

import datetime as dt
import inspect
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, reverse

from courtepointe import clock, files, mail
from courtepointe.analysis.models import (
    Answer,
    Ballot,
    BallotItem,
    DataImport,
    DataNeed,
    Datum,
    FactorAction,
    FactorChoice,
    Finding,
    Material,
    Objective,
    Observation,
    PopulationIndicator,
    Priority,
    Questionnaire,
    Service,
    Territory,
)
from courtepointe.coalitions.models import Coalition, MethodChange
from courtepointe.coalitions.models_personal import PersonalRequest
from courtepointe.evaluation.models import Diagnostic, Measurement, MeasurementEvidence, ResultRequest
from courtepointe.followup.models import Adjustment, Communication, ProgressReport
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
from courtepointe.planning.models import Action, Checkpoint, Indicator, Plan, PlanVersion, Transformation
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
    finding = Finding.objects.create(coalition=coalition, process=process, statement=f"Constat {mark}", position=1)
    observation = Observation.objects.create(
        coalition=coalition,
        process=process,
        text=f"Observation {mark}",
        organisation=organisation,
        seen_on=clock.today(),
        finding=finding,
    )
    ballot = Ballot.objects.create(coalition=coalition, process=process, title=f"Scrutin {mark}", dots=3, state="open")
    BallotItem.objects.create(coalition=coalition, ballot=ballot, finding=finding, position=1)
    priority = Priority.objects.create(
        coalition=coalition, process=process, finding=finding, position=1, reason=f"Raison {mark}"
    )
    factor_choice = FactorChoice.objects.create(
        coalition=coalition, process=process, factor="self-esteem", state="kept", reason=f"Facteur {mark}"
    )
    goal = Objective.objects.create(coalition=coalition, process=process, text=f"But {mark}", position=1)
    planned = {"coalition": coalition, "process": process, "position": 1}
    transformation = Transformation.objects.create(
        **planned, objective=goal, system="child", text=f"Transformation {mark}"
    )
    plan_indicator = Indicator.objects.create(
        **planned, transformation=transformation, name=f"Signe {mark}", definition=f"Définition {mark}"
    )
    action = Action.objects.create(
        **planned, transformation=transformation, number=1, title=f"Action {mark}", content=f"Contenu {mark}"
    )
    plan = Plan.objects.create(coalition=coalition, process=process, title=f"Plan {mark}")
    whole = {"form": 1, "plan": {"title": f"Plan {mark}"}, "goals": []}
    plan_version = PlanVersion.objects.create(
        coalition=coalition, plan=plan, number=1, title=f"Plan {mark}", content=whole, adopted_on=clock.today()
    )
    checkpoint = Checkpoint.objects.create(
        coalition=coalition, process=process, kind="other", what=f"Repère {mark}", due_on=clock.today()
    )
    offered = {"coalition": coalition, "process": process, "organisation": organisation}
    ages = {"category": "early-literacy", "ages": ["3-4-years"], "systems": ["child"]}
    Service.objects.create(**offered, name=f"Service {mark}", limits=f"Limite {mark}", **ages)
    FactorAction.objects.create(**offered, factor="self-esteem", level=2, remark=f"Remarque {mark}")
    territory = Territory.objects.create(
        coalition=coalition, name=f"Territoire {mark}", kind="mrc", sort_key=f"territoire {mark.lower()}"
    )
    indicator = PopulationIndicator.objects.create(coalition=coalition, name=f"Indicateur {mark}")
    datum = Datum.objects.create(
        coalition=coalition,
        indicator=indicator,
        territory=territory,
        period="2022",
        starts_on=dt.date(2022, 1, 1),
        ends_on=dt.date(2022, 12, 31),
        published="29,7a,b",
        value="29.7",
        decimals=1,
        source=f"Source {mark}",
    )
    data_import = DataImport.objects.create(coalition=coalition, name=f"Fichier {mark}.csv")
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
    material = Material.objects.create(coalition=coalition, title=f"Apport {mark}", text=f"Texte {mark}", file=kept)
    asked_result = ResultRequest.objects.create(
        coalition=coalition,
        process=process,
        transformation=transformation,
        meeting=meeting,
        organisation=organisation,
        words=f"Résultats {mark}",
    )
    measurement = Measurement.objects.create(
        coalition=coalition,
        process=process,
        indicator=plan_indicator,
        measured_on=dt.date(2026, 5, 1),
        value=44,
        words=f"Mesure {mark}",
        organisation=organisation,
    )
    evidence = files.keep(coalition, SimpleUploadedFile("suivi.txt", f"Suivi {mark}".encode()))
    followed = {"coalition": coalition, "process": process, "action": action}
    progress_report = ProgressReport.objects.create(
        **followed, meeting=meeting, hinders=f"Frein {mark}", file=evidence, handed_in_at=clock.now()
    )
    adjustment = Adjustment.objects.create(**followed, report=progress_report, what=f"Ajustement {mark}")
    communication = Communication.objects.create(
        coalition=coalition, process=process, public=f"Public {mark}", message=f"Message {mark}", action=action
    )
    proof = files.keep(coalition, SimpleUploadedFile("preuve.txt", f"Preuve {mark}".encode()))
    MeasurementEvidence.objects.create(coalition=coalition, measurement=measurement, file=proof)
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
    text = {"lang": "fr", "name": "Français", "title": f"Parents {mark}", "intro": "", "questions": [f"Quoi {mark} ?"]}
    questionnaire = Questionnaire.objects.create(
        coalition=coalition,
        process=process,
        key=f"walk{coalition.pk}",
        title=f"Questions {mark}",
        texts=[text],
        state=Questionnaire.State.CLOSED,
        answered=5,
    )
    Answer.objects.create(
        coalition=coalition, questionnaire=questionnaire, question=0, lang="fr", text=f"Mot de parent {mark}"
    )
    diagnostic = Diagnostic.objects.create(coalition=coalition, process=process, title=f"Diagnostic {mark}")
    rows = {
        "diagnostic": diagnostic,
        "questionnaire": questionnaire,
        "incident": incident,
        "asked": asked,
        "need": need,
        "ballot": ballot,
        "priority": priority,
        "material": material,
        "goal": goal,
        "transformation": transformation,
        "plan_indicator": plan_indicator,
        "action": action,
        "plan_version": plan_version,
        "checkpoint": checkpoint,
        "thing": action,
        "factor_choice": factor_choice,
        "result_request": asked_result,
        "measurement": measurement,
        "progress_report": progress_report,
        "adjustment": adjustment,
        "communication": communication,
        "kept": proof,
        "finding": finding,
        "observation": observation,
        "territory": territory,
        "indicator": indicator,
        "datum": datum,
        "data_import": data_import,
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
    "part": "action",
    "section": "opening",
    "system": "child",
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
