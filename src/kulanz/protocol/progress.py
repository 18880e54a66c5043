"""What has been done in a conversation, as evidence, and which steps that completes.

The six steps: listen for facts, sum up, show empathy and apologise, ask for the customer's
solution, offer within authority, own it. A step is done when its evidence is there, in any order
and over any number of contacts; nobody ticks a box.
"""

from dataclasses import dataclass
from typing import Literal

from kulanz.authority import Answer
from kulanz.commitments import Commitment

Channel = Literal["spoken", "written"]
Step = Literal["listen", "summarise", "empathise", "ask_wish", "offer", "own"]

SIX: tuple[Step, ...] = ("listen", "summarise", "empathise", "ask_wish", "offer", "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The evidence of a case so far (de: Stand, nl: stand). A first mail has only told things.

    `told` counts the statements of the ledger, `open_facts` holds the codes of what is still to
    be found out: by `kulanz.facts.open_questions` and by the procedures that apply; `recap`
    counts its lines and `confirmed` those the customer said yes to; `corrections` counts
    corrections not yet stored. `apology_level` is what the proof allows (0 to 3). `authority` is
    the answer for what was offered, `approved` that somebody said yes to it. `asks_nothing` says
    that the customer has nothing to do.
    """

    channel: Channel = "spoken"
    told: int = 0
    open_facts: tuple[str, ...] = ()
    recap: int = 0
    confirmed: int = 0
    corrections: int = 0
    empathy: int = 0
    apologies: int = 0
    apology_level: int = 1
    wish: str = ""
    offered: tuple[str, ...] = ()
    authority: Answer | None = None
    approved: bool = False
    owner: str = ""
    commitments: tuple[Commitment, ...] = ()
    asks_nothing: bool = False
    reply_channel: str = ""
    boundaries: int = 0
    pauses: int = 0
    without_uptake: int = 0


@dataclass(frozen=True, slots=True)
class StepState:
    """One step with its exit check: `missing` holds codes of what it still needs."""

    step: Step
    done: bool
    missing: tuple[str, ...]


def steps(progress: Progress) -> tuple[StepState, ...]:
    """The six steps in their order, each with what is missing."""
    missing = (
        _listen(progress),
        _summarise(progress),
        _empathise(progress),
        () if progress.wish.strip() else ("wish",),
        _offer(progress),
        _own(progress),
    )
    return tuple(StepState(s, not m, m) for s, m in zip(SIX, missing, strict=True))


def _listen(progress: Progress) -> tuple[str, ...]:
    facts = tuple(code for code in progress.open_facts if code != "wish")
    return facts if progress.told or facts else ("what",)


def _summarise(progress: Progress) -> tuple[str, ...]:
    return _codes(
        ("recap", progress.recap < 1),
        ("recap_confirmed", progress.confirmed < max(progress.recap, 1)),
        ("correction_stored", progress.corrections > 0),
    )


def _empathise(progress: Progress) -> tuple[str, ...]:
    apology_due = progress.apology_level > 0 and progress.apologies < 1
    return _codes(("empathy", progress.empathy < 1), ("apology", apology_due))


def _offer(progress: Progress) -> tuple[str, ...]:
    allowed = progress.authority == "may" or (
        progress.authority == "needs_approval" and progress.approved
    )
    return _codes(("offer", not progress.offered), ("authority", not allowed))


def _own(progress: Progress) -> tuple[str, ...]:
    sides = {commitment.side for commitment in progress.commitments}
    return _codes(
        ("owner", not progress.owner.strip()),
        ("our_commitment", "us" not in sides),
        ("their_commitment", "customer" not in sides and not progress.asks_nothing),
        ("reply_channel", not progress.reply_channel.strip()),
    )


def _codes(*checks: tuple[str, bool]) -> tuple[str, ...]:
    return tuple(code for code, missing in checks if missing)
