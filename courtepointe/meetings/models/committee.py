"""Committees of a coalition: a name, a mandate, members, meetings of their own."""

from django.db import models
from django.db.models import Q

from courtepointe import clock
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.i18n import sort_key
from courtepointe.rows import Identified, Present, Removable, Versioned


class Committee(Identified, Versioned, Removable):
    """A committee, standing or for a while; it reports to the coalition."""

    code = "committee"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="committees")
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200, editable=False)
    mandate = models.TextField(blank=True, max_length=4000)
    lead = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    until = models.DateField(null=True, blank=True)  # empty: standing
    created_at = models.DateTimeField(default=clock.now)

    objects = Present.as_manager()

    class Meta:
        db_table = "committee"
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "sort_key"], condition=Q(removed_at=None), name="committee_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.sort_key = sort_key(self.name)[:200]


class CommitteeMember(Identified):
    """A member of the coalition who sits on a committee, since and until when."""

    code = "committee_member"

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="committee_seats")
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "committee_member"
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "member"], condition=Q(left_at=None), name="committee_member_once"
            )
        ]
