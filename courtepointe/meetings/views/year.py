from functools import lru_cache

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from markupsafe import Markup

from courtepointe import clock, i18n
from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.meetings.queries.year import (
    CALENDAR,
    FIRST_YEAR,
    LAST_YEAR,
    SCHOOL,
    year_for,
    year_of,
)
from courtepointe.pages import render


@member(*EVERYONE)
@require_GET
def year(request: MemberRequest, year: int | None = None) -> HttpResponse:
    """A school year (August to July) or, asked for, a calendar year; the current one when none is named."""
    kind = CALENDAR if request.GET.get("months") == CALENDAR else SCHOOL
    today = clock.today(request.coalition.timezone)
    number = year_of(today, kind) if year is None else year
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise Http404
    found = year_for(request.reader, number, kind)
    months = i18n.MONTHS_FR if i18n.is_french() else i18n.MONTHS_EN
    days = i18n.DAYS_FR if i18n.is_french() else i18n.DAYS_EN
    context = {
        "nav": "meetings",
        "year": found,
        "name": _year_name(number, kind),
        "today": today,
        "month_names": months,
        "weekdays": [days[-1], *days[:-1]],
        "months": "" if kind == SCHOOL else f"?months={CALENDAR}",
        "plain": _plain,
        "bounds": (FIRST_YEAR, LAST_YEAR),
    }
    return render(request, "meetings/year.html", context)


@lru_cache(4096)
def _plain(days: tuple[int, ...]) -> Markup:
    """Cells of days without anything: a year has hundreds, always the same."""
    return Markup("").join(Markup("<td>{}</td>").format(day or "") for day in days)


def _year_name(number: int, kind: str) -> str:
    if kind == CALENDAR:
        return str(number)
    return _("School year %(first)s-%(second)s") % {"first": number, "second": number + 1}
