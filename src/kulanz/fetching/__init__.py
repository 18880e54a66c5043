"""Fetching a public web page that somebody named, and telling such an address something.

The one room besides the desk with a network: only the command line and the desk come here, so that
no decision can ever wait for a network.
"""

from kulanz.fetching.addresses import Reach, Refused
from kulanz.fetching.fetch import Fetched, fetch
from kulanz.fetching.post import Answered, post

__all__ = ["Answered", "Fetched", "Reach", "Refused", "fetch", "post"]
