"""The mails about a meeting, in their reader's language, from the meeting as it is when they are written."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from courtepointe import i18n
from courtepointe.coalitions.models import Member
from courtepointe.meetings.calendar import agenda_words, page_of
from courtepointe.meetings.models import Meeting, Notice
from courtepointe.meetings.queries.agenda import agenda_of
from courtepointe.meetings.queries.minutes import objectives_of
from courtepointe.meetings.timetable import Timetable, planned_end


@dataclass(frozen=True, slots=True)
class About:
    """What every letter about one meeting says, read once for all its readers."""

    meeting: Meeting
    objectives: list[str]
    agenda: Timetable
    sender: str

    @classmethod
    def of(cls, meeting: Meeting, sender: str) -> "About":
        return cls(meeting, [row.text for row in objectives_of(meeting)], agenda_of(meeting), sender)


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str
    description: str  # of the calendar file


def letter(about: About, member: Member, kind: str, *, answer: str, to_prepare: list[tuple[str, str]]) -> Letter:
    """The letter of this kind to this member: `answer` is their own address to say whether they come, `to_prepare`
    the pairs of what their organisation prepares and of the address where it hands it in."""
    with translation.override(member.language):
        parts = [
            _("Hello %(name)s,") % {"name": member.name},
            _OPENINGS[kind](about),
            when_and_where(about.meeting),
            *_middle(about, kind, answer, to_prepare),
            _signature(about),
        ]
        return Letter(_subject(about, kind), "\n\n".join(part for part in parts if part), _description(about))


def _convoked(about: About) -> str:
    return _("You are invited to a meeting of %(coalition)s: %(title)s.") % _names(about)


def _changed(about: About) -> str:
    return _("The meeting “%(title)s” of %(coalition)s has changed. Here it is as it stands now.") % _names(about)


def _cancelled(about: About) -> str:
    return _("The meeting “%(title)s” of %(coalition)s will not take place as it was announced.") % _names(about)


def _reminded(about: About) -> str:
    return _("The meeting “%(title)s” of %(coalition)s is coming soon.") % _names(about)


_OPENINGS = {
    Notice.CONVOCATION: _convoked,
    Notice.CHANGE: _changed,
    Notice.CANCELLATION: _cancelled,
    Notice.REMINDER: _reminded,
}


def _subject(about: About, kind: str) -> str:
    meeting = about.meeting
    words = {**_names(about), "date": i18n.long_date(meeting.on) if meeting.on else ""}
    if kind == Notice.CANCELLATION:
        return _("Cancelled: %(title)s, %(date)s") % words
    if kind == Notice.CHANGE:
        return _("Changed: %(title)s, %(date)s") % words
    if kind == Notice.REMINDER:
        return _("Reminder: %(title)s, %(date)s") % words
    return _("Invitation: %(title)s, %(date)s") % words


def when_and_where(meeting: Meeting) -> str:
    """Its day, hours and place, a line each."""
    lines = []
    if meeting.on:
        lines.append(i18n.long_date(meeting.on, weekday=True))
    if meeting.starts_at:
        ends = planned_end(meeting)
        hours = {"a": i18n.clock_time(meeting.starts_at), "b": i18n.clock_time(ends) if ends else ""}
        lines.append(_("from %(a)s to %(b)s") % hours)
    if meeting.place:
        lines.append(meeting.place)
    return "\n".join(lines)


def _middle(about: About, kind: str, answer: str, to_prepare: list[tuple[str, str]]) -> Iterator[str]:
    if kind == Notice.CANCELLATION:
        return
    if about.objectives and kind != Notice.REMINDER:
        yield "\n".join([_("What it is for:"), *(f"- {text}" for text in about.objectives)])
    if kind != Notice.REMINDER:
        yield agenda_words(about.agenda)
    if to_prepare:
        yield "\n".join(
            [_("To prepare with your organisation:"), *(f"- {what}\n  {link}" for what, link in to_prepare)]
        )
    yield _("Will you be there? Say it here, without signing in:\n%(link)s") % {"link": answer}


def _signature(about: About) -> str:
    return _("The page of the meeting: %(page)s\n\n%(sender)s\nfor %(coalition)s") % {
        **_names(about),
        "page": page_of(about.meeting),
        "sender": about.sender,
    }


def _description(about: About) -> str:
    objectives = [f"- {text}" for text in about.objectives]
    return "\n\n".join(part for part in ("\n".join(objectives), agenda_words(about.agenda)) if part)


def description_of(meeting: Meeting) -> str:
    """What a calendar says of a meeting, in the reader's language."""
    return _description(About.of(meeting, ""))


def _names(about: About) -> dict[str, str]:
    return {"title": about.meeting.title, "coalition": about.meeting.coalition.name}
