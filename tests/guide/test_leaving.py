import pytest
from django.urls import reverse

from courtepointe import clock
from courtepointe.guide import actions
from courtepointe.meetings.models import FollowUp
from courtepointe.rows import Refused
from tests.cast import Cast
from tests.factories import make_meeting


def follow_up(cast: Cast, what: str, **fields: object) -> FollowUp:
    meeting = cast.coalition.meetings.first() or make_meeting(cast.coalition)
    return FollowUp.objects.create(coalition=cast.coalition, meeting=meeting, what=what, **fields)


def test_open_follow_ups_go_to_the_organisation_and_done_ones_stay(cast: Cast) -> None:
    still_open = follow_up(cast, "Appeler la bibliothèque", member=cast.benoit)
    done = follow_up(cast, "Réserver la salle", member=cast.benoit, done_at=clock.now())
    assert actions.leave(cast.benoit, by=cast.amina, handed_to=None) == 1
    still_open.refresh_from_db()
    done.refresh_from_db()
    assert (still_open.member, still_open.organisation) == (None, cast.organisation)
    assert done.member == cast.benoit


def test_open_follow_ups_go_to_the_person_who_takes_over(cast: Cast) -> None:
    still_open = follow_up(cast, "Appeler la bibliothèque", member=cast.benoit)
    actions.leave(cast.benoit, by=cast.amina, handed_to=cast.chloe)
    still_open.refresh_from_db()
    assert still_open.member == cast.chloe


def test_without_heir_or_organisation_the_follow_ups_keep_their_name(cast: Cast) -> None:
    still_open = follow_up(cast, "Appeler la bibliothèque", member=cast.chloe)
    assert actions.leave(cast.chloe, by=cast.chloe, handed_to=None) == 0
    still_open.refresh_from_db()
    assert still_open.member == cast.chloe


def test_when_leaving_is_refused_nothing_is_handed_over(cast: Cast) -> None:
    still_open = follow_up(cast, "Appeler la bibliothèque", member=cast.amina)
    with pytest.raises(Refused):
        actions.leave(cast.amina, by=cast.amina, handed_to=cast.benoit)
    still_open.refresh_from_db()
    assert still_open.member == cast.amina


def test_the_page_hands_over(cast: Cast) -> None:
    still_open = follow_up(cast, "Appeler la bibliothèque", member=cast.benoit)
    address = reverse("member-leave", kwargs={"coalition": cast.coalition.uid, "member": cast.benoit.uid})
    answer = cast.client(cast.amina).post(address, {"handed_to": str(cast.chloe.uid)})
    assert answer.status_code in (302, 303)
    still_open.refresh_from_db()
    assert still_open.member == cast.chloe
