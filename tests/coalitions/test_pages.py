import re
from typing import Any

import pytest
from django.urls import get_resolver, reverse

from courtepointe import clock
from courtepointe.coalitions.actions import members, organisations
from courtepointe.coalitions.models import Coalition, Invitation, Member, Organisation, Person
from tests import walk
from tests.cast import Cast
from tests.factories import make_coalition, make_member, make_organisation, make_person
from tests.test_architecture import patterns

SECRET = "secret-perso@example.org"


def at(name: str, cast: Cast, **kwargs: Any) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def test_opening_a_coalition_needs_a_name_and_a_date_only(cast: Cast) -> None:
    browser = cast.client(cast.benoit)
    answer = browser.post(reverse("coalition-new"), {"name": "Tisser serré", "opened_on": "2026-11-23"})
    coalition = Coalition.objects.get(name="Tisser serré")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/c/{coalition.uid}/settings/"
    assert coalition.members.get().person == cast.benoit.person
    assert browser.get(answer.headers["Location"]).status_code == 200


def test_a_coalition_without_a_name_or_with_a_wrong_date_is_refused_and_what_was_typed_stays(cast: Cast) -> None:
    browser = cast.client(cast.benoit)
    answer = browser.post(reverse("coalition-new"), {"name": "Tisser <serré>", "opened_on": "hier"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Tisser &lt;serré&gt;"' in page
    assert 'value="hier"' in page
    assert browser.post(reverse("coalition-new"), {}).status_code == 422


def test_where_only_invited_people_open_coalitions_the_administrator_decides(cast: Cast, settings: Any) -> None:
    settings.SIGN_UP = "invited"
    browser = cast.client(cast.benoit)
    answer = browser.get(reverse("coalition-new"))
    assert answer.status_code == 403
    assert "administre ce site" in answer.content.decode()
    assert browser.post(reverse("coalition-new"), {"name": "X", "opened_on": "2026-11-23"}).status_code == 403
    Person.objects.filter(pk=cast.benoit.person_id).update(may_open=True)
    assert browser.get(reverse("coalition-new")).status_code == 200


def test_a_person_goes_from_one_coalition_to_another_and_sees_no_other(cast: Cast) -> None:
    second = make_coalition("Deuxième courtepointe")
    make_member(second, person=cast.benoit.person, role="observer")
    page = cast.client(cast.benoit).get(reverse("coalitions")).content.decode()
    assert f"/c/{cast.coalition.uid}/" in page
    assert f"/c/{second.uid}/" in page
    assert "Autre rive" not in page


def test_settings_say_what_remains_and_block_nothing(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    page = browser.get(at("coalition-settings", cast)).content.decode()
    assert page.count("à compléter") == 3  # territory, trustee, responsible person
    assert browser.get(at("coalition-home", cast)).status_code == 200


@pytest.mark.parametrize(
    ("step", "values", "kept"),
    [
        ("name", {"name": "Nouveau nom", "opened_on": "2026-01-15"}, {"name": "Nouveau nom"}),
        ("territory", {"territory": "MRC"}, {"territory": "MRC"}),
        ("privacy", {"privacy_name": "Ève", "privacy_email": "eve@example.org"}, {"privacy_name": "Ève"}),
        ("language", {"language": "en"}, {"language": "en"}),
        ("colour", {"colour": "plum"}, {"colour": "plum"}),
        ("fourth-system", {"fourth_system": "on"}, {"fourth_system": True}),
    ],
)
def test_each_setting_is_saved(cast: Cast, step: str, values: dict[str, str], kept: dict[str, Any]) -> None:
    browser = cast.client(cast.amina)
    assert browser.get(at("coalition-setting", cast, step=step)).status_code == 200
    answer = browser.post(at("coalition-setting", cast, step=step), {**values, "version": 1})
    assert answer.status_code == 303
    cast.coalition.refresh_from_db()
    assert {name: getattr(cast.coalition, name) for name in kept} == kept


def test_the_trustee_is_chosen_among_the_coalition_s_own_organisations(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    theirs = cast.other.organisations.get()
    address = at("coalition-setting", cast, step="trustee")
    assert "SECRET-AILLEURS" not in browser.get(address).content.decode()
    assert browser.post(address, {"trustee": theirs.uid, "version": 1}).status_code == 422
    assert browser.post(address, {"trustee": cast.organisation.uid, "version": 1}).status_code == 303
    assert f'value="{cast.organisation.uid}" selected' in browser.get(address).content.decode()


def test_unknown_settings_are_not_found(cast: Cast) -> None:
    assert cast.client(cast.amina).get(at("coalition-setting", cast, step="nothing")).status_code == 404


def test_an_edit_made_meanwhile_is_shown_beside_mine_and_neither_is_lost(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    members.change_member(cast.benoit, by=cast.amina, version=1, title="Directeur <adjoint>")
    address = at("member-edit", cast, member=cast.benoit.uid)
    typed = {"name": "Benoît", "title": "Éducateur & papa", "email": "b@example.org", "contact": "professional"}
    typed |= {"language": "fr-ca", "role": "partner", "organisation": str(cast.organisation.uid), "version": "1"}
    answer = browser.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Directeur &lt;adjoint&gt;" in page
    assert page.count("Éducateur &amp; papa") == 2  # in the comparison, and still in the field
    assert 'name="version" id="id_version" value="2"' in page
    assert Member.objects.get(pk=cast.benoit.pk).title == "Directeur <adjoint>"
    assert browser.post(address, {**typed, "version": "2"}).status_code == 303
    assert Member.objects.get(pk=cast.benoit.pk).title == "Éducateur & papa"


def test_a_setting_changed_meanwhile_is_a_conflict_too(cast: Cast) -> None:
    Coalition.objects.filter(pk=cast.coalition.pk).update(territory="Ailleurs", version=2)
    answer = cast.client(cast.amina).post(
        at("coalition-setting", cast, step="territory"), {"territory": "Ici", "version": 1}
    )
    assert answer.status_code == 409
    assert "Ailleurs" in answer.content.decode()


def test_a_person_may_be_added_with_a_new_organisation_whole_or_not_at_all(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    typed = {"name": "Léa", "contact": "professional", "language": "fr-ca", "role": "partner", "another": "1"}
    answer = browser.post(at("member-new", cast), {**typed, "new_organisation": "Maison des familles"})
    assert answer.headers["Location"] == at("member-new", cast)
    assert Member.objects.get(name="Léa").organisation == Organisation.objects.get(name="Maison des familles")
    answer = browser.post(at("member-new", cast), {**typed, "name": "Léo", "new_organisation": "cpe la courtepointe"})
    assert answer.status_code == 422
    assert "porte déjà le nom" in answer.content.decode()
    assert not Member.objects.filter(name="Léo").exists()


def test_an_address_in_use_is_said_beside_its_field(cast: Cast) -> None:
    typed = {"name": "Léa", "contact": "professional", "language": "fr-ca", "role": "partner"}
    answer = cast.client(cast.amina).post(at("member-new", cast), {**typed, "email": "BENOIT@example.org"})
    assert answer.status_code == 422
    assert "Cette adresse est déjà celle de Benoît" in answer.content.decode()


def test_somebody_corrects_their_own_details_but_neither_their_role_nor_others(cast: Cast) -> None:
    browser = cast.client(cast.benoit)
    own = at("member-edit", cast, member=cast.benoit.uid)
    assert 'name="role"' not in browser.get(own).content.decode()
    typed = {"name": "Benoît B.", "email": "b@example.org", "contact": "personal", "language": "en", "version": "1"}
    assert browser.post(own, {**typed, "role": "coordinator"}).status_code == 303
    cast.benoit.refresh_from_db()
    assert (cast.benoit.name, cast.benoit.role) == ("Benoît B.", "partner")
    for method in (browser.get, browser.post):
        assert method(at("member-edit", cast, member=cast.amina.uid)).status_code == 403
        assert method(at("member-leave", cast, member=cast.amina.uid)).status_code == 403


def test_leaving_and_coming_back_by_the_pages(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    answer = browser.post(at("member-leave", cast, member=cast.benoit.uid), {"handed_to": cast.chloe.uid})
    assert answer.status_code == 303
    page = browser.get(at("members-past", cast)).content.decode()
    assert "relève\u00a0: Chloé" in page
    assert "benoit@example.org" not in page
    assert browser.post(at("member-return", cast, member=cast.benoit.uid)).status_code == 303
    assert Member.objects.get(pk=cast.benoit.pk).left_at is None


def test_the_last_coordinator_is_told_why_they_cannot_leave(cast: Cast) -> None:
    answer = cast.client(cast.amina).post(at("member-leave", cast, member=cast.amina.uid), {})
    assert answer.status_code == 422
    assert "doit coordonner le regroupement" in answer.content.decode()


def test_a_removed_organisation_offers_to_undo_then_waits_in_its_list(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    answer = browser.post(
        at("organisation-remove", cast, organisation=cast.organisation.uid), {"reason": "Fusion avec une autre"}
    )
    page = browser.get(answer.headers["Location"]).content.decode()
    undo = at("organisation-restore", cast, organisation=cast.organisation.uid)
    assert 'data-undo="10"' in page
    assert undo in page
    assert "Fusion avec une autre" in browser.get(at("members-past", cast)).content.decode()
    assert browser.post(undo).status_code == 303
    assert 'data-undo="10"' not in browser.get(answer.headers["Location"]).content.decode()


def test_an_organisation_is_added_corrected_and_protected_from_blind_saves(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    assert (
        browser.post(at("organisation-new", cast), {"name": "Ville de Bourg", "kind": "municipality"}).status_code
        == 303
    )
    row = Organisation.objects.get(name="Ville de Bourg")
    assert row.sector == "municipal"
    address = at("organisation-edit", cast, organisation=row.uid)
    typed = {"name": "Ville du Bourg", "kind": "mrc", "sector": "", "version": "1"}
    assert browser.post(address, typed).status_code == 303
    assert browser.post(address, {**typed, "name": "Autre"}).status_code == 409
    assert browser.post(address, {"name": "", "kind": "zoo", "version": "2"}).status_code == 422


@pytest.mark.parametrize("who", ["benoit", "chloe"])
def test_managing_is_for_coordinators(cast: Cast, who: str) -> None:
    browser = cast.client(getattr(cast, who))
    kwargs = {"organisation": cast.organisation.uid}
    for name in ("organisation-edit", "organisation-remove"):
        assert browser.get(at(name, cast, **kwargs)).status_code == 403
    for name in ("coalition-settings", "member-new", "organisation-new", "members-past"):
        assert browser.get(at(name, cast)).status_code == 403
    page = browser.get(at("members", cast)).content.decode()
    assert "Ajouter une personne" not in page
    assert "settings/" not in page


def test_personal_details_are_on_no_page_of_a_reader_who_may_not_see_them(cast: Cast) -> None:
    lea = make_member(cast.coalition, "Léa Parent", email=SECRET, phone="418 555-0199", contact="personal")
    make_member(cast.coalition, "Luc Parti", email=f"x{SECRET}", contact="personal", left_at=clock.now())
    things = {**walk.things_of(cast.coalition, "des petits pas"), "member": lea.uid}
    opened = 0
    for who in (cast.benoit, cast.chloe):
        browser = cast.client(who)
        for route, entry in patterns(get_resolver()):
            if getattr(getattr(entry.callback, "access", None), "kind", "") != "member":
                continue
            answer = browser.get(walk.address(entry, things))
            opened += answer.status_code == 200
            text = answer.getvalue().decode(errors="replace")
            assert SECRET not in text, route
            assert "555-0199" not in text, route
    assert opened > 4
    assert SECRET in cast.client(cast.amina).get(at("members", cast)).content.decode()


def test_the_members_page_filters_and_pages(cast: Cast) -> None:
    ecole = make_organisation(cast.coalition, "École des Érables")
    for n in range(100):
        make_member(cast.coalition, f"Personne {n:03}", organisation=ecole)
    browser = cast.client(cast.chloe)
    first = browser.get(at("members", cast)).content.decode()
    second = browser.get(at("members", cast), {"page": "2"}).content.decode()
    names = re.findall(r"Personne \d{3}", first) + re.findall(r"Personne \d{3}", second)
    assert sorted(set(names)) == [f"Personne {n:03}" for n in range(100)]
    found = browser.get(at("members", cast), {"q": "ecole 042"}).content.decode()
    assert re.findall(r"Personne \d{3}", found) == ["Personne 042"]
    assert "1 personne trouvée" in found
    for odd in ({"page": "x"}, {"role": "king"}, {"removed": "zz"}, {"q": "\x00"}):
        assert browser.get(at("members", cast), odd).status_code == 200


@pytest.mark.parametrize("name", ["members", "coalition-settings", "members-past", "member-new"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    cast: Cast, name: str, django_assert_max_num_queries: Any
) -> None:
    browser = cast.client(cast.amina)
    browser.get(at(name, cast))
    for n in range(100):
        row = make_organisation(cast.coalition, removed_at=clock.now() if n > 90 else None)
        make_member(cast.coalition, organisation=row)
        make_member(cast.coalition, organisation=row, left_at=clock.now() if n > 90 else None)
    with django_assert_max_num_queries(8):
        answer = browser.get(at(name, cast))
    assert len(answer.content) < 60_000


def test_a_person_removed_from_elsewhere_is_not_found(cast: Cast) -> None:
    stranger = make_member(cast.other, "SECRET-AILLEURS", person=make_person("Z"))
    browser = cast.client(cast.amina)
    for name in ("member-edit", "member-leave", "member-return"):
        assert browser.post(at(name, cast, member=stranger.uid), {}).status_code == 404
    theirs = cast.other.organisations.get()
    for name in ("organisation-edit", "organisation-remove", "organisation-restore"):
        assert browser.post(at(name, cast, organisation=theirs.uid), {}).status_code == 404
    organisations.remove_organisation(cast.organisation, by=cast.amina)
    assert browser.get(at("organisation-edit", cast, organisation=cast.organisation.uid)).status_code == 404


def test_an_invitation_leaves_from_the_members_page(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    lea = make_member(cast.coalition, "Léa", email="lea@example.org")
    assert f'formaction="{lea.uid}/invite/"' in browser.get(at("members", cast)).content.decode()
    assert browser.post(at("member-invite", cast, member=lea.uid)).status_code == 303
    assert lea.invitations.get().email == "lea@example.org"
    alone = make_member(cast.coalition, "Sans adresse")
    answer = browser.post(at("member-invite", cast, member=alone.uid), follow=True)
    assert "Sans adresse" in answer.content.decode()
    assert not alone.invitations.exists()
    assert cast.client(cast.benoit).post(at("member-invite", cast, member=lea.uid)).status_code == 403


def test_everybody_who_waits_is_invited_once(cast: Cast) -> None:
    browser = cast.client(cast.amina)
    for name in ("lea", "luc"):
        make_member(cast.coalition, name, email=f"{name}@example.org")
    make_member(cast.coalition, "Sans adresse")
    make_member(cast.other, "Ailleurs", email="ailleurs@example.org")
    Member.objects.filter(pk__in=[cast.benoit.pk, cast.chloe.pk]).update(email="")
    assert "Inviter les 2 personnes" in browser.get(at("members", cast)).content.decode()
    for _ in range(2):
        assert browser.post(at("members-invite", cast)).status_code == 303
    assert sorted(Invitation.objects.values_list("email", flat=True)) == ["lea@example.org", "luc@example.org"]
    assert cast.client(cast.chloe).post(at("members-invite", cast)).status_code == 403
