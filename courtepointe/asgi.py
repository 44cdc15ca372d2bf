"""What the server calls: health is answered here, everything else is a page, by way of the bridge."""

import gc

gc.set_threshold(1_000_000)  # what is being loaded stays: searching through it takes a fifth of a cold start

import asyncio
import json
import logging
import os
import re
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from whitenoise import WhiteNoise

from courtepointe import environment
from courtepointe.web.bridge import Bridge, Limits, Receive, Scope, Send, Wsgi
from courtepointe.web.refusals import refusal_page

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courtepointe.settings")

log = logging.getLogger(__name__)
NEW_OBJECTS = 5000  # between two looks for what nobody holds any more; a page makes some hundreds that stay
READY_SECONDS = 5  # a process whose threads are all taken for longer is not ready
_HASHED = re.compile(r"\.[0-9a-f]{12}\.[^/]+$")


class Application:
    """The router of one process. It holds the bridge, and so the threads."""

    def __init__(self, pages: Wsgi, limits: Limits) -> None:
        self.bridge = Bridge(pages, limits, refusal_page)
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"] == "/health/live":
            await _tell(send, 200, "alive")
        elif scope["path"] == "/health/ready":
            ready = await self._is_ready()
            await _tell(send, 200 if ready else 503, "ready" if ready else "not ready")
        else:
            await self.bridge(scope, receive, send)

    def close(self) -> None:
        """Let the threads go, with their database connections."""
        self.bridge.close(connections.close_all)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.bridge.run(self._warm_up)
                leave_alone_what_is_loaded()
                await send({"type": "lifespan.startup.complete"})
            else:
                self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _warm_up(self) -> None:
        """Ask for the first page before any visitor does: the modules and templates are then loaded."""
        site = urlsplit(settings.BASE_URL)
        environ: dict[str, Any] = {"HTTP_HOST": site.netloc, "wsgi.url_scheme": site.scheme}
        setup_testing_defaults(environ)
        try:
            answer = self._pages(environ, lambda *_: None)
            b"".join(answer)
            getattr(answer, "close", lambda: None)()
        except Exception:
            log.exception("first_page_failed")  # the visitors will tell; health says whether we live

    async def _is_ready(self) -> bool:
        try:
            await asyncio.wait_for(self.bridge.run(_ask_database), READY_SECONDS)
        except Exception:
            log.exception("not_ready")
            return False
        return True


async def _tell(send: Send, status: int, state: str) -> None:
    content = json.dumps({"state": state}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def leave_alone_what_is_loaded() -> None:
    """Let Python's search for what nobody holds any more pass over the program itself, which stays.

    It otherwise goes through some hundred thousand objects every hundred pages or so, and that page waits for 65 ms.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _is_hashed(path: str, url: str) -> bool:
    return _HASHED.search(url) is not None


def _with_static_files(pages: Wsgi) -> Wsgi:
    """Static files in front of the pages; a name that holds its own hash may be kept for ever."""
    root = settings.STATIC_ROOT
    if root is None or not os.path.isdir(root):  # noqa: PTH112  # a string or a Path
        return pages
    files: Wsgi = WhiteNoise(
        pages,
        root=root,
        prefix=settings.STATIC_URL,
        max_age=60,
        immutable_file_test=_is_hashed,
        add_headers_function=_static_headers,
        allow_all_origins=False,
    )
    return files


def _static_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def build() -> Application:
    """The application, from the settings of the environment."""
    pages = _with_static_files(get_wsgi_application())
    megabytes = environment.integer("MAX_UPLOAD_MB", 20, least=1, most=1000)
    threads = environment.integer("PAGE_THREADS", 3, least=1, most=32)
    return Application(pages, Limits(threads=threads, body_bytes=megabytes * 1024 * 1024))


application = build()
