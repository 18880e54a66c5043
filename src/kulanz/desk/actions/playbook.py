"""Consulting the rules of casework, and taking or declining what they propose."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from kulanz.desk.actions.case_acts import do
from kulanz.desk.actions.record import CaseClosed, DeskRefusal, hold, record
from kulanz.desk.models import Case, Event, Person, Proposal, RuleSwitch
from kulanz.desk.queries.case_facts import facts_of
from kulanz.desk.queries.playbook import rules_for_pack
from kulanz.playbook import Act, by_id, speaking

REASON_LENGTH = 200
OLD_HOLD = timedelta(days=13)  # ten business days are no fewer days of the calendar
SILENT = timedelta(days=5)
AT_ONCE = 50


class ProposalOver(DeskRefusal):
    """It was taken, declined, or its rule no longer speaks."""

    code = "proposal_over"


class NoSuchRule(DeskRefusal):
    """Nobody knows this rule, or no reason was given."""

    code = "no_such_rule"


def consulted(_event: Event, case: Case, at: datetime) -> None:
    """Something happened that may change the facts: the rules are asked again."""
    consult(case, at=at)


@transaction.atomic
def consult(case: Case, *, at: datetime) -> list[Proposal]:
    """Propose what the rules in force say; what no longer holds becomes obsolete.

    What was taken or declined in this case does not come back.
    """
    case = hold(case)
    if case.closed_at is not None:
        return []
    wanted = {
        (one.rule.id, act.code): act
        for one in speaking(facts_of(case, at=at), rules_for_pack(case.profile))
        for act in one.acts
    }
    before = {(row.rule, row.act): row for row in case.proposals.exclude(standing="obsolete")}
    for key, row in before.items():
        # A breach brings its own proposals, with the promise and the order they come from.
        if row.standing == "proposed" and key not in wanted and "promise" not in row.values:
            row.standing, row.decided_at = "obsolete", at
            row.save(update_fields=["standing", "decided_at"])
    made = [_proposed(case, key, act, at=at) for key, act in wanted.items() if key not in before]
    if made:
        record(
            "proposal.made", case=case, at=at, rules=", ".join(sorted({row.rule for row in made}))
        )
    return made


def consult_old_holds(*, at: datetime) -> int:
    """Ask the rules again where time alone may have made one speak: a dispute hold grew old.

    Proof of delivery has to be known; when it is noted later, that event asks the rules itself.
    """
    known = Q(case_facts__name="delivery.proof") | Q(orders__facts__has_key="delivery.proof")
    old = Case.objects.filter(
        known,
        closed_at=None,
        holds__kind="dispute",
        holds__lifted_at=None,
        holds__since__range=(at - OLD_HOLD * 3, at - OLD_HOLD),
    ).exclude(proposals__rule__in=_about("hold.business_days"))
    return sum(bool(consult(case, at=at)) for case in old.distinct().order_by("pk")[:AT_ONCE])


def consult_unanswered(*, at: datetime) -> int:
    """Ask the rules again where a reply of ours has been without an answer for a week.

    Five business days are no fewer days of the calendar; after the rule has spoken, or a month,
    nobody is asked any more.
    """
    silent = Case.objects.filter(
        closed_at=None,
        outbox__kind="reply",
        outbox__state="sent",
        outbox__sent_at__range=(at - SILENT * 6, at - SILENT),
    ).exclude(proposals__rule__in=_about("mail.unanswered_days"))
    asks = Q(outbox__important=True) | Q(offers__standing="open") | Q(commitments__side="theirs")
    return sum(bool(consult(case, at=at)) for case in silent.filter(asks).distinct()[:AT_ONCE])


def _about(fact: str) -> list[str]:
    return [rule.id for rule in by_id().values() if any(fact in one.facts for one in rule.when)]


def _proposed(case: Case, key: tuple[str, str], act: Act, *, at: datetime) -> Proposal:
    return Proposal.objects.create(
        case=case, rule=key[0], act=key[1], values={"values": list(act.values)}, at=at
    )


@transaction.atomic
def take(proposal: Proposal, *, at: datetime, by: Person) -> Proposal:
    """Do what is proposed (`case_acts.DEEDS`); what only a person can do is marked as done.

    The event keeps the rule, the act and what came of it.

    Raises:
        ProposalOver: see there.
        CaseClosed: open it again first.
    """
    case, proposal = _open(proposal)
    done = do(case, proposal, at=at, by=by)
    return _decided(proposal, "taken", at=at, by=by, **done)


@transaction.atomic
def decline(proposal: Proposal, *, at: datetime, by: Person) -> Proposal:
    """Not in this case; the rule does not propose it here again.

    Raises:
        ProposalOver, CaseClosed: see there.
    """
    _case, proposal = _open(proposal)
    return _decided(proposal, "declined", at=at, by=by)


@transaction.atomic
def switch(
    pack_name: str, *, rule: str, on: bool, because: str, at: datetime, by: Person
) -> RuleSwitch:
    """Switch a rule on or off for a country pack, with a reason.

    Raises:
        NoSuchRule: see there.
    """
    if rule not in by_id() or not because.strip():
        raise NoSuchRule
    row = RuleSwitch.objects.create(
        pack=pack_name, rule=rule, on=on, because=because.strip()[:REASON_LENGTH], by=by, at=at
    )
    kind = "rule.switched_on" if on else "rule.switched_off"
    record(kind, case=None, at=at, by=by, rule=rule)
    return row


def _open(proposal: Proposal) -> tuple[Case, Proposal]:
    case = hold(proposal.case)
    proposal = Proposal.objects.get(pk=proposal.pk)
    if proposal.standing != "proposed":
        raise ProposalOver
    if case.closed_at is not None:
        raise CaseClosed
    return case, proposal


def _decided(
    proposal: Proposal, standing: str, *, at: datetime, by: Person, **done: Any
) -> Proposal:
    proposal.standing, proposal.decided_by, proposal.decided_at = standing, by, at
    proposal.save(update_fields=["standing", "decided_by", "decided_at"])
    record(
        f"proposal.{standing}",
        case=proposal.case,
        at=at,
        by=by,
        rule=proposal.rule,
        act=proposal.act,
        **done,
    )
    return proposal
