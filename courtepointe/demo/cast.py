"""Who one may sign in as in the demo, and what each does here; the first page shows them in this order."""

from dataclasses import dataclass

from courtepointe.library.method import Text
from courtepointe.library.reading import french_spaces


@dataclass(frozen=True, slots=True)
class Part:
    """A person of the cast, found by e-mail address; `line` reads in the language of the reader."""

    email: str
    line: Text


def _said(fr: str, en: str) -> Text:
    return Text(french_spaces(fr), en)


CAST: tuple[Part, ...] = (
    Part(
        "maude.bergeron@example.org",
        _said(
            "Coordonne le regroupement : elle prépare les rencontres, les convoque et rédige les comptes rendus.",
            "Coordinates the coalition: she prepares the meetings, convenes them and writes the minutes.",
        ),
    ),
    Part(
        "yannick.desrosiers@example.org",
        _said(
            "Anime les rencontres : il veille au temps, à la parole de chaque personne et aux décisions.",
            "Facilitates the meetings: he looks after time, everyone’s say and the decisions.",
        ),
    ),
    Part(
        "fatou.diallo@example.org",
        _said(
            "Dirige un CPE partenaire : elle apporte ce que vit son milieu et tient ses engagements.",
            "Runs a partner childcare centre: she brings what her setting lives and keeps her commitments.",
        ),
    ),
    Part(
        "melissa.thibodeau@example.com",
        _said(
            "Parle pour le comité de parents ; ses coordonnées personnelles sont protégées.",
            "Speaks for the parents’ committee; her personal contact details are protected.",
        ),
    ),
    Part(
        "etienne.rocheleau@example.org",
        _said(
            "Observe pour une fondation qui soutient la démarche : il lit, sans prendre part aux décisions.",
            "Observes for a foundation that supports the process: he reads, without taking part in decisions.",
        ),
    ),
    Part(
        "lucie.ayotte@example.org",
        _said(
            "Accompagne trois regroupements de la région : elle suit la démarche de chacun.",
            "Accompanies three coalitions of the region: she follows the process of each.",
        ),
    ),
)
