"""One's own information: see it, take it away, correct it, agree or not, ask, have it erased."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courtepointe.access import PersonRequest, signed_in
from courtepointe.coalitions.actions.members import change_member
from courtepointe.coalitions.actions.requests import make_request
from courtepointe.coalitions.consent_texts import QUESTIONS
from courtepointe.coalitions.forms.members import SelfForm
from courtepointe.coalitions.models import Member, Person
from courtepointe.coalitions.queries.consents import questions_for
from courtepointe.coalitions.views.editing import SeeOther, form_page, posted
from courtepointe.guide.forms import EraseForm, RequestForm
from courtepointe.guide.personal import erasing
from courtepointe.guide.personal.consenting import answer
from courtepointe.guide.personal.held import held_of, held_of_account, said
from courtepointe.guide.personal.package import file_name, note_download, package
from courtepointe.guide.personal.staying import prospect_of
from courtepointe.guide.views.seats import Seat, private
from courtepointe.pages import render, url
from courtepointe.rows import Refused


@signed_in
@require_GET
def my_information(request: PersonRequest) -> HttpResponse:
    """Everything, across all one's coalitions: the account here, each coalition on its page."""
    context = {"seats": _seats(request.person), "held": held_of_account(request.person), "said": said}
    return render(request, "guide/my-information.html", context)


@signed_in
@require_POST
def my_download(request: PersonRequest) -> HttpResponseBase:
    """The account and all coalitions in one file."""
    return _download(_seats(request.person), request.person)


@signed_in
@require_http_methods(["GET", "POST"])
def my_account_erase(request: PersonRequest) -> HttpResponse:
    """Erase an account that sits nowhere any more; with seats, they come first, one by one."""
    seats = _seats(request.person)
    if request.method == "POST" and not seats:
        person = Person.objects.get(pk=request.person.pk)
        logout(request)
        erasing.erase_account(person)
        return render(request, "guide/erased.html", {"account": True})
    return render(request, "guide/account-erase.html", {"seats": seats})


def _seats(person: Person) -> list[Member]:
    rows = person.seats.select_related("coalition", "organisation", "person", "handed_to")
    return list(rows.order_by("coalition__name", "pk"))


@require_GET
def seat(request: HttpRequest, here: Seat) -> HttpResponse:
    """What one coalition holds about the reader, what they agreed to, what they asked."""
    context = {
        "seat": here,
        "held": held_of(here.member),
        "questions": questions_for(here.member),
        "said": said,
        "noted": request.GET.get("noted") == "1",
    }
    return render(request, "guide/seat.html", context)


@require_POST
def consent(request: HttpRequest, here: Seat) -> HttpResponse:
    """Agree, or no longer: one button each."""
    subject = request.POST.get("subject", "")
    if subject not in QUESTIONS:
        return HttpResponse(status=400)
    agrees = request.POST.get("agrees") == "yes"
    answer(here.member, subject, agrees=agrees, language=get_language() or here.member.language)
    return SeeOther(here.page() + "?noted=1#consents")


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, here: Seat) -> HttpResponse:
    """Ask what one cannot do by oneself; answered in writing within 30 days."""
    return form_page(
        request,
        "guide/seat-request.html",
        RequestForm(posted(request)),
        lambda values: make_request(here.member, **values),
        back=here.page(),
        said=_("Your request is noted; you will have an answer within 30 days."),
        context={"seat": here},
    )


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, here: Seat) -> HttpResponse:
    """Correct one's own details, without an account."""
    row = here.member

    def save(values: dict[str, Any]) -> None:
        values["version"] = values["version"] or row.version
        change_member(row, by=row, **values)

    form = SelfForm(posted(request), instance=row, coalition=row.coalition)
    return form_page(
        request,
        "guide/seat-details.html",
        form,
        save,
        back=here.page(),
        said=_("Saved."),
        context={"seat": here},
    )


@require_POST
def download(request: HttpRequest, here: Seat) -> HttpResponseBase:
    """The file of one coalition."""
    return _download([here.member], None if here.by_link else here.member.person)


def _download(seats: list[Member], person: Person | None) -> HttpResponseBase:
    file = package(seats, person)
    with transaction.atomic():
        note_download(seats)
    answer = FileResponse(file, as_attachment=True, filename=file_name(), content_type="application/zip")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return private(answer)


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, here: Seat) -> HttpResponse:
    """What goes, what stays and why; then, confirmed, it goes."""
    return erase_page(request, here.member, back=here.page(), seat=here)


def erase_page(
    request: HttpRequest, member: Member, *, back: str, seat: Seat | None = None, by: Member | None = None
) -> HttpResponse:
    """The page of an erasure: by the person (`seat`), or by a coordinator who was asked (`by`)."""
    prospect = prospect_of(member)
    form = EraseForm(posted(request), member=member, files=prospect.files, own=by is None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = form.cleaned_data
            try:
                row = erasing.erase(
                    member,
                    by=by,
                    way=values.get("way") or "page",
                    handed_to=values.get("handed_to"),
                    personal_files=[file.uid for file in values.get("personal_files") or ()],
                )
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                return _erased(request, account=row.account, by=by)
    context = {"form": form, "prospect": prospect, "erased_one": member, "back": back, "seat": seat, "own": by is None}
    return render(request, "guide/erase.html", {**context, "nav": "members" if by else ""}, status=status)


def _erased(request: HttpRequest, *, account: bool, by: Member | None) -> HttpResponse:
    if by is not None:
        messages.success(request, _("The information was erased."))
        return SeeOther(url("erasures", coalition=by.coalition))
    if account:
        logout(request)
    return render(request, "guide/erased.html", {"account": account})
