"""A bad content file is refused with its file, its line and the reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from courtepointe.library.checks import library_content, problems_of
from courtepointe.library.load import CONTENT, BrokenContentError, read

STAGE = "  name:\n    fr: Intention\n    en: Intention\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def problems(folder: Path) -> list[str]:
    with pytest.raises(BrokenContentError) as refusal:
        read(folder)
    return [str(problem) for problem in refusal.value.problems]


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    words = path.read_text(encoding="utf-8")
    assert old in words
    path.write_text(words.replace(old, new, 1), encoding="utf-8")


def line_with(folder: Path, name: str, words: str) -> int:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_the_shipped_content_passes_the_check() -> None:
    assert library_content() == []


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "reason"),
    [
        ("stages.yaml", STAGE, "  name:\n    fr: Intention\n", 5, '"name" has no "en"'),
        ("stages.yaml", STAGE, '  name:\n    fr: ""\n    en: x\n', 5, '"name" in "fr" must be a text'),
        ("stages.yaml", STAGE, "  name: Intention\n", 4, "both languages (fr and en)"),
        ("stages.yaml", STAGE, "", 3, '"name" is missing'),
        ("stages.yaml", STAGE, STAGE + STAGE, 7, 'key "name" is written twice'),
        ("stages.yaml", STAGE, STAGE + "  colour: red\n", 7, 'unknown key "colour"'),
        ("stages.yaml", STAGE, STAGE + "    es: Intención\n", 7, 'unknown key "es"'),
        ("stages.yaml", "slug: intention", "slug: Intention!", 3, "lower-case letters"),
        ("stages.yaml", STAGE, "  name: [unclosed\n", 5, "not readable as YAML"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file_and_line(
    folder: Path, name: str, old: str, new: str, line: int, reason: str
) -> None:
    change(folder, name, old, new)
    told = problems(folder)
    assert any(problem.startswith(f"{name}:{line}: ") and reason in problem for problem in told), told


def one(folder: Path, name: str, old: str, new: str, reason: str) -> None:
    """After the change, a problem stands on the line that now holds the new words."""
    change(folder, name, old, new)
    line = line_with(folder, name, new.strip().splitlines()[0])
    told = problems(folder)
    assert any(problem.startswith(f"{name}:{line}: ") and reason in problem for problem in told), told


def test_an_unknown_slug_is_named(folder: Path) -> None:
    one(folder, "meetings.yaml", "stage: analysis", "stage: analyse", 'unknown stage "analyse"')


def test_a_slug_written_twice_is_named_with_its_first_place(folder: Path) -> None:
    line = line_with(folder, "stages.yaml", "slug: analysis")
    change(folder, "stages.yaml", "slug: analysis", "slug: intention")
    assert f'stages.yaml:{line}: stage "intention" is already in stages.yaml:3' in problems(folder)


def test_an_unknown_source_is_named(folder: Path) -> None:
    one(folder, "glossary.yaml", "source: [S2]", "source: [Z99]", 'unknown source "Z99"')


def test_a_factor_without_its_sheet_is_named(folder: Path) -> None:
    (folder / "sheets" / "neighbourhood.yaml").unlink()
    line = line_with(folder, "factors.yaml", "slug: neighbourhood")
    assert f"factors.yaml:{line}: this factor has no sheet" in problems(folder)


def test_an_unknown_tool_is_named(folder: Path) -> None:
    one(folder, "meetings.yaml", "tools: [8]", "tools: [18]", 'unknown tool "18"')


def test_an_entry_without_a_source_is_refused(folder: Path) -> None:
    one(folder, "glossary.yaml", "source: [S2]", "source: []", '"source" must be a list that is not empty')


def test_inferred_is_true_or_false_and_nothing_else(folder: Path) -> None:
    one(folder, "tools.yaml", "inferred: true", "inferred: perhaps", '"inferred" must be true or false')


def test_a_kind_outside_the_list_is_refused(folder: Path) -> None:
    one(folder, "meetings.yaml", "kind: round", "kind: party", '"kind" must be one of information')


def test_minutes_are_a_whole_number_above_zero(folder: Path) -> None:
    one(folder, "meetings.yaml", "minutes: 20", "minutes: vingt", '"minutes" must be a whole number')


def test_an_agenda_that_does_not_add_up_is_refused_at_its_meeting(folder: Path) -> None:
    change(folder, "meetings.yaml", "minutes: 35", "minutes: 40")
    line = line_with(folder, "meetings.yaml", "slug: r1")
    assert f"meetings.yaml:{line}: the agenda lasts 170 minutes, the meeting states 165" in problems(folder)


def test_a_long_meeting_without_a_break_is_refused(folder: Path) -> None:
    change(folder, "meetings.yaml", "kind: break", "kind: discussion")
    assert any("needs a break" in problem for problem in problems(folder))


def test_the_items_of_the_diagnostic_are_eighteen_in_their_order(folder: Path) -> None:
    one(folder, "diagnostic.yaml", "number: 7\n", "number: 70\n", "item 70 stands in the place of item 7")
    words = (folder / "diagnostic.yaml").read_text(encoding="utf-8")
    (folder / "diagnostic.yaml").write_text(words[: words.index("  - number: 18")], encoding="utf-8")
    assert any("the instrument has 18 items, found 17" in problem for problem in problems(folder))


def test_a_condition_that_no_item_tells_of_is_named(folder: Path) -> None:
    change(folder, "diagnostic.yaml", "condition: influence", "condition: early-involvement")
    assert any("no item tells of this condition" in problem for problem in problems(folder))


def test_an_objective_that_no_meeting_carries_is_named(folder: Path) -> None:
    change(folder, "meetings.yaml", "objectives: [present-data, analyse-data]", "objectives: [present-data]")
    line = line_with(folder, "meetings.yaml", "slug: analyse-data")
    assert problems(folder) == [f"meetings.yaml:{line}: no meeting template carries this objective"]


def test_a_meeting_carries_only_objectives_of_its_row(folder: Path) -> None:
    change(folder, "meetings.yaml", "objectives: [evaluate-functioning]", "objectives: [follow-plan]")
    assert any('"follow-plan" is not an objective of row' in problem for problem in problems(folder))


@pytest.mark.parametrize(
    ("bytes_", "reason"),
    [
        (b"", "empty"),
        (b"slug: one\n", "must be a list"),
        (b"- \xff\n", "not UTF-8"),
        (b"- just words\n", "mapping"),
    ],
)
def test_a_file_of_another_shape_is_refused(folder: Path, bytes_: bytes, reason: str) -> None:
    (folder / "tools.yaml").write_bytes(bytes_)
    assert any(p.startswith("tools.yaml:1: ") and reason in p for p in problems(folder))


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "stages.yaml").unlink()
    assert "stages.yaml:1: this file is missing" in problems(folder)


def test_all_problems_are_told_at_once_and_the_check_prints_them(folder: Path) -> None:
    change(folder, "stages.yaml", STAGE, "")
    change(folder, "tools.yaml", "stages: [intention]", "stages: [intent]")
    messages = problems_of(folder)
    assert {message.id for message in messages} == {"courtepointe.E001"}
    assert len(messages) >= 2
    assert "courtepointe/library/content/stages.yaml:3:" in " ".join(str(m.msg) for m in messages)
