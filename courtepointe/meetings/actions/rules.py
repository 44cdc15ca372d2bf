"""The working rules: a draft that people write together, adopted by a decision; the former version is kept."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.meetings.models import Decision, RulesSection, WorkingRules
from courtepointe.rows import Conflict, Refused, write

FIELDS = ("quorum_kind", "quorum_value", "vote_unit", "decision_mode", "fallback_mode", "notice_days", "review_on")

history.declare(
    {
        "working_rules.begun": gettext_lazy("%(who)s began version %(number)s of the working rules."),
        "working_rules.written": gettext_lazy("%(who)s wrote in version %(number)s of the working rules: “%(title)s”."),
        "working_rules.set": gettext_lazy("%(who)s set what meetings obey in version %(number)s of the rules."),
        "working_rules.adopted": gettext_lazy("Version %(number)s of the rules was adopted (decision %(decision)s)."),
        "working_rules.dropped": gettext_lazy("%(who)s dropped the draft of version %(number)s of the working rules."),
    }
)


def begin_rules(coalition: Coalition, *, by: Member) -> WorkingRules:
    """A new draft, a copy of the version in force or empty; the draft that is already there, if there is one."""
    with transaction.atomic():
        Coalition.objects.select_for_update(no_key=True).get(pk=coalition.pk)
        found = {row.status: row for row in coalition.working_rules.exclude(status=WorkingRules.REPLACED)}
        if WorkingRules.DRAFT in found:
            return found[WorkingRules.DRAFT]
        last = coalition.working_rules.aggregate(last=Max("number"))["last"] or 0
        adopted = found.get(WorkingRules.ADOPTED)
        kept = {name: getattr(adopted, name) for name in FIELDS} if adopted else {}
        draft = WorkingRules.objects.create(coalition=coalition, number=last + 1, **kept)
        if adopted is not None:
            RulesSection.objects.bulk_create(
                RulesSection(
                    coalition=coalition, rules=draft, key=row.key, title=row.title, text=row.text, position=row.position
                )
                for row in adopted.sections.all()
            )
        history.record(draft, "working_rules.begun", by=by, number=draft.number)
    return draft


def write_section(draft: WorkingRules, key: str, *, by: Member, version: int, text: str, title: str = "") -> None:
    """Write one section; `version` is 0 when it had no text yet. Raises Conflict (nothing written) or Refused."""
    with transaction.atomic():
        _still_a_draft(draft)
        row = RulesSection.objects.filter(rules=draft, key=key).first()
        if row is None:
            last = draft.sections.aggregate(last=Max("position"))["last"] or 0
            row = RulesSection.objects.create(
                coalition_id=draft.coalition_id, rules=draft, key=key, title=title, text=text, position=last + 1
            )
        elif row.version != version:
            raise Conflict(row, {"text": text, "title": title})
        else:
            write(row, version=version, text=text, title=title)
        history.record(draft, "working_rules.written", by=by, number=draft.number, title=title or key)


def set_rules(draft: WorkingRules, *, by: Member, version: int, **fields: Any) -> None:
    """Quorum, unit of votes, modes, notice, review. Raises Conflict or Refused."""
    with transaction.atomic():
        _still_a_draft(draft)
        write(draft, version=version, **fields)
        history.record(draft, "working_rules.set", by=by, number=draft.number)


def adopt_rules(draft: WorkingRules, decision: Decision, *, by: Member) -> None:
    """The draft comes into force by a decision of the group, on the day of its meeting; the former one is replaced.

    Raises Refused when the decision was not one of adoption, or its meeting has no date, or the draft is empty.
    """
    with transaction.atomic():
        now = _still_a_draft(draft)
        if decision.result not in (Decision.Result.ADOPTED, Decision.Result.AMENDED):
            raise Refused(_("This decision did not adopt anything: choose another one."))
        if decision.meeting.on is None:
            raise Refused(_("The meeting of this decision has no date."))
        if not now.sections.exclude(text="").exists():
            raise Refused(_("These rules say nothing yet: write at least one section."))
        before = WorkingRules.objects.filter(coalition_id=now.coalition_id, status=WorkingRules.ADOPTED)
        before.update(status=WorkingRules.REPLACED)
        day: dt.date = decision.meeting.on
        write(draft, version=now.version, status=WorkingRules.ADOPTED, adopted_on=day, decision=decision)
        history.record(now, "working_rules.adopted", by=by, number=now.number, decision=decision.number)


def drop_rules(draft: WorkingRules, *, by: Member) -> None:
    """Give up a draft that was never adopted."""
    with transaction.atomic():
        now = _still_a_draft(draft)
        history.record(now, "working_rules.dropped", by=by, number=now.number)
        now.delete()


def _still_a_draft(draft: WorkingRules) -> WorkingRules:
    now = WorkingRules.objects.select_for_update(no_key=True).filter(pk=draft.pk).first()
    if now is None or now.status != WorkingRules.DRAFT:
        raise Refused(_("This version is no longer a draft: begin a new one."))
    return now
