"""How often a public form may be sent: counted in the cache by the hour, under a name that gives back no address."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from courtepointe import clock

HOUR = 3600


def is_too_often(what: str, thing: str, whence: str, *, most: int, most_of_all: int) -> bool:
    """Count one more sending of `thing`; true past `most` from one place or `most_of_all` from everywhere, an hour.

    Many people share the address of a waiting room: `most` must leave room for them.
    """
    hour = int(clock.now().timestamp()) // HOUR
    place = salted_hmac(f"limit.{what}.{hour}", whence).hexdigest()[:24]
    return (
        max(
            _count(f"{what}.{thing}.{hour}.{place}") - most,
            _count(f"{what}.{thing}.{hour}") - most_of_all,
        )
        > 0
    )


def _count(key: str) -> int:
    number = int(cache.get(key, 0)) + 1
    cache.set(key, number, HOUR)
    return number
