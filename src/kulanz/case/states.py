"""The states of a case, and which may follow which.

Two process models on one machine: Stauss & Seidel's direct process and ISO 10002:2018,
clauses 7.2 to 7.9.
"""

OPEN_STATES = (
    "received",
    "acknowledged",
    "assessed",
    "investigating",
    "waiting_customer",
    "paused",
    "offer_open",
    "fulfilling",
    "verifying",
    "external",
    "reopened",
)
CLOSED_STATES = (
    "closed_confirmed",
    "closed_final_answer",
    "closed_withdrawn",
    "closed_unreachable",
)
STATES = (*OPEN_STATES, *CLOSED_STATES)

_BEFORE_WORK = frozenset({"received", "acknowledged", "reopened"})


def can_move(old: str, new: str) -> bool:
    """Whether a case in state `old` may go to `new`.

    Open cases move freely among the working states, never back to `received` or, once assessed,
    to `acknowledged`; any open case may be closed; a closed case can only be reopened.
    """
    if old not in STATES or new not in STATES or new in {old, "received"}:
        return False
    if old in CLOSED_STATES:
        return new == "reopened"
    if new == "reopened":
        return False
    return not (new == "acknowledged" and old not in _BEFORE_WORK)
