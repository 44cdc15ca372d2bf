"""What the browser of a new visitor fetches: the page and everything it names, compressed."""

import re
import urllib.request
from urllib.parse import urljoin

NAMED = re.compile(r"<(?:link|script|img)[^>]+(?:href|src)=\"([^\"]+)\"")


def fetch(address: str) -> tuple[bytes, str]:
    """The bytes on the wire and the page's text (empty when it is not a page)."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip", "Accept-Language": "fr-CA"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read(), answer.headers.get("Content-Encoding", "")


def first_visit(port: int) -> tuple[int, int]:
    """Bytes and number of requests of a first visit to the first page."""
    start = f"http://127.0.0.1:{port}/"
    with urllib.request.urlopen(start, timeout=20) as answer:
        page = answer.read().decode()
    addresses = {urljoin(start, found) for found in NAMED.findall(page)}
    return sum(len(fetch(address)[0]) for address in [start, *addresses]), 1 + len(addresses)
