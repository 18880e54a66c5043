"""Trying a guide on a case: where it stands now, and where it would stand."""

from dataclasses import dataclass

from kulanz.desk.models import Case
from kulanz.desk.queries.conversation import progress, skipped_steps
from kulanz.desk.queries.protocol import standing_in
from kulanz.protocol.order import GuideStep, Standing


@dataclass(frozen=True, slots=True)
class Tried:
    """How each step stands by two guides, each in its own order, and the step each asks for."""

    now: tuple[tuple[str, Standing], ...]
    then: tuple[tuple[str, Standing], ...]

    @property
    def now_asks(self) -> str:
        """The step that is asked for by the guide in force; "" when none is left."""
        return next((step for step, how in self.now if how == "next"), "")

    @property
    def then_asks(self) -> str:
        """The step that would be asked for; "" when none is left."""
        return next((step for step, how in self.then if how == "next"), "")


def tried(case: Case, now: tuple[GuideStep, ...], then: tuple[GuideStep, ...]) -> Tried:
    """The same evidence by two guides."""
    evidence, skipped = progress(case), skipped_steps(case)
    return Tried(
        tuple(standing_in(case, now, evidence, skipped).items()),
        tuple(standing_in(case, then, evidence, skipped).items()),
    )
