"""The coalitions of a person."""

from django.conf import settings

from courtepointe.coalitions.models import Member, Person


def seats_of(person: Person) -> list[Member]:
    """The present seats of a person, with coalition and organisation, by name of coalition; one query."""
    seats = Member.objects.filter(person=person, left_at=None)
    return list(seats.select_related("coalition", "organisation", "person").order_by("coalition__name", "pk"))


def may_open(person: Person) -> bool:
    """Whether a person may open a coalition on this site."""
    return settings.SIGN_UP == "open" or person.may_open
