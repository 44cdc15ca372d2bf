"""The policy and its public page; the register of incidents and who opens it."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from courtepointe.guide.models import Incident, PolicyVersion
from courtepointe.guide.policy import FILE, read
from courtepointe.history import Entry


def address(name, cast, **more):
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **more})


@pytest.fixture
def named(cast):
    cast.coalition.privacy_title = "Direction"
    cast.coalition.privacy_name = "Paule <b>Roy</b>"
    cast.coalition.privacy_email = "vie.privee@example.org"
    cast.coalition.save()
    return cast


def test_nobody_outside_reads_the_page_until_it_is_published(named, client):
    where = address("privacy", named)
    assert client.get(where).status_code == 404
    browser = named.client(named.amina)
    browser.post(address("policy-edit", named), {"publish": "1", "public": "on"})
    answer = client.get(where)
    page = answer.content.decode()
    assert answer.headers["X-Robots-Tag"] == "noindex"
    for words in ("Direction", "vie.privee@example.org", "Paule &lt;b&gt;Roy", "Commission d’accès", "1 an après"):
        assert words in page
    for name in (named.amina.name, named.benoit.name):
        assert name not in page
    browser.post(address("policy-edit", named), {"publish": "1"})
    assert client.get(where).status_code == 404
    assert Entry.objects.filter(verb__startswith="privacy.").count() == 2
    assert named.client(named.benoit).post(address("policy-edit", named), {"publish": "1"}).status_code == 403


def test_a_page_on_which_nobody_can_be_reached_is_not_public(named, client):
    browser, form = named.client(named.amina), {"publish": "1", "public": "on"}
    named.coalition.privacy_email = ""
    named.coalition.save()
    page = browser.post(address("policy-edit", named), form, follow=True).content.decode()
    assert "Dites d’abord qui répond" in page
    assert not Entry.objects.filter(verb="privacy.published").exists()
    named.coalition.privacy_phone = "418 555-0133"
    named.coalition.save()
    browser.post(address("policy-edit", named), form)
    assert client.get(address("privacy", named)).status_code == 200
    named.coalition.privacy_phone = ""
    named.coalition.privacy_public = True
    named.coalition.save()
    assert client.get(address("privacy", named)).status_code == 404


def test_the_policy_is_worded_in_each_language_and_taken_back(named):
    browser, where = named.client(named.amina), address("policy-edit", named)
    ready = browser.get(where).content.decode()
    assert "## Vos droits" in ready
    browser.post(where, {"text": "## À nous\n\nNos <i>mots</i>.\n\nPour vrai."})
    page = named.client(named.chloe).get(address("policy", named)).content.decode()
    assert "<h2>À nous</h2>" in page
    assert "Nos &lt;i&gt;mots" in page
    assert "Vos droits" not in page
    named.amina.person.language = "en"
    named.amina.person.save()
    english = named.client(named.amina).get(address("policy", named), headers={"accept-language": "en"})
    assert "Your rights" in english.content.decode()  # only the French was worded
    browser.post(where, {"text": ""})
    assert "Vos droits" in browser.get(address("policy", named)).content.decode()
    assert [row.verb for row in Entry.objects.filter(verb__startswith="policy.").order_by("pk")] == [
        "policy.worded",
        "policy.ready",
    ]
    assert PolicyVersion.objects.count() == 2


def test_a_ready_text_that_has_changed_since_is_said(named):
    browser = named.client(named.amina)
    browser.post(address("policy-edit", named), {"text": "Nos mots."})
    assert "Le texte prêt a changé" not in browser.get(address("policy", named)).content.decode()
    row = PolicyVersion.objects.get()
    now = "Aucun renseignement sur un enfant"
    assert "{answers}" in row.ready  # with its blanks: who answers may change, and is named nowhere else
    PolicyVersion.objects.update(ready=row.ready.replace(now, "Rien du tout sur {coalition}"))
    assert "Le texte prêt a changé" in browser.get(address("policy", named)).content.decode()
    page = browser.get(address("policy-edit", named)).content.decode()
    table = page.split("dit autrement", 1)[1].split("</section>")[0]
    for words in (now, f"Rien du tout sur {named.coalition.name}"):
        assert words in table
    assert "Vos droits" not in table  # it says the same
    browser.post(address("policy-edit", named), {"text": "Nos mots.", "version": 1})
    assert "Le texte prêt a changé" not in browser.get(address("policy", named)).content.decode()


def test_two_who_word_the_policy_at_once_see_both_and_what_was_said_before_is_kept(named):
    browser, where = named.client(named.amina), address("policy-edit", named)
    browser.post(where, {"text": "Les mots d’Amina.", "version": 0})
    late = browser.post(where, {"text": "Les mots d’un autre.", "version": 0})
    page = late.content.decode()
    assert late.status_code == 409
    for words in ("Les mots d’Amina.", "Les mots d’un autre."):
        assert words in page
    assert re.search(r'<input[^>]*name="version"[^>]*value="1"', page)
    browser.post(where, {"text": "Les mots des deux.", "version": 1})
    page = browser.get(where).content.decode()
    assert "Les mots d’Amina." in page.split("Ce que vous disiez avant")[1]
    browser.post(where, {"text": ""})  # the ready text again
    assert "Les mots des deux." in browser.get(where).content.decode()
    assert "Vos droits" in browser.get(address("policy", named)).content.decode()


def test_the_ready_text_is_whole_and_a_mistake_in_it_is_named(tmp_path):
    assert len(read(FILE)[0]) == 6
    bad = tmp_path / "policy.yaml"
    bad.write_text("- title: {fr: Un titre}\n  text: {fr: a, en: b}\n", encoding="utf-8")
    assert "policy.yaml:1" in str(read(bad)[1][0])


def incident(**fields):
    told = {"kind": "disclosure", "information": "Des courriels", "circumstances": "Envoi à tous", "people": "12"}
    return {**told, "happened": "le 3 mars", "known_on": "2026-03-04", **fields}


def test_an_incident_is_entered_completed_and_read_only_by_those_who_answer(named):
    browser, new = named.client(named.amina), address("incident-new", named)
    refused = browser.post(new, incident(circumstances=""))
    assert (refused.status_code, "Des courriels" in refused.content.decode()) == (422, True)
    browser.post(new, incident())
    row = Incident.objects.get()
    where = address("incident", named, incident=row.uid)
    browser.post(where, incident(risk="serious", measures="Rappel", version=row.version))
    page = browser.get(address("incidents", named)).content.decode()
    for words in ("Incident 1", "Risque de préjudice sérieux", "doivent être avisées", "Rappel"):
        assert words in page
    stale = browser.post(where, incident(measures="Autre", version=1))
    assert (stale.status_code, "Rappel" in stale.content.decode()) == (409, True)
    table = browser.get(address("incidents-file", named)).content.decode()
    assert "Des courriels" in table
    for reader in (named.benoit, named.chloe):
        for name in ("incidents", "incidents-file", "incident-new"):
            assert named.client(reader).get(address(name, named)).status_code == 403
    assert Entry.objects.filter(verb="personal.incidents_read").count() == 1
    assert "courriels" not in str(list(Entry.objects.values_list("facts", flat=True)))
    assert row.known_on == dt.date(2026, 3, 4)


def test_the_register_says_what_led_to_the_conclusion_and_what_to_tell_the_commission(named):
    browser = named.client(named.amina)
    risk = {"sensitivity": "Des adresses privées", "misuse": "Du <b>hameçonnage</b>", "likelihood": "Probable"}
    browser.post(address("incident-new", named), incident(risk="none", **risk))
    row = Incident.objects.get()
    where = address("incident", named, incident=row.uid)
    register = browser.get(address("incidents", named)).content.decode()
    for words in ("Des adresses privées", "Du &lt;b&gt;hameçonnage", "Probable"):
        assert words in register
    assert "Pour l’avis à la Commission" not in browser.get(where).content.decode()
    browser.post(where, incident(risk="serious", version=row.version, **risk))
    page = browser.get(where).content.decode().split("Pour l’avis à la Commission")[1]
    for words in ("Direction", "vie.privee@example.org", "Envoi à tous", "Du &lt;b&gt;hameçonnage", "12"):
        assert words in page
    assert "4 mars 2026" in page.replace("\u00a0", " ")
    assert "(à compléter)" in page  # the measures


def test_the_person_responsible_reads_the_register_without_coordinating(named):
    named.coalition.privacy_email = named.benoit.email
    named.coalition.save()
    assert named.client(named.benoit).get(address("incidents", named)).status_code == 200
    assert named.client(named.benoit).get(address("keeping", named)).status_code == 200
