"""A real site for the browser: the program itself, in demo mode, on a free port, with its own data."""

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
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


BUILT_AT = "http://127.0.0.1:10000"  # the address in the mails of a site that was made and not yet served


@contextmanager
def running(data: Path, made: Path, *, stage: str | None) -> Iterator[Site]:
    """A demo at a stage of its life, or an empty site (stage None), in the new folder `data`; it is stopped at the end.

    `made` is where sites are made, once for all the processes of the tests: each then has a copy.
    """
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", data)
    shutil.copytree(make(made, stage), data, dirs_exist_ok=True)
    give_address(data, site.url)
    log = (data / "serve.log").open("w")
    env = environment(data, port)
    server = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        wait_until_ready(site, server)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def make(made: Path, stage: str | None) -> Path:
    """The folder of a site at a stage, made now unless another process did (or is at it: one waits for the other)."""
    folder = made / f"made-{stage or 'empty'}"
    with (made / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            begun = made / f"{folder.name}-begun"
            shutil.rmtree(begun, ignore_errors=True)  # of a process that failed
            env = environment(begun, int(BUILT_AT.rpartition(":")[2]))
            if stage:
                shutil.copytree(make(made, None), begun)
                manage(env, "demo", "--stage", stage)
            else:
                begun.mkdir()
                manage(env, "migrate", "--verbosity", "0")
                manage(env, "collectstatic", "--no-input", "--verbosity", "0")
            begun.rename(folder)
    return folder


def give_address(data: Path, url: str) -> None:
    """The links of its mails lead to where it is served."""
    with closing(sqlite3.connect(data / "courtepointe.sqlite3")) as database, database:
        for column in ("body", "calendar"):
            database.execute(f"UPDATE delivery SET {column} = replace({column}, ?, ?)", (BUILT_AT, url))


def environment(data: Path, port: int) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")},
        "MODE": "demo",
        "DATA_DIR": str(data),
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "QUIET_SECONDS": "2",
    }


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
