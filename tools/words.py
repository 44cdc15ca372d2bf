"""The two languages: extract, list what lacks French, add translations, check, compile.

python -m tools.words                 extract and list what is untranslated
python -m tools.words add FILE.json   add {"msgid": "français"} or {"msgid": ["singulier", "pluriel"]};
                                      a context goes before the msgid with a bar: "month|May"
python -m tools.words --check         fail on anything untranslated, fuzzy, or with other placeholders
python -m tools.words compile         write the .mo file that the program reads
"""

import json
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "courtepointe"
PO = PACKAGE / "locale" / "fr_CA" / "LC_MESSAGES" / "django.po"
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {
    "**/templates/**.html": {
        "extensions": "jinja2.ext.i18n,jinja2.ext.do,jinja2.ext.loopcontrols",
        "trimmed": "true",
        "silent": "false",
        "encoding": "utf-8",
    }
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# French: a narrow no-break space before ; ! ? and inside « », a no-break space before a colon.
BAD_FRENCH = re.compile(r"[^\u202f(!?…][;!?](?!\w)|[^\u202f]»|«[^\u202f]|\w[ \u202f]?:(?= |$)|'")
ADDRESS = re.compile(r"&\w+;|https?:\S+")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def read() -> Catalog:
    """The French catalogue as it stands."""
    if not PO.exists():
        return Catalog(locale="fr_CA", project="Courtepointe", charset="utf-8", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="fr_CA")


def save(catalog: Catalog) -> None:
    """Write it sorted and without line numbers, so that two people's changes merge."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalog.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, catalog, no_location=True, sort_output=True, width=0, omit_header=False)


def extracted() -> Catalog:
    """The words that the program uses."""
    template = Catalog(charset="utf-8", fuzzy=False)
    found = extract_from_dir(str(PACKAGE), METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",))
    for filename, line, message, comments, context in found:
        template.add(message, None, [(filename, line)], auto_comments=comments, context=context)
    return template


def refreshed() -> Catalog:
    """The catalogue with today's words: new ones empty, unused ones gone."""
    kept = read()
    fresh = Catalog(
        locale="fr_CA", project="Courtepointe", charset="utf-8", fuzzy=False, header_comment="# Courtepointe"
    )
    for message in extracted():
        if message.id:
            known = kept.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            string = known.string if known is not None else None
            if isinstance(message.id, tuple) != isinstance(string, tuple):
                string = None
            fresh.add(message.id, string, context=message.context, auto_comments=message.auto_comments)
    return fresh


def strings(message: Message) -> list[str]:
    """All forms of a translation."""
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string or ""]


def problems(catalog: Catalog) -> list[str]:
    """What is missing or wrong, a line each."""
    found = []
    for message in catalog:
        if not message.id:
            continue
        first = message.id if isinstance(message.id, str) else message.id[1]
        if not all(strings(message)):
            found.append(f"untranslated: {first!r}")
        elif message.fuzzy:
            found.append(f"fuzzy: {first!r}")
        elif set(PLACEHOLDER.findall(strings(message)[-1])) != set(PLACEHOLDER.findall(first)):
            found.append(f"other placeholders: {first!r} / {strings(message)[-1]!r}")
        found += [f"typography: {s!r}" for s in strings(message) if BAD_FRENCH.search(ADDRESS.sub("", s))]
    return found


def typeset(text: str) -> str:
    """Put the spaces of French typography where plain spaces (or none) were typed."""
    if ADDRESS.search(text):
        return text
    text = re.sub(r"«\s*", "«\u202f", text)
    text = re.sub(r"\s*»", "\u202f»", text)
    text = re.sub(r"(?<=[\w»)%])\s*([;!?])(?!\w)", "\u202f\\1", text)
    return re.sub(r"(?<=[\w»)])\s*:(?= |$)", "\u00a0:", text).replace("'", "’")


def add(file: Path) -> None:
    """Add translations from a JSON file; unknown msgids are named."""
    catalog = refreshed()
    for key, value in json.loads(file.read_text(encoding="utf-8")).items():
        message = catalog.get(key)
        if message is None and "|" in key:
            context, _, key = key.partition("|")
            message = catalog.get(key, context)
        if message is None:
            print(f"not in use: {key!r}")
            continue
        message.string = tuple(map(typeset, value)) if isinstance(value, list) else typeset(value)
    save(catalog)


def compile_() -> None:
    """Write the .mo file beside the .po."""
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, read())


def main(arguments: list[str]) -> int:
    """The command line; 1 when something is untranslated."""
    if arguments[:1] == ["compile"]:
        compile_()
        return 0
    if arguments[:1] == ["--help"]:
        print(__doc__)
        return 0
    if arguments[:1] == ["add"]:
        add(Path(arguments[1]))
    elif arguments[:1] != ["--check"]:
        save(refreshed())
    found = problems(refreshed())
    print("\n".join(found) or "Both languages are complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
