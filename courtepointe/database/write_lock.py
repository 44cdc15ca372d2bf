"""One writer at a time, first come first served, across threads and processes.

SQLite's own busy handler starves: with four threads and a second process, someone waits for seconds. Here
the threads of a process take turns in order of arrival, and the one whose turn it is contends with other
processes through two file locks: whoever waits for the write lock holds the gate, so that nobody who comes
later can pass in front.
"""

import os
import threading
import time
from collections import deque
from pathlib import Path

try:
    import fcntl
except ImportError:  # no file locks on this system: threads still take turns, SQLite keeps processes apart
    fcntl = None  # type: ignore[assignment]

_GATE, _WRITE = ".gate", ".lock"


class Turns:
    """A lock that serves its waiters in order of arrival."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def take(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds for one's turn."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=timeout):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # the turn came between the end of the wait and the look at the queue

    def give(self) -> None:
        """Pass the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class WriteLock:
    """The write lock of one database file, or of one in-memory database (``path`` None)."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._turns = Turns()
        self._files: dict[str, int] = {}

    def take(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds; False when the lock was not had."""
        deadline = time.monotonic() + timeout
        if not self._turns.take(timeout):
            return False
        try:
            taken = self._take_files(deadline)
        except BaseException:
            self._turns.give()
            raise
        if not taken:
            self._turns.give()
        return taken

    def give(self) -> None:
        """Let the next one write."""
        if _WRITE in self._files:
            fcntl.flock(self._files[_WRITE], fcntl.LOCK_UN)
        self._turns.give()

    def _take_files(self, deadline: float) -> bool:
        if self._path is None or fcntl is None:
            return True
        gate, write = self._file(_GATE), self._file(_WRITE)
        if not _flock(gate, deadline):
            return False
        try:
            return _flock(write, deadline)
        finally:
            fcntl.flock(gate, fcntl.LOCK_UN)

    def _file(self, suffix: str) -> int:
        if suffix not in self._files:
            name = f"{self._path}{suffix}"
            self._files[suffix] = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._files[suffix]


def _flock(file: int, deadline: float) -> bool:
    """Take a file lock before the deadline, by asking again: nothing can end a wait inside the system."""
    pause = 0.0004
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(pause)
            pause = min(pause * 1.1, 0.01)
        else:
            return True


_locks: dict[str, WriteLock] = {}
_locks_guard = threading.Lock()


def lock_of(name: str, *, in_memory: bool) -> WriteLock:
    """The one lock of this database in this process, whoever asks."""
    path = None if in_memory else Path(name).resolve()
    key = name if path is None else str(path)
    with _locks_guard:
        return _locks.setdefault(key, WriteLock(path))
