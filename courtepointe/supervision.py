"""Processes that start, watch and end other processes."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

try:
    import fcntl
except ImportError:  # no file locks on this system
    fcntl = None  # type: ignore[assignment]

_PARENT = "COURTEPOINTE_PARENT_PIPE"
_STEADY = 30  # seconds after which a process counts as well
_LONGEST_PAUSE = 30


def leave_with_parent() -> None:
    """In a child: end when the parent is gone, even killed. Without a parent of ours, nothing happens."""
    pipe = os.environ.pop(_PARENT, "")
    if pipe:
        threading.Thread(target=_wait_for_end, args=(int(pipe),), daemon=True, name="parent").start()


def _wait_for_end(pipe: int) -> None:
    os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)


@contextlib.contextmanager
def in_use(folder: Path, *, alone: bool = False) -> Iterator[bool]:
    """Say that the data of a folder is in use, for as long as the block lasts; false when that is not possible.

    Those who serve share it; who puts other data in its place must be ``alone``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "in-use.lock").open("w") as file:
        yield fcntl is None or _lock(file.fileno(), alone=alone)


def _lock(file: int, *, alone: bool) -> bool:
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@dataclass
class Child:
    """A process that must live, and how often it died lately."""

    name: str
    command: list[str]
    deaths: int = 0
    started: float = 0
    again_at: float = 0
    process: subprocess.Popen[bytes] | None = None

    def pause(self) -> float:
        """Seconds before the next start: the more deaths in a row, the longer."""
        return min(0.5 * 2.0 ** (self.deaths - 1), _LONGEST_PAUSE)


@dataclass
class Supervisor:
    """Keeps its children alive until it is told to stop; then ends them within ``patience`` seconds."""

    children: list[Child]
    say: Callable[[str], None]
    patience: float = 3.5
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Watch until ``stop``. Handles SIGTERM and SIGINT meanwhile; call it in the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        read, write = os.pipe()
        try:
            while not self.stopping.is_set():
                for child in self.children:
                    self._look_after(child, read)
                self.stopping.wait(0.25)
        finally:
            self._end_all()
            os.close(write)
            os.close(read)

    def stop(self) -> None:
        """End the watch: the children are told to finish."""
        self.stopping.set()

    def _look_after(self, child: Child, pipe: int) -> None:
        if child.process is None:
            if time.monotonic() >= child.again_at:
                self._start(child, pipe)
            return
        result = child.process.poll()
        if result is None:
            return
        child.process = None
        child.deaths = 1 if time.monotonic() - child.started > _STEADY else child.deaths + 1
        child.again_at = time.monotonic() + child.pause()
        self.say(f"{child.name} ended ({result}); it starts again in {child.pause():g} s.")

    def _start(self, child: Child, pipe: int) -> None:
        child.started = time.monotonic()
        child.process = subprocess.Popen(
            child.command,
            env={**os.environ, _PARENT: str(pipe)},
            pass_fds=(pipe,),
            start_new_session=True,  # Ctrl-C comes to us alone; we tell them
        )

    def _end_all(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + self.patience
        for process in running:
            try:
                process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def python(*words: str) -> list[str]:
    """The command that runs a module or a file with this very Python."""
    return [sys.executable, *words]
