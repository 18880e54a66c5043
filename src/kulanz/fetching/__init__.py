"""Fetching a public web page that somebody named: the one room besides the desk with a network.

Only the command line and the desk come here, so that no decision can ever wait for a network.
"""

from kulanz.fetching.addresses import Reach, Refused
from kulanz.fetching.fetch import Fetched, fetch

__all__ = ["Fetched", "Reach", "Refused", "fetch"]
