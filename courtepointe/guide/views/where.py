"""Where we are: each objective of the method, with what the data and people say of it."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.guide import benchmarks
from courtepointe.meetings.queries.process import current_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import is_htmx, render


@member(*EVERYONE)
@require_GET
def where_we_are(request: MemberRequest) -> HttpResponse:
    """The 29 objectives by stage; asked by the home page, only how far each stage is."""
    process, method = current_process(request.coalition), method_of(request.coalition)
    standings = benchmarks.standings_of(process, method) if process else []
    stages = benchmarks.by_stage(standings, method) if process else {}
    names = {stage.slug: str(stage.name) for stage in method.stages}
    context = {
        "nav": "process",
        "process": process,
        "stages": [(slug, names[slug], rows, benchmarks.progress_of(rows)) for slug, rows in stages.items() if rows],
    }
    return render(request, "guide/where.html", context, fragment="progress" if is_htmx(request) else None)
