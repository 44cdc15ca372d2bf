"""What was brought for the analysis, as a reader may see it."""

from django.db.models import QuerySet

from courtepointe.access import Reader
from courtepointe.analysis.models import Material


def materials_for(reader: Reader) -> QuerySet[Material]:
    """Everything that was brought, the latest first. Every member of the coalition may read it."""
    found = Material.objects.present().filter(coalition_id=reader.coalition_id)
    return found.select_related("organisation", "file", "need").order_by("-added_at", "-pk")
