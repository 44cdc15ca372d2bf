"""The stages done before the démarche was opened here: told briefly, one at a time."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtepointe.access import STEERING, MemberRequest, member
from courtepointe.meetings.actions.earlier import tell_past_stage
from courtepointe.meetings.forms.earlier import PastStageForm
from courtepointe.meetings.models import PastStage
from courtepointe.meetings.queries.earlier import earlier_stages
from courtepointe.meetings.views.common import see_other
from courtepointe.meetings.views.process import the_process
from courtepointe.meetings.wording import method_of
from courtepointe.pages import render, url
from courtepointe.rows import Conflict

Theirs = list[tuple[str, str]]


@member(*STEERING)
@require_http_methods(["GET", "POST"])
def process_past(request: MemberRequest) -> HttpResponse:
    """What was done at each stage before this one; nothing here is required, nothing is ever late."""
    if request.method == "GET":
        return _page(request)
    process, stage = the_process(request), request.POST.get("stage", "")
    form = PastStageForm(request.POST, prefix=stage)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        tell_past_stage(process, stage, by=request.member, **form.told())
    except KeyError as error:
        raise Http404 from error
    except Conflict as conflict:
        return _page(request, form, theirs=form.against(cast(PastStage, conflict.row)), status=409)
    messages.success(request, _("Saved."))
    return see_other(request, url("process-past", coalition=request.coalition))


def _page(
    request: MemberRequest, typed: PastStageForm | None = None, *, theirs: Theirs | None = None, status: int = 200
) -> HttpResponse:
    earlier = earlier_stages(the_process(request), method_of(request.coalition)).values()
    known = {stage.slug for stage in earlier}
    if typed is not None and typed.prefix not in known:
        raise Http404
    forms = [
        (stage, typed if typed and typed.prefix == stage.slug else PastStageForm.of(stage.told, stage.slug))
        for stage in earlier
    ]
    context = {"nav": "process", "forms": forms, "typed": typed, "theirs": theirs}
    return render(request, "meetings/process-past.html", context, status=status)
