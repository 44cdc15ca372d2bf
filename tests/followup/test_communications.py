"""The communication plan: added, changed in place, said done, removed and put back, saved as a table."""

from typing import Any

import pytest
from django.urls import reverse

from courtepointe.followup.models import Communication
from tests.cast import Cast
from tests.factories import make_organisation
from tests.followup.followed import led, today

UID = "01900000-0000-7000-8000-000000000002"


def at(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(name, kwargs={"coalition": cast.coalition.uid, **kwargs})


def added(cast: Cast, **fields: Any) -> Communication:
    sent = {"public": "Les familles", "message": "Ce qui ouvre près de chez vous", **fields}
    answer = cast.client(cast.amina).post(at(cast, "communication-add"), sent)
    assert answer.status_code == 303
    return Communication.objects.latest("pk")


def test_a_line_is_added_once_tied_to_its_milestone_and_changed_in_place(cast: Cast) -> None:
    action = led(cast)
    stone = action.milestones.get(text="Premier conte")
    said = {"cents": "1 200,50", "due_on": "2027-06-01", "milestone": str(stone.uid), "channel": "Bulletin"}
    for _turn in range(2):
        row = added(cast, uid=UID, organisation=str(cast.organisation.uid), **said)
    assert Communication.objects.count() == 1
    assert (row.cents, row.action, row.milestone) == (120_050, action, stone)
    client, edit = cast.client(cast.amina), at(cast, "communication-edit", communication=row.uid)
    page = client.get(edit).content.decode()
    assert 'value="1200,50"' in page
    changed = {"public": "Les parents", "message": row.message, "version": "1"}
    assert client.post(edit, changed).status_code == 303
    late = client.post(edit, {**changed, "public": "Les grands-parents"})
    assert late.status_code == 409
    assert "Les parents" in late.content.decode()
    assert "Les grands-parents" in late.content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"message": ""}, "message"), ({"cents": "-5"}, "cents"), ({"due_on": "hier"}, "due_on")],
)
def test_bad_input_is_said_beside_its_field(cast: Cast, fields: dict[str, str], field: str) -> None:
    sent = {"public": "Les familles", "message": "Un mot", "remark": "Mes mots", **fields}
    answer = cast.client(cast.amina).post(at(cast, "communication-add"), sent)
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in answer.content.decode()
    assert "Mes mots" in answer.content.decode()


def test_a_milestone_of_another_action_is_refused(cast: Cast) -> None:
    first, second = led(cast), led(cast, "Trousse")
    stone = first.milestones.get(text="Premier conte")
    sent = {"public": "Tous", "message": "Un mot", "action": str(second.uid), "milestone": str(stone.uid)}
    answer = cast.client(cast.amina).post(at(cast, "communication-add"), sent)
    assert 'id="id_milestone-error"' in answer.content.decode()


def test_a_line_is_done_removed_and_put_back(cast: Cast) -> None:
    other = make_organisation(cast.coalition, "Bibliothèque")
    mine, theirs = added(cast, organisation=str(cast.organisation.uid)), added(cast, organisation=str(other.uid))
    act = at(cast, "communication-act", communication=mine.uid)
    benoit, amina = cast.client(cast.benoit), cast.client(cast.amina)
    assert benoit.post(act, {"act": "done"}).status_code == 303
    mine.refresh_from_db()
    assert mine.done_on == today(cast)
    assert benoit.post(act, {"act": "remove"}).status_code == 403
    assert benoit.post(at(cast, "communication-act", communication=theirs.uid), {"act": "done"}).status_code == 403
    assert benoit.post(act, {"act": "again"}).status_code == 303
    gone = amina.post(act, {"act": "remove"})
    assert mine.message in amina.get(gone.headers["Location"]).content.decode()
    assert amina.post(act, {"act": "done"}).status_code == 404
    assert amina.post(act, {"act": "restore"}).status_code == 303
    assert amina.post(act, {"act": "else"}).status_code == 400
    mine.refresh_from_db()
    assert (mine.removed_at, mine.done_on) == (None, None)


def test_it_is_read_saved_as_a_table_and_seen_in_the_year(cast: Cast) -> None:
    day = today(cast).isoformat()
    added(cast, due_on=day, message="=Une formule", cents="300")
    client = cast.client(cast.chloe)
    assert "Les familles" in client.get(at(cast, "communications")).content.decode()
    table = client.get(at(cast, "communications-file")).content.decode()
    assert "'=Une formule" in table
    year = client.get(at(cast, "communications-year")).content.decode()
    assert "Les familles" in year
    assert "<html" not in year
    assert client.get(at(cast, "communications-year") + "?from=2027-01-01&until=2020-01-01").status_code == 404
