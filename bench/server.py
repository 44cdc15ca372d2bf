"""The server that is measured: the program as it is served, and the floor beside it in the same threads."""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import uvicorn
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from courtepointe import asgi

FLOOR = "/bench/floor/"
Pages = Callable[..., Iterable[bytes]]


def with_floor(pages: Pages) -> Pages:
    """Send the floor's address to a Django handler without middleware, everything else to the program."""
    # By hand: Django's tools for tests are no part of a start, which is measured here too.
    middleware, settings.MIDDLEWARE = settings.MIDDLEWARE, []
    bare = WSGIHandler()
    settings.MIDDLEWARE = middleware

    def dispatch(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return (bare if environ["PATH_INFO"] == FLOOR else pages)(environ, start_response)

    return dispatch


def main(port: int) -> None:
    """Serve on loopback until told to stop."""
    application = asgi.application
    application.bridge._app = with_floor(application.bridge._app)
    uvicorn.run(application, host="127.0.0.1", port=port, http="httptools", log_level="warning", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
