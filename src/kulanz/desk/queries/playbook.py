"""What the rules of casework say about a case, in the reader's words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kulanz.authority.saying import where_words
from kulanz.case import LanguageCode
from kulanz.conditions import Condition, Facts
from kulanz.countries import Profile, profile
from kulanz.desk.models import Case, Proposal, RuleSwitch
from kulanz.desk.queries.breach_rules import act_words, rule_named, title_of
from kulanz.desk.queries.case_facts import Question, facts_of, question
from kulanz.languages import pack
from kulanz.playbook import CaseRule, case_rules, forbidden, switched, waiting

COUNTED = timedelta(days=90)
ASKED_AT_ONCE = 2
# Acts that are promises to the customer, with their clock; all others with one are our own tasks.
PROMISED: Mapping[str, str] = {"promise_decision": "10d_b", "promise_mail": "2d_b"}
THEIRS: Mapping[str, str] = {"ask_to_read": "5d_b", "ask_photos": "5d_b", "ask_statement": "10d_b"}
TASKS: Mapping[str, str] = {
    "human_review": "4h_b",
    "ask_seller": "1d_b",
    "seller_deadline": "3d_b",
    "send_delivery_check": "1d_b",
    "use_second_channel": "2d_b",
    "decide": "2d_b",
    "carrier_trace": "1d_b",
    "collection_recall": "1d_b",
    "check_promise": "1d_b",
    "change_promise": "2d_b",
    "notify": "1d_b",
    "send_cut_off": "1h_b",
    "block_payment": "1d_b",
    "cancel_fees": "1d_b",
    "stop_marketing": "1d_b",
    "fee_stop": "1d_b",
    "alert": "1d_b",
    "flag_safety": "1d_b",
    "inform_press_office": "4h_b",
    "debrief": "8h_b",
    "offer_later_payment": "1d_b",
    "guarantee_or_credit": "2d_b",
}
HOLDS: Mapping[str, str] = {
    "dispute_hold": "dispute",
    "dunning_stop": "dunning",
    "hold_dunning": "dunning",
}
LIFTS = frozenset({"lift_hold"})
# A call that moves to mail settles the two promises that its rule proposes beside it.
SIGNED_OFF: Mapping[str, frozenset[str]] = {
    "suggest_mail": frozenset({"promise_mail", "ask_to_read"})
}
# Sentences of the library that are put into the reply draft.
SENTENCES: Mapping[str, str] = {
    "apologise": "apology_fault",
    "say_credit_agency": "invoice_declined_by_check",
    "say_phrase": "callback_after_break",
    "speed_up": "publicity",
}
CALLBACKS = frozenset({"callback", "callback_by_writer"})
DONE_BY_US = frozenset(
    {
        *PROMISED,
        *THEIRS,
        *TASKS,
        *HOLDS,
        *LIFTS,
        *CALLBACKS,
        *SIGNED_OFF,
        *SENTENCES,
        "say_debit_code",
        "fault_company",
        "note_wait",
        "route_to_owner",
    }
)


@dataclass(frozen=True, slots=True)
class ActLine:
    """One proposed act in words; `remedy` is its code where it is offered as one.

    `at_once` says that the desk does it; else only a person can, and notes that it is done.
    """

    row: Proposal
    text: str
    remedy: str
    at_once: bool


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that speaks, with the acts that are open, in words."""

    rule: CaseRule
    title: str
    acts: tuple[ActLine, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """The panel "what helps now": rules, what must never be done, facts to find out."""

    rules: tuple[RuleLine, ...]
    never: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def empty(self) -> bool:
        return not (self.rules or self.never or self.questions)


@dataclass(frozen=True, slots=True)
class Setting:
    """A rule as the setup page lists it, each condition in words; `instead_of` is a title."""

    rule: CaseRule
    title: str
    instead_of: str
    when: tuple[str, ...]
    unless: tuple[str, ...]
    until: tuple[str, ...]
    never: tuple[str, ...]
    acts: tuple[str, ...]
    on: bool
    because: str
    by: str
    proposed: int
    taken: int
    declined: int


def rules_for_pack(pack_name: str) -> tuple[CaseRule, ...]:
    """The rules in force: all, but those switched off; a variant only when switched on."""
    switches = last_switches(pack_name)
    return switched(
        off={rule for rule, row in switches.items() if not row.on},
        variants={
            rule.variant
            for rule in case_rules()
            if rule.variant and rule.id in switches and switches[rule.id].on
        },
    )


def last_switches(pack_name: str) -> dict[str, RuleSwitch]:
    """The latest switch of each rule that anybody ever switched."""
    rows = RuleSwitch.objects.filter(pack=pack_name).select_related("by").order_by("id")
    return {row.rule: row for row in rows}


def help_now(case: Case, *, language: LanguageCode, at: datetime | None = None) -> Help:
    """Everything the panel shows; writes nothing."""
    rows = list(case.proposals.filter(standing="proposed").order_by("id"))
    rules = rules_for_pack(case.profile)
    facts = facts_of(case, at=at)
    words = pack(language, "playbook")
    return Help(
        rules=_lines(rows, profile(case.profile), language),
        never=tuple(words["never"][code] for code in sorted(forbidden(facts, rules))),
        questions=_questions(facts, rules, language),
    )


def settings_of(pack_name: str, *, language: LanguageCode, at: datetime) -> tuple[Setting, ...]:
    """Every rule with its switch and how often it was followed; never by whom."""
    switches = last_switches(pack_name)
    counted = Counter(
        Proposal.objects.filter(case__profile=pack_name, at__gte=at - COUNTED).values_list(
            "rule", "standing"
        )
    )
    words = pack(language, "playbook")
    found = []
    for rule in case_rules():
        row = switches.get(rule.id)
        found.append(
            Setting(
                rule=rule,
                title=words["rules"][rule.id],
                instead_of=words["rules"].get(rule.instead_of, ""),
                when=_conditions(rule.when, language),
                unless=_conditions(rule.unless, language),
                until=_conditions(rule.release, language),
                never=tuple(words["never"][code] for code in rule.never),
                acts=tuple(words["acts"][act.code] for act in rule.acts),
                on=row.on if row else not rule.variant,
                because=row.because if row else "",
                by=row.by.name if row else "",
                proposed=sum(n for (name, _), n in counted.items() if name == rule.id),
                taken=counted[rule.id, "taken"],
                declined=counted[rule.id, "declined"],
            )
        )
    return tuple(found)


def _conditions(rows: Iterable[Condition], language: LanguageCode) -> tuple[str, ...]:
    return tuple(where_words(one.as_texts(), language) for one in rows)


def _lines(
    rows: Iterable[Proposal], country: Profile, language: LanguageCode
) -> tuple[RuleLine, ...]:
    grouped: dict[str, list[ActLine]] = {}
    for row in rows:
        text = act_words(row.act, language)
        if rule_named(row.rule) is not None and text:
            offered = row.act in country.remedies and row.act not in DONE_BY_US
            remedy = row.act if offered else ""
            line = ActLine(row, text, remedy, at_once=row.act in DONE_BY_US)
            grouped.setdefault(row.rule, []).append(line)
    found = ((rule_named(name), name, acts) for name, acts in grouped.items())
    return tuple(
        RuleLine(rule, title_of(name, language), tuple(acts)) for rule, name, acts in found if rule
    )


def _questions(
    facts: Facts, rules: Iterable[CaseRule], language: LanguageCode
) -> tuple[Question, ...]:
    """Single facts that would let a rule speak; two at most, so that nobody is questioned."""
    single = [one.missing[0] for one in waiting(facts, rules) if len(one.missing) == 1]
    names = list(dict.fromkeys(single))[:ASKED_AT_ONCE]
    return tuple(question(name, language) for name in names)
