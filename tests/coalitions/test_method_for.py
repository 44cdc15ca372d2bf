from courtepointe.coalitions.models import MethodChange
from courtepointe.coalitions.queries import method_for
from courtepointe.library.load import the_method
from tests.cast import Cast


def test_a_coalition_without_changes_reads_the_method_without_any_query(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0):
        method = method_for(cast.coalition)
    assert method.factors == the_method().factors


def test_changes_are_read_once_per_version_and_stay_in_their_coalition(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    slug = the_method().factors[0].slug
    MethodChange.objects.create(coalition=cast.coalition, kind="factor", slug=slug, name="Se sentir capable")
    cast.coalition.method_version = 1
    with django_assert_num_queries(1):
        assert method_for(cast.coalition).factor(slug).name.fr == "Se sentir capable"
        assert method_for(cast.coalition).factor(slug).original == the_method().factor(slug).name
    cast.other.method_version = 1
    assert method_for(cast.other).factor(slug).name == the_method().factor(slug).name


def test_the_fourth_system_is_a_choice(cast: Cast) -> None:
    assert len(method_for(cast.coalition).systems) == 3
    cast.coalition.fourth_system = True
    assert len(method_for(cast.coalition).systems) == 4


def test_a_renamed_fourth_system_is_left_aside_when_the_choice_is_taken_back(cast: Cast) -> None:
    slug = the_method().optional_systems[0].slug
    MethodChange.objects.create(coalition=cast.coalition, kind="system", slug=slug, name="Milieu scolaire")
    cast.coalition.method_version = 1
    assert len(method_for(cast.coalition).systems) == 3
    cast.coalition.fourth_system = True
    assert method_for(cast.coalition).system(slug).name.fr == "Milieu scolaire"
