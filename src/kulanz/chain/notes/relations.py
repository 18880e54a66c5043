"""Turns each sentence into because- and had-relations between clauses.

Had-sentences wait until all facts are read, so that "had she read her mails" finds the fact "she
did not read her mails" wherever it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kulanz.chain.notes.becauses import Facts
from kulanz.chain.notes.hypotheses import Hypothesis, hypothesis
from kulanz.chain.notes.sentences import Sentence
from kulanz.chain.notes.telling import Before, Had, Place, Telling
from kulanz.chain.notes.tokens import Run, tokens


@dataclass(slots=True)
class Reader:
    """Reads sentence after sentence; `settle` then reads the had-sentences."""

    telling: Telling
    _waiting: list[tuple[Place, Hypothesis, list[Before]]] = field(default_factory=list)

    def read(self, sentence: Sentence, number: int) -> None:
        """One more sentence; questions state nothing."""
        if sentence.text.rstrip("\"'“”!»)").endswith("?"):
            self.telling.before.clear()
            return
        if not (sentence.cued or sentence.note or self.telling.jotted):
            self.telling.before.append(Before(Place(sentence, number, ()), ()))
            return
        run = tokens(sentence.text)
        place = Place(sentence, number, run)
        found = hypothesis(run, self.telling.grammar)
        if found:
            self._waiting.append((place, found, list(self.telling.before)))
            told: Run = found.consequences[-1] if found.consequences else ()
            self.telling.before.append(Before(place, told, supposed=True))
            return
        self.telling.before.append(Facts(self.telling, place).read())

    def settle(self) -> None:
        """The had-sentences, now that all facts are known, and what pointed back to them."""
        for place, found, earlier in self._waiting:
            _suppose(self.telling, place, found, earlier)
        for before, effect, place in self.telling.so:
            condition = self.telling.mentions.suppose(
                before.clause, before.place.sentence, before.place.number
            )
            if condition and condition[0] != effect:
                cause = [condition[0]]
                held = condition[1]
                self.telling.add(effect, cause if held else [], [] if held else cause, place)


def _suppose(telling: Telling, place: Place, found: Hypothesis, before: Sequence[Before]) -> None:
    """Adds the what-ifs of one had-sentence; `before` is what "otherwise" points back to."""
    sentence = place.sentence
    effects = _supposed(telling, found.consequences, place)
    if found.conditions:
        groups = [_supposed(telling, found.conditions, place)]
    else:
        groups = [[condition] for condition in _otherwise(telling, before)]
    given = _stated(telling, found.given, place)
    quote, line = sentence.quote, sentence.line
    for conditions in groups:
        named = {node for node, _ in conditions}
        consequences = [effect for effect in effects if effect[0] not in named]
        if conditions and consequences:
            telling.hads.append(Had(conditions, consequences, quote, line, given))


def _supposed(telling: Telling, runs: Sequence[Run], place: Place) -> list[tuple[int, bool]]:
    if telling.mentions.full:
        return []
    found = [telling.mentions.suppose(run, place.sentence, place.number) for run in runs if run]
    return list(dict.fromkeys(part for part in found if part is not None))


def _stated(telling: Telling, runs: Sequence[Run], place: Place) -> list[int]:
    if telling.mentions.full:
        return []
    found = [telling.mentions.state(run, place.sentence, place.number) for run in runs]
    return list(dict.fromkeys(entry for entry in found if entry is not None))


def _otherwise(telling: Telling, before: Sequence[Before]) -> list[tuple[int, bool]]:
    """The word "otherwise" denies the line before, with "also" the one before that too."""
    found = []
    for earlier in reversed(before):
        if earlier.supposed or not earlier.clause:
            break
        entry = telling.mentions.state(earlier.clause, earlier.place.sentence, earlier.place.number)
        if entry is not None:
            found.append((entry, True))
        if not earlier.also:
            break
    return list(reversed(found))
