"""First and last words of a call: after a wait, after a broken call, to a voice mail, at the end.

Source: source cases 000 and 003. Whoever is rung back after a broken call is not asked to begin
anew: the call was ours to keep.
"""

from collections.abc import Mapping
from typing import Literal, get_args

from kulanz.case import LanguageCode
from kulanz.languages import pack
from kulanz.protocol import Phrase, fill, phrase

Opening = Literal["after_wait", "cut_by_us", "line_lost", "hung_up", "abandoned"]
Closing = Literal["finished", "moved_to_mail", "after_insults", "handed_over", "called_back"]
Unreached = Literal["voicemail", "sms", "mail"]
CLOSINGS: tuple[Closing, ...] = get_args(Closing)
OPENINGS: dict[Opening, str] = {
    "after_wait": "greet_after_wait",
    "cut_by_us": "callback_after_break",
    "line_lost": "callback_line_lost",
    "hung_up": "callback_line_lost",
    "abandoned": "abandoned_callback",
}
ENDED_BY: dict[str, Opening] = {"agent": "cut_by_us", "line": "line_lost", "customer": "hung_up"}


def opening(kind: Opening, language: LanguageCode, values: Mapping[str, str]) -> Phrase:
    """The first sentence of a call of this kind, in the customer's language.

    Where `facts` say what was noted before the call broke off, they are read back.
    """
    recap = pack(language, "calls")["opening"]
    if kind in recap and values.get("facts"):
        return fill(str(recap[kind]), values)
    return phrase(OPENINGS[kind], language, values)


def opening_after(ended_by: str, language: LanguageCode, values: Mapping[str, str]) -> Phrase:
    """The first sentence of a call-back, by who ended the call before: agent, customer or line."""
    return opening(ENDED_BY.get(ended_by, "line_lost"), language, values)


def unreached(way: Unreached, language: LanguageCode, values: Mapping[str, str]) -> Phrase:
    """What is left for somebody who cannot be reached: on the voice mail, by SMS or by mail."""
    return fill(str(pack(language, "calls")["unreached"][way]), values)


def closing(
    language: LanguageCode, values: Mapping[str, str], way: Closing = "moved_to_mail"
) -> Phrase:
    """The last sentence of a call, by how it ends; with the date of our letter or call."""
    if way == "moved_to_mail":
        return phrase("end_call_move_to_mail", language, values)
    return fill(str(pack(language, "calls")["closing"][way]), values)
