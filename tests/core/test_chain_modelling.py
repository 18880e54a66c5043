"""What was told becomes a causal model: equations, rounds, signs, needs, norms and questions."""

from dataclasses import replace

import pytest

from kulanz.case import LanguageCode, Utterance
from kulanz.chain import (
    Condition,
    Counterfactual,
    Node,
    Obstacle,
    Rule,
    Told,
    parse_notation,
)
from kulanz.chain.formulas import spelled
from kulanz.chain.notes.doubts import doubt_text
from kulanz.chain.notes.modelling import model_of, node_of
from kulanz.chain.parts import Need


def nodes(text: str, **holds: bool | None) -> tuple[Node, ...]:
    return tuple(Node(letter, f"label {letter}", holds.get(letter, True)) for letter in text)


def because(effect: str, causes: str, unless: str = "", quote: str = "", line: int = 0) -> Rule:
    return Rule(effect, tuple(causes), tuple(unless), quote, line)


def had(conditions: str, consequences: str) -> Counterfactual:
    """Small letters would have been so, capital ones not."""
    sides = [
        tuple(Condition(letter.lower(), letter.isupper()) for letter in side)
        for side in (conditions, consequences)
    ]
    return Counterfactual("had", 1, sides[0], sides[1])


def equations(told: Told) -> dict[str, str]:
    chain = model_of(told, "de").chain
    return {one.name: spelled(one.equation) for one in chain.variables if one.equation is not None}


def asked(told: Told) -> list[tuple[str, tuple[str, ...]]]:
    return [(doubt.code, doubt.names) for doubt in model_of(told, "de").doubts]


def test_one_sentence_is_a_conjunction_and_several_are_alternatives() -> None:
    told = Told(nodes("abcde", d=False), (because("e", "ab", "d"), because("e", "c")))

    assert equations(told) == {"e": "(a & b & ~d) | c"}


def test_a_had_sentence_adds_a_reason_for_what_is_not_and_a_barrier_to_what_is() -> None:
    told = Told(
        nodes("abcd", a=False, b=False, c=False),
        (because("d", "b"),),
        counterfactuals=(had("a", "c"), had("b", "c"), had("ac", "D")),
    )

    assert equations(told) == {"c": "a | b", "d": "b & ~(a & c)"}
    assert model_of(told, "de").chain.by_name["d"].actual is True


def test_what_is_said_twice_stands_once() -> None:
    told = Told(nodes("abc"), (because("c", "ab"),), counterfactuals=(had("A", "C"),))
    assert equations(told) == {"c": "a & b"}
    assert equations(replace(told, rules=())) == {"c": "a"}
    assert equations(replace(told, rules=(because("c", "a"), because("c", "b")))) == {
        "c": "(a | b) & a"
    }


def test_a_had_sentence_about_what_is_so_anyway_says_nothing() -> None:
    assert equations(Told(nodes("ab", a=False), counterfactuals=(had("a", "b"),))) == {}
    assert equations(Told(nodes("ab", b=False), counterfactuals=(had("a", "b"),))) == {}


def test_what_is_only_supposed_is_a_hypothesis_with_the_value_that_was_told() -> None:
    told = Told(
        nodes("abcdef", b=None, d=None, e=None, f=None),
        (because("a", "b"), because("c", "a", "d")),
        counterfactuals=(had("e", "F"),),
    )
    chain = model_of(told, "de").chain

    assert chain.values == {"a": True, "b": True, "c": True, "d": False, "e": False, "f": True}
    assert [one.name for one in chain.variables if one.status == "hypothesis"] == list("bdef")
    assert chain.worlds.contradicted == frozenset()


def test_norms_are_what_had_sentences_ask_for_unless_given() -> None:
    given_norm = Node("b", "label b", False, norm=False)
    told = Told(
        (*nodes("ac", a=False), given_norm), counterfactuals=(had("a", "C"), had("Cb", "a"))
    )
    chain = model_of(told, "de").chain

    assert {one.name: one.norm for one in chain.variables} == {"a": True, "c": False, "b": False}


def test_steps_in_time_come_from_the_order_of_causes() -> None:
    told = Told(nodes("abcd"), (because("b", "a"), because("c", "bd")))

    assert {one.name: one.t for one in model_of(told, "de").chain.variables} == {
        "a": 1,
        "b": 2,
        "c": 3,
        "d": 2,
    }


def test_given_steps_stay_and_fill_the_gaps() -> None:
    told = Told(
        (Node("a", "a", t=3), *nodes("bc"), Node("d", "d", t=5), *nodes("e")),
        (because("b", "a"), because("d", "bc")),
    )

    assert [one.t for one in model_of(told, "de").chain.variables] == [3, 3, 5, 5, 1]


AGAIN = (
    Node("s", "es gibt keine Lösung"),
    Node("c", "sie ruft wieder an, noch zweimal"),
    Node("w", "sie wird wütender"),
    Node("e", "ich beende das Telefonat"),
    Node("x", "sie kündigt"),
)
AGAIN_RULES = (
    because("s", "e"),
    because("x", "s"),
    because("c", "s"),
    because("w", "c"),
    because("s", "w"),
)


def test_a_repetition_becomes_one_round_per_contact() -> None:
    told = Told(AGAIN, AGAIN_RULES)

    assert equations(told) == {
        "s": "e",
        "s.2": "w",
        "s.3": "w.2",
        "c": "s",
        "c.2": "s.2",
        "w": "c",
        "w.2": "c.2",
        "x": "s",
    }
    assert node_of("s.3") == node_of("s") == "s"
    assert [(one.type, one.nodes) for one in model_of(told, "de").chain.loops().loops] == [
        ("R", ("s", "c", "w"))
    ]


def test_an_effect_told_after_the_repetition_follows_from_its_last_round() -> None:
    rules = (*AGAIN_RULES[:1], *AGAIN_RULES[2:], because("x", "s"))

    assert equations(Told(AGAIN, rules))["x"] == "s.3"


def test_a_repetition_without_a_number_goes_round_once_more_and_asks() -> None:
    calls = Node("c", "sie ruft wieder an")
    told = Told(tuple(calls if n.id == "c" else n for n in AGAIN), AGAIN_RULES)

    assert set(equations(told)) == {"s", "s.2", "c", "w", "x"}
    assert ("how_often", ("c",)) in asked(told)


def test_a_state_that_lasts_ends_only_through_the_repeated_contact() -> None:
    quote = "Weil sie wütender wird, gibt es weiterhin keine Lösung"
    told = Told(AGAIN, (*AGAIN_RULES[:4], because("s", "w", quote=quote, line=9)))

    assert equations(told)["s.2"] == "(s & w) | (s & ~c)"


def test_what_is_still_so_follows_from_what_the_sentence_said_before_it() -> None:
    quote = "Weil A, B und weiterhin C"
    rules = (because("c", "d"), because("b", "a", "", quote, 5), because("c", "a", "", quote, 5))
    told = Told(nodes("abcd"), rules)

    assert equations(told) == {"b": "a", "c": "d | b"}
    assert asked(told) == [("through", ("b", "c"))]


def test_a_circle_that_is_no_repetition_is_cut_where_it_was_told_last() -> None:
    told = Told(nodes("abcd"), (because("b", "a"), because("c", "b"), because("a", "cd")))

    assert equations(told) == {"b": "a", "c": "b", "a": "d"}
    assert asked(told) == [("circle", ("c", "a"))]
    assert [one.nodes for one in model_of(told, "de").chain.loops().loops] == [("a", "b", "c")]


def test_exceptions_and_barriers_are_minus_signs() -> None:
    told = Told(
        nodes("abcd", b=False, d=False),
        (because("c", "a", "b"),),
        counterfactuals=(had("b", "d"), had("d", "A")),
    )
    influences = model_of(told, "de").chain.influences

    assert {(one.cause, one.effect): one.sign for one in influences} == {
        ("a", "c"): "+",
        ("b", "c"): "-",
        ("b", "d"): "+",
        ("d", "a"): "-",
    }


def test_needs_break_each_alternative_by_one_of_its_causes() -> None:
    told = Told(nodes("abcd"), (because("d", "ab"), because("d", "c")))

    assert model_of(told, "de").chain.needs == (Need("d", ("a", "c")), Need("d", ("b", "c")))


def test_a_wish_its_obstacle_and_the_refusal_behind_it_are_the_knot() -> None:
    told = Told(
        (
            Node("w", "Kundin will Konto schließen", True, "customer", "wants"),
            Node("x", "Konto kann nicht geschlossen werden", True, "company", "cannot"),
            Node("y", "Betrag offen", True, "company"),
            Node("z", "Kundin zahlt nicht", True, "customer", "refuses"),
            Node("g", "Ware nicht erhalten", True, "customer"),
        ),
        (because("x", "y"), because("y", "z"), because("z", "g")),
        obstacles=(Obstacle("w", "x"),),
    )
    found = model_of(told, "de").chain.deadlocks()

    assert [set(knot) for knot in found.knots] == [set("wxyz")]
    assert found.waits_for == ("g",)


def test_events_that_drive_each_other_are_no_knot() -> None:
    told = Told(AGAIN, AGAIN_RULES)

    assert model_of(told, "de").chain.deadlocks().knots == ()


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        (
            "de",
            (
                "- Konto gesperrt, weil die Lastschrift zurückkam\n"
                "- Konto gesperrt, weil der Betrag offen ist\n"
                "- Bestellung storniert, weil das Konto gesperrt ist"
            ),
            (
                "„Konto gesperrt“: Waren „die Lastschrift zurückkam“ und „der Betrag ist offen“ "
                "zusammen nötig, oder hätte eines davon gereicht?"
            ),
        ),
        (
            "nl",
            "- De klant is boos omdat het pakket ontbreekt en niemand antwoordt of omdat zij wacht",
            (
                "‘De klant is boos’: hoort ‘zij wacht’ bij ‘het pakket ontbreekt, niemand "
                "antwoordt’, of is het een aparte reden?"
            ),
        ),
        (
            "en",
            "- The order was refused, presumably because of a returned debit",
            (
                "Was “a returned debit” really a reason for “The order was refused”? "
                "So far it is a guess."
            ),
        ),
    ],
)
def test_what_is_left_open_is_asked(language: LanguageCode, text: str, question: str) -> None:
    told = parse_notation([Utterance(text, "agent", 1)], language)

    doubts = model_of(told, language).doubts

    assert [doubt_text(doubt, told, language) for doubt in doubts] == [question]


@pytest.mark.parametrize(
    ("language", "grouped", "text"),
    [
        ("en", True, "because the line was slow and we were ill, it was late and they had left"),
        ("en", False, "because the line was slow, the agent was ill and it was late"),
        ("en", False, "because the line was slow and the agent was ill and it was late"),
        ("en", False, "because she shouts and interrupts, does not listen and hangs up"),
        ("de", True, "weil das System langsam war und der Kollege neu war, die Leitung alt war"),
        ("de", False, "weil das System langsam war, der Kollege neu war und die Leitung alt war"),
        ("de", False, "weil die Kundin unterbricht und schreit, nicht zuhört und droht"),
        ("nl", True, "omdat het systeem traag was en de collega nieuw was, de lijn kapot was"),
        ("nl", False, "omdat het systeem traag was, de collega nieuw was en de lijn kapot was"),
    ],
)
def test_only_groups_of_causes_are_asked_about(
    language: LanguageCode, *, grouped: bool, text: str
) -> None:
    effect = {"en": "The call ended", "de": "Der Anruf war lang,", "nl": "Het gesprek was lang,"}
    told = parse_notation([Utterance(f"- {effect[language]} {text}", "agent", 1)], language)
    assert len(told.rules[0].because) >= 3
    codes = [doubt.code for doubt in model_of(told, language).doubts]
    assert codes == (["who_says"] if grouped else [])


def test_the_comma_before_the_last_and_belongs_to_an_english_list() -> None:
    start = "- The wait was long because the line was slow, the agent was new"
    for end, causes in ((", and the list was old.", 3), (", and I am glad it is over.", 2)):
        (rule,) = parse_notation([Utterance(start + end, "agent", 1)], "en").rules
        assert len(rule.because) == causes


def test_two_clauses_that_are_nearly_the_same_are_asked_about() -> None:
    said = ["Ware kam am Montag beschädigt an", "Ware lag am Montag beschädigt im Flur", "Geld"]
    told = Told(tuple(Node(f"n{n}", label) for n, label in enumerate(said)))

    assert asked(told) == [("same_thing", ("n0", "n1"))]


def test_a_fact_after_a_had_sentence_is_needed_too() -> None:
    text = (
        "- Ich zahle nicht, weil die Ware fehlt\n- Der Verkäufer hat nicht geantwortet\n"
        "- Hätte ich angerufen, wäre der Betrag ausgebucht worden, weil die Ware fehlt\n"
        "- Ich bin sauer, weil niemand antwortet"
    )
    told = parse_notation([Utterance(text, "customer", 1)], "de")
    [supposed] = told.counterfactuals
    label = {node.id: node.label for node in told.nodes}

    assert [label[node] for node in supposed.given] == ["die Ware fehlt"]
    [written_off] = supposed.consequences
    equation = model_of(told, "de").chain.by_name[written_off.node].equation
    assert equation is not None
    assert spelled(equation) == f"{supposed.conditions[0].node} & {supposed.given[0]}"
