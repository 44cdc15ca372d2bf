"""The router of a process, called as a server would, without one."""

import asyncio
import gc

import pytest

from courtepointe.asgi import Application
from courtepointe.web.bridge import Limits
from courtepointe.web.refusals import LANGUAGES, REFUSALS, refusal_page


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def ask(path):
    """Status and content of the answer to a GET."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    async def once():
        application = Application(hello, Limits())
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "http_version": "1.1"}
        await application({**scope, "headers": []}, receive, send)
        application.close()
        await asyncio.to_thread(application.bridge._pool.shutdown)

    asyncio.run(once())
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def test_health_is_answered_without_a_page():
    assert ask("/health/live") == (200, b'{"state": "alive"}')


@pytest.mark.django_db(transaction=True)
def test_a_process_is_ready_when_its_database_answers():
    assert ask("/health/ready") == (200, b'{"state": "ready"}')


def test_a_process_is_not_ready_without_its_database(caplog):
    assert ask("/health/ready") == (503, b'{"state": "not ready"}')  # no database is allowed in this test
    assert "not_ready" in caplog.text


def test_everything_else_is_a_page():
    assert ask("/anything") == (200, b"hello")


def test_a_busy_site_says_so_in_both_languages():
    content = refusal_page(503)[1].decode()
    assert "Le site est très occupé" in content
    assert "The site is very busy" in content


@pytest.mark.parametrize("status", REFUSALS)
def test_each_refusal_speaks_each_language_in_its_own_section(status):
    kind, content = refusal_page(status)
    assert kind == b"text/html; charset=utf-8"
    for language in LANGUAGES:
        assert f'<section lang="{language}"><h1>' in content.decode()


def test_a_started_process_no_longer_searches_the_program_itself():
    told = []
    asked = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive():
        return {"type": next(asked)}

    async def send(message):
        told.append((message["type"], gc.get_freeze_count() > 0))

    usual = gc.get_threshold()
    try:
        asyncio.run(Application(hello, Limits())({"type": "lifespan"}, receive, send))
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
    assert told == [("lifespan.startup.complete", True), ("lifespan.shutdown.complete", True)]
