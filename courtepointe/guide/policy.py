"""The policy of a coalition on personal information: the ready text, or its own words since a day."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.guide.models import PolicyVersion
from courtepointe.library.method import Text
from courtepointe.library.reading import Notebook, Problem, entries_of
from courtepointe.rows import Conflict

FILE = Path(__file__).with_name("policy.yaml")
TITLE = "## "

history.declare(
    {
        "policy.worded": gettext_lazy("%(who)s worded the policy on personal information."),
        "policy.ready": gettext_lazy("%(who)s took up the ready text of the policy on personal information again."),
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What is read: pairs of a title and a text. `version` is None while it is the ready text."""

    parts: list[tuple[str, str]]
    text: str
    version: PolicyVersion | None
    ready_has_changed: bool  # since the coalition worded its own


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the ready text that a release changed; empty before or now: it came, or went."""

    title: str
    before: str
    now: str


def policy_of(coalition: Coalition, language: str) -> Policy:
    """The policy in force in a language, in one query."""
    ready = ready_text(coalition, language)
    latest = next(iter(versions_of(coalition, language)), None)
    own = latest if latest is not None and latest.text.strip() else None
    text = own.text if own else ready
    return Policy(parts_of(text), text, own, own is not None and own.ready not in ("", _blank(language)))


def ready_text(coalition: Coalition, language: str) -> str:
    """The ready text, with who answers and where the server is, as it may be edited: titles begin with `## `."""
    return _filled(_blank(language), _words(coalition, language))


def changes_of(coalition: Coalition, version: PolicyVersion) -> list[Change]:
    """What the ready text says otherwise than when the coalition worded its own, part by part."""
    words = _words(coalition, version.language)
    before, now = (dict(parts_of(text)) for text in (version.ready, _blank(version.language)))
    return [
        Change(title, _filled(before.get(title, ""), words), _filled(now.get(title, ""), words))
        for title in {**now, **before}
        if before.get(title) != now.get(title)
    ]


def versions_of(coalition: Coalition, language: str) -> list[PolicyVersion]:
    """What the coalition said in a language since the beginning, the latest first."""
    return list(PolicyVersion.objects.filter(coalition=coalition, language=language).order_by("-made_at", "-pk"))


def _blank(language: str) -> str:
    """The ready text before its blanks are filled in."""
    with translation.override(language):
        return "\n\n".join(f"{TITLE}{title}\n\n{text}" for title, text in _sections())


def _words(coalition: Coalition, language: str) -> dict[str, str]:
    with translation.override(language):
        return {
            "coalition": coalition.name,
            "answers": _answers(coalition),
            "where": settings.HOSTING or _("The server is chosen by those who run this site."),
        }


def _filled(text: str, words: dict[str, str]) -> str:
    """A text of any release: a blank that is no longer filled in is left as it is."""
    for name, said in words.items():
        text = text.replace(f"{{{name}}}", said)
    return text


def _answers(coalition: Coalition) -> str:
    said = [coalition.privacy_title or coalition.privacy_name, coalition.privacy_email, coalition.privacy_phone]
    return ", ".join(part for part in said if part) or _("the person who coordinates")


def parts_of(text: str) -> list[tuple[str, str]]:
    """The text as pairs of a title (may be empty) and what stands under it."""
    parts: list[tuple[str, str]] = []
    title, lines = "", list[str]()
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith(TITLE):
            parts.append((title, "\n".join(lines).strip()))
            title, lines = line.removeprefix(TITLE).strip(), []
        else:
            lines.append(line)
    parts.append((title, "\n".join(lines).strip()))
    return [part for part in parts if any(part)]


@transaction.atomic
def word_policy(
    coalition: Coalition, language: str, text: str, *, by: Member, version: int | None = None
) -> PolicyVersion:
    """Keep the coalition's own words from now on; the ready words, or none, take the ready text up again.

    `version`: how many there were when the form was opened. Raises Conflict when somebody saved since.
    """
    Coalition.objects.select_for_update(no_key=True).get(pk=coalition.pk)
    ready, known = ready_text(coalition, language), versions_of(coalition, language)
    if version is not None and version != len(known):
        latest = known[0]
        latest.text, latest.version = latest.text or ready, len(known)
        raise Conflict(latest, {"text": text})
    words = text.replace("\r\n", "\n").strip()
    own = "" if words == ready.strip() else words
    row = PolicyVersion.objects.create(
        coalition=coalition, language=language, text=own, ready=_blank(language), made_by=by
    )
    history.record(row, "policy.worded" if own else "policy.ready", by=by)
    return row


@lru_cache(1)
def _sections() -> tuple[tuple[Text, Text], ...]:
    sections, problems = read(FILE)
    assert not problems, problems
    return sections


def read(path: Path) -> tuple[tuple[tuple[Text, Text], ...], list[Problem]]:
    """The sections of a file, and what is wrong in it."""
    notes = Notebook()
    sections = []
    for entry in entries_of(path, path.name, notes):
        sections.append((entry.text("title"), entry.text("text")))
        entry.finish()
    return tuple(sections), sorted(notes.problems)


@register()
def ready_policy(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """``manage.py check`` names what is wrong in the file."""
    return [Error(f"courtepointe/guide/{problem}", id="courtepointe.E021") for problem in read(FILE)[1]]
