"""Reads the effect that somebody asks about."""

from typing import TYPE_CHECKING

from kulanz.chain.formulas import BadFormula, Formula, names, parse
from kulanz.chain.problems import BadModel

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain


def asked(chain: "Chain", effect: str) -> Formula:
    """The effect as a formula over the variables of the chain.

    Raises:
        BadModel: formula, or unknown_name.
    """
    try:
        formula = parse(effect)
    except BadFormula as error:
        raise BadModel("formula", [effect], why=error.code, place=str(error.place)) from None
    unknown = [name for name in names(formula) if name not in chain.by_name]
    if unknown:
        raise BadModel("unknown_name", unknown[:1], where=effect)
    return formula
