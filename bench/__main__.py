"""`./run bench`: fill a database, serve it, measure, write docs/performance.md.

./run bench               all rows, written into docs/performance.md
./run bench --quick       fewer requests, printed only
"""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment(data: str) -> dict[str, str]:
    # As where it is installed: Python keeps what it has compiled.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "MODE": "development",
        "DATA_DIR": data,
        "SECRET_KEY": "bench-" + "0" * 50,
        "BASE_URL": "http://127.0.0.1",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(env: dict[str, str]) -> Iterator[tuple[int, int, float]]:
    """The measured server: its port, its process, and the seconds from its start to its first answer."""
    port = free_port()
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "bench.server", str(port)], cwd=ROOT, env=env)
    try:
        yield port, process.pid, wait(port, process, start)
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait(port: int, process: subprocess.Popen[bytes], start: float) -> float:
    while time.perf_counter() - start < 60:
        if process.poll() is not None:
            raise SystemExit("the measured server ended")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2):
                return time.perf_counter() - start
        except OSError:
            time.sleep(0.005)
    raise SystemExit("the measured server did not answer")


def main(arguments: list[str]) -> int:
    quick = "--quick" in arguments
    with tempfile.TemporaryDirectory() as data:
        env = environment(data)
        os.environ.update(env)
        for words in (["migrate", "--verbosity", "0"], ["collectstatic", "--no-input", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=True)
        from bench import report  # noqa: PLC0415  (needs the settings of this environment)

        with_data = report.prepare()
        starts = []
        for _ in range(2):
            with served(env) as (_port, _pid, cold):
                starts.append(cold)
        with served(env) as (port, pid, cold):
            cold = min(cold, *starts)
            lines = report.run(with_data, port=port, pid=pid, cold=cold, requests=60 if quick else 200)
    print("\n".join(lines))
    if not quick:
        (ROOT / "docs" / "performance.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if any("**over**" in line for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
