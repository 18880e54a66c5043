"""Reads one table of a pack and names the key when something is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import TypeVar

from kulanz.case import Reason

T = TypeVar("T")


class PackError(ValueError):
    """A country pack cannot be used; the message names the pack and the key.

    `path` leads to the key and `reason` says why as a code with values, where there is one, so that
    a language pack can say it to the person who wrote the table.
    """

    def __init__(self, message: str, *, path: str = "", code: str = "", **values: str) -> None:
        super().__init__(message)
        self.path = path
        self.reason = Reason(f"pack.{code}", values) if code else None


@dataclass(frozen=True, slots=True)
class Reader:
    """A table of the pack with the path that leads to it, for error messages."""

    path: str
    table: Mapping[str, object]

    def wrong(self, key: str, what: str, code: str = "", **values: str) -> PackError:
        """The error for a key of this table."""
        path = f"{self.path}.{key}"
        return PackError(f"{path}: {what}", path=path, code=code, **values)

    def get(self, key: str, kind: type[T]) -> T:
        """The value of a key that must be there.

        Raises:
            PackError: it is missing or of another type.
        """
        value = self.optional(key, kind)
        if value is None:
            raise self.wrong(key, "is missing", "missing")
        return value

    def optional(self, key: str, kind: type[T]) -> T | None:
        """The value of a key, or None where the pack does not have it."""
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            what = f"must be {kind.__name__}, is {value!r}"
            raise self.wrong(key, what, "wrong_kind", wanted=kind.__name__, value=f"{value}"[:80])
        return value

    def sub(self, key: str) -> "Reader":
        """The table below a key, which must be there."""
        return Reader(f"{self.path}.{key}", self.get(key, dict))

    def only(self, allowed: tuple[str, ...]) -> None:
        """Refuses a key nobody reads: it is a typing error far more often than a wish."""
        for key in self.table:
            if key not in allowed:
                known = ", ".join(allowed)
                raise self.wrong(key, f"is unknown; known are {known}", "unknown_key", known=known)

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty where the pack does not have it."""
        values = self.optional(key, list) or []
        for value in values:
            if not isinstance(value, str):
                what = f"must hold only texts, holds {value!r}"
                raise self.wrong(key, what, "wrong_kind", wanted="str", value=f"{value}"[:80])
        return tuple(values)

    def amount(self, key: str) -> Decimal | None:
        """A number that is not negative, exact to the digits as written."""
        value = self.table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            what = f"must be a number, is {value!r}"
            raise self.wrong(key, what, "no_number", value=f"{value}"[:80])
        number = Decimal(str(value))
        if not number.is_finite() or number < 0:
            what = f"must be finite and not negative, is {value!r}"
            raise self.wrong(key, what, "no_number", value=f"{value}"[:80])
        return number

    def clock_time(self, key: str, text: str) -> time:
        """A time of day written "08:30"."""
        try:
            return time.fromisoformat(text.strip())
        except ValueError:
            raise self.wrong(key, f"must be a time like 08:30, is {text!r}") from None
