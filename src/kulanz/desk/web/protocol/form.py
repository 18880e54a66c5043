"""The guide as a form: places, what a step comes after, and the cases in which it is asked for."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from kulanz.desk.queries.protocol import HOUSE, problem_names, words_of_conditions
from kulanz.desk.web.doors import whole_number
from kulanz.desk.web.languages import reading
from kulanz.languages import pack
from kulanz.protocol import step_name
from kulanz.protocol.guide_file import ASKS, NO_PROBLEM, chosen_in, only_for
from kulanz.protocol.order import GuideStep

STEPS = tuple(step.id for step in HOUSE)


@dataclass(frozen=True, slots=True)
class Picker:
    """One part of a condition: its name, and the words to choose from with those chosen."""

    id: str
    name: str
    words: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A step in the form: its place, what it may come after, and which of these are chosen."""

    id: str
    name: str
    place: int
    may_skip: bool
    after: tuple[tuple[str, str, bool], ...]
    pickers: tuple[Picker, ...]
    only_for: str


def step_names() -> dict[str, str]:
    """What the six steps are called for the reader."""
    return {step: step_name(step, reading()) for step in STEPS}


def rows_of(guide: tuple[GuideStep, ...]) -> list[Row]:
    """The form for a guide."""
    names, labels = step_names(), word_names()
    return [
        Row(
            one.id,
            names[one.id],
            place,
            one.may_skip,
            tuple((other, names[other], other in one.after) for other in STEPS if other != one.id),
            _pickers(one, labels),
            in_words(one, labels),
        )
        for place, one in enumerate(guide, 1)
    ]


def asked(sent: QueryDict) -> tuple[GuideStep, ...]:
    """The form: places may be equal, then the order of the house decides among them."""
    steps = [
        GuideStep(
            id=step,
            after=tuple(o for o in STEPS if o in sent.getlist(f"after_{step}")),
            needs=(step,),
            may_skip=sent.get(f"skip_{step}") == "yes",
            only_if=only_for({part: _chosen(sent, step, part) for part in ASKS}),
        )
        for step in STEPS
    ]
    return tuple(sorted(steps, key=lambda one: whole_number(sent.get(f"place_{one.id}", ""))))


def word_names() -> dict[str, dict[str, str]]:
    """What the words of a condition are called, part by part."""
    usual: dict[str, str] = pack(reading(), "problems")["names"]
    problems = {code: usual.get(code, name) for code, name in problem_names().items()}
    known = {
        "language": {"de": _("German"), "nl": _("Dutch"), "en": _("English")},
        "pack": {},
        "channel": {"spoken": _("on the telephone"), "written": _("in writing")},
        "problem": {NO_PROBLEM: _("no problem named"), **problems},
    }
    return {
        part: {word: known[part].get(word, word) for word in words}
        for part, words in words_of_conditions().items()
    }


def in_words(step: GuideStep, labels: dict[str, dict[str, str]]) -> str:
    """The condition of a step for people: "German; on the telephone"; "" for none."""
    return "; ".join(
        ", ".join(labels[part].get(word, word) for word in words)
        for part, words in chosen_in(step.only_if).items()
    )


def _pickers(step: GuideStep, labels: dict[str, dict[str, str]]) -> tuple[Picker, ...]:
    parts = {
        "language": _("Language"),
        "pack": _("Country pack"),
        "channel": _("How people talk"),
        "problem": _("Problem"),
    }
    chosen = chosen_in(step.only_if)
    return tuple(
        Picker(
            part,
            name,
            tuple(
                (word, label, word in chosen.get(part, ())) for word, label in labels[part].items()
            ),
        )
        for part, name in parts.items()
    )


def _chosen(sent: QueryDict, step: str, part: str) -> list[str]:
    """What was ticked, each once, in the order of the page."""
    return [*dict.fromkeys(sent.getlist(f"{part}_{step}"))]
