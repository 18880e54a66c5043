"""How deadlocks and ways out are said, in every language."""

import pytest

from kulanz.case import LanguageCode
from kulanz.chain.answers import Way, Ways
from kulanz.chain.parts import Action
from kulanz.chain.saying import deadlock_sentence, ways_sentences
from seed_cases import STORY

RECORD = Action("note_the_loss", ("recorded",), "agent")
MAIL = Action("end_call_and_mail", ("sent",), "agent", remedy="apologise")
CONFIRM = Action("confirm_it_all", ("read",), "customer", 2)
RESEND = Action("resend_goods", ("goods",), "seller", 5)
WRITE_OFF = Action("goodwill_write_off", ("off",), "billing", 3, needs="team_lead")


def test_deadlocks() -> None:
    assert deadlock_sentence(STORY, ("closed", "settled", "paid"), [RECORD, MAIL], "de") == (
        "Es wartet eines auf das andere: closed, settled und paid. "
        "Das löst es: note the loss und Entschuldigung."
    )
    assert deadlock_sentence(STORY, ("closed", "paid"), [], "en", {"paid": "she pays"}) == (
        "Each waits for the other: closed and she pays. What opens it is not known."
    )


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "de",
            (
                "Das tun wir: note the loss und goodwill write off.",
                "Das tun Sie: confirm it all.",
                "Das tut Verkäufer: resend goods.",
                "Vorher muss zustimmen (Teamleitung): goodwill write off.",
                "Oder: note the loss.",
            ),
        ),
        (
            "nl",
            (
                "Dit doen wij: note the loss en goodwill write off.",
                "Dit doet u: confirm it all.",
                "Dit doet verkoper: resend goods.",
                "Hiervoor is eerst toestemming nodig (teamleider): goodwill write off.",
                "Of: note the loss.",
            ),
        ),
        (
            "en",
            (
                "What we do: note the loss and goodwill write off.",
                "What you do: confirm it all.",
                "What seller does: resend goods.",
                "Has to agree first (team lead): goodwill write off.",
                "Or: note the loss.",
            ),
        ),
    ],
)
def test_ways_out(language: LanguageCode, lines: tuple[str, ...]) -> None:
    best = Way((RECORD, CONFIRM, RESEND, WRITE_OFF), 11, approvals=(WRITE_OFF,))
    found = ways_sentences(STORY, Ways((best, Way((RECORD,), 12))), language)
    assert found == lines


def test_what_nobody_will_do_is_called_unlikely() -> None:
    pays = Action("gives_in", ("paid",), "customer", 99)
    ways = Ways((Way((RECORD, pays), 100), Way((pays,), 101)))
    assert ways_sentences(STORY, ways, "en") == (
        "What we do: note the loss.",
        "What you do: gives in.",
        "Hardly to be expected: gives in.",
        "Or, hardly to be expected: gives in.",
    )


def test_many_ways_no_way_and_nothing_to_do() -> None:
    many = Ways((Way((RECORD,), 1),) * 7, complete=False)
    assert ways_sentences(STORY, many, "en") == (
        "What we do: note the loss.",
        *("Or: note the loss.",) * 4,
        "And 2 more.",
        "The search took too long: there may be more and cheaper ways.",
    )
    assert ways_sentences(STORY, Ways((), ("customer_reads", "angry")), "de") == (
        "Unmöglich, weil niemand das herbeiführen kann: customer reads und Kundin ist wütend.",
    )
    assert ways_sentences(STORY, Ways((), ("angry", "customer_reads")), "en", goals=["angry"]) == (
        "Impossible, because nobody can bring about: customer reads.",
    )
    assert ways_sentences(STORY, Ways((), ("angry",)), "en", goals=["angry"]) == (
        "Impossible, because nobody can bring about: she is angry.",
    )
    assert ways_sentences(STORY, Ways((), complete=False), "en") == (
        "No way was found in the time there was.",
    )
    assert ways_sentences(STORY, Ways((Way((), 0),)), "nl") == ("Er hoeft niets meer te gebeuren.",)
