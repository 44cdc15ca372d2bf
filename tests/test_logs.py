import json
import logging

import pytest

from courtepointe.logs import JsonLine


def line_of(**extra: object) -> dict[str, object]:
    record = logging.LogRecord("courtepointe", logging.ERROR, "f.py", 1, "mail_not_sent %s", ("a@b.org",), None)
    record.__dict__.update(extra)
    return dict(json.loads(JsonLine().format(record)))


def test_a_line_holds_the_event_without_its_values() -> None:
    line = line_of(delivery="1234")
    assert line["event"] == "mail_not_sent %s"
    assert line["delivery"] == "1234"
    assert "a@b.org" not in json.dumps(line)


def test_an_error_is_told_by_its_kind_and_place_never_by_its_message() -> None:
    try:
        raise ValueError("Key (email)=(amina@example.org) already exists")
    except ValueError as error:
        line = line_of(exc_info=(ValueError, error, error.__traceback__))
    assert line["error"] == "ValueError"
    assert "amina" not in json.dumps(line)
    assert any("test_logs.py" in place for place in line["where"])  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_an_error_page_gives_the_number_of_the_request(client) -> None:  # type: ignore[no-untyped-def]
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "donnez-lui ce numéro" in answer.content.decode()
