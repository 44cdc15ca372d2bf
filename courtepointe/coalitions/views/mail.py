"""Which mails a member gets: turned off from the mail itself without signing in, or from one page."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courtepointe import links, mail
from courtepointe.access import EVERYONE, MemberRequest, by_link, member
from courtepointe.coalitions.actions.consents import answer_consent
from courtepointe.coalitions.models import Member
from courtepointe.coalitions.models_personal import Subject
from courtepointe.coalitions.queries.consents import has_agreed
from courtepointe.coalitions.views.editing import SeeOther
from courtepointe.pages import render, url

DIGEST = "digest"


def _want(person: Member, kind: str, *, wanted: bool) -> None:
    """Turn a kind of mail on or off; summaries are sent to those who agreed to them, and this is their answer."""
    if kind == DIGEST:
        answer_consent(person, Subject.DIGEST, agrees=wanted, language=get_language() or person.language)
    else:
        (mail.accept if wanted else mail.refuse)(person, kind)


# The button of a mail program posts here by itself (RFC 8058): it has no token of ours, and the address is the proof.
@csrf_exempt
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def mail_off(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing; POST turns one kind of mail off for one member."""
    named = mail.refusal_named(token)
    person = Member.objects.select_related("coalition").filter(uid=named[0]).first() if named else None
    if named is None or person is None or named[1] not in mail.KINDS:
        return render(request, "coalitions/mail-off.html", {"state": "unknown"}, status=404)
    with links.reading_in(request, person.language):
        if request.method == "POST":
            _want(person, named[1], wanted=False)
        context = {
            "state": "off" if request.method == "POST" else "ask",
            "kind": str(mail.KINDS[named[1]]),
            "coalition_name": person.coalition.name,
        }
        return render(request, "coalitions/mail-off.html", context)


@member(*EVERYONE)
@require_http_methods(["GET", "POST"])
def my_mail(request: MemberRequest) -> HttpResponse:
    """Each kind of mail with a button that turns it off or on again."""
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        if kind not in mail.KINDS:
            return HttpResponse(status=400)
        _want(request.member, kind, wanted="on" in request.POST)
        return SeeOther(url("my-mail", coalition=request.coalition))
    off = set(mail.MailRefusal.objects.filter(member=request.member).values_list("kind", flat=True))
    if not has_agreed(request.member, Subject.DIGEST):
        off.add(DIGEST)
    kinds = [(kind, str(label), kind not in off) for kind, label in mail.KINDS.items()]
    return render(request, "coalitions/my-mail.html", {"nav": "", "kinds": kinds})
