"""Which mails a member gets: turned off from the mail itself without signing in, or from one page."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courtepointe import mail
from courtepointe.access import EVERYONE, MemberRequest, by_link, member
from courtepointe.coalitions.models import Member
from courtepointe.coalitions.views.editing import SeeOther
from courtepointe.pages import render, url


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
    with translation.override(person.language):
        if request.method == "POST":
            mail.refuse(person, named[1])
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
        (mail.accept if "on" in request.POST else mail.refuse)(request.member, kind)
        return SeeOther(url("my-mail", coalition=request.coalition))
    off = set(mail.MailRefusal.objects.filter(member=request.member).values_list("kind", flat=True))
    kinds = [(kind, str(label), kind not in off) for kind, label in mail.KINDS.items()]
    return render(request, "coalitions/my-mail.html", {"nav": "", "kinds": kinds})
