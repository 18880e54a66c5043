"""Rows and constraints, one module per thing. Only `actions/` writes them."""

from kulanz.desk.models.cases import Case, CaseLink, Closure, Merge, Pause, Problem
from kulanz.desk.models.chain import Because, BecauseNode, Node, Settled, TakenTemplate
from kulanz.desk.models.commitments import Commitment
from kulanz.desk.models.contacts import Attachment, Contact, Observation, RawMessage
from kulanz.desk.models.customers import Address, Customer
from kulanz.desk.models.events import Event
from kulanz.desk.models.facts import Confirmation, Recap, RecapLine, Statement
from kulanz.desk.models.offers import Offer, Wish
from kulanz.desk.models.people import Person, Team
from kulanz.desk.models.presence import Presence
from kulanz.desk.models.replies import Draft, Note, OutboxMessage
from kulanz.desk.models.statuspage import StatusLink
from kulanz.desk.models.views import SavedView

__all__ = [
    "Address",
    "Attachment",
    "Because",
    "BecauseNode",
    "Case",
    "CaseLink",
    "Closure",
    "Commitment",
    "Confirmation",
    "Contact",
    "Customer",
    "Draft",
    "Event",
    "Merge",
    "Node",
    "Note",
    "Observation",
    "Offer",
    "OutboxMessage",
    "Pause",
    "Person",
    "Presence",
    "Problem",
    "RawMessage",
    "Recap",
    "RecapLine",
    "SavedView",
    "Settled",
    "Statement",
    "StatusLink",
    "TakenTemplate",
    "Team",
    "Wish",
]
