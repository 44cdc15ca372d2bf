import uuid

from django.urls import reverse

from tests.analysis.offering import part, service
from tests.cast import Cast


def test_services_go_out_in_the_words_of_hsds(cast: Cast) -> None:
    north = part(cast.coalition, "Nord")
    service(cast, "Partout", ages=["parents"], limits="Onze mois d’attente", waiting=37)
    service(cast, "Au nord", ages=["0-12-months", "3-4-years"], everywhere=False, places=[north], moment="Le jeudi")
    address = reverse("services-hsds", kwargs={"coalition": cast.coalition.uid})
    answer = cast.client(cast.chloe).get(address)
    found = answer.json()
    assert (found["total_items"], found["empty"]) == (2, False)
    everywhere, here = found["contents"]
    for one in found["contents"]:
        assert uuid.UUID(one["id"])
        assert one["status"] == "active"
        assert one["organization"]["name"] == "CPE La Courtepointe"
        assert one["organization"]["description"]
        for attribute in one["attributes"]:
            assert attribute["link_id"] == one["id"]
            assert set(attribute["taxonomy_term"]) >= {"id", "name", "description"}
    assert "minimum_age" not in everywhere
    assert (here["minimum_age"], here["maximum_age"]) == (0, 5)
    assert [area["name"] for area in here["service_areas"]] == ["Nord"]
    assert here["schedules"][0]["description"] == "Le jeudi"
    assert "attente" not in answer.content.decode()
    assert cast.client(cast.chloe).get(address).content == answer.content
