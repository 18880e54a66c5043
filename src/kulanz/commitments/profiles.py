"""Which deadline profile a case follows: its country pack's own, or another sector's."""

from datetime import date

from kulanz.countries import Profile
from kulanz.countries.deadlines import DeadlineProfile, deadline_profile


def rules_of(profile: Profile, *, on: date | None = None) -> DeadlineProfile:
    """The deadline profile of the same name as a country pack, as in force on a day.

    Raises:
        PackError: no deadline profile has that name, or none was in force.
    """
    return deadline_profile(profile.name, on=on)
