"""Checks a reply or a note before it leaves: errors stop it, warnings ask for a second look.

What each rule rests on is in docs/building/protocol.md; the words are data, one table per rule
in `languages/<code>/lint.toml`, so that a language can be added without code.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kulanz.case import LanguageCode, Statement
from kulanz.countries import Profile
from kulanz.playbook import Never
from kulanz.protocol import figures, forbidden, plain, rules
from kulanz.protocol.draft import Draft, Kind
from kulanz.protocol.findings import Level, LintFinding
from kulanz.protocol.ledger import LedgerLine
from kulanz.protocol.passages import passages
from kulanz.protocol.words import wordings

MAX_LENGTH = 20_000  # characters; a longer reply is checked up to here

Check = Callable[[Draft, str, Level], Iterator[LintFinding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its level, the kinds of text it looks at, and how it looks."""

    code: str
    level: Level
    kinds: tuple[Kind, ...]
    check: Check


REPLY: tuple[Kind, ...] = ("reply",)
NOTE: tuple[Kind, ...] = ("note",)
BOTH: tuple[Kind, ...] = ("reply", "note")

RULES: tuple[Rule, ...] = (
    Rule("E_unverified_fact", "E", REPLY, rules.unverified_fact),
    Rule("E_contradiction", "E", REPLY, figures.contradiction),
    Rule("E_debit_reason", "E", BOTH, rules.debit_reason),
    Rule("E_promise_undated", "E", REPLY, rules.promise_undated),
    Rule("E_odr_link", "E", REPLY, wordings),
    Rule("E_condition_review", "E", REPLY, rules.together),
    Rule("E_over_authority", "E", REPLY, rules.over_authority),
    Rule("E_credit_score", "E", BOTH, wordings),
    Rule("E_third_party_data", "E", REPLY, rules.third_party),
    Rule("E_gap", "E", REPLY, wordings),
    Rule("E_case_rule", "E", REPLY, forbidden.said),
    Rule("W_blame", "W", REPLY, wordings),
    Rule("W_minimise", "W", REPLY, wordings),
    Rule("W_empty", "W", REPLY, wordings),
    Rule("W_fake_apology", "W", REPLY, wordings),
    Rule("W_but_after_sorry", "W", REPLY, rules.but_after_sorry),
    Rule("W_apology_budget", "W", REPLY, rules.apology_budget),
    Rule("W_we_ownership", "W", REPLY, wordings),
    Rule("W_vague", "W", REPLY, rules.vague),
    Rule("W_passive_fault", "W", REPLY, wordings),
    Rule("W_readability", "W", REPLY, plain.readability),
    Rule("W_passive", "W", REPLY, plain.passive),
    Rule("W_nominal", "W", REPLY, plain.nominal),
    Rule("W_hard_words", "W", REPLY, wordings),
    Rule("W_hard_text", "W", REPLY, plain.hard_text),
    Rule("W_liability_words", "W", REPLY, rules.liability),
    Rule("W_apology_level", "W", REPLY, rules.apology_level),
    Rule("W_no_next_step", "W", REPLY, rules.no_next_step),
    Rule("W_not_in_ledger", "W", REPLY, figures.not_in_ledger),
    Rule("W_wrong_name", "W", REPLY, figures.wrong_name),
    Rule("N_character_words", "E", NOTE, wordings),
    Rule("N_health_data", "W", NOTE, wordings),
    Rule("N_guess_about_person", "W", NOTE, wordings),
    Rule("N_case_rule", "W", NOTE, forbidden.noted),
)


def lint(
    text: str,
    *,
    language: LanguageCode,
    ledger: Sequence[LedgerLine | Statement] = (),
    kind: Kind = "reply",
    screen: LanguageCode | None = None,
    apology_level: int = 1,
    debit_code: str | None = None,
    profile: Profile | None = None,
    role: str | None = None,
    approved: Sequence[str] = (),
    given: Decimal = Decimal(0),
    third_parties: Sequence[str] = (),
    customer: str = "",
    known: Sequence[str] = (),
    nevers: Sequence[Never] = (),
) -> tuple[LintFinding, ...]:
    """Everything to be said about a text, in its order; errors before warnings at one place.

    `language` is that of the text, `screen` that of the explanations. What the other arguments
    mean is said at `Draft`; each may be left out, and then its rule is silent or careful.
    """
    draft = Draft(
        text=text,
        passages=passages(text[:MAX_LENGTH], language),
        language=language,
        screen=screen or language,
        kind=kind,
        ledger=ledger,
        apology_level=apology_level,
        debit_code=debit_code,
        profile=profile,
        role=role,
        approved=approved,
        given=given,
        third_parties=third_parties,
        customer=customer,
        known=known,
        nevers=nevers,
    )
    if not draft.passages:
        return ()
    found = (
        finding
        for rule in RULES
        if kind in rule.kinds
        for finding in rule.check(draft, rule.code, rule.level)
    )
    return tuple(sorted(found, key=lambda f: (f.start, f.level, f.end, f.code)))
