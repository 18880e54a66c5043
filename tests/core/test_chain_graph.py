"""A chain from plain values: links, fixpoints, circles, deadlocks and what unlocks them."""

import pytest

from kulanz.chain import (
    Condition,
    Counterfactual,
    Lever,
    Link,
    Node,
    Obstacle,
    Rule,
    Stance,
    Told,
    Unlock,
    levers_for,
    outline,
)
from kulanz.chain.notes.unlock import Act
from kulanz.chain.picture.outline import Item


def nodes(text: str, **holds: bool | None) -> tuple[Node, ...]:
    return tuple(Node(letter, f"label {letter}", holds.get(letter, True)) for letter in text)


def chain(text: str, *rules: Rule, **holds: bool | None) -> Told:
    return Told(nodes(text, **holds), rules)


def because(effect: str, causes: str, unless: str = "") -> Rule:
    return Rule(effect, tuple(causes), tuple(unless))


def ring(count: int) -> Told:
    ids = [f"n{i}" for i in range(count)]
    return Told(
        tuple(Node(i, i) for i in ids),
        tuple(Rule(ids[(i + 1) % count], (ids[i],)) for i in range(count)),
    )


def test_a_conjunction_gives_a_link_per_cause_and_alternatives_are_rules() -> None:
    found = chain("abcd", because("d", "ab"), because("d", "c"))

    assert [(link.cause, link.effect) for link in found.links] == [
        ("a", "d"),
        ("b", "d"),
        ("c", "d"),
    ]


def test_a_link_is_given_once_with_its_first_quote() -> None:
    rules = (Rule("b", ("a",), quote="one", line=3), Rule("b", ("a",), quote="two", line=7))

    assert Told(nodes("ab"), rules).links == (Link("a", "b", "one", 3),)


def test_an_exception_is_a_link_only_when_it_is_known_not_to_hold() -> None:
    rule = because("b", "a", "c")

    assert [link.kind for link in chain("abc", rule, c=False).links] == ["because", "unless"]
    assert [link.kind for link in chain("abc", rule, c=None).links] == ["because"]


def test_strangers_and_twins_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown nodes: x"):
        chain("a", because("a", "x"))
    with pytest.raises(ValueError, match="share an id"):
        Told((Node("a", "one"), Node("a", "two")))


def test_a_circle_does_not_lift_itself() -> None:
    found = chain("ab", because("a", "b"), because("b", "a"))

    assert found.loosened("") == set()


def test_a_node_is_loose_when_every_alternative_is_broken() -> None:
    found = chain("abcd", because("d", "ab"), because("d", "c"))

    assert found.loosened("a") == set("a")
    assert found.loosened("ac") == set("acd")
    assert found.loosened("bc") == set("bcd")


def test_refuted_causes_and_known_exceptions_take_their_rule_out() -> None:
    refuted = chain("abc", because("c", "a"), because("c", "b"), a=False)
    excepted = chain("abcd", because("c", "a", "d"), because("c", "b"))

    assert refuted.loosened("b") == set("bc")
    assert excepted.loosened("b") == set("bc")


def test_an_exception_that_comes_about_breaks_the_rule() -> None:
    found = chain("abc", because("b", "a", "c"), c=False)

    assert found.loosened("c") == set("bc")


def test_a_what_if_loosens_its_consequences_when_all_conditions_are_met() -> None:
    had = Counterfactual("", 1, (Condition("a"), Condition("b")), (Condition("c", negated=True),))
    found = Told(nodes("abc", a=False, b=False), counterfactuals=(had,))

    assert found.loosened("a") == set("a")
    assert found.loosened("ab") == set("abc")
    assert [(link.cause, link.effect, link.kind) for link in found.links] == [
        ("a", "c", "had"),
        ("b", "c", "had"),
    ]


def test_a_what_if_whose_condition_is_met_says_nothing_any_more() -> None:
    had = Counterfactual("", 1, (Condition("a"),), (Condition("b"),))

    assert Told(nodes("ab"), counterfactuals=(had,)).active().counterfactuals == ()


def test_circles_come_smallest_first_from_their_earliest_node() -> None:
    found = chain(
        "abcd", because("b", "a"), because("c", "b"), because("a", "c"), because("b", "c")
    )

    assert found.circles() == (("b", "c"), ("a", "b", "c"))


def test_a_refuted_link_closes_no_circle() -> None:
    found = chain("ab", because("b", "a"), because("a", "b"), a=False)

    assert found.circles() == ()


def test_a_ring_longer_than_the_search_is_still_seen() -> None:
    assert [len(circle) for circle in ring(12).circles()] == [12]
    assert [len(circle) for circle in ring(100).circles()] == [100]


def test_a_dense_graph_is_cut_off() -> None:
    ids = [f"n{i}" for i in range(60)]
    rules = tuple(Rule(one, tuple(other for other in ids if other != one)) for one in ids)

    circles = Told(tuple(Node(i, i) for i in ids), rules).circles()

    assert [len(circle) for circle in circles] == [2] * 50


def stuck(*, wish: bool, refusing: Stance = "refuses") -> Told:
    wants = (Node("w", "Kundin will Konto schließen", True, "customer", "wants"),) if wish else ()
    return Told(
        (
            *wants,
            Node("x", "Konto kann nicht geschlossen werden", True, "company", "cannot"),
            Node("y", "Betrag offen", True, "company"),
            Node("z", "Kundin zahlt nicht", True, "customer", refusing),
            Node("g", "Ware nicht erhalten", True, "customer"),
        ),
        (Rule("x", ("y",)), Rule("y", ("z",)), Rule("z", ("g",))),
        obstacles=(Obstacle("w", "x"),) if wish else (),
    )


def test_who_refuses_while_the_refusal_blocks_the_wish_is_in_a_deadlock() -> None:
    assert stuck(wish=True).deadlocks() == (("w", "x", "y", "z"),)
    assert stuck(wish=False).deadlocks() == (("x", "y", "z"),)
    assert stuck(wish=True, refusing="none").deadlocks() == ()
    assert stuck(wish=True).circles() == ()


def test_the_exit_of_a_deadlock_counts_alternatives() -> None:
    found = stuck(wish=True)
    with_other_reason = Told(
        (*found.nodes, Node("o", "other reason")),
        (*found.rules, Rule("z", ("o",))),
        obstacles=found.obstacles,
    )

    assert found.exits(found.deadlocks()[0]) == ("g",)
    assert with_other_reason.exits(with_other_reason.deadlocks()[0]) == ()


def test_two_parties_with_preconditions_on_each_other_are_in_a_deadlock() -> None:
    found = Told(
        (
            Node("a", "We cannot send", True, "company", "cannot"),
            Node("b", "Customer does not pay", True, "customer"),
        ),
        (because("a", "b"), because("b", "a")),
    )

    assert found.deadlocks() == (("a", "b"),)
    assert found.circles() == (("a", "b"),)


def test_events_that_drive_each_other_are_no_deadlock() -> None:
    found = chain("ab", because("a", "b"), because("b", "a"))

    assert found.circles() == (("a", "b"),)
    assert found.deadlocks() == ()


def test_unlocks_are_cheapest_first_and_minimal() -> None:
    found = chain("abcd", because("c", "a"), because("d", "b"))
    levers = (
        Lever("both", frozenset("cd"), cost=5, approval="TL"),
        Lever("one", frozenset("a"), cost=1),
        Lever("two", frozenset("b"), cost=1, actor="agent"),
        Lever("beside", frozenset("x"), cost=1),
    )

    assert found.unlock(levers, goals="cd") == (
        Unlock((Act("one", "company", False), Act("two", "agent", False)), 2),
        Unlock((Act("both", "company", "TL"),), 5),
    )


def test_given_goals_are_all_or_nothing() -> None:
    found = chain("ab")

    assert found.unlock((Lever("one", frozenset("a")),), goals="ab") == ()
    assert found.unlock(()) == ()


def test_equal_cost_prefers_what_can_be_taken_back() -> None:
    levers = (
        Lever("for_good", frozenset("a"), reversible=False),
        Lever("on_hold", frozenset("a")),
    )

    actions = [unlock.actions[0].action for unlock in chain("a").unlock(levers, goals="a")]

    assert actions == ["on_hold", "for_good"]


def test_levers_are_bound_by_what_the_labels_say() -> None:
    bound = {lever.action: lever.ends for lever in levers_for(stuck(wish=True), "de")}

    assert bound == {
        "dispute_hold": {"y"},
        "account_close_ordering": {"x"},
        "redeliver": {"g"},
        "refund_full": {"g"},
        "credit_note": {"g", "y"},
    }


def test_what_does_not_hold_needs_no_lever() -> None:
    assert levers_for(Told((Node("a", "Betrag offen", False),)), "de") == ()


def flat(item: Item) -> object:
    below = [[flat(part) for part in (*r.because, *r.unless)] for r in item.reasons]
    return [item.node.id, "again"] if item.again else [item.node.id, *below]


def test_the_outline_starts_with_final_effects_and_ends_at_circles() -> None:
    found = chain(
        "abcd", because("d", "c"), because("c", "ab"), because("a", "c"), because("d", "b")
    )

    assert [flat(item) for item in outline(found)] == [
        ["d", [["c", [["a", [["c", "again"]]], ["b"]]]], [["b", "again"]]],
    ]


def test_the_outline_shows_a_lone_circle_and_every_node_of_a_long_chain() -> None:
    def opened(item: Item) -> list[str]:
        below = [id_ for r in item.reasons for part in r.because for id_ in opened(part)]
        return below if item.again else [item.node.id, *below]

    long = Told(
        tuple(Node(f"n{i}", "x") for i in range(300)),
        tuple(Rule(f"n{i}", (f"n{i + 1}",)) for i in range(299)),
    )

    assert sorted(id_ for item in outline(ring(3)) for id_ in opened(item)) == ["n0", "n1", "n2"]
    assert sorted(id_ for item in outline(long) for id_ in opened(item)) == sorted(
        node.id for node in long.nodes
    )
