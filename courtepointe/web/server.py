"""One server process: python -m courtepointe.web.server. ``serve`` starts it and watches over it."""

import os
import sys

import uvicorn
from django.conf import settings

from courtepointe import environment, supervision

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courtepointe.settings")


def address() -> tuple[str, int]:
    """Where to listen."""
    return environment.text("LISTEN", "127.0.0.1"), environment.integer("PORT", 8000, least=1, most=65535)


def main() -> None:
    """Serve until SIGTERM; then finish within three seconds, whatever is still open."""
    supervision.leave_with_parent()
    host, port = address()
    uvicorn.run(
        "courtepointe.asgi:application",
        host=host,
        port=port,
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,  # ours, from the settings
        server_header=False,
        proxy_headers=settings.TRUSTED_PROXY,
        forwarded_allow_ips=environment.several("PROXY_ADDRESSES", "127.0.0.1 ::1"),
        timeout_graceful_shutdown=3,
        timeout_keep_alive=20,
    )


if __name__ == "__main__":
    try:
        main()
    except environment.BadSetting as wrong:
        sys.exit(str(wrong))
