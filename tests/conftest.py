"""What every test has: compiled catalogues, and a check at the end that no row points into another coalition."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models

from tests.cast import Cast, make_cast
from tools import words


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, not in each worker
        words.compile_()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes after their argument: made with the hour in them (a ZIP file), they differ from worker to worker."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture
def cast(db: None) -> Cast:
    """Amina coordinates, Benoît speaks for a partner, Chloé observes, Driss coordinates another coalition."""
    return make_cast()


@pytest.fixture(autouse=True)
def _mail_goes_through_our_door(settings: Any) -> None:
    """Django's tests replace the backend; ours read the rows that wait to leave."""
    settings.EMAIL_BACKEND = "courtepointe.mail.QueueBackend"


@pytest.fixture(autouse=True)
def _files_have_a_place_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _limits_start_again() -> None:
    """The counters of tries are in the cache."""
    cache.clear()


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    from django.utils import translation

    with translation.override("fr-ca"):
        yield


@pytest.fixture(autouse=True)
def _tenants_never_mix(request: pytest.FixtureRequest) -> Iterator[None]:
    database = next((f for f in ("transactional_db", "db") if f in request.fixturenames), None)
    if database:
        request.getfixturevalue(database)  # first, so that it is still open when this one ends
    yield
    if database:
        assert foreign_rows() == []


def foreign_rows() -> list[str]:
    """Rows whose foreign key leads into another coalition than their own."""
    with connection.cursor() as cursor:
        cursor.execute(_foreign())
        return [f"{key} of row {pk}" for key, pk in cursor.fetchall()]


@lru_cache(1)
def _foreign() -> str:
    """One statement for all keys: asked one by one through the ORM, they took longer than the tests themselves."""
    quote = connection.ops.quote_name
    return " UNION ALL ".join(
        f"SELECT '{model.__name__}.{field.name}', mine.id FROM {quote(model._meta.db_table)} mine"
        f" JOIN {quote(field.related_model._meta.db_table)} theirs ON theirs.id = mine.{quote(field.column)}"
        " WHERE mine.coalition_id IS DISTINCT FROM theirs.coalition_id"
        for model, field in _keys_inside_a_coalition()
    )


def _keys_inside_a_coalition() -> Iterator[tuple[type[models.Model], Any]]:
    ours = [m for m in apps.get_app_config("courtepointe").get_models() if _has_coalition(m)]
    for model in ours:
        for field in model._meta.fields:
            if isinstance(field, models.ForeignKey) and field.name != "coalition" and field.related_model in ours:
                yield model, field


def _has_coalition(model: type[models.Model]) -> bool:
    return any(field.name == "coalition" for field in model._meta.fields)
