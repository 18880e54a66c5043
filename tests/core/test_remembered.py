"""What was worked out from one short text is not worked out again, and changes nothing."""

from kulanz.case import Finding, Utterance
from kulanz.languages.remembered import LONGEST, MOST, remembered
from kulanz.reading.conversation import of_turns
from kulanz.signals import find_declarations

WITHDRAWS = "Hiermit widerrufe ich den Kauf."
PROMISES = "Ich rufe Sie morgen um zehn Uhr zurück."


def test_the_same_text_is_worked_out_once_for_each_set_of_arguments() -> None:
    worked: list[str] = []

    @remembered
    def length(text: str, more: int) -> int:
        worked.append(text)
        return len(text) + more

    assert [length("ab", 1), length("ab", 1), length("ab", more=2)] == [3, 3, 4]
    assert worked == ["ab", "ab"]


def test_a_letter_is_not_kept() -> None:
    worked: list[str] = []
    keep = remembered(worked.append)
    talk, letter = "a" * LONGEST, "a" * (LONGEST + 1)
    for text in (talk, talk, letter, letter):
        keep(text)
    assert worked == [talk, letter, letter]


def test_what_is_kept_is_bounded() -> None:
    worked: list[str] = []
    keep = remembered(worked.append)
    for number in (*range(MOST + 1), 0):
        keep(str(number))
    assert len(worked) == MOST + 2


def test_the_same_words_stand_on_the_line_and_with_the_speaker_of_now() -> None:
    first = (Utterance(WITHDRAWS, "customer", 1), Utterance(PROMISES, "agent", 2))
    turned = (Utterance(PROMISES, "customer", 4), Utterance(WITHDRAWS, "customer", 7))
    by_agent = (Utterance(WITHDRAWS, "agent", 1), Utterance(PROMISES, "agent", 2))
    found = [find_declarations(said, "de") for said in (first, turned, by_agent)]
    assert found == [
        (Finding("withdrawal", WITHDRAWS, 1),),
        (Finding("withdrawal", WITHDRAWS, 7),),
        (),
    ]
    sides = [[one["by"] for one in of_turns(said, "de")["commitments"]] for said in (first, turned)]
    assert sides == [["us"], ["customer"]]
