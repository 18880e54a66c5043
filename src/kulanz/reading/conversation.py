"""What the turns of one conversation add to its reading."""

from typing import Any

from kulanz.case import LanguageCode, Utterance
from kulanz.commitments.spoken import Spoken, find_commitments
from kulanz.signals.conversation import STEPS, conversation, steps_done


def of_turns(utterances: tuple[Utterance, ...], language: LanguageCode) -> dict[str, Any]:
    """The keys that only turns have; turns count from 1, and 0 means never."""
    found = conversation(utterances, language)
    promised = find_commitments(utterances, language)
    return {
        "heat_by_turn": list(found.heats),
        "tips_at": found.tips_at,
        "no_uptake_from": found.no_uptake_from,
        "switch_to_mail": found.switch_to_mail,
        "steps_done": list(_owned(found.steps_done, promised)),
        "commitments": [_commitment(one) for one in promised],
    }


def steps_heard(utterances: tuple[Utterance, ...], language: LanguageCode) -> tuple[str, ...]:
    """The steps in the agent's words; whoever undertakes something owns it."""
    return _owned(steps_done(utterances, language), find_commitments(utterances, language))


def _owned(done: tuple[str, ...], promised: tuple[Spoken, ...]) -> tuple[str, ...]:
    own = {"own"} if any(one.by == "us" for one in promised) else set()
    return tuple(step for step in STEPS if step in own.union(done))


def _commitment(one: Spoken) -> dict[str, str]:
    return {"by": one.by, "what": one.what, "due": one.due, "quote": one.quote}
