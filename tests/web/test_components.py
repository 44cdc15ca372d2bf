"""Components: labelled, described, linked, whole. Each is rendered in the environment of the pages."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.utils.translation import gettext_lazy, override

from courtepointe import clock

ENV = engines["jinja2"].env
NAMES = ["Intention", "État de situation et analyse", "Planification", "Mise en œuvre", "Évaluation et apprentissage"]
SLUGS = ["intention", "analysis", "planning", "implementation", "evaluation"]
STAGES = [{"slug": slug, "name": name, "href": f"#{slug}"} for slug, name in zip(SLUGS, NAMES, strict=True)]


class MeetingForm(forms.Form):
    name = forms.CharField(label="Nom", help_text="Court <b>", max_length=20)
    email = forms.EmailField(label="Courriel", required=False)
    held_on = forms.DateField(label="Date")
    at = forms.TimeField(label="Heure", required=False)
    minutes = forms.IntegerField(label="Durée", min_value=5)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(
        label="Type", choices=[("", gettext_lazy("Other")), ("Écoles", [("school", "École")]), ("cpe", "CPE")]
    )
    mode = forms.ChoiceField(label="Mode", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    systems = forms.MultipleChoiceField(
        label="Systèmes", widget=forms.CheckboxSelectMultiple, choices=[("child", "Enfant"), ("family", "Famille")]
    )
    colour = forms.ChoiceField(label="Couleur", widget=forms.RadioSelect, choices=[("fir", "Sapin")])
    agree = forms.BooleanField(label="Convoquer", required=False)
    file = forms.FileField(label="Pièce", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


def rendered(source: str, **context: Any) -> str:
    return ENV.from_string(source).render(context)


def parsed(html: str) -> Any:
    """The tree of a fragment; anything that is not valid HTML raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parseFragment(html)


def form_of(**initial: Any) -> str:
    return rendered("{{ fields(form) }}", form=MeetingForm(initial=initial))


def test_every_control_has_one_label_and_names_that_django_reads_back() -> None:
    tree = parsed(f"<form>{form_of()}</form>")
    labels = {label.get("for") for label in tree.iter("label")}
    controls = [c for tag in ("input", "select", "textarea") for c in tree.iter(tag) if c.get("type") != "hidden"]
    assert {control.get("id") for control in controls} <= labels
    assert {control.get("name") for control in controls} == set(MeetingForm.base_fields) - {"version"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("held_on", 'type="date" name="held_on" id="id_held_on" value="2026-11-22"'),
        ("at", 'type="time" name="at" id="id_at" value="13:30"'),
        ("email", 'type="email"'),
        ("minutes", 'type="number"'),
        ("minutes", 'min="5"'),
        ("name", 'maxlength="20"'),
        ("name", 'value="Ah &lt;script&gt;"'),
        ("kind", '<optgroup label="Écoles"><option value="school" selected>École</option>'),
        ("version", 'type="hidden" name="version" id="id_version" value="3"'),
        ("mode", 'value="b" id="id_mode-1" checked'),
    ],
)
def test_a_field_finds_its_kind_and_shows_its_value(name: str, expected: str) -> None:
    html = form_of(
        name="Ah <script>", held_on=dt.date(2026, 11, 22), at=dt.time(13, 30), kind="school", version=3, mode="b"
    )
    assert expected in html, html


def test_required_is_said_in_words_and_help_and_error_are_linked() -> None:
    form = MeetingForm({"name": ""})
    html = rendered("{{ field(form.name) }}", form=form)
    assert "(obligatoire)" in html
    assert 'aria-describedby="id_name-help id_name-error" aria-invalid="true" required' in html
    assert "Court &lt;b&gt;" in html
    assert "Ce champ est obligatoire" in html
    parsed(html)


def test_what_was_typed_is_still_there_after_a_refusal() -> None:
    form = MeetingForm({"held_on": "le 32 mai", "kind": "cpe", "systems": ["family"], "note": "\nDeux <lignes>"})
    html = rendered("{{ fields(form) }}", form=form)
    assert 'value="le 32 mai"' in html
    assert '<option value="cpe" selected>' in html
    assert 'value="family" id="id_systems-1" checked' in html
    assert "Deux &lt;lignes&gt;</textarea>" in html
    parsed(html)


def test_the_summary_of_errors_links_to_each_field() -> None:
    html = rendered("{{ form_errors(form) }}{{ fields(form) }}", form=MeetingForm({}))
    tree = parsed(html)
    ids = {element.get("id") for element in tree.iter() if element.get("id")}
    links = [a.get("href")[1:] for a in tree.iter("a")]
    assert len(links) == len(MeetingForm({}).errors)
    assert set(links) <= ids
    assert 'role="alert" tabindex="-1"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert rendered("{{ form_errors(form) }}", form=MeetingForm()).strip() == ""


def test_colours_are_shown_as_cloth_with_their_names() -> None:
    html = rendered('{{ field(form.colour, kind="swatches") }}', form=MeetingForm(initial={"colour": "fir"}))
    assert 'class="swatch colour-fir"' in html
    assert "Sapin</label>" in html
    parsed(html)


def test_any_attribute_passes_through_to_the_control() -> None:
    html = rendered('{{ field(form.email, autocomplete="off", hx_post="/x") }}', form=MeetingForm())
    assert 'autocomplete="off" hx-post="/x">' in html


@pytest.mark.parametrize("slug", ["child", "family", "community", "school"])
def test_a_system_has_a_word_a_shape_and_a_fabric(slug: str) -> None:
    html = rendered("{{ system_mark(slug, name='Le <nom>') }}", slug=slug)
    cloth = "fourth" if slug == "school" else slug
    assert "Le &lt;nom&gt;" in html
    assert f'href="#block-{cloth}"' in html
    sprite = rendered("{{ sprite() }}")
    assert f'id="block-{cloth}"' in sprite
    assert f'id="fabric-{cloth}"' in sprite


@pytest.mark.parametrize("current", SLUGS)
def test_the_cycle_says_in_words_what_it_draws(current: str) -> None:
    html = rendered("{{ cycle(stages, current) }}", stages=STAGES, current=current)
    tree = parsed(html)
    items = list(tree.iter("li"))
    assert [next(item.iter("a")).text for item in items] == NAMES
    assert [item.get("aria-current") for item in items].index("step") == SLUGS.index(current)
    svg = next(tree.iter("{http://www.w3.org/2000/svg}svg"), None)
    svg = svg if svg is not None else next(tree.iter("svg"))
    assert svg.get("aria-hidden") == "true"
    assert html.count('tabindex="-1"') == 5


@pytest.mark.parametrize(("language", "words"), [("fr-ca", "Mise en œuvre"), ("en", "Implementation")])
def test_the_compass_names_the_stage_in_the_readers_language(language: str, words: str) -> None:
    with override(language):
        html = rendered("{{ stage_compass('implementation') }}")
    assert words in html
    assert html.count("ring-here") == 1


EXAMPLES = {
    "card": '{% call card("T", kind="next", href="#", foot="F") %}<p>x</p>{% endcall %}',
    "empty_state": '{{ empty_state("Pour", "exemple", link_button("Faire", "#")) }}',
    "table": '{% call table("Membres", ["Nom", ("Fois", "num")], stack=true) %}'
    '<tr><th scope="row">A</th><td>1</td></tr>{% endcall %}',
    "facts": '{{ facts([("Territoire", "Ici"), ("Rien", "")]) }}',
    "notice": '{{ notice("Bien", "good", role="status") }}{% call notice_block("Titre") %}<p>x</p>{% endcall %}',
    "undo": '{{ undo("Retirée.", "/x", "", {"id": 3}) }}',
    "act": '{{ act("Fermer", "/x", "", values={"version": 3}) }}',
    "confirm": '{% call confirm("Retirer ?", "Retirer", "/x", "", cancel="/") %}<p>x</p>{% endcall %}',
    "conflict": '{{ conflict([("note", "Note", "<x> leur", "<x> mien")], version=4) }}',
    "saved_state": "{{ saved_state() }}",
    "progress": '{{ progress("Objectifs", 3, 8) }}',
    "breadcrumb": '{{ breadcrumb([("Rencontres", "/"), ("Ici", none)]) }}',
    "page_header": '{{ page_header("Titre", lead="l", kicker="k", actions=print_button()) }}',
    "tabs": '{{ tabs([("A", "#a", true), ("B", "#b", false)], "Ici") }}',
    "menu": '{% call menu("Plus") %}<li><a href="#">x</a></li>{% endcall %}',
    "pager": "{{ pager(page, query='q=a') }}",
    "timeline": '{% call timeline() %}<li data-state="done">x</li>{% endcall %}',
    "source_line": '{{ source_line(["Outil 2", "Guide"], inferred=true) }}',
    "person_line": '{{ person_line("Marie", "CPE", "rôle") }}',
    "text_input": '{{ text_input("q", "Chercher", type="search", help="Un mot", hide_label=true) }}',
    "choice": '{{ choice("who", "7", "CPE", checked=true) }}',
    "fieldset": '{% call fieldset("Groupe", help="aide") %}<p>x</p>{% endcall %}',
    "status": '{{ status("Adoptée", "good") }}{{ badge("x") }}',
    "strip": "{{ quilt_strip() }}",
    "stages": "{{ stage_name('evaluation') }}{{ system_name('family') }}{{ system_block() }}",
}


@pytest.mark.parametrize("source", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_each_component_is_valid_html_alone(source: str) -> None:
    html = rendered(source, page=Paginator(range(30), 10).page(2))
    parsed(html)
    assert "<x>" not in html


def test_the_table_scrolls_from_the_keyboard_and_its_caption_names_it() -> None:
    html = rendered(EXAMPLES["table"])
    assert 'role="region" tabindex="0" aria-label="Membres"' in html
    assert '<th scope="col" class="num">Fois</th>' in html


def test_messages_are_announced_by_their_gravity() -> None:
    messages = [SimpleNamespace(level_tag=tag, __html__=lambda: "m") for tag in ("success", "error")]
    html = rendered("{{ toasts(messages) }}", messages=messages)
    assert 'notice-good" role="status"' in html
    assert 'notice-bad" role="alert"' in html


def test_the_kitchen_sink_is_a_valid_page(rf: Any) -> None:
    source = (Path(__file__).parent / "templates" / "web" / "sink.html").read_text("utf-8")
    html = rendered(
        source,
        form=MeetingForm(initial={"colour": "fir"}),
        bad=MeetingForm({}, prefix="b"),
        stages=STAGES,
        page=Paginator(range(30), 10).page(2),
        request=rf.get("/"),
        coalition=None,
        person=None,
        member=None,
        nav="",
        LANGUAGE_CODE="fr-ca",
        csrf_input="",
        messages=[],
        session_expires=None,
    )
    html5lib.HTMLParser(strict=True).parse(html)


@pytest.mark.django_db
def test_staying_signed_in_says_when_the_session_now_ends(cast: Any) -> None:
    answer = cast.client(cast.amina).post("/account/extend/")
    assert answer.status_code == 204
    assert dt.datetime.fromisoformat(answer.headers["X-Session-Expires"]) > clock.now()
    assert cast.client(None).post("/account/extend/").status_code == 302
    assert cast.client(cast.amina).get("/account/extend/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["amina", None])
def test_the_first_page_carries_the_frame(cast: Any, who: str | None) -> None:
    html = cast.client(getattr(cast, who) if who else None).get("/account/" if who else "/").content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    assert 'href="#main"' in html
    assert ("Fermer la session" in html) == (who is not None)
    assert ("Ouvrir une session" in html) == (who is None)
