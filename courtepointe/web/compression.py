"""Pages travel compressed: by us, so that it is the same behind any proxy, and never on a stream."""

import secrets
import struct
import zlib
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

Handler = Callable[[HttpRequest], HttpResponseBase]

KINDS = ("text/html", "text/css", "text/plain", "text/javascript", "application/json", "image/svg+xml")
WORTH_IT = 500  # bytes: below, the headers weigh more than what is saved
LEVEL = 3  # measured on our pages: 5 % larger than 4 for half of its time
_HEAD = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"  # gzip, with a file name, no date


def compress(get_response: Handler) -> Handler:
    """Middleware: gzip for whoever accepts it, on whole answers of text that are long enough."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if _is_worth_it(response):
            patch_vary_headers(response, ["Accept-Encoding"])
            if _accepts_gzip(request.headers.get("Accept-Encoding", "")):
                _replace(response)
        return response

    return middleware


def _is_worth_it(response: HttpResponseBase) -> bool:
    return (
        not response.streaming
        and len(response.content) >= WORTH_IT  # type: ignore[attr-defined]  # it is whole
        and not response.has_header("Content-Encoding")
        and response.headers.get("Content-Type", "").startswith(KINDS)
    )


def _accepts_gzip(header: str) -> bool:
    for word in header.lower().split(","):
        name, _, quality = word.partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _replace(response: HttpResponseBase) -> None:
    response.content = gzip(response.content)  # type: ignore[attr-defined]
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
    tag = response.headers.get("ETag", "")
    if tag.startswith('"'):
        response.headers["ETag"] = f"W/{tag}"


def gzip(content: bytes) -> bytes:
    """The content in gzip, with a file name of random length: sizes must not tell what a page holds (BREACH)."""
    packer = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
    name = b"a" * secrets.randbelow(100)
    packed = packer.compress(content) + packer.flush()
    tail = struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return b"".join((_HEAD, name, b"\0", packed, tail))
