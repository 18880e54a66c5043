"""Who works here: teams and people, with the roles of a complaint desk."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    """A group that shares a queue and one country's rules (de: Team, nl: team)."""

    name = models.CharField(max_length=80, unique=True)
    country = models.CharField(max_length=20, default="de_shop")
    mail_address = models.EmailField(unique=True)
    plus_address = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """Roles of a complaint desk; what each may offer is data in the country pack."""

    AGENT = "AG", _("Agent")
    SENIOR = "SA", _("Senior agent")
    LEAD = "TL", _("Team lead")
    MANAGER = "CM", _("Complaint manager")
    FINANCE = "FIN", _("Receivables")
    LOGISTICS = "LOG", _("Shipping")
    LEGAL = "LEG", _("Legal")
    MARKETING = "MKT", _("Promise owner")
    DIRECTOR = "GF", _("Management")


class Theme(models.TextChoices):
    AUTO = "auto", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Person(AbstractUser):
    """A colleague who signs in by e-mail address."""

    first_name = None  # type: ignore[assignment] # one name field, as people write it
    last_name = None  # type: ignore[assignment] # same
    name = models.CharField(max_length=120)
    email = models.EmailField(unique=True)
    role = models.CharField(max_length=3, choices=Role, default=Role.AGENT)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    language = models.CharField(max_length=2, default="de")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    keys_on = models.BooleanField(default=True)
    undo_seconds = models.PositiveSmallIntegerField(default=15)
    direct_phone = models.CharField(max_length=40, blank=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undo_seconds__gte=5, undo_seconds__lte=60),
                name="person_undo_between_5_and_60_seconds",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ", 1)[0]
