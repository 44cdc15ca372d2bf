"""Consents: kept word for word, withdrawn as easily as given, and obeyed."""

import datetime as dt
import hashlib
from typing import Any

import pytest

from courtepointe import clock, mail
from courtepointe.coalitions.actions.consents import answer_consent
from courtepointe.coalitions.consent_texts import QUESTIONS
from courtepointe.coalitions.models import Member
from courtepointe.coalitions.models_personal import Consent, Subject
from courtepointe.coalitions.queries import members_for
from courtepointe.coalitions.queries.consents import has_agreed, questions_for
from courtepointe.history import Entry
from courtepointe.rows import Refused
from tests.cast import Cast
from tests.factories import make_member

# A text that changes gets the next number in `consent_texts.py`, and its fingerprint here.
FINGERPRINTS = {
    (Subject.CONTACT, 1): "4bbfb9426f4e",
    (Subject.SHARED, 1): "251afad04209",
    (Subject.PHOTO, 1): "d997b71872f0",
    (Subject.DIGEST, 1): "c5c0f1261792",
}


@pytest.fixture
def lea(cast: Cast) -> Member:
    return make_member(cast.coalition, "Léa Parent", email="lea@example.com", phone="418 555-0199", contact="personal")


def seen(cast: Cast, lea: Member, by: Member) -> str:
    return next(line.email for line in members_for(cast.reader(by)) if line.pk == lea.pk)


@pytest.mark.parametrize("subject", QUESTIONS)
def test_a_text_that_changes_gets_another_number(subject: str) -> None:
    question = QUESTIONS[subject]
    words = question.said_in("fr-ca") + question.said_in("en")
    assert question.said_in("fr-ca") != question.said_in("en")
    assert hashlib.sha256(words.encode()).hexdigest()[:12] == FINGERPRINTS[Subject(subject), question.version]


def test_an_answer_keeps_what_was_asked_word_for_word(cast: Cast, lea: Member) -> None:
    row = answer_consent(lea, Subject.SHARED, agrees=True, language="en")
    assert row.asked == QUESTIONS[Subject.SHARED].said_in("en")
    assert (row.answer, row.way, row.language, row.text_version, row.entered_by) == ("given", "page", "en", 1, None)
    assert row.answered_on == clock.today()
    paper = answer_consent(
        lea, Subject.PHOTO, agrees=False, language="fr-ca", way="paper", by=cast.amina, answered_on=dt.date(2026, 9, 2)
    )
    assert (paper.answer, paper.way, paper.entered_by) == ("refused", "paper", cast.amina)
    assert [entry.verb for entry in Entry.objects.order_by("pk")] == ["personal.consent", "personal.consent_entered"]


def test_a_no_after_a_yes_is_a_withdrawal_and_both_are_kept(lea: Member) -> None:
    for agrees in (True, False, True):
        answer_consent(lea, Subject.SHARED, agrees=agrees, language="en")
    rows = Consent.objects.order_by("pk").values_list("answer", "current")
    assert list(rows) == [("given", False), ("withdrawn", False), ("given", True)]


def test_personal_details_follow_what_was_agreed(cast: Cast, lea: Member) -> None:
    assert seen(cast, lea, cast.benoit) == ""
    answer_consent(lea, Subject.SHARED, agrees=True, language="en")
    assert seen(cast, lea, cast.benoit) == "lea@example.com"
    answer_consent(lea, Subject.SHARED, agrees=False, language="en")
    assert seen(cast, lea, cast.benoit) == ""
    assert seen(cast, lea, cast.amina) == "lea@example.com"
    answer_consent(lea, Subject.CONTACT, agrees=False, language="en")
    assert seen(cast, lea, cast.amina) == ""
    assert seen(cast, lea, lea) == "lea@example.com"


def test_a_coordinator_cannot_read_in_a_form_what_the_list_hides(cast: Cast, lea: Member) -> None:
    address = f"/c/{cast.coalition.uid}/members/{lea.uid}/"
    assert "418 555-0199" in cast.client(cast.amina).get(address).content.decode()
    answer_consent(lea, Subject.CONTACT, agrees=False, language="en")
    page = cast.client(cast.amina).get(address).content.decode()
    assert "418 555-0199" not in page
    assert "lea@example.com" not in page
    answer = cast.client(cast.amina).post(address, {"name": "Léa P.", "language": "en", "role": "partner"})
    assert answer.status_code == 303
    lea.refresh_from_db()
    assert (lea.name, lea.email, lea.phone) == ("Léa P.", "lea@example.com", "418 555-0199")


def test_summaries_stop_with_the_agreement(cast: Cast) -> None:
    def summary() -> Any:
        return mail.queue(
            purpose="digest",
            thing_uid=cast.coalition.uid,
            recipient="benoit@example.org",
            subject="S",
            body="B",
            member=cast.benoit,
            kind="digest",
        )

    assert not has_agreed(cast.benoit, Subject.DIGEST)
    answer_consent(cast.benoit, Subject.DIGEST, agrees=True, language="en")
    assert has_agreed(cast.benoit, Subject.DIGEST)
    assert summary() is not None
    answer_consent(cast.benoit, Subject.DIGEST, agrees=False, language="en")
    assert summary() is None
    assert not mail.Delivery.objects.exists()


def test_work_details_need_no_agreement(cast: Cast, lea: Member) -> None:
    assert [asked.subject for asked in questions_for(cast.benoit)] == ["photo", "digest"]
    assert [asked.subject for asked in questions_for(lea)] == ["contact", "shared", "photo", "digest"]


def test_an_answer_is_neither_of_tomorrow_nor_older_than_the_one_that_holds(cast: Cast, lea: Member) -> None:
    tomorrow, before = clock.today() + dt.timedelta(days=1), clock.today() - dt.timedelta(days=3)
    how = {"language": "en", "way": "paper", "by": cast.amina}
    with pytest.raises(Refused):
        answer_consent(lea, Subject.PHOTO, agrees=True, answered_on=tomorrow, **how)
    answer_consent(lea, Subject.PHOTO, agrees=False, language="en")
    with pytest.raises(Refused):
        answer_consent(lea, Subject.PHOTO, agrees=True, answered_on=before, **how)
    assert not has_agreed(lea, Subject.PHOTO)


def test_turning_summaries_on_or_off_is_an_answer_to_the_question(cast: Cast) -> None:
    address = f"/c/{cast.coalition.uid}/my-mail/"
    browser = cast.client(cast.benoit)
    assert 'aria-label="Recevoir\u00a0: Le résumé de la semaine"' in browser.get(address).content.decode()
    browser.post(address, {"kind": "digest", "on": "1"})
    assert has_agreed(cast.benoit, Subject.DIGEST)
    browser.post("/" + mail.refusal_address(cast.benoit.uid, "digest").split("/", 3)[3])
    assert not has_agreed(cast.benoit, Subject.DIGEST)
    assert [row.answer for row in Consent.objects.order_by("pk")] == ["given", "withdrawn"]
