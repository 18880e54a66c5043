"""What the turns of one conversation add to its reading."""

from typing import Any

from kulanz.case import LanguageCode, Utterance
from kulanz.commitments.spoken import Spoken, find_commitments
from kulanz.signals.conversation import STEPS, conversation, steps_done


def of_turns(utterances: tuple[Utterance, ...], language: LanguageCode) -> dict[str, Any]:
    """The keys that only turns have; turns count from 1, and 0 means never."""
    found = conversation(utterances, language)
    return {
        "heat_by_turn": list(found.heats),
        "tips_at": found.tips_at,
        "no_uptake_from": found.no_uptake_from,
        "switch_to_mail": found.switch_to_mail,
        "steps_done": list(steps_heard(utterances, language)),
        "commitments": [_commitment(one) for one in find_commitments(utterances, language)],
    }


def steps_heard(utterances: tuple[Utterance, ...], language: LanguageCode) -> tuple[str, ...]:
    """The steps in the agent's words; whoever undertakes something owns it."""
    done = set(steps_done(utterances, language))
    if any(one.by == "us" for one in find_commitments(utterances, language)):
        done.add("own")
    return tuple(step for step in STEPS if step in done)


def _commitment(one: Spoken) -> dict[str, str]:
    return {"by": one.by, "what": one.what, "due": one.due, "quote": one.quote}
