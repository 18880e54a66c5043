"""Reading: from the bytes of a mail, or a text, to everything the desk would see in it."""

from kulanz.reading.addresses import Address
from kulanz.reading.archive import BadRecord, read_record
from kulanz.reading.bodies import Attachment
from kulanz.reading.bounces import Bounce
from kulanz.reading.forwarded import Forwarded, forwarded_in
from kulanz.reading.html_text import html_to_text
from kulanz.reading.letters import LIMIT_PROBLEMS, Letter, letter
from kulanz.reading.new_text import Parted, new_text, parted
from kulanz.reading.reading import Reading, read, read_utterances

__all__ = [
    "LIMIT_PROBLEMS",
    "Address",
    "Attachment",
    "BadRecord",
    "Bounce",
    "Forwarded",
    "Letter",
    "Parted",
    "Reading",
    "forwarded_in",
    "html_to_text",
    "letter",
    "new_text",
    "parted",
    "read",
    "read_record",
    "read_utterances",
]
