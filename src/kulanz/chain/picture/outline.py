"""The chain as a nested list: each effect with its causes below it, "because ...".

The same content as the drawing, for screen readers, small screens and paper. Everything is opened
once; where it comes again, `again` is set and its causes are not repeated.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kulanz.case import LanguageCode
from kulanz.chain.answers import Audience
from kulanz.chain.asking import asked
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import names
from kulanz.chain.headline import departs, tellable
from kulanz.chain.labels import label
from kulanz.chain.parts import Variable
from kulanz.chain.picture.folding import causes_of
from kulanz.chain.picture.grounds import grounds, negated
from kulanz.chain.picture.marks import Marked, marks, words
from kulanz.chain.picture.told_outline import Item, Reason, outline

__all__ = ["Because", "Entry", "Item", "Reason", "outline", "outline_model"]

DEEPEST = 40  # deeper causes start a new entry at the top


@dataclass(frozen=True, slots=True)
class Entry:
    """A variable as a clause, its marks in words, and its alternative reasons.

    `again` when it is opened elsewhere in the list.
    """

    name: str
    text: str
    value: bool
    marks: tuple[str, ...] = ()
    reasons: tuple["Because", ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Because:
    """One alternative: all of `because` together, as none of `unless` came in between."""

    because: tuple[Entry, ...]
    unless: tuple[Entry, ...] = ()


def outline_model(
    chain: Chain,
    effect: str = "",
    *,
    language: LanguageCode,
    values: Mapping[str, bool] | None = None,
    changed: Collection[str] = (),
    given: Collection[str] = (),
    audience: Audience = "internal",
) -> tuple[Entry, ...]:
    """The final effects in the order of the model, each with what it comes from; then the rest.

    With an `effect`, only what leads to that. `values`, `changed`, `given` and `audience` as in
    the drawing.

    Raises:
        BadModel: the effect is no formula of the chain's names.
    """
    marked = Marked(changed, given)
    writer = _Writer(chain, language, values or chain.values, marked=marked, audience=audience)
    return writer.entries(tuple(names(asked(chain, effect))) if effect else ())


class _Writer:
    def __init__(
        self,
        chain: Chain,
        language: LanguageCode,
        values: Mapping[str, bool],
        *,
        marked: Marked,
        audience: Audience,
    ) -> None:
        self.chain = chain
        self.language = language
        self.values = values
        inside = audience == "internal"
        self.told = frozenset(chain.by_name) if inside else tellable(chain)
        self.marked = marked
        self.audience = audience
        self.opened: set[str] = set()

    def entries(self, wanted: tuple[str, ...]) -> tuple[Entry, ...]:
        if wanted:
            return tuple(self._entry(name, 0) for name in self._seen(wanted))
        causes = causes_of(self.chain)
        used = {cause for its in causes.values() for cause in its}
        found = [self._entry(n, 0) for n in causes if n in self.told and n not in used]
        # Last what is no reason for anything; opening one closes others, so one after the other.
        backwards = (name for name in reversed(self.chain.worlds.order) if name in self.told)
        rest = (self._entry(name, 0) for name in backwards if name not in self.opened)
        return (*found, *rest)

    def _entry(self, name: str, depth: int) -> Entry:
        variable, value = self.chain.by_name[name], self.values[name]
        text = label(variable, value, self.language)
        if name in self.opened or depth >= DEEPEST:
            return Entry(name, text, value, again=True)
        self.opened.add(name)
        found = marks(variable, value, self.marked, self.audience)
        said = words(found, self.language)
        return Entry(name, text, value, said, tuple(self._reasons(variable, value, depth + 1)))

    def _reasons(self, variable: Variable, value: bool, depth: int) -> Iterator[Because]:
        if variable.equation is None or variable.name in self.marked.given:
            return
        exceptions = negated(variable.equation) if value else frozenset()
        for ground in grounds(variable.equation, value, self.values):
            parts = self._seen(name for name in names(variable.equation) if name in ground)
            unless = [name for name in parts if name in exceptions and self._plain(name)]
            because = [name for name in parts if name not in unless]
            if not because:
                because, unless = unless, []
            if because:
                yield Because(
                    tuple(self._entry(name, depth) for name in because),
                    tuple(self._exception(name, depth) for name in unless),
                )

    def _exception(self, name: str, depth: int) -> Entry:
        """What did not come in between, worded as if it had."""
        entry = self._entry(name, depth)
        text = label(self.chain.by_name[name], value=True, language=self.language)
        return Entry(name, text, entry.value, entry.marks, entry.reasons, entry.again)

    def _plain(self, name: str) -> bool:
        """Is it a mere exception: no reason of its own, as expected, no clause for the opposite?

        Then "unless" says it better than "because not"; all else is a cause like any other.
        """
        variable = self.chain.by_name[name]
        return (
            not self.values[name]
            and variable.equation is None
            and not variable.no.get(self.language)
            and not departs(variable, value=False)
        )

    def _seen(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """What may be told; what may not gives way to what it comes from."""
        found: dict[str, None] = {}
        stack = list(wanted)[::-1]
        passed: set[str] = set()
        while stack:
            name = stack.pop()
            equation = self.chain.by_name[name].equation
            if name in self.told:
                found[name] = None
            elif equation and name not in passed:
                passed.add(name)
                of = grounds(equation, self.values[name], self.values)[:1]
                stack += [one for one in reversed(list(names(equation))) if of and one in of[0]]
        return tuple(found)
