"""What somebody would like to give."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kulanz.countries import Basis

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a remedy (de: Umfang, nl: omvang): in its unit, of the price, in instalments."""

    amount: Decimal | None = None
    percent: Decimal | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `amount` is in the unit of the remedy, None for "any at all".

    `used` is the goodwill the case has had before, `on` the day, `present` the roles somebody of
    which can be asked now (None: all).
    """

    role: str
    remedy: str
    amount: Decimal | None = None
    basis: Basis | None = None
    percent: Decimal | None = None
    count: int | None = None
    used: Decimal = NOTHING
    on: date | None = None
    present: Collection[str] | None = None
