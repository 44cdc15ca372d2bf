"""The steps of the analysis as its hub shows them: what each page is for, what it holds so far."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courtepointe.i18n import number

Held = dict[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the analysis: the name of its address, what it is for, what it holds."""

    page: str
    title: Promise
    purpose: Promise
    holds: str = ""
    tool: int | None = None  # its number in the method


def data(held: Held) -> list[Step]:
    """What is known: the plan, figures, their portrait, what was brought, what parents say."""
    received = _("Received: %(received)s of %(total)s") % {"received": held["received"], "total": held["asked"]}
    return [
        Step(
            "data-plan",
            gettext_lazy("Plan of the analysis"),
            gettext_lazy("What we want to know, where it is found, who brings it."),
            received if held["asked"] else "",
        ),
        Step(
            "indicators",
            gettext_lazy("Figures"),
            gettext_lazy("What is measured here and around us, with its source and its precision."),
            _("Indicators: %(indicators)s · values: %(values)s")
            % {"indicators": held["indicators"], "values": number(held["values"])}
            if held["indicators"]
            else "",
        ),
        Step(
            "portrait",
            gettext_lazy("Portrait of the situation"),
            gettext_lazy("What the figures say, system by system: to read, to project, to print."),
        ),
        Step(
            "questionnaires",
            gettext_lazy("Questions to parents"),
            gettext_lazy("A short page that parents answer without saying who they are."),
            ngettext("%(num)s sheet received", "%(num)s sheets received", held["sheets"]) % {"num": held["sheets"]}
            if held["sheets"]
            else "",
        ),
        Step(
            "materials",
            gettext_lazy("What was brought"),
            gettext_lazy("Consultations, interviews, studies and tables, from which observations are drawn."),
            ngettext("%(count)s document", "%(count)s documents", held["brought"]) % {"count": held["brought"]},
        ),
    ]


def findings(held: Held) -> list[Step]:
    """What the group draws from it."""
    seen = ngettext("%(count)s observation", "%(count)s observations", held["seen"]) % {"count": held["seen"]}
    loose = ngettext("%(count)s not in a finding yet", "%(count)s not in a finding yet", held["loose"])
    return [
        Step(
            "observations",
            gettext_lazy("Observations"),
            gettext_lazy("What each person sees, in figures or from experience, in a few short sentences."),
            f"{seen} · {loose % {'count': held['loose']}}" if held["loose"] else seen,
            5,
        ),
        Step(
            "findings",
            gettext_lazy("Findings"),
            gettext_lazy("What the group concludes together, for each system and from the three analyses."),
            ngettext("%(count)s finding", "%(count)s findings", held["found"]) % {"count": held["found"]},
            5,
        ),
    ]


def choices(held: Held) -> list[Step]:
    """What the group chooses."""
    return [
        Step(
            "priorities",
            gettext_lazy("Priorities"),
            gettext_lazy("The findings on which the group chooses to act, by a ballot or by a discussion."),
            ngettext("%(count)s priority", "%(count)s priorities", held["chosen"]) % {"count": held["chosen"]},
            8,
        ),
        Step(
            "factors-choice",
            gettext_lazy("Choice of factors"),
            gettext_lazy("The protective factors that answer the priorities and are within reach."),
            ngettext("%(count)s factor kept", "%(count)s factors kept", held["kept"]) % {"count": held["kept"]},
            8,
        ),
        Step(
            "objectives",
            gettext_lazy("Objectives"),
            gettext_lazy("What is to change, written against the factors that are kept."),
            ngettext("%(count)s objective", "%(count)s objectives", held["aimed"]) % {"count": held["aimed"]},
            8,
        ),
    ]


def offer(held: Held) -> list[Step]:
    """What organisations offer, and what they work on."""
    said = {"services": held["offered"], "answered": held["handed_in"]}
    return [
        Step(
            "services",
            gettext_lazy("Services offered"),
            gettext_lazy("What each organisation offers to young children and their families, to whom and where."),
            _("Services: %(services)s. Organisations that have answered: %(answered)s.") % said
            if held["offered"] or held["handed_in"]
            else "",
            6,
        ),
        Step(
            "coverage",
            gettext_lazy("Coverage"),
            gettext_lazy("By category and age: what nobody offers, what several offer, what is fragile."),
            tool=6,
        ),
        Step(
            "factor-coverage",
            gettext_lazy("Factor coverage"),
            gettext_lazy("On which protective factors we work, how far, and what is within our reach."),
            _("Organisations that have answered: %(answered)s") % {"answered": held["spoken"]}
            if held["spoken"]
            else "",
            7,
        ),
    ]
