"""The pages of the method. Each ``render_...`` takes a method, so that a coalition shows its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse

from courtepointe.access import public
from courtepointe.i18n import sort_key
from courtepointe.library.load import the_method
from courtepointe.library.method import Method
from courtepointe.library.shelf import Shelf
from courtepointe.pages import render

Context = Mapping[str, Any]
T = TypeVar("T")


def shown(
    request: HttpRequest, page: str, method: Method, base: Context, values: Context | None = None
) -> HttpResponse:
    """A page of the library. ``base`` may say ``library_prefix`` and ``library_kwargs``, whose library it is."""
    shelf = Shelf(method, base.get("library_prefix", "library"), base.get("library_kwargs", {}))
    return render(
        request,
        f"library/{page}.html",
        {"nav": "method", **base, "shelf": shelf, "method": method, **(values or {})},
    )


def found(lookup: Callable[[str], T], slug: str) -> T:
    try:
        return lookup(slug)
    except KeyError as unknown:
        raise Http404 from unknown


def render_index(request: HttpRequest, method: Method, base: Context) -> HttpResponse:
    return shown(request, "index", method, base)


def render_synthesis(request: HttpRequest, method: Method, base: Context) -> HttpResponse:
    values = {
        "sections": {section.slug: section for section in method.synthesis},
        "stages": [
            {"slug": stage.slug, "name": stage.name, "href": f"#stage-{stage.slug}", "note": stage.question}
            for stage in method.stages
        ],
        "system_names": {system.slug: system.name for system in method.systems},
    }
    return shown(request, "synthesis", method, base, values)


def render_meetings(request: HttpRequest, method: Method, base: Context) -> HttpResponse:
    return shown(request, "meetings", method, base)


def render_agenda(request: HttpRequest, method: Method, base: Context, template: str) -> HttpResponse:
    return shown(request, "agenda", method, base, {"template": found(method.template, template)})


def render_tools(request: HttpRequest, method: Method, base: Context) -> HttpResponse:
    return shown(request, "tools", method, base)


def render_factors(request: HttpRequest, method: Method, base: Context) -> HttpResponse:
    return shown(request, "factors", method, base)


def render_factor(request: HttpRequest, method: Method, base: Context, factor: str) -> HttpResponse:
    chosen = found(method.factor, factor)
    place = method.factors.index(chosen)
    values = {
        "factor": chosen,
        "sheet": method.sheets.get(factor),
        "before": method.factors[place - 1] if place else None,
        "after": method.factors[place + 1] if place + 1 < len(method.factors) else None,
    }
    return shown(request, "factor", method, base, values)


def render_glossary(request: HttpRequest, method: Method, base: Context) -> HttpResponse:
    """Terms in the alphabetical order of the reader's language, by letter."""
    terms = sorted(method.terms, key=lambda term: sort_key(str(term.term)))
    letters = [
        (letter.upper(), list(group)) for letter, group in groupby(terms, lambda term: sort_key(str(term.term))[0])
    ]
    return shown(request, "glossary", method, base, {"letters": letters})


def render_techniques(request: HttpRequest, method: Method, base: Context) -> HttpResponse:
    return shown(request, "techniques", method, base)


def render_technique(request: HttpRequest, method: Method, base: Context, technique: str) -> HttpResponse:
    chosen = found(method.technique, technique)
    uses = [meeting for meeting in method.templates if any(item.technique == technique for item in meeting.agenda)]
    return shown(request, "technique", method, base, {"technique": chosen, "uses": uses})


def render_lists(request: HttpRequest, method: Method, base: Context) -> HttpResponse:
    return shown(request, "lists", method, base)


def render_sources(request: HttpRequest, method: Method, base: Context) -> HttpResponse:
    return shown(request, "sources", method, base)


# Each page of a library: its name after the prefix, its path, what renders it.
PAGES: tuple[tuple[str, str, Callable[..., HttpResponse]], ...] = (
    ("", "", render_index),
    ("synthesis", "synthesis/", render_synthesis),
    ("meetings", "meetings/", render_meetings),
    ("agenda", "meetings/<slug:template>/", render_agenda),
    ("tools", "tools/", render_tools),
    ("factors", "factors/", render_factors),
    ("factor", "factors/<slug:factor>/", render_factor),
    ("glossary", "glossary/", render_glossary),
    ("techniques", "techniques/", render_techniques),
    ("technique", "techniques/<slug:technique>/", render_technique),
    ("lists", "lists/", render_lists),
    ("sources", "sources/", render_sources),
)


def public_page(renderer: Callable[..., HttpResponse]) -> Callable[..., Any]:
    """The page of the method as shipped, open to anyone."""

    @public
    def page(request: HttpRequest, /, **kwargs: Any) -> HttpResponse:
        return renderer(request, the_method(), {}, **kwargs)

    return page
