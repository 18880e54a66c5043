"""The agent has said the sentence on the screen: it is a line of the call, and evidence of a step.

Source: the six steps; whoever presses the key has said it, so the step is not asked for again.
"""

from datetime import datetime

from django.db import transaction

from kulanz.desk.actions.call_lines import write_line
from kulanz.desk.actions.calls import Line
from kulanz.desk.actions.conversation import mark_said
from kulanz.desk.actions.recap import confirm_line, make_recap
from kulanz.desk.actions.wishes import note_wish
from kulanz.desk.models import Call, CallEntry, Case, Person
from kulanz.desk.models.facts import SHAREABLE_KINDS
from kulanz.desk.queries.facts import current_statements

MARKS = {
    "empathise": "empathy",
    "loud": "empathy",
    "attacked": "empathy",
    "distress": "empathy",
    "apologise": "apology",
    "greet": "apology",
    "boundary_first": "boundary",
    "boundary_last": "boundary",
}
ASKS_THE_WISH = "ask_wish"


@transaction.atomic
def say_sentence(
    call: Call, *, situation: str, sentence: str, key: str, at: datetime, by: Person
) -> CallEntry:
    """Write the sentence down as ours, and note what it is evidence of; once per key.

    Reading the summary back makes a recap; saying it again, once the customer has agreed, marks
    its lines as confirmed.

    Raises:
        NothingWrittenDown, CallEnded: see there.
    """
    kind = "asked" if situation == ASKS_THE_WISH else "told"
    line = Line(kind=kind, text=sentence, key=key, speaker="agent")
    new = not call.entries.filter(key=key).exists()
    entry = write_line(call, line, at=at, by=by)
    if not new or call.case is None:
        return entry
    if situation in MARKS:
        mark_said(call.case, what=MARKS[situation], at=at, by=by)
    elif situation == "summarise":
        _read_back(call.case, call, at=at, by=by)
    return entry


def note_own_solution(call: Call, entry: CallEntry, *, at: datetime, by: Person) -> bool:
    """What the customer says right after being asked for their own solution is their wish."""
    before = call.entries.filter(number__lt=entry.number, withdrawn_at=None)
    last = before.order_by("-number").first()
    asked = last is not None and last.kind == "asked"
    if not asked or entry.kind != "said" or call.case is None:
        return False
    note_wish(call.case, text=entry.text, at=at, by=by)
    return True


def _read_back(case: Case, call: Call, *, at: datetime, by: Person) -> None:
    since = call.answered_at or call.began_at
    recap = case.recaps.filter(at__gte=since).order_by("-at", "-id").first()
    if recap is None:
        chosen = [
            one
            for one in current_statements(case)
            if one.kind in SHAREABLE_KINDS and one.standing in {"stated", "verified"}
        ]
        if chosen:
            make_recap(case, statements=chosen, way="read_back", at=at, by=by)
        return
    for line in recap.lines.filter(confirmations=None):
        confirm_line(line, stands=True, at=at, by=by)
