import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from courtepointe import clock, links
from courtepointe.coalitions.actions import coalitions, members, organisations
from courtepointe.coalitions.models import Member
from courtepointe.history import Entry
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.factories import make_member, make_organisation, make_person


def last_line(cast: Cast) -> str:
    return Entry.objects.filter(coalition=cast.coalition).latest("pk").sentence


def test_whoever_opens_a_coalition_coordinates_it(db: None) -> None:
    person = make_person("Line", language="en")
    seat = coalitions.open_coalition(name="Tisser serré", opened_on=dt.date(2026, 9, 1), by=person)
    assert (seat.role, seat.person, seat.email) == ("coordinator", person, person.email)
    assert (seat.coalition.name, seat.coalition.language) == ("Tisser serré", "en")
    entry = Entry.objects.get(coalition=seat.coalition)
    assert entry.sentence == "Line a ouvert le regroupement « Tisser serré »."


def test_a_setting_is_saved_with_its_line_of_history(cast: Cast) -> None:
    coalitions.change_setting(cast.coalition, "territory", by=cast.amina, version=1, territory="MRC des Érables")
    assert last_line(cast) == "Amina a écrit le territoire du regroupement : « MRC des Érables »."
    with pytest.raises(Conflict):
        coalitions.change_setting(cast.coalition, "territory", by=cast.amina, version=1, territory="Ailleurs")


@pytest.mark.parametrize("section", ["name", "privacy", "language", "colour", "fourth-system", "trustee"])
def test_every_setting_has_its_sentence(cast: Cast, section: str) -> None:
    coalitions.change_setting(cast.coalition, section, by=cast.amina, version=1)
    assert last_line(cast).startswith("Amina ")


def test_a_trustee_may_be_a_new_organisation(cast: Cast) -> None:
    coalitions.change_setting(
        cast.coalition, "trustee", by=cast.amina, version=1, trustee=None, new_trustee="Maison des familles"
    )
    cast.coalition.refresh_from_db()
    assert cast.coalition.trustee is not None
    assert cast.coalition.trustee.name == "Maison des familles"


def test_an_organisation_gets_the_sector_of_its_kind(cast: Cast) -> None:
    row = organisations.add_organisation(cast.coalition, by=cast.amina, name="École du Ruisseau", kind="school")
    assert row.sector == "education"
    assert last_line(cast) == "Amina a ajouté l’organisation « École du Ruisseau »."


def test_two_present_organisations_cannot_have_the_same_name_accents_and_case_aside(cast: Cast) -> None:
    with pytest.raises(Refused, match="cpe la courtepointé"):
        organisations.add_organisation(cast.coalition, by=cast.amina, name="cpe la courtepointé")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_organisation(cast.coalition, "CPE la COURTEPOINTE")


def test_a_removed_organisation_keeps_its_people_and_comes_back(cast: Cast) -> None:
    organisations.remove_organisation(cast.organisation, by=cast.amina, reason="Fusion")
    assert cast.coalition.organisations.present().count() == 0
    assert last_line(cast) == "Amina a retiré l’organisation « CPE La Courtepointe » (raison : Fusion)."
    assert cast.organisation.members.count() == 2
    organisations.restore_organisation(cast.organisation, by=cast.amina)
    assert cast.coalition.organisations.present().get() == cast.organisation
    assert cast.organisation.removal_reason == ""


def test_an_organisation_whose_name_was_taken_meanwhile_stays_removed(cast: Cast) -> None:
    organisations.remove_organisation(cast.organisation, by=cast.amina)
    make_organisation(cast.coalition, "CPE La Courtepointe")
    with pytest.raises(Refused):
        organisations.restore_organisation(cast.organisation, by=cast.amina)


def test_the_trustee_organisation_is_not_removed(cast: Cast) -> None:
    cast.coalition.trustee = cast.organisation
    cast.coalition.save()
    with pytest.raises(Refused, match="fiduciaire"):
        organisations.remove_organisation(cast.organisation, by=cast.amina)


def test_a_member_needs_only_a_name(cast: Cast) -> None:
    row = members.add_member(cast.coalition, by=cast.amina, name="Mère de Léo")
    assert (row.role, row.email, row.person) == ("partner", "", None)


def test_an_address_is_given_once_among_those_present(cast: Cast) -> None:
    with pytest.raises(Refused, match=r"benoit@example\.org"):
        members.add_member(cast.coalition, by=cast.amina, name="Autre", email="BENOIT@example.org ")
    members.leave(cast.benoit, by=cast.amina, handed_to=None)
    members.add_member(cast.coalition, by=cast.amina, name="Autre", email="benoit@example.org")
    with pytest.raises(Refused):
        members.come_back(cast.benoit, by=cast.amina)
    members.add_member(cast.other, by=cast.driss, name="Benoît ailleurs", email="benoit@example.org")


def test_a_new_role_counts_from_now_and_is_told(cast: Cast) -> None:
    moment = dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC)
    with clock.at(moment):
        members.change_member(cast.benoit, by=cast.amina, version=1, role="coordinator")
    cast.benoit.refresh_from_db()
    assert (cast.benoit.role, cast.benoit.role_since) == ("coordinator", moment)
    assert last_line(cast) == "Amina a confié la coordination à Benoît."
    members.change_member(cast.benoit, by=cast.amina, version=2, title="Directeur")
    assert Member.objects.get(pk=cast.benoit.pk).role_since == moment


@pytest.mark.parametrize("role", ["facilitator", "partner", "observer", "companion"])
def test_every_role_has_its_sentence(cast: Cast, role: str) -> None:
    someone = make_member(cast.coalition, "Paul", role="coordinator")
    members.change_member(someone, by=cast.amina, version=1, role=role)
    assert "Paul" in last_line(cast)


def test_somebody_who_can_sign_in_always_coordinates(cast: Cast) -> None:
    make_member(cast.coalition, "Sans compte", role="coordinator")
    with pytest.raises(Refused, match="coordonner"):
        members.change_member(cast.amina, by=cast.amina, version=1, role="partner")
    with pytest.raises(Refused):
        members.leave(cast.amina, by=cast.amina, handed_to=None)
    members.change_member(cast.benoit, by=cast.amina, version=1, role="coordinator")
    members.leave(cast.amina, by=cast.amina, handed_to=cast.benoit)
    cast.amina.refresh_from_db()
    assert cast.amina.left_at is not None


def test_two_edits_of_one_person_are_a_conflict(cast: Cast) -> None:
    members.change_member(cast.benoit, by=cast.amina, version=1, title="Directeur")
    with pytest.raises(Conflict):
        members.change_member(cast.benoit, by=cast.amina, version=1, title="Éducateur")


def test_who_leaves_hands_over_to_the_organisation_or_to_a_person(cast: Cast) -> None:
    members.leave(cast.benoit, by=cast.amina, handed_to=None)
    assert last_line(cast) == (
        "Benoît a quitté le regroupement ; la relève revient à CPE La Courtepointe. Noté par Amina."
    )
    members.leave(cast.chloe, by=cast.amina, handed_to=cast.amina)
    assert "la relève revient à Amina" in last_line(cast)
    cast.chloe.refresh_from_db()
    assert cast.chloe.handed_to == cast.amina
    assert cast.chloe.email == "chloe@example.org"


def test_a_person_without_organisation_may_leave_without_heir(cast: Cast) -> None:
    members.leave(cast.chloe, by=cast.chloe, handed_to=None)
    assert last_line(cast) == "Chloé a quitté le regroupement. Noté par Chloé."


def test_personal_links_close_when_one_leaves(cast: Cast) -> None:
    secret = links.give(cast.benoit, "attendance", cast.benoit.uid, days=7)
    members.leave(cast.benoit, by=cast.amina, handed_to=None)
    link = links.find(secret, "attendance")
    assert link is not None
    assert not link.is_open()


def test_one_cannot_hand_over_to_somebody_from_elsewhere_gone_or_oneself(cast: Cast) -> None:
    gone = make_member(cast.coalition, left_at=clock.now())
    for heir in (cast.driss, gone, cast.benoit):
        with pytest.raises(Refused):
            members.leave(cast.benoit, by=cast.amina, handed_to=heir)


def test_one_comes_back_later_but_not_as_coordinator(cast: Cast) -> None:
    second = make_member(cast.coalition, "Paul", person=make_person("Paul"), role="coordinator")
    members.leave(second, by=cast.amina, handed_to=cast.amina)
    members.come_back(second, by=cast.amina)
    second.refresh_from_db()
    assert (second.left_at, second.handed_to, second.role) == (None, None, "partner")
    assert last_line(cast) == "Paul est de retour dans le regroupement. Noté par Amina."


def test_of_two_who_put_the_same_thing_back_the_second_is_told(cast: Cast) -> None:
    row = make_organisation(cast.coalition, "Bibliothèque")
    organisations.remove_organisation(row, by=cast.amina)
    members.leave(cast.benoit, by=cast.amina, handed_to=None)
    also, him = type(row).objects.get(pk=row.pk), Member.objects.get(pk=cast.benoit.pk)
    organisations.restore_organisation(row, by=cast.amina)
    members.come_back(cast.benoit, by=cast.amina)
    with pytest.raises(Refused, match="au même moment"):
        organisations.restore_organisation(also, by=cast.amina)
    with pytest.raises(Refused, match="au même moment"):
        members.come_back(him, by=cast.amina)
    assert Entry.objects.filter(verb__in=["organisation.restored", "member.returned"]).count() == 2
