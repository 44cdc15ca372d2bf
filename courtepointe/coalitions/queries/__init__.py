"""Reads of coalitions: what a given reader may see is decided here."""

from courtepointe.coalitions.queries.members import Line, members_for
from courtepointe.coalitions.queries.method import method_for
from courtepointe.coalitions.queries.seats import may_open, seats_of

__all__ = ["Line", "may_open", "members_for", "method_for", "seats_of"]
