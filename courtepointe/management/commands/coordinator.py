"""Let somebody sign in and open coalitions, on a site where only invited people may."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from courtepointe.coalitions.actions.people import welcome


class Command(BaseCommand):
    help = "Let somebody sign in and open coalitions; a message tells them where to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"“{email}” is not an e-mail address.") from None
        welcome(email, options["name"])
        self.stdout.write(f"{email} may sign in and open coalitions.")
