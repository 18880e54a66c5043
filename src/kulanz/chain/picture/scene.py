"""What a drawing of a chain has to say of each variable and of each line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kulanz.case import LanguageCode
from kulanz.chain.answers import Audience
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import names
from kulanz.chain.labels import label
from kulanz.chain.parts import Party, is_ours, party
from kulanz.chain.picture.folding import Folded, Stretch
from kulanz.chain.picture.grounds import supports
from kulanz.chain.picture.marks import UNVERIFIED, Marked, marks, words
from kulanz.chain.picture.plan import Thing
from kulanz.languages import pack

LONGEST = 400  # letters of a label; nobody means more


class Scene:
    """A folded chain in one world, for one reader."""

    def __init__(
        self,
        chain: Chain,
        folded: Folded,
        values: Mapping[str, bool],
        marked: Marked,
        *,
        language: LanguageCode,
        audience: Audience = "internal",
    ) -> None:
        self.folded = folded
        # A customer deals with the company, not with one of its people.
        self.outside = audience == "customer"
        self.marked = marked
        self.language = language
        self.words: Mapping[str, str] = pack(language, "drawing")["words"]
        self.lanes: Mapping[str, str] = pack(language, "drawing")["lanes"]
        self.legend: Mapping[str, str] = pack(language, "drawing")["legend"]
        self.variables = chain.by_name
        self.values = values
        shown = [chain.by_name[name] for name in (*folded.names, *folded.away)]
        self.clauses = {one.name: label(one, values[one.name], language)[:LONGEST] for one in shown}
        self.marks = {one.name: marks(one, values[one.name], marked, audience) for one in shown}
        self.direct: dict[tuple[str, str], bool] = {}
        for one in shown:
            if one.equation:
                pushing = supports(one.equation, values[one.name], values)
                for cause in names(one.equation):
                    self.direct[cause, one.name] = cause in pushing
        self.causes: dict[str, list[str]] = defaultdict(list)
        for stretch in folded.stretches:
            if self.direct.get((stretch.cause, stretch.effect), True):
                self.causes[stretch.effect].append(stretch.cause)

    def things(self, *, toggles: bool) -> Sequence[Thing]:
        """What is to be placed."""
        return [
            Thing(
                name,
                self.clauses[name],
                self.lane(name),
                self.variables[name].t,
                strip=toggles or bool(self.marks[name]),
            )
            for name in self.folded.names
        ]

    def lane(self, name: str) -> Party:
        """Whose it is."""
        actor = self.variables[name].actor
        return "company" if self.outside and is_ours(actor) else party(actor)

    def kinds(self, name: str) -> str:
        """The classes of a box."""
        variable = self.variables[name]
        found = ["chain-node", f"chain-node--{self.lane(name)}"]
        found.append("chain-node--holds" if self.values[name] else "chain-node--not")
        found += ["chain-node--unverified"] if variable.status in UNVERIFIED else []
        found += [f"chain-node--{mark}" for mark in self.marks[name] if mark not in UNVERIFIED]
        return " ".join(found)

    def kinds_of(self, stretch: Stretch) -> Sequence[str]:
        """The classes of a line."""
        ends = {stretch.cause, stretch.effect}
        found = ["chain-edge"]
        if not self.direct.get((stretch.cause, stretch.effect), True):
            found.append("chain-edge--despite")
        if ends <= {*self.marked.changed, *self.marked.given}:
            found.append("chain-edge--changed")
        if stretch.cause in self.marked.causes:
            found.append("chain-edge--cause")
        return found

    def name(self, name: str) -> str:
        """All of a box in one sentence, for who does not see it."""
        parts = [self.clauses[name], self.lanes[self.lane(name)]]
        parts += words(self.marks[name], self.language)
        if self.causes[name]:
            causes = f" {self.words['and']} ".join(self.clauses[one] for one in self.causes[name])
            parts.append(f"{self.words['because']} {causes}")
        return "; ".join(parts)

    def stub(self, stretch: Stretch) -> str:
        """What is folded away on a line."""
        text = self.words["more"].format(count=len(stretch.between))
        text += ": " + ", ".join(self.clauses[name] for name in stretch.between)
        changed = sum(name in self.marked.changed for name in stretch.between)
        return text + (f" ({self.changed(changed)})" if changed else "")

    def changed(self, count: int) -> str:
        """How many of those folded away would be otherwise."""
        return self.words["changed_inside"].format(count=count)
