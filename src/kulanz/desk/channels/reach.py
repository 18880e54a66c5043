"""Addresses of one's own that a setting opens, besides the public ones."""

from collections.abc import Sequence

from kulanz.fetching import Reach


def reach(entries: Sequence[str]) -> Reach:
    """What "10.0.0.5:8443" or "[fd00::5]:8443" names; ports 80 and 443 are always open."""
    named = [entry.rpartition(":") for entry in entries]
    return Reach(
        addresses=frozenset(address.strip("[]") for address, _, _ in named),
        ports=frozenset(int(port) for _, _, port in named if port.isdigit()),
    )
