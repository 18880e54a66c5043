"""Words for the codes of the ledger and the chain."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()

KINDS: dict[str, str | Promise] = {
    "claim": pgettext_lazy("kind of statement", "says"),
    "fact": pgettext_lazy("kind of statement", "verified"),
    "demand": pgettext_lazy("kind of statement", "wants"),
    "question": pgettext_lazy("kind of statement", "open"),
    "opinion": pgettext_lazy("kind of statement", "opinion"),
    "emotion": pgettext_lazy("kind of statement", "feeling"),
}
KIND_NAMES: dict[str, str | Promise] = {
    "claim": _("Claim"),
    "fact": _("Verified fact"),
    "demand": _("Demand"),
    "question": _("Open question"),
    "opinion": _("Opinion"),
    "emotion": _("Feeling"),
}
STANDINGS: dict[str, str | Promise] = {
    "stated": _("not checked"),
    "verified": _("verified"),
    "refuted": _("refuted"),
    "unobtainable": _("cannot be found out"),
    "claimed": _("as told"),
    "open": _("open"),
}
SPEAKERS: dict[str, str | Promise] = {
    "customer": _("Customer"),
    "agent": _("We"),
    "third_party": _("Third party"),
    "system": _("System"),
}
ACTORS: dict[str, str | Promise] = {
    "customer": _("customer"),
    "company": _("company"),
    "agent": _("agent"),
    "third_party": _("third party"),
    "unknown": _("not known"),
}
STATUSES: dict[str, str | Promise] = {
    "fact": _("known for certain"),
    "claim": _("somebody says so"),
    "emotion": _("a feeling"),
    "opinion": _("an opinion"),
    "hypothesis": _("a supposition"),
}
GROUPS: dict[str, str | Promise] = {
    "verified": _("Verified"),
    "claims": _("Said, not checked"),
    "open": _("Still open"),
    "apart": _("Opinions and feelings"),
    "settled": _("Refuted or not to be found out"),
}
DECLARATIONS: dict[str, str | Promise] = {
    "withdrawal": _("Withdrawal from the purchase"),
    "termination": _("Termination of a contract"),
    "defect_notice": _("Notice of a defect"),
    "not_received": _("Goods not received"),
    "claim_disputed": _("Claim disputed"),
    "erasure": _("Erasure of data asked for"),
    "access": _("Copy of data asked for"),
    "objection_marketing": _("Objection to advertising"),
    "identity_fraud": _("Never ordered by this person"),
    "safety": _("Danger from goods"),
    "vulnerability": _("Hardship mentioned"),
    "self_harm": _("Danger to life mentioned"),
    "threat_violence": _("Threat of violence"),
    "legal": _("Legal steps announced"),
    "adr": _("Arbitration body announced"),
    "consumer_body": _("Consumer body announced"),
    "press": _("Press announced"),
    "publicity": _("Publication announced"),
    "wants_boss": _("Asks for somebody in charge"),
    "nth_contact": _("Says they contacted us before"),
    "churn": _("Announces to buy elsewhere"),
    "account_closing": _("Asks to close the account"),
}


def _word(words: dict[str, str | Promise], code: str) -> str | Promise:
    return words.get(code, code)


@register.filter
def kind_word(code: str) -> str | Promise:
    """What stands before a line: "says", "verified", "wants"."""
    return _word(KINDS, code)


@register.filter
def kind_name(code: str) -> str | Promise:
    """The kind as a noun, for choosing it."""
    return _word(KIND_NAMES, code)


@register.filter
def standing_word(code: str) -> str | Promise:
    """How far a line has been checked."""
    return _word(STANDINGS, code)


@register.filter
def speaker_word(code: str) -> str | Promise:
    """Who said it."""
    return _word(SPEAKERS, code)


@register.filter
def actor_word(code: str) -> str | Promise:
    """Whose doing something is."""
    return _word(ACTORS, code)


@register.filter
def group_name(code: str) -> str | Promise:
    """The heading of a part of the ledger."""
    return _word(GROUPS, code)


@register.filter
def declaration_name(code: str) -> str | Promise:
    """What the customer declared."""
    return _word(DECLARATIONS, code)
