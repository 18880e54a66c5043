"""What a chain template is, and how facts make a causal model of it.

A template is a situation that recurs (de: Vorlage, nl: sjabloon); its words are in
`languages/<code>/chains.toml`. A variable is called by its type code, "delivery.received", which
means the same in every template; what happens again has a number, "contact.called_again#2". A
norm has a source per country pack: a law, an own rule or a promise; without one for a pack nobody
may expect anything there.

What a person is like is never a variable. What somebody did or felt can be one, and is `inner`:
it never leaves the house.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kulanz.case import LanguageCode
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import Formula
from kulanz.chain.parts import Action, Influence, Need, Status, Variable
from kulanz.chain.worlds import Worlds
from kulanz.countries import BASES, Profile, profile
from kulanz.languages import CODES, pack

NOTHING: Mapping[str, bool] = {}
NO_STATUS: Mapping[str, Status] = {}

# What need not be done any more once it is a fact; "~": once it is a fact that it is not so.
DONE: Mapping[str, str] = {
    "called_back": "contact.called_back",
    "cancellation_found": "cancellation.received",
    "contract_ended": "cancellation.processed",
    "credit_checked": "credit.checked",
    "damage_recorded": "damage.accepted",
    "date_known": "contact.new_date_given",
    "deadline_set": "platform.deadline_set",
    "details_right": "payment.details_right",
    "goods_arrive": "delivery.received",
    "invoice_allowed": "invoice.granted",
    "method_released": "~payment.method_blocked",
    "non_receipt_recorded": "delivery.reported",
    "order_possible": "order.possible",
    "owner_assigned": "contact.owner_named",
    "paid": "payment.paid",
    "payment_booked": "payment.booked",
    "proof_checked": "payment.proof_checked",
    "refund_booked": "refund.booked",
    "refunded": "refund.arrived",
    "replacement_sent": "replacement.sent",
    "return_recorded": "return.recorded",
    "seller_answers": "seller.answered",
    "settled": "~payment.open",
    "trace_started": "delivery.traced",
    "voucher_honoured": "voucher.accepted",
    "written_off": "payment.written_off",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """A variable of a template; `default` is the value of a root when nothing is known.

    `sources` says per country pack where the norm comes from.
    """

    name: str
    equation: Formula | None
    default: bool
    norm: bool | None
    actor: str
    t: int
    inner: bool
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Act:
    """An action of a template, in the country packs that know it."""

    action: Action
    packs: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """A situation: what usually happens and why, what is to be reached, what can be done.

    `effects` are what the template explains, the main one first; `goals` are among the needs.
    """

    name: str
    trade: str
    packs: tuple[str, ...]
    effects: tuple[str, ...]
    goals: tuple[str, ...]
    things: tuple[Thing, ...]
    influences: tuple[Influence, ...]
    needs: tuple[Need, ...]
    acts: tuple[Act, ...]

    def title(self, language: LanguageCode) -> str:
        """What the template is called."""
        return str(_words(language)["titles"][self.name])

    def names(self, language: LanguageCode) -> Mapping[str, str]:
        """The words for its needs, actions and influences, as `kulanz.chain.saying` takes them."""
        words = _words(language)
        about = {name for one in self.influences for name in (one.cause, one.effect)}
        said = {name: clause(name, language, value=True) for name in about}
        return {**words["needs"], **words["actions"], **said}

    def sources(self, pack_name: str) -> Mapping[str, str]:
        """Where each norm comes from in a country pack, by variable."""
        found = ((one.name, one.sources.get(pack_name, "")) for one in self.things)
        return {name: source for name, source in found if source}

    def chain(
        self,
        pack_name: str,
        *,
        facts: Mapping[str, bool] = NOTHING,
        statuses: Mapping[str, Status] = NO_STATUS,
        language: LanguageCode,
    ) -> Chain:
        """The template filled with `facts` by name; the rest is as usual and a hypothesis.

        What has an equation and was not told is computed. A told value that contradicts its
        equation stays as told, and `Chain.check` says so. Names that the template does not know
        are left aside. What `DONE` says of a fact is among the needs as reached.
        """
        country = profile(pack_name)
        told = {one.name: facts[one.name] for one in self.things if one.name in facts}
        roots = {one.name: one.default for one in self.things if one.equation is None}
        plain = [_variable(one, pack_name) for one in self.things]
        values = Worlds(plain).told(roots | told).actual
        return Chain(
            variables=tuple(
                Variable(
                    name=one.name,
                    equation=one.equation,
                    actual=values[one.name],
                    norm=one.norm,
                    actor=one.actor,
                    t=one.t,
                    status=statuses.get(one.name, "fact") if one.name in told else "hypothesis",
                    yes=_clauses(one.name, value=True),
                    no=_clauses(one.name, value=False),
                    inner=one.inner,
                )
                for one in plain
            ),
            influences=self.influences,
            needs=(*self.needs, *self._reached(told, statuses)),
            actions=tuple(
                _with_role(one.action, country) for one in self.acts if pack_name in one.packs
            ),
            title=self.title(language),
            language=language,
        )

    def _reached(
        self, told: Mapping[str, bool], statuses: Mapping[str, Status]
    ) -> tuple[Need, ...]:
        known = {word for need in self.needs for word in (need.head, *need.body)}
        facts = {name for name in told if statuses.get(name, "fact") == "fact"}
        return tuple(
            Need(need, ())
            for need, literal in DONE.items()
            if need in known
            and (name := literal.removeprefix("~")) in facts
            and told[name] is (name == literal)
        )


def code_of(name: str) -> str:
    """The type code of a variable: "contact.called_again" for "contact.called_again#2"."""
    return name.partition("#")[0]


def clause(name: str, language: LanguageCode, *, value: bool) -> str:
    """The clause for a value of a variable; the second time with "(2)".

    Raises:
        KeyError: no template knows the type code.
    """
    code, _, number = name.partition("#")
    said: str = _words(language)["variables"][code]["yes" if value else "no"]
    return f"{said} ({number})" if number else said


def lowest_role(country: Profile, remedy: str) -> str:
    """The lowest role that may give a remedy without asking; empty when the lowest of all may.

    The ladder is asked first, then those beside it (data protection, accounting).
    """
    rules = [r for r in country.table.rules if r.remedy == remedy and not r.forbids]
    usual = min(rules, key=lambda rule: BASES.index(rule.basis)).limits
    may = [role for role in (*country.ladder, *usual) if role in usual]
    return "" if not may or may[0] == country.ladder[0] else may[0]


def _variable(one: Thing, pack_name: str) -> Variable:
    norm = one.norm if one.sources.get(pack_name) else None
    return Variable(one.name, one.equation, one.default, norm, one.actor, one.t, inner=one.inner)


def _with_role(action: Action, country: Profile) -> Action:
    needs = lowest_role(country, action.remedy) if action.remedy else ""
    return Action(action.name, action.establishes, action.actor, action.cost, action.remedy, needs)


@cache
def _clauses(name: str, *, value: bool) -> Mapping[LanguageCode, str]:
    return {code: clause(name, code, value=value) for code in CODES}


def _words(language: LanguageCode) -> dict[str, Any]:
    return pack(language, "chains")
