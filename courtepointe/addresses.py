"""Addresses for the rows of a list: resolved once for the page, then only the row's own part is put in."""

import uuid
from collections.abc import Callable
from typing import Any

from django.urls import reverse

NOBODY = str(uuid.UUID(int=0))


def policy_address(coalition: Any = None) -> str:
    """Where a coalition says how it protects personal information; the site's own page without one."""
    return reverse("confidentiality")


def url_of_each(name: str, key: str, /, **kwargs: Any) -> Callable[[Any], str]:
    """How to get the address of a named view for each value of `key` (a uid, a slug, or a row that has a uid)."""
    fixed = {other: getattr(value, "uid", value) for other, value in kwargs.items()}
    before, _nobody, after = reverse(name, kwargs={**fixed, key: NOBODY}).partition(NOBODY)
    return lambda value: f"{before}{getattr(value, 'uid', value)}{after}"
