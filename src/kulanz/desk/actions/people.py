"""Adding colleagues, and how each wants the desk to be."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from kulanz.case import LANGUAGES
from kulanz.countries import PACKS
from kulanz.desk.models import Person, Team
from kulanz.desk.models.people import Role

# What people may change about themselves; role, team and address are not theirs to give.
OWN_FIELDS = ("name", "language", "theme", "keys_on", "undo_seconds", "direct_phone")


class Refused(Exception):
    """The colleague cannot be added; the message says why in one line."""


@transaction.atomic
def change_profile(person: Person, **values: Any) -> Person:
    """Change how a person wants the desk to be.

    Raises:
        TypeError: a field that is not theirs to change.
    """
    foreign = set(values) - set(OWN_FIELDS)
    if foreign:
        raise TypeError(f"not one's own to change: {', '.join(sorted(foreign))}")
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=sorted(values))
    return person


@transaction.atomic
def add_person(
    *, email: str, name: str, role: str, team: str, country: str, mail: str, language: str
) -> str:
    """A new colleague without a password; returns the link to set one, which works once for a day.

    Raises:
        Refused: an address, role, language or team that cannot be.
    """
    email = email.strip().lower()
    _check(email=email, name=name, role=role, language=language)
    if Person.objects.filter(email__iexact=email).exists():
        raise Refused(f"{email}: somebody signs in with this address already")
    person = Person(
        username=email,
        email=email,
        name=name.strip(),
        role=role,
        language=language,
        team=_team(team, country, mail),
    )
    person.set_unusable_password()
    person.save()
    return password_link(person)


def _check(*, email: str, name: str, role: str, language: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(f"{email!r} is not a mail address") from error
    if not name.strip():
        raise Refused("a colleague needs a name")
    if role not in Role.values:
        raise Refused(f"role {role!r}: choose one of {', '.join(Role.values)}")
    if language not in LANGUAGES:
        raise Refused(f"language {language!r}: choose one of {', '.join(LANGUAGES)}")


def _team(name: str, country: str, mail: str) -> Team | None:
    """The team of this name; a new one needs a country pack and an address of its own."""
    if not name:
        return None
    known = Team.objects.filter(name=name).first()
    if known is not None:
        return known
    if country not in PACKS:
        raise Refused(f"country {country!r}: choose one of {', '.join(PACKS)}")
    if not mail:
        raise Refused(f"team {name!r} is new: give its mail address with --mail")
    if Team.objects.filter(mail_address__iexact=mail).exists():
        raise Refused(f"{mail}: another team has this address")
    return Team.objects.create(name=name, country=country, mail_address=mail.lower())


def password_link(person: Person) -> str:
    """The address at which this person sets a password; using it, or a day, ends it."""
    key = default_token_generator.make_token(person)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key}
    )
    return f"{settings.PUBLIC_URL}{path}"
