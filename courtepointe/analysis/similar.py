"""Texts that speak of the same thing: common French or English stems, the rarer the heavier. A proposal, never an act.

Stems are those of Snowball (snowballstemmer); the weight of a stem and the cosine between two texts are those of any
search engine (Salton & Buckley, "Term-weighting approaches in automatic text retrieval", 1988).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from courtepointe.i18n import sort_key

WORD = re.compile(r"[^\W\d_]{3,}")
ALIKE = 0.27  # cosine from which two texts are proposed together
BEGINNING = 6  # letters of a stem that count: a verb and its noun often differ further on only
MOST = 12  # texts in one proposal: a longer list is read by nobody
# Words that join others and say nothing of the subject.
EMPTY = frozenset(
    """alors après aucun aussi autre autres avant avec avoir beaucoup bien cela celle celles ceux chaque chez comme
    comment dans depuis des deux donc dont elle elles encore entre est etre été être eux fait faire font leur leurs
    les lors mais même mêmes moins mon mes nos notre nous ont par parce parfois pas pendant peu peut peuvent plus
    plusieurs pour pourquoi qu quand que quel quelle qui quoi sans ses seulement sont sous souvent sur tous tout toute
    toutes très trop une vers votre vos vous about after all also and any are because been before but can for from had
    has have her his how into its more most much not often only other our out over she some such than that the their
    them then there these they this those too very was were what when where which who will with you your""".split()
)


@lru_cache(2)
def _stemmer(language: str) -> Any:
    import snowballstemmer  # type: ignore[import-untyped]  # noqa: PLC0415  (no start should wait for it)

    return snowballstemmer.stemmer("english" if language.startswith("en") else "french")


def stems(text: str, language: str) -> frozenset[str]:
    """The stems of the words of a text that say something of its subject."""
    words = {word for word in WORD.findall(text.lower()) if word not in EMPTY}
    cut = (sort_key(stem)[:BEGINNING] for stem in _stemmer(language).stemWords(sorted(words)))
    return frozenset(cut)


def groups(texts: Mapping[Any, str], language: str) -> list[list[Any]]:
    """Keys of texts that may belong together, the surest group first; a text is in one group at most.

    Each group grows from the pair that is most alike, taking every text that is like the two on average.
    """
    likeness = _likeness({key: stems(text, language) for key, text in texts.items()})
    taken: set[Any] = set()
    found: list[list[Any]] = []
    for (one, other), _value in sorted(likeness.items(), key=lambda pair: (-pair[1], str(pair[0]))):
        if one in taken or other in taken:
            continue
        group = _grown([one, other], likeness, taken)
        taken.update(group)
        found.append(group)
    return found


def nearest(text: str, others: Mapping[Any, str], language: str, *, most: int = 3) -> list[Any]:
    """Keys of the texts that are most like this one, the nearest first; none when nothing is near."""
    here = object()
    likeness = _likeness({here: stems(text, language), **{k: stems(t, language) for k, t in others.items()}})
    near = {(a if b is here else b): value for (a, b), value in likeness.items() if here in (a, b)}
    return sorted(near, key=lambda key: -near[key])[:most]


def _grown(group: list[Any], likeness: Mapping[tuple[Any, Any], float], taken: set[Any]) -> list[Any]:
    near: Counter[Any] = Counter()
    for member in group:
        for (one, other), value in likeness.items():
            if member in (one, other):
                near[other if one == member else one] += value  # type: ignore[assignment]
    room = MOST - len(group)
    more = [key for key, value in near.most_common() if key not in group and key not in taken and value >= 2 * ALIKE]
    return group + more[:room]


def _likeness(stemmed: Mapping[Any, frozenset[str]]) -> dict[tuple[Any, Any], float]:
    """Pairs that are alike enough, with their cosine. Only texts that share a stem are compared."""
    holders: dict[str, list[Any]] = defaultdict(list)
    for key, words in stemmed.items():
        for word in words:
            holders[word].append(key)
    weight = {word: math.log((1 + len(stemmed)) / len(keys)) + 0.1 for word, keys in holders.items()}
    length = {key: math.sqrt(sum(weight[word] ** 2 for word in words)) or 1.0 for key, words in stemmed.items()}
    shared: dict[tuple[Any, Any], float] = defaultdict(float)
    for word, keys in holders.items():
        if len(keys) * 4 > len(stemmed) and len(stemmed) > MOST:
            continue  # a word that a quarter of the texts hold tells none of them apart
        for place, one in enumerate(keys):
            for other in keys[place + 1 :]:
                shared[one, other] += weight[word] ** 2
    return {
        pair: value / (length[pair[0]] * length[pair[1]])
        for pair, value in shared.items()
        if value / (length[pair[0]] * length[pair[1]]) >= ALIKE
    }
