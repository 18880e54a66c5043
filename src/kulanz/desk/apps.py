"""The one Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kulanz.desk"
    label = "desk"
    verbose_name = "Kulanz"
    default_auto_field = "django.db.models.BigAutoField"
