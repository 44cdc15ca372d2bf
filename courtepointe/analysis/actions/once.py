"""What may be there only once, whoever comes first: the database decides, the second is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from courtepointe.rows import Refused


@contextmanager
def once(sentence: str) -> Iterator[None]:
    """A transaction that says `sentence` (Refused), and writes nothing, when a row like it is there already."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        raise Refused(sentence) from problem
