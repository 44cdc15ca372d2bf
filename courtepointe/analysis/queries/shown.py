"""How the portrait writes a value; `hidden` are the keys that `figures.hidden_data` says to show to nobody."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courtepointe.analysis.models import Datum
from courtepointe.analysis.values import number_written
from courtepointe.i18n import FIXED, is_french, with_unit

_STATES = {value: label for value, label in Datum.State.choices if value}


def value_of(row: Any, hidden: frozenset[int]) -> Decimal | None:
    """What a mark may show of it."""
    return None if row.state or row.pk in hidden else row.value


def shown(row: Any, unit: str, hidden: frozenset[int], *, letters: bool = True) -> str:
    """A value as people read it, with the marks it was published with; or why there is none."""
    if row.pk in hidden:
        return _("Not shown: too few people")
    if row.state:
        return str(_STATES.get(row.state, row.state))
    if row.value is None:
        return str(row.published)
    french = is_french()
    number = number_written(row.value, row.decimals, french=french)
    written = with_unit(number, unit, french=french) + str(row.caution)
    return FIXED.join(
        filter(None, (written, row.letters if letters else "", f"({row.revision})" if row.revision else ""))
    )
