import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courtepointe.analysis.actions import asking, materials
from courtepointe.analysis.actions.data_plan import add_needs
from courtepointe.analysis.models import DataNeed, Material
from courtepointe.files import StoredFile
from courtepointe.mail import Delivery
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.factories import make_member, make_organisation


def process_of(cast: Cast) -> Process:
    found = current_process(cast.coalition)
    assert found is not None
    return found


def need(cast: Cast, question: str = "Combien attendent ?", **fields: Any) -> DataNeed:
    (row,) = add_needs(process_of(cast), [{"question": question, **fields}], by=cast.amina)
    return row


def text(name: str = "liste.csv", content: bytes = b"milieu;nombre\nCPE;12\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/csv")


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_an_organisation_drops_its_data_by_its_link_and_the_line_is_ticked_off(cast: Cast) -> None:
    row = need(cast, organisation=cast.organisation)
    other = need(cast, "Autre chose", organisation=make_organisation(cast.coalition, "Ailleurs"))
    visitor = Client(headers={"accept-language": "fr-CA"})
    where = path(asking.bring_address(process_of(cast), cast.benoit))
    page = visitor.get(where).content.decode()
    assert row.question in page
    assert other.question not in page
    assert not Material.objects.exists()
    typed = {"title": "Liste d’attente", "need": str(row.uid), "kind": "table", "file": text()}
    done = visitor.post(where, typed).content.decode()
    assert "c’est reçu" in done
    row.refresh_from_db()
    assert row.received_at is not None
    kept = Material.objects.get()
    assert (kept.need, kept.organisation, kept.brought_by_name) == (row, cast.organisation, cast.benoit.name)
    file = cast.client(cast.chloe).get(at(cast, "material-file", material=kept.uid))
    assert b"CPE;12" in b"".join(file)  # type: ignore[call-overload]


def test_what_is_missing_stays_listed(cast: Cast) -> None:
    row = need(cast, organisation=cast.organisation)
    late = need(cast, "Et les délais ?", organisation=cast.organisation)
    materials.bring(cast.coalition, by=cast.benoit, need=row, title="Liste", text="Douze")
    page = cast.client(cast.amina).get(at(cast, "needs-ask")).content.decode()
    assert "1 ligne encore attendue" in page
    late.refresh_from_db()
    assert late.received_at is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": "Vide"}, "Écrivez quelque chose"),
        ({"title": "", "text": "Un résumé long"}, "Un résumé long"),
        ({"title": "Lien", "address": "javascript:alert(1)"}, "javascript:alert(1)"),
        ({"title": "Fichier", "file": SimpleUploadedFile("x.exe", b"MZ")}, "Fichier"),
    ],
)
def test_bad_input_is_said_and_what_was_typed_stays(cast: Cast, typed: dict[str, Any], words: str) -> None:
    browser = cast.client(cast.benoit)
    answer = browser.post(at(cast, "material-add"), {"kind": "document", **typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Material.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_line_that_awaits_somebody_else_is_not_ticked_off(cast: Cast) -> None:
    row = need(cast, organisation=make_organisation(cast.coalition, "Ailleurs"))
    with pytest.raises(PermissionDenied):
        materials.bring(cast.coalition, by=cast.benoit, need=row, title="Liste", text="Douze")
    assert not Material.objects.exists()
    typed = {"title": "Liste", "text": "Douze", "kind": "table", "need": str(row.uid)}
    assert cast.client(cast.benoit).post(at(cast, "material-add"), typed).status_code == 422
    assert cast.client(cast.amina).post(at(cast, "material-add"), typed).status_code == 303


def test_mend_remove_put_back(cast: Cast) -> None:
    row = materials.bring(cast.coalition, by=cast.benoit, title="Entrevues", text="Neuf pères")
    browser, where = cast.client(cast.benoit), at(cast, "material-edit", material=row.uid)
    typed = {"title": "Entrevues", "text": "Dix pères", "kind": "interviews", "heard": "10", "version": "1"}
    assert browser.post(where, typed).status_code == 303
    late = browser.post(where, {**typed, "text": "Onze"})
    assert late.status_code == 409
    assert "Dix pères" in late.content.decode()
    assert "Onze" in late.content.decode()
    with pytest.raises(Refused):
        materials.edit_material(row, by=cast.benoit, version=2, title="Vide", text="")
    with pytest.raises(Conflict):
        materials.edit_material(row, by=cast.benoit, version=1, title="Vide", text="x")
    act = at(cast, "material-act", material=row.uid)
    assert browser.post(act, {"remove": "1"}).status_code == 403
    away = cast.client(cast.amina).post(act, {"remove": "1"}, follow=True).content.decode()
    assert "a été retiré" in away
    cast.client(cast.amina).post(act, {"restore": "1"})
    page = cast.client(cast.chloe).get(at(cast, "material", material=row.uid)).content.decode()
    assert "Dix pères" in page
    assert "En faire une observation" not in page


def test_whoever_owes_data_is_asked_once_a_day_with_their_lines(cast: Cast) -> None:
    need(cast, "Attente", organisation=cast.organisation)
    need(cast, "Délais", member=cast.benoit)
    need(cast, "Personne n’est nommé")
    make_member(cast.coalition, "Zoé", organisation=cast.organisation, email="")
    browser = cast.client(cast.amina)
    for _time in range(2):
        browser.post(at(cast, "needs-ask"), {"words": "Merci"})
    letters = {row.recipient: row.body for row in Delivery.objects.filter(purpose="bring")}
    assert sorted(letters) == ["amina@example.org", "benoit@example.org"]
    assert "Délais" in letters["benoit@example.org"]
    assert "Délais" not in letters["amina@example.org"]
    assert "Personne" not in "".join(letters.values())
    found = re.search(r"/bring/\S+", letters["benoit@example.org"])
    assert found
    assert Client().get(found[0]).status_code == 200
    assert "Zoé" in browser.post(at(cast, "needs-ask"), {"links": "1"}).content.decode()
    assert cast.client(cast.benoit).get(at(cast, "needs-ask")).status_code == 403
    assert Client().get("/bring/nothing/").status_code == 410


def test_a_form_that_comes_twice_brings_once(cast: Cast) -> None:
    browser = cast.client(cast.benoit)
    page = browser.get(at(cast, "material-add")).content.decode()
    found = re.search(r'name="uid" id="id_uid" value="([^"]+)"', page)
    assert found
    for _time in range(2):
        browser.post(at(cast, "material-add"), {"title": "Un", "text": "x", "kind": "other", "uid": found[1]})
    assert Material.objects.count() == 1
    page = browser.get(at(cast, "materials")).content.decode()
    assert page.count("Un</a>") == 1
