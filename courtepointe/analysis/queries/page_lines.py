"""Long lists, read as a page of them needs it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet


class Lines:
    """Rows for a Paginator: their keys are found by the index, the lines are read for those of the page only.

    Joining and counting for each of 2,000 rows, to show sixty, took the database three times as long. `found` makes the
    queryset when it is needed: the page that everybody opens, the first without filters, comes from `first` (statements
    written once, `database/prepared.py`), and its `count` is known.
    """

    def __init__(
        self,
        found: Callable[[], QuerySet[Any]],
        read: Callable[[QuerySet[Any]], QuerySet[Any, Any]],
        *,
        first: Callable[[], Sequence[Any]] | None = None,
        count: int | None = None,
    ) -> None:
        self.found, self.read, self.first, self.count = found, read, first, count

    def __len__(self) -> int:
        if self.count is None:
            self.count = self.found().count()
        return self.count

    def __getitem__(self, asked: slice) -> Sequence[Any]:
        if self.first is not None and not asked.start:
            return self.first()
        found = self.found()
        keys = list(found.values_list("pk", flat=True)[asked])
        lines = {line.pk: line for line in self.read(found.model._default_manager.filter(pk__in=keys))}
        return [lines[key] for key in keys if key in lines]
