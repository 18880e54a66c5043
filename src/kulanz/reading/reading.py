"""Everything the desk would see in one contact (de: Lesung, nl: lezing), from its text alone."""

from dataclasses import dataclass, replace
from typing import Any

from kulanz.case import LanguageCode, Statement
from kulanz.case.words import Finding, Utterance
from kulanz.chain import Link, Told, Unlock, levers_for, model_of, parse_notation
from kulanz.chain.notes.doubts import Doubt, doubt_text
from kulanz.facts import (
    Question,
    open_questions,
    parse_transcript,
    recap_text,
    spoken_recap,
)
from kulanz.languages import CODES, detect
from kulanz.protocol import NextStep, Progress, next_step
from kulanz.reading.stretches import Stretch, findings_of, statements_of, stretches
from kulanz.signals import Heat, find_behaviours, find_declarations, heat
from kulanz.signals.spoken_for import words_for


@dataclass(frozen=True)
class Reading:
    """One contact, read. Lines count from 1 in the text as it came.

    What is in here are proposals: claims stay claims, signals wait for a person to confirm them.
    """

    language: LanguageCode
    stretches: tuple[Stretch, ...]
    utterances: tuple[Utterance, ...]
    statements: tuple[Statement, ...]
    declarations: tuple[Finding, ...]
    behaviours: tuple[Finding, ...]
    heat: Heat
    chain: Told
    unlocks: tuple[Unlock, ...]
    questions: tuple[Question, ...]
    doubts: tuple[Doubt, ...]
    next_step: NextStep

    def as_json(self) -> dict[str, Any]:
        """Plain values under stable keys: keys are added, never renamed."""
        return {
            "language": self.language,
            "languages": [_stretch(one) for one in self.stretches],
            "statements": [_statement(one) for one in self.statements],
            "declarations": [self._finding(one) for one in self.declarations],
            "behaviours": [self._finding(one) for one in self.behaviours],
            "heat": {"stage": self.heat.stage, "value": self.heat.value},
            "chain": {**_chain(self.chain), "doubts": [self._doubt(one) for one in self.doubts]},
            "unlock": [_unlock(one) for one in self.unlocks],
            "questions": [one.text for one in self.questions],
            "next_step": {"step": self.next_step.step, "say": self.next_step.say},
        }

    def asked(self) -> tuple[str, ...]:
        """Everything still to ask: missing facts first, then what the telling leaves open."""
        doubts = (doubt_text(one, self.chain, self.language) for one in self.doubts)
        return (*(one.text for one in self.questions), *doubts)

    def _finding(self, one: Finding) -> dict[str, Any]:
        spoken = (of for of, said in self.stretches if one.line <= said[-1].line)
        words = words_for(one.quote, one.code, next(spoken, self.language))
        return {"code": one.code, "quote": one.quote, "line": one.line, "words": list(words)}

    def _doubt(self, one: Doubt) -> dict[str, Any]:
        text = doubt_text(one, self.chain, self.language)
        return {"code": one.code, "text": text, "nodes": list(one.names), "line": one.line}


def read(text: str, *, language: LanguageCode | None = None) -> Reading:
    """Read a mail's text, a note or a transcript; the language is found out when not given.

    Raises:
        ValueError: a language that this house has no words for.
    """
    return read_utterances(parse_transcript(text), language=language or detect(text))


def read_utterances(utterances: tuple[Utterance, ...], *, language: LanguageCode) -> Reading:
    """The same for what is taken apart already, such as the turns of a recorded call.

    Raises:
        ValueError: a language that this house has no words for.
    """
    if language not in CODES:
        raise ValueError(f"no such language: {language}")
    spoken = language
    parts = stretches(utterances, spoken)
    statements = statements_of(parts)
    warmth = max(
        (heat(said, of) for of, said in parts), key=lambda one: one.value, default=Heat("calm", 0)
    )
    chain = parse_notation(utterances, spoken)
    questions = open_questions(statements, spoken)
    told = _progress(utterances, statements, questions)
    return Reading(
        language=spoken,
        stretches=parts,
        utterances=utterances,
        statements=statements,
        declarations=findings_of(parts, find_declarations),
        behaviours=findings_of(parts, find_behaviours),
        heat=warmth,
        chain=chain,
        unlocks=chain.unlock(levers_for(chain, spoken)),
        questions=questions,
        doubts=model_of(chain, spoken).doubts if chain.nodes else (),
        next_step=_next_step(told, warmth, statements, spoken),
    )


def _progress(
    utterances: tuple[Utterance, ...],
    statements: tuple[Statement, ...],
    questions: tuple[Question, ...],
) -> Progress:
    """What one contact proves: things were told, a wish perhaps; nothing was confirmed yet."""
    by_customer = all(one.speaker in {"customer", "system"} for one in utterances)
    timed = any(one.at for one in utterances)
    wishes = [one.text for one in statements if one.kind == "demand" and one.speaker != "system"]
    return Progress(
        channel="written" if by_customer and not timed else "spoken",
        told=sum(one.speaker != "system" for one in statements),
        open_facts=tuple(one.code for one in questions),
        wish=wishes[0] if wishes else "",
    )


def _next_step(
    progress: Progress, warmth: Heat, statements: tuple[Statement, ...], language: LanguageCode
) -> NextStep:
    """The sentence of the library; a recap is said with the contact's own few lines."""
    step = next_step(progress, heat_value=warmth.value, language=language)
    lines = spoken_recap(statements, language)
    if step.phrase != "recap" or not lines:
        return step
    return replace(step, say=recap_text(lines, language, wish=progress.wish or None), missing=())


def _stretch(one: Stretch) -> dict[str, Any]:
    language, said = one
    return {"language": language, "from_line": said[0].line, "to_line": said[-1].line}


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "text": one.text,
        "quote": one.quote,
        "speaker": one.speaker,
        "line": one.line,
    }


def _link(one: Link) -> dict[str, Any]:
    return {"cause": one.cause, "effect": one.effect, "quote": one.quote, "line": one.line}


def _chain(chain: Told) -> dict[str, Any]:
    return {
        "nodes": [
            {"id": node.id, "label": node.label, "holds": node.holds, "actor": node.actor}
            for node in chain.nodes
        ],
        "links": [_link(one) for one in chain.links],
        "circles": [list(one) for one in chain.circles()],
        "deadlocks": [list(one) for one in chain.deadlocks()],
    }


def _unlock(one: Unlock) -> dict[str, Any]:
    return {
        "actions": [
            {"action": act.action, "actor": act.actor, "approval": act.approval}
            for act in one.actions
        ],
        "cost": one.cost,
    }
