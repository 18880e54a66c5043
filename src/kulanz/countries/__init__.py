"""Country packs as data: deadlines, opening hours, holidays, roles, limits of remedies.

To add one, copy the nearest TOML file, change it and add its name to `PACKS`.
"""

from kulanz.countries.pack import PACKS, load, profile
from kulanz.countries.reader import PackError
from kulanz.countries.shape import (
    BASES,
    UNITS,
    WEEKDAYS,
    Basis,
    Callback,
    Deadline,
    Limit,
    Profile,
    RemedyRule,
    Role,
    SecondLook,
    Unit,
    Window,
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
    "RemedyRule",
    "Role",
    "SecondLook",
    "Unit",
    "Window",
    "load",
    "profile",
]
