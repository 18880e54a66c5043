"""Turns each sentence into because- and had-relations between clauses.

Had-sentences wait until all facts are read, so that "had she read her mails" finds the fact "she
did not read her mails" wherever it stands.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from kulanz.chain.claims import Actor
from kulanz.chain.clauses import (
    alternatives,
    conjuncts,
    last_clause,
    split_fronted,
    until_turn,
)
from kulanz.chain.cues import Found, find_cues
from kulanz.chain.grammar import Grammar
from kulanz.chain.hypotheses import Hypothesis, hypothesis
from kulanz.chain.mentions import Mentions
from kulanz.chain.sentences import Sentence
from kulanz.chain.tokens import Run, is_clause, is_verb, segments, spelled, tokens, trimmed
from kulanz.chain.wording import content

RECENT = 3  # so many sentences back something can have been said that now happens "each time"


@dataclass(slots=True)
class Because:
    """A rule between entries."""

    effect: int
    because: list[int]
    unless: list[int]
    quote: str
    line: int


@dataclass(slots=True)
class Had:
    """A what-if between entries: (entry, is it the opposite of the entry)."""

    conditions: list[tuple[int, bool]]
    consequences: list[tuple[int, bool]]
    quote: str
    line: int


@dataclass(slots=True)
class _Place:
    """Where we are: the sentence, its number, its words."""

    sentence: Sentence
    number: int
    run: Run


@dataclass(slots=True)
class _Before:
    """What the last sentence said, for "deshalb", "so" and "ansonsten" that point back."""

    place: _Place
    clause: Run
    supposed: bool = False
    also: bool = False


@dataclass(slots=True)
class Reader:
    """Reads sentence after sentence; `settle` then reads the had-sentences."""

    grammar: Grammar
    mentions: Mentions
    because: list[Because] = field(default_factory=list)
    hads: list[Had] = field(default_factory=list)
    _before: deque[_Before] = field(default_factory=lambda: deque(maxlen=RECENT))
    _waiting: list[tuple[_Place, Hypothesis, list[_Before]]] = field(default_factory=list)
    so: list[tuple[_Before, int, _Place]] = field(default_factory=list)

    def read(self, sentence: Sentence, number: int) -> None:
        """One more sentence; questions state nothing."""
        if sentence.text.rstrip("\"'“”!»)").endswith("?"):
            self._before.clear()
            return
        if not sentence.cued and not sentence.note:
            self._before.append(_Before(_Place(sentence, number, ()), ()))
            return
        run = tokens(sentence.text)
        place = _Place(sentence, number, run)
        found = hypothesis(run, self.grammar)
        if found:
            self._waiting.append((place, found, list(self._before)))
            told: Run = found.consequences[-1] if found.consequences else ()
            self._before.append(_Before(place, told, supposed=True))
            return
        self._before.append(_Facts(self, place).read())

    def settle(self) -> None:
        """The had-sentences, now that all facts are known, and what pointed back to them."""
        for place, found, earlier in self._waiting:
            _suppose(self, place, found, earlier)
        for before, effect, place in self.so:
            condition = self.mentions.suppose(
                before.clause, before.place.sentence, before.place.number
            )
            if condition and condition[0] != effect:
                cause = [condition[0]]
                held = condition[1]
                self.add(effect, cause if held else [], [] if held else cause, place)

    def used(self) -> set[int]:
        """The entries that some relation needs."""
        rules = [{rule.effect, *rule.because, *rule.unless} for rule in self.because]
        hads = [{node for node, _ in had.conditions + had.consequences} for had in self.hads]
        return set().union(*rules, *hads)

    def back(self) -> _Before | None:
        """The last sentence, when it has something to point back to."""
        before = self._before[-1] if self._before else None
        if before and not before.clause and not before.supposed:
            run = tokens(before.place.sentence.text)
            before.place.run = run
            clause = last_clause(run, self.grammar)
            before.clause = clause if is_clause(clause, self.grammar) else ()
        return before if before and before.clause else None

    def add(
        self, effect: int, because: Sequence[int], unless: Sequence[int], place: _Place
    ) -> Because:
        """A rule, once; an effect is never its own cause."""
        causes = [cause for cause in dict.fromkeys(because) if cause != effect]
        made = Because(effect, causes, list(unless), place.sentence.quote, place.sentence.line)
        known = [(rule.effect, rule.because, rule.unless) for rule in self.because[-50:]]
        if (causes or unless) and (effect, causes, list(unless)) not in known:
            self.because.append(made)
        return made

    def repeats(self, number: int) -> int | None:
        """The latest thing that was said to happen again, up to three sentences back."""
        for entry in range(len(self.mentions.entries) - 1, -1, -1):
            found = self.mentions.entries[entry]
            if found.again and number - found.place[0] <= RECENT:
                return entry
        return None


class _Facts:
    """The relations of one sentence without "had"."""

    def __init__(self, reader: Reader, place: _Place) -> None:
        self.reader = reader
        self.grammar = reader.grammar
        self.place = place
        self.left: Run = ()
        self.main: Run = ()
        self.last: list[Because] = []

    def read(self) -> _Before:
        run, cues = self._cues()
        bounds = [cue.start for cue in cues[1:]] + [len(run)]
        self.left = run[: cues[0].start] if cues else ()
        self.main = last_clause(self.left if cues else run, self.grammar)
        for cue, end in zip(cues, bounds, strict=True) if cues else ():
            self._relate(cue, run[cue.end : end])
        if not cues and self.place.sentence.note and self._says_something():
            told = self._entry(trimmed(run, self.grammar))
            if told is not None:
                self.reader.mentions.entries[told].told = True
        also = any(token.low in self.grammar.lists["if_also"] for token in run)
        return _Before(self.place, self.main, also=also)

    def _cues(self) -> tuple[Run, list[Found]]:
        """The connectives; "weil A und weil B, C" is read as "weil A und B, C"."""
        run = self.place.run
        cues = find_cues(run, self.grammar, note=self.place.sentence.note)
        again = [
            cue
            for cue in cues[1:]
            if cue.cue == cues[0].cue and run[cue.start - 1].low in self.grammar.lists["and"]
        ]
        if again and not trimmed(run[: cues[0].start], self.grammar):
            dropped = {place for cue in again for place in range(cue.start, cue.end)}
            run = [token for place, token in enumerate(run) if place not in dropped]
            cues = find_cues(run, self.grammar, note=self.place.sentence.note)
        return run, cues

    def _says_something(self) -> bool:
        """A line without connective is a thought of the notes when it has a predicate."""
        run = trimmed(self.place.run, self.grammar)
        return is_clause(run, self.grammar) or any(is_verb(word, self.grammar) for word in run[1:3])

    def _relate(self, found: Found, right: Run) -> None:
        kind = found.cue.kind
        if kind in {"because", "denn", "phrase"}:
            self._because(found, right)
        elif kind == "unless":
            self._unless(right)
        else:
            self._therefore(found, right)

    def _because(self, found: Found, right: Run) -> None:
        if not trimmed(self.left, self.grammar):
            self._fronted(found, right)
            return
        joiner = self.left[-1].low
        right = until_turn(right, self.grammar)
        if self.last and joiner in self.grammar.lists["and"] and self._only_cause():
            for rule in self.last:
                rule.because += [cause for cause in self._causes(right) if cause != rule.effect]
        elif self.last and joiner in self.grammar.lists["or"] and self._only_cause():
            self.last = self._state([rule.effect for rule in self.last], right)
        else:
            left, supposed = self._without_hedge()
            effect = self._effect(last_clause(left, self.grammar))
            self.last = self._state([effect] if effect is not None else [], right)
            if supposed:
                self._suppose_causes()
        self.left = right

    def _without_hedge(self) -> tuple[Run, bool]:
        """In "A, vermutlich weil B" it is B that is supposed, not A."""
        supposed = self.left[-1].low in self.grammar.lists["hedges"]
        return (self.left[:-1] if supposed else self.left), supposed

    def _suppose_causes(self) -> None:
        for rule in self.last:
            for cause in rule.because:
                self.reader.mentions.entries[cause].hedged = True

    def _only_cause(self) -> bool:
        """In "..., weil A und weil B": what stands left of this cue is the cause A alone."""
        return len(segments(self.left, ",;")) == 1

    def _fronted(self, found: Found, right: Run) -> None:
        if found.cue.kind == "because":
            causes, main = split_fronted(right, self.grammar)
        elif found.cue.kind == "phrase":
            causes, main = self._phrase(right)
        else:
            causes, main = right, ()
        if main:
            parts = conjuncts(until_turn(main, self.grammar), self.grammar)
            effects = [self._entry(part) for part in parts]
            self.main = parts[-1] if parts else ()
        else:
            effects = [self._pointed_back()]
        known = [effect for effect in effects if effect is not None]
        self.last = self._state(known, causes)
        self.left = main or right

    def _phrase(self, right: Run) -> tuple[Run, Run]:
        """In "Aufgrund der Rücklastschrift wurde ...": the phrase ends where the verb comes."""
        causes, main = split_fronted(right, self.grammar)
        if main or not self.grammar.verb_last:
            return causes, main
        for place, token in enumerate(right[1:], start=1):
            if token.low in self.grammar.lists["finite"]:
                return right[:place], right[place:]
        return right, ()

    def _therefore(self, found: Found, right: Run) -> None:
        clause = trimmed(self.left, self.grammar)
        effect_run: Run = until_turn(right, self.grammar)
        if clause and not self._opens_clause(found):
            before, inside = self._halves()
            effect_run, clause = [*inside, *effect_run], before
        effects = [self._entry(part) for part in conjuncts(effect_run, self.grammar)]
        known = [effect for effect in effects if effect is not None]
        if clause:
            self.last = self._state(known, last_clause(clause, self.grammar))
        else:
            self.last = self._point_back(known)
        self.main = self.left = effect_run

    def _opens_clause(self, found: Found) -> bool:
        """Tells "..., und deshalb X" from "wir haben deshalb X", cue inside."""
        before = self.left[-1]
        joined = self.grammar.lists["and"] | self.grammar.lists["or"]
        return not before.is_word or before.low in joined or found.cue.at != "any"

    def _halves(self) -> tuple[Run, Run]:
        for place in range(len(self.left) - 1, -1, -1):
            if self.left[place].low in {",", ";", ":"} | self.grammar.lists["and"]:
                return self.left[:place], self.left[place + 1 :]
        return (), self.left

    def _unless(self, right: Run) -> None:
        right = right[1:] if right and right[0].low == "," else right
        parts = conjuncts(until_turn(right, self.grammar), self.grammar)
        exceptions = [
            entry for part in parts if (entry := self._entry(part, stated=False)) is not None
        ]
        if self.last:
            for rule in self.last:
                rule.unless += [entry for entry in exceptions if entry != rule.effect]
        elif self.place.sentence.note and exceptions:
            effect = self._entry(last_clause(self.left, self.grammar))
            if effect is not None:
                self.reader.add(effect, (), exceptions, self.place)

    def _state(self, effects: Sequence[int], causes: Run) -> list[Because]:
        made = []
        for joined in alternatives(causes, self.grammar):
            because = self._entries(joined)
            made += [self.reader.add(effect, because, (), self.place) for effect in effects]
        return [rule for rule in made if rule.because]

    def _causes(self, run: Run) -> list[int]:
        return self._entries(conjuncts(run, self.grammar))

    def _entries(self, parts: Sequence[Run]) -> list[int]:
        """The entries of clauses in a row; who acts in the first acts in the next ones too."""
        actor: Actor = "unknown"
        found = []
        for part in parts:
            entry = self._entry(part, actor)
            if entry is not None:
                found.append(entry)
                actor = self.reader.mentions.entries[entry].actor
        return found

    def _entry(self, run: Run, actor: Actor = "unknown", *, stated: bool = True) -> int | None:
        run = trimmed(run, self.grammar)
        if not run or self.reader.mentions.full:
            return None
        sentence, number = self.place.sentence, self.place.number
        entry = self.reader.mentions.state(run, sentence, number, actor)
        if entry is not None and not stated:
            self.reader.mentions.entries[entry].hedged = True
        if entry is not None and self.grammar.says("each_time", spelled(run)):
            again = self.reader.repeats(number)
            if again is not None and again != entry:
                self.reader.add(entry, [again], (), self.place)
        return entry

    def _effect(self, run: Run) -> int | None:
        """The effect before a "because"; "das ist so, weil" means what was said before."""
        words = [token.low for token in run if token.is_word]
        points = bool(words) and words[0] in self.grammar.lists["anaphors"]
        if points and len(content(spelled(run), self.grammar).full) <= 1:
            return self._pointed_back()
        return self._entry(run)

    def _pointed_back(self) -> int | None:
        before = self.reader.back()
        if (
            before is None
            or before.supposed
            or before.place.sentence.speaker != self.place.sentence.speaker
        ):
            return None
        return self._of(before)

    def _of(self, before: _Before) -> int | None:
        here, self.place = self.place, before.place
        entry = self._entry(before.clause)
        self.place = here
        return entry

    def _point_back(self, effects: Sequence[int]) -> list[Because]:
        before = self.reader.back()
        if before is None or before.place.sentence.speaker != self.place.sentence.speaker:
            return []
        if before.supposed:
            self.reader.so += [(before, effect, self.place) for effect in effects]
            return []
        cause = self._of(before)
        causes = [] if cause is None else [cause]
        return [self.reader.add(effect, causes, (), self.place) for effect in effects if causes]


def _suppose(reader: Reader, place: _Place, found: Hypothesis, before: Sequence[_Before]) -> None:
    sentence = place.sentence
    effects = _supposed(reader, found.consequences, place)
    if found.conditions:
        groups = [_supposed(reader, found.conditions, place)]
    else:
        groups = [[condition] for condition in _otherwise(reader, before)]
    quote, line = sentence.quote, sentence.line
    for conditions in groups:
        named = {node for node, _ in conditions}
        consequences = [effect for effect in effects if effect[0] not in named]
        if conditions and consequences:
            reader.hads.append(Had(conditions, consequences, quote, line))


def _supposed(reader: Reader, runs: Sequence[Run], place: _Place) -> list[tuple[int, bool]]:
    if reader.mentions.full:
        return []
    found = [reader.mentions.suppose(run, place.sentence, place.number) for run in runs if run]
    return list(dict.fromkeys(part for part in found if part is not None))


def _otherwise(reader: Reader, before: Sequence[_Before]) -> list[tuple[int, bool]]:
    """The word "otherwise" denies the line before, with "also" the one before that too."""
    found = []
    for earlier in reversed(before):
        if earlier.supposed or not earlier.clause:
            break
        entry = reader.mentions.state(earlier.clause, earlier.place.sentence, earlier.place.number)
        if entry is not None:
            found.append((entry, True))
        if not earlier.also:
            break
    return list(reversed(found))
