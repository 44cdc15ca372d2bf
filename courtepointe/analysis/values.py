"""The cell of a published table: read into a number and its marks, and written back as it was published.

Pure text. What a mark says is kept as it stands: a significance is never computed here. `29,7a,b` is one value with two
letters; `*` and `**` ask for caution (ISQ), `E` too (Statistics Canada); `(+)`, `(-)`, `(=)` compare with a comparator.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from courtepointe.i18n import FIXED, MINUS, NARROW, with_unit

LONGEST = 80  # characters of a cell
MOST_DIGITS, MOST_DECIMALS = 12, 6

NOT_AVAILABLE, NOT_APPLICABLE, NIL, NEGLIGIBLE, CONFIDENTIAL, UNRELIABLE = (
    "not_available",
    "not_applicable",
    "nil",
    "negligible",
    "confidential",
    "unreliable",
)
# Whole cells, as the ISQ and Statistics Canada write them, and the few words that others use.
SYMBOLS = {
    **dict.fromkeys((".", "..", "n.d.", "nd", "n. d.", "n/d"), NOT_AVAILABLE),
    **dict.fromkeys(("...", "…", "s.o.", "s. o.", "n.a.", "n/a"), NOT_APPLICABLE),
    **dict.fromkeys(("-", "–", "‑", MINUS), NIL),
    **dict.fromkeys(("—", "0s"), NEGLIGIBLE),
    "x": CONFIDENTIAL,
    "F": UNRELIABLE,
}
REVISIONS = ("p", "r", "e")
CAUTIONS = ("*", "**", "E")

_SPACE = r"[ \t\u00a0\u202f\u2009\u2007]"
_NUMBER = rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:[.,]\d+)?"
_NUMBER += r"|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?"
_NUMBER += r"|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:\.\d{3})+,\d+|\d+(?:[.,]\d+)?"
_CELL = re.compile(
    rf"(?P<minus>[-−–‑]?){_SPACE}*(?P<before>\$?){_SPACE}*(?P<number>{_NUMBER}){_SPACE}*(?P<unit>[%$]?){_SPACE}*"
    rf"(?P<caution>\*{{1,2}}|E(?![A-Za-z]))?{_SPACE}*(?P<letters>[a-z](?:{_SPACE}*,{_SPACE}*[a-z])*|[a-h]{{2,4}})?"
    rf"(?:{_SPACE}+(?P<revision>[pre]))?{_SPACE}*(?P<caution2>\*{{1,2}}|E)?{_SPACE}*(?P<unit2>[%$]?){_SPACE}*"
    rf"(?:\({_SPACE}*(?P<sign>[-+=−–‑]){_SPACE}*\))?"
)
_FEWER = re.compile(rf"<{_SPACE}*\d{{1,3}}")


class Unreadable(ValueError):
    """What is wrong with a text, as a sentence (msgid) and its arguments: it is said in the reader's language later."""

    def __init__(self, sentence: str, **arguments: str | int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.arguments = arguments


@dataclass(frozen=True, slots=True)
class Value:
    """A published cell: the names are those of a Datum."""

    published: str
    value: Decimal | None = None
    decimals: int = 0
    state: str = ""
    caution: str = ""
    letters: str = ""
    revision: str = ""
    sign: str = ""
    unit: str = ""  # % or $, when the cell has it

    def fields(self) -> dict[str, Any]:
        """What a Datum keeps of it."""
        return {name: getattr(self, name) for name in FIELDS}


FIELDS = ("published", "value", "decimals", "state", "caution", "letters", "revision", "sign")


def read(cell: str, *, decimal: str = ",") -> Value:
    """The value of a cell. `decimal` decides what `1,234` is: 1.234 (","), or 1234 (".").

    Raises Unreadable, whatever the text, when it is not a published value.
    """
    text = cell.strip()
    if not text:
        raise Unreadable(_("There is no value."))
    if len(text) > LONGEST:
        raise Unreadable(_("“%(text)s…” is too long to be a value."), text=text[:30])
    if (state := SYMBOLS.get(text) or SYMBOLS.get(text.lower())) is not None:
        return Value(text, state=state)
    if _FEWER.fullmatch(text):
        return Value(text, state=CONFIDENTIAL)
    if text in REVISIONS:  # the mark alone: the number is not there
        return Value(text, state=NOT_AVAILABLE, revision=text)
    if text in CAUTIONS:
        return Value(text, state=NOT_AVAILABLE, caution=text)
    found = _CELL.fullmatch(text)
    if found is None or len([1 for name in ("before", "unit", "unit2") if found[name]]) > 1:
        raise Unreadable(_("“%(text)s” is not a value that can be read."), text=text[:40])
    if found["caution"] and found["caution2"]:
        raise Unreadable(_("“%(text)s” is not a value that can be read."), text=text[:40])
    letters, revision = _letters(found["letters"] or "", found["revision"] or "")
    number, decimals = _number(found["number"], decimal)
    return Value(
        published=text,
        value=-number if found["minus"] else number,
        decimals=decimals,
        caution=found["caution"] or found["caution2"] or "",
        letters=letters,
        revision=revision,
        sign=_plain_sign(found["sign"] or ""),
        unit=found["before"] or found["unit"] or found["unit2"],
    )


def _letters(letters: str, revision: str) -> tuple[str, str]:
    """A lone p, r or e is a revision mark; any other letter is one that marks differences."""
    plain = re.sub(_SPACE, "", letters)
    if plain in REVISIONS and not revision:
        return "", plain
    return plain, revision


def _number(text: str, decimal: str) -> tuple[Decimal, int]:
    plain = re.sub(_SPACE, "", text)
    commas, points = plain.count(","), plain.count(".")
    if commas and points:
        thousands = "," if plain.rindex(".") > plain.rindex(",") else "."
        plain = plain.replace(thousands, "")
    elif commas > 1 or points > 1:
        plain = plain.replace(",", "").replace(".", "")
    elif commas and decimal == "." and re.fullmatch(r"[1-9]\d{0,2},\d{3}", plain):
        plain = plain.replace(",", "")
    plain = plain.replace(",", ".")
    whole, _point, rest = plain.partition(".")
    if len(whole.lstrip("0")) > MOST_DIGITS or len(rest) > MOST_DECIMALS:
        raise Unreadable(_("“%(text)s” has too many digits."), text=text[:40])
    if not plain.isascii():  # digits of other scripts count as digits for a pattern
        raise Unreadable(_("“%(text)s” is not a value that can be read."), text=text[:40])
    return Decimal(plain), len(rest)


def read_line(cell: str, *, flags: str = "", sign: str = "", decimal: str = ",") -> Value:
    """The value of a line whose marks stand in columns of their own; a symbol there may be all that was published."""
    if not cell.strip() and flags.strip() in SYMBOLS:
        cell, flags = flags, ""
    return marked(read(cell, decimal=decimal), flags=flags, sign=sign)


def marked(value: Value, *, flags: str = "", sign: str = "") -> Value:
    """The value with marks that stand in columns of their own: `a,b`, `*`, `p`, `x`, `+`..."""
    flags, sign = flags.strip(), sign.strip()
    if flags:
        value = _flagged(value, flags)
    return replace(value, sign=read_sign(sign)) if sign else value


def _flagged(value: Value, flags: str) -> Value:
    if flags in CAUTIONS:
        return replace(value, caution=flags)
    if flags in REVISIONS:
        return replace(value, revision=flags)
    if re.fullmatch(rf"[a-z](?:{_SPACE}*,{_SPACE}*[a-z])*|[a-h]{{2,4}}", flags) and flags != "x":
        return replace(value, letters=re.sub(_SPACE, "", flags))
    for part in re.split(r"[\s;]+", flags) if re.search(r"[\s;]", flags) else ():
        value, flags = _flagged(value, part), ""
    if flags in SYMBOLS and value.value is None:
        return replace(value, published=flags, state=SYMBOLS[flags])
    if flags:
        raise Unreadable(_("“%(text)s” is not a mark that is known."), text=flags[:40])
    return value


SIGNS = {
    "+": "+",
    **dict.fromkeys(("-", "–", MINUS, "‑"), "-"),
    **dict.fromkeys(("=", "ns", "n.s."), "="),
}


def _plain_sign(sign: str) -> str:
    return SIGNS.get(sign, "")


def read_sign(text: str) -> str:
    """`+`, `-` or `=`, with or without its brackets. Raises Unreadable."""
    sign = SIGNS.get(text.strip().strip("()").strip().lower())
    if sign is None:
        raise Unreadable(_("“%(text)s” is not +, − or =."), text=text[:40])
    return sign


def of(row: Any) -> Value:
    """The value that a row of Datum keeps."""
    return Value(**{name: getattr(row, name) for name in FIELDS})


def number_written(value: Decimal, decimals: int, *, french: bool) -> str:
    """The digits that were published: 10,0 is not 10. Narrow no-break spaces in French, commas in English."""
    text = f"{abs(value):,.{decimals}f}"
    if french:
        text = text.replace(",", NARROW).replace(".", ",")
    return f"{MINUS}{text}" if value < 0 else text


def parts(value: Value, *, french: bool, unit: str = "") -> tuple[str, str]:
    """The number with its unit, then its marks, as two texts; the second may be written smaller."""
    if value.value is None:
        return value.published, ""
    number = number_written(value.value, value.decimals, french=french)
    number = with_unit(number, value.unit or (unit if unit in ("%", "$") else ""), french=french)
    marks = value.caution
    for mark in (value.letters, value.revision):
        marks += f"{FIXED if marks[-1:].isalpha() and mark else ''}{mark}"
    return number, marks + (f"{FIXED}({value.sign.replace('-', MINUS)})" if value.sign else "")


def written(value: Value, *, french: bool, unit: str = "") -> str:
    """The cell as it was published, in the reader's language. `unit` is that of the indicator: % and $ are written."""
    return "".join(parts(value, french=french, unit=unit))


_INTERVAL = re.compile(
    rf"(?:IC{_SPACE}*(?:95{_SPACE}*%)?{_SPACE}*:?)?{_SPACE}*[\[(\]]?{_SPACE}*(?P<low>[-−]?\d+(?:[.,]\d+)?){_SPACE}*%?"
    rf"(?:{_SPACE}*(?:[;–‑−-]|à|to|et|and){_SPACE}*|(?P<comma>{_SPACE}*,{_SPACE}+))(?P<high>[-−]?\d+(?:[.,]\d+)?)"
    rf"{_SPACE}*%?{_SPACE}*[\])\[]?",
    re.IGNORECASE,
)


def read_interval(text: str) -> tuple[Decimal, Decimal]:
    """`[25,1 ; 34,2]`, `25,1-34,2`, `25.1 to 34.2`: its low and high ends. Raises Unreadable."""
    found = _INTERVAL.fullmatch(text.strip()) if len(text) <= LONGEST and text.isprintable() else None
    if found is None:
        raise Unreadable(_("“%(text)s” is not an interval: write it as [25,1 ; 34,2]."), text=text[:40])
    low, high = (read(found[end].replace("−", "-")) for end in ("low", "high"))
    assert low.value is not None
    assert high.value is not None
    if low.value > high.value:
        raise Unreadable(_("The interval “%(text)s” ends before it begins."), text=text[:40])
    return low.value, high.value


def interval_written(low: Decimal, high: Decimal, decimals: int, *, french: bool) -> str:
    """`[25,1 ; 34,2]`, with as many decimals as its ends have, and at least those of the value."""
    digits = max(decimals, *(max(0, -int(end.normalize().as_tuple().exponent)) for end in (low, high)))
    ends = [number_written(end, digits, french=french) for end in (low, high)]
    return f"[{ends[0]}{FIXED};{FIXED}{ends[1]}]"
