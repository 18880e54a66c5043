"""The cards beside the models: data, licence, size, score, what a model must not be used for."""

from collections.abc import Mapping, Sequence

from bank import Line
from calibrate import Tested, shares
from derail import Measured
from measure import Score

_NEVER = """## Must not be used
- for the order of a queue, a price, a remedy, a payout, a refusal, or access to anything;
- to label, rate or remember a person: it reads one text, and is often wrong;
- without showing a person the words that fired (`kulanz.languages.linear.fired`);
- on other kinds of text than it was measured on without measuring again.
"""

_TEXTS = {
    "offence_de": """# offence_de: does a German text offend somebody?

**Data.** GermEval 2018, training file: 5,009 German tweets, 1,688 labelled OFFENSE (Wiegand, Siegel
and Ruppenhofer, *Overview of the GermEval 2018 Shared Task on the Identification of Offensive
Language*, 2018). **Licence.** CC BY 4.0; these weights are derived from it and may be shared with
this attribution.

**Limits.** Tweets about politics, not letters to a shop. Published figures are on the test file,
which was not at hand: median of the 51 runs of 2018 69.2, best 76.8. The test file was gathered
apart from the training file, and a very similar linear model reached 72.1 there, 56.7 on another
source (HASOC): so cross-validation flatters. Models of this kind take harmless swearing and neutral
mentions of groups for offence, and miss polite contempt.
""",
    "politeness_en": """# politeness_en: is an English request polite?

**Data.** TyDiP, English training part (Srinivasan and Choi, *TyDiP: A Dataset for Politeness
Classification in Nine Typologically Diverse Languages*, 2022), drawn from the Stanford Politeness
Corpus (Danescu-Niculescu-Mizil and others, 2013): 1,927 requests of Wikipedia editors rated clearly
polite or impolite, and 1,923 in between that help to train with less weight and are never
measured. **Licence.** CC BY 4.0; these weights are derived from it and may be
shared with this attribution.

**Limits.** Requests among editors; English of native speakers. A short request is not rude, and a
customer need not be polite. Published: 83.8 for a linear model with politeness strategies, 86.7 for
people (Stanford corpus, other split).
""",
}


def two_classes(name: str, size: int, found: Score) -> str:
    """The card of a model that answers yes or no."""
    return f"""{_TEXTS[name]}
**Size.** {size:,} bytes. **Score**, ten-fold cross-validation on {found.texts:,} texts, the
features chosen inside each fold: official F {found.official}, accuracy {found.accuracy},
area under the curve {found.auc}, recall {found.recall_at_80} where precision is 80.

{_NEVER}"""


def language(size: int, found: list[tuple[str, int, tuple[float, ...]]]) -> str:
    """The card of `language`."""
    table = "\n".join(
        f"| {what} | {count:,} | " + " | ".join(f"{value:.1f}" for value in values) + " |"
        for what, count, values in found
    )
    return f"""# language: German, Dutch or English?

**Data.** Our own words: the language packs and the desk's catalogue, whole and cut to three words.
**Licence.** Apache 2.0, as this repository. Train again when these words
have changed; so will the weights.

**Size.** {size:,} bytes. **Score** on the development set in tests/language, which it never saw
(written by the same people, so kinder than strangers' mails), right in per cent:

| cut to | texts | de | nl | en | all |
|---|---|---|---|---|---|
{table}

**Limits.** Any other language is called one of the three. Names and brands alone say nothing.

## Must not be used
- to guess where somebody is from;
- to refuse a language: it chooses the words of a suggestion, and a person can change it.
"""


DERAILMENT_ROWS = (
    "own dialogues, ten-fold",
    "own dialogues, learned on two thirds, measured on the third kept back",
    "own dialogues, learned in two languages, measured in the third",
    "the shipped weights on Conversations Gone Awry, never seen",
    "learned on Conversations Gone Awry itself, ten-fold, not shipped",
)


def derailment(size: int, *found: Measured) -> str:
    """The card of the forecast."""
    rows = zip(DERAILMENT_ROWS, found, strict=True)
    table = "\n".join(
        f"| {what} | {m.conversations} | {m.accuracy} | {m.auc} | {m.false_alarms} | {m.found} |"
        for what, m in rows
    )
    return f"""# derailment: is a conversation about to tip?

Logistic regression over the course of seventeen small signals of each of the customer's turns
(`kulanz.signals.turn_signals`: words, signs, heat, explanations that pass unheard, refusing,
repeating), the same for German, Dutch and English. The alarm names the turns that raised it.

**Data.** Our own dialogues in tests/language, cut before they tip.
**Licence.** Apache 2.0, as this repository. *Conversations Gone Awry* (Wikipedia; Zhang and others
2018, Chang and Danescu-Niculescu-Mizil 2019) is used to measure only: no licence is stated for it,
so nothing learned from it is shipped.

**Size.** {size:,} bytes. **Score** in per cent. The alarm may come after any turn and sees
only what came before it; a conversation that stays calm and alarms once is a false alarm:

| learned and measured on | conversations | accuracy | area under curve | false alarms | found |
|---|---|---|---|---|---|
{table}

Published for the test split of Gone Awry: CRAFT 64.8 with 40.5 % false alarms, BERT 66.5 with
33.4 %, the best transformer of nine billion weights 69.2 with 36.9 %.

**Limits.** Few dialogues, made up by us; about one calm conversation in five alarms. Wikipedia's
disputes are not complaints, and the published split leaves no room to tune: the signals were chosen
with its figures in view, and with those of the third kept back of our own (never its texts), so
these rows are a little too kind.

{_NEVER}- to end a conversation, or as a note about somebody.
"""


_OURS = """**Data.** Written for this by several people who did not see each other's sentences
(`tools/train/sentences`): {bank:,} sentences; the development part of `tests/language`: {texts:,}
sentences. The third of `tests/language` that is kept back was never learned from.
**Licence.** Apache 2.0, as this repository.
"""


def _written(lines: Sequence[Line]) -> str:
    bank = sum(not one.known for one in lines)
    return _OURS.format(bank=bank, texts=sum(one.known and not one.only for one in lines))


def _sizes(sizes: Mapping[str, int], name: str) -> str:
    return ", ".join(f"{key} {size:,}" for key, size in sizes.items() if key.startswith(name))


def signals(
    lines: Sequence[Line], sizes: Mapping[str, int], found: Tested, border: Mapping[str, float]
) -> str:
    """The card of the tables of signals."""
    rows = "\n".join(
        f"| {language} | {what} | {kind} | {100 * shared[0]:.0f} | {100 * shared[1]:.0f} |"
        for language in ("de", "nl", "en")
        for what, texts in (("texts, without rules", True), ("bank, with rules", False))
        for kind in ("declarations", "behaviours")
        for shared in (shares(found, border, language, texts=texts, kind=kind),)
    )
    return f"""# signals: which declarations and behaviours a sentence shows

{_written(lines)}
**Size.** Bytes: {_sizes(sizes, "signals")}. **Score**, four-fold cross-validation, sentence by
sentence, in per cent. In the bank every second sentence is a trap, and half of the others avoid the
obvious word. Whole texts: `bench/language_signals.py`.

| language | sentences | kind | precision | recall |
|---|---|---|---|---|
{rows}

**Limits.** Made up, not sent by customers. What one writer labels B21 another labels churn. Irony,
insults in new words, nit-picking and veiled threats are found least.

{_NEVER}"""


def kinds(lines: Sequence[Line], sizes: Mapping[str, int]) -> str:
    """The card of the tables of kinds."""
    return f"""# kinds: claim, fact, opinion, emotion, demand or question

{_written(lines)}
**Size.** Bytes: {_sizes(sizes, "kinds")}. **Score**: `bench/language_statements.py` prints the
macro F1 of the part kept back; [statements.md](../../../../docs/building/statements.md) holds it.

**Limits.** A fact is a claim whose source is named; whether it is true is for a person to verify.

{_NEVER}"""
