"""Who else has the case open, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def present_words(there: Iterable[tuple[str, bool]]) -> str:
    """For example "Ali Kaya is replying · Sam Berger is here"; empty when nobody is."""
    return " · ".join(
        (_("%(name)s is replying") if replying else _("%(name)s is here")) % {"name": name}
        for name, replying in there
    )
