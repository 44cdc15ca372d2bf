"""Let somebody sign in and open coalitions, on a site where only invited people may."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from courtepointe.coalitions.models import Person


class Command(BaseCommand):
    help = "Let somebody sign in and open coalitions; they sign in with a code sent to their address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"“{email}” is not an e-mail address.") from None
        if not Person.objects.filter(email=email).update(may_open=True):
            Person.objects.create_user(email, options["name"], may_open=True)
        self.stdout.write(f"{email} may sign in and open coalitions.")
