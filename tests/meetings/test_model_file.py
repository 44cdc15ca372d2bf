import copy
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils import translation

from courtepointe.history import Entry
from courtepointe.library.load import the_method
from courtepointe.meetings import model_file
from courtepointe.meetings.blueprint import Blueprint, own_words
from courtepointe.meetings.model_file import BadModelFile, as_file, from_file
from courtepointe.meetings.models import Activity, Committee, Homework, Meeting, PreparationTask, Process
from courtepointe.meetings.queries.blueprint import blueprint_of
from courtepointe.meetings.queries.process import current_process, proposal_for, rhythm_of
from courtepointe.meetings.queries.taking_up import taken_up
from tests.cast import Cast
from tests.factories import make_meeting
from tests.meetings.test_cycles import adapted
from tests.meetings.test_process_pages import at, hidden

START = dt.date(2028, 9, 12)


def rich(cast: Cast) -> Process:
    """An adapted démarche with a checklist, something to prepare, and what must never leave."""
    process = adapted(cast)
    first = process.meetings.get(template="r1")
    both = {"coalition": cast.coalition, "meeting": first}
    PreparationTask.objects.create(**both, slug="book-room", text="Réserver la salle", days=-21)
    Homework.objects.create(**both, what="Une page de données", due_on=first.on - dt.timedelta(days=7))
    Activity.objects.filter(meeting=first, position=2).update(standing="minutes", technique="round", kind="round")
    committee = Committee(coalition=cast.coalition, name="Comité SECRET")
    committee.clean()
    committee.save()
    make_meeting(cast.coalition, "Réunion du comité SECRET", process=process, committee=committee)
    make_meeting(cast.coalition, "Annulée SECRET", process=process, status=Meeting.CANCELLED)
    return process


def saved(cast: Cast) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(as_file(blueprint_of(rich(cast))))
    return whole


def sealed(whole: dict[str, Any]) -> bytes:
    whole["sha256"] = model_file._seal(whole["language"], whole["demarche"])
    return json.dumps(whole, ensure_ascii=False).encode()


def plain(blueprint: Blueprint) -> Blueprint:
    """Without what depends on where it was made."""
    return replace(blueprint, name="", language="")


def test_the_same_plan_comes_back_in_another_coalition(cast: Cast) -> None:
    process = rich(cast)
    blueprint = from_file(as_file(blueprint_of(process)))
    assert plain(blueprint) == plain(blueprint_of(process))
    made = take(cast, as_file(blueprint_of(process)))
    assert plain(blueprint_of(made)) == plain(blueprint_of(process))
    first = made.meetings.get(template="r1")
    assert first.coalition == cast.other
    assert first.on == START
    assert first.homework.get().due_on == START - dt.timedelta(days=7)
    assert proposal_for(made, rhythm_of(made)).by_default == {"add:functioning:1"}  # the other group did without


def take(cast: Cast, data: bytes) -> Process:
    """Driss takes up the file in his coalition, through the pages."""
    client, page = cast.client(cast.driss), at(cast, "model-take").replace(str(cast.coalition.uid), str(cast.other.uid))
    before = current_process(cast.other)
    html = client.post(page, {"file": SimpleUploadedFile("m.json", data)}).content.decode()
    typed = {
        "model": data.decode(),
        "starts_on": START.isoformat(),
        "hour": "09:00",
        "weeks_between": "4",
        "keep_gaps": "on",
        "summer_pause": "on",
        "place": "Ici",
    }
    assert "Café avec les parents" in html
    html = client.post(page, {**typed, "act": "preview"}).content.decode()
    assert current_process(cast.other) == before
    sent = {**typed, "act": "create", "previewed": hidden(html, "previewed"), "after": hidden(html, "after")}
    assert client.post(page, sent).status_code == 303
    made = current_process(cast.other)
    assert made is not None
    count = made.meetings.count()
    assert client.post(page, sent).status_code == 303
    assert (current_process(cast.other), made.meetings.count()) == (made, count)
    assert Entry.objects.filter(verb="process.taken_up").count() == 1
    return made


def test_in_another_language_the_methods_texts_change_and_ours_stay(cast: Cast) -> None:
    cast.other.language = "en"
    cast.other.save()
    process = rich(cast)
    made = take(cast, as_file(blueprint_of(process)))
    template = the_method().template("r2")
    second = made.meetings.get(template="r2")
    assert second.title == template.title.en
    assert [a.title for a in second.activities.order_by("position")] == [item.title.en for item in template.agenda]
    assert second.objectives.order_by("position")[0].text == the_method().objective(template.objectives[0]).text.en
    assert made.meetings.filter(title="Café avec les parents").exists()
    planning = made.meetings.filter(template="planning").order_by("turn")
    assert [m.title for m in planning][1] == f"{the_method().template('planning').title.en} (2)"
    shape = [(m.template, m.turn, m.stage, m.minutes) for m in made.meetings.order_by("on")]
    assert shape == [(o.template, o.turn, o.stage, o.minutes) for o in blueprint_of(process).meetings]


def test_no_person_date_note_or_name_of_the_coalition_is_in_the_file(cast: Cast) -> None:
    text = as_file(blueprint_of(rich(cast))).decode()
    for secret in ("SECR", "Benoît", "Les petits pas", "Ailleurs", "CPE", "2027", '"Un"'):
        assert secret not in text, secret
    assert '  "format": "courtepointe-demarche"' in text


def test_ones_own_words_are_listed_before_they_leave(cast: Cast) -> None:
    process = rich(cast)
    own = own_words(blueprint_of(process))
    assert "Café avec les parents" in own
    assert "Nos règles à nous" in own
    assert not {m.title for m in process.meetings.exclude(template__in=["", "r1"])} & set(own)
    assert "Un" not in own
    html = cast.client(cast.amina).get(at(cast, "model")).content.decode()
    assert "Café avec les parents" in html
    answer = cast.client(cast.amina).get(at(cast, "model-file"))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert from_file(answer.content).meetings


def edit(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(whole: dict[str, Any]) -> None:
        *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
        place: Any = whole["demarche"]
        for step in steps:
            place = place[step]
        place[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (edit("meetings.0.minutes", 9), "rencontre 1 › minutes"),
        (edit("meetings.0.minutes", True), "un nombre entier de 15 à 720"),
        (edit("meetings.0.minutes", 10**400), "un nombre entier de 15 à 720"),
        (edit("meetings.0.title", ["x"]), "un texte d’au plus 200"),
        (edit("meetings.0.title", "x" * 201), "un texte d’au plus 200"),
        (edit("meetings.0.title", "a\u0000b"), "ne peut pas être affiché"),
        (edit("meetings.0.title", "a\u202eb"), "ne peut pas être affiché"),
        (edit("meetings.0.title", "   "), "un texte d’au plus 200"),
        (edit("meetings.0.stage", "party"), "party"),
        (edit("meetings.0.template", "r99"), "r99"),
        (edit("meetings.0.tools", [99]), "numéros d’outils"),
        (edit("meetings.0.tools", "1"), "numéros d’outils"),
        (edit("meetings.0.objectives.0.slug", "rule-the-world"), "rencontre 1 › objectif 1 › slug"),
        (edit("meetings.0.agenda.1.kind", "magic"), "point 2 de l’ordre du jour › kind"),
        (edit("meetings.0.agenda.1.technique", "telepathy"), "telepathy"),
        (edit("meetings.0.agenda.1.standing", 4), "standing"),
        (edit("meetings.0.agenda", {"title": "x"}), "une liste d’au plus 60"),
        (edit("meetings.0.agenda.0", "x"), "un objet est attendu"),
        (edit("meetings.0.checklist.0.days", 4000), "un nombre entier de -365 à 365"),
        (edit("meetings.0.place", "Ici"), "place"),
        (edit("meetings.0", {}), "rencontre 1"),
        (edit("meetings", []), "il n’y a aucune rencontre"),
        (edit("meetings", [{}] * 81), "une liste d’au plus 80"),
        (edit("summer_pause", "yes"), "summer_pause"),
        (edit("factor_count", 1.5), "un nombre entier de 1 à 12"),
        (edit("people", ["Benoît"]), "ce champ n’est pas connu"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_says_where(
    cast: Cast, change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    whole = saved(cast)
    change(whole)
    with pytest.raises(BadModelFile) as refusal:
        from_file(sealed(whole))
    assert any(reason in said for said in refusal.value.reasons), refusal.value.reasons


def test_the_same_meeting_twice_is_refused(cast: Cast) -> None:
    whole = saved(cast)
    whole["demarche"]["meetings"].append(copy.deepcopy(whole["demarche"]["meetings"][0]))
    with pytest.raises(BadModelFile, match="deux fois"):
        from_file(sealed(whole))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "ne se lit pas"),
        (b"PK\x03\x04\xff\xfe", "ne se lit pas"),
        (b'{"format": "courtepointe-demarche",\n "version": }', "ligne 2"),
        (b"[" * 100_000, "ne se lit pas"),
        (b'{"a":' * 40_000, "ne se lit pas"),
        (b"1" * 200_000, "ne se lit pas"),
        (b'{"format": NaN}', "ne se lit pas"),
        (b'{"format": "x", "format": "courtepointe-demarche"}', "ne se lit pas"),
        (b'"texte"', "n’est pas une démarche"),
        (b'{"format": "autre"}', "n’est pas une démarche"),
        (b'{"format": "courtepointe-demarche", "version": 2}', "autre version"),
        (b'{"format": "courtepointe-demarche", "version": true}', "autre version"),
        (b'{"format": "courtepointe-demarche", "version": 1}', "un objet est attendu"),
        (b" " * 300_001, "trop gros"),
    ],
)
def test_what_is_not_a_template_is_refused_without_harm(data: bytes, reason: str) -> None:
    with pytest.raises(BadModelFile) as refusal:
        from_file(data)
    assert any(reason in said for said in refusal.value.reasons), refusal.value.reasons


def test_a_file_changed_by_hand_no_longer_has_its_seal(cast: Cast) -> None:
    whole = saved(cast)
    whole["demarche"]["meetings"][0]["title"] = "Autre chose"
    with pytest.raises(BadModelFile, match="sceau"):
        from_file(json.dumps(whole).encode())


def post_file(cast: Cast, data: bytes) -> HttpResponse:
    return cast.client(cast.amina).post(at(cast, "model-take"), {"file": SimpleUploadedFile("m.json", data)})  # type: ignore[return-value]


def test_a_refused_file_changes_nothing_and_says_why(cast: Cast) -> None:
    whole = saved(cast)
    edit("meetings.0.stage", "<script>alert(1)</script>")(whole)
    before = (Process.objects.count(), Meeting.objects.count(), Entry.objects.count())
    answer = post_file(cast, sealed(whole))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html
    assert post_file(cast, b"x" * 400_000).status_code == 422
    assert post_file(cast, b"").status_code == 422
    assert cast.client(cast.amina).post(at(cast, "model-take"), {}).status_code == 422
    assert cast.client(cast.amina).post(at(cast, "model-take"), {"model": "{", "act": "create"}).status_code == 422
    assert (Process.objects.count(), Meeting.objects.count(), Entry.objects.count()) == before


def test_html_in_the_texts_of_a_good_file_is_shown_as_text(cast: Cast) -> None:
    whole = saved(cast)
    edit("meetings.0.title", "<img src=x onerror=alert(1)>")(whole)
    html = post_file(cast, sealed(whole)).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "<img src=x" not in html


def test_meetings_come_evenly_when_the_spacing_is_not_kept(cast: Cast) -> None:
    blueprint = blueprint_of(rich(cast))
    asked: dict[str, Any] = {
        "starts_on": START,
        "hour": dt.time(9),
        "weeks_between": 2,
        "summer_pause": False,
    }
    kept = taken_up(blueprint, cast.other, **asked, keep_gaps=True).wanted
    even = taken_up(blueprint, cast.other, **asked, keep_gaps=False).wanted
    assert [one.on for one in even][:3] == [START, START + dt.timedelta(weeks=2), START + dt.timedelta(weeks=4)]
    assert kept[1].on == START + dt.timedelta(weeks=1)
    assert max(one.on for one in kept if one.on) > max(one.on for one in even if one.on)


def test_only_those_who_steer_save_and_take_up(cast: Cast) -> None:
    for name in ("model", "model-file", "model-take"):
        assert cast.client(cast.benoit).get(at(cast, name)).status_code == 403
    with translation.override("en"):
        assert cast.client(cast.amina).get(at(cast, "model-file")).status_code == 404
