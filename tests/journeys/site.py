"""A real site for the browser: the program itself, in demo mode, on a free port, with its own data."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds for a site to answer, on a busy machine


@dataclass(frozen=True)
class Site:
    url: str
    data: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(data: Path, *, stage: str | None) -> Iterator[Site]:
    """A demo at a stage of its life, or an empty site (stage None); it is stopped at the end."""
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", data)
    env = {
        **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")},
        "MODE": "demo",
        "DATA_DIR": str(data),
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "BASE_URL": site.url,
        "QUIET_SECONDS": "2",
    }
    manage(env, "migrate", "--verbosity", "0")
    if stage:
        manage(env, "demo", "--stage", stage)
    manage(env, "collectstatic", "--no-input", "--verbosity", "0")
    log = (data / "serve.log").open("w")
    server = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        wait_until_ready(site, server)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def manage(env: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments[0]}: {done.stdout}{done.stderr}"


def wait_until_ready(site: Site, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, (site.data / "serve.log").read_text()
        try:
            with urllib.request.urlopen(f"{site.url}/health/ready", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the site did not answer: " + (site.data / "serve.log").read_text())
