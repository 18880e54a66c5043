"""What follows and what comes loose: least fixpoints over the rules (AND-OR, no guessing).

Both readings are the smallest set closed under the rules, as for definite Horn clauses: nothing
is in it without a reason that does not lean on itself. Hence they only grow with what is given.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from kulanz.chain.notes.claims import Claims


def follows(claims: Claims, given: Iterable[str]) -> frozenset[str]:
    """What is so when `given` is so: an effect follows when all causes of one rule are there.

    Exceptions are taken from the file (`holds`), not derived, so that the law stands: taking a
    cause away never adds an effect.
    """
    rules = claims.active().rules
    waiting = [len(set(rule.because)) for rule in rules]
    using: dict[str, list[int]] = defaultdict(list)
    for number, rule in enumerate(rules):
        for cause in set(rule.because):
            using[cause].append(number)

    def next_effects(node: str) -> Iterator[str]:
        for number in using[node]:
            waiting[number] -= 1
            if waiting[number] == 0:
                yield rules[number].effect

    return _close(given, next_effects)


def loosened(claims: Claims, ended: Iterable[str]) -> frozenset[str]:
    """What no longer stands in the way when the nodes `ended` are undone or taken out.

    A node comes loose when each of its alternative rules is broken, and a rule is broken when
    one of its causes is loose or one of its exceptions comes about. A had-sentence loosens its
    consequences when all its conditions are met. A wish is met when its obstacle is loose.
    """
    openings = _Openings(claims.active())
    return _close(ended, openings.after)


class _Openings:
    """Counts, per node, how many alternatives still stand."""

    def __init__(self, claims: Claims) -> None:
        self.rules = claims.rules
        self.standing: dict[str, int] = defaultdict(int)
        self.broken: set[int] = set()
        self.breaks: dict[str, list[int]] = defaultdict(list)
        self.hads = claims.counterfactuals
        self.missing = [len({part.node for part in had.conditions}) for had in self.hads]
        self.meets: dict[str, list[int]] = defaultdict(list)
        self.wishes: dict[str, list[str]] = defaultdict(list)
        self._index(claims)

    def _index(self, claims: Claims) -> None:
        for number, rule in enumerate(self.rules):
            self.standing[rule.effect] += 1
            for node in {*rule.because, *rule.unless}:
                self.breaks[node].append(number)
        for number, had in enumerate(self.hads):
            for node in {part.node for part in had.conditions}:
                self.meets[node].append(number)
        for obstacle in claims.obstacles:
            self.wishes[obstacle.blocked].append(obstacle.wish)

    def after(self, node: str) -> Iterator[str]:
        for number in self.breaks[node]:
            if number not in self.broken:
                self.broken.add(number)
                effect = self.rules[number].effect
                self.standing[effect] -= 1
                if self.standing[effect] == 0:
                    yield effect
        for number in self.meets[node]:
            self.missing[number] -= 1
            if self.missing[number] == 0:
                yield from (part.node for part in self.hads[number].consequences)
        yield from self.wishes[node]


def _close(start: Iterable[str], after: Callable[[str], Iterable[str]]) -> frozenset[str]:
    reached: set[str] = set()
    todo = list(dict.fromkeys(start))
    while todo:
        node = todo.pop()
        if node not in reached:
            reached.add(node)
            todo.extend(after(node))
    return frozenset(reached)
