"""What the documents say is held against the code: files they name exist, commands they give are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = set(re.findall(r"^  \./run (\w+)", (ROOT / "run").read_text(encoding="utf-8"), re.MULTILINE))

NAMED_FILE = re.compile(r"`((?:courtepointe|tests|tools|docs|deploy|bench)/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
RUN = re.compile(r"\./run (\w+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_what_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [name for name in NAMED_FILE.findall(text) if not (ROOT / name).exists()]
    missing += [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    missing += [f"./run {command}" for command in RUN.findall(text) if command not in COMMANDS]
    assert missing == []


def test_the_readme_gives_the_two_commands_first() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert [block.strip() for block in blocks[:2]] == ["./run demo", "./run test"]


def test_the_tour_names_every_folder_of_the_program() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    folders = [p.name for p in (ROOT / "courtepointe").iterdir() if (p / "urls.py").exists()]
    assert [name for name in folders if f"`courtepointe/{name}/`" not in tour] == []
    assert len(folders) >= 4
