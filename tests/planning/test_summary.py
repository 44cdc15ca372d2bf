"""The numbers on the page of the plan are those of the plan itself."""

from django.urls import reverse

from courtepointe.planning.actions import lines
from courtepointe.planning.actions.money import set_money
from courtepointe.planning.queries.summary import summary_for
from courtepointe.planning.queries.tree import tree_for
from tests.cast import Cast
from tests.planning.planned import action, change, objective, process_of, sign


def test_the_numbers_are_those_of_the_lines(cast: Cast) -> None:
    objective(cast)
    row = change(cast)
    sign(cast, row)
    gone = sign(cast, row)
    acts = [action(cast, row), action(cast, row), action(cast, row)]
    funds = [
        {"name": "Centraide", "year": 2026, "status": "confirmed", "asked_cents": 900, "confirmed_cents": 700},
        {"name": "MRC", "year": 2026, "status": "asked", "asked_cents": 500, "confirmed_cents": None},
    ]
    costs = [{"year": 2026, "cents": 10_000}, {"year": 2026, "cents": 4_000, "kind": "in_kind"}]
    for one in acts:
        set_money(one, by=cast.amina, version=1, budget=costs, funding=funds)
    lines.remove_line(gone, by=cast.amina, reason="")
    lines.remove_line(acts[2], by=cast.amina, reason="")
    tree, said = (
        tree_for(cast.reader(cast.amina), process_of(cast)),
        summary_for(cast.reader(cast.amina), process_of(cast)),
    )
    for one_change in tree.changes:
        key = one_change.row.pk
        assert said.signs.get(key, 0) == len(one_change.indicators) == 1
        assert said.actions.get(key, 0) == len(one_change.actions) == 2
    assert (said.cost, said.confirmed) == (tree.money.cost, tree.money.confirmed) == (20_000, 1_400)


def test_the_page_asks_for_what_is_lacking(cast: Cast) -> None:
    objective(cast)
    client, here = cast.client(cast.amina), {"coalition": cast.coalition.uid}
    assert reverse("plan-missing", kwargs=here) in client.get(reverse("plan", kwargs=here)).content.decode()
    assert ">3 éléments à compléter<" in client.get(reverse("plan-missing", kwargs=here)).content.decode().replace(
        "\n", ""
    )
