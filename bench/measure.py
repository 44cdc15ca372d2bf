"""Processor time, delays, throughput, queries and bytes of one address of the measured server."""

import gzip
import http.client
import itertools
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

CLIENTS = 16


@dataclass(frozen=True)
class Target:
    """What is measured: a page (GET) or a write (POST with fields)."""

    path: str
    cookies: dict[str, str]
    fields: dict[str, str] | None = None


@dataclass(frozen=True)
class Figures:
    cpu: float  # milliseconds of processor per request
    times: float  # how many times the floor
    floor: float  # milliseconds of processor of the floor, beside it
    p50: float  # milliseconds, one client
    p95: float
    throughput: float  # requests a second, 16 clients
    size: int  # bytes of the body
    packed: int  # bytes of the body, gzip


class Client:
    """One connection that stays open."""

    def __init__(self, port: int, target: Target) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.target = target
        self.headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in target.cookies.items()),
            "Accept-Language": "fr-CA",
            "Accept-Encoding": "gzip",
        }
        self.fields = dict(target.fields) if target.fields is not None else None
        if self.fields is not None:
            self.headers["Content-Type"] = "application/x-www-form-urlencoded"
            self.headers["X-Autosave"] = "1"

    def ask(self) -> bytes:
        method = "GET" if self.fields is None else "POST"
        body = urlencode(self.fields) if self.fields is not None else None
        self.connection.request(method, self.target.path, body, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if self.fields is not None and answer.headers.get("X-Version"):
            self.fields["version"] = answer.headers["X-Version"]  # each write is on the version of the last
        if answer.status not in (200, 204):
            raise SystemExit(f"{self.target.path} answered {answer.status}: {content[:300]!r}")
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return content


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, all its threads, to the nanosecond (Linux; ticks of 10 ms round a floor)."""
    return sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


BATCHES = 10
BESIDE = 60  # requests of the floor between two batches of a page


def measure(port: int, pid: int, target: Target, floor: Target, *, requests: int) -> Figures:
    """Ask one client after another `requests` times, the floor between the batches, then sixteen clients at once.

    The speed of the machine drifts within seconds, so each batch is held against the floor just before and just after it;
    the multiple is the median of the ten. The processor time is that of the least of the ten batches: what is above it is
    what other work on the machine adds (as the documentation of timeit advises). Delays are those of all requests.
    """
    client, bare = Client(port, target), Client(port, floor)
    content = client.ask()
    for _ in range(9):  # each thread writes its statements once
        client.ask()
    pages, delays = [], []
    floors = [_batch(bare, pid, BESIDE)[0]]
    for _ in range(BATCHES):
        spent, waited = _batch(client, pid, requests // BATCHES)
        pages.append(spent)
        delays += waited
        floors.append(_batch(bare, pid, BESIDE)[0])
    delays.sort()
    beside = [(before + after) / 2 for before, after in itertools.pairwise(floors)]
    return Figures(
        cpu=min(pages) * 1000,
        times=statistics.median(page / near for page, near in zip(pages, beside, strict=True)),
        floor=min(floors) * 1000,
        p50=statistics.median(delays) * 1000,
        p95=delays[int(len(delays) * 0.95) - 1] * 1000,
        throughput=throughput(port, target, requests),
        size=len(content),
        packed=len(gzip.compress(content, 6)),
    )


def _batch(client: Client, pid: int, count: int) -> tuple[float, list[float]]:
    """Seconds of processor of one request among so many, and how long each took."""
    before = cpu_seconds(pid)
    delays = [timed(client.ask) for _ in range(count)]
    return (cpu_seconds(pid) - before) / count, delays


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def throughput(port: int, target: Target, requests: int) -> float:
    """Requests a second of sixteen clients together; writes are left to one client (they take turns)."""
    if target.fields is not None:
        return 0.0
    each = max(requests // 4, 5)

    def work() -> None:
        client = Client(port, target)
        for _ in range(each):
            client.ask()

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return CLIENTS * each / (time.perf_counter() - start)
