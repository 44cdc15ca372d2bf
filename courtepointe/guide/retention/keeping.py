"""The periods apply themselves: announced to those who answer for it, two weeks later done, then told in the history.

Every step is a row, and every act may be done again: a worker that is stopped halfway goes on where it was.
"""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courtepointe import clock, history, i18n, mail
from courtepointe.access import COORDINATOR
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.guide.models import KeepingChoice, KeepingRun
from courtepointe.guide.retention.kinds import KINDS
from courtepointe.guide.retention.periods import Period, periods
from courtepointe.rows import Refused

NOTICE = dt.timedelta(days=14)
AGAIN = dt.timedelta(days=28)  # between two announcements: one message a month at most
LONGEST_HOLD = dt.timedelta(days=366)
HANDFUL = 500  # rows that go in one transaction: people who write meanwhile wait for so many, not for ten years
GONE = "gone"  # beside the kinds in the counts of a run: how many went
log = logging.getLogger(__name__)

history.declare(
    {
        "personal.keeping_announced": gettext_lazy("What is kept too long goes on %(date)s: it was announced."),
        "personal.keeping_done": gettext_lazy("What was kept too long has gone, as announced: %(count)s things."),
        "personal.keeping_period": gettext_lazy("%(who)s changed how long something is kept: %(what)s, %(days)s days."),
        "personal.keeping_held": gettext_lazy("%(who)s holds something back until %(date)s: %(what)s. %(reason)s"),
        "personal.keeping_released": gettext_lazy("%(who)s no longer holds something back: %(what)s."),
    }
)


def keep_to_periods() -> int:
    """Announce what is over and do what was announced, for every coalition. Called by the worker each day or so."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    done = 0
    for pk in Coalition.objects.order_by("pk").values_list("pk", flat=True):
        try:
            done += _keep(pk)
        except Exception:  # one coalition's trouble is not the others'; what was not done is tried again
            log.exception("keeping to the periods of coalition %s", pk)
    return done


def _keep(pk: int) -> int:
    run = KeepingRun.objects.filter(coalition_id=pk, done_at=None).select_related("coalition").first()
    if run is None:
        return _announce(pk)
    if clock.today(run.coalition.timezone) < run.runs_on:
        return 0
    return _do(run)


def what_is_over(coalition: Coalition, moment: dt.datetime) -> dict[str, int]:
    """How many things of each kind are kept longer than this coalition keeps them; not those held back."""
    chosen = choices_of(coalition)
    counts = {}
    for slug, period in periods().items():
        if _is_held(chosen.get(slug), moment):
            continue
        before = moment - dt.timedelta(days=days_of(period, chosen.get(slug)))
        number = sum(rows.count() for rows in KINDS[slug].over(coalition.pk, before))
        if number:
            counts[slug] = number
    return counts


def choices_of(coalition: Coalition) -> dict[str, KeepingChoice]:
    """What the coalition chose, by kind."""
    return {choice.kind: choice for choice in KeepingChoice.objects.filter(coalition=coalition)}


def days_of(period: Period, choice: KeepingChoice | None) -> int:
    """How long, by the coalition's choice or by the file; never outside the bounds of the file as it stands."""
    days = period.days if choice is None or choice.days is None else choice.days
    return min(period.most, max(period.least, days))


def length_of(days: int) -> str:
    """A period in words: years where it is whole years, else days."""
    years, over = divmod(days, 365)
    if years and over <= years // 4 + 1:
        return ngettext("%(num)s year", "%(num)s years", years) % {"num": years}
    return ngettext("%(num)s day", "%(num)s days", days) % {"num": days}


def _is_held(choice: KeepingChoice | None, moment: dt.datetime) -> bool:
    return choice is not None and choice.held_until is not None and choice.held_until >= moment.date()


def _announce(pk: int) -> int:
    with transaction.atomic():
        coalition = Coalition.objects.select_for_update(no_key=True).get(pk=pk)
        now = clock.now()
        last = KeepingRun.objects.filter(coalition=coalition).order_by("-announced_at").first()
        if last is not None and (last.done_at is None or now - last.announced_at < AGAIN):
            return 0
        counts = what_is_over(coalition, now)
        if not counts:
            return 0
        day = clock.today(coalition.timezone) + NOTICE
        run = KeepingRun.objects.create(coalition=coalition, announced_at=now, runs_on=day, counts=counts)
        history.record(run, "personal.keeping_announced", by=None, date=day.isoformat())
        for name, address, language, member in _told(coalition):
            _write(run, name, address, language, member)
    return 1


def _told(coalition: Coalition) -> list[tuple[str, str, str, Member | None]]:
    """Those who coordinate, and the person responsible when it is somebody else."""
    rows = coalition.members.filter(left_at=None, role=COORDINATOR).exclude(email="")
    found: list[tuple[str, str, str, Member | None]] = [(row.name, row.email, row.language, row) for row in rows]
    responsible = coalition.privacy_email.strip().lower()
    if responsible and responsible not in {row[1] for row in found}:
        found.append((coalition.privacy_name, responsible, coalition.language, None))
    return found


def _write(run: KeepingRun, name: str, address: str, language: str, member: Member | None) -> None:
    coalition = run.coalition
    with translation.override(language):
        lines = [
            f"- {periods()[slug].what} ({periods()[slug].then})\u00a0: {number}" for slug, number in run.counts.items()
        ]
        link = settings.BASE_URL + reverse("keeping", kwargs={"coalition": coalition.uid})
        parts = [
            _("Hello %(name)s,") % {"name": name},
            _("On %(day)s, what %(coalition)s has kept longer than its periods goes by itself:")
            % {"day": i18n.long_date(run.runs_on), "coalition": coalition.name},
            "\n".join(lines),
            _("To look at it, to change a period or to hold something back:\n%(link)s") % {"link": link},
        ]
        mail.queue(
            purpose="keeping",
            thing_uid=run.uid,
            coalition=coalition,
            recipient=address,
            recipient_name=name,
            subject=_("%(coalition)s: what goes on %(day)s")
            % {"coalition": coalition.name, "day": i18n.long_date(run.runs_on)},
            body="\n\n".join(parts),
            member=member,
        )


def _do(run: KeepingRun) -> int:
    """What was over when it was announced goes, a handful at a time; what was held back since stays."""
    for slug in KINDS:
        while slug in run.counts and _handful(run.pk, slug):
            pass
    with transaction.atomic():
        row = KeepingRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        gone: int = sum(row.counts.get(GONE, {}).values())
        if row.done_at is None:
            KeepingRun.objects.filter(pk=run.pk).update(done_at=clock.now())
            history.record(row, "personal.keeping_done", by=None, count=gone)
    return gone


@transaction.atomic
def _handful(pk: int, slug: str) -> int:
    """End some things of a kind; how many. What the coalition says meanwhile is read again each time."""
    run = KeepingRun.objects.select_for_update(no_key=True).select_related("coalition").get(pk=pk)
    choice = choices_of(run.coalition).get(slug)
    if run.done_at is not None or _is_held(choice, clock.now()):
        return 0
    days = days_of(periods()[slug], choice)
    for rows in KINDS[slug].over(run.coalition_id, run.announced_at - dt.timedelta(days=days)):
        some = list(rows.order_by("pk").values_list("pk", flat=True)[:HANDFUL])
        number = KINDS[slug].end(rows.filter(pk__in=some)) if some else 0
        if number:
            gone = run.counts.get(GONE, {})
            run.counts = {**run.counts, GONE: {**gone, slug: gone.get(slug, 0) + number}}
            run.save(update_fields=["counts"])
            return number
    return 0


@transaction.atomic
def choose_period(coalition: Coalition, slug: str, days: int, *, by: Member) -> None:
    """Keep a kind of thing for so many days. KeyError for an unknown kind; Refused outside the bounds of the file."""
    period = periods()[slug]
    if not period.least <= days <= period.most:
        words = {"least": period.least, "most": period.most}
        raise Refused(_("Choose between %(least)s and %(most)s days.") % words)
    KeepingChoice.objects.update_or_create(coalition=coalition, kind=slug, defaults={"days": days})
    # What was announced was counted by the former period: it is announced anew.
    KeepingRun.objects.filter(coalition=coalition, done_at=None).delete()
    _record(coalition, "personal.keeping_period", by, period, days=days)


@transaction.atomic
def hold(coalition: Coalition, slug: str, *, until: dt.date, because: str, by: Member) -> None:
    """Hold a kind of thing back until a day, for a reason. KeyError; Refused for a day that has passed or too far."""
    period, today = periods()[slug], clock.today(coalition.timezone)
    if not today < until <= today + LONGEST_HOLD:
        raise Refused(_("Hold it back until a day to come, within a year."))
    values: dict[str, Any] = {"held_until": until, "held_because": because}
    KeepingChoice.objects.update_or_create(coalition=coalition, kind=slug, defaults=values)
    _record(coalition, "personal.keeping_held", by, period, date=until.isoformat(), reason=because)


@transaction.atomic
def release(coalition: Coalition, slug: str, *, by: Member) -> None:
    """Hold it back no longer. KeyError for an unknown kind."""
    period = periods()[slug]
    KeepingChoice.objects.filter(coalition=coalition, kind=slug).update(held_until=None, held_because="")
    _record(coalition, "personal.keeping_released", by, period)


def _record(coalition: Coalition, verb: str, by: Member, period: Period, **facts: str | int) -> None:
    history.record(coalition, verb, by=by, what=str(period.what), **facts)
