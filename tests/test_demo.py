"""The demo: its data hold together, and every stage is another point of the same story."""

from courtepointe.demo.cast import CAST
from courtepointe.demo.story import Scene, read, scenes, the_story
from courtepointe.library.load import the_method

PEOPLE = read("people")
MEMBERS = {entry["key"]: entry for entry in PEOPLE["members"]}
ORGANISATIONS = {entry["key"] for entry in PEOPLE["organisations"]}


def named(scene: Scene) -> set[str]:
    promised = {follow_up.who for follow_up in scene.follow_ups if follow_up.who}
    return {*scene.present, *scene.excused, *scene.absent, *scene.leads.values(), *promised}


def test_the_story_speaks_of_people_and_organisations_that_exist() -> None:
    for scene in the_story():
        assert named(scene) <= set(MEMBERS), scene.key
        assert {follow_up.of for follow_up in scene.follow_ups} - {""} <= ORGANISATIONS, scene.key
        assert len(scene.present) == len(set(scene.present))
        assert not set(scene.present) & {*scene.excused, *scene.absent}, scene.key


def test_the_story_follows_the_agendas_of_the_method() -> None:
    method = the_method()
    for scene in [*the_story(), *scenes("companion")]:
        agenda = method.template(scene.meeting).agenda
        breaks = {place for place, item in enumerate(agenda, start=1) if item.kind == "break"}
        places = set(range(1, len(agenda) + 1))
        outside = {0}  # no item of the agenda announced it
        assert {d.at for d in scene.decisions} - outside | {f.at for f in scene.follow_ups} <= places - breaks, (
            scene.key
        )
        if scene.held:
            assert set(scene.notes) == places - breaks, scene.key
            objectives = {*method.template(scene.meeting).objectives, *scene.carried}
            assert set(scene.outcomes) == objectives, scene.key
            assert scene.opening, scene.key
            assert scene.closing, scene.key


def test_everyone_is_invented() -> None:
    for entry in [*PEOPLE["members"], *read("companion")["members"], *read("bridges")["members"]]:
        assert entry.get("email", "@example.org").endswith(("@example.org", "@example.com"))
        assert entry.get("phone", "819 555-01").startswith("819 555-01")
    for people in (PEOPLE, read("companion"), read("bridges")):
        assert "regroupement fictif" in people["coalition"]["territory"]


def test_the_cast_can_sign_in_and_says_what_it_does_in_both_languages() -> None:
    signing_in = {MEMBERS[key]["email"] for key in PEOPLE["signed_in"]}
    assert {part.email for part in CAST} <= signing_in
    for part in CAST:
        assert part.line.fr.endswith(".")
        assert part.line.en.endswith(".")
        assert part.line.fr != part.line.en
