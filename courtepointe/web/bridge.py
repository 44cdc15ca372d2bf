"""Django's pages inside the asynchronous server: a fixed pool of threads that run WSGI.

Django's own ASGI handler costs many times more processor time, and a new database connection per request. Here
the threads last, and so do their connections. Three rules: the whole body is read before a thread is taken; the
queue has an end; no thread ever waits for the event loop, so that a slow or lost client costs no thread.
"""

import asyncio
import contextlib
import io
import logging
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]

log = logging.getLogger(__name__)

PART = 256 * 1024  # bytes of an answer that are prepared at a time
IN_MEMORY = 1024 * 1024  # a larger body goes to the disk
# The server has already read these, from proxies that it trusts; what a page sees is its conclusion.
_SETTLED = frozenset({b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded"})
_UNPREFIXED = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}


@dataclass(frozen=True)
class Limits:
    """How much one process takes on."""

    threads: int = 3
    waiting: int = 64  # requests that may wait for a thread
    waiting_seconds: float = 20
    body_bytes: int = 20 * 1024 * 1024
    body_seconds: float = 60


class Refused(Exception):
    """The request is answered without Django: 408, 413, 500 or 503."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Left(Exception):
    """The client is gone: nobody waits for an answer."""


def plain_refusal(status: int) -> tuple[bytes, bytes]:
    """Type and content of the answer to a request that was refused."""
    return b"text/plain; charset=utf-8", f"{status}\n".encode()


class Bridge:
    """An ASGI application around a WSGI one; HTTP only."""

    def __init__(
        self,
        app: Wsgi,
        limits: Limits | None = None,
        refusal: Callable[[int], tuple[bytes, bytes]] = plain_refusal,
    ) -> None:
        self.limits = limits or Limits()
        self._app = app
        self._refusal = refusal
        self._pool = ThreadPoolExecutor(self.limits.threads, thread_name_prefix="page")
        self._free = self.limits.threads
        self._queue: deque[asyncio.Future[None]] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await _read_body(scope, receive, self.limits)
            try:
                await self._answer(scope, body, receive, send)
            finally:
                body.close()
        except Refused as refused:
            await self._refuse(refused.status, scope, send)
        except Left:
            return

    async def run(self, function: Callable[[], Any]) -> Any:
        """Run a function in one of the threads, behind whoever waits there."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, function)

    def close(self, last: Callable[[], None] = lambda: None) -> None:
        """Take no more work; what runs is finished. Each thread that is free does ``last`` (its connections)."""
        together = threading.Barrier(self.limits.threads)

        def leave() -> None:
            last()
            with contextlib.suppress(threading.BrokenBarrierError):
                together.wait(1)  # so that each thread takes one of these, and none takes two

        for _ in range(self.limits.threads):
            self._pool.submit(leave)
        self._pool.shutdown(wait=False)

    async def _answer(self, scope: Scope, body: IO[bytes], receive: Receive, send: Send) -> None:
        exchange = _Exchange(self._app, _environ(scope, body, self.limits.threads > 1))
        await self._wait_for_thread(receive)
        try:
            part = await self.run(exchange.begin)
        except Exception:
            log.exception("page_failed")
            raise Refused(500) from None
        finally:
            self._release_thread()
        if scope["method"] == "HEAD":
            part = b""
        try:
            await send({"type": "http.response.start", "status": exchange.status, "headers": exchange.headers})
            if not exchange.finished:
                part = await self._send_parts(exchange, part, receive, send)
            await send({"type": "http.response.body", "body": part})
        except OSError:
            raise Left from None
        finally:
            if not exchange.finished:
                self._pool.submit(exchange.close)

    async def _send_parts(self, exchange: "_Exchange", part: bytes, receive: Receive, send: Send) -> bytes:
        """Send a long answer, a thread for each part only while it is prepared; the last part is returned."""
        gone = asyncio.ensure_future(_disconnection(receive))
        try:
            while not exchange.finished:
                await send({"type": "http.response.body", "body": part, "more_body": True})
                if gone.done():
                    raise Left
                part = await self.run(exchange.more)
            return part
        finally:
            gone.cancel()

    async def _wait_for_thread(self, receive: Receive) -> None:
        if self._free:
            self._free -= 1
            return
        if len(self._queue) >= self.limits.waiting:
            raise Refused(503)
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        gone = asyncio.ensure_future(_disconnection(receive))
        try:
            await asyncio.wait({turn, gone}, timeout=self.limits.waiting_seconds, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                raise Left
            if not turn.done():
                raise Refused(503)
        except BaseException:
            self._give_up(turn)
            raise
        finally:
            gone.cancel()

    def _give_up(self, turn: asyncio.Future[None]) -> None:
        if turn.done():
            self._release_thread()
        else:
            self._queue.remove(turn)

    def _release_thread(self) -> None:
        if self._queue:
            self._queue.popleft().set_result(None)
        else:
            self._free += 1

    async def _refuse(self, status: int, scope: Scope, send: Send) -> None:
        kind, content = self._refusal(status)
        headers: Headers = [
            (b"content-type", kind),
            (b"content-length", str(len(content)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        ]
        if status == 503:
            headers.append((b"retry-after", b"5"))
        elif status != 500:
            headers.append((b"connection", b"close"))  # the rest of the body is of no use
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})


async def _disconnection(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read_body(scope: Scope, receive: Receive, limits: Limits) -> IO[bytes]:
    """The whole body, in memory or on the disk. Raises Refused when it is too large or too slow, and Left."""
    headers = dict(scope["headers"])
    announced = headers.get(b"content-length", b"")
    if not announced and b"transfer-encoding" not in headers:
        return io.BytesIO()
    too_large = announced.isdigit() and int(announced) > limits.body_bytes
    if too_large and b"expect" in headers:
        raise Refused(413)  # the client waits for our word before it sends
    spool: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by the caller
    try:
        async with asyncio.timeout(limits.body_seconds):
            await _spool(receive, spool, limits.body_bytes, too_large=too_large)
    except TimeoutError:
        spool.close()
        raise Refused(413 if too_large else 408) from None
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return spool


async def _spool(receive: Receive, spool: IO[bytes], most: int, *, too_large: bool) -> None:
    """Write the body to the spool. One that is too large is read to its end, or to four times the limit, and
    thrown away: most clients only look at the answer after they have sent everything."""
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Left
        part = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(part)
        too_large = too_large or size > most
        if not too_large:
            spool.write(part)
        elif size > 4 * most:
            break
    if too_large:
        raise Refused(413)


def _environ(scope: Scope, body: IO[bytes], multithread: bool) -> dict[str, Any]:
    """The request as WSGI describes it; its length is what was received, not what was announced."""
    root: str = scope.get("root_path", "")
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": _latin(root),
        "PATH_INFO": _latin(scope["path"].removeprefix(root)),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": multithread,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **_header_variables(scope["headers"]),
    }
    client = scope.get("client")
    if client:
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = client[0], str(client[1])
    if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["CONTENT_LENGTH"] = str(body.seek(0, io.SEEK_END))
        body.seek(0)
    return environ


def _latin(path: str) -> str:
    return path.encode("utf-8").decode("latin-1")


def _header_variables(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers as WSGI names them. A name with an underscore would pass for another one: it is dropped."""
    found: dict[str, str] = {}
    for name, value in headers:
        if b"_" in name or name in _SETTLED:
            continue
        key = _UNPREFIXED.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        text = value.decode("latin-1")
        joint = "; " if key == "HTTP_COOKIE" else ","
        found[key] = f"{found[key]}{joint}{text}" if key in found else text
    return found


class _Exchange:
    """One call of the WSGI application; its methods run in the threads, one at a time."""

    def __init__(self, app: Wsgi, environ: dict[str, Any]) -> None:
        self.status = 0
        self.headers: Headers = []
        self.finished = False
        self._app = app
        self._environ = environ
        self._written: list[bytes] = []
        self._answer: Iterable[bytes] = ()
        self._parts: Iterator[bytes] = iter(())
        self._sent = False
        self._one = threading.RLock()

    def begin(self) -> bytes:
        """Call the application; the first part of its answer. Then ``status`` and ``headers`` are known."""
        with self._one:
            self._answer = self._app(self._environ, self._start)
            self._parts = iter(self._answer)
            part = self.more()
            if not self.status:
                raise RuntimeError("the application answered without start_response")
            self._sent = True
            if self._environ["REQUEST_METHOD"] == "HEAD":
                self.close()
            return part

    def more(self) -> bytes:
        """The next part; after the last one, ``finished`` is true."""
        with self._one:
            try:
                self._gather()
            except BaseException:
                self.close()
                raise
            part = b"".join(self._written)
            self._written.clear()
            return part

    def _gather(self) -> None:
        size = 0
        while size < PART:
            part = next(self._parts, None)
            if part is None:
                self.close()
                return
            self._written.append(part)
            size += len(part)

    def close(self) -> None:
        """Let the application put its things away."""
        with self._one:
            already, self.finished = self.finished, True
            close = getattr(self._answer, "close", None)
            if close is not None and not already:
                close()

    def _start(
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: tuple[type[BaseException], BaseException, TracebackType] | None = None,
    ) -> Callable[[bytes], None]:
        if exc_info is not None and self._sent:
            raise exc_info[1].with_traceback(exc_info[2])
        if exc_info is None and self.status:
            raise RuntimeError("start_response was called twice")
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self._written.append
