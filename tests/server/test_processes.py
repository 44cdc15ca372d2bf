"""The supervisor, the worker and the doors of serve, with real processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError

from courtepointe.clockwork import DUTIES, Duty
from courtepointe.management.commands import serve, work
from courtepointe.supervision import Child, Supervisor, in_use

ROOT = Path(__file__).resolve().parents[2]


def test_every_duty_has_a_name_of_its_own_and_a_reasonable_pace():
    assert len({duty.name for duty in DUTIES}) == len(DUTIES)
    assert all(1 <= duty.seconds <= 24 * 3600 for duty in DUTIES)


@pytest.mark.django_db
def test_every_duty_may_be_done_when_nothing_is_due():
    assert all(work.attempt(duty) for duty in DUTIES)


@pytest.mark.django_db(transaction=True)
def test_a_duty_that_fails_is_noted_and_the_others_go_on(caplog):
    stopping, done = threading.Event(), []

    def bad():
        raise ValueError("on purpose")

    def good():
        done.append(1)
        if len(done) == 3:
            stopping.set()

    work.work((Duty("bad", 0.001, bad), Duty("good", 0.001, good)), stopping)
    assert len(done) == 3
    assert "duty_failed: bad" in caplog.text


def test_only_those_who_serve_share_the_data(tmp_path):
    with in_use(tmp_path) as first, in_use(tmp_path) as second:
        assert (first, second) == (True, True)
        with in_use(tmp_path, alone=True) as restoring:
            assert not restoring
    with in_use(tmp_path, alone=True) as restoring:
        assert restoring
        with in_use(tmp_path) as serving:
            assert not serving


def test_the_more_often_a_child_dies_the_longer_it_waits():
    pauses = [Child("x", [], deaths=n).pause() for n in (1, 2, 3, 30)]
    assert pauses == [0.5, 1, 2, 30]


def in_a_thread(supervisor, monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # signals belong to the main thread: pytest's
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    return thread


def test_a_child_that_dies_is_started_again_and_ends_with_its_supervisor(tmp_path, monkeypatch):
    said = []
    note = tmp_path / "starts"
    code = "import pathlib, sys, time; f = pathlib.Path(sys.argv[1]); f.open('a').write('x'); "
    code += "time.sleep(60) if f.stat().st_size > 1 else sys.exit(3)"
    child = Child("The child", [sys.executable, "-c", code, str(note)])
    supervisor = Supervisor([child], said.append)
    thread = in_a_thread(supervisor, monkeypatch)
    ticker = threading.Event()
    while not (note.exists() and note.read_text() == "xx"):
        ticker.wait(0.01)
    process = child.process
    supervisor.stop()
    thread.join()
    assert said == ["The child ended (3); it starts again in 0.5 s."]
    assert process.returncode == -signal.SIGTERM


def test_a_child_that_does_not_listen_is_ended_all_the_same(tmp_path, monkeypatch):
    ready = tmp_path / "ready"
    code = "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    code += "pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
    child = Child("The child", [sys.executable, "-c", code, str(ready)])
    supervisor = Supervisor([child], lambda _: None, patience=0.1)
    thread = in_a_thread(supervisor, monkeypatch)
    ticker = threading.Event()
    while not ready.exists():
        ticker.wait(0.01)
    process = child.process
    supervisor.stop()
    thread.join()
    assert process.returncode == -signal.SIGKILL


def test_children_end_when_their_supervisor_is_killed(tmp_path):
    code = """
import sys, time
from courtepointe.supervision import Child, Supervisor, leave_with_parent
if sys.argv[1:] == ["child"]:
    leave_with_parent()
    print("up", flush=True)
    time.sleep(60)
else:
    Supervisor([Child("x", [sys.executable, __file__, "child"])], print).run()
"""
    script = tmp_path / "script.py"
    script.write_text(code)
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as parent:
        assert parent.stdout.readline() == b"up\n"
        parent.kill()
        assert parent.stdout.read() == b""  # the end: the child, who held it too, is gone


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"DEBUG": True}, "DEBUG"),
        ({"ALLOWED_HOSTS": ["*"]}, "HOSTS"),
        ({"ALLOWED_HOSTS": []}, "HOSTS"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "not-a-secret-" + "0" * 60}, "SECRET_KEY"),
    ],
)
def test_a_real_site_is_not_served_with_unsafe_settings(settings, changes, words):
    good = {"PRODUCTION": True, "DEBUG": False, "ALLOWED_HOSTS": ["a.example"], "SECRET_KEY": "k3" * 30}
    for name, value in good.items():
        setattr(settings, name, value)
    serve.refuse_if_unsafe()
    for name, value in changes.items():
        setattr(settings, name, value)
    with pytest.raises(CommandError, match=words):
        serve.refuse_if_unsafe()


def test_a_port_that_is_taken_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port}"):
            serve.refuse_if_taken("127.0.0.1", port)
    serve.refuse_if_taken("127.0.0.1", port)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.mark.slow
def test_a_site_is_prepared_served_and_stopped(tmp_path):
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTEST_CURRENT_TEST")}
    environment |= {"MODE": "demo", "DATA_DIR": str(tmp_path), "PORT": str(port)}
    environment["BASE_URL"] = f"http://127.0.0.1:{port}"

    def manage(*words):
        return [sys.executable, "manage.py", *words]

    unprepared = subprocess.run(manage("serve"), cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert unprepared.returncode != 0
    assert "./run prepare" in unprepared.stderr
    for words in (("migrate", "-v0"), ("collectstatic", "--no-input", "-v0")):
        subprocess.run(manage(*words), cwd=ROOT, env=environment, check=True)
    with subprocess.Popen(
        manage("serve"), cwd=ROOT, env={**environment, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True
    ) as serving:
        assert "answers at" in serving.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready") as answer:
            assert json.load(answer) == {"state": "ready"}
        serving.terminate()
        assert serving.wait() == 0
