"""The order of a guide: steps after steps, done by evidence (docs/building/protocol.md).

Recorded dialogues keep the order of a procedure far more often than its exact sequence, so a step
only names the steps it comes after. A step may be needed in some cases only; where it is not, it
holds nothing up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from kulanz.conditions import Condition, Facts, judge

Standing = Literal["done", "skipped", "unneeded", "next", "open", "waits"]
ALWAYS = Condition()


class BadGuide(ValueError):
    """A guide that cannot be followed; the message names the steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideStep:
    """One step: the steps it comes `after`, the evidence it `needs`, the cases it is asked in."""

    id: str
    after: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    may_skip: bool = False
    only_if: Condition = ALWAYS


def checked(guide: tuple[GuideStep, ...]) -> tuple[GuideStep, ...]:
    """The guide itself, when no step is named twice, is unknown, or waits for itself."""
    ids = [step.id for step in guide]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    unknown = sorted({one for step in guide for one in step.after} - set(ids))
    if twice or unknown:
        raise BadGuide(", ".join(twice or unknown))
    try:
        TopologicalSorter({step.id: step.after for step in guide}).prepare()
    except CycleError as error:
        raise BadGuide(" > ".join(error.args[1])) from error
    return guide


def order(
    guide: tuple[GuideStep, ...],
    evidence: Collection[str],
    skipped: Collection[str] = (),
    situations: Sequence[Facts] | None = None,
) -> dict[str, Standing]:
    """How each step stands; exactly one is next until none is left.

    A step is needed when its condition holds in one of the `situations`; None asks every step.
    """
    over: dict[str, Standing] = {}
    for step in checked(guide):
        if set(step.needs) <= set(evidence):
            over[step.id] = "done"  # evidence wins over a skip
        elif situations is not None and not _needed(step, situations):
            over[step.id] = "unneeded"
        elif step.may_skip and step.id in skipped:
            over[step.id] = "skipped"
    found: dict[str, Standing] = {}
    for step in guide:
        free: Standing = "open" if "next" in found.values() else "next"
        ready = all(one in over for one in step.after)
        found[step.id] = over.get(step.id) or (free if ready else "waits")
    return found


def _needed(step: GuideStep, situations: Sequence[Facts]) -> bool:
    return any(judge(step.only_if, one).truth for one in situations)
