"""One's own information, across all one's coalitions, or by a personal link."""

from django.urls import URLPattern, path

from courtepointe.guide.views import duties, personal
from courtepointe.guide.views.seats import for_link, for_person

# The pages of one seat; each is behind two doors.
PAGES = {
    "": personal.seat,
    "consent": personal.consent,
    "request": personal.ask,
    "download": personal.download,
    "erase": personal.erase,
}


def _named(door: str, page: str) -> str:
    return f"{door}-{page}" if page else door


def _part(page: str) -> str:
    return f"{page}/" if page else ""


urlpatterns: list[URLPattern] = [
    path("p/<uuid:coalition>/", duties.privacy, name="privacy"),
    path("my-information/", personal.my_information, name="my-information"),
    path("my-information/download/", personal.my_download, name="my-download"),
    path("my-information/erase/", personal.my_account_erase, name="my-account-erase"),
    *(
        path(f"my-information/<uuid:seat>/{_part(page)}", for_person(view), name=_named("my-seat", page))
        for page, view in PAGES.items()
    ),
    *(
        path(f"me/<str:secret>/{_part(page)}", for_link(view), name=_named("me", page))
        for page, view in {**PAGES, "details": personal.details}.items()
    ),
]
