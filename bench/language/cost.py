"""What reading costs on one core, and whether a hostile megabyte can stop it."""

import inspect
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import peers
from table import Row, percentile

from kulanz.case import LanguageCode, Utterance
from kulanz.chain import parse_notation
from kulanz.facts import find_statements, recap
from kulanz.languages import detect
from kulanz.reading import read
from kulanz.reading.conversation import of_turns
from kulanz.signals import course, find_behaviours, find_declarations, heat
from kulanz.signals.forecast import forecast

TEXTS = Path(__file__).parents[2] / "tests" / "language"
LANGUAGES: tuple[LanguageCode, ...] = ("de", "nl", "en")
LENGTH, TURNS, HOSTILE, LIMIT_S = 200, 40, 1_000_000, 2.0
GIVE_UP_S = 20
# vaderSentiment 3.3.2 and textblob 0.17 on texts of about this length, run once on one core.
ONCE = {"VADER": " (0.11 ms once)", "TextBlob": " (0.27 ms once, German 4.1 ms)"}
ROOMS = ("kulanz.signals", "kulanz.facts", "kulanz.languages", "kulanz.languages.linear")


def all_signals(text: str, language: LanguageCode) -> None:
    """Everything that is heard in one text of a customer, as the desk asks for it."""
    detect(text)
    said = (Utterance(text, "customer", 1),)
    find_statements(said, language)
    find_declarations(said, language)
    find_behaviours(said, language)
    heat(said, language)
    forecast(said, language)


def _texts(language: LanguageCode) -> list[str]:
    """The words of the development set, cut into different texts of 200 characters."""
    words = " ".join(
        one["text"]
        for path in sorted((TEXTS / language).glob("texts_*.toml"))
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["text"]
    )
    plain = " ".join(words.split())
    return [plain[at : at + LENGTH] for at in range(0, len(plain) - LENGTH, LENGTH)][:300]


def _took(what: Callable[[], object]) -> float:
    start = time.thread_time()
    what()
    return (time.thread_time() - start) * 1000


def rows() -> Iterator[Row]:
    """Short texts, calls and one long text."""
    yield from short_texts()
    yield from calls()
    yield from answers()


def short_texts() -> Iterator[Row]:
    """All signals of a short text, per language, beside others."""
    for language in LANGUAGES:
        given = _texts(language)[::2]
        all_signals(given[0], language)
        took = [_took(partial(all_signals, text, language)) for text in given[1:]]
        middle, late = median(took), percentile(took, 0.99)
        yield Row(
            f"all signals, {LENGTH} characters, {language}",
            f"median {middle:.2f} ms, p99 {late:.2f} ms",
            "<= 3, <= 10 ms",
            _others(given) if language == "en" else "",
            middle <= 3 and late <= 10,
        )
    for language in LANGUAGES:
        given = _texts(language)[1::2]  # others: what was met before is remembered
        read(given[0])
        took = [_took(partial(_whole, text)) for text in given[1:]]
        yield Row(
            f"  `kulanz read` of it, with chain and next sentence, {language}",
            f"median {median(took):.2f} ms, p99 {percentile(took, 0.99):.2f} ms",
        )


def _whole(text: str) -> None:
    read(text).as_json()


def _others(given: list[str]) -> str:
    every = {"VADER": peers.vader(), "py3langid": peers.py3langid(), "TextBlob": peers.textblob()}
    return ", ".join(
        f"{name} {median([_took(partial(say, text)) for text in given]):.2f} ms"
        if say
        else f"{name} not installed{ONCE.get(name, '')}"
        for name, say in every.items()
    )


def calls() -> Iterator[Row]:
    """A call of forty turns from nothing, and one more turn."""
    for language in LANGUAGES:
        given = _texts(language)
        whole, more = [], []
        for start in range(0, len(given) - TURNS - 1, TURNS + 1):
            said = tuple(
                Utterance(text[:120], "agent" if number % 2 else "customer", number + 1)
                for number, text in enumerate(given[start : start + TURNS + 1])
            )
            whole.append(_took(partial(_call, said[:-1], language)))
            more.append(_took(partial(_call, said, language)))
        yield Row(
            f"call of {TURNS} turns from nothing, {language}",
            f"median {median(whole):.1f} ms",
            "<= 60 ms",
            "",
            median(whole) <= 60,
        )
        yield Row(
            f"  one more turn, {language}",
            f"median {median(more):.1f} ms",
            "<= 5 ms",
            "",
            median(more) <= 5,
        )


def _call(said: tuple[Utterance, ...], language: LanguageCode) -> None:
    find_statements(said, language)
    find_declarations(said, language)
    find_behaviours(said, language)
    course(said, language)
    forecast(said, language)
    of_turns(said, language)


def hostile() -> dict[str, str]:
    """Texts of a million characters that pattern engines dislike."""
    seeds = {
        "one letter": "a",
        "exclamation marks": "!",
        "nested quotes": "\"'",
        "opening quotes": "„«",
        "blanks": " ",
        "no spaces": "kündigung0123",
        "spaced letters": "B e t r u g ",
        "not not": "nicht nie kein not never niet geen ",
        "because": "weil because omdat denn ",
        "I will": "ich werde i will ik ga ",
        "numbers": "12.03.2026 12,50 € ",
        "short lines": "ja\n",
        "brackets": "([{",
        "accents": "ä\u0308\u0301",
        "arrows": "a -> b <= c & ",
    }
    return {name: (seed * (HOSTILE // len(seed) + 1))[:HOSTILE] for name, seed in seeds.items()}


def public() -> dict[str, Callable[..., Any]]:
    """The public functions that read what somebody wrote."""
    found: dict[str, Callable[..., Any]] = {"chain.parse_notation": parse_notation}
    for room in ROOMS:
        module = import_module(room)
        for name in getattr(module, "__all__", ("score", "scores", "fired", "features")):
            one = getattr(module, name)
            if callable(one) and not inspect.isclass(one) and _reads(one):
                found[f"{room.removeprefix('kulanz.')}.{name}"] = one
    return {**found, "signals.forecast": forecast}


def _reads(one: Callable[..., Any]) -> bool:
    first = next(iter(inspect.signature(one).parameters), "")
    return first in ("text", "utterances", "statements", "model")


def _once(name: str, text: str, language: LanguageCode) -> float:
    one = public()[name]
    given: dict[str, Any] = {
        "text": text,
        "utterances": (Utterance(text, "customer", 1),),
        "language": language,
        "model": "offence_de",
    }
    wanted = inspect.signature(one).parameters
    if "statements" in wanted:
        given["statements"] = find_statements(given["utterances"], language)
    start = time.thread_time()
    one(**{key: value for key, value in given.items() if key in wanted})
    return time.thread_time() - start


def megabytes(*, thorough: bool) -> Iterator[Row]:
    """Every public function with every hostile text; slow ones by text and language.

    The languages take turns over the texts; `thorough` tries all three with each.
    """
    for name, one in public().items():
        spoken = "language" in inspect.signature(one).parameters
        worst, slow = (0.0, ""), []
        for number, (what, text) in enumerate(hostile().items()):
            turn = LANGUAGES[number % len(LANGUAGES)]
            for language in LANGUAGES if thorough and spoken else (turn,):
                took = _guarded(name, text, language)
                worst = max(worst, (took, f"{what}, {language}"))
                if took >= LIMIT_S:
                    slow.append(f"{what}/{language} {took:.1f} s")
        ours = f"worst {worst[0]:.2f} s ({worst[1]})"
        yield Row(f"1 MB hostile: {name}", ours, "< 2 s", "; ".join(slow), not slow)


def _guarded(name: str, text: str, language: LanguageCode) -> float:
    """The seconds it took, or the limit at which it was given up."""
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        future = pool.submit(_once, name, text, language)
        try:
            return future.result(timeout=GIVE_UP_S)
        except TimeoutError:
            for process in list(pool._processes.values()):  # noqa: SLF001 - no public way to end one
                process.kill()
            return float(GIVE_UP_S)
        except BrokenProcessPool:
            return float(GIVE_UP_S)


def answers() -> Iterator[Row]:
    """A recap of the longest text, so that the whole road is in the table once."""
    longest = max((" ".join(_texts(language)) for language in LANGUAGES), key=len)
    took = _took(lambda: recap(find_statements((Utterance(longest, "customer", 1),), "de"), "de"))
    yield Row(f"statements and recap of {len(longest):,} characters", f"{took:.0f} ms")
