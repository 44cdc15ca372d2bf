"""The services in the words of Open Referral HSDS 3.0, for directories: one page of its list of services.

Only what the coalition wrote for directories to read: no waiting list, no funding date, no limits, no person.
"""

import uuid
from typing import Any

from courtepointe.analysis.models import Service
from courtepointe.analysis.queries.ages import AGES, names_of
from courtepointe.library.method import Method
from courtepointe.meetings.models import Process


def hsds_of(process: Process, method: Method, whole: str) -> dict[str, Any]:
    """A list of services of HSDS 3.0 in the language that is read; three queries. Identities never change."""
    rows = Service.objects.present().filter(process=process, organisation__removed_at=None)
    ordered = rows.select_related("organisation").prefetch_related("places__territory")
    categories = {one.slug: (str(one.name), str(one.definition)) for one in method.categories}
    systems = {one.slug: (str(one.name), str(one.definition)) for one in method.systems}
    contents = [
        _service(row, whole, [("category", row.category, categories), *(("system", s, systems) for s in row.systems)])
        for row in ordered.order_by("organisation__sort_key", "position", "pk")
    ]
    return {
        "total_items": len(contents),
        "total_pages": 1,
        "page_number": 1,
        "size": len(contents),
        "first_page": True,
        "last_page": True,
        "empty": not contents,
        "contents": contents,
    }


def _service(row: Service, whole: str, terms: list[tuple[str, str, dict[str, tuple[str, str]]]]) -> dict[str, Any]:
    uid = str(row.uid)
    years = [age.years for age in AGES if age.slug in row.ages and age.years]
    said = {
        "description": row.description,
        "fees_description": row.cost,
        "eligibility_description": " · ".join(part for part in (names_of(row.ages), row.public) if part),
    }
    found: dict[str, Any] = {
        "id": uid,
        "name": row.name,
        "status": "active",
        **{name: text for name, text in said.items() if text},
        "organization": {
            "id": str(row.organisation.uid),
            "name": row.organisation.name,
            "description": str(row.organisation.get_kind_display()),
        },
        "service_areas": [
            {"id": _made(row.uid, f"area {name}"), "service_id": uid, "name": name} for name in _areas(row, whole)
        ],
        "attributes": [_attribute(row, taxonomy, slug, known) for taxonomy, slug, known in terms if slug],
    }
    if years:
        found |= {"minimum_age": min(low for low, _ in years), "maximum_age": max(high for _, high in years)}
    if row.moment:
        found["schedules"] = [{"id": _made(row.uid, "schedule"), "service_id": uid, "description": row.moment}]
    return found


def _areas(row: Service, whole: str) -> list[str]:
    names = [place.territory.name for place in row.places.all() if place.territory.removed_at is None]
    return [whole] if row.everywhere or not names else sorted(names)


def _attribute(row: Service, taxonomy: str, slug: str, known: dict[str, tuple[str, str]]) -> dict[str, Any]:
    name, description = known.get(slug, (slug, ""))
    term = str(uuid.uuid5(uuid.NAMESPACE_URL, f"courtepointe:{taxonomy}:{slug}"))
    return {
        "id": _made(row.uid, f"{taxonomy} {slug}"),
        "link_id": str(row.uid),
        "link_entity": "service",
        "link_type": taxonomy,
        "taxonomy_term_id": term,
        "taxonomy_term": {
            "id": term,
            "code": slug,
            "name": name,
            "description": description or name,
            "taxonomy": f"courtepointe-{taxonomy}",
        },
    }


def _made(service: uuid.UUID, what: str) -> str:
    """The identity of a part of a service: the same at each export."""
    return str(uuid.uuid5(service, what))
