"""The because-relations of one sentence: what stands left and right of each connective."""

from collections.abc import Sequence

from kulanz.chain.notes.afterthoughts import afterthought
from kulanz.chain.notes.claims import Actor
from kulanz.chain.notes.clauses import (
    alternatives,
    conjuncts,
    first_of_two,
    last_clause,
    second_subject,
    split_fronted,
    until_turn,
)
from kulanz.chain.notes.cues import Found, find_cues
from kulanz.chain.notes.order import subject_length
from kulanz.chain.notes.telling import Before, Place, Stated, Telling
from kulanz.chain.notes.tokens import Run, is_clause, is_verb, segments, spelled, trimmed
from kulanz.chain.notes.wording import MOST_WORDS, content
from kulanz.facts.patterns import has
from kulanz.languages import fold

MOST_BEHIND = 100  # words behind a connective that it can be about


class Facts:
    """Reads one sentence; `read` returns what the next one may point back to."""

    def __init__(self, telling: Telling, place: Place) -> None:
        self.telling = telling
        self.grammar = telling.grammar
        self.place = place
        self.left: Run = ()
        self.main: Run = ()
        self.last: list[Stated] = []
        self.main_clauses = False  # whether the causes have the order of main clauses: "denn"
        self.told: list[int] = []  # what the last "because" of this sentence is about

    def read(self) -> Before:
        run, cues = self._cues()
        bounds = [cue.start for cue in cues[1:]] + [len(run)]
        self.left = run[: cues[0].start] if cues else ()
        self.main = last_clause(self.left if cues else run, self.grammar)
        for cue, end in zip(cues, bounds, strict=True) if cues else ():
            self._relate(cue, run[cue.end : min(end, cue.end + MOST_BEHIND)])
        if not cues and not self._told_afterwards() and self.place.sentence.note:
            self._tell()
        also = any(token.low in self.grammar.lists["if_also"] for token in run)
        return Before(self.place, self.main, also=also)

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

    def _told_afterwards(self) -> bool:
        """Read "Delivery failed, dog loose" as a reason that is only supposed."""
        found = afterthought(self.place.run, self.grammar) if self.telling.jotted else None
        if found is None:
            return False
        effect = self._entry(found[0])
        self.last = self._state([effect] if effect is not None else [], found[1])
        self._suppose_causes()
        return True

    def _tell(self) -> None:
        clause = trimmed(self.place.run, self.grammar)
        told = self._entry(clause) if self._says_something() else None
        if told is not None:
            self.telling.mentions.entries[told].told = True

    def _says_something(self) -> bool:
        """A line without connective is a thought of the notes when it has a predicate."""
        run = trimmed(self.place.run, self.grammar)
        return is_clause(run, self.grammar) or any(is_verb(word, self.grammar) for word in run[1:3])

    def _relate(self, found: Found, right: Run) -> None:
        kind = found.cue.kind
        if kind == "denn" and self._announces(right):
            return
        if self.grammar.says("indirect", spelled(self.left)):
            return  # "wants to know if it is late because of the strike"
        self.main_clauses = kind != "because"
        if kind in {"because", "denn", "phrase"}:
            self._because(found, right)
        elif kind == "unless":
            self._unless(right)
        elif kind == "reason":
            self._reason(found, right)
        elif kind == "namely":
            self._namely(right)
        elif kind == "origin":
            self._origin(right)
        else:
            self._therefore(found, right)

    def _reason(self, found: Found, right: Run) -> None:
        """As in "A. Grund: B" and "A; the reason was B"; the cause never stands in front."""
        clause = trimmed(self.left, self.grammar)
        if not trimmed(right, self.grammar):
            return
        named = self.place.run[found.start + len(found.cue.words) - 1 : found.end - 1]
        if clause:
            effect = self._effect(last_clause(clause, self.grammar))
        elif named and named[0].low not in self.grammar.lists["sources"]:
            effect = self._entry(named)  # "Grund Beschwerde: B", not "Grund lt. Bank: B"
        else:
            effect = self._pointed_back(fragments=True)
        causes = until_turn(right, self.grammar)
        self.last = self._state([effect] if effect is not None else [], causes)
        self.left = right

    def _namely(self, right: Run) -> None:
        """As in "A, B ist nämlich C": the clause around it is the cause of what went before."""
        before, inside = self._halves()
        if not trimmed(inside, self.grammar):
            return  # "three things, namely ..."
        told = trimmed(before, self.grammar)
        if told:
            effect = self._effect(last_clause(before, self.grammar))
        else:
            effect = self._pointed_back(fragments=True)
        causes = [*inside, *until_turn(right, self.grammar)]
        self.last = self._state([effect] if effect is not None else [], causes)
        self.left = causes

    def _origin(self, right: Run) -> None:
        """As in "Ursache für A: B" and "the reason for A was B"."""
        marks = {":", *self.grammar.lists["auxiliaries"]}
        places = [n for n, token in enumerate(right) if n and token.low in marks]
        that = self.grammar.lists["that"]
        sure = [n for n in places if {token.low for token in right[n + 1 : n + 3]} & that]
        place = (*sure, *places, None)[0]
        if place is not None:
            effect = self._entry(right[:place])
            rest = trimmed(right[place + 1 :], self.grammar)
            rest = rest[1:] if rest and rest[0].low in that else rest
            causes = until_turn(rest, self.grammar)
            self.last = self._state([effect] if effect is not None else [], causes)
            self.left = rest

    def _announces(self, right: Run) -> bool:
        """As in "..., want ik gooi dit op internet": what is yet to be done caused nothing."""
        words = fold(spelled(right), self.grammar.language).text
        return not self.place.sentence.note and has(
            words, "recap", "announces", self.grammar.language
        )

    def _because(self, found: Found, right: Run) -> None:
        if not trimmed(self.left, self.grammar):
            self._fronted(found, right)
            return
        joiner = self.left[-1].low
        opened = len(self.left) > 1 and self.left[-2].low == ","
        if opened and joiner in self.grammar.lists["drops"]:
            return  # "he left because it rained, not because he was ill"
        whole, right = right, until_turn(first_of_two(right, self.grammar), self.grammar)
        if self.last and joiner in self.grammar.lists["and"] and self._only_cause():
            for rule in self.last:
                rule.because += [cause for cause in self._causes(right) if cause != rule.effect]
        elif self.last and joiner in self.grammar.lists["or"] and self._only_cause():
            self.last = self._state([rule.effect for rule in self.last], right)
        else:
            left, supposed = self._without_hedge()
            effect = self._effect(last_clause(left, self.grammar))
            self.told = [effect] if effect is not None else []
            self.last = self._state(self.told, right)
            if supposed:
                self._suppose_causes()
        self.left = whole

    def _without_hedge(self) -> tuple[Run, bool]:
        """In "A, vermutlich weil B" it is B that is supposed, not A."""
        supposed = self.left[-1].low in self.grammar.lists["hedges"]
        return (self.left[:-1] if supposed else self.left), supposed

    def _suppose_causes(self) -> None:
        for rule in self.last:
            for cause in rule.because:
                self.telling.mentions.entries[cause].hedged = True

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
        if self.grammar.verb_last:
            first = segments(right, ",")[0] if any(token.is_word for token in right) else ()
            for place, token in enumerate(first[1:], start=1):
                if self._begins_main(first, place, token.low):
                    return right[:place], right[place:]
        causes, main = split_fronted(right, self.grammar)
        if main or self.grammar.verb_last:
            return causes, main
        place = second_subject(right, self.grammar, noun=True)
        return (right[:place], right[place:]) if place else (causes, main)

    def _begins_main(self, run: Run, place: int, low: str) -> bool:
        """A finite verb, or any small word between a noun and "keine", "er", "niemand"."""
        lists = self.grammar.lists
        if low in lists["finite"]:
            return True
        follows = run[place + 1].text if place + 1 < len(run) else ""
        if run[place - 1].text[:1].isupper() and self._verb_and_subject(run, place):
            return True  # "wegen des Streiks hängen die Teile fest"
        if low in lists["negators"] and follows[:1].isupper():
            return True  # "mangels Rückmeldung kein Termin"
        named = place > 1 or run[0].low not in lists["starters"] | lists["articles"]
        if not named or place + 1 >= len(run):
            return False
        small = run[place].text.islower() and low not in lists["stop"] | lists["and"]
        subjects = (lists["pronouns"] - lists["articles"]) | lists["negators"]
        return small and run[place + 1].low in subjects

    def _verb_and_subject(self, run: Run, place: int) -> bool:
        lists = self.grammar.lists
        token, follows = run[place], run[place + 1] if place + 1 < len(run) else None
        if not follows or not token.text.islower() or not is_verb(token, self.grammar):
            return False
        return follows.low in lists["starters"] | lists["articles"] or follows.text.isdigit()

    def _therefore(self, found: Found, right: Run) -> None:
        clause = trimmed(self.left, self.grammar)
        effect_run: Run = until_turn(first_of_two(right, self.grammar), self.grammar)
        if clause and not self._opens_clause(found):
            before, inside = self._halves()
            effect_run, clause = [*inside, *effect_run], before
        effects = [self._entry(part) for part in conjuncts(effect_run, self.grammar)]
        known = [effect for effect in effects if effect is not None]
        if (
            self.told and clause and self._opens_clause(found)
        ):  # "E because C, so F": F follows from E
            self.last = [self.telling.add(one, self.told, (), self.place) for one in known]
        elif clause and not self._only_points(clause):
            self.last = self._state(known, last_clause(clause, self.grammar))
        else:
            self.last = self._point_back(known)
        self.main = self.left = effect_run
        self.told = []

    def _only_points(self, clause: Run) -> bool:
        """As in "A. Das führte zu B": the cause is what was said before."""
        words = [token.low for token in clause if token.is_word]
        return len(words) == 1 and words[0] in self.grammar.lists["anaphors"]

    def _opens_clause(self, found: Found) -> bool:
        """Tells "..., und deshalb X" from "wir haben deshalb X", cue inside."""
        before = self.left[-1]
        joined = self.grammar.lists["and"] | self.grammar.lists["or"]
        own = found.cue.at != "any" or not self.place.run[found.start].is_word
        return not before.is_word or before.low in joined or own

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
                self.telling.add(effect, (), exceptions, self.place)

    def _state(self, effects: Sequence[int], causes: Run) -> list[Stated]:
        made = []
        for joined in alternatives(causes, self.grammar):
            later = joined[1:] if self.main_clauses else filter(self._leans, joined[1:])
            because = self._entries([*joined[:1], *later])
            made += [self.telling.add(effect, because, (), self.place) for effect in effects]
        return [rule for rule in made if rule.because]

    def _leans(self, run: Run) -> bool:
        """Not "..., weil er fehlt und wir sind froh": after "weil" the verb of a cause is last."""
        place = subject_length(run, self.grammar)
        if self.grammar.language != "de" or place + 1 >= len(run):
            return True
        finite = self.grammar.lists["finite"]
        return run[place].low not in finite or run[-1].low in finite

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
                actor = self.telling.mentions.entries[entry].actor
        return found

    def _entry(self, run: Run, actor: Actor = "unknown", *, stated: bool = True) -> int | None:
        run = trimmed(run, self.grammar)[:MOST_WORDS]
        if not run or self.telling.mentions.full:
            return None
        sentence, number = self.place.sentence, self.place.number
        self.telling.looked_up += 1
        known = len(self.telling.mentions.entries)
        entry = self.telling.mentions.state(run, sentence, number, actor)
        if entry == known and not stated:
            self.telling.mentions.entries[entry].hedged = True
        if entry is not None and self.grammar.says("each_time", spelled(run)):
            again = self.telling.repeats(number)
            if again is not None and again != entry:
                self.telling.add(entry, [again], (), self.place)
        return entry

    def _effect(self, run: Run) -> int | None:
        """The effect before a "because"; "das ist so, weil" means what was said before."""
        words = [token.low for token in run if token.is_word]
        there_is = self.grammar.has("existential", words[1:2])
        follows = [token for token in run if token.is_word][1:2]
        bare = not follows or is_verb(follows[0], self.grammar)  # "das ist so", not "das Paket"
        points = bool(words) and words[0] in self.grammar.lists["anaphors"] and bare
        if points and not there_is and len(content(spelled(run), self.grammar).full) <= 1:
            return self._pointed_back()
        return self._entry(run)

    def _pointed_back(self, *, fragments: bool = False) -> int | None:
        before = self.telling.back(fragments=fragments)
        if (
            before is None
            or before.supposed
            or before.place.sentence.speaker != self.place.sentence.speaker
        ):
            return None
        return self._of(before)

    def _of(self, before: Before) -> int | None:
        here, self.place = self.place, before.place
        entry = self._entry(before.clause)
        self.place = here
        return entry

    def _point_back(self, effects: Sequence[int]) -> list[Stated]:
        before = self.telling.back()
        if before is None or before.place.sentence.speaker != self.place.sentence.speaker:
            return []
        if before.supposed:
            self.telling.so += [(before, effect, self.place) for effect in effects]
            return []
        cause = self._of(before)
        causes = [] if cause is None else [cause]
        return [self.telling.add(effect, causes, (), self.place) for effect in effects if causes]
