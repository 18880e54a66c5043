"""What can be done about what: the remedies as levers on the nodes of a chain.

Costs are ranks: 1 is free, at once and reversible; acts that protect the customer need no
approval (a disputed claim is put on hold, dunning stops, somebody calls back). Giving something
away costs more than giving what is owed; sending goods that are owed needs no approval, paying
money back does. Which words a remedy is about stands per language in
`chain.toml`; limits and approvers of one shop are the business of `kulanz.authority`.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from kulanz.case import LanguageCode
from kulanz.chain.notes.claims import Claims
from kulanz.chain.notes.grammar import grammar
from kulanz.chain.notes.unlock import Lever
from kulanz.chain.notes.wording import Content, content
from kulanz.languages import pack

NOTHING: frozenset[str] = frozenset()

LEVERS: tuple[Lever, ...] = (
    Lever("dispute_hold", NOTHING),
    Lever("dunning_stop", NOTHING, protective=True),
    Lever("callback", NOTHING, actor="agent"),
    Lever("end_call_and_mail", NOTHING, actor="agent"),
    Lever("named_owner", NOTHING),
    Lever("correct_record", NOTHING, actor="agent"),
    Lever("order_by_other_payment", NOTHING, actor="customer", cost=2),
    Lever("account_close_ordering", NOTHING, cost=2, reversible=False),
    Lever("invoice_enable", NOTHING, approval="FIN", cost=2),
    Lever("replace", NOTHING, cost=3, reversible=False),
    Lever("redeliver", NOTHING, actor="third_party", cost=3, reversible=False),
    Lever("refund_full", NOTHING, approval=True, cost=4, reversible=False),
    Lever("credit_note", NOTHING, approval=True, cost=4, reversible=False),
)


def levers_for(
    claims: Claims, language: LanguageCode, levers: Sequence[Lever] = LEVERS
) -> tuple[Lever, ...]:
    """The levers that are about some node of this chain, each with the nodes it ends."""
    rules = grammar(language)
    about = {node.id: content(node.label, rules) for node in claims.nodes}
    bound = (replace(lever, ends=_ends(lever, claims, about, language)) for lever in levers)
    return tuple(lever for lever in bound if lever.ends)


def _ends(
    lever: Lever, claims: Claims, about: dict[str, Content], language: LanguageCode
) -> frozenset[str]:
    phrases = _phrases(lever.action, language)
    return frozenset(
        node.id
        for node in claims.nodes
        if node.holds is not False and any(_is_about(about[node.id], phrase) for phrase in phrases)
    )


@cache
def _phrases(action: str, language: LanguageCode) -> tuple[Content, ...]:
    found: Sequence[str] = pack(language, "chain")["levers"].get(action, ())
    return tuple(content(phrase, grammar(language)) for phrase in found)


def _is_about(known: Content, phrase: Content) -> bool:
    return bool(phrase.full) and phrase.full <= known.keys and phrase.negated == known.negated
