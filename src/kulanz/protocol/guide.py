"""The next step of a conversation and the sentence for it.

Order of what is looked at: danger ends the call and moves to mail (heat 4, or two boundaries
without effect); an attack gets a boundary (heat 3); explanations that do not land get a pause;
loud anger gets one sentence of empathy before the next question (empathy calms before any fix:
Herhausen et al. 2023); then the first of the six steps that lacks evidence. In writing there is no
call to end: one boundary is set and the work goes on. A team may ask for the six in an order of its
own (`kulanz.protocol.order`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kulanz.case import LanguageCode, Reason
from kulanz.languages import pack, say
from kulanz.protocol.phrases import Phrase, phrase
from kulanz.protocol.procedures import missing_name, question_text
from kulanz.protocol.progress import SIX, Progress, StepState, steps

STEPS: tuple[str, ...] = (*SIX, "boundary", "pause", "switch", "follow_up")

ATTACK, DANGER, LOUD = 3, 4, 2
ENOUGH = 2  # boundaries set, or explanations without uptake

_APOLOGIES = {1: "apology_experience", 2: "apology_verified_part", 3: "apology_fault"}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now (de: nächster Schritt, nl: volgende stap): step, sentence and why.

    `phrase` names the entry of the library, or the open fact that is asked for; `missing` the
    gaps left in the sentence.
    """

    step: str
    say: str
    why: Reason
    phrase: str
    missing: tuple[str, ...] = ()


def next_step(
    progress: Progress,
    *,
    heat_value: int,
    language: LanguageCode,
    values: Mapping[str, str] | None = None,
    following: Sequence[str] = SIX,
) -> NextStep:
    """The next step at a heat from 0 (calm) to 4 (unreachable), in the language of the case.

    `following` are the steps that may come now, in the order of the team's guide.
    """
    known = {"wish": progress.wish, **(values or {})}
    step, entry, why = _urgent(progress, heat_value) or _ordinary(progress, following)
    said = _say(entry, language, known)
    return NextStep(step, said.text, why, entry, said.missing)


def explain(found: NextStep, language: LanguageCode) -> str:
    """Why this step is next, as a sentence with the names of what is missing."""
    codes = found.why.values.get("what", "").split(", ")
    what = ", ".join(missing_name(code, language) for code in codes)
    return say(Reason(found.why.code, {**found.why.values, "what": what}), language)


def step_name(step: str, language: LanguageCode) -> str:
    """What a step of `STEPS` is called on screen."""
    name: str = pack(language, "questions")["steps"][step]
    return name


def hint(step: str, language: LanguageCode) -> str:
    """The instruction above the sentence, eight words at most."""
    text: str = pack(language, "questions")["hints"][step]
    return text


def _say(entry: str, language: LanguageCode, values: Mapping[str, str]) -> Phrase:
    if entry.startswith("question."):
        return Phrase(question_text(entry.removeprefix("question."), language))
    return phrase(entry, language, values)


Found = tuple[str, str, Reason]


def _urgent(progress: Progress, heat: int) -> Found | None:
    spoken = progress.channel == "spoken"
    if heat >= ATTACK:
        return _at_spoken_attack(progress, heat) if spoken else _at_written_attack(progress, heat)
    if spoken and heat >= LOUD and progress.without_uptake >= ENOUGH:
        why = _why("no_uptake", count=progress.without_uptake)
        if progress.pauses:
            return "switch", "end_call_move_to_mail", why
        return "pause", "pause", why
    if heat == LOUD and not progress.empathy:
        return "empathise", "empathy", _why("loud", heat=heat)
    return None


def _at_spoken_attack(progress: Progress, heat: int) -> Found:
    if heat >= DANGER:
        return "switch", "end_call_move_to_mail", _why("unreachable", heat=heat)
    if progress.boundaries >= ENOUGH:
        return "switch", "end_call_move_to_mail", _why("boundaries", count=progress.boundaries)
    entry = "boundary_last" if progress.boundaries else "boundary_first"
    return "boundary", entry, _why("attack", heat=heat)


def _at_written_attack(progress: Progress, heat: int) -> Found | None:
    if progress.boundaries:
        return None
    return "boundary", "boundary_written", _why("attack", heat=heat)


def _ordinary(progress: Progress, following: Sequence[str]) -> Found:
    open_ones: dict[str, StepState] = {one.step: one for one in steps(progress) if not one.done}
    state = next((open_ones[step] for step in following if step in open_ones), None)
    if state is None:
        return "follow_up", "close_check", _why("all_done")
    why = _why("missing", step=state.step, what=", ".join(state.missing))
    return state.step, _entry(state, progress), why


def _entry(state: StepState, progress: Progress) -> str:
    """The sentence for a step: of the library, or the question for the first open fact."""
    first = state.missing[0]
    if state.step == "listen":
        nothing_yet = not progress.told and progress.channel == "spoken"
        return "listen" if nothing_yet else f"question.{first}"
    if state.step == "empathise":
        return "empathy" if first == "empathy" else _APOLOGIES[min(progress.apology_level, 3)]
    if state.step == "offer":
        refused = progress.authority in {"needs_approval", "may_not"} and not progress.approved
        return "offer_limit" if refused else "offer"
    return {"summarise": "recap", "ask_wish": "ask_for_solution"}.get(state.step, "agreement")


def _why(code: str, **values: object) -> Reason:
    return Reason(f"protocol.{code}", {key: str(value) for key, value in values.items()})
