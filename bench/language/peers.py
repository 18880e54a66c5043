"""Others that run here without downloading a model; each is left out with a word when absent."""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

Say = Callable[[str], str]
Measure = Callable[[str], float]


def _found(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except ImportError:
        return None


def py3langid() -> Say | None:
    """py3langid, told that only our three languages occur."""
    module = _found("py3langid")
    if module is None:
        return None
    module.set_languages(["de", "nl", "en"])
    return lambda text: module.classify(text)[0]


def vader() -> Measure | None:
    """VADER's compound value: above zero is friendly."""
    module = _found("vaderSentiment.vaderSentiment")
    if module is None:
        return None
    analyser = module.SentimentIntensityAnalyzer()
    return lambda text: analyser.polarity_scores(text)["compound"]


def textblob() -> Measure | None:
    """TextBlob's polarity: above zero is friendly."""
    module = _found("textblob")
    return None if module is None else lambda text: module.TextBlob(text).sentiment.polarity


def absent() -> list[str]:
    """The names of those that are not installed."""
    every = {"py3langid": py3langid, "vaderSentiment": vader, "textblob": textblob}
    return [name for name, make in every.items() if make() is None]
