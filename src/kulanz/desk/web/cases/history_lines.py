"""One event as a line of the history: who, what, when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kulanz.case.states import STATES
from kulanz.conditions import FACTS
from kulanz.desk.models import Case, Event
from kulanz.desk.queries.breach_rules import act_words
from kulanz.desk.queries.clocks import CODES, clock_name
from kulanz.desk.templatetags.case_words import act_label, fact_label, state_word
from kulanz.desk.templatetags.ledger import declaration_name
from kulanz.desk.web.cases.history_texts import TEXTS
from kulanz.desk.web.languages import reading
from kulanz.languages import pack

SAID = {
    "empathy": gettext_lazy("understanding"),
    "apology": gettext_lazy("an apology"),
    "boundary": gettext_lazy("a boundary"),
    "asks_nothing": gettext_lazy("that the customer has nothing to do"),
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What a person reads of an event."""

    event_id: int
    at: datetime
    who: str
    text: str
    about: str
    times: int = 1


class _Values(dict[str, str]):
    """Values for a text's placeholders; one that is missing is a dash, not an error."""

    def __missing__(self, key: str) -> str:
        return "–"


def line_of(event: Event, case: Case, *, about: str = "") -> HistoryLine:
    """The event in words, in the language of the moment."""
    if event.kind == "contact.received":
        who = case.customer.name  # whoever noted it, the customer got in touch
    elif event.by is not None:
        who = event.by.name
    else:
        who = case.customer.name if event.by_customer else _("Kulanz")
    return HistoryLine(event_id=event.pk, at=event.at, who=who, text=text_of(event), about=about)


def folded(lines: Iterable[HistoryLine]) -> list[HistoryLine]:
    """The lines, with equal ones that follow each other told once and counted."""
    result: list[HistoryLine] = []
    for line in lines:
        last = result[-1] if result else None
        if last and (last.who, last.text, last.about) == (line.who, line.text, line.about):
            result[-1] = replace(last, times=last.times + 1)
        else:
            result.append(line)
    return result


def text_of(event: Event) -> str:
    """What happened; a kind without a text shows its code, so that it is noticed."""
    template = TEXTS.get(event.kind)
    if template is None:
        return event.kind
    values = {key: _in_words(value) for key, value in event.values.items() if value is not None}
    if event.values.get("clock") in CODES:  # "decide" is also the name of an act
        values["clock"] = clock_name(str(event.values["clock"]), reading())
    if event.values.get("act") is not None:  # what a broken promise proposes is a remedy
        act = str(event.values["act"])
        values["act"] = act_words(act, reading()) or values["act"]
    return str(template) % _Values(values)


def _in_words(value: object) -> str:
    if not isinstance(value, str):
        return str(value)
    if value in FACTS:
        return fact_label(value)
    if value in pack("en", "playbook")["acts"]:
        return act_label(value)
    if value in STATES:
        return state_word(value)
    return str(SAID.get(value) or declaration_name(value))
