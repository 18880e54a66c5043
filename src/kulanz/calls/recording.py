"""Whether a call may be recorded, and what is said first (§ 201 StGB; art. 139a Sr; SI 2018/356).

The rules stand as data in `countries/recording`, each with its source. A recording is kept as a
field of the call and nothing else: no voice is analysed here or anywhere.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from kulanz.case import LANGUAGES, LanguageCode
from kulanz.countries.reader import PackError, Reader

Consent = Literal["everybody", "one_side"]
Answer = Literal["none", "asked", "agreed", "refused"]
CONSENTS: tuple[Consent, ...] = get_args(Consent)
ANSWERS: tuple[Answer, ...] = get_args(Answer)
COUNTRIES = ("DE", "GB", "NL")
STRICTEST = "DE"
"""Where nobody has written a rule down, we ask as strictly as the strictest that we know."""


@dataclass(frozen=True, slots=True)
class Source:
    """A law, and what it says about recording, in our words."""

    law: str
    says: str


@dataclass(frozen=True, slots=True)
class RecordingRule:
    """What a country asks before a call is recorded; `ask` is the sentence in each language."""

    country: str
    consent: Consent
    sources: tuple[Source, ...]
    ask: Mapping[LanguageCode, str]


@dataclass(frozen=True, slots=True)
class Recording:
    """What holds now: whether it may run, what is still to be done, and the sentence for it.

    `must_ask`: wait for a yes. `must_tell`: say it, and go on unless they object.
    """

    may_record: bool
    must_ask: bool
    must_tell: bool
    sentence: str
    sources: tuple[Source, ...]


def recording_rule(country: str) -> RecordingRule:
    """The rule of a country (ISO 3166-1 alpha-2); of the strictest where we know none."""
    return _rule(country if country in COUNTRIES else STRICTEST)


def recording(countries: Iterable[str], answer: Answer, language: LanguageCode) -> Recording:
    """What holds for a call between these countries, after what the customer has answered.

    "asked" says that the sentence was said and nobody has answered yet. The strictest country
    counts, and a no is a no everywhere (GDPR art. 7(3) and 21).
    """
    rules = [recording_rule(country) for country in countries] or [recording_rule(STRICTEST)]
    rule = next((one for one in rules if one.consent == "everybody"), rules[0])
    asks = rule.consent == "everybody"
    settled = answer == "agreed" or (answer == "asked" and not asks)
    open_still = answer != "refused" and not settled
    return Recording(
        may_record=settled,
        must_ask=open_still and asks,
        must_tell=open_still and not asks,
        sentence=rule.ask[language] if open_still else "",
        sources=rule.sources,
    )


@cache
def _rule(country: str) -> RecordingRule:
    source = files("kulanz.countries").joinpath("recording", f"{country.lower()}.toml")
    return load_rule(source.read_text(encoding="utf-8"), country)


def load_rule(text: str, name: str) -> RecordingRule:
    """A rule from the text of a TOML file.

    Raises:
        PackError: names the key that is missing, unknown or wrong.
    """
    try:
        table = Reader(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name}: is not TOML: {error}") from error
    table.only(("country", "consent", "sources", "ask"))
    consent = next((one for one in CONSENTS if one == table.get("consent", str)), None)
    if consent is None:
        raise table.wrong("consent", f"must be one of {', '.join(CONSENTS)}")
    rows = [Reader(f"{name}.sources", row) for row in table.get("sources", list)]
    if not rows:
        raise table.wrong("sources", "a rule without a source is a rumour")
    sentences = table.sub("ask")
    sentences.only(LANGUAGES)
    return RecordingRule(
        country=table.get("country", str),
        consent=consent,
        sources=tuple(Source(row.get("law", str), row.get("says", str)) for row in rows),
        ask={language: sentences.get(language, str) for language in LANGUAGES},
    )
