"""A chain as text for other programs: Graphviz, Mermaid and JSON.

Of the chain itself, and of its influences with time folded away (`..._of_influences`). A dashed
box is not verified; an arrow ends in a bar (dot) or a cross (Mermaid) where what is so speaks
against the other thing that is so.
"""

import json
import re
from collections.abc import Iterable, Iterator
from html import escape

from kulanz.case import LanguageCode
from kulanz.chain.answers import Audience
from kulanz.chain.chain import Chain
from kulanz.chain.files import as_entry
from kulanz.chain.formulas import And, Formula, Name, Not, Or
from kulanz.chain.headline import tellable
from kulanz.chain.labels import actor_name, label, named
from kulanz.chain.loops import loops
from kulanz.chain.parts import PARTIES, Variable, party
from kulanz.chain.picture.folding import contract

LONGEST_ARROW = 4  # ranks in Mermaid; longer ones only pull the picture apart
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_MARK = re.compile(r"[\x21-\x7e](?<![\w,.:()'/?!-])", re.ASCII)


def as_json(chain: Chain) -> str:
    """One entry, as `kulanz.chain.files.load` reads it."""
    return json.dumps(as_entry(chain), ensure_ascii=False, indent=1)


def dot(chain: Chain, language: LanguageCode, audience: Audience = "internal") -> str:
    """The chain for Graphviz: a cluster for each party, one rank for each step in time."""
    shown = _Shown(chain, audience)
    lines = [
        "digraph chain {",
        "  rankdir=TB; newrank=true;",
        '  node [shape=box, style="rounded"];',
    ]
    for who, members in shown.by_party():
        lines.append(f"  subgraph {_quoted('cluster_' + who)} {{")
        lines.append(f"    label={_quoted(actor_name(who, language))};")
        for one in members:
            said = _quoted(label(one, chain.values[one.name], language))
            dashed = ', style="rounded,dashed"' if one.status != "fact" else ""
            lines.append(f"    {_quoted(one.name)} [label={said}{dashed}];")
        lines.append("  }")
    for names in shown.by_time():
        rank = " ".join(f"{_quoted(name)};" for name in names)
        lines.append(f"  {{ rank=same; {rank} }}")
    for cause, effect, hinders in shown.links():
        how = " [arrowhead=tee]" if hinders else ""
        lines.append(f"  {_quoted(cause)} -> {_quoted(effect)}{how};")
    return "\n".join([*lines, "}", ""])


def mermaid(chain: Chain, language: LanguageCode, audience: Audience = "internal") -> str:
    """The chain for Mermaid: a subgraph for each party, longer arrows over more steps in time."""
    shown = _Shown(chain, audience)
    ids = {one.name: f"n{place}" for place, one in enumerate(chain.variables)}
    lines = ["flowchart TB"]
    for who, members in shown.by_party():
        lines.append(f"  subgraph {who}[{_encoded(actor_name(who, language))}]")
        lines += [
            f"    {ids[one.name]}[{_encoded(label(one, chain.values[one.name], language))}]"
            for one in members
        ]
        lines.append("  end")
    for cause, effect, hinders in shown.links():
        steps = chain.by_name[effect].t - chain.by_name[cause].t
        line = "-" * (1 + min(max(steps, 1), LONGEST_ARROW))
        lines.append(f"  {ids[cause]} {line}{'x' if hinders else '>'} {ids[effect]}")
    doubtful = [ids[one.name] for one in shown.variables if one.status != "fact"]
    if doubtful:
        lines.append("  classDef unverified stroke-dasharray: 5 5")
        lines.append(f"  class {','.join(doubtful)} unverified")
    return "\n".join([*lines, ""])


def dot_of_influences(chain: Chain, language: LanguageCode) -> str:
    """The influences for Graphviz with their signs, and the circles below as R or B."""
    lines = ["digraph influences {", "  node [shape=box, style=rounded];"]
    lines += [
        f"  {_quoted(one)} [label={_quoted(named(chain, one, language))}];"
        for one in _things(chain)
    ]
    lines += [
        f"  {_quoted(one.cause)} -> {_quoted(one.effect)} [label={_quoted(one.sign)}];"
        for one in chain.influences
    ]
    circles = "".join(f"{_inner_dot(one)}\\l" for one in _circles(chain, language))
    return "\n".join([*lines, f'  labelloc=b; label="{circles}";', "}", ""])


def mermaid_of_influences(chain: Chain, language: LanguageCode) -> str:
    """The influences for Mermaid with their signs, and the circles beside them as R or B."""
    ids = {name: f"n{place}" for place, name in enumerate(_things(chain))}
    lines = ["flowchart TB"]
    lines += [f"  {ids[one]}[{_encoded(named(chain, one, language))}]" for one in ids]
    lines += [f'  {ids[one.cause]} -->|"{one.sign}"| {ids[one.effect]}' for one in chain.influences]
    lines += [
        f"  r{place}([{_encoded(one)}])" for place, one in enumerate(_circles(chain, language))
    ]
    return "\n".join([*lines, ""])


class _Shown:
    """What this audience may see, and how it hangs together over what it may not."""

    def __init__(self, chain: Chain, audience: Audience) -> None:
        self.chain = chain
        self.whole = audience == "internal"
        seen = chain.by_name if self.whole else tellable(chain)
        self.variables = [one for one in chain.variables if one.name in seen]

    def by_party(self) -> Iterator[tuple[str, list[Variable]]]:
        for who in PARTIES:
            members = [one for one in self.variables if party(one.actor) == who]
            if members:
                yield who, members

    def by_time(self) -> Iterator[list[str]]:
        for t in sorted({one.t for one in self.variables}):
            yield [one.name for one in self.variables if one.t == t]

    def links(self) -> Iterator[tuple[str, str, bool]]:
        """Cause, effect, and whether the one, as it is, speaks against the other, as it is."""
        causes = self.chain.worlds.causes
        seen = [one.name for one in self.variables]
        ends = [(cause, name) for name in seen for cause in causes[name]]
        if not self.whole:
            ends = [(one.cause, one.effect) for one in contract(causes, seen, ())]
        signs = {
            one.name: dict(_signs(one.equation, so=True)) if one.equation else {}
            for one in self.variables
        }
        values = self.chain.values
        for cause, effect in ends:
            sign = signs[effect].get(cause)
            hinders = sign is not None and (values[cause] is sign) is not values[effect]
            yield cause, effect, hinders


def _signs(formula: Formula, *, so: bool) -> Iterator[tuple[str, bool]]:
    match formula:
        case Name(name):
            yield name, so
        case Not(of):
            yield from _signs(of, so=not so)
        case And(of) | Or(of):
            for part in of:
                yield from _signs(part, so=so)


def _things(chain: Chain) -> list[str]:
    return list(dict.fromkeys(name for one in chain.influences for name in (one.cause, one.effect)))


def _circles(chain: Chain, language: LanguageCode) -> Iterable[str]:
    for one in loops(chain.influences).loops:
        path = [named(chain, name, language) for name in (*one.nodes, one.nodes[0])]
        yield f"{one.type}: {' → '.join(path)}"


def _quoted(text: str) -> str:
    return f'"{_inner_dot(text)}"'


def _inner_dot(text: str) -> str:
    """Graphviz reads escapes and the entities of HTML in every label."""
    safe = escape(_CONTROL.sub(" ", text), quote=False)
    return safe.replace("\\", "\\\\").replace('"', '\\"')


def _encoded(text: str) -> str:
    """Mermaid finds its own language in labels too, so all but letters and stops are numbers."""
    plain = _CONTROL.sub(" ", text)
    return f'"{_MARK.sub(lambda mark: f"#{ord(mark[0])};", plain)}"'
