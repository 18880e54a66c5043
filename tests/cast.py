"""The people of the tests: colleagues of two teams, and two customers."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.contrib.auth.hashers import make_password

from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.customers import customer_at
from kulanz.desk.models import Case, Customer, Person, Team

PASSWORD = "correct horse battery staple"
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """Everybody by first name; `koeln` and `utrecht` are the teams."""

    koeln: Team
    utrecht: Team
    ali: Person
    charlotte: Person
    sam: Person
    an: Person
    mira: Person
    fin: Person
    log: Person
    dpo: Person
    mkt: Person
    dir: Person
    tom: Person


@cache
def _hashed() -> str:
    """Hashed once: thirteen people per test would spend seconds on it."""
    return make_password(PASSWORD)


def _person(name: str, role: str, team: Team | None, language: str = "en") -> Person:
    first = name.split(" ", maxsplit=1)[0].lower()
    return Person.objects.create(
        username=first,
        email=f"{first}@kulanz.example",
        password=_hashed(),
        name=name,
        role=role,
        team=team,
        language=language,
    )


def make_cast() -> Cast:
    koeln = Team.objects.create(name="Köln", country="de_shop", mail_address="hilfe@shop.example")
    utrecht = Team.objects.create(
        name="Utrecht", country="nl_shop", mail_address="hulp@shop.example"
    )
    return Cast(
        koeln=koeln,
        utrecht=utrecht,
        ali=_person("Ali Kaya", "AG", koeln),
        charlotte=_person("Charlotte de Wit", "AG", koeln),
        sam=_person("Sam Berger", "SA", koeln),
        an=_person("An Peeters", "TL", koeln),
        mira=_person("Mira Hoffmann", "CM", None),
        fin=_person("Finn Weber", "FIN", None),
        log=_person("Lot Vos", "LOG", None),
        dpo=_person("Dora Klein", "LEG", None),
        mkt=_person("Max Arndt", "MKT", None),
        dir=_person("Gerda Falk", "GF", None),
        tom=_person("Tom Bakker", "AG", utrecht),
    )


def brandt() -> Customer:
    return customer_at(
        kind="mail", value="s.brandt@mail.example", name="Susanne Brandt", language="de", at=MONDAY
    )


def devries() -> Customer:
    return customer_at(
        kind="mail", value="j.devries@mail.example", name="Jan de Vries", language="nl", at=MONDAY
    )


def case_of_brandt(cast: Cast, *, owner: Person | None = None) -> Case:
    case = open_case(
        customer=brandt(),
        team=cast.koeln,
        subject="Mahnung trotz fehlender Ware",
        language="de",
        at=MONDAY,
    )
    if owner is not None:
        case.owner = owner
        case.save(update_fields=["owner"])
    return case
