"""What is shown of results: the page of a transformation, its chart, small numbers, the reading of the group."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtepointe.analysis.models import Material
from courtepointe.evaluation.actions import results as acts
from courtepointe.evaluation.actions.reviews import write_review
from courtepointe.evaluation.models import Measurement, TransformationReview
from courtepointe.evaluation.queries.results import signs_in, signs_of
from courtepointe.rows import Conflict, Refused
from tests.cast import Cast
from tests.evaluation.measured import asked, evaluation, followed, measure, today
from tests.planning.planned import action, objective, process_of

MAY = dt.date(2026, 5, 1)


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def test_the_page_of_a_transformation_tells_everything(cast: Cast) -> None:
    row, indicator = followed(cast)
    action(cast, row, starts_on=dt.date(2025, 11, 1), ends_on=dt.date(2027, 6, 1))
    measure(cast, indicator, "52", MAY, source="Ateliers", limits="Peu de réponses", quality="fair")
    meeting = evaluation(cast)
    request = asked(cast, row, meeting)
    acts.hand_in(request, [], by=cast.benoit, version=1, words="Ça bouge", unexpected="Les aînés viennent")
    write_review(row, meeting, by=cast.amina, version=0, today=MAY, judgement="progressing", reading="Nous voyons")
    page = cast.client(cast.chloe).get(at(cast, "transformation-results", transformation=row.uid)).content.decode()
    for words in ("52", "Ateliers", "Peu de réponses", "Ça bouge", "Les aînés viennent", "Nous voyons", "<svg class"):
        assert words in page
    drawn = page.split('<svg class="chart"')[1].split("</svg>")[0]
    for words in ("44", "60", "52", "A1 · Heure du conte"):
        assert words in drawn
    index = cast.client(cast.chloe).get(at(cast, "results")).content.decode()
    assert row.text in index
    assert "52" in index


def test_small_numbers_are_shown_to_nobody(cast: Cast) -> None:
    row, indicator = followed(cast)
    few = measure(cast, indicator, "71.7", MAY, people=3, base=30, sub_group="Pères", decimals=1)
    rest = measure(cast, indicator, "61.1", MAY, people=27, base=30, sub_group="Mères", decimals=1)
    (sign,) = signs_of(row)
    assert few.pk in sign.hidden
    assert rest.pk not in sign.hidden
    measure(cast, indicator, "63.3", MAY, people=30, base=60, decimals=1)
    (sign,) = signs_in(process_of(cast))[row.pk]
    assert {few.pk, rest.pk} <= sign.hidden, "the total less the mothers would tell of the fathers"
    for member in (cast.amina, cast.benoit, cast.chloe):
        page = cast.client(member).get(at(cast, "transformation-results", transformation=row.uid)).content.decode()
        assert "71,7" not in page
        assert "61,1" not in page
        assert "3 personnes sur 30" not in page


def test_a_percentage_of_few_is_hidden_without_its_numerator(cast: Cast) -> None:
    row, indicator = followed(cast)
    measure(cast, indicator, "25", MAY, base=8)
    measure(cast, indicator, "5", dt.date(2026, 6, 1), base=40)
    assert len(signs_of(row)[0].hidden) == 2
    assert signs_of(row)[0].last is None


def test_several_pieces_of_evidence(cast: Cast) -> None:
    _row, indicator = followed(cast)
    kept = measure(cast, indicator, "52", MAY)
    material = Material.objects.create(coalition=cast.coalition, title="Sondage")
    client, address = cast.client(cast.amina), at(cast, "measurement-edit", measurement=kept.uid)
    assert "Sondage" in client.get(address).content.decode()
    proofs = [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")]
    typed = {"value": "52", "measured_on": MAY.isoformat(), "version": "1", "limits": "Oui", "proofs": proofs}
    assert client.post(address, {**typed, "materials": [str(material.uid)]}).status_code == 303
    assert kept.evidence.count() == 3
    one = kept.evidence.filter(file__isnull=False).order_by("pk")[0].file
    assert one is not None
    download = at(cast, "measurement-file", measurement=kept.uid, kept=one.uid)
    assert b"".join(cast.client(cast.chloe).get(download)) == b"a"  # type: ignore[arg-type]
    client.post(at(cast, "measurement-act", measurement=kept.uid), {"detach": str(one.uid)})
    assert kept.evidence.count() == 2
    assert client.get(download).status_code == 404
    bad = {**typed, "version": "2", "proofs": [SimpleUploadedFile("x.exe", b"MZ")]}
    assert client.post(address, bad).status_code == 422


def test_a_value_is_added_removed_and_put_back(cast: Cast) -> None:
    row, indicator = followed(cast)
    client = cast.client(cast.amina)
    add = at(cast, "measurement-add", plan_indicator=indicator.uid)
    assert client.get(add).status_code == 200
    assert client.post(add, {}).status_code == 422
    assert client.post(add, {"value": "50", "measured_on": MAY.isoformat()}).status_code == 303
    kept = Measurement.objects.get()
    act = at(cast, "measurement-act", measurement=kept.uid)
    gone = client.post(act, {"remove": "1"})
    assert signs_of(row)[0].values == []
    assert "Annuler" in client.get(gone.headers["Location"]).content.decode()
    client.post(act, {"restore": "1"})
    assert len(signs_of(row)[0].values) == 1
    acts.remove(kept, by=cast.amina)
    measure(cast, indicator, "51", MAY)
    kept.refresh_from_db()
    with pytest.raises(Refused):
        acts.restore(kept, by=cast.amina)


def test_a_partner_changes_only_what_their_organisation_brought(cast: Cast) -> None:
    _row, indicator = followed(cast)
    theirs = acts.bring(
        acts.Brought(indicator, None, 0, {"measured_on": MAY, "value": Decimal(1), "sub_group": "", "source": ""}),
        acts.Source(cast.amina),
    )
    client = cast.client(cast.benoit)
    assert client.get(at(cast, "measurement-edit", measurement=theirs.uid)).status_code == 403
    assert client.post(at(cast, "measurement-act", measurement=theirs.uid), {"remove": "1"}).status_code == 403
    ours = measure(cast, indicator, "2", dt.date(2026, 6, 1))
    assert client.get(at(cast, "measurement-edit", measurement=ours.uid)).status_code == 200


def test_the_reading_of_the_group_is_one_sheet_for_each_meeting(cast: Cast) -> None:
    row, _sign = followed(cast)
    first, second = evaluation(cast), evaluation(cast, "Bilan", on=today(cast) + dt.timedelta(days=200))
    client = cast.client(cast.amina)
    address = at(cast, "transformation-review", transformation=row.uid)
    assert client.get(f"{address}?meeting={first.uid}").status_code == 200
    assert client.post(f"{address}?meeting={first.uid}", {"version": "0"}).status_code == 422
    client.post(f"{address}?meeting={first.uid}", {"judgement": "progressing", "reading": "Oui", "version": "0"})
    client.post(f"{address}?meeting={second.uid}", {"judgement": "reached", "version": "0"})
    assert TransformationReview.objects.count() == 2
    late = client.post(f"{address}?meeting={first.uid}", {"reading": "Autrement", "version": "0"})
    assert late.status_code == 409
    assert "Autrement" in late.content.decode()
    with pytest.raises(Conflict):
        write_review(row, first, by=cast.amina, version=9, today=MAY, reading="Trop tard")
    assert client.post(f"{address}?meeting={row.uid}", {"reading": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["results", "transformation-results"])
def test_the_number_of_queries_does_not_grow(cast: Cast, name: str) -> None:
    client = cast.client(cast.benoit)
    goal = objective(cast)
    row, indicator = followed(cast, goal=goal)
    kwargs = {"transformation": row.uid} if name == "transformation-results" else {}
    counts = []
    for n in range(1, 3):
        meeting = evaluation(cast, f"Éval {n}")
        for m in range(4):
            measure(cast, indicator, "50", dt.date(2026, n, m + 1), source=f"S{m}")
            action(cast, row, f"A{n}{m}")
            followed(cast, goal=goal, text=f"T{n}{m}")
        asked(cast, row, meeting)
        write_review(row, meeting, by=cast.amina, version=0, today=MAY, judgement="stable")
        client.get(at(cast, name, **kwargs))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at(cast, name, **kwargs)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= 10, [one["sql"][:80] for one in captured]
