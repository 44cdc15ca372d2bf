"""Addresses for the rows of a list: resolved once for the page, then only the row's own part is put in."""

import uuid
from collections.abc import Callable
from typing import Any

from django.urls import reverse

NOBODY = str(uuid.UUID(int=0))


def policy_address(coalition: Any = None) -> str:
    """Where anybody reads how a coalition protects personal information: its page once published, or the site's."""
    if coalition is None or not coalition.privacy_public:
        return reverse("confidentiality")
    return reverse("privacy", kwargs={"coalition": coalition.uid})


def url_of_each(name: str, key: str, /, **kwargs: Any) -> Callable[[Any], str]:
    """How to get the address of a named view for each value of `key` (a uid, a slug, or a row that has a uid)."""
    fixed = {other: getattr(value, "uid", value) for other, value in kwargs.items()}
    before, _nobody, after = reverse(name, kwargs={**fixed, key: NOBODY}).partition(NOBODY)
    return lambda value: f"{before}{getattr(value, 'uid', value)}{after}"
