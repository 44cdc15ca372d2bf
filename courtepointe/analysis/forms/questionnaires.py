"""The page of questions, typed in as many languages as wanted; and the sheet that a parent fills in."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe.analysis.models import Questionnaire
from courtepointe.meetings.forms.common import VersionedForm

MOST_QUESTIONS = 5
MOST_LANGUAGES = 8
CODE = RegexValidator(
    r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*\Z", gettext_lazy("Two or three letters, such as fr, en, es, ar.")
)


class QuestionnaireForm(VersionedForm):
    """A name for ourselves, a last day, then for each language its name, a title, a few words, and the questions."""

    title = forms.CharField(
        label=gettext_lazy("Name of this page, for ourselves"),
        max_length=200,
        help_text=gettext_lazy("Parents do not see it."),
    )
    closes_on = forms.DateField(label=gettext_lazy("Last day to answer"), required=False)

    def __init__(self, count: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = max(1, min(count, MOST_LANGUAGES))
        self.texts: list[dict[str, Any]] = []
        for n in range(self.count):
            self.fields[f"lang_{n}"] = forms.CharField(
                label=gettext_lazy("Code of the language"),
                max_length=20,
                required=n == 0,
                validators=[CODE],
                help_text=gettext_lazy("fr, en, es, ar… It tells telephones how to read the text aloud."),
            )
            self.fields[f"name_{n}"] = forms.CharField(
                label=gettext_lazy("Name of the language, as its speakers write it"), max_length=60, required=n == 0
            )
            self.fields[f"title_{n}"] = forms.CharField(
                label=gettext_lazy("Title that parents read"), max_length=200, required=n == 0
            )
            self.fields[f"intro_{n}"] = forms.CharField(
                label=gettext_lazy("A few words: who asks, why, what will come of it"),
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            for k in range(MOST_QUESTIONS):
                self.fields[f"question_{n}_{k}"] = forms.CharField(
                    label=gettext_lazy("Question %(number)s") % {"number": k + 1},
                    max_length=300,
                    required=n == 0 and k == 0,
                )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.texts = []
        codes: list[str] = []
        for n in range(self.count):
            questions = [cleaned.get(f"question_{n}_{k}", "") for k in range(MOST_QUESTIONS)]
            text = {
                "lang": cleaned.get(f"lang_{n}", "").lower(),
                "name": cleaned.get(f"name_{n}", ""),
                "title": cleaned.get(f"title_{n}", ""),
                "intro": cleaned.get(f"intro_{n}", "").replace("\r\n", "\n"),
                "questions": [question for question in questions if question],
            }
            if not any(text.values()) and not any(f"{name}_{n}" in self.errors for name in ("lang", "name", "title")):
                continue
            self._check(n, text, codes)
            codes.append(text["lang"])
            self.texts.append(text)
        return cleaned

    def _check(self, n: int, text: dict[str, Any], codes: list[str]) -> None:
        for name in ("lang", "name", "title"):
            if not text[name] and f"{name}_{n}" not in self.errors:
                self.add_error(f"{name}_{n}", _("Say it for this language too, or empty everything in it."))
        if text["lang"] and text["lang"] in codes:
            self.add_error(f"lang_{n}", _("This language is there already."))
        first = self.texts[0]["questions"] if self.texts else text["questions"]
        if len(text["questions"]) != len(first):
            told = {"here": len(text["questions"]), "first": len(first)}
            self.add_error(
                f"question_{n}_0",
                _("The same questions in each language: here %(here)s, in the first one %(first)s.") % told,
            )

    def values(self) -> dict[str, Any]:
        return {**{name: self.cleaned_data[name] for name in ("title", "closes_on")}, "texts": self.texts}

    def against(self, row: Questionnaire) -> list[tuple[str, str]]:  # type: ignore[override]
        """As its parent, and the texts that differ, language by language."""
        plain = self.differing(row, {name: self.cleaned_data[name] for name in ("title", "closes_on")})
        texts = [
            (theirs["name"], "\n".join([theirs["title"], theirs["intro"], *theirs["questions"]]))
            for theirs in row.texts
            if theirs not in self.texts
        ]
        return plain + texts

    @property
    def languages(self) -> list[dict[str, Any]]:
        """The bound fields, language by language, for the template."""
        return [
            {
                "plain": [self[f"{name}_{n}"] for name in ("lang", "name", "title", "intro")],
                "questions": [self[f"question_{n}_{k}"] for k in range(MOST_QUESTIONS)],
            }
            for n in range(self.count)
        ]


def initial_of(row: Questionnaire) -> dict[str, Any]:
    """What the form shows of a page."""
    shown: dict[str, Any] = {"title": row.title, "closes_on": row.closes_on, "version": row.version}
    for n, text in enumerate(row.texts):
        shown |= {f"{name}_{n}": text[name] for name in ("lang", "name", "title", "intro")}
        shown |= {f"question_{n}_{k}": question for k, question in enumerate(text["questions"])}
    return shown


class SheetForm(forms.Form):
    """The answers of a parent: all may stay empty but one. The field that no human sees stays empty."""

    LONGEST = 1500

    website = forms.CharField(required=False, max_length=200)

    def __init__(self, questions: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, question in enumerate(questions):
            self.fields[f"answer_{place}"] = forms.CharField(
                label=question,
                required=False,
                max_length=self.LONGEST,
                widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
            )
        self.number = len(questions)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(self.answers):
            self.add_error("answer_0", _("Answer one question at least."))
        return cleaned

    @property
    def answers(self) -> list[str]:
        return [self.cleaned_data.get(f"answer_{place}", "") for place in range(self.number)]

    @property
    def asked(self) -> list[Any]:
        return [self[f"answer_{place}"] for place in range(self.number)]

    @property
    def is_of_a_machine(self) -> bool:
        """Whether the field that no human sees was filled in."""
        return bool(self.data.get("website"))
