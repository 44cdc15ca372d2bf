"""Whether anybody may read the page on personal information of a coalition."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Coalition, Member
from courtepointe.rows import Refused

history.declare(
    {
        "privacy.published": gettext_lazy("%(who)s published the page on personal information."),
        "privacy.closed": gettext_lazy("%(who)s closed the page on personal information to the public."),
    }
)


def says_who_answers(coalitions: QuerySet[Coalition]) -> QuerySet[Coalition]:
    """Those where somebody can be reached: without that, the page would not say what the law asks it to."""
    return coalitions.exclude(Q(privacy_email="") & Q(privacy_phone=""))


@transaction.atomic
def publish(coalition: Coalition, public: bool, *, by: Member) -> None:
    """Publish the page or close it; nothing when it is so already. Writes history.

    Raises Refused to publish a page on which nobody can be reached.
    """
    if public and not says_who_answers(Coalition.objects.filter(pk=coalition.pk)).exists():
        raise Refused(_("First say who answers for personal information"))
    changed = Coalition.objects.filter(pk=coalition.pk, privacy_public=not public).update(privacy_public=public)
    coalition.privacy_public = public
    if changed:
        history.record(coalition, "privacy.published" if public else "privacy.closed", by=by)
