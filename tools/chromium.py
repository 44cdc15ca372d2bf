"""Find a Chromium that starts, or fetch one; print its path.

In this order: CHROMIUM, the system's own, Playwright's download, the system's package manager (as root).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(line: str) -> None:
    """Speak to the person; the path alone goes to the standard output."""
    print(line, file=sys.stderr, flush=True)


def starts(path: str) -> bool:
    """Whether the browser runs here: a download may lack a library of the system."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def system() -> str | None:
    """The browser of this machine."""
    return next((path for name in NAMES if (path := shutil.which(name)) and starts(path)), None)


def playwright() -> str | None:
    """Playwright's own browser, fetched when it is not there yet."""
    with sync_playwright() as driver:
        path = driver.chromium.executable_path
    if not Path(path).exists():
        say("Fetching Chromium for the browser tests...")
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
            return None
    return path if starts(path) else None


def package() -> str | None:
    """The distribution's package, when we may install it."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    say("Installing Chromium for the browser tests...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "-q", "-y", "--no-install-recommends"]
    # Without windows it starts sooner and draws less; not every distribution has it apart.
    for words in (["update", "-q"], [*install, "chromium-headless-shell"], [*install, "chromium"]):
        done = subprocess.run(["apt-get", *words], stdout=sys.stderr, env=environment, check=False)
        if words[0] == "install" and done.returncode == 0:
            break
    return system()


def find() -> str:
    """The path of a browser that starts; empty when none could be found or fetched."""
    ways: tuple[Callable[[], str | None], ...] = (lambda: os.environ.get("CHROMIUM"), system, playwright, package)
    return next((path for way in ways if (path := way())), "")


def main() -> int:
    path = find()
    if not path:
        say(
            "The browser tests need Chromium, and none could be found or fetched.\n"
            "On Debian or Ubuntu: apt-get install chromium\n"
            "Or run the other tests alone: ./run test --no-browser"
        )
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
