"""Sorts what was said into claim, fact, opinion, emotion, demand and question.

Rules before models: on the published sets fact-claiming is hardly told apart from mere length,
whereas dates, amounts, order numbers and "who did what" carry the ledger. A *fact* needs a
source named by us ("laut Buchhaltung ..."); whatever a customer says happened is a *claim*.
An emotion is only one that is put into words, never one that is guessed at.
"""

from collections.abc import Callable, Iterator

from kulanz.case import Kind, LanguageCode, Statement, Utterance
from kulanz.facts.fillers import is_filler, signature_line, without_greeting
from kulanz.facts.patterns import has, pattern
from kulanz.facts.sentences import Sentence, sentences

MOST = 2_000  # statements of one contact
_FEWEST_WORDS = 2
_NAME_LENGTH = 4  # words of a line below "Kind regards"


def find_statements(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> tuple[Statement, ...]:
    """The statements of a contact, numbered "s1", "s2" ... in the order in which they were made.

    Greetings, thanks, signatures and talk about the talk itself are no statements.
    """
    found = list(_classified(utterances, language))[:MOST]
    return tuple(
        Statement(
            id=f"s{number}",
            kind=kind,
            text=" ".join(sentence.text.split()),
            quote=sentence.quote,
            speaker=sentence.speaker,
            line=sentence.line,
        )
        for number, (kind, sentence) in enumerate(found, 1)
    )


def _classified(
    utterances: tuple[Utterance, ...], language: LanguageCode
) -> Iterator[tuple[Kind, Sentence]]:
    signed_by = ""
    signature = signature_line(utterances)
    for sentence in sentences(utterances, language):
        words = sentence.folded.text.strip(" .,!-")
        if pattern("skip", "closing", language).match(words):
            signed_by = sentence.speaker
        elif sentence.line == signature:
            continue
        elif signed_by != sentence.speaker or len(words.split()) > _NAME_LENGTH:
            kind = _kind(sentence, language)
            if kind:
                yield kind, sentence


def _kind(sentence: Sentence, language: LanguageCode) -> Kind | None:
    words = without_greeting(sentence.folded.text, language)
    if is_filler(sentence, words, language):
        return None
    for kind, rule in _RULES:
        if rule(words, sentence, language):
            return kind
    return "claim" if len(words.split()) >= _FEWEST_WORDS else None


def _is_fact(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    """A log, or what an agent says with a source that can be asked: bookkeeping, bank, carrier.

    "According to the system" names nobody. And a scan "delivered" is not the parcel in a hand:
    the risk is the seller's until handover (§ 475(2) BGB, art. 7:11 BW, Consumer Rights Act 2015
    s. 29), so that it stays a claim unless a proof of delivery is named.
    """
    weak = has(words, "kind", "delivered", language) and not has(words, "kind", "proof", language)
    if sentence.speaker == "system":
        return not weak
    sourced = has(words, "kind", "sources", language) and not weak
    return sentence.speaker == "agent" and sourced and not _asks(words, sentence, language)


def _is_demand(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    if sentence.speaker == "agent" and _asks(words, sentence, language):
        return False
    if sentence.speaker == "agent" and has(words, "kind", "we_want", language):
        return False
    wants = has(words, "kind", "demand", language)
    return wants and not has(words, "kind", "no_demand", language)


def _asks(_words: str, sentence: Sentence, _language: LanguageCode) -> bool:
    return sentence.text.rstrip("\"'“”») ").endswith(("?", "?!", "!?"))


def _is_emotion(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    said = has(words, "kind", "emotion", language)
    return (
        said and not _asks(words, sentence, language) and not _negated(words, "emotion", language)
    )


def _negated(words: str, kind: str, language: LanguageCode) -> bool:
    return has(words, "kind", f"no_{kind}", language)


def _is_hard_claim(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    """A date, an amount or a number together with something done outweighs an evaluation."""
    hard = has(words, "kind", "dated", language) and has(words, "kind", "done", language)
    return hard and not _asks(words, sentence, language)


def _is_irrealis(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    """What would have been is a conclusion, not an event ("Hätte sie sich gemeldet, ...")."""
    return has(words, "kind", "irrealis", language) and not _asks(words, sentence, language)


def _is_opinion(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    return is_evaluation(words, language) and not (
        sentence.speaker == "agent" and _asks(words, sentence, language)
    )


def is_evaluation(words: str, language: LanguageCode) -> bool:
    """Whether a folded text judges ("unverschämt", "volgens mij", "ridiculous")."""
    return has(words, "kind", "opinion", language) and not _negated(words, "opinion", language)


Rule = Callable[[str, Sentence, LanguageCode], bool]
_RULES: tuple[tuple[Kind, Rule], ...] = (
    ("fact", _is_fact),
    ("demand", _is_demand),
    ("emotion", _is_emotion),
    ("opinion", _is_irrealis),
    ("claim", _is_hard_claim),
    ("opinion", _is_opinion),
    ("question", _asks),
)
