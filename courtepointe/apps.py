from django.apps import AppConfig

from courtepointe.library import checks  # noqa: F401  (registers the check of the library's content)


class Courtepointe(AppConfig):
    name = "courtepointe"
    label = "courtepointe"
    default_auto_field = "django.db.models.BigAutoField"
