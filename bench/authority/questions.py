"""Questions at random to the full table of a pack, for this gate and for another engine."""

import random
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(1, str(Path(__file__).parents[2] / "tests"))

from kulanz.authority import Wish
from kulanz.conditions import FACTS, Facts, Value
from kulanz.countries import Profile, profile
from zen_model import flat, model, whole_model

Question = tuple[Wish, Facts]
SIDES = ("-0.01", "0", "0.01", "7")


@dataclass(frozen=True, slots=True)
class Asked:
    """The same questions in both forms, and the same table for both."""

    own: Profile
    questions: list[Question]
    contexts: list[tuple[str, dict[str, Any]]]
    by_remedy: dict[str, dict[str, Any]]
    whole: dict[str, Any]


def load(pack: str, count: int) -> Asked:
    """Questions around the limits, every fact of the table known or not as in a case."""
    own = profile(pack)
    chance = random.Random(20261123)  # noqa: S311 - no secret
    questions = [_question(own, chance) for _ in range(count)]
    return Asked(
        own,
        questions,
        [(wish.remedy, _context(wish, facts)) for wish, facts in questions],
        {code: model(own.table, code) for code in own.remedies},
        whole_model(own.table),
    )


def _question(own: Profile, chance: random.Random) -> Question:
    table = own.table
    remedy = chance.choice(list(table.remedies))
    rules = [rule for rule in table.rules if rule.remedy == remedy]
    names = sorted({f for r in table.rules for f in (*r.when.facts, *r.evidence.facts)})
    tops = [x.amount for r in rules for x in r.limits.values() if x.amount is not None]
    amount = chance.choice([*tops, Decimal(5)]) + Decimal(chance.choice(SIDES))
    return (
        Wish(
            chance.choice(table.roles),
            remedy,
            max(amount, Decimal(0)),
            used=Decimal(chance.choice([0, 0, 0, 5, 10, 30])),
        ),
        {name: _value(name, chance) for name in names if name != "amount"},
    )


def _value(name: str, chance: random.Random) -> Value:
    fact = FACTS[name]
    if fact.kind == "yes_no":
        return chance.random() < 0.5
    if fact.kind == "choice":
        return chance.choice(fact.choices)
    return Decimal(chance.randrange(3_600))


def _context(wish: Wish, facts: Facts) -> dict[str, Any]:
    told = {flat(k): float(v) if isinstance(v, Decimal) else v for k, v in facts.items()}
    amount = float(wish.amount or 0)
    return {"role": wish.role, "remedy": wish.remedy, "amount": amount} | {
        "used": float(wish.used),
        "percent": 0,
        "count": 0,
        **told,
    }
