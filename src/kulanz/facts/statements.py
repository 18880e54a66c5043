"""Sorts what was said into claim, fact, opinion, emotion, demand and question.

Dates, amounts, order numbers, named sources and "who did what" are found by rules; the rule that
fires first and the words of the sentence are then weighed together (`kinds`), for rules alone know
too few words. Nothing is learned from the published sets: there fact-claiming is hardly told apart
from mere length. A *fact* needs a source named by us ("laut Buchhaltung ..."); whatever a customer
says happened is a *claim*. An emotion is only one that is put into words, never guessed at.
"""

from collections.abc import Callable, Iterator

from kulanz.case import Kind, LanguageCode, Speaker, Statement, Utterance
from kulanz.facts.fillers import is_filler, names_at_the_end, signature_line, without_greeting
from kulanz.facts.kinds import weighed_kind
from kulanz.facts.meant import spelled_out, without_quotes
from kulanz.facts.patterns import has, pattern
from kulanz.facts.sentences import Sentence, sentences
from kulanz.languages import fold
from kulanz.languages.remembered import remembered

MOST = 2_000  # statements of one contact
_FEWEST_WORDS = 2
_CLOSING_LENGTH = 8
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
    told = sentences(utterances, language)
    names = names_at_the_end(told, language)
    talked = len({one.speaker for one in told} - {"system"}) > 1
    for number, sentence in enumerate(told):
        words = sentence.folded.text.strip(" .,!-")
        if pattern("skip", "closing", language).match(words) and _is_end(words):
            signed_by = sentence.speaker
        elif sentence.line == signature or number >= names:
            continue
        elif signed_by != sentence.speaker or len(words.split()) > _NAME_LENGTH:
            free = sentence.speaker != "agent" or not talked
            kind = _kind(sentence.text, sentence.speaker, language, free=free)
            if kind:
                yield kind, sentence


def _is_end(words: str) -> bool:
    """A closing and a name, not "Yours was the second letter that came after all that time"."""
    return len(words.split()) <= _CLOSING_LENGTH


@remembered
def _kind(text: str, speaker: Speaker, language: LanguageCode, *, free: bool) -> Kind | None:
    """The kind; `free` is who says what they want: a customer, or a note about them."""
    sentence = Sentence(text, fold(text, language), speaker, 0, ())
    words = without_greeting(sentence.folded.text, language)
    if is_filler(sentence, words, language):
        return None
    rule, sure = ruled_kind(sentence, language, free=free)
    if rule is None and len(words.split()) < _FEWEST_WORDS:
        return None
    if sure or not free or speaker == "system":
        return rule or "claim"
    noted = speaker == "agent"
    found = weighed_kind(text, sentence.folded.text, rule, language, noted=noted)
    return "claim" if _denied(found, words, language) else found


def ruled_kind(
    sentence: Sentence, language: LanguageCode, *, free: bool = True
) -> tuple[Kind | None, bool]:
    """The kind that the first rule gives that fires, if one does, and whether that is the end."""
    meant = spelled_out(without_greeting(sentence.folded.text, language), language)
    fired = (
        (kind, rule in _SURE)
        for kind, rule in (_FREE if free else _SPOKEN)
        if rule(meant, sentence, language)
    )
    return next(fired, (None, False))


def _denied(kind: Kind, words: str, language: LanguageCode) -> bool:
    """No feeling in "I am not angry", no fact in hearsay or in a mere scan "delivered"."""
    if kind == "fact":
        weak = has(words, "kind", "delivered", language)
        proved = has(words, "kind", "proof", language)
        return (weak and not proved) or has(words, "kind", "hearsay", language)
    denials: dict[Kind, str] = {"emotion": "no_emotion", "demand": "no_demand"}
    return kind in denials and has(words, "kind", denials[kind], language)


def _is_fact(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    """A log, or what an agent says with a source that can be asked: bookkeeping, bank, carrier.

    "According to the system" names nobody. And a scan "delivered" is not the parcel in a hand:
    the risk is the seller's until handover (§ 475(2) BGB, art. 7:11 BW, Consumer Rights Act 2015
    s. 29), so that it stays a claim unless a proof of delivery is named.
    """
    weak = has(words, "kind", "delivered", language) and not has(words, "kind", "proof", language)
    if sentence.speaker == "system":
        return not weak
    if weak or _asks(words, sentence, language):
        return False
    sourced = sentence.speaker == "agent" and has(words, "kind", "sources", language)
    return sourced or has(words, "kind", "documents", language)


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


def _is_request(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    """What is wanted, in the many other words for it, orders and ultimatums too."""
    if sentence.speaker == "agent" and has(words, "kind", "we_want", language):
        return False
    said = has(without_quotes(words), "kind", "requests", language)
    return said and not has(words, "kind", "no_demand", language)


def _is_feeling(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    said = has(without_quotes(words), "kind", "feelings", language)
    negated = _negated(words, "emotion", language)
    return said and not negated and not _asks(words, sentence, language)


def _is_rhetorical(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    return _asks(words, sentence, language) and has(words, "kind", "rhetorical", language)


def _wants_answer(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    return _asks(words, sentence, language) or has(words, "kind", "asks", language)


def _is_record(words: str, sentence: Sentence, language: LanguageCode) -> bool:
    """What a note took from a system: "Status: im Zustellfahrzeug", "code AM04"."""
    return sentence.speaker == "agent" and has(words, "kind", "records", language)


def _is_judgement(words: str, _sentence: Sentence, language: LanguageCode) -> bool:
    judged = has(without_quotes(words), "kind", "judgement", language)
    return judged and not _negated(words, "opinion", language)


Rule = Callable[[str, Sentence, LanguageCode], bool]
_SPOKEN: tuple[tuple[Kind, Rule], ...] = (
    ("fact", _is_fact),
    ("demand", _is_demand),
    ("emotion", _is_emotion),
    ("opinion", _is_irrealis),
    ("claim", _is_hard_claim),
    ("opinion", _is_opinion),
    ("question", _asks),
)
_FREE: tuple[tuple[Kind, Rule], ...] = (
    ("fact", _is_fact),
    ("fact", _is_record),
    ("demand", _is_demand),
    ("opinion", _is_rhetorical),
    ("demand", _is_request),
    ("emotion", _is_emotion),
    ("emotion", _is_feeling),
    ("opinion", _is_irrealis),
    ("claim", _is_hard_claim),
    ("opinion", _is_opinion),
    ("question", _wants_answer),
    ("opinion", _is_judgement),
)
_SURE: frozenset[Rule] = frozenset((_is_fact, _is_demand, _is_rhetorical, _is_irrealis))
