import pytest
from django.core.management import CommandError, call_command

from courtepointe.coalitions.models import Person
from courtepointe.mail import Delivery


@pytest.mark.django_db
def test_a_new_person_may_open_coalitions():
    call_command("coordinator", "Eve@Example.org", "Ève")
    person = Person.objects.get(email="eve@example.org")
    assert (person.name, person.may_open, person.has_usable_password()) == ("Ève", True, False)


@pytest.mark.django_db
def test_a_known_person_keeps_their_account():
    known = Person.objects.create_user("eve@example.org", "Ève")
    call_command("coordinator", "eve@example.org")
    known.refresh_from_db()
    assert (known.name, known.may_open) == ("Ève", True)


@pytest.mark.django_db
def test_a_wrong_address_is_said():
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("coordinator", "eve")
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_they_are_told_where_to_sign_in_each_time_they_are_welcomed():
    for _ in range(2):
        call_command("coordinator", "eve@example.org", "Ève")
    first, second = Delivery.objects.filter(recipient="eve@example.org")
    assert "/account/login/" in first.body
    assert (first.body, first.status) == (second.body, Delivery.QUEUED)
