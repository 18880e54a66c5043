"""What can be noticed in the words of a contact: declarations, behaviours, heat.

All of it is a suggestion to a person, with the words that show it. Nothing here may ever lead to
a remedy, a price, a priority or a payout: a customer who shouts gets neither more nor less.
Behaviours belong to the contact, never to the person.
"""

from kulanz.signals.behaviours import BEHAVIOURS, find_behaviours
from kulanz.signals.declarations import DECLARATIONS, find_declarations
from kulanz.signals.heat import STAGES, Heat, course, course_by_line, heat

__all__ = [
    "BEHAVIOURS",
    "DECLARATIONS",
    "STAGES",
    "Heat",
    "course",
    "course_by_line",
    "find_behaviours",
    "find_declarations",
    "heat",
]
