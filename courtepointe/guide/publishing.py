"""Whether anybody may read the page on personal information of a coalition."""

from django.db import transaction
from django.utils.translation import gettext_lazy

from courtepointe import history
from courtepointe.coalitions.models import Coalition, Member

history.declare(
    {
        "privacy.published": gettext_lazy("%(who)s published the page on personal information."),
        "privacy.closed": gettext_lazy("%(who)s closed the page on personal information to the public."),
    }
)


@transaction.atomic
def publish(coalition: Coalition, public: bool, *, by: Member) -> None:
    """Publish the page or close it; nothing when it is so already. Writes history."""
    changed = Coalition.objects.filter(pk=coalition.pk, privacy_public=not public).update(privacy_public=public)
    coalition.privacy_public = public
    if changed:
        history.record(coalition, "privacy.published" if public else "privacy.closed", by=by)
