"""The authority table in force: the latest published version, else the one of the country pack."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from kulanz.authority import Proof, prove
from kulanz.countries import Profile, authority_table, profile
from kulanz.desk.models import AuthorityVersion, Person

PACK_ITSELF = 0
KEEPERS = frozenset({"CM", "GF"})


@dataclass(frozen=True, slots=True)
class InForce:
    """A country pack with the table that holds on a day, and that table's number."""

    country: Profile
    number: int


def in_force(pack: str, *, on: date) -> InForce:
    """What decides in a pack on a day."""
    row = (
        AuthorityVersion.objects.filter(pack=pack, standing="published", valid_from__lte=on)
        .order_by("-valid_from", "-number")
        .first()
    )
    if row is None:
        return InForce(profile(pack), PACK_ITSELF)
    return InForce(with_table(pack, row.text), row.number)


@lru_cache(maxsize=32)
def with_table(pack: str, text: str) -> Profile:
    """A country pack with another authority table.

    Raises:
        PackError: the text is no table.
    """
    country = profile(pack)
    return replace(
        country,
        table=authority_table(
            text, roles=tuple(country.roles), ladder=country.ladder, name="authority"
        ),
    )


def may_keep_authority(person: Person) -> bool:
    """Whether this person may change who may offer what."""
    return person.role in KEEPERS


def draft_of(rows: QuerySet[AuthorityVersion], pack: str) -> AuthorityVersion | None:
    """The draft of a pack; there is one at most."""
    return rows.filter(pack=pack, standing="draft").first()


@lru_cache(maxsize=32)
def proof_of(pack: str, text: str) -> Proof:
    """What the proof of a text says; the same text is proved once."""
    return prove(with_table(pack, text).table)
