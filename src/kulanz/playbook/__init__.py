"""What experienced people do in such a case (de: Fallregeln, nl: werkregels).

The rules were drawn from the source cases; each proposes acts and names what must never be done.
They propose: a person takes or declines. Facts about the conversation may make a rule speak about
the conversation, never about money: `kulanz.countries` refuses them in an authority table.
"""

from kulanz.playbook.rules import RULE_SETS, Act, CaseRule, by_id, case_rules, read_rules
from kulanz.playbook.speaking import (
    Never,
    Spoken,
    Waiting,
    forbidden,
    held_back,
    nevers,
    speaking,
    switched,
    waiting,
)

__all__ = [
    "RULE_SETS",
    "Act",
    "CaseRule",
    "Never",
    "Spoken",
    "Waiting",
    "by_id",
    "case_rules",
    "forbidden",
    "held_back",
    "nevers",
    "read_rules",
    "speaking",
    "switched",
    "waiting",
]
