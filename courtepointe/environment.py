"""Typed reader of the environment: settings come from here and fail loudly.

Every variable that is read is remembered in `READ`, so that a test can hold the administrator's guide to it.
"""

import os
from pathlib import Path

READ: dict[str, str] = {}


class BadSetting(Exception):
    """A variable of the environment cannot be used; the sentence names it and says what it takes."""


def text(name: str, default: str = "") -> str:
    """The variable as it stands, or the default when it is absent or empty."""
    READ[name] = default
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    """True for 1, yes, true, on; False for 0, no, false, off; anything else is refused."""
    READ[name] = "1" if default else "0"
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise BadSetting(f"{name} is {value!r}: write 1 or 0.")


def integer(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """A whole number within bounds."""
    READ[name] = str(default)
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.removeprefix("-").isdigit() or not least <= int(value) <= most:
        raise BadSetting(f"{name} is {value!r}: write a whole number from {least} to {most}.")
    return int(value)


def choice(name: str, default: str, among: tuple[str, ...]) -> str:
    """One of the listed words."""
    value = text(name, default)
    if value not in among:
        raise BadSetting(f"{name} is {value!r}: write one of {', '.join(among)}.")
    return value


def several(name: str, default: str = "") -> list[str]:
    """Words parted by commas or spaces."""
    return text(name, default).replace(",", " ").split()


def folder(name: str, default: Path) -> Path:
    """A folder; it is made by those who write in it."""
    return Path(text(name, str(default))).expanduser().resolve()


def secret(name: str, default: str = "") -> str:
    """A secret from NAME, or from the file that NAME_FILE names (systemd credentials, containers).

    Its value never appears in a message.
    """
    value, file = text(name), text(f"{name}_FILE")
    if not file:
        return value or default
    if value:
        raise BadSetting(f"Both {name} and {name}_FILE are set: keep one of them.")
    try:
        content = Path(file).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise BadSetting(f"{name}_FILE names {file}, which cannot be read: {problem.strerror}.") from None
    if not content:
        raise BadSetting(f"{name}_FILE names {file}, which is empty.")
    return content
