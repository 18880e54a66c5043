"""Taking one case into another, undoing it exactly, and linking cases that stay apart."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Because, BecauseNode, Case, CaseLink, Merge, Node, Person

NODE_VALUES = ("opposite", "actor", "holds", "norm", "t", "status", "code", "inner", "at")
# Moved as they are: these rows know nothing of their case but its key.
WHOLE = (
    "calls",
    "contacts",
    "becauses",
    "settled",
    "commitments",
    "offers",
    "approvals",
    "case_facts",
    "holds",
    "promise_outcomes",
    "wishes",
    "notes",
    "recaps",
    "outbox",
    "status_links",
    "pauses",
)
# Each clock, and what stops it.
CLOCKS = {
    "acknowledge_by": "acknowledged_at",
    "human_by": "human_answer_at",
    "interim_by": "closed_at",
    "decide_by": "closed_at",
}


class MergeIntoItself(DeskRefusal):
    """Source and target are one case."""

    code = "merge_into_itself"


class AlreadyMerged(DeskRefusal):
    """One of the two is no longer a case of its own."""

    code = "already_merged"


class DifferentCustomer(DeskRefusal):
    """The customer's page would show one person what another one told us."""

    code = "different_customer"


class TargetClosed(DeskRefusal):
    """Nobody would look after what is put into a closed case."""

    code = "target_closed"


class AlreadyUndone(DeskRefusal):
    """There is nothing left to undo."""

    code = "merge_already_undone"


class AlreadyLinked(DeskRefusal):
    """The link is there."""

    code = "already_linked"


def _hold_both(one: Case, other: Case) -> tuple[Case, Case]:
    """Both cases locked, the older first, so that two merges never wait for each other."""
    held = {case.pk: hold(case) for case in sorted((one, other), key=lambda case: case.pk)}
    return held[one.pk], held[other.pk]


@transaction.atomic
def merge(
    source: Case, *, into: Case, same_person: bool = False, at: datetime, by: Person
) -> Merge:
    """Put everything of `source` into another case, and remember what was moved.

    Raises:
        MergeIntoItself, AlreadyMerged, TargetClosed: see there.
        DifferentCustomer: unless `same_person` says that both customers are one person.
    """
    if source.pk == into.pk:
        raise MergeIntoItself
    source, target = _hold_both(source, into)
    if source.merged_into_id is not None or target.merged_into_id is not None:
        raise AlreadyMerged
    if target.closed_at is not None:
        raise TargetClosed
    if source.customer_id != target.customer_id and not same_person:
        raise DifferentCustomer
    row = Merge.objects.create(
        source=source, target=target, by=by, at=at, moved=_move_all(source, target)
    )
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    record("case.merged_into", case=source, at=at, by=by, target=target.number)
    record("case.merged", case=target, at=at, by=by, source=source.number)
    refresh(source)
    refresh(target)
    return row


def _take_over_clocks(source: Case, target: Case) -> dict[str, dict[str, str]]:
    """Merging wins no time: a clock that still runs in the source ends when it would have.

    Returns before and after of each clock that changed (ISO 10002:2018, 7.3: from receipt).
    """
    changed = {}
    for name, stopped_by in CLOCKS.items():
        ours, theirs = getattr(target, name), getattr(source, name)
        runs = source.closed_at is None and getattr(source, stopped_by) is None
        if runs and ours and theirs and theirs < ours:
            changed[name] = {"before": ours.isoformat(), "after": theirs.isoformat()}
            setattr(target, name, theirs)
    target.save(update_fields=sorted(changed))
    return changed


def _give_back_clocks(target: Case, changed: dict[str, dict[str, str]]) -> None:
    """Each clock that nobody has set since."""
    for name, clock in changed.items():
        now = getattr(target, name)
        if now and now.isoformat() == clock["after"]:
            setattr(target, name, datetime.fromisoformat(clock["before"]))
    target.save(update_fields=sorted(changed))


def _move_all(source: Case, target: Case) -> dict[str, Any]:
    moved: dict[str, Any] = {"clocks": _take_over_clocks(source, target)}
    for name in WHOLE:
        rows = getattr(source, name)
        moved[name] = sorted(rows.values_list("pk", flat=True))
        rows.update(case=target)
    moved["declared"] = _move_declared(source, target)
    moved["drafts"] = _move_drafts(source, target)
    moved["taken_templates"] = _move_template(source, target)
    moved["line_offset"] = _move_statements(source, target)
    moved["lines"] = sorted(
        target.statements.filter(line_no__gt=moved["line_offset"])
        .values_list("line_no", flat=True)
        .distinct()
    )
    moved.update(_move_nodes(source, target, moved["line_offset"]))
    new = source.problems.exclude(pk__in=target.problems.values("pk"))
    moved["problems"] = sorted(new.values_list("pk", flat=True))
    target.problems.add(*moved["problems"])
    new_orders = source.orders.exclude(pk__in=target.orders.values("pk"))
    moved["orders"] = sorted(new_orders.values_list("pk", flat=True))
    target.orders.add(*moved["orders"])
    return moved


def _move_declared(source: Case, target: Case) -> list[int]:
    """What a declaration started follows its contact; the four clocks of a case are its own."""
    rows = source.clocks.filter(declaration__isnull=False)
    moved = sorted(rows.values_list("pk", flat=True))
    rows.update(case=target)
    return moved


def _move_drafts(source: Case, target: Case) -> list[int]:
    """Drafts follow, except where the same person has begun the same in the target already."""
    taken = set(target.drafts.values_list("person_id", "kind"))
    moved = [
        draft.pk
        for draft in source.drafts.order_by("id")
        if (draft.person_id, draft.kind) not in taken
    ]
    source.drafts.filter(pk__in=moved).update(case=target)
    return moved


def _move_template(source: Case, target: Case) -> list[int]:
    """A case has one template: that of the target, if it has one."""
    if target.taken_templates.exists():
        return []
    moved = list(source.taken_templates.values_list("pk", flat=True))
    source.taken_templates.update(case=target)
    return moved


def _move_statements(source: Case, target: Case) -> int:
    """Ledger lines go behind the target's last one; returns by how much their numbers grew."""
    offset: int = target.statements.aggregate(last=Max("line_no"))["last"] or 0
    source.statements.update(case=target, line_no=F("line_no") + offset)
    return offset


def _move_nodes(source: Case, target: Case, offset: int) -> dict[str, Any]:
    """Nodes follow; one whose label the target has already hands its links over to that one."""
    there = dict(target.nodes.values_list("label", "pk"))
    twins, moved = [], []
    for node in source.nodes.order_by("id"):
        twin = there.get(node.label)
        if twin is None:
            moved.append(node.pk)
        else:
            parts = sorted(BecauseNode.objects.filter(node=node).values_list("pk", flat=True))
            effects = sorted(Because.objects.filter(effect=node).values_list("pk", flat=True))
            BecauseNode.objects.filter(pk__in=parts).update(node=twin)
            Because.objects.filter(pk__in=effects).update(effect=twin)
            twins.append({"node": node.pk, "twin": twin, "parts": parts, "effects": effects})
    source.nodes.filter(pk__in=moved).update(case=target, line_no=F("line_no") + offset)
    return {"nodes": moved, "twins": twins}


@transaction.atomic
def undo_merge(merge: Merge, *, at: datetime, by: Person) -> Case:
    """Give the source back what it brought; what came later stays with the target.

    Raises:
        AlreadyUndone: somebody was faster.
        AlreadyMerged: the target has been taken into a third case since.
    """
    source, target = _hold_both(merge.source, merge.target)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise AlreadyUndone
    if target.merged_into_id is not None:
        raise AlreadyMerged
    _return_all(merge.moved, source, target)
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    source.merged_into = None
    source.save(update_fields=["merged_into"])
    record("case.left_merge", case=source, at=at, by=by, target=target.number)
    record("case.merge_undone", case=target, at=at, by=by, source=source.number)
    refresh(source)
    refresh(target)
    return source


def _return_all(moved: dict[str, Any], source: Case, target: Case) -> None:
    _give_back_clocks(target, moved["clocks"])
    for name in (*WHOLE, "drafts", "taken_templates"):
        getattr(target, name).filter(pk__in=moved[name]).update(case=source)
    target.clocks.filter(pk__in=moved.get("declared", ())).update(case=source)
    offset = moved["line_offset"]
    # By line, not by row: versions written since the merge belong to the line they replace.
    target.statements.filter(line_no__in=moved["lines"]).update(
        case=source, line_no=F("line_no") - offset
    )
    for twin in moved["twins"]:
        BecauseNode.objects.filter(pk__in=twin["parts"]).update(node=twin["node"])
        Because.objects.filter(pk__in=twin["effects"]).update(effect=twin["node"])
    target.nodes.filter(pk__in=moved["nodes"]).update(case=source, line_no=F("line_no") - offset)
    _part_chains(source, target)
    target.problems.remove(*moved["problems"])
    target.orders.remove(*moved.get("orders", ()))


def _part_chains(one: Case, other: Case) -> None:
    """Links made since the merge may cross the border: each side gets a node of the same label."""
    for home, foreign in ((one, other), (other, one)):
        parts = BecauseNode.objects.filter(because__case=home)
        used = [
            *home.becauses.values_list("effect_id", flat=True),
            *parts.values_list("node_id", flat=True),
        ]
        for node in Node.objects.filter(case=foreign, pk__in=used):
            copy, _made = Node.objects.get_or_create(
                case=home,
                label=node.label,
                defaults={name: getattr(node, name) for name in NODE_VALUES},
            )
            home.becauses.filter(effect=node).update(effect=copy)
            parts.filter(node=node).update(node=copy)


@transaction.atomic
def link(case: Case, other: Case, *, at: datetime, by: Person) -> CaseLink:
    """Two cases belong together but stay apart.

    Raises:
        MergeIntoItself, AlreadyLinked: see there.
    """
    if case.pk == other.pk:
        raise MergeIntoItself
    first, second = sorted(_hold_both(case, other), key=lambda one: one.pk)
    if CaseLink.objects.filter(first=first, second=second).exists():
        raise AlreadyLinked
    row = CaseLink.objects.create(first=first, second=second, at=at, by=by)
    record("case.linked", case=first, at=at, by=by, other=second.number)
    record("case.linked", case=second, at=at, by=by, other=first.number)
    return row


@transaction.atomic
def unlink(row: CaseLink, *, at: datetime, by: Person) -> None:
    """The two cases have nothing to do with each other after all."""
    first, second = _hold_both(row.first, row.second)
    record("case.unlinked", case=first, at=at, by=by, other=second.number)
    record("case.unlinked", case=second, at=at, by=by, other=first.number)
    row.delete()
