"""The ledger: who said what, of which kind it is, what is missing, how to sum it up.

Source: "listen for facts, then summarise" of the five steps that the desk's conversation follows;
opinions and feelings are kept apart from facts, and a claim stays a claim until it is verified.
"""

from kulanz.facts.questions import Question, open_questions
from kulanz.facts.recap import RecapLine, Standing, recap, recap_text, spoken_recap
from kulanz.facts.sentences import Sentence, sentences
from kulanz.facts.statements import find_statements
from kulanz.facts.transcript import parse_transcript

__all__ = [
    "Question",
    "RecapLine",
    "Sentence",
    "Standing",
    "find_statements",
    "open_questions",
    "parse_transcript",
    "recap",
    "recap_text",
    "sentences",
    "spoken_recap",
]
