"""The remedies of a country pack, with the basis on which each is given."""

from dataclasses import dataclass

from kulanz.case import LanguageCode
from kulanz.countries import Basis, Profile, Unit
from kulanz.languages import pack


@dataclass(frozen=True, slots=True)
class Remedy:
    """What can put a thing right (de: Abhilfe, nl: oplossing, tegemoetkoming).

    `bases` names the usual basis first. `protective` acts hold harm off and never need approval;
    `evidence` holds codes of what is to be checked; `needs_approval` lists the roles that have to
    ask whatever the amount.
    """

    code: str
    bases: tuple[Basis, ...]
    unit: Unit
    protective: bool
    reversible: bool
    evidence: tuple[str, ...]
    needs_approval: tuple[str, ...]

    @property
    def basis(self) -> Basis:
        """The usual basis."""
        return self.bases[0]


def remedies(profile: Profile) -> tuple[Remedy, ...]:
    """Every remedy of a pack, free ones first, then what is owed, goodwill last."""
    found = [_remedy(profile, code) for code in profile.remedies]
    return tuple(sorted(found, key=_order))


def name(remedy: str, language: LanguageCode) -> str:
    """What a remedy is called in a language, as in "Gutschein".

    Raises:
        KeyError: no such remedy has a name.
    """
    word: str = pack(language, "remedies")["names"][remedy]
    return word


def _remedy(profile: Profile, code: str) -> Remedy:
    rule = profile.remedies[code]
    bases = tuple(rule.terms)
    usual = rule.terms[bases[0]]
    return Remedy(
        code=code,
        bases=bases,
        unit=rule.unit,
        protective=rule.protective,
        reversible=rule.reversible,
        evidence=rule.evidence,
        needs_approval=tuple(r for r in profile.ladder if r not in usual or usual[r].request),
    )


def _order(remedy: Remedy) -> tuple[int, int]:
    costs = remedy.unit == "money"
    return ({"policy": 0, "legal": 1, "goodwill": 2}[remedy.basis], costs)
