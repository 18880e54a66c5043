"""The cards beside the models: data, licence, size, score, what a model must not be used for."""

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
