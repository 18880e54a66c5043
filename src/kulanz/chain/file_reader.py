"""Takes the parts of a model from what a JSON file holds, and says where one is wrong."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast, get_args

from kulanz.case import LanguageCode
from kulanz.chain.file_lines import Path
from kulanz.chain.formulas import BadFormula, Formula, parse
from kulanz.chain.parts import STATUSES, Action, Influence, Need, Sign, Variable
from kulanz.chain.problems import BadModel

LARGEST = 1_000_000  # cost or step in time
LONGEST = 80  # letters of the file in a message
LANGUAGES: tuple[LanguageCode, ...] = get_args(LanguageCode)
_NAME = re.compile(r"[\w.#:@/'-]+")
_HALF = re.compile("[\ud800-\udfff]")  # half of a letter, which JSON can write and nobody print
_VALUE = ("equation", "exogenous", "actual", "norm", "actor", "t", "status", "inner")
_TOLD = ("label", "label_false", "labels", "quote", "line")
_OF_VARIABLE = frozenset(_VALUE + _TOLD)
_OF_ACTION = frozenset(["establishes", "actor", "cost", "needs", "remedy"])
_T = TypeVar("_T")


class Reader:
    """Takes the parts of an entry, and says where one is not as it must be."""

    def __init__(self, lines: Callable[[Path], int]) -> None:
        self.lines = lines

    def variable(self, name: str, value: object, language: LanguageCode) -> Variable:
        at: Path = ("variables", name)
        if not _NAME.fullmatch(name) or name in {"0", "1"}:
            raise self.wrong(at)
        told = self.mapping(value, at, _OF_VARIABLE)
        equation = self.equation(told.get("equation"), (*at, "equation"))
        if told.get("exogenous", equation is None) is not (equation is None):
            raise self.wrong((*at, "exogenous"))
        if equation is None and "actual" not in told:
            raise self.wrong((*at, "actual"))
        norm = told.get("norm")
        quote = self.text(told.get("quote", ""), (*at, "quote"))
        line = self.number(told.get("line", 0), (*at, "line"))
        yes, no = self.labels(told, language, at)
        return Variable(
            name=name,
            equation=equation,
            actual=self.truth(told.get("actual", 1), (*at, "actual")),
            norm=None if norm is None else self.truth(norm, (*at, "norm")),
            actor=self.text(told.get("actor", "unknown"), (*at, "actor")),
            t=self.number(told.get("t", 0), (*at, "t")),
            status=self.one_of(told.get("status", "fact"), STATUSES, (*at, "status")),
            yes=yes,
            no=no,
            quote=quote,
            line=line if quote and line else self.lines(at),
            inner=self.truth(told.get("inner", 0), (*at, "inner")),
        )

    def labels(
        self, told: Mapping[str, object], language: LanguageCode, at: Path
    ) -> tuple[dict[LanguageCode, str], dict[LanguageCode, str]]:
        yes: dict[LanguageCode, str] = {}
        no: dict[LanguageCode, str] = {}
        for key, found in (("label", yes), ("label_false", no)):
            if key in told:
                found[language] = self.text(told[key], (*at, key))
        more = self.mapping(told.get("labels", {}), (*at, "labels"), frozenset(LANGUAGES))
        for code in LANGUAGES:
            here = (*at, "labels", code)
            pair = self.mapping(more.get(code, {}), here, frozenset(["yes", "no"]))
            for key, found in (("yes", yes), ("no", no)):
                if key in pair:
                    found[code] = self.text(pair[key], (*here, key))
        return yes, no

    def equation(self, value: object, at: Path) -> Formula | None:
        if value is None:
            return None
        text = self.text(value, at)
        try:
            return parse(text)
        except BadFormula as error:
            near = _short(text[error.place :])
            raise BadModel("formula", [str(at[-2])], line=self.lines(at), near=near) from None

    def influences(self, value: object) -> Iterator[Influence]:
        for place, one in enumerate(self.sequence(value, ("influence",))):
            at: Path = ("influence", place)
            parts = self.texts(one, at)
            if len(parts) != len(("cause", "effect", "sign")) or parts[2] not in {"+", "-"}:
                raise self.wrong(at)
            yield Influence(parts[0], parts[1], cast("Sign", parts[2]))

    def needs(self, value: object) -> Iterator[Need]:
        for place, one in enumerate(self.sequence(value, ("rules",))):
            at: Path = ("rules", place)
            need = self.mapping(one, at, frozenset(["head", "body"]))
            yield Need(
                self.text(need.get("head"), (*at, "head")),
                self.texts(need.get("body"), (*at, "body")),
            )

    def actions(self, value: object) -> Iterator[Action]:
        for name, one in self.mapping(value, ("actions",)).items():
            at: Path = ("actions", name)
            action = self.mapping(one, at, _OF_ACTION)
            yield Action(
                self.text(name, at),
                self.texts(action.get("establishes"), (*at, "establishes")),
                actor=self.text(action.get("actor", "agent"), (*at, "actor")),
                cost=self.number(action.get("cost", 1), (*at, "cost"), least=0),
                remedy=self.text(action.get("remedy", ""), (*at, "remedy")),
                needs=self.text(action.get("needs", ""), (*at, "needs")),
            )

    def mapping(
        self, value: object, at: Path, allowed: frozenset[str] | None = None
    ) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.wrong(at)
        for key in value:
            if allowed is not None and key not in allowed:
                raise self.wrong((*at, key))
        return value

    def sequence(self, value: object, at: Path) -> Sequence[object]:
        if not isinstance(value, list | tuple):
            raise self.wrong(at)
        return value

    def texts(self, value: object, at: Path) -> tuple[str, ...]:
        return tuple(
            self.text(one, (*at, place)) for place, one in enumerate(self.sequence(value, at))
        )

    def text(self, value: object, at: Path) -> str:
        if not isinstance(value, str) or _HALF.search(value):
            raise self.wrong(at)
        return value

    def truth(self, value: object, at: Path) -> bool:
        if not isinstance(value, int) or value not in (0, 1):
            raise self.wrong(at)
        return bool(value)

    def number(self, value: object, at: Path, least: int = -LARGEST) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= LARGEST:
            raise self.wrong(at)
        return value

    def one_of(self, value: object, allowed: Sequence[_T], at: Path) -> _T:
        for one in allowed:
            if value == one:
                return one
        raise self.wrong(at)

    def wrong(self, at: Path) -> BadModel:
        path = ".".join(map(str, at)) or "variables"  # what is no object has none
        return BadModel("shape", [_short(path)], line=self.lines(at))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
