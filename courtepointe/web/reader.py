"""Who reads a page that anyone may open."""

from typing import Any

from courtepointe.coalitions.models import Person


def reader_of_site(request: Any) -> Person | None:
    """The person who is signed in, if any; the frame of the page then shows their name."""
    if not hasattr(request, "person"):
        user = getattr(request, "user", None)
        request.person = user if user is not None and user.is_authenticated else None
    person: Person | None = request.person
    return person
