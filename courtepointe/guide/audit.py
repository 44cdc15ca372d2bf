"""Who did what, when: the lines of history that a reader may see, and the filters of those who answer for them."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courtepointe import history
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.history import SENSITIVE, Entry

history.declare({"personal.history_saved": _("%(who)s saved the history in a file.")})

# What the history is about: the codes of things, in groups that people recognise. A test holds that none is missing.
GROUPS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "people": (
        _("People and organisations"),
        ("member", "invitation", "organisation", "committee", "committee_member"),
    ),
    "meetings": (
        _("Meetings"),
        (
            *("meeting", "objective_of_meeting", "activity", "attendance", "reply", "notice", "parked_item"),
            *("preparation_task", "homework", "homework_share", "meeting_file", "file"),
        ),
    ),
    "decisions": (
        _("Decisions and follow-ups"),
        ("decision", "decision_option", "objection", "follow_up"),
    ),
    "minutes": (_("Minutes and evaluations"), ("minutes", "minutes_section", "meeting_evaluation")),
    "process": (_("Process"), ("process", "past_stage")),
    "analysis": (
        _("Data and analysis"),
        (
            *("data_need", "territory", "population_indicator", "data_import", "datum", "material", "questionnaire"),
            *("observation", "finding", "inventory", "service", "factor_action"),
            *("ballot", "ballot_item", "ballot_paper", "priority", "factor_choice", "objective_of_plan"),
        ),
    ),
    "plan": (
        _("Plan, follow-up and evaluation"),
        (
            *("plan", "plan_version", "confirmation", "left_gap", "transformation", "instrument"),
            *("plan_indicator", "action", "milestone", "checkpoint", "budget_line", "funder", "funding_line"),
            *("progress_report", "adjustment", "communication", "measurement", "result_request"),
            *("transformation_review", "action_decision", "relevance"),
            *("diagnostic", "diagnostic_item", "diagnostic_wording"),
        ),
    ),
    "settings": (
        _("Settings and rules"),
        (
            *("coalition", "method_change", "working_rules", "rules_section"),
            *("policy_version", "keeping_run", "incident"),
        ),
    ),
}
PRIVACY = "privacy"


def kinds() -> list[tuple[str, str]]:
    """The choices of the filter."""
    return [
        *((slug, str(title)) for slug, (title, _codes) in GROUPS.items()),
        (PRIVACY, str(_("Personal information"))),
    ]


def people(coalition: Coalition) -> list[tuple[str, str]]:
    """Those whose acts may be looked for: members, present and past, but those who were erased."""
    rows = coalition.members.filter(erasures__isnull=True).order_by("sort_key", "pk")
    return [(str(uid), name) for uid, name in rows.values_list("uid", "name")]


def lines_for(coalition: Coalition, *, responsible: bool) -> QuerySet[Entry]:
    """The history of a coalition, the latest first; acts on personal information are for those who answer for it."""
    rows = Entry.objects.filter(coalition=coalition).order_by("-at", "-pk")
    return rows if responsible else rows.exclude(verb__startswith=SENSITIVE)


def filtered(rows: QuerySet[Entry], coalition: Coalition, wanted: dict[str, Any]) -> QuerySet[Entry]:
    """The lines that answer the filters: `who` and `thing` (uids), `kind`, `since` and `until` (days)."""
    if "who" in wanted:
        rows = rows.filter(_by(coalition.members.get(uid=wanted["who"])))
    if "kind" in wanted:
        rows = rows.filter(_about(wanted["kind"]))
    if "since" in wanted:
        rows = rows.filter(at__gte=_start(wanted["since"], coalition))
    if "until" in wanted:
        rows = rows.filter(at__lt=_start(wanted["until"] + dt.timedelta(days=1), coalition))
    return rows.filter(thing_uid=wanted["thing"]) if "thing" in wanted else rows


def _by(member: Member) -> Q:
    mine = Q(actor=None, actor_name=member.name)
    return mine | Q(actor_id=member.person_id) if member.person_id is not None else mine


def _about(kind: str) -> Q:
    return Q(verb__startswith=SENSITIVE) if kind == PRIVACY else Q(thing__in=GROUPS[kind][1])


def _start(day: dt.date, coalition: Coalition) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=coalition.timezone)
