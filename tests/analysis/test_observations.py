import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from courtepointe import clock
from courtepointe.analysis.actions import asking
from courtepointe.analysis.actions import observations as acts
from courtepointe.analysis.models import Datum, Observation, PopulationIndicator, Territory
from courtepointe.analysis.queries import observations as reads
from courtepointe.guide.personal.names import where_named
from courtepointe.history import Entry
from courtepointe.links import Link
from courtepointe.mail import Delivery
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from courtepointe.rows import Conflict
from tests.cast import Cast
from tests.factories import make_member

TEXT = "Les parents attendent une place six mois."
NOON = dt.datetime(2027, 2, 1, 17, tzinfo=dt.UTC)


def process_of(cast: Cast) -> Process:
    found = current_process(cast.coalition)
    assert found is not None
    return found


def add(cast: Cast, text: str = TEXT, **fields: Any) -> tuple[Observation, str]:
    return acts.add_observation(process_of(cast), by=fields.pop("by", cast.amina), text=text, **fields)


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def sent(**fields: str) -> dict[str, str]:
    return {"text": TEXT, "nature": "words", "attribution": "organisation", "leaning": "concern", **fields}


def test_an_anonymous_observation_tells_nothing_of_its_writer(cast: Cast) -> None:
    """The attacks: author, organisation, hour, keys in order, history, use of a link, other tables."""
    before = Entry.objects.count()
    with clock.at(NOON):
        rows = [add(cast, f"Mot {n}", attribution="anonymous", by=cast.benoit, member=cast.benoit) for n in range(6)]
    for row, receipt in rows:
        row.refresh_from_db()
        assert (row.member, row.organisation, row.activity) == (None, None, None)
        assert row.uid.version == 4
        assert row.pk < 0
        assert len(receipt) == 12
        assert receipt not in str(Observation.objects.filter(pk=row.pk).values())
        assert row.seen_on == NOON.date()
    assert Entry.objects.count() == before
    assert [row.pk for row, _receipt in rows] != sorted(row.pk for row, _receipt in rows) or len(rows) < 3
    moments = {f.name for f in Observation._meta.fields if f.get_internal_type() == "DateTimeField"}
    assert moments == {"removed_at"}


def test_the_link_is_not_marked_used_by_an_anonymous_observation(cast: Cast) -> None:
    path = asking.observe_address(process_of(cast), cast.benoit).removeprefix("http://testserver")
    path = "/" + path.split("/", 3)[-1] if path.startswith("http") else path
    answer = Client().post(path, sent(attribution="anonymous"))
    assert answer.status_code == 200
    assert Observation.objects.get().member_id is None
    assert Link.objects.get().used_at is None


def test_anonymous_ones_are_shown_from_five_on(cast: Cast) -> None:
    for n in range(4):
        add(cast, f"SECRET {n}", attribution="anonymous")
    page = cast.client(cast.amina).get(at(cast, "observations")).content.decode()
    assert "SECRET" not in page
    assert "4 sont venues sans nom" in page
    add(cast, "SECRET 4", attribution="anonymous")
    page = cast.client(cast.chloe).get(at(cast, "observations")).content.decode()
    assert page.count("SECRET") == 5


def test_the_receipt_tells_what_became_of_it_and_nothing_else_does(cast: Cast) -> None:
    row, receipt = add(cast, attribution="anonymous")
    browser, where = cast.client(cast.chloe), at(cast, "observation-receipt")
    for code in (receipt, f"{receipt[:4].lower()}-{receipt[4:8]} {receipt[8:]}"):
        page = browser.post(where, {"code": code})
        assert page.status_code == 200
        assert TEXT in page.content.decode()
    wrong = browser.post(where, {"code": "AAAABBBBCCCC"})
    assert wrong.status_code == 422
    assert TEXT not in wrong.content.decode()
    other = cast.client(cast.driss).post(reverse("observation-receipt", args=[cast.other.uid]), {"code": receipt})
    assert other.status_code == 422
    acts.set_observation_aside(row, by=cast.amina, because="Déjà réglé")
    assert "Déjà réglé" in browser.post(where, {"code": receipt}).content.decode()
    assert TEXT not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_a_member_adds_reads_and_mends_their_own(cast: Cast) -> None:
    browser = cast.client(cast.benoit)
    empty = browser.post(at(cast, "observation-add"), sent(text=" ", source="Registre"))
    assert empty.status_code == 422
    assert "Registre" in empty.content.decode()
    browser.post(at(cast, "observation-add"), sent(attribution="named"))
    row = Observation.objects.get()
    assert (row.member, row.organisation) == (cast.benoit, cast.organisation)
    page = browser.get(at(cast, "observation", observation=row.uid)).content.decode()
    assert "Benoît" in page
    assert "Dans aucun constat" in page
    browser.post(at(cast, "observation-edit", observation=row.uid), sent(text="Sept mois", version=str(row.version)))
    row.refresh_from_db()
    assert row.text == "Sept mois"
    assert row.version == 2
    late = browser.post(at(cast, "observation-edit", observation=row.uid), sent(text="Huit", version="1"))
    assert late.status_code == 409
    assert "Sept mois" in late.content.decode()
    assert "Huit" in late.content.decode()


def test_a_name_that_is_not_shown_is_not_sent(cast: Cast) -> None:
    add(cast, attribution="organisation", member=cast.benoit, organisation=cast.organisation)
    page = cast.client(cast.chloe).get(at(cast, "observations")).content.decode()
    assert cast.organisation.name in page
    assert "Benoît" not in page


def test_nobody_mends_what_is_not_theirs(cast: Cast) -> None:
    row, _none = add(cast, attribution="named", member=cast.amina)
    nameless, _receipt = add(cast, attribution="anonymous")
    with pytest.raises(PermissionDenied):
        acts.edit_observation(row, by=cast.benoit, version=1, text="Autre")
    with pytest.raises(PermissionDenied):
        acts.edit_observation(nameless, by=cast.amina, version=1, text="Autre")
    assert cast.client(cast.benoit).get(at(cast, "observation-edit", observation=row.uid)).status_code == 404
    assert cast.client(cast.chloe).post(at(cast, "observation-add"), sent()).status_code == 403
    assert cast.client(cast.benoit).post(at(cast, "observation-act", observation=row.uid), {}).status_code == 403


def test_what_was_signed_cannot_become_anonymous(cast: Cast) -> None:
    row, _none = add(cast, attribution="named", member=cast.amina)
    answer = cast.client(cast.amina).post(
        at(cast, "observation-edit", observation=row.uid), sent(attribution="anonymous", version="1")
    )
    assert answer.status_code == 422


def test_a_form_that_comes_twice_adds_once(cast: Cast) -> None:
    browser = cast.client(cast.benoit)
    page = browser.get(at(cast, "observation-add")).content.decode()
    found = re.search(r'name="uid" id="id_uid" value="([^"]+)"', page)
    assert found
    for _time in range(2):
        browser.post(at(cast, "observation-add"), sent(uid=found[1]))
    assert Observation.objects.count() == 1


def test_removed_and_set_aside_can_be_undone(cast: Cast) -> None:
    row, _none = add(cast)
    browser, act = cast.client(cast.amina), at(cast, "observation-act", observation=row.uid)
    away = browser.post(act, {"remove": "1"}, follow=True).content.decode()
    assert "a été retiré" in away
    assert not Observation.objects.present().exists()
    browser.post(act, {"restore": "1"})
    empty = browser.post(act, {"aside": "1", "because": ""})
    assert empty.status_code == 422
    browser.post(act, {"aside": "1", "because": "Hors de notre portée"})
    assert "Hors de notre portée" in browser.get(at(cast, "observations") + "?state=aside").content.decode()
    browser.post(act, {"again": "1"})
    row.refresh_from_db()
    assert row.set_aside_because == ""
    assert row.removed_at is None


def test_partners_are_asked_once_a_day_and_answer_without_an_account(cast: Cast) -> None:
    make_member(cast.coalition, "Zoé", organisation=cast.organisation, email="")
    browser = cast.client(cast.amina)
    asked = {"organisations": str(cast.organisation.uid), "words": "Merci d’avance"}
    for _time in range(2):
        browser.post(at(cast, "observations-ask"), asked)
    letters = Delivery.objects.filter(purpose="observe")
    assert sorted(letters.values_list("recipient", flat=True)) == ["amina@example.org", "benoit@example.org"]
    body = letters.get(recipient="benoit@example.org").body
    assert "Merci d’avance" in body
    found = re.search(r"/observe/\S+", body)
    assert found
    visitor = Client(headers={"accept-language": "fr-CA"})
    assert visitor.get(found[0]).status_code == 200
    assert not Observation.objects.exists()
    page = visitor.post(found[0], sent(attribution="organisation")).content.decode()
    assert "c’est reçu" in page
    assert TEXT in page
    row = Observation.objects.get()
    assert (row.organisation, row.member) == (cast.organisation, cast.benoit)
    assert browser.post(at(cast, "observations-ask"), {}).status_code == 422
    by_hand = browser.post(at(cast, "observations-ask"), {**asked, "links": "1"}).content.decode()
    assert "Zoé" in by_hand
    assert "/observe/" in by_hand


def test_an_old_or_foreign_link_opens_nothing(cast: Cast) -> None:
    assert Client().get("/observe/nothing/").status_code == 410
    with clock.at(NOON):
        address = asking.observe_address(process_of(cast), cast.benoit)
    with clock.at(NOON + asking.OPEN_FOR + dt.timedelta(days=1)):
        assert Client().get("/" + address.split("/", 3)[3]).status_code == 410


def test_filters_find_and_what_cannot_be_read_is_left_out(cast: Cast) -> None:
    add(cast, "Une force", leaning="strength", system="child")
    add(cast, "Un souci", leaning="concern", system="family")
    reader = cast.reader(cast.chloe)
    found = reads.observations_for(reader, process_of(cast))
    assert [row.text for row in reads.wanted(found, reader, {"leaning": "strength"})] == ["Une force"]
    assert [row.text for row in reads.wanted(found, reader, {"q": "souci", "state": "loose"})] == ["Un souci"]
    page = cast.client(cast.chloe).get(at(cast, "observations") + "?leaning=nonsense&page=9&state=x")
    assert page.status_code == 200
    assert "Une force" in page.content.decode()


def test_two_people_never_overwrite_each_other(cast: Cast) -> None:
    row, _none = add(cast)
    acts.edit_observation(row, by=cast.amina, version=1, text="Un")
    with pytest.raises(Conflict):
        acts.edit_observation(row, by=cast.amina, version=1, text="Deux")
    row.refresh_from_db()
    assert row.text == "Un"


@pytest.mark.parametrize("count", [3, 90])
def test_the_list_asks_the_same_whatever_its_length(cast: Cast, count: int, django_assert_max_num_queries: Any) -> None:
    for n in range(count):
        add(cast, f"Observation {n}", organisation=cast.organisation)
    browser = cast.client(cast.amina)
    browser.get(at(cast, "observations"))
    with django_assert_max_num_queries(9):
        page = browser.get(at(cast, "observations"))
    assert len(page.content) < 60_000


def test_figures_are_ticked_from_the_page_of_their_indicator_and_small_ones_are_not_sent(cast: Cast) -> None:
    place = Territory.objects.create(coalition=cast.coalition, name="Ici", kind="own", sort_key="ici")
    indicator = PopulationIndicator.objects.create(coalition=cast.coalition, name="Places", measure="count")
    here: dict[str, Any] = {"coalition": cast.coalition, "indicator": indicator, "territory": place}
    many, few = (
        Datum.objects.create(
            **here,
            period=str(year),
            starts_on=dt.date(year, 1, 1),
            ends_on=dt.date(year, 12, 31),
            published=text,
            value=int(text),
            collected=True,
        )
        for year, text in ((2021, "7341"), (2022, "3"))
    )
    browser = cast.client(cast.benoit)
    where = at(cast, "observation-add") + f"?indicator={indicator.uid}"
    assert where.replace("&", "&amp;") in browser.get(at(cast, "indicator", indicator=indicator.uid)).content.decode()
    page = browser.get(where).content.decode()
    assert "7341" in page
    assert str(few.uid) not in page
    browser.post(where, sent(figures=str(many.uid)))
    row = Observation.objects.get()
    assert [one.datum for one in row.evidence_rows.all()] == [many]
    assert "7341" in browser.get(at(cast, "observation", observation=row.uid)).content.decode()
    edited = browser.get(at(cast, "observation-edit", observation=row.uid)).content.decode()
    assert f'value="{many.uid}"' in edited
    Datum.objects.filter(pk=many.pk).update(value=2, published="2")
    assert "trop peu de personnes" in browser.get(at(cast, "observation", observation=row.uid)).content.decode()


def test_the_search_for_a_name_reads_no_anonymous_word_before_others_may(cast: Cast) -> None:
    add(cast, "Zoé Tremblay a tort", attribution="anonymous")
    assert where_named(cast.coalition, ["Zoé Tremblay"]) == []
    for n in range(4):
        add(cast, f"Mot {n}", attribution="anonymous")
    assert [found.name for found in where_named(cast.coalition, ["Zoé Tremblay"])] == ["Zoé Tremblay"]


def test_a_page_opened_by_a_link_reads_in_the_language_chosen_at_its_top(cast: Cast) -> None:
    path = asking.observe_address(process_of(cast), cast.benoit).removeprefix("http://testserver")
    browser = Client(headers={"accept-language": "en-CA"})
    assert "Qu’observez-vous" in browser.get(path).content.decode(), "the member reads French"
    browser.post("/language/", {"language": "en", "next": path})
    assert "What do you observe?" in browser.get(path).content.decode()
