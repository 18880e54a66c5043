"""What a broken promise rests on: rule R001-02 where it was payment on invoice, else the promise.

R001-02 of source case 001 speaks of invoices only. Whatever else was advertised and not kept is
owed because it was advertised; for delivery the law says so too (directive 2011/83/EU, art. 18).
"""

from kulanz.case import LanguageCode
from kulanz.languages import pack
from kulanz.playbook import CaseRule, by_id

INVOICE = "R001-02"
_OWN = "promise."
_LAW: dict[str, tuple[str, ...]] = {"delivery": ("2011/83/EU art. 18",)}


def basis_of(kind: str) -> str:
    """What a proposal after a breach names as its rule."""
    return INVOICE if kind == "payment" else f"{_OWN}{kind}"


def rule_named(name: str) -> CaseRule | None:
    """The rule behind a proposal: one of casework, or the breach of a promise of some kind."""
    kind = name.removeprefix(_OWN)
    if name.startswith(_OWN) and kind in pack("en", "promises")["kinds"]:
        return CaseRule(id=name, source="", when=(), acts=(), law=_LAW.get(kind, ()))
    return by_id().get(name)


def title_of(name: str, language: LanguageCode) -> str:
    """What a person reads of it: "Advertised, not kept: delivery"."""
    if not name.startswith(_OWN):
        return str(pack(language, "playbook")["rules"][name])
    words = pack(language, "promises")
    return f"{words['breach']['title']}: {words['kinds'][name.removeprefix(_OWN)]}"


def act_words(act: str, language: LanguageCode) -> str:
    """What is proposed: an act of the rules, else a remedy by its name; empty for neither."""
    said = pack(language, "playbook")["acts"].get(act)
    return str(said or pack(language, "remedies")["names"].get(act, ""))
