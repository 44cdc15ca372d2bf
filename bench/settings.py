"""The program's settings, with the two pages of reference added."""

from courtepointe.settings import *  # noqa: F403
from courtepointe.settings import ROOT, TEMPLATES

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], ROOT / "bench" / "templates"]  # type: ignore[misc]
