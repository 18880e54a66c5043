"""Country packs as data: deadlines, opening hours, holidays, roles, limits of remedies.

To add one, copy the nearest TOML file, change it and add its name to `PACKS`.
"""

from kulanz.countries.matrix import authority_table
from kulanz.countries.pack import PACKS, load, profile
from kulanz.countries.reader import PackError
from kulanz.countries.shape import WEEKDAYS, Callback, Deadline, Profile, Role, Window
from kulanz.countries.table import (
    BASES,
    UNITS,
    Basis,
    Limit,
    Remedy,
    Rule,
    SecondLook,
    Table,
    Unit,
)

__all__ = [
    "BASES",
    "PACKS",
    "UNITS",
    "WEEKDAYS",
    "Basis",
    "Callback",
    "Deadline",
    "Limit",
    "PackError",
    "Profile",
    "Remedy",
    "Role",
    "Rule",
    "SecondLook",
    "Table",
    "Unit",
    "Window",
    "authority_table",
    "load",
    "profile",
]
