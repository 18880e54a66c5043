"""Cuts what was said into sentences that know their line, and tells notes from prose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kulanz.case import Speaker, Utterance
from kulanz.chain.notes.grammar import Grammar, words_of

BULLET = re.compile(r"\s{0,40}(?:[-–—•*·‣]|\d{1,2}[.)])\s{1,9}")
STOP = re.compile(r"(?:[.!?…]{1,9}[\"'“”’»)]{0,3}|;)(?=\s)")
WRAPPED_FROM = 30  # a line at least this long may go on in the next one
LONGEST = 1500
MOST = 10_000
NOTES_FROM = 3
AHEAD = 30  # letters behind a stop that say whether a sentence ends there
WINDOW = 4


@dataclass(slots=True)
class Line:
    """One line of an utterance as it stands in the text."""

    text: str
    number: int
    speaker: Speaker
    bullet: bool


@dataclass(slots=True)
class Sentence:
    """One sentence or note line; `quote` is what of it stands literally in line `line`.

    `cued` says that a connective may be in it, `plain` that there is one for sure, `sole` that
    it fills its line, and `note` that it belongs to causal notes, where each line states one
    thought.
    """

    text: str
    quote: str
    line: int
    speaker: Speaker
    bullet: bool
    cued: bool
    plain: bool
    sole: bool
    note: bool = False


def sentences(utterances: Sequence[Utterance], grammar: Grammar) -> list[Sentence]:
    """All sentences in order; overlong ones are left out, for nobody states a cause in them."""
    found: list[Sentence] = []
    for paragraph in _paragraphs(_lines(utterances), grammar):
        found += _sentences_of(paragraph, grammar)
        if len(found) >= MOST:
            break
    _mark_notes(found)
    return found


def _lines(utterances: Sequence[Utterance]) -> Iterator[Line]:
    for utterance in utterances:
        for number, text in enumerate(utterance.text.splitlines(), start=utterance.line):
            mark = BULLET.match(text)
            body = text[mark.end() :] if mark else text
            begins = utterance.bullet and number == utterance.line
            yield Line(body.strip(), number, utterance.speaker, mark is not None or begins)


def _paragraphs(lines: Iterator[Line], grammar: Grammar) -> Iterator[list[Line]]:
    """Lines that belong together because a sentence runs on from one to the next."""
    found: list[Line] = []
    for line in lines:
        if not line.text:
            continue
        small = bool(found) and found[0].text[0].islower()
        if found and not _goes_on(found[-1], line, grammar, small=small):
            yield found
            found = []
        found.append(line)
    if found:
        yield found


def _goes_on(before: Line, line: Line, grammar: Grammar, *, small: bool) -> bool:
    """Prose wrapped by hand: the line breaks off where no sentence ends.

    Where sentences begin `small`, a small letter does not say that one runs on.
    """
    if line.bullet or line.number > before.number + 1 or line.speaker != before.speaker:
        return False
    if len(before.text) > LONGEST or before.text[-1] in ".!?:;…":
        return False
    wrapped = line.text[0].islower() and not small and len(before.text) >= WRAPPED_FROM
    if before.text[-1] == "," or wrapped:
        return True
    last = words_of(before.text[-40:])[-1]
    if last in grammar.lists["finite"]:  # Dutch "zijn" is "are" here, and rarely "his"
        return False
    named = any(last in words for words in grammar.actors.values())
    if named or last in grammar.lists["negators"]:  # "hat und will keine" is an ending too
        return False
    lists = ("starters", "pronouns", "object_pronouns", "and", "or", "that")
    return last in grammar.by_first or any(last in grammar.lists[name] for name in lists)


def _sentences_of(paragraph: Sequence[Line], grammar: Grammar) -> Iterator[Sentence]:
    text = " ".join(line.text for line in paragraph)
    pieces = [(start, piece) for start, piece in _split(text, grammar) if piece.strip()]
    for start, piece in pieces:
        body = piece.strip()
        if len(body) > LONGEST:
            continue
        begin = start + len(piece) - len(piece.lstrip())
        hint = grammar.hint.search(body)
        number, quote = _quote(paragraph, begin, begin + len(body), hint.start() if hint else 0)
        yield Sentence(
            text=body,
            quote=quote,
            line=number,
            speaker=paragraph[0].speaker,
            bullet=paragraph[0].bullet,
            cued=hint is not None,
            plain=hint is not None and grammar.plain.search(body) is not None,
            sole=len(pieces) == 1 and len(paragraph) == 1,
        )


def _quote(paragraph: Sequence[Line], start: int, end: int, cue: int) -> tuple[int, str]:
    """The line in which the connective stands, and what of the sentence stands in it."""
    offset = 0
    for line in paragraph:
        after = offset + len(line.text)
        if start + cue <= after:
            return line.number, line.text[max(start - offset, 0) : end - offset].strip()
        offset = after + 1
    raise ValueError("a sentence lies within its paragraph")


def _split(text: str, grammar: Grammar) -> Iterator[tuple[int, str]]:
    start = 0
    for match in STOP.finditer(text):
        before = text[max(start, match.start() - 20) : match.start()]
        after = text[match.end() : match.end() + AHEAD]
        if match.group() == ";" or not (
            _is_abbreviation(before, after, grammar) or _runs_on(before, after.lstrip(), grammar)
        ):
            yield start, text[start : match.end()]
            start = match.end()
    yield start, text[start:]


def _runs_on(before: str, after: str, grammar: Grammar) -> bool:
    """As in "Konto gesp. wg. Streik" and "am 9.11. waren": the stop is not that of a sentence."""
    if not after[:1].islower():
        return False
    if before.rpartition(" ")[2].replace(".", "").isdigit():
        return True
    known = grammar.by_first.get(words_of(after)[0], ())
    return any(c.kind in {"because", "phrase"} and c.at == "any" and not c.next for c in known)


def _is_abbreviation(before: str, after: str, grammar: Grammar) -> bool:
    word = before.rpartition(" ")[2].lower().lstrip("(")
    if word in grammar.lists["abbreviations"] or word.isdigit():
        return True
    return len(word) == 1 and word.isalpha() and not after.strip()[:1].isupper()


def _mark_notes(found: Sequence[Sentence]) -> None:
    """Causal notes: within four sentences on either side, three have a connective.

    The call note that this notation comes from has one in 16 of 21 lines, customers' mails have
    one in 3 to 18 of 100 sentences. A line of notes is one thought, so that a sentence without a
    connective must fill its line to be one.
    """
    upto = [0]
    for sentence in found:
        upto.append(upto[-1] + sentence.plain)
    for place, sentence in enumerate(found):
        first, last = max(0, place - WINDOW), min(len(found), place + WINDOW + 1)
        dense = upto[last] - upto[first] >= NOTES_FROM
        near = upto[place] > upto[first] or upto[min(place + 2, len(found))] > upto[place]
        sentence.note = dense and (sentence.cued or (sentence.sole and near))
