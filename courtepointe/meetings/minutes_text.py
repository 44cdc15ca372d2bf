"""The minutes as plain text, in the language that is active: what members read in their mail program."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courtepointe import i18n
from courtepointe.meetings.models import Attendance, Decision, FollowUp, Meeting, MeetingObjective
from courtepointe.meetings.queries.details import Detail
from courtepointe.meetings.queries.minutes import Account, Part

State = Attendance.State


def whole_text(meeting: Meeting, account: Account) -> str:
    """Everything that the page of the minutes holds, but for what is still to be completed."""
    return "\n".join(_lines(meeting, account)).strip() + "\n"


def _lines(meeting: Meeting, account: Account) -> Iterator[str]:
    yield meeting.title
    yield when_and_where(meeting)
    yield from _titled(_("Opening"), [account.opening] if account.opening else [])
    yield from _titled(_("Objectives"), [_objective(row) for row in account.objectives])
    yield from _titled(_("Attendance"), list(_attendance(account)))
    for number, part in enumerate((part for part in account.parts if not part.is_break), start=1):
        yield from _titled(f"{number}. {part.activity.title}", list(_part(part, account)))
    yield from _titled(_("Other decisions"), [line for row in account.decisions for line in _decision(row, account)])
    yield from _titled(_("Follow-ups"), [f"- {said_follow_up(row)}" for row in account.follow_ups])
    yield from _titled(_("Documents and photos"), [f"- {row.text}" for row in account.files])
    yield from _titled(_("Subjects set aside"), [f"- {row.text}" for row in account.parked])
    yield from _titled(_("Next meeting"), [_next(account.next)] if account.next else [])
    yield from _titled(_("Closing"), [account.closing] if account.closing else [])


def _titled(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title.upper()
        yield from lines


def when_and_where(meeting: Meeting) -> str:
    """The day, the hour and the place, as far as they are known."""
    parts = [i18n.long_date(meeting.on, weekday=True)] if meeting.on else []
    parts += [i18n.clock_time(meeting.starts_at)] if meeting.starts_at else []
    parts += [meeting.place] if meeting.place else []
    return ", ".join(parts)


def _objective(row: Detail) -> str:
    outcome = MeetingObjective.Outcome(row.more)
    return f"- {row.text} ({outcome.label})" if outcome else f"- {row.text}"


def _attendance(account: Account) -> Iterator[str]:
    if not account.presence.marked:
        return
    yield ngettext("%(num)s person here", "%(num)s people here", account.presence.people) % {
        "num": account.presence.people
    }
    for state, label in State.choices:
        names = [
            f"{seat.name} ({group.name})" if group.name else seat.name
            for group in account.groups
            for seat in group.of(state)
        ]
        if names:
            yield f"{label} : {', '.join(names)}" if i18n.is_french() else f"{label}: {', '.join(names)}"


def _part(part: Part, account: Account) -> Iterator[str]:
    if part.text.strip():
        yield part.text.strip()
    elif part.is_empty and part.activity.aim:
        yield part.activity.aim
    for row in part.decisions:
        yield from _decision(row, account)
    for file in part.files:
        yield f"- {file.text}"


def _decision(row: Decision, account: Account) -> Iterator[str]:
    yield said_decision(row)
    details = account.details.get(row.pk)
    for option in details.options if details else []:
        yield f"    {option.text} : {option.number}" if i18n.is_french() else f"    {option.text}: {option.number}"
    for objection in details.objections if details else []:
        yield "    " + _("Objection: %(text)s") % {"text": objection.text}
        if objection.more:
            yield "    " + _("Answer: %(text)s") % {"text": objection.more}
    if row.reasons:
        yield "    " + _("Reasons: %(text)s") % {"text": row.reasons}


def said_decision(row: Decision) -> str:
    """A decision in one paragraph: number, result, wording, how."""
    values = {"number": row.number, "result": row.get_result_display(), "wording": row.wording, "how": row.how}
    return _("Decision %(number)s (%(result)s): %(wording)s [%(how)s]") % values


def said_follow_up(row: FollowUp) -> str:
    """Who, what, for when."""
    who = row.member.name if row.member else (row.organisation.name if row.organisation else _("nobody yet"))
    values = {"who": who, "what": row.what, "day": i18n.long_date(row.due_on) if row.due_on else ""}
    if row.due_on:
        return _("%(who)s: %(what)s, for %(day)s") % values
    return _("%(who)s: %(what)s") % values


def _next(meeting: Meeting) -> str:
    return ", ".join(part for part in (meeting.title, when_and_where(meeting)) if part)
