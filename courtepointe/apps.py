from django.apps import AppConfig

from courtepointe.library import checks  # noqa: F401  (registers the check of the library's content)


class Courtepointe(AppConfig):
    name = "courtepointe"
    label = "courtepointe"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks of the files of data that stand beside tables."""
        from courtepointe.guide import policy  # noqa: F401, PLC0415
        from courtepointe.guide.retention import periods  # noqa: F401, PLC0415
