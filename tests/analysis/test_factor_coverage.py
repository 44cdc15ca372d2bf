import pytest

from courtepointe.analysis.models import FactorAction
from courtepointe.analysis.queries.factor_coverage import factor_coverage_of
from courtepointe.meetings.models import Process
from courtepointe.meetings.queries.process import current_process
from tests.cast import Cast
from tests.factories import make_organisation


def process_of(cast: Cast) -> Process:
    found = current_process(cast.coalition)
    assert found is not None
    return found


def answer(cast: Cast, factor: str, level: int, within: str = "", *, gone: bool = False) -> FactorAction:
    organisation = make_organisation(cast.coalition)
    if gone:
        organisation.removed_at = cast.coalition.created_at
        organisation.save(update_fields=["removed_at"])
    return FactorAction.objects.create(
        coalition=cast.coalition,
        process=process_of(cast),
        organisation=organisation,
        factor=factor,
        level=level,
        within=within,
    )


def test_each_factor_has_its_figures_and_those_nobody_spoke_of_have_zeros(cast: Cast) -> None:
    for level, within in ((3, "alone"), (1, "together"), (0, "no"), (0, "")):
        answer(cast, "self-esteem", level, within)
    answer(cast, "self-esteem", 3, "alone", gone=True)
    answer(cast, "social-support", 0)
    answer(cast, "neighbourhood", 2)
    answer(cast, "an-old-one", 3)
    found = factor_coverage_of(process_of(cast))
    assert len(found) == 10
    esteem = found["self-esteem"]
    assert (esteem.answered, esteem.organisations, esteem.direct) == (4, 2, 1)
    assert (esteem.alone, esteem.together, esteem.no) == (1, 1, 1)
    assert esteem.mean == pytest.approx(1.0)
    assert not esteem.not_covered
    assert not esteem.fragile
    assert found["social-support"].not_covered
    assert found["neighbourhood"].fragile
    empty = found["school-transition"]
    assert (empty.answered, empty.mean, empty.not_covered) == (0, None, False)
