"""Questions to parents: those of a cycle, the public page by its key, the answers once they point at nobody."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from courtepointe.access import SPEAKING, Reader
from courtepointe.analysis.models import Answer, Questionnaire
from courtepointe.meetings.models import Process

LEAST_SHEETS = 5  # nothing is read below: one would know who wrote

# Languages written from right to left, by the first part of their code.
LEFTWARDS = frozenset("ar arc ckb dv fa he ks ku-arab nqo ps prs sd syr ug ur yi".split())


def questionnaires_for(reader: Reader, process: Process) -> QuerySet[Questionnaire]:
    """Those of a cycle, the latest first. Every member of the coalition may read what is asked."""
    found = Questionnaire.objects.present().filter(coalition_id=reader.coalition_id, process=process)
    return found.order_by("-created_at", "-pk")


def removed_for(reader: Reader, uid: uuid.UUID) -> Questionnaire | None:
    """One that was removed and may be put back, for those who steer."""
    if not reader.steers:
        return None
    return Questionnaire.objects.filter(coalition_id=reader.coalition_id, uid=uid, removed_at__isnull=False).first()


def public_questionnaire(key: str) -> Questionnaire | None:
    """The page that anybody may open by its key, once it was opened; closed ones say that they are."""
    rows = Questionnaire.objects.present().exclude(state=Questionnaire.State.DRAFT)
    return rows.select_related("coalition").filter(key=key).first()


def takes_sheets(row: Questionnaire, today: dt.date) -> bool:
    """Whether anybody may answer today: it is open, and its last day has not passed."""
    return (
        row.removed_at is None
        and row.state == Questionnaire.State.OPEN
        and (row.closes_on is None or today <= row.closes_on)
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the answers to it: (text, language, direction)."""

    text: str
    answers: list[tuple[str, str, str]]


def is_over(row: Questionnaire, today: dt.date) -> bool:
    """Whether it takes no more sheets: closed, or its last day has passed."""
    late = row.state == Questionnaire.State.OPEN and row.closes_on is not None and row.closes_on < today
    return late or row.state == Questionnaire.State.CLOSED


def is_readable(row: Questionnaire, today: dt.date) -> bool:
    """Answers are read after the end, from five sheets on: before, each reading would tell what came since the last."""
    return is_over(row, today) and row.answered >= LEAST_SHEETS


def answers_for(reader: Reader, row: Questionnaire, today: dt.date) -> list[Asked]:
    """The questions, in the first language, with all their answers, in an order that tells nothing; one query."""
    questions = row.texts[0]["questions"] if row.texts else []
    if reader.role not in SPEAKING or not is_readable(row, today):
        return []
    found: list[list[tuple[str, str, str]]] = [[] for _text in questions]
    rows = Answer.objects.filter(coalition_id=reader.coalition_id, questionnaire=row).order_by("uid")
    for place, text, lang in rows.values_list("question", "text", "lang"):
        if place < len(found):
            found[place].append((text, lang, direction_of(lang)))
    return [Asked(text, answers) for text, answers in zip(questions, found, strict=True)]


def direction_of(lang: str) -> str:
    """How a language is written: rtl or ltr."""
    return "rtl" if lang.lower() in LEFTWARDS or lang.lower().split("-")[0] in LEFTWARDS else "ltr"


def text_in(row: Questionnaire, wanted: str, accepted: str) -> dict[str, Any]:
    """What was typed, in the language asked for, or the first one that the reader's browser takes, or the first."""
    texts: list[dict[str, Any]] = row.texts
    by_code = {text["lang"].lower(): text for text in texts}
    if wanted.lower() in by_code:
        return by_code[wanted.lower()]
    for part in accepted.lower().split(","):
        code = part.split(";")[0].strip()
        for known, text in by_code.items():
            if code and code.split("-")[0] == known.split("-")[0]:
                return text
    return texts[0]
