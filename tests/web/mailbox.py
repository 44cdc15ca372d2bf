"""Reading the mails that wait to leave."""

import re

from courtepointe.mail import Delivery


def latest(address: str) -> Delivery:
    """The last message for an address."""
    return Delivery.objects.filter(recipient=address).latest("pk")


def code_in(delivery: Delivery) -> str:
    """The code that a message carries."""
    found = re.search(r"\b\d{4}-\d{4}\b", delivery.body)
    assert found, delivery.body
    return found[0]


def link_in(delivery: Delivery) -> str:
    """The path of the first link of a message."""
    found = re.search(r"https?://[^/\s]+(/\S*)", delivery.body)
    assert found, delivery.body
    return found[1]
