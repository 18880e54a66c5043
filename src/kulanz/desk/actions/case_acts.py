"""What the desk does at once when an act proposed by a rule of casework is taken.

One line per act in `DEEDS`; each says what came of it, and the event keeps that beside the rule. An
act without a line is only marked as done: nobody but a person can do it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from kulanz.case import LanguageCode
from kulanz.commitments import due
from kulanz.countries import profile
from kulanz.desk import casefiles
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.cases import give_owner
from kulanz.desk.actions.commitments import promise, promise_callback
from kulanz.desk.actions.conversation import mark_said, move_to_mail
from kulanz.desk.actions.facts import add_line
from kulanz.desk.actions.holds import lift_hold, set_hold
from kulanz.desk.actions.phrases import put_into_reply
from kulanz.desk.actions.record import record
from kulanz.desk.models import Case, Commitment, Person, Proposal
from kulanz.desk.queries.case_facts import facts_of
from kulanz.desk.queries.debits import debit
from kulanz.desk.queries.holds import most_days, running
from kulanz.desk.queries.playbook import (
    CALLBACKS,
    HOLDS,
    LIFTS,
    PROMISED,
    SENTENCES,
    SIGNED_OFF,
    TASKS,
    THEIRS,
)
from kulanz.languages import pack
from kulanz.protocol import phrase

Done = dict[str, Any]
Deed = Callable[[Case, Proposal, datetime, Person], Done]

WRITE_BY = "2d_b"  # after a call moved to mail (rule R000-10)


def do(case: Case, proposal: Proposal, *, at: datetime, by: Person) -> Done:
    """Do what the act says; gives the rows or words that came of it, for the record."""
    deed = DEEDS.get(proposal.act)
    return deed(case, proposal, at, by) if deed else {}


def _hold(case: Case, proposal: Proposal, at: datetime, by: Person) -> Done:
    kind = HOLDS[proposal.act]
    days = most_days(case, by, at=at) if kind == "dunning" else None
    order = case.orders.order_by("pk").first()
    row = set_hold(
        case,
        kind=kind,
        order=order.number if order else "",
        until=at + timedelta(days=days) if days else None,
        reason=_words(proposal.act, _reading(by)),
        at=at,
        by=by,
        rule=proposal.rule,
    )
    return {"hold": row.pk}


def _lift(case: Case, proposal: Proposal, at: datetime, by: Person) -> Done:
    """The hold that made the rule speak has come to its end."""
    rows = list(running(case.holds.all(), at=at))
    for row in rows:
        lift_hold(row, because=f"{proposal.rule}: {_title(proposal.rule, by)}", at=at, by=by)
    return {"lifted": [row.pk for row in rows]}


def _callback(case: Case, proposal: Proposal, at: datetime, by: Person) -> Done:
    row = promise_callback(case, text=_words(proposal.act, _spoken(case)), at=at, by=by)
    return {"commitment": row.pk}


def _ours(case: Case, proposal: Proposal, at: datetime, by: Person) -> Done:
    return _committed(case, proposal, at, by, side=Commitment.OURS, clock=PROMISED[proposal.act])


def _theirs(case: Case, proposal: Proposal, at: datetime, by: Person) -> Done:
    return _committed(case, proposal, at, by, side=Commitment.THEIRS, clock=THEIRS[proposal.act])


def _task(case: Case, proposal: Proposal, at: datetime, by: Person) -> Done:
    return _committed(case, proposal, at, by, side="", clock=TASKS[proposal.act])


def _committed(
    case: Case, proposal: Proposal, at: datetime, by: Person, *, side: str, clock: str
) -> Done:
    """A commitment of either side, shown to the customer; without a side a task of our own."""
    row = promise(
        case,
        side=side or Commitment.OURS,
        text=_words(proposal.act, _spoken(case) if side else _reading(by)),
        due_at=due(profile(case.profile), clock, at),
        at=at,
        by=by,
        owner=None if side == Commitment.THEIRS else (case.owner or by),
        shared=bool(side),
    )
    return {"commitment": row.pk}


def _write_instead(case: Case, proposal: Proposal, at: datetime, by: Person) -> Done:
    """End the call and write: that is our promise and theirs, which the rule proposes beside it."""
    move_to_mail(case, due_at=due(profile(case.profile), WRITE_BY, at), at=at, by=by)
    beside = case.proposals.filter(rule=proposal.rule, standing="proposed").order_by("pk")
    for row in beside.filter(act__in=SIGNED_OFF[proposal.act]):
        row.standing, row.decided_by, row.decided_at = "taken", by, at
        row.save(update_fields=["standing", "decided_by", "decided_at"])
        record("proposal.taken", case=case, at=at, by=by, rule=row.rule, act=row.act)
    return {"draft": "end_call_move_to_mail"}


def _sentence(case: Case, proposal: Proposal, at: datetime, by: Person) -> Done:
    """The prepared sentence stands in the reply draft; what is not known is a visible gap."""
    step = SENTENCES[proposal.act]
    said = phrase(step, _spoken(case), {"agent": by.name, "name": case.customer.name})
    put_into_reply(case, text=said.text, at=at, by=by)
    return {"draft": step}


def _apology(case: Case, proposal: Proposal, at: datetime, by: Person) -> Done:
    """Level 3: from now on the check of replies lets a fault be named, and asks for its name."""
    mark_said(case, what="apology", at=at, by=by)
    return _sentence(case, proposal, at, by) | {"level": 3}


def _bank_sentence(case: Case, _proposal: Proposal, at: datetime, by: Person) -> Done:
    """The sentence that the return code allows; without a code, that no reason is known."""
    known = debit(case, language=_reading(by))
    text = known.sentence if known else phrase("returned_debit_unknown", _spoken(case)).text
    if text:
        put_into_reply(case, text=text, at=at, by=by)
    return {"draft": known.code if known else "returned_debit_unknown"}


def _our_fault(case: Case, proposal: Proposal, at: datetime, by: Person) -> Done:
    note_case_fact(case, name="fault", value="company", at=at, by=by, source=proposal.rule)
    return {"fact": "fault"}


def _wait(case: Case, _proposal: Proposal, at: datetime, by: Person) -> Done:
    """A fact of the ledger with its source, the telephone system."""
    seconds = facts_of(case, at=at).get("wait_seconds")
    words = pack(_spoken(case), "playbook")["ledger"]
    text = words["wait"].format(minutes=int(str(seconds or 0)) // 60)
    row = add_line(case, kind="fact", text=text, source=words["phone_system"], at=at, by=by)
    return {"statement": row.pk}


def _owner(case: Case, _proposal: Proposal, at: datetime, by: Person) -> Done:
    """A case without an owner gets the one who answers; an owner stays."""
    if case.owner is None:
        give_owner(case, by, at=at, by=by)
    return {"owner": (case.owner or by).pk}


def _boundary(case: Case, _proposal: Proposal, at: datetime, by: Person) -> Done:
    mark_said(case, what="boundary", at=at, by=by)
    return {"said": "boundary"}


def _empathy(case: Case, _proposal: Proposal, at: datetime, by: Person) -> Done:
    mark_said(case, what="empathy", at=at, by=by)
    return {"said": "empathy"}


DEEDS: Mapping[str, Deed] = {
    **dict.fromkeys(HOLDS, _hold),
    **dict.fromkeys(LIFTS, _lift),
    **dict.fromkeys(CALLBACKS, _callback),
    **dict.fromkeys(PROMISED, _ours),
    **dict.fromkeys(THEIRS, _theirs),
    **dict.fromkeys(TASKS, _task),
    **dict.fromkeys(SIGNED_OFF, _write_instead),
    **dict.fromkeys(SENTENCES, _sentence),
    "apologise": _apology,
    "say_debit_code": _bank_sentence,
    "fault_company": _our_fault,
    "note_wait": _wait,
    "route_to_owner": _owner,
    "boundary": _boundary,
    "agree_on_experience": _empathy,
}


def _words(act: str, language: LanguageCode) -> str:
    said: str = pack(language, "playbook")["acts"][act]
    return said


def _title(rule: str, by: Person) -> str:
    said: str = pack(_reading(by), "playbook")["rules"][rule]
    return said


def _spoken(case: Case) -> LanguageCode:
    return casefiles.language_of(case)


def _reading(by: Person) -> LanguageCode:
    return "de" if by.language == "de" else "nl" if by.language == "nl" else "en"
