from django.apps import AppConfig


class Courtepointe(AppConfig):
    name = "courtepointe"
    label = "courtepointe"
    default_auto_field = "django.db.models.BigAutoField"
