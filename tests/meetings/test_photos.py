"""Photos in which people can be recognised: with their agreement, and no longer than it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from courtepointe.coalitions.actions.consents import answer_consent
from courtepointe.coalitions.models_personal import Subject
from courtepointe.guide.personal.consenting import answer
from courtepointe.meetings.actions.files import add_file, restore_file
from courtepointe.meetings.actions.minutes import close_minutes
from courtepointe.meetings.models import Meeting, MeetingFile
from courtepointe.rows import Refused
from tests.cast import Cast
from tests.factories import make_meeting, make_member


def picture(name: str = "mur.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_meeting(cast.coalition, "Rencontre 1", status="held")


def test_nobody_is_shown_who_has_not_agreed(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(Refused, match="Benoît"):
        add_file(meeting, picture(), by=cast.amina, photo=True, people=[cast.benoit])
    assert not MeetingFile.objects.exists()


def test_a_photo_leaves_closed_minutes_with_the_agreement(cast: Cast, meeting: Meeting) -> None:
    answer_consent(cast.benoit, Subject.PHOTO, agrees=True, language="fr-ca")
    photo = add_file(meeting, picture(), by=cast.amina, photo=True, people=[cast.benoit], title="Le mur")
    close_minutes(meeting, by=cast.amina)
    minutes = reverse("minutes", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})
    assert "Le mur" in cast.client(cast.chloe).get(minutes).content.decode()
    answer(cast.benoit, Subject.PHOTO, agrees=False, language="fr-ca")
    assert "Le mur" not in cast.client(cast.chloe).get(minutes).content.decode()
    photo.refresh_from_db()
    with pytest.raises(Refused, match="photo"):
        restore_file(photo, by=cast.amina)


def test_the_page_offers_those_who_agreed_and_adds_the_photo(cast: Cast, meeting: Meeting) -> None:
    answer_consent(cast.benoit, Subject.PHOTO, agrees=True, language="fr-ca")
    address = reverse("photo-new", kwargs={"coalition": cast.coalition.uid, "meeting": meeting.uid})
    browser = cast.client(cast.amina)
    page = browser.get(address).content.decode()
    assert "Benoît" in page
    assert "Chloé" not in page
    values = {"title": "Le mur", "people": [str(cast.benoit.uid)]}
    refused = browser.post(address, {**values, "file": picture()})
    assert refused.status_code == 422  # nobody said that nobody else can be recognised
    assert browser.post(address, {**values, "file": picture(), "alone": "on"}).status_code == 303
    photo = MeetingFile.objects.get()
    assert [(photo.title, shown.member) for shown in photo.people.all()] == [("Le mur", cast.benoit)]
    stranger = browser.post(address, {**values, "file": picture(), "alone": "on", "people": [str(cast.chloe.uid)]})
    assert stranger.status_code == 422


def test_whoever_keeps_their_telephone_to_themselves_is_not_called_from_the_convocation(
    cast: Cast, meeting: Meeting
) -> None:
    lea = make_member(cast.coalition, "Léa Parent", phone="418 555-0199", contact="personal")
    coming = make_meeting(cast.coalition, "Rencontre 2")
    address = reverse("meeting-convoke", kwargs={"coalition": cast.coalition.uid, "meeting": coming.uid})
    assert "418 555-0199" in cast.client(cast.amina).get(address).content.decode()
    answer_consent(lea, Subject.CONTACT, agrees=False, language="fr-ca")
    assert "418 555-0199" not in cast.client(cast.amina).get(address).content.decode()
