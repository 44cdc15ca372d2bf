"""What the documents say is held against the code: files they name exist, commands they give are there."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = set(re.findall(r"^  \./run (\w+)", (ROOT / "run").read_text(encoding="utf-8"), re.MULTILINE))

NAMED_FILE = re.compile(r"`((?:courtepointe|tests|tools|docs|deploy|bench)/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
RUN = re.compile(r"\./run (\w+)")
ON_SCREEN = re.compile(r"\*\*(.+?)\*\*")
LANGUAGES = {"Français", "English"}  # each in its own words, in no catalogue


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


def words_of(messages: object) -> tuple[str, ...]:
    return messages if isinstance(messages, tuple) else (str(messages),)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_the_guide_writes_in_bold_is_said_on_the_screen(language: str) -> None:
    with (ROOT / "courtepointe/locale/fr_CA/LC_MESSAGES/django.po").open("rb") as catalogue:
        messages = [message for message in read_po(catalogue) if message.id]
    said = {words for message in messages for words in words_of(message.string if language == "fr" else message.id)}
    bold = ON_SCREEN.findall((ROOT / "docs" / f"guide.{language}.md").read_text(encoding="utf-8"))
    assert [words for words in bold if words not in said | LANGUAGES] == []
    assert len(bold) > 50


def test_the_french_of_documents_has_its_spaces() -> None:
    guide = (ROOT / "docs" / "guide.fr.md").read_text(encoding="utf-8")
    assert re.findall(r".{0,20} [:;!?»%].{0,9}|.{0,9}« .{0,20}|.{0,9}'.{0,9}", guide) == []
