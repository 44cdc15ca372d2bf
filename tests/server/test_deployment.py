"""What an administrator reads and installs says what the program does."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "admin.md").read_text(encoding="utf-8")
READERS = {"text", "boolean", "integer", "choice", "several", "folder", "secret"}
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def variables_read():
    """Names that the program reads from its environment."""
    for file in (ROOT / "courtepointe").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in ("env", "environment")
                and node.func.attr in READERS
            ):
                yield node.args[0].value, node.func.attr


def test_the_guide_lists_every_setting_and_no_other():
    listed = re.findall(r"^\| `([A-Z_]+)` \|", GUIDE, flags=re.MULTILINE)
    assert sorted(listed) == sorted({name for name, _ in variables_read()})


def test_the_guide_says_which_settings_may_be_in_a_file():
    in_files = {f"{name}_FILE" for name, how in variables_read() if how == "secret"}
    assert set(re.findall(r"`([A-Z_]+_FILE)`", GUIDE)) == in_files


def test_the_example_of_settings_holds_known_names_and_no_secret():
    example = (ROOT / "deploy" / "courtepointe.env").read_text()
    lines = dict(line.split("=", 1) for line in example.splitlines() if line and not line.startswith("#"))
    assert set(lines) <= {name for name, _ in variables_read()}
    assert lines["SECRET_KEY"] == lines["SMTP_PASSWORD"] == ""


def test_the_guide_names_files_that_exist():
    for name in re.findall(r"deploy/([\w.-]*\w)", GUIDE):
        assert (ROOT / "deploy" / name).exists() or name == "courtepointe"


@pytest.mark.parametrize("lock", LOCKS)
def test_the_locked_packages_have_sums_and_no_address(lock):
    content = (ROOT / lock).read_text()
    assert not re.search(r"https?:|file:|index-url|find-links|@ ", content)
    for block in re.split(r"\n(?=[a-z])", content.strip()):
        assert "==" in block
        assert "--hash=sha256:" in block


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_that_is_asked_for_is_locked(lock):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"]
    if "dev" in lock:
        wanted = wanted + project["dependency-groups"]["dev"]
    locked = set(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", (ROOT / lock).read_text(), flags=re.MULTILINE))
    names = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in wanted}
    assert names <= locked


def test_both_locks_give_the_same_versions():
    runtime, dev = (
        dict(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==(\S+)", (ROOT / lock).read_text(), flags=re.MULTILINE))
        for lock in LOCKS
    )
    assert runtime.items() <= dev.items()


def test_the_door_lists_every_command_that_it_knows():
    script = (ROOT / "run").read_text()
    listed = set(re.findall(r"^  \./run (\w+)", script, flags=re.MULTILINE))
    cases = script[script.rindex("case $command in") :]
    known = {word for line in re.findall(r"^    ([\w |-]+)\)", cases, flags=re.MULTILINE) for word in line.split(" | ")}
    assert listed == {word for word in known if word.isalpha() and word != "help"}
