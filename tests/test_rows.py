import pytest

from courtepointe.rows import Conflict, reorder, uuid7, write
from tests.cast import Cast
from tests.conftest import foreign_rows
from tests.factories import make_activity, make_coalition, make_meeting, make_process


def test_uuid7_sorts_by_creation_and_says_its_version() -> None:
    made = [uuid7() for _ in range(50)]
    assert {u.version for u in made} == {7}
    assert [u.int >> 80 for u in made] == sorted(u.int >> 80 for u in made)


def test_a_second_save_of_the_same_version_is_a_conflict_and_writes_nothing(cast: Cast) -> None:
    activity = make_activity(make_meeting(cast.coalition))
    write(activity, version=1, note="first")
    with pytest.raises(Conflict) as conflict:
        write(activity, version=1, note="second")
    activity.refresh_from_db()
    assert activity.note == "first"
    assert conflict.value.mine == {"note": "second"}
    assert activity.version == 2


def test_reorder_takes_the_whole_order_only(cast: Cast) -> None:
    meeting = make_meeting(cast.coalition)
    a, b, c = (make_activity(meeting) for _ in range(3))
    reorder(meeting.activities.all(), [c.pk, a.pk, b.pk])
    assert list(meeting.activities.values_list("pk", flat=True)) == [c.pk, a.pk, b.pk]
    with pytest.raises(ValueError, match="each row once"):
        reorder(meeting.activities.all(), [a.pk, b.pk])


def test_a_row_that_leads_into_another_coalition_is_found(db: None) -> None:
    here, there = make_coalition("Ici"), make_coalition("Là")
    meeting = make_meeting(here, "Rencontre", process=make_process(there))
    found = foreign_rows()
    assert found == [f"Meeting.process of row {meeting.pk}"]
    meeting.delete()  # what every test checks at its end
