"""The home page of a coalition."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from courtepointe.access import EVERYONE, MemberRequest, member
from courtepointe.coalitions.queries import method_for
from courtepointe.guide import queries
from courtepointe.library.method import Text
from courtepointe.meetings.queries.earlier import earlier_stages
from courtepointe.meetings.queries.process import current_process
from courtepointe.pages import render, url


@dataclass(frozen=True)
class Patch:
    """One stage of the cycle as it is drawn."""

    slug: str
    name: Text
    note: Text | str
    before: bool  # done before the process was opened here
    href: str


@member(*EVERYONE)
@require_GET
def home(request: MemberRequest) -> HttpResponse:
    """Where we are in the cycle, the next meeting, what I owe, what changed lately."""
    coalition, reader = request.coalition, request.reader
    process = current_process(coalition)
    method = method_for(coalition)
    earlier, coming = earlier_stages(process, method), queries.coming_meetings(coalition, request.member)
    return render(
        request,
        "guide/home.html",
        {
            "nav": "home",
            "process": process,
            "stages": [
                Patch(
                    stage.slug,
                    stage.name,
                    (stage.slug in earlier and earlier[stage.slug].summary) or stage.question,
                    stage.slug in earlier,
                    url("coalition-library-synthesis", coalition=coalition) + f"#{stage.slug}",
                )
                for stage in method.stages
            ],
            "system_names": {system.slug: system.name for system in method.systems},
            "next_meeting": coming[0] if coming else None,
            "owed": queries.owed_by(reader, coalition, request.member, coming),
            "changes": queries.changes_for(reader),
            "takes_over": queries.takes_over(request.member, coalition),
            "start": queries.start_of(coalition) if reader.coordinates else None,
        },
    )
