"""Fields that read numbers and amounts as people write them here: 44,5 or 44.5, 1 200, 12 000 $."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courtepointe import i18n
from courtepointe.analysis import values
from courtepointe.planning import amounts

WHOLE_DIGITS = 12


class AmountField(forms.CharField):
    """Cents from an amount in dollars; None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"max_length": 30, "widget": forms.TextInput(attrs={"inputmode": "decimal", "size": "12"}), **kwargs}
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return amounts.cents_of(text)
        except ValueError:
            raise ValidationError(_("Write an amount in dollars, such as 12 000 or 12 000.50.")) from None

    def prepare_value(self, value: Any) -> Any:
        return amounts.typed_amount(value) if isinstance(value, int) or value is None else value


class MeasureField(forms.CharField):
    """A number with as many decimals as were typed; a percent sign is left aside. None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"max_length": 30, "widget": forms.TextInput(attrs={"inputmode": "decimal", "size": "8"}), **kwargs}
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            cell = values.read(text, decimal="," if i18n.is_french() else ".")
        except values.Unreadable:
            cell = None
        if cell is None or cell.value is None or cell.state or cell.caution or cell.letters:
            raise ValidationError(_("Write a number, such as 44 or 44.5."))
        if cell.decimals > 4 or abs(cell.value) >= 10**WHOLE_DIGITS:
            raise ValidationError(_("Write a number, such as 44 or 44.5."))
        return cell.value

    def prepare_value(self, value: Any) -> Any:
        return typed_number(value) if isinstance(value, Decimal) else value


def typed_number(value: Decimal) -> str:
    """A number as a field shows it again: no trailing zeros, the reader's decimal sign."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",") if i18n.is_french() else text


def decimals_of(*numbers: Decimal | None) -> int:
    """How many decimals the most precise of these was typed with (4 at most)."""
    found = [-int(number.normalize().as_tuple().exponent) for number in numbers if number is not None]
    return min(4, max([0, *found]))
