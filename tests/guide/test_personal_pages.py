"""One's own information on the pages: signed in, by a personal link, and from the side of those who answer for it."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courtepointe import clock, mail
from courtepointe.coalitions.actions.requests import make_request
from courtepointe.coalitions.models import Coalition, Member, Person
from courtepointe.coalitions.models_personal import Consent, Erasure, PersonalRequest
from courtepointe.guide.personal.erasing import erase
from courtepointe.guide.personal.inviting import give_page
from courtepointe.history import Entry
from courtepointe.i18n import FORMER
from courtepointe.mail import Delivery
from courtepointe.meetings.actions.attendance import mark_sheet
from tests.cast import Cast
from tests.factories import make_meeting, make_member


@pytest.fixture
def lea(cast: Cast) -> Member:
    """A parent without an account."""
    return make_member(cast.coalition, "Léa Parent", email="lea@example.com", phone="418 555-0199", contact="personal")


@pytest.fixture
def door(cast: Cast, lea: Member) -> str:
    """The address of her own page."""
    return "/" + give_page(lea, by=cast.amina).partition("://")[2].partition("/")[2]


def of_seat(member: Member, page: str = "") -> str:
    name = f"my-seat-{page}" if page else "my-seat"
    return reverse(name, kwargs={"seat": member.uid})


def here(cast: Cast, name: str, **more: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **more})


def test_signed_in_one_reads_all_one_s_seats_and_nobody_else_s(cast: Cast) -> None:
    browser = cast.client(cast.benoit)
    page = browser.get(reverse("my-information")).content.decode()
    assert "Les petits pas" in page
    assert "benoit@example.org" in page
    assert "Autre rive" not in page
    assert "Benoît" in browser.get(of_seat(cast.benoit)).content.decode()
    for page_name in ("", "request", "erase"):
        assert browser.get(of_seat(cast.chloe, page_name)).status_code == 404
    for page_name in ("consent", "download", "erase"):
        assert browser.post(of_seat(cast.chloe, page_name)).status_code == 404
    stranger = Client().get(of_seat(cast.benoit))
    assert stranger.status_code == 302
    assert "login" in stranger["Location"]


def test_one_who_left_still_reads_their_own(cast: Cast) -> None:
    Member.objects.filter(pk=cast.benoit.pk).update(left_at=clock.now())
    browser = cast.client(cast.benoit)
    assert browser.get(of_seat(cast.benoit)).status_code == 200
    assert browser.get(of_seat(cast.benoit, "erase")).status_code == 200


def test_agreeing_and_no_longer_are_one_button_each(cast: Cast) -> None:
    browser = cast.client(cast.benoit)
    assert "J’accepte" in browser.get(of_seat(cast.benoit)).content.decode()
    assert browser.get(of_seat(cast.benoit, "consent")).status_code == 405
    assert browser.post(of_seat(cast.benoit, "consent"), {"subject": "photo", "agrees": "yes"}).status_code == 303
    assert "Je n’accepte plus" in browser.get(of_seat(cast.benoit)).content.decode()
    browser.post(of_seat(cast.benoit, "consent"), {"subject": "photo", "agrees": "no"})
    assert [row.answer for row in Consent.objects.order_by("pk")] == ["given", "withdrawn"]
    assert browser.post(of_seat(cast.benoit, "consent"), {"subject": "all"}).status_code == 400


def test_the_download_is_a_file_and_is_told(cast: Cast) -> None:
    browser = cast.client(cast.benoit)
    for address in (of_seat(cast.benoit, "download"), reverse("my-download")):
        assert browser.get(address).status_code == 405
        answer = browser.post(address)
        assert answer["Content-Disposition"].startswith('attachment; filename="mes-renseignements-')
        assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert Entry.objects.filter(verb="personal.downloaded", actor=cast.benoit.person).count() == 2


def test_without_an_account_the_link_opens_the_same_pages(cast: Cast, lea: Member, door: str) -> None:
    browser = Client()
    page = browser.get(door)
    assert "418 555-0199" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert browser.post(door + "consent/", {"subject": "shared", "agrees": "yes"}).status_code == 303
    assert Consent.objects.get().way == "page"
    values = {"name": "Léa Parent", "title": "Mère", "email": "lea@example.com", "phone": "", "contact": "personal"}
    assert browser.post(door + "details/", {**values, "language": "en", "version": lea.version}).status_code == 303
    lea.refresh_from_db()
    assert (lea.title, lea.phone, lea.language) == ("Mère", "", "en")
    stale = browser.post(door + "details/", {**values, "title": "Autre", "language": "en", "version": 1})
    assert stale.status_code == 409
    assert b"".join(browser.post(door + "download/").streaming_content)[:2] == b"PK"
    assert Entry.objects.latest("pk").actor_name == "Léa Parent"


def test_another_link_closes_the_first_and_leaving_does_not_open_it(cast: Cast, lea: Member, door: str) -> None:
    give_page(lea, by=cast.amina)
    assert Client().get(door).status_code == 410
    assert Client().get("/me/nothing-of-ours/").status_code == 410
    assert Client().post("/me/nothing-of-ours/erase/", {"understood": "on"}).status_code == 410


def test_the_link_leaves_by_mail_and_the_mail_forgets_it(cast: Cast, lea: Member, settings: Any) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    address = here(cast, "member-information", member=lea.uid)
    cast.client(cast.amina).post(address, {"send": "1"})
    letter = Delivery.objects.get(purpose="personal-page")
    assert "/me/" in letter.body
    mail.send_due()
    letter.refresh_from_db()
    assert (letter.status, letter.body) == ("sent", "")
    shown = cast.client(cast.amina).post(address, {"give": "1"}).content.decode()
    assert "/me/" in shown
    assert "/me/" not in cast.client(cast.amina).get(address).content.decode()


def test_what_was_said_on_paper_is_entered_with_its_day(cast: Cast, lea: Member) -> None:
    address = here(cast, "member-information", member=lea.uid)
    values = {"subject": "contact", "agrees": "no", "way": "paper", "answered_on": "2026-09-02"}
    assert cast.client(cast.amina).post(address, values).status_code == 303
    row = Consent.objects.get()
    assert (row.answer, row.way, row.answered_on, row.entered_by) == (
        *("refused", "paper", dt.date(2026, 9, 2)),
        cast.amina,
    )
    wrong = cast.client(cast.amina).post(address, {**values, "answered_on": "2999-01-01"})
    assert wrong.status_code == 422
    assert "pas encore venu" in wrong.content.decode()
    assert cast.client(cast.benoit).get(address).status_code == 403


def test_a_request_is_due_in_thirty_days_answered_in_writing_and_kept(cast: Cast) -> None:
    Coalition.objects.filter(pk=cast.coalition.pk).update(privacy_email="Chloe@example.org", privacy_name="Chloé")
    answer = cast.client(cast.benoit).post(
        of_seat(cast.benoit, "request"), {"kind": "correction", "words": "Mon nom, s’il vous plaît."}
    )
    assert answer.status_code == 303
    row = PersonalRequest.objects.get()
    assert row.due_on == clock.today() + dt.timedelta(days=30)
    told = Delivery.objects.get(purpose="personal-request")
    assert told.recipient == "chloe@example.org"
    assert "Benoît" not in told.body
    assert "s’il vous plaît" not in told.body
    one = here(cast, "personal-request", asked=row.uid)
    chloe = cast.client(cast.chloe)  # an observer, and the person responsible
    assert "Benoît" in chloe.get(here(cast, "personal-requests")).content.decode()
    assert "s’il vous plaît" in chloe.get(one).content.decode()
    assert chloe.post(one, {"outcome": "granted", "reply": ""}).status_code == 422
    assert chloe.post(one, {"outcome": "granted", "reply": "C’est corrigé."}).status_code == 303
    assert chloe.post(one, {"outcome": "declined", "reply": "Non."}).status_code == 422
    row.refresh_from_db()
    assert (row.outcome, row.reply, row.replied_by) == ("granted", "C’est corrigé.", cast.chloe)
    assert "C’est corrigé." in Delivery.objects.get(purpose="personal-reply").body
    assert "C’est corrigé." in cast.client(cast.benoit).get(of_seat(cast.benoit)).content.decode()


def test_a_request_made_aloud_is_entered(cast: Cast, lea: Member) -> None:
    address = here(cast, "member-request", member=lea.uid)
    values = {"kind": "erasure", "words": "Qu’on m’oublie.", "way": "oral"}
    assert cast.client(cast.amina).post(address, values).status_code == 303
    assert (PersonalRequest.objects.get().way, PersonalRequest.objects.get().entered_by) == ("oral", cast.amina)
    assert cast.client(cast.amina).post(address, {**values, "way": "page"}).status_code == 422


@pytest.mark.parametrize("name", ["personal-requests", "erasures", "names"])
def test_only_those_who_answer_for_it_open_these_pages(cast: Cast, name: str) -> None:
    assert cast.client(cast.amina).get(here(cast, name)).status_code == 200
    assert cast.client(cast.benoit).get(here(cast, name)).status_code == 403
    Coalition.objects.filter(pk=cast.coalition.pk).update(privacy_email="benoit@example.org")
    assert cast.client(cast.benoit).get(here(cast, name)).status_code == 200


def test_one_erases_oneself_after_reading_what_stays(cast: Cast) -> None:
    browser = cast.client(cast.benoit)
    mark_sheet(make_meeting(cast.coalition), {cast.benoit: "present"}, by=cast.amina)
    page = browser.get(of_seat(cast.benoit, "erase")).content.decode()
    assert "Ce qui reste" in page
    assert "trente jours" in page
    assert browser.post(of_seat(cast.benoit, "erase"), {}).status_code == 422
    assert Person.objects.filter(email="benoit@example.org").exists()
    done = browser.post(of_seat(cast.benoit, "erase"), {"understood": "on"})
    assert done.status_code == 200
    assert "C’est effacé" in done.content.decode()
    assert not Person.objects.filter(email="benoit@example.org").exists()
    assert browser.get(reverse("my-information")).status_code == 302
    assert Erasure.objects.get().done_by is None


def test_one_erases_oneself_by_the_link(cast: Cast, lea: Member, door: str) -> None:
    assert Client().post(door + "erase/", {"understood": "on", "handed_to": str(cast.benoit.uid)}).status_code == 200
    lea.refresh_from_db()
    assert (lea.name, lea.email, lea.phone) == (FORMER, "", "")
    assert Client().get(door).status_code == 410


def test_a_coordinator_erases_on_request_and_the_register_says_so(cast: Cast, lea: Member) -> None:
    address = here(cast, "member-erase", member=lea.uid)
    browser = cast.client(cast.amina)
    assert "Léa Parent" in browser.get(address).content.decode()
    assert browser.post(address, {"understood": "on"}).status_code == 422  # how was it asked?
    assert browser.post(address, {"understood": "on", "way": "oral"}).status_code == 303
    register = browser.get(here(cast, "erasures")).content.decode()
    assert "Amina" in register
    assert "Léa" not in register
    assert browser.get(address).status_code == 404
    assert "Léa" not in browser.get(here(cast, "members-past")).content.decode()
    returned = browser.post(here(cast, "member-return", member=lea.uid))
    assert returned.status_code == 303
    lea.refresh_from_db()
    assert lea.left_at is not None


def test_the_last_coordinator_is_told_what_to_do_first(cast: Cast) -> None:
    page = cast.client(cast.amina).get(of_seat(cast.amina, "erase")).content.decode()
    assert "donnez-lui ce rôle" in page
    assert "Effacer pour de bon" not in page
    assert cast.client(cast.amina).post(of_seat(cast.amina, "erase"), {"understood": "on"}).status_code == 422


def test_an_account_that_sits_nowhere_is_erased(cast: Cast) -> None:
    person = Person.objects.create_user("seule@example.org", "Seule")
    browser = Client(headers={"accept-language": "fr-CA"})
    browser.force_login(person)
    assert "Effacer mon compte pour de bon" in browser.get(reverse("my-account-erase")).content.decode()
    assert browser.post(reverse("my-account-erase")).status_code == 200
    assert not Person.objects.filter(pk=person.pk).exists()
    sitting = cast.client(cast.benoit)
    assert sitting.post(reverse("my-account-erase")).status_code == 200
    assert Person.objects.filter(pk=cast.benoit.person_id).exists()


def test_a_name_is_found_in_what_people_wrote(cast: Cast) -> None:
    type(cast.coalition).objects.filter(pk=cast.coalition.pk).update(territory="Chez Léa Parent, au village")
    page = cast.client(cast.amina).get(here(cast, "names") + "?q=lea parent").content.decode()
    assert "<mark>Léa Parent</mark>" in page


def test_the_former_member_is_read_in_the_reader_s_language(cast: Cast, lea: Member) -> None:
    meeting = make_meeting(cast.coalition, "Rencontre 1", status="held")
    mark_sheet(meeting, {lea: "present"}, by=cast.amina)
    erase(lea)
    address = here(cast, "minutes", meeting=meeting.uid)
    french = cast.client(cast.amina).get(address).content.decode()
    assert "Anciennement membre" in french
    assert "Former member" not in french
    english = Client(headers={"accept-language": "en-CA"})
    assert cast.benoit.person is not None
    Person.objects.filter(pk=cast.benoit.person.pk).update(language="en")
    english.force_login(Person.objects.get(pk=cast.benoit.person.pk))
    english.post(reverse("language"), {"language": "en"})
    page = english.get(address).content.decode()
    assert "Former member" in page
    assert "Anciennement" not in page


def test_a_request_stands_on_the_home_page_of_those_who_answer_it(cast: Cast) -> None:
    make_request(cast.benoit, kind="access", words="Qui lit mon nom ?")
    said = "Répondre à une demande sur des renseignements personnels"
    assert said in cast.client(cast.amina).get(here(cast, "coalition-home")).content.decode()
    assert said not in cast.client(cast.benoit).get(here(cast, "coalition-home")).content.decode()
