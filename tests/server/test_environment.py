import pytest

from courtepointe import environment
from courtepointe.environment import BadSetting


def test_a_blank_variable_counts_as_absent(monkeypatch):
    monkeypatch.setenv("COLOUR", "  ")
    assert environment.text("COLOUR", "red") == "red"


@pytest.mark.parametrize(("written", "meant"), [("1", True), ("Yes", True), ("off", False), ("0", False)])
def test_yes_and_no_are_read_in_their_usual_spellings(monkeypatch, written, meant):
    monkeypatch.setenv("LIVELY", written)
    assert environment.boolean("LIVELY", not meant) is meant


def test_a_strange_yes_or_no_is_refused(monkeypatch):
    monkeypatch.setenv("LIVELY", "maybe")
    with pytest.raises(BadSetting, match="LIVELY is 'maybe'"):
        environment.boolean("LIVELY", True)


@pytest.mark.parametrize("written", ["eight", "8.5", "-1", "--1", "0", "70000"])
def test_a_number_that_makes_no_sense_is_refused(monkeypatch, written):
    monkeypatch.setenv("PORT", written)
    with pytest.raises(BadSetting, match=r"PORT is .*from 1 to 65535"):
        environment.integer("PORT", 8000, least=1, most=65535)


def test_a_choice_outside_the_list_names_the_list(monkeypatch):
    monkeypatch.setenv("MODE", "staging")
    with pytest.raises(BadSetting, match="production, demo, test"):
        environment.choice("MODE", "production", ("production", "demo", "test"))


def test_words_are_separated_by_commas_or_spaces(monkeypatch):
    monkeypatch.setenv("HOSTS", "a.example, b.example c.example,")
    assert environment.several("HOSTS") == ["a.example", "b.example", "c.example"]


def test_a_secret_may_live_in_a_file(monkeypatch, tmp_path):
    file = tmp_path / "key"
    file.write_text("quiet\n")
    monkeypatch.delenv("KEY", raising=False)
    monkeypatch.setenv("KEY_FILE", str(file))
    assert environment.secret("KEY") == "quiet"


def test_a_secret_given_twice_is_refused_without_being_shown(monkeypatch, tmp_path):
    monkeypatch.setenv("KEY", "hush")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(BadSetting, match="Both KEY and KEY_FILE") as wrong:
        environment.secret("KEY")
    assert "hush" not in str(wrong.value)


def test_a_secret_file_that_is_missing_or_empty_is_named(monkeypatch, tmp_path):
    file = tmp_path / "key"
    monkeypatch.setenv("KEY_FILE", str(file))
    with pytest.raises(BadSetting, match=r"KEY_FILE names .* cannot be read"):
        environment.secret("KEY")
    file.write_text("\n")
    with pytest.raises(BadSetting, match=r"KEY_FILE names .* is empty"):
        environment.secret("KEY")
