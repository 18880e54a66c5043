"""Collects the clauses of a text and recognises which ones speak of the same thing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from kulanz.chain.notes.claims import Actor, Node, Stance
from kulanz.chain.notes.grammar import Grammar
from kulanz.chain.notes.naming import actor_of, label, roughness, stance_of
from kulanz.chain.notes.sentences import Sentence
from kulanz.chain.notes.tokens import Run, spelled
from kulanz.chain.notes.wording import SAME, Content, content, score

MOST_NODES = 400
MOST_COMPARED = 60


@dataclass(slots=True)
class Entry:
    """A node in the making: its most readable wording, and all contents it was recognised by."""

    place: tuple[int, int]
    label: str
    actor: Actor
    stance: Stance
    contents: list[Content]
    roughness: int = 0
    hedged: bool = False
    stated: bool = False
    denied: bool = False
    again: bool = False
    told: bool = False  # a line of notes that stands for itself


@dataclass(slots=True)
class Mentions:
    """All entries so far; `full` once there are as many as anybody can read."""

    grammar: Grammar
    entries: list[Entry] = field(default_factory=list)
    _about: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def full(self) -> bool:
        """The cap keeps matching linear in the length of the text."""
        return len(self.entries) >= MOST_NODES

    def state(
        self, run: Run, sentence: Sentence, number: int, actor: Actor = "unknown"
    ) -> int | None:
        """The entry for a clause told as a fact; None when it says nothing by itself."""
        found = self._entry(run, sentence, number, actor)
        if found is not None:
            entry = self.entries[found]
            entry.stated = True
            entry.hedged |= content(spelled(run), self.grammar).hedged
        return found

    def suppose(self, run: Run, sentence: Sentence, number: int) -> tuple[int, bool] | None:
        """The entry for a clause of a had-sentence, and whether the clause is its opposite."""
        about = content(spelled(run), self.grammar)
        if not about.full:
            return None
        contrary = self._find(about, opposite=True)
        if contrary is not None:
            return contrary, True
        found = self._find(about)
        if found is None:
            positive = Content(about.weights, negated=False)
            found = self._add(run, sentence, number, positive, "unknown", supposed=True)
            if about.negated:
                self.entries[found].stated = True
            else:
                self.entries[found].denied = True
            return found, about.negated
        self.entries[found].denied = True
        return found, False

    def nodes(self, used: Collection[int]) -> tuple[list[Node], dict[int, str]]:
        """The nodes in order of appearance, and the id of each entry.

        What neither a relation uses nor a line of notes tells was said in passing.
        """
        told = [n for n, entry in enumerate(self.entries) if entry.told or n in used]
        order = sorted(told, key=lambda number: self.entries[number].place)
        ids = {number: f"n{place}" for place, number in enumerate(order, start=1)}
        return [self._node(self.entries[number], ids[number]) for number in order], ids

    def obstacles(self) -> Iterable[tuple[int, int]]:
        """Pairs of a wish and the thing that cannot be had, recognised by their wording."""
        wishes = [number for number, entry in enumerate(self.entries) if entry.stance == "wants"]
        for wish in wishes:
            found = self._find(self.entries[wish].contents[0], opposite=True, stance="cannot")
            if found is not None:
                yield wish, found

    def _node(self, entry: Entry, node_id: str) -> Node:
        holds: bool | None = not entry.denied
        if entry.hedged or (entry.denied and entry.stated):
            holds = None
        return Node(node_id, entry.label, holds, entry.actor, entry.stance)

    def _entry(self, run: Run, sentence: Sentence, number: int, actor: Actor) -> int | None:
        about = content(spelled(run), self.grammar)
        if not about.full:
            return None
        found = self._find(about)
        if found is None:
            return self._add(run, sentence, number, about, actor)
        entry = self.entries[found]
        self._say_better(entry, run)
        if len(entry.contents) < 4 and about not in entry.contents:  # noqa: PLR2004 - no drifting
            entry.contents.append(about)
            self._index(found, about)
        return found

    def _say_better(self, entry: Entry, run: Run) -> None:
        """Of several wordings of one thing the label is the one that reads best alone."""
        rough = roughness(run, self.grammar)
        if rough < entry.roughness:
            entry.label, entry.roughness = label(run, self.grammar), rough

    def _add(
        self,
        run: Run,
        sentence: Sentence,
        number: int,
        about: Content,
        actor: Actor,
        *,
        supposed: bool = False,
    ) -> int:
        text = spelled(run)
        language = self.grammar.language
        first = text.partition(",")[0] if actor != "unknown" else text
        named = actor_of(first, language, sentence.speaker)
        entry = Entry(
            place=(number, run[0].start),
            label=label(run, self.grammar, supposed=supposed),
            actor=actor if named == "unknown" else named,
            stance="none" if supposed else stance_of(text, language),
            contents=[about],
            roughness=roughness(run, self.grammar) + 4 * supposed,
            again=self.grammar.says("again", text),
        )
        self.entries.append(entry)
        self._index(len(self.entries) - 1, about)
        return len(self.entries) - 1

    def _index(self, number: int, about: Content) -> None:
        for key in about.full:
            if not self._about[key] or self._about[key][-1] != number:
                self._about[key].append(number)

    def _find(
        self, about: Content, *, opposite: bool = False, stance: Stance | None = None
    ) -> int | None:
        near = dict.fromkeys(
            number for key in sorted(about.full) for number in self._about[key][:MOST_COMPARED]
        )
        best, chosen = SAME, None
        for number in sorted(near):
            entry = self.entries[number]
            if stance in {None, entry.stance}:
                alike = max(score(about, known, opposite=opposite) for known in entry.contents)
                if alike > best or (alike == best and chosen is None):
                    best, chosen = alike, number
        return chosen
