"""What a person agreed to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from courtepointe.coalitions.consent_texts import QUESTIONS
from courtepointe.coalitions.models import Coalition, Contact, Member
from courtepointe.coalitions.models_personal import Consent, Subject


@dataclass(frozen=True)
class Asked:
    """A question with the answer that holds, if any."""

    subject: str
    title: str
    text: str
    effect: str
    answer: Consent | None

    @property
    def given(self) -> bool:
        return self.answer is not None and self.answer.answer == Consent.GIVEN

    @property
    def outdated(self) -> bool:
        """The answer was given to other words than those of today."""
        return self.answer is not None and self.answer.text_version != QUESTIONS[self.subject].version


def questions_for(member: Member) -> list[Asked]:
    """The questions that concern a member, with their answers; one query.

    Those on personal contact details are not asked of somebody who gave work details, which the law leaves free.
    """
    held = {row.subject: row for row in answers_of(member) if row.current}
    personal = (Subject.CONTACT, Subject.SHARED)
    return [
        Asked(subject, str(Subject(subject).label), str(question.text), str(question.effect), held.get(subject))
        for subject, question in QUESTIONS.items()
        if subject not in personal or member.contact == Contact.PERSONAL or subject in held
    ]


def answers_of(member: Member) -> list[Consent]:
    """All answers of a member, the latest first."""
    return list(Consent.objects.filter(member=member).select_related("entered_by").order_by("-noted_at", "-pk"))


def has_agreed(member: Member, subject: str) -> bool:
    """Whether a yes holds now. No answer is not a yes."""
    return Consent.objects.filter(member=member, subject=subject, current=True, answer=Consent.GIVEN).exists()


def without_agreement(members: Iterable[Member], subject: str) -> list[Member]:
    """Those of the members who did not agree; one query."""
    rows = list(members)
    agreed = set(
        Consent.objects.filter(member__in=rows, subject=subject, current=True, answer=Consent.GIVEN).values_list(
            "member_id", flat=True
        )
    )
    return [row for row in rows if row.pk not in agreed]


def who_agreed(coalition: Coalition, subject: str) -> QuerySet[Member]:
    """The present members who agreed to something, by name."""
    found = coalition.members.filter(left_at=None, consents__subject=subject, consents__current=True)
    return found.filter(consents__answer=Consent.GIVEN).order_by("sort_key", "pk")
