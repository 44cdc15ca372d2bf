"""Pages in Jinja2: the environment, what every template may use, and `render`.

A component is a macro in `web/templates/components/`, registered as a global; a fragment is a block of the page,
rendered alone. A client may ask for any fragment: what a reader may not see is never put in the context.
"""

import uuid
from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, cast

import jinja2
import markupsafe
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.middleware.csrf import get_token
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import json_script
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2.runtime import Macro
from jinja2_fragments import render_block
from markupsafe import Markup

from courtepointe import __version__, access, addresses, clock, i18n

COMPONENTS = Path(__file__).parent / "web" / "templates" / "components"


class PageContext(jinja2.runtime.Context):
    """What a template is written in. Nearly all that our templates call are functions and macros, hundreds of times a
    page: those are called at once (Jinja's own way asks of each what it wants to be told first, 3 µs a call)."""

    def call(__self, __called: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  (Jinja's own signature)
        if type(__called) in AT_ONCE and not hasattr(__called, "jinja_pass_arg"):
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return __called(*args, **kwargs)
        return super().call(__called, *args, **kwargs)


AT_ONCE = frozenset({FunctionType, MethodType, BuiltinFunctionType, Macro})


_escaped: Callable[[str], str] = getattr(markupsafe, "_escape_inner", markupsafe.escape)  # its part written in C


def written(value: Any) -> str:
    """A value as it is written in a page: escaped, unless it is markup. A page writes a thousand: markupsafe's own way
    makes of each an object that knows that it is markup, which is then only joined to the others."""
    kind = type(value)
    if kind is str:
        return _escaped(value) if value != i18n.FORMER else i18n.former_member()
    if kind is Markup:
        return cast(str, value)
    html = getattr(value, "__html__", None)
    return _escaped(str(value)) if html is None else cast(str, html())


class PageTemplate(jinja2.Template):
    @classmethod
    def from_code(cls, *args: Any, **kwargs: Any) -> jinja2.Template:
        template = super().from_code(*args, **kwargs)
        template.root_render_func.__globals__["escape"] = written
        return template


class PageEnvironment(jinja2.Environment):
    context_class = PageContext
    template_class = PageTemplate


@lru_cache(512)
def _static(path: str) -> str:
    return static(path)


def url(name: str, /, **kwargs: Any) -> str:
    """The address of a named view; `coalition` and others may be rows (their uid is taken)."""
    return _address(name, tuple((key, getattr(value, "uid", value)) for key, value in kwargs.items()))


@lru_cache(8192)
def _address(name: str, kwargs: tuple[tuple[str, Any], ...]) -> str:
    # Addresses never change while the program runs, and a page names the same dozen each time.
    return reverse(name, kwargs=dict(kwargs) or None)


def environment(**options: Any) -> jinja2.Environment:
    """The Jinja2 environment of all our pages (named in settings)."""
    env = PageEnvironment(  # autoescape is on, in the dictionary
        **{
            **options,
            "autoescape": True,
            "undefined": jinja2.StrictUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "extensions": ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        }
    )
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    # Jinja's own `_` makes a new context at each call: ours says the same for a tenth of the time.
    env.globals.update(gettext=said, _=said, ngettext=said_of)
    env.globals.update(data_block=data_block, static=_static, url=url, version=__version__, uuid=uuid.uuid4)
    env.filters.update(
        long_date=i18n.long_date,
        short_date=i18n.short_date,
        clock_time=i18n.clock_time,
        moment=i18n.moment,
        duration=i18n.duration,
        number=i18n.number,
        measured=i18n.measured,
        paragraphs=paragraphs,
        at_bare_address=at_bare_address,
    )
    env.globals["today"] = clock.today
    env.globals["url_of_each"] = addresses.url_of_each
    env.globals["policy_address"] = addresses.policy_address
    for file in sorted(COMPONENTS.glob("*.html"), key=lambda file: (file.stem not in FIRST, file.stem)):
        module = env.get_template(f"components/{file.name}").module
        for name in dir(module):
            if not name.startswith("_"):
                macro = getattr(module, name)
                env.globals[name] = remembered(macro) if name in SAME_EACH_TIME else macro
    return env


# A component sees those that were there when it was read: marks and states serve the others.
FIRST = ("marks", "states")
# Components that say nothing but what they are given, in the reader's language: a list asks for the same few each row.
SAME_EACH_TIME = frozenset(
    "badge status state_of_meeting objective_state system_mark system_block sprite hole observe_button".split()
)


def remembered(macro: Macro) -> Any:
    """A component whose text is kept for each language and each set of arguments (the latest thousands)."""

    @lru_cache(4096, typed=True)  # by kind too: a plain text equals the markup of the same letters
    def text(_language: str, *arguments: Any, **named: Any) -> Markup:
        return Markup(macro(*arguments, **named))  # noqa: S704  (a macro escapes what it is given)

    def component(*arguments: Any, **named: Any) -> Markup:
        return text(i18n.language_code(), *arguments, **named)

    return component


@lru_cache(8192)
def _ready(language: str | None, message: str) -> Markup:
    return Markup(gettext(message)) % {}  # noqa: S704  (our own words; %% is a percent sign)


def said(message: str, /, **values: Any) -> Markup:
    """A text of ours in the reader's language, with values escaped into it. Texts without values are kept ready."""
    if not values:
        return _ready(i18n.language_code(), message)
    return Markup(gettext(message)) % values  # noqa: S704


@lru_cache(8192)
def _ready_of(language: str | None, singular: str, plural: str, num: int) -> Markup:
    return Markup(ngettext(singular, plural, num))  # noqa: S704


def said_of(singular: str, plural: str, num: int, /, **values: Any) -> Markup:
    """A text of ours that depends on a number, which it may name `num`, with values escaped into it."""
    return _ready_of(i18n.language_code(), singular, plural, num) % {"num": num, **values}


def paragraphs(text: str) -> Markup:
    """What somebody typed, as paragraphs: blank lines part them, single line ends are kept. Escaped."""
    whole = str(markupsafe.escape(text.replace("\r\n", "\n")))
    parts = [part.strip().replace("\n", "<br>") for part in whole.split("\n\n")]
    return Markup("".join(f"<p>{part}</p>" for part in parts if part))  # noqa: S704  (escaped above)


def at_bare_address(request: HttpRequest) -> bool:
    """Whether the page was asked for by number (127.0.0.1), not by name: browsers then refuse passkeys."""
    try:
        ip_address(split_domain_port(request.get_host())[0].strip("[]"))
    except ValueError:
        return False
    return True


def data_block(values: Any, **attributes: str) -> Markup:
    """Data for a script of the page, as a block that is never run (the policy allows no inline script)."""
    extra = Markup("").join(Markup(' {}="{}"').format(key.replace("_", "-"), text) for key, text in attributes.items())
    return Markup(json_script(values)).replace(Markup("<script"), Markup("<script") + extra, 1)  # noqa: S704  (json_script escapes)


@lru_cache(1)
def _env() -> jinja2.Environment:
    env: jinja2.Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return env


class _CsrfInput:
    """The hidden field of a form; the token is made only when a page has a form."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.html = ""

    def __html__(self) -> str:
        if not self.html:  # one mask a page, whatever the number of its forms
            self.html = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(self.request)}">'
        return self.html


def context_of(request: HttpRequest) -> dict[str, Any]:
    """What every page may use: who reads, in what language, the form token, messages."""
    return {
        "request": request,
        "member": getattr(request, "member", None),
        "coalition": getattr(request, "coalition", None),
        "reader": getattr(request, "reader", None),
        "person": getattr(request, "person", None),
        "nav": "",
        "LANGUAGE_CODE": get_language() or settings.LANGUAGE_CODE,
        "csrf_input": _CsrfInput(request),
        "messages": get_messages(request),
        "session_expires": getattr(request, "session_expires", None),
        "demo": settings.DEMO,
        "source_url": settings.SOURCE_URL,
        "sign_up": settings.SIGN_UP == "open",
        "second_factor_until": access.second_factor_until(getattr(request, "member", None)),
    }


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page, or one of its blocks alone when `fragment` names it."""
    values = {**context_of(request), **(context or {})}
    env = _env()
    token = i18n.reading.set(values["LANGUAGE_CODE"])
    try:
        html = (
            render_block(env, template, fragment, **values) if fragment else env.get_template(template).render(values)
        )
    finally:
        i18n.reading.reset(token)
    return HttpResponse(html, status=status)


def private(response: HttpResponse) -> HttpResponse:
    """A page whose address is a secret: no other page may learn the address, no cache keep the page."""
    # Not "no-referrer": browsers then send the form with the origin "null", which is refused as forged.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks (it can take a fragment); a history restore wants the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"
