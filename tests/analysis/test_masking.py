from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from courtepointe.analysis.masking import LEAST_PEOPLE, Cell, masked


def table(total: int | None, parts: list[int], *, place: str = "ici") -> list[Cell]:
    """A total of one place and its sub-groups."""
    cells = [Cell(f"{place}-{n}", people, place, 2026, f"g{n}") for n, people in enumerate(parts)]
    return [*cells, Cell(f"{place}-total", total, place, 2026)] if total is not None else cells


def test_counts_under_five_and_small_bases_are_masked() -> None:
    cells = [
        Cell("four", 4, "a", 1, "g"),
        Cell("five", 5, "b", 1, "h"),
        Cell("zero", 0, "c", 1, "i"),
        Cell("of nine", None, "d", 1, "j", base=9),
        Cell("of ten", None, "e", 1, "k", base=10),
        Cell("four of forty", 4, "f", 1, "l", base=40),
    ]
    assert masked(cells) == {"four", "zero", "of nine", "four of forty"}


def test_a_single_masked_cell_takes_the_smallest_other_with_it() -> None:
    assert masked(table(30, [3, 7, 20])) == {"ici-0", "ici-1"}
    assert masked(table(30, [10, 10, 10])) == frozenset()
    assert masked(table(None, [3, 7, 20])) == {"ici-0"}


def test_what_is_masked_together_is_never_under_five() -> None:
    assert masked(table(14, [1, 1, 12])) == {"ici-0", "ici-1", "ici-2"}


def test_a_rest_that_nobody_wrote_is_not_told_either() -> None:
    assert "ici-0" in masked(table(12, [10]))


def test_overlapping_parts_are_masked_together() -> None:
    assert masked(table(20, [12, 8, 18, 2])) == {"ici-0", "ici-1", "ici-2", "ici-3"}


def test_a_place_within_another_is_not_deduced() -> None:
    cells = [
        Cell("mrc", 40, "mrc", 2026),
        Cell("nord", 3, "nord", 2026),
        Cell("sud", 12, "sud", 2026),
        Cell("est", 25, "est", 2026),
    ]
    within = {"nord": "mrc", "sud": "mrc", "est": "mrc", "mrc": "region", "region": None}
    assert masked(cells, within) == {"nord", "sud"}
    assert masked(cells) == {"nord"}
    far = {"nord": "canton", "canton": "mrc", "sud": "mrc", "est": "mrc"}
    assert masked(cells, far) == {"nord", "sud"}
    assert masked(cells, {"nord": "sud", "sud": "nord"}) >= {"nord"}


def test_the_same_from_another_source_is_masked_too() -> None:
    cells = [Cell("one", 4, "a", 1), Cell("other", 6, "a", 1)]
    assert masked(cells) == {"one", "other"}


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6))
def test_no_masked_part_is_deduced_from_its_total(parts: list[int]) -> None:
    total = sum(parts)
    hidden = masked(table(total, parts))
    assert all(f"ici-{n}" in hidden for n, people in enumerate(parts) if people < LEAST_PEOPLE)
    gone = [people for n, people in enumerate(parts) if f"ici-{n}" in hidden]
    if "ici-total" not in hidden and gone:
        assert len(gone) >= 2
        assert sum(gone) >= LEAST_PEOPLE
    assert total < LEAST_PEOPLE or gone or "ici-total" not in hidden


@given(
    st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=3), min_size=2, max_size=3).filter(
        lambda t: len({len(r) for r in t}) == 1
    )
)
def test_no_masked_cell_of_a_two_way_table_is_the_only_unknown_of_a_line(rows: list[list[int]]) -> None:
    cells, within = [], {}
    for y, row in enumerate(rows):
        within[f"p{y}"] = "all"
        cells += [Cell((y, x), people, f"p{y}", 1, f"g{x}") for x, people in enumerate(row)]
        cells.append(Cell((y, "t"), sum(row), f"p{y}", 1))
    width = len(rows[0])
    cells += [Cell(("t", x), sum(row[x] for row in rows), "all", 1, f"g{x}") for x in range(width)]
    cells.append(Cell(("t", "t"), sum(map(sum, rows)), "all", 1))
    hidden = masked(cells, within)
    across = [[(y, x) for x in [*range(width), "t"]] for y in [*range(len(rows)), "t"]]
    down = [[(y, x) for y in [*range(len(rows)), "t"]] for x in [*range(width), "t"]]
    for line in [*across, *down]:
        assert sum(key in hidden for key in line) != 1, line


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_several_tables_could_stand_behind_the_masks(parts: list[int]) -> None:
    cells = table(sum(parts), parts)
    hidden = masked(cells)
    if "ici-total" in hidden:
        return
    gone = [n for n in range(len(parts)) if f"ici-{n}" in hidden]
    together = sum(parts[n] for n in gone)
    ways = {way for way in product(range(together + 1), repeat=len(gone)) if sum(way) == together}
    for place, _number in enumerate(gone):
        assert len({way[place] for way in ways}) >= LEAST_PEOPLE
