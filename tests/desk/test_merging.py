"""Merging, its undo, and links."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from asking import a_case, asked
from cast import MONDAY, Cast, brandt, case_of_brandt, devries
from kulanz.desk.actions import merging
from kulanz.desk.actions.approvals import say_yes
from kulanz.desk.actions.cases import open_case, refresh
from kulanz.desk.actions.closure import confirm_solved
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.problems import name_problem, tag
from kulanz.desk.models import (
    Approval,
    Because,
    BecauseNode,
    Case,
    CaseLink,
    Contact,
    Customer,
    Draft,
    Event,
    Merge,
    Node,
    Note,
    Person,
    Recap,
    RecapLine,
    Statement,
    Wish,
)
from kulanz.desk.queries.approvals import approval_list
from snapshot import snapshot

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(hours=1)


def _full(cast: Cast, customer: Customer, subject: str) -> Case:
    """A case with something of everything, in which "Ware fehlt" is so because of its subject."""
    case = open_case(customer=customer, team=cast.koeln, subject=subject, language="de", at=MONDAY)
    contact = Contact.objects.create(
        case=case, channel="mail", direction="in", at=MONDAY, new_text="Wo?", language="de", heat=2
    )
    last = _ledger(case, contact)
    _chain(case, contact)
    due, ali = LATER, cast.ali
    promise(case, side="ours", kind="task", text="Suchen", due_at=due, owner=ali, at=MONDAY, by=ali)
    Wish.objects.create(case=case, text="Ersatz", at=MONDAY)
    Note.objects.create(case=case, by=ali, at=MONDAY, text="Ruhig", form_key=subject)
    recap = Recap.objects.create(case=case, at=MONDAY, way="mailed")
    RecapLine.objects.create(recap=recap, number=1, statement=last, text="x")
    Draft.objects.create(case=case, person=ali, kind="reply", text=subject, saved_at=MONDAY)
    if subject == "Zwei":
        Draft.objects.create(case=case, person=cast.sam, kind="note", text="Zwei", saved_at=MONDAY)
    tag(case, name_problem(subject), at=MONDAY, by=ali)
    refresh(case)
    return case


def _line(case: Case, number: int, text: str, **values: Any) -> Statement:
    plain = {"kind": "claim", "speaker": "customer", "said_at": MONDAY, "at": MONDAY}
    return Statement.objects.create(case=case, line_no=number, text=text, **(plain | values))


def _ledger(case: Case, contact: Contact) -> Statement:
    """A claim that was verified, and an opinion; returns the last line."""
    first = _line(case, 1, case.subject, contact=contact)
    proof = {"kind": "fact", "standing": "verified", "source": "Lager", "shareable": True}
    _line(case, 1, case.subject, replaces=first, **proof)
    return _line(case, 2, "Frech", kind="opinion")


def _chain(case: Case, contact: Contact) -> None:
    effect = Node.objects.create(case=case, label="Ware fehlt", at=MONDAY, line_no=1)
    cause = Node.objects.create(case=case, label=case.subject, at=MONDAY)
    because = Because.objects.create(case=case, effect=effect, contact=contact, at=MONDAY)
    BecauseNode.objects.create(because=because, node=cause)


def _merged(cast: Cast) -> tuple[Case, Case, Merge]:
    target, source = _full(cast, brandt(), "Eins"), _full(cast, brandt(), "Zwei")
    row = merging.merge(source, into=target, at=LATER, by=cast.ali)
    return Case.objects.get(pk=target.pk), Case.objects.get(pk=source.pk), row


def test_the_target_has_everything_and_ledger_lines_go_on_counting(cast: Cast) -> None:
    target, source, _row = _merged(cast)
    assert source.merged_into == target
    assert target.contacts.count() == 2
    assert target.contact_count == 2
    assert list(target.statements.values_list("line_no", "text")) == [
        (1, "Eins"), (1, "Eins"), (2, "Frech"), (3, "Zwei"), (3, "Zwei"), (4, "Frech"),
    ]  # fmt: skip
    assert (
        target.commitments.count()
        == target.notes.count()
        == target.recaps.count()
        == target.wishes.count()
        == 2
    )
    assert sorted(target.problems.values_list("name", flat=True)) == ["Eins", "Zwei"]
    assert source.contact_count == 0


def test_one_effect_of_the_same_name_has_both_causes(cast: Cast) -> None:
    target, _source, _row = _merged(cast)
    assert sorted(target.nodes.values_list("label", flat=True)) == ["Eins", "Ware fehlt", "Zwei"]
    effect = target.nodes.get(label="Ware fehlt")
    assert sorted(
        part.node.label for because in effect.becauses.all() for part in because.parts.all()
    ) == ["Eins", "Zwei"]


def test_drafts_follow_unless_the_same_person_has_begun_the_same(cast: Cast) -> None:
    target, source, _row = _merged(cast)
    assert sorted(target.drafts.values_list("person__name", "kind", "text")) == [
        ("Ali Kaya", "reply", "Eins"),
        ("Sam Berger", "note", "Zwei"),
    ]
    assert list(source.drafts.values_list("text", flat=True)) == ["Zwei"]


def test_undo_restores_every_row_exactly(cast: Cast) -> None:
    target, source = _full(cast, brandt(), "Eins"), _full(cast, brandt(), "Zwei")
    before = snapshot()
    row = merging.merge(source, into=target, at=LATER, by=cast.ali)
    assert snapshot() != before
    merging.undo_merge(row, at=LATER, by=cast.ali)
    assert snapshot() == before


def test_undo_takes_later_versions_along_and_leaves_new_lines(cast: Cast) -> None:
    target, source, row = _merged(cast)
    old = target.statements.get(line_no=4)
    _line(target, 4, "Sehr frech", kind="opinion", replaces=old, at=LATER)
    _line(target, 5, "Neu", at=LATER)
    merging.undo_merge(row, at=LATER, by=cast.ali)
    assert [line.text for line in source.statements.filter(line_no=2)] == ["Frech", "Sehr frech"]
    assert list(target.statements.filter(line_no__gt=2).values_list("text", flat=True)) == ["Neu"]


def test_undo_cuts_a_link_made_across_by_giving_each_side_its_node(cast: Cast) -> None:
    target, source, row = _merged(cast)
    since = Because.objects.create(case=target, effect=target.nodes.get(label="Eins"), at=LATER)
    BecauseNode.objects.create(because=since, node=target.nodes.get(label="Zwei"))
    merging.undo_merge(row, at=LATER, by=cast.ali)
    assert {part.node.case_id for part in BecauseNode.objects.filter(because__case=target)} == {
        target.pk
    }
    assert {part.node.case_id for part in BecauseNode.objects.filter(because__case=source)} == {
        source.pk
    }
    assert sorted(target.nodes.values_list("label", flat=True)) == ["Eins", "Ware fehlt", "Zwei"]


def test_both_histories_tell_of_it(cast: Cast) -> None:
    target, source, row = _merged(cast)
    merging.undo_merge(row, at=LATER, by=cast.ali)
    assert [event.kind for event in target.events.all()][-2:] == [
        "case.merged",
        "case.merge_undone",
    ]
    assert [event.kind for event in source.events.all()][-2:] == [
        "case.merged_into",
        "case.left_merge",
    ]


def test_what_cannot_be_merged(cast: Cast) -> None:
    target, source, row = _merged(cast)
    third = _full(cast, brandt(), "Drei")
    foreign = open_case(
        customer=devries(), team=cast.koeln, subject="Ander", language="nl", at=MONDAY
    )
    with pytest.raises(merging.MergeIntoItself):
        merging.merge(target, into=target, at=LATER, by=cast.ali)
    with pytest.raises(merging.AlreadyMerged):
        merging.merge(source, into=third, at=LATER, by=cast.ali)
    with pytest.raises(merging.AlreadyMerged):
        merging.merge(third, into=source, at=LATER, by=cast.ali)
    with pytest.raises(merging.DifferentCustomer):
        merging.merge(foreign, into=target, at=LATER, by=cast.ali)
    Case.objects.filter(pk=third.pk).update(closed_at=LATER, state="closed_withdrawn")
    with pytest.raises(merging.TargetClosed):
        merging.merge(target, into=third, at=LATER, by=cast.ali)
    merging.merge(foreign, into=target, same_person=True, at=LATER, by=cast.ali)
    assert Case.objects.get(pk=foreign.pk).merged_into == target
    merging.undo_merge(row, at=LATER, by=cast.ali)
    with pytest.raises(merging.AlreadyUndone):
        merging.undo_merge(row, at=LATER, by=cast.ali)


def test_a_merge_is_undone_before_the_one_it_went_into(cast: Cast) -> None:
    target, _source, row = _merged(cast)
    third = _full(cast, brandt(), "Drei")
    outer = merging.merge(target, into=third, at=LATER, by=cast.ali)
    with pytest.raises(merging.AlreadyMerged):
        merging.undo_merge(row, at=LATER, by=cast.ali)
    merging.undo_merge(outer, at=LATER, by=cast.ali)
    merging.undo_merge(Merge.objects.get(pk=row.pk), at=LATER, by=cast.ali)
    assert Case.objects.exclude(merged_into=None).count() == 0


def test_a_merged_case_answers_with_the_one_it_went_into(cast: Cast, client: Client) -> None:
    target, source, _row = _merged(cast)
    client.force_login(cast.ali)
    answer = client.get(f"/cases/{source.number}/history/?before=7")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/cases/{target.number}/history/?before=7",
    )
    typed = client.post(f"/cases/{source.number}/ownership/", {"owner": "me"})
    assert (typed.status_code, typed.headers["Location"]) == (
        307,
        f"/cases/{target.number}/ownership/",
    )


def test_a_merge_does_not_tell_a_number_the_reader_may_not_see(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    elsewhere = open_case(
        customer=brandt(), team=cast.utrecht, subject="X", language="nl", at=MONDAY
    )
    merging.merge(case, into=elsewhere, at=LATER, by=cast.mira)
    client.force_login(cast.ali)
    assert client.get(f"/cases/{case.number}/").status_code == 404


def test_the_page_merges_and_undoes(cast: Cast, client: Client) -> None:
    target, source = case_of_brandt(cast), _full(cast, brandt(), "Zwei")
    client.force_login(cast.ali)
    answer = client.post(f"/cases/{target.number}/merges/", {"source": source.number})
    assert answer.headers["Location"] == f"/cases/{target.number}/"
    row = target.merges_in.get()
    answer = client.post(f"/cases/{target.number}/merges/{row.pk}/undoing/")
    assert answer.headers["Location"] == f"/cases/{target.number}/"
    assert Case.objects.get(pk=source.pk).merged_into is None


def test_a_number_that_is_not_ones_own_to_see_is_refused_like_one_that_does_not_exist(
    cast: Cast, client: Client
) -> None:
    case = case_of_brandt(cast)
    foreign = open_case(customer=brandt(), team=cast.utrecht, subject="X", language="nl", at=MONDAY)
    client.force_login(cast.ali)
    said = []
    for number in (foreign.number, "2026-9999"):
        page = client.post(f"/cases/{case.number}/merges/", {"target": number}, follow=True)
        said.append([str(message) for message in page.context["messages"]])
    assert said[0] == said[1] == ["No case with this number is open to you."]
    assert Merge.objects.count() == 0


def test_links_hold_two_cases_together_once(cast: Cast, client: Client) -> None:
    one, two = case_of_brandt(cast), _full(cast, devries(), "Zwei")
    client.force_login(cast.ali)
    client.post(f"/cases/{two.number}/links/", {"other": one.number})
    link = CaseLink.objects.get()
    assert (link.first, link.second) == (one, two)
    with pytest.raises(merging.AlreadyLinked):
        merging.link(one, two, at=LATER, by=cast.ali)
    with pytest.raises(merging.MergeIntoItself):
        merging.link(one, one, at=LATER, by=cast.ali)
    client.post(f"/cases/{one.number}/links/{link.pk}/removal/")
    assert CaseLink.objects.count() == 0
    assert Event.objects.filter(kind="case.unlinked").count() == 2


def test_only_those_who_work_on_cases_merge(cast: Cast, client: Client) -> None:
    target, source = case_of_brandt(cast), _full(cast, brandt(), "Zwei")
    person: Person = cast.dpo
    client.force_login(person)
    assert (
        client.post(f"/cases/{target.number}/merges/", {"source": source.number}).status_code == 404
    )


def test_merging_wins_no_time_and_undo_gives_it_back(cast: Cast) -> None:
    older, younger = case_of_brandt(cast), case_of_brandt(cast)
    for case, day in ((older, 1), (younger, 5)):
        case.decide_by = case.interim_by = case.human_by = MONDAY + timedelta(days=day)
        case.save(update_fields=["decide_by", "interim_by", "human_by"])
    Case.objects.filter(pk=older.pk).update(human_answer_at=MONDAY)
    row = merging.merge(older, into=younger, at=MONDAY, by=cast.ali)
    merged = Case.objects.get(pk=younger.pk)
    Case.objects.filter(pk=younger.pk).update(interim_by=MONDAY + timedelta(days=9))
    merging.undo_merge(row, at=MONDAY, by=cast.ali)
    after = Case.objects.get(pk=younger.pk)

    clocks = ("human_by", "interim_by", "decide_by")
    days = [[(getattr(case, one) - MONDAY).days for one in clocks] for case in (merged, after)]
    # An answer that the older case has had is owed no more; a clock set since is left alone.
    assert days == [[5, 1, 1], [5, 9, 5]]


def test_a_closed_case_brings_no_clock_along(cast: Cast) -> None:
    closed, open_one = case_of_brandt(cast), case_of_brandt(cast)
    Case.objects.filter(pk=closed.pk).update(decide_by=MONDAY)
    confirm_solved(closed, at=MONDAY)
    merging.merge(closed, into=open_one, at=MONDAY, by=cast.ali)

    assert Case.objects.get(pk=open_one.pk).decide_by == open_one.decide_by


def test_an_open_question_to_a_colleague_goes_with_its_case_and_comes_back(cast: Cast) -> None:
    source = a_case(cast)
    target = open_case(
        customer=source.customer, team=cast.koeln, subject="Zwei", language="de", at=MONDAY
    )
    row = asked(source, cast.ali)
    merge = merging.merge(source, into=target, at=MONDAY, by=cast.ali)

    assert [one.row for one in approval_list(cast.sam, language="de", at=MONDAY).mine] == [row]
    assert Approval.objects.get().case == target
    merging.undo_merge(merge, at=LATER, by=cast.ali)
    assert say_yes(Approval.objects.get(), at=LATER, by=cast.sam).case == source
