"""What is shipped to the browser: all of it, little of it, readable colours, nothing inline."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from courtepointe.web import assets

TEMPLATES = sorted(Path(assets.FOLDER.parent).glob("*/templates/**/*.html"))
TOKENS = (assets.FOLDER / "styles" / "tokens.css").read_text(encoding="utf-8")

# What is read on what: (text, ground). 4.5 : 1 in both themes.
READ_TOGETHER = [
    *((ink, ground) for ink in ("ink", "ink-soft", "link") for ground in ("paper", "cloth", "cloth-2")),
    *((f"{name}-ink", f"{name}-cloth") for name in ("child", "family", "community", "fourth")),
    *((f"{name}-ink", ground) for name in ("child", "family", "community", "fourth") for ground in ("paper", "cloth")),
    *((f"{tone}-ink", f"{tone}-cloth") for tone in ("good", "wait", "bad", "info", "gap", "calm")),
    *(("ink", f"{tone}-cloth") for tone in ("good", "wait", "bad", "info", "gap", "accent")),
    *(("bad-ink", ground) for ground in ("paper", "cloth")),
    ("gap-ink", "paper"),
    ("accent-on", "accent"),
    ("accent-on", "accent-deep"),
    ("link", "accent-cloth"),
]
# Edges of controls, signs and focus: 3 : 1.
SEEN_TOGETHER = [
    *(("line-strong", ground) for ground in ("paper", "cloth")),
    *((name, ground) for name in ("accent", "focus") for ground in ("paper", "cloth", "cloth-2")),
]
COLOURS = ("berry", "fir", "river", "amber", "plum", "brick", "moss", "slate")


def block(selector: str) -> dict[str, str]:
    found = re.search(re.escape(selector) + r" \{(.*?)\n  \}", TOKENS, re.DOTALL)
    assert found, selector
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", found.group(1)))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [":root", ".theme-room"])
def test_every_pair_of_colours_read_together_has_enough_contrast(theme: str) -> None:
    colours = {**block(":root"), **block(theme)}
    weak = [
        f"{one} on {other}: {contrast(colours[one], colours[other]):.2f}"
        for least, pairs in ((4.5, READ_TOGETHER), (3.0, SEEN_TOGETHER))
        for one, other in pairs
        if contrast(colours[one], colours[other]) < least
    ]
    assert weak == []


@pytest.mark.parametrize("colour", COLOURS)
def test_the_cloth_of_a_coalition_carries_white_text_and_shows_on_paper(colour: str) -> None:
    found = re.search(rf"\.colour-{colour} \{{ --band: (#[0-9a-f]{{6}}); \}}", TOKENS)
    assert found
    assert contrast(found.group(1), "#ffffff") >= 4.5
    assert contrast(found.group(1), block(":root")["cloth"]) >= 4.5


def test_each_system_stands_out_from_the_others_without_colour() -> None:
    colours = block(":root")
    greys = sorted(luminance(colours[name]) for name in ("child", "family", "community"))
    assert contrast(colours["child"], colours["community"]) >= 2
    assert len({round(grey, 2) for grey in greys}) == 3


@pytest.mark.parametrize(("folder", "named"), [("styles", assets.STYLES), ("scripts", assets.SCRIPTS)])
def test_every_source_is_shipped_once(folder: str, named: list[str]) -> None:
    assert sorted(named) == sorted(file.stem for file in (assets.FOLDER / folder).iterdir())


def test_every_rule_lives_in_a_layer_and_every_property_in_use_exists() -> None:
    for name in assets.STYLES:
        text = re.sub(r"/\*.*?\*/", "", (assets.FOLDER / "styles" / f"{name}.css").read_text(), flags=re.DOTALL)
        assert text.strip().startswith("@layer "), name
        assert text.count("{") == text.count("}"), name
    used = set(re.findall(r"var\(--([a-z0-9-]+)", assets.css()))
    declared = set(re.findall(r"--([a-z0-9-]+):", assets.css()))
    assert used - declared == set()


def test_no_comment_and_no_other_host_is_shipped() -> None:
    assert "/*" not in assets.css()
    assert not re.search(r"^\s*//", assets.js(), re.MULTILINE)
    for text in (assets.css(), assets.js()):
        assert "http://" not in text
        assert "https://" not in text
        assert "data:" not in text


def test_a_first_visit_stays_under_sixty_kilobytes() -> None:
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert htmx
    parts = [assets.css().encode(), assets.js().encode(), Path(htmx).read_bytes()]
    assert sum(len(gzip.compress(part, 9)) for part in parts) < 40_000
    assert len(assets.js()) < 30_000


@pytest.mark.parametrize("path", assets.PATHS)
def test_the_finder_gives_each_bundle_as_a_file(path: str) -> None:
    found = finders.find(path)
    assert found
    assert Path(found).read_text(encoding="utf-8") == assets.text_of(path)


def test_bundles_are_collected_with_hashed_names(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["ext", "account", "mfa"])
    names = {file.name for file in tmp_path.iterdir()}
    assert any(re.fullmatch(r"courtepointe\.[0-9a-f]{12}\.css", name) for name in names)
    assert any(re.fullmatch(r"courtepointe\.[0-9a-f]{12}\.js\.gz", name) for name in names)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.stem)
def test_no_template_has_an_inline_style_script_or_handler(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert text.count("\n") < 150
