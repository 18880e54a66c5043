"""Unrolls what happens again: a circle of reasons becomes one round after the other.

A causal model has no cycles. "She calls again, two more times" tells how often the circle went
round, so each node of it gets one copy per round: the first keeps its name, later ones are called
"n12.2", "n12.3". The rules, for a circle with a node that happens again (the turn):

1. The first round is what comes about without the turn's reasons in the circle, and without
   what only comes of its happening again ("because she calls each time").
2. The turn of a round has its causes in the round before; every other node in its own.
3. Reasons from outside the circle count in the first round of a node only, unless they stand
   in one conjunction with a cause from the circle. What prevents something does so in each round.
4. A state that is said to last ("still not solved") stays as it was before, unless the turn ends
   it: in a later round it needs itself of the round before, and one of its reasons or no turn.
5. What follows from the circle follows from its last round, or from the first when it was told
   before the turn.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from kulanz.case import LanguageCode
from kulanz.chain.notes.claims import Claims
from kulanz.chain.notes.cutting import circles_of
from kulanz.chain.notes.doubts import Doubt
from kulanz.chain.notes.grammar import Grammar, grammar
from kulanz.chain.notes.reasons import Reason

MOST_TIMES = 4  # later rounds add nothing that anybody could read
MOST_COPIES = 400


@dataclass(slots=True)
class Unrolled:
    """The reasons between copies, the copies of each node in order, and what was not said."""

    reasons: list[Reason]
    copies: dict[str, list[str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def unrolled(claims: Claims, told: Sequence[Reason], language: LanguageCode) -> Unrolled:
    """The reasons with every told repetition as rounds; other circles stay as they are."""
    found = Unrolled(list(told))
    rules = grammar(language)
    circles: dict[int, set[str]] = {}
    for node, number in circles_of(one for one in told if not one.prevents).items():
        circles.setdefault(number, set()).add(node)
    for knot in circles.values():
        turn = _turn(claims, told, knot, rules)
        if not turn:
            continue
        times = _times(turn, claims, told, rules)
        if not times:
            asked = next((one for one in told if one.effect == turn), told[0])
            found.doubts.append(Doubt("how_often", (turn,), asked.line, asked.quote))
        rounds = 1 + min(times or 1, MOST_TIMES)
        if len(knot) * rounds <= MOST_COPIES:
            lasting = _lasting(told, knot, rules)
            again = {one.place for one in told if _says_again(one.quote, rules)}
            circle = _Circle(found.reasons, knot, turn, lasting, again)
            found.reasons = circle.rounds(rounds)
            found.copies |= circle.copies
    return found


def _turn(
    claims: Claims, told: Sequence[Reason], knot: Collection[str], rules: Grammar
) -> str | None:
    """The node of the circle that is said to happen again, by its own clause, or else the one
    that most sentences with such a word are about.
    """
    says = [n.id for n in claims.nodes if n.id in knot and rules.says("again", n.label)]
    if says:
        return says[-1]
    mentions: Counter[str] = Counter()
    for one in told:
        if _says_again(one.quote, rules):
            inside = [name for name, _ in one.parts if name in knot]
            if one.effect in knot and inside:
                mentions.update([one.effect, *inside])
    return mentions.most_common(1)[0][0] if mentions else None


def _says_again(text: str, rules: Grammar) -> bool:
    return any(rules.says(name, text) for name in ("again", "each_time"))


def _times(turn: str, claims: Claims, told: Sequence[Reason], rules: Grammar) -> int:
    """How often it happened again; 0 when nobody says."""
    texts = [claims.node(turn).label, *(one.quote for one in told if one.effect == turn)]
    for times in (4, 3, 2):
        if any(rules.says(f"times_{times}", text) for text in texts):
            return times
    return 0


def _lasting(told: Sequence[Reason], knot: Collection[str], rules: Grammar) -> set[str]:
    """The states of the circle that a later sentence says still to be so."""
    seen: set[str] = set()
    lasting = set()
    for one in told:
        if one.effect in seen and one.effect in knot and rules.says("lasts", one.quote):
            lasting.add(one.effect)
        seen.add(one.effect)
    return lasting


class _Circle:
    """Copies the nodes of one circle, round after round."""

    def __init__(
        self,
        told: Sequence[Reason],
        knot: set[str],
        turn: str,
        lasting: set[str],
        again: set[int],
    ) -> None:
        self.told = told
        self.knot = knot
        self.turn = turn
        self.lasting = lasting
        self.again = again
        self.copies: dict[str, list[str]] = {}
        self.now: dict[str, str] = {}
        self.into = [one for one in told if one.effect in knot]
        self.turned = min(
            (one.place for one in self.into if one.effect == turn and self._inside(one)),
            default=0,
        )

    def rounds(self, count: int) -> list[Reason]:
        """All reasons of the model, with the circle in so many rounds."""
        made = self._round({}, first=True)
        for _ in range(count - 1):
            made += self._round(dict(self.now), first=False)
        for node in sorted(self.knot - self.copies.keys()):
            self._copy(node)
        return made + [self._outside(one) for one in self.told if one.effect not in self.knot]

    def _round(self, before: dict[str, str], *, first: bool) -> list[Reason]:
        chosen = [one for one in self.into if not one.prevents and self._counts(one, first=first)]
        kept = self._coming(chosen, before)
        self.now = {}
        fresh = dict.fromkeys(one.effect for one in kept)
        if first and not fresh:
            fresh = {self.turn: None}
        for node in fresh:
            self.now[node] = self._copy(node)
        made = []
        for one in kept:
            causes = before if one.effect == self.turn else self.now
            made += self._copied(one, causes, before)
        prevented = [one for one in self.into if one.prevents and one.effect in fresh]
        made += [self._renamed(one, before | self.now) for one in prevented]
        self.now = before | self.now
        return made

    def _coming(self, chosen: Iterable[Reason], before: dict[str, str]) -> list[Reason]:
        """The reasons whose causes are there in this round; a least fixpoint."""
        missing: dict[int, set[str]] = {}
        using: dict[str, list[Reason]] = {}
        todo = []
        kept = []
        for one in chosen:
            inside = {node for node, _ in one.parts if node in self.knot}
            if one.effect == self.turn:
                inside = inside if inside - before.keys() else set()
            missing[id(one)] = inside
            for node in inside:
                using.setdefault(node, []).append(one)
            if not inside:
                todo.append(one)
        while todo:
            one = todo.pop()
            kept.append(one)
            for later in using.pop(one.effect, ()):
                missing[id(later)].discard(one.effect)
                if not missing[id(later)]:
                    todo.append(later)
        return sorted(kept, key=lambda one: one.place)

    def _copied(self, one: Reason, causes: dict[str, str], before: dict[str, str]) -> list[Reason]:
        made = self._renamed(one, causes, effect=self.now[one.effect])
        if one.effect not in self.lasting or one.effect not in before:
            return [made]
        stays = (before[one.effect], True)
        turn = self.now.get(self.turn)
        unturned = [replace(made, parts=(stays, (turn, False)))] if turn else []
        return [replace(made, parts=(stays, *made.parts)), *unturned]

    def _counts(self, one: Reason, *, first: bool) -> bool:
        """The turn starts from outside or comes of the round before; see rules 1 to 3."""
        inside = self._inside(one)
        if not first:
            return inside
        if one.effect == self.turn:
            return not inside
        return one.place not in self.again or all(node != self.turn for node, _ in one.parts)

    def _inside(self, one: Reason) -> bool:
        return any(node in self.knot for node, _ in one.parts)

    def _outside(self, one: Reason) -> Reason:
        early = one.place < self.turned
        names = {node: (made[0] if early else made[-1]) for node, made in self.copies.items()}
        return self._renamed(one, names)

    def _renamed(self, one: Reason, names: dict[str, str], *, effect: str = "") -> Reason:
        parts = tuple((names.get(node, node), value) for node, value in one.parts)
        return replace(one, effect=effect or names.get(one.effect, one.effect), parts=parts)

    def _copy(self, node: str) -> str:
        made = self.copies.setdefault(node, [])
        made.append(f"{node}.{len(made) + 1}" if made else node)
        return made[-1]
