"""The bridge, over real sockets and a real server; the WSGI side is judged by wsgiref's validator."""

import contextlib
import http.client
import logging
import socket
import threading
from wsgiref.validate import validator

import pytest
import uvicorn

from courtepointe.web.bridge import Bridge, Limits


class Running:
    """A server in a thread, around one WSGI application."""

    def __init__(self, app, **limits):
        self.bridge = Bridge(app, Limits(**limits))
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        config = uvicorn.Config(
            self.bridge, http="httptools", ws="none", lifespan="off", log_config=None, timeout_graceful_shutdown=1
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]})

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.should_exit = True
        self.thread.join()
        self.bridge.close()
        self.socket.close()

    def ask(self, method="GET", path="/", body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def raw(self, *lines):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return connection


def echo(environ, start_response):
    """Answers with what it was asked, as text."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_LENGTH", "HTTP_COOKIE", "HTTP_X_A")
    lines = [f"{name}={environ.get(name, '-')}" for name in names]
    answer = "\n".join(lines).encode() + b"\n" + body
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))]
    start_response("200 OK", headers)
    return [answer]


class Gate:
    """An application that waits until it is let through."""

    def __init__(self):
        self.entered = threading.Semaphore(0)
        self.opened = threading.Event()
        self.calls = 0

    def __call__(self, environ, start_response):
        self.calls += 1
        self.entered.release()
        assert self.opened.wait(20)
        return echo(environ, start_response)


def wait_until(condition):
    """Let other threads run until the condition holds; the limit only ends a test that hangs."""
    ticker = threading.Event()
    for _ in range(4000):
        if condition():
            return
        ticker.wait(0.005)
    raise AssertionError("it never happened")


@pytest.mark.parametrize("path", ["/", "/caf%C3%A9/%C3%A0?q=a%20b&r=%C3%A9", "/a//b/../c"])
def test_a_page_is_asked_as_wsgi_says(path):
    with Running(validator(echo)) as running:
        status, content, _ = running.ask(path=path)
    assert status == 200
    raw, _, query = path.partition("?")
    expected = raw.replace("%C3%A9", "é").replace("%C3%A0", "à").encode().decode("latin-1")
    assert f"PATH_INFO={expected}\nQUERY_STRING={query}\n".encode() in content


@pytest.mark.parametrize("size", [0, 1, 70_000, 3_000_000])
def test_a_body_arrives_whole(size):
    sent = b"x" * size
    with Running(validator(echo)) as running:
        _, content, _ = running.ask("POST", body=sent, headers={"Content-Type": "text/plain"})
    assert content.endswith(b"\n" + sent)
    assert f"CONTENT_LENGTH={size}\n".encode() in content


def test_a_body_sent_in_pieces_gets_its_length():
    with Running(validator(echo)) as running:
        _, content, _ = running.ask("POST", body=iter([b"ab", b"cde"]), headers={"Content-Type": "text/plain"})
    assert b"CONTENT_LENGTH=5\n" in content
    assert content.endswith(b"\nabcde")


def test_head_has_the_headers_of_get_without_its_body():
    with Running(validator(echo)) as running:
        _, content, headers = running.ask("HEAD")
        again, _, _ = running.ask()
    assert content == b""
    assert int(headers["Content-Length"]) > 0
    assert again == 200


def test_names_with_an_underscore_and_words_of_proxies_are_dropped():
    def show(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return ["\n".join(f"{k}={v}" for k, v in environ.items() if k.startswith("HTTP_")).encode()]

    with Running(show) as running:
        lines = ["GET / HTTP/1.1", "Host: a", "X_Forwarded_For: 6.6.6.6", "X-Forwarded-For: 7.7.7.7"]
        lines += ["X-A: 1", "X-A: 2", "Cookie: a=1", "Cookie: b=2", "Connection: close"]
        with running.raw(*lines) as connection, connection.makefile("rb") as answer:
            content = answer.read()
    assert b"6.6.6.6" not in content
    assert b"7.7.7.7" not in content
    assert b"HTTP_X_A=1,2" in content
    assert b"HTTP_COOKIE=a=1; b=2" in content


def test_an_answer_may_be_written_and_generated():
    def app(environ, start_response):
        write = start_response("201 Created", [("Content-Type", "text/plain")])
        write(b"first ")
        return iter([b"", b"second ", b"", b"third"])

    with Running(app) as running:
        status, content, _ = running.ask()
    assert (status, content) == (201, b"first second third")


def test_a_body_that_is_announced_too_large_is_refused_before_any_thread():
    gate = Gate()
    gate.opened.set()
    with Running(gate, body_bytes=1000) as running:
        status, _, headers = running.ask("POST", body=b"x" * 3000)
        assert (status, headers["Connection"]) == (413, "close")
        lines = ["POST / HTTP/1.1", "Host: a", "Content-Length: 900000", "Expect: 100-continue"]
        with running.raw(*lines) as connection, connection.makefile("rb") as answer:
            assert answer.readline().startswith(b"HTTP/1.1 413")
    assert gate.calls == 0


def test_a_body_that_grows_too_large_is_refused():
    with Running(echo, body_bytes=1000) as running:
        status, _, _ = running.ask("POST", body=iter([b"x" * 600, b"x" * 600]))
        assert status == 413
        status, _, _ = running.ask("POST", body=iter([b"x" * 600, b"x" * 400]))
        assert status == 200


def test_a_client_that_expects_to_be_told_to_go_on_is_told():
    with Running(echo) as running:
        lines = ["POST / HTTP/1.1", "Host: a", "Content-Length: 2", "Expect: 100-continue", "Connection: close"]
        with running.raw(*lines) as connection, connection.makefile("rb") as answer:
            assert answer.readline().startswith(b"HTTP/1.1 100")
            connection.sendall(b"ok")
            assert answer.read().endswith(b"\nok")


def test_a_body_that_does_not_come_is_refused_and_takes_no_thread():
    gate = Gate()
    with Running(gate, body_seconds=0.05) as running:
        lines = ["POST / HTTP/1.1", "Host: a", "Content-Length: 10"]
        with running.raw(*lines) as connection, connection.makefile("rb") as answer:
            assert answer.readline().startswith(b"HTTP/1.1 408")
    assert gate.calls == 0


def test_the_queue_has_an_end_and_says_when_to_come_back():
    gate = Gate()
    with Running(gate, threads=1, waiting=1) as running, contextlib.ExitStack() as open_ones:
        open_ones.callback(gate.opened.set)
        first = open_ones.enter_context(running.raw("GET /1 HTTP/1.1", "Host: a", "Connection: close"))
        assert gate.entered.acquire(timeout=20)
        second = open_ones.enter_context(running.raw("GET /2 HTTP/1.1", "Host: a", "Connection: close"))
        wait_until(lambda: len(running.bridge._queue) == 1)
        status, _, headers = running.ask()
        assert (status, headers["Retry-After"]) == (503, "5")
        gate.opened.set()
        for connection in (first, second):
            with connection.makefile("rb") as answer:
                assert answer.readline().startswith(b"HTTP/1.1 200")


def test_who_waits_too_long_is_told_to_come_back():
    gate = Gate()
    with Running(gate, threads=1, waiting_seconds=0.05) as running:
        with running.raw("GET /1 HTTP/1.1", "Host: a"):
            assert gate.entered.acquire(timeout=20)
            assert running.ask()[0] == 503
            gate.opened.set()
        assert running.ask()[0] == 200


def test_a_client_that_leaves_the_queue_leaves_its_place():
    gate = Gate()
    with Running(gate, threads=1, waiting=1) as running:
        with running.raw("GET /1 HTTP/1.1", "Host: a"):
            assert gate.entered.acquire(timeout=20)
            with running.raw("GET /2 HTTP/1.1", "Host: a"):
                wait_until(lambda: len(running.bridge._queue) == 1)
            wait_until(lambda: len(running.bridge._queue) == 0)
            gate.opened.set()
        assert running.ask()[0] == 200
    assert gate.calls == 2


def test_a_client_that_leaves_in_the_middle_of_its_body_takes_no_thread():
    gate = Gate()
    gate.opened.set()
    with Running(gate) as running:
        with running.raw("POST / HTTP/1.1", "Host: a", "Content-Length: 10") as connection:
            connection.sendall(b"half")
        assert running.ask()[0] == 200
    assert gate.calls == 1


class Long:
    """An answer without end, that notes whether it was put away."""

    def __init__(self):
        self.closed = threading.Event()

    def __call__(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return [b"short"] if environ["PATH_INFO"] == "/short" else self

    def __iter__(self):
        while not self.closed.is_set():
            yield b"x" * 65536

    def close(self):
        self.closed.set()


def test_a_client_that_reads_slowly_keeps_no_thread_and_its_answer_is_put_away_when_it_leaves():
    long = Long()
    with Running(long, threads=1) as running:
        with running.raw("GET /long HTTP/1.1", "Host: a") as connection:
            assert connection.recv(20).startswith(b"HTTP/1.1 200")
            assert running.ask(path="/short")[1] == b"short"
            assert not long.closed.is_set()
        assert long.closed.wait(20)


def test_a_page_that_fails_gives_an_error_and_frees_its_thread(caplog):
    def app(environ, start_response):
        if environ["PATH_INFO"] == "/bad":
            raise ValueError("on purpose")
        return echo(environ, start_response)

    with caplog.at_level(logging.CRITICAL), Running(app, threads=1) as running:
        assert running.ask(path="/bad")[0] == 500
        assert running.ask(path="/bad")[0] == 500
        assert running.ask()[0] == 200
