from courtepointe.coalitions.models import Invitation
from courtepointe.coalitions.queries import members_for
from tests.cast import Cast
from tests.factories import make_member, make_organisation

SECRET = "secret-perso@example.org"


def test_personal_details_are_for_those_who_steer_and_for_the_person(cast: Cast) -> None:
    lea = make_member(cast.coalition, "Léa Parent", email=SECRET, phone="418 555-0199", contact="personal")
    facilitator = make_member(cast.coalition, role="facilitator")
    for reader, shown in (
        (cast.amina, True),
        (facilitator, True),
        (lea, True),
        (cast.benoit, False),
        (cast.chloe, False),
    ):
        line = next(line for line in members_for(cast.reader(reader)) if line.pk == lea.pk)
        assert (line.email, line.phone) == ((SECRET, "418 555-0199") if shown else ("", ""))
        assert line.protected is not shown


def test_work_details_are_for_every_member(cast: Cast) -> None:
    line = next(line for line in members_for(cast.reader(cast.chloe)) if line.pk == cast.benoit.pk)
    assert line.email == "benoit@example.org"


def test_members_of_another_coalition_and_those_who_left_are_not_listed(cast: Cast) -> None:
    make_member(cast.coalition, "Partie", left_at=cast.amina.joined_at)
    assert {line.name for line in members_for(cast.reader(cast.amina))} == {"Amina", "Benoît", "Chloé"}


def test_members_are_listed_by_organisation_then_name_and_those_without_come_last(cast: Cast) -> None:
    ecole = make_organisation(cast.coalition, "École des Érables")
    gone = make_organisation(cast.coalition, "AAA partie", removed_at=cast.amina.joined_at)
    make_member(cast.coalition, "Zoé", organisation=ecole)
    make_member(cast.coalition, "Éric", organisation=ecole)
    make_member(cast.coalition, "Anne", organisation=gone)
    names = [(line.name, line.organisation) for line in members_for(cast.reader(cast.amina))]
    assert names == [
        ("Amina", "CPE La Courtepointe"),
        ("Benoît", "CPE La Courtepointe"),
        ("Éric", "École des Érables"),
        ("Zoé", "École des Érables"),
        ("Anne", ""),
        ("Chloé", ""),
    ]


def test_the_state_says_who_signed_in_who_is_invited_and_who_has_no_address(cast: Cast) -> None:
    cast.client(cast.amina)
    make_member(cast.coalition, "Sans adresse")
    invited = make_member(cast.coalition, "Invitée", email="invitee@example.org")
    Invitation.objects.create(coalition=cast.coalition, member=invited, email=invited.email)
    states = {line.name: line.state for line in members_for(cast.reader(cast.amina))}
    assert states == {
        "Amina": "signed_in",
        "Benoît": "not_invited",
        "Chloé": "not_invited",
        "Sans adresse": "no_address",
        "Invitée": "invited",
    }


def test_the_filter_folds_accents_and_looks_at_role_and_state(cast: Cast) -> None:
    reader = cast.reader(cast.amina)
    assert [line.name for line in members_for(reader, q="courtepointe BENOIT")] == ["Benoît"]
    assert [line.name for line in members_for(reader, role="observer")] == ["Chloé"]
    assert members_for(reader, state="invited") == []


def test_the_list_costs_one_query_with_1_and_30_rows(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    reader = cast.reader(cast.amina)
    with django_assert_num_queries(1):
        members_for(reader)
    for _ in range(30):
        make_member(cast.coalition, organisation=make_organisation(cast.coalition))
    with django_assert_num_queries(1):
        members_for(reader)
