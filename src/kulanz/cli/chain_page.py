"""The answers of a chain as lines for people: a sentence, then a table to ask further from."""

from collections.abc import Iterable, Iterator, Sequence

from kulanz.case import LanguageCode
from kulanz.chain import saying
from kulanz.chain.answers import (
    Audience,
    Breaker,
    Deadlocks,
    Departure,
    Difference,
    Found,
    Loops,
    OpenQuestion,
    Trouble,
    Verdict,
    Ways,
    Why,
)
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import literal, spelled
from kulanz.chain.labels import actor_name, label, named
from kulanz.chain.parts import Action
from kulanz.chain.picture.outline import Entry, outline_model
from kulanz.cli.folding import HANG
from kulanz.languages import pack

DEEPEST = 12  # deeper causes are not indented any further
Lines = Iterator[str]
Row = tuple[str, ...]


class Page:
    """Says the answers of one chain in one language."""

    def __init__(self, chain: Chain, language: LanguageCode) -> None:
        self.chain = chain
        self.language = language
        words = pack(language, "cli")
        self.words: dict[str, str] = words["chain"]["page"]
        self.joints: dict[str, str] = pack(language, "chain")["words"]
        self.status: dict[str, str] = words["chain"]["status"]
        self.names: dict[str, str] = words["action"]

    def check(self, troubles: Found[Trouble], questions: Iterable[str]) -> Lines:
        for hard in (True, False):
            found = [one for one in troubles if one.hard is hard]
            if found:
                yield self.words["wrong" if hard else "hints"]
            for one in found:
                yield f"  {HANG}{saying.trouble_sentence(self.chain, one, self.language)}"
        if not troubles.complete:
            yield self.words["partial"]
        asked = list(questions)
        if asked:
            yield self.words["asked"]
        yield from (f"  {HANG}{one}" for one in asked)
        if not any(one.hard for one in troubles):
            links = sum(map(len, self.chain.worlds.causes.values()))
            yield self.words["sound"].format(count=len(self.chain.variables), links=links)

    def why(self, why: Why) -> Lines:
        yield saying.why_sentence(self.chain, why, self.language)
        rows = [
            (
                str(one.responsibility),
                self.status[one.status],
                *self._things(one.values.items()),
            )
            for one in why.causes
        ]
        yield from self._table("causes", rows)

    def is_cause(self, verdict: Verdict, *, effect: str) -> Lines:
        code = "cause" if verdict.is_cause else "no_cause"
        yield self.words[code].format(effect=effect)
        for key, holds in (("ac1", verdict.ac1), ("ac2", verdict.ac2), ("ac3", verdict.ac3)):
            yield f"  {self.words['yes' if holds else 'no']:<5}{HANG}{self.words[key]}"
        for key, names in (("witness", verdict.witness), ("smaller", verdict.smaller)):
            if names:
                yield f"  {self.words[key].format(names=', '.join(names))}"
        if not verdict.complete:
            yield self.words["unfinished"]

    def had(self, difference: Difference) -> Lines:
        yield saying.had_sentence(self.chain, difference, self.language)
        rows = [
            (f"{int(not value)} → {int(value)}", name, self._label(name, value))
            for name, value in difference.changed.items()
        ]
        yield from self._table("changes", rows)

    def headline(self, departures: Found[Departure]) -> Lines:
        said = saying.headline_lines(self.chain, departures, self.language)
        rows = [(f"t{one.t}", line) for one, line in zip(departures, said, strict=True)]
        yield from self._rows(rows) if rows else [self.words["no_departure"]]
        if not departures.complete:
            yield self.words["partial"]

    def breakers(self, found: Found[Breaker]) -> Lines:
        if not found and found.complete:
            yield saying.breaker_sentence(self.chain, None, self.language)
        for one in found:
            yield f"  {HANG}{saying.breaker_sentence(self.chain, one, self.language)}"
        if not found.complete:
            yield self.words["partial"]

    def loops(self, found: Loops) -> Lines:
        if not found.loops:
            yield self.words["no_loops"]
        for one in found.loops:
            yield f"  {HANG}{saying.loop_sentence(one, self.language, self.chain)}"
        if not found.complete:
            yield self.words["more_loops"]

    def deadlocks(self, found: Deadlocks, opens: Sequence[Sequence[Action]]) -> Lines:
        if not found.knots:
            yield self.words["no_knots"]
        for knot, by in zip(found.knots, opens, strict=True):
            said = saying.deadlock_sentence(self.chain, knot, by, self.language, self.names)
            yield f"  {HANG}{said}"
            yield f"    {HANG}{', '.join(knot)}"
        if found.waits_for:
            rows = [(one, named(self.chain, one, self.language)) for one in found.waits_for]
            yield from self._table("outside", rows)

    def unlock(self, ways: Ways) -> Lines:
        yield from saying.ways_sentences(self.chain, ways, self.language, self.names)
        rows = [
            (str(one.cost), " + ".join(self._action(action) for action in one.actions))
            for one in ways.ways
        ]
        yield from self._table("ways", rows)

    def questions(self, found: Sequence[OpenQuestion]) -> Lines:
        if not found:
            yield self.words["no_questions"]
        rows = [
            (one.name, saying.question_sentence(self.chain, one, self.language)) for one in found
        ]
        yield from self._rows(rows)

    def outline(self, audience: Audience) -> Lines:
        """Every last effect with its reasons below it; what was shown before is not repeated."""
        for one in outline_model(self.chain, language=self.language, audience=audience):
            yield from self._entry(one, "", 1)

    def _entry(self, one: Entry, before: str, depth: int) -> Lines:
        marks = [*one.marks, *([self.joints["again"]] if one.again else [])]
        after = f" ({', '.join(marks)})" if marks else ""
        yield "  " * min(depth, DEEPEST) + HANG + before + one.text + after
        joints = self.joints
        for place, reason in enumerate(one.reasons):
            word = joints["because"]
            begun = f"{joints['or']} {word}: " if place else f"{word}: "
            for number, part in enumerate(reason.because):
                yield from self._entry(part, f"{joints['and']}: " if number else begun, depth + 1)
            for part in reason.unless:
                yield from self._entry(part, f"{joints['unless']}: ", depth + 1)

    def _label(self, name: str, value: bool) -> str:
        return label(self.chain.by_name[name], value, self.language)

    def _things(self, values: Iterable[tuple[str, bool]]) -> Row:
        pairs = list(values)
        names = " + ".join(spelled(literal(name, value)) for name, value in pairs)
        return names, "; ".join(self._label(name, value) for name, value in pairs)

    def _action(self, action: Action) -> str:
        return f"{action.name} ({actor_name(action.actor, self.language)})"

    def _table(self, heading: str, rows: Sequence[Row]) -> Lines:
        if rows:
            yield ""
            yield self.words[heading]
        yield from self._rows(rows)

    def _rows(self, rows: Sequence[Row]) -> Lines:
        """Columns as wide as they must be; the last one is folded under its own beginning."""
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            before = "".join(
                f"{text:<{min(width, 40)}}  " for text, width in zip(row[:-1], widths, strict=False)
            )
            yield f"  {before}{HANG}{row[-1]}"
