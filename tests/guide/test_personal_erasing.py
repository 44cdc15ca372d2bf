"""A person is put in every table, then erased: nothing in any column of text still says who they were."""

import datetime as dt
import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from PIL import Image

from courtepointe import clock, history, links, mail
from courtepointe.analysis.models import (
    Ballot,
    BallotPaper,
    DataImport,
    DataNeed,
    Datum,
    Finding,
    Inventory,
    Material,
    Objective,
    Observation,
    PopulationIndicator,
    Territory,
)
from courtepointe.coalitions.actions.consents import answer_consent
from courtepointe.coalitions.actions.invitations import invite
from courtepointe.coalitions.actions.members import change_member
from courtepointe.coalitions.models import Member, Organisation, Person
from courtepointe.coalitions.models_personal import Erasure, PersonalRequest
from courtepointe.evaluation.models import Diagnostic, DiagnosticSeat, DiagnosticWording, Measurement, ResultRequest
from courtepointe.files import StoredFile
from courtepointe.followup.models import Communication, ProgressReport
from courtepointe.guide.incidents import add_incident
from courtepointe.guide.personal import again, erasing
from courtepointe.guide.personal.names import where_named
from courtepointe.guide.personal.staying import prospect_of
from courtepointe.guide.policy import word_policy
from courtepointe.history import Entry
from courtepointe.i18n import FORMER
from courtepointe.mail import Delivery
from courtepointe.meetings.actions.attendance import mark_sheet
from courtepointe.meetings.actions.committees import make_committee
from courtepointe.meetings.actions.files import add_file
from courtepointe.meetings.actions.follow_ups import add_follow_up
from courtepointe.meetings.actions.replies import reply
from courtepointe.meetings.models import (
    Activity,
    Attendance,
    Decision,
    FollowUp,
    Homework,
    HomeworkShare,
    Meeting,
    Minutes,
    ParkedItem,
    PhotoPerson,
    PreparationTask,
    Process,
    Reply,
)
from courtepointe.planning.models import (
    Action,
    Checkpoint,
    Confirmation,
    Indicator,
    LeftGap,
    Plan,
    PlanVersion,
    Transformation,
)
from courtepointe.rows import Refused
from tests.cast import Cast
from tests.factories import make_activity, make_meeting, make_member, make_person

NAME, EARLIER, ADDRESS, PHONE = "Zoé Quévillon-Lapointe", "Zoé Quévillon", "zoe.quevillon@example.com", "819 555-0142"
MARKS = (NAME, EARLIER, "zoe.quevillon", PHONE, "Quévillon")


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return SimpleUploadedFile("mur.png", out.getvalue(), "image/png")


@pytest.fixture
def zoe(cast: Cast) -> Member:
    """Someone who has been everywhere: each table that can hold a person holds her."""
    person = make_person(EARLIER, email=ADDRESS)
    zoe = make_member(cast.coalition, EARLIER, person=person, organisation=cast.organisation, phone=PHONE)
    change_member(zoe, by=zoe, version=zoe.version, name=NAME, contact="personal", title="Mère de deux enfants")
    Person.objects.filter(pk=person.pk).update(name=NAME)
    zoe.refresh_from_db()
    invite(zoe, by=cast.amina)
    person.set_password("une phrase assez longue")
    person.save()
    EmailAddress.objects.create(user=person, email=ADDRESS, primary=True, verified=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    cast.client(zoe)  # a session
    for subject in ("contact", "shared", "photo", "digest"):
        answer_consent(zoe, subject, agrees=True, language="fr-ca")
    answer_consent(zoe, "digest", agrees=False, language="fr-ca")
    _meetings(cast, zoe)
    _papers(cast, zoe)
    return zoe


def _meetings(cast: Cast, zoe: Member) -> None:
    held = make_meeting(cast.coalition, "Rencontre 1", status="held")
    coming = make_meeting(cast.coalition, "Rencontre 2", status="convoked", on=dt.date(2027, 3, 2))
    make_activity(held, "Accueil", lead=zoe)
    make_activity(coming, "Suite", lead=zoe)
    mark_sheet(held, {zoe: "present"}, by=cast.amina)
    reply(coming, zoe, Reply.Answer.REPLACED, substitute="Ma sœur", words="Mon enfant est malade")
    Decision.objects.create(
        coalition=cast.coalition, meeting=held, number=1, wording="On y va", owner=zoe, recorded_by=zoe.person
    )
    add_follow_up(
        held, by=zoe, activity=None, what="Réserver la salle", member=zoe, organisation=cast.organisation, due_on=None
    )
    FollowUp.objects.create(
        coalition=cast.coalition, meeting=held, what="Fait", member=zoe, done_at=clock.now(), done_by=zoe.person
    )
    ParkedItem.objects.create(coalition=cast.coalition, meeting=held, text="Le transport", raised_by=NAME)
    Minutes.objects.create(coalition=cast.coalition, meeting=held, closed_by=zoe.person, sent_by=zoe.person)
    PreparationTask.objects.create(
        coalition=cast.coalition, meeting=coming, text="Café", days=-1, done_by=zoe.person, done_at=clock.now()
    )
    make_committee(cast.coalition, by=zoe, name="Comité", mandate="Aider", lead=zoe, until=None)
    homework = Homework.objects.create(coalition=cast.coalition, meeting=coming, what="Un chiffre")
    HomeworkShare.objects.create(
        coalition=cast.coalition, homework=homework, organisation=cast.organisation, answer="12", done_by_name=NAME
    )
    DataNeed.objects.create(
        coalition=cast.coalition, process=held.process, question="Combien ?", member=zoe, position=1
    )
    _analysis(cast, zoe, held.process)
    add_file(held, picture(), by=zoe, photo=True, people=[zoe], title="Le mur")
    add_file(held, SimpleUploadedFile("lettre.txt", b"Bonjour"), by=zoe, title="Lettre")


def _analysis(cast: Cast, zoe: Member, process: Process) -> None:
    here: dict[str, Any] = {"coalition": cast.coalition}
    place = Territory.objects.create(**here, name="Québec", kind="province", sort_key="quebec")
    indicator = PopulationIndicator.objects.create(**here, name="Naissances")
    day = dt.date(2022, 1, 1)
    Datum.objects.create(
        **here, indicator=indicator, territory=place, starts_on=day, ends_on=day, published="1", added_by=zoe.person
    )
    DataImport.objects.create(**here, name="table.csv", made_by=zoe.person)
    Material.objects.create(**here, title="Entrevues", added_by=zoe.person, brought_by_name=NAME)
    cycle: dict[str, Any] = {**here, "process": process}
    Observation.objects.create(**cycle, text="On attend", member=zoe, attribution="named", seen_on=day)
    Finding.objects.create(**cycle, statement="Trop long", created_by=zoe.person)
    Inventory.objects.create(**cycle, organisation=cast.organisation, handed_in_by_name=NAME)
    ballot = Ballot.objects.create(**cycle, title="Priorités", closed_by=zoe.person)
    BallotPaper.objects.create(**here, ballot=ballot, member=zoe, cast_on=day)
    _plan(cycle, zoe, cast.organisation)


def _plan(cycle: dict[str, Any], zoe: Member, organisation: Organisation) -> None:
    here, day = {"coalition": cycle["coalition"]}, dt.date(2027, 1, 1)
    objective = Objective.objects.create(**cycle, text="Lire plus", position=1)
    change = Transformation.objects.create(
        **cycle, objective=objective, system="family", text="Les parents lisent", lead_member=zoe, position=1
    )
    indicator = Indicator.objects.create(
        **cycle, transformation=change, name="Parents qui lisent", holder_member=zoe, position=1
    )
    action = Action.objects.create(
        **cycle, transformation=change, number=1, title="Heure du conte", lead_member=zoe, position=1
    )
    Checkpoint.objects.create(
        **cycle, kind="progress", action=action, due_on=day, member=zoe, done_at=clock.now(), done_by=zoe.person
    )
    plan = Plan.objects.create(**cycle)
    version = PlanVersion.objects.create(
        **here, plan=plan, number=1, content={}, adopted_on=day, recorded_by=zoe.person
    )
    Confirmation.objects.create(
        **here, version=version, organisation=organisation, answer="confirmed", member=zoe, name=NAME, answered_on=day
    )
    LeftGap.objects.create(**cycle, kind="no_system", thing_uid=objective.uid, reason="Plus tard", left_by=zoe.person)
    ProgressReport.objects.create(**cycle, action=action, member=zoe, handed_in_by_name=NAME, handed_in_at=clock.now())
    Communication.objects.create(
        **cycle, public="Parents", message="Venez", member=zoe, done_on=day, done_by=zoe.person
    )
    Measurement.objects.create(**cycle, indicator=indicator, measured_on=day, member=zoe, brought_by_name=NAME)
    meeting = Meeting.objects.present().filter(process=cycle["process"])[0]
    ResultRequest.objects.create(
        **cycle, transformation=change, meeting=meeting, organisation=organisation, member=zoe, handed_in_by_name=NAME
    )
    diagnostic = Diagnostic.objects.create(**cycle, title="Notre partenariat")
    DiagnosticSeat.objects.create(**here, diagnostic=diagnostic, member=zoe)
    DiagnosticWording.objects.create(**here, items=[], right="Permission", brought_by=zoe.person)


def _papers(cast: Cast, zoe: Member) -> None:
    word_policy(cast.coalition, "fr-ca", "Nos mots.", by=zoe)
    told = {"kind": "loss", "information": "Une liste", "circumstances": "Train", "happened": "Hier", "people": "12"}
    add_incident(cast.coalition, by=zoe, known_on=clock.today(), **told)
    PersonalRequest.objects.create(
        coalition=cast.coalition, member=zoe, words=f"Je m’appelle {NAME}", due_on=clock.today()
    )
    links.give(zoe, "calendar", zoe.uid, days=30)
    to_her: dict[str, Any] = {"recipient": ADDRESS, "recipient_name": NAME, "member": zoe}
    to_other: dict[str, Any] = {"recipient": "benoit@example.org"}
    for place, (whom, subject) in enumerate(((to_her, "Bonjour"), (to_other, f"{NAME} vous invite"))):
        mail.queue(
            purpose=f"test-{place}",
            thing_uid=zoe.uid,
            coalition=cast.coalition,
            subject=subject,
            body=f"De {NAME}, {ADDRESS}",
            **whom,
        )
    mail.queue(purpose="sign-in", thing_uid=zoe.uid, recipient=ADDRESS, subject="Code", body="1234-5678")
    Delivery.objects.update(problem=f"refused: {ADDRESS}")


def occurrences(*, but: tuple[str, ...] = ()) -> list[str]:
    """Every column of text of every table of the database in which one of the marks stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            names = ", ".join(f'CAST("{column}" AS TEXT)' for column in columns)
            cursor.execute(f'SELECT {names} FROM "{table}"')
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    text = str(value)
                    text += text.encode().decode("unicode_escape", "ignore") if "\\u" in text else ""
                    if any(mark in text for mark in MARKS) and f"{table}.{column}" not in but:
                        found.append(f"{table}.{column}: {text[:80]}")
    for session in Session.objects.all():
        if any(mark in json.dumps(session.get_decoded()) for mark in MARKS):
            found.append("a session")
    return found


def test_nothing_says_who_she_was(cast: Cast, zoe: Member) -> None:
    assert len(occurrences()) > 15
    photo = PhotoPerson.objects.get(member=zoe).photo.file.path
    erasing.erase(zoe)
    assert occurrences() == []
    assert not Person.objects.filter(email=ADDRESS).exists()
    assert not Authenticator.objects.exists()
    assert not StoredFile.objects.filter(name="mur.png").exists()
    assert photo.exists()  # until the transaction holds


def test_every_table_that_can_hold_somebody_held_her(cast: Cast, zoe: Member) -> None:
    """Else the test above proves nothing about that table."""
    without = {"Erasure"}  # the register itself
    for model in apps.get_app_config("courtepointe").get_models():
        keys = [f.name for f in model._meta.fields if f.related_model in (Member, Person)]
        own = [name for name in keys if name not in ("removed_by", "handed_to", "entered_by", "replied_by")]
        if own and model.__name__ not in without:
            rows = model._default_manager.all()
            held = [n for n in own if rows.filter(**{n: zoe if _to_member(model, n) else zoe.person}).exists()]
            assert held, f"nobody put her in {model.__name__}"


def _to_member(model: type[models.Model], name: str) -> bool:
    return model._meta.get_field(name).related_model is Member


def test_the_record_of_the_group_stays_without_her_name(cast: Cast, zoe: Member) -> None:
    stays = {stay.slug: stay.count for stay in prospect_of(zoe).stays}
    lines = Entry.objects.filter(coalition=cast.coalition).count()
    row = erasing.erase(zoe)
    assert row.stays == stays
    assert (Attendance.objects.get().name, Attendance.objects.get().organisation) == (FORMER, cast.organisation)
    decision = Decision.objects.get()
    assert (decision.wording, decision.owner, decision.recorded_by) == ("On y va", zoe, None)
    assert [f.member for f in FollowUp.objects.order_by("pk")] == [None, zoe]  # the open one went to the organisation
    assert [a.lead for a in Activity.objects.order_by("pk")] == [zoe, None]
    assert Entry.objects.filter(coalition=cast.coalition).count() > lines
    assert {consent.answer for consent in zoe.consents.all()} == {"given", "withdrawn"}
    told = [entry.sentence for entry in Entry.objects.all()]
    assert any("Anciennement membre" in line for line in told)
    assert not any("Former member" in line for line in told)  # each reader in their language


def test_files_that_she_says_are_hers_go(
    zoe: Member, django_capture_on_commit_callbacks: Any, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    letter = StoredFile.objects.get(name="lettre.txt")
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(zoe, personal_files=[letter.uid])
    assert not StoredFile.objects.exists()
    assert not letter.path.exists()


def test_the_account_goes_with_the_last_seat_only(cast: Cast, zoe: Member) -> None:
    elsewhere = make_member(cast.other, NAME, person=zoe.person)
    person = zoe.person
    row = erasing.erase(zoe)
    assert not row.account
    assert person is not None
    person.refresh_from_db()
    assert person.email == ADDRESS
    elsewhere.refresh_from_db()
    assert elsewhere.person == person
    assert erasing.erase(elsewhere).account
    assert occurrences() == []


def test_a_coordinator_erases_somebody_who_asked_on_paper(cast: Cast, zoe: Member) -> None:
    row = erasing.erase(zoe, by=cast.amina, way="paper")
    assert (row.done_by, row.way) == (cast.amina, "paper")
    assert (
        Entry.objects.latest("pk").sentence
        == "Amina a effacé, à sa demande, les renseignements détenus sur une personne."
    )


def test_the_last_coordinator_hands_over_first(cast: Cast) -> None:
    with pytest.raises(Refused):
        erasing.erase(cast.amina)
    cast.amina.refresh_from_db()
    assert (cast.amina.name, cast.amina.left_at) == ("Amina", None)


def test_the_person_responsible_is_replaced_first(cast: Cast) -> None:
    type(cast.coalition).objects.filter(pk=cast.coalition.pk).update(privacy_name="benoit")
    cast.benoit.coalition.refresh_from_db()
    assert len(prospect_of(cast.benoit).obstacles) == 1
    with pytest.raises(Refused, match="paramètres"):
        erasing.erase(cast.benoit)


def test_a_namesake_keeps_what_is_theirs(cast: Cast, zoe: Member) -> None:
    other = make_member(cast.coalition, NAME)
    history.record(other, "member.added", by=other, name=NAME)
    erasing.erase(zoe)
    other.refresh_from_db()
    assert other.name == NAME
    assert Entry.objects.filter(thing_uid=other.uid).latest("pk").sentence.count(NAME) == 2
    assert not Entry.objects.filter(thing_uid=zoe.uid, facts__name=NAME).exists()


def test_what_people_typed_is_listed_and_left(cast: Cast, zoe: Member) -> None:
    meeting = make_meeting(cast.coalition, "Rencontre 3")
    make_activity(meeting, "Tour de table", note="Merci à zoe quevillon-lapointe pour le café.")
    found = where_named(cast.coalition, [NAME])
    assert [(text.code, text.name) for text in found if text.code == "Activity"] == [
        ("Activity", "zoe quevillon-lapointe")
    ]
    assert where_named(cast.coalition, ["Quévillon-Lap"]) == []  # whole words
    erasing.erase(zoe)
    assert "zoe quevillon-lapointe" in Activity.objects.get(meeting=meeting).note


def test_one_who_left_long_ago_can_be_erased(cast: Cast) -> None:
    gone = make_member(cast.coalition, "Partie Depuis", left_at=clock.now(), email="partie@example.org")
    erasing.erase(gone, by=cast.amina)
    gone.refresh_from_db()
    assert (gone.name, gone.email) == (FORMER, "")
    assert Erasure.objects.get().member == gone


def test_a_backup_put_back_does_not_bring_people_back(
    cast: Cast, zoe: Member, django_capture_on_commit_callbacks: Any, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    letter = StoredFile.objects.get(name="lettre.txt")
    with django_capture_on_commit_callbacks(execute=True):
        again.note_seat(zoe, [letter.uid])  # noted the day she was erased; then a backup of before was put back
        again.note_seat(cast.amina, [])  # she had handed over to somebody whom the backup does not know
        again.note_account(make_person("Sans siège"))
        again.note_seat(Member(uid=uuid.uuid4()), [])  # somebody whom the backup does not know yet
    assert erasing.erase_again() == (2, [str(cast.amina.uid)])
    assert occurrences() == []
    assert not StoredFile.objects.exists()
    assert erasing.erase_again() == (0, [str(cast.amina.uid)])
