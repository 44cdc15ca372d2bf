"""What is known of a person's e-mail address: the sign-in package keeps it in a table of its own."""

from allauth.account.models import EmailAddress

from courtepointe.coalitions.models import Person


def know_address(person: Person) -> None:
    """Make the row that a code will prove, when there is none yet."""
    if not EmailAddress.objects.filter(user=person).exists():
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)


def prove_address(person: Person) -> None:
    """Note that the person reads the mail of their address: what was sent there came back."""
    EmailAddress.objects.filter(user=person, primary=True).exclude(email=person.email).update(primary=False)
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})


def is_proven(person: Person) -> bool:
    """Whether what was sent to the person's address came back at least once."""
    return bool(EmailAddress.objects.filter(user=person, email=person.email, verified=True).exists())
