"""Who answers for personal information, and what was asked of them."""

from typing import Any

from django.db.models import QuerySet

from courtepointe.access import Reader
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.coalitions.models_personal import Erasure, PersonalRequest


def is_responsible(coalition: Coalition, member: Member) -> bool:
    """Whether a member is the person named as responsible, known by their address."""
    return bool(member.email) and member.email == coalition.privacy_email.strip().lower()


def answers_for_privacy(reader: Reader, coalition: Coalition, member: Member) -> bool:
    """Those who read the requests, the register of erasures and the whole history."""
    return reader.coordinates or is_responsible(coalition, member)


def requests_of(coalition: Coalition) -> QuerySet[PersonalRequest]:
    """All requests: those that wait first, by the day they are due; then the others, the latest first."""
    rows = coalition.personal_requests.select_related("member", "replied_by", "entered_by")
    return rows.order_by("replied_at", "due_on", "pk")


def erasures_of(coalition: Coalition) -> QuerySet[Any]:
    """The register of erasures, the latest first."""
    return Erasure.objects.filter(coalition=coalition).select_related("done_by").order_by("-done_at")
