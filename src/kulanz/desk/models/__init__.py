"""Rows and constraints, one module per thing. Only `actions/` writes them."""

from kulanz.desk.models.authority import Approval, AuthorityVersion, Booking, CaseFact
from kulanz.desk.models.calls import Call, CallEntry, CallSign
from kulanz.desk.models.care import Recovery
from kulanz.desk.models.cases import Case, CaseLink, Closure, Merge, Pause, Problem
from kulanz.desk.models.chain import Because, BecauseNode, Node, Settled, TakenTemplate
from kulanz.desk.models.commitments import Commitment
from kulanz.desk.models.contacts import Attachment, Contact, Observation, RawMessage
from kulanz.desk.models.customers import Address, Customer
from kulanz.desk.models.events import Event
from kulanz.desk.models.facts import Confirmation, Recap, RecapLine, Statement
from kulanz.desk.models.holds import CaseClock, DunningDocument, Hold
from kulanz.desk.models.machines import ApiToken, Webhook, WebhookDelivery
from kulanz.desk.models.mailboxes import Mailbox
from kulanz.desk.models.offers import Offer, Wish
from kulanz.desk.models.outbox import OutboxMessage, OutboxRecipient, Signature
from kulanz.desk.models.people import Person, Team
from kulanz.desk.models.playbook import Proposal, RuleSwitch
from kulanz.desk.models.presence import Presence
from kulanz.desk.models.promises import AdvertisedPromise, Order, PromiseOutcome
from kulanz.desk.models.protocol import TeamGuide
from kulanz.desk.models.replies import Draft, DraftFile, Note
from kulanz.desk.models.statuspage import StatusLink
from kulanz.desk.models.views import SavedView

__all__ = [
    "Address",
    "AdvertisedPromise",
    "ApiToken",
    "Approval",
    "Attachment",
    "AuthorityVersion",
    "Because",
    "BecauseNode",
    "Booking",
    "Call",
    "CallEntry",
    "CallSign",
    "Case",
    "CaseClock",
    "CaseFact",
    "CaseLink",
    "Closure",
    "Commitment",
    "Confirmation",
    "Contact",
    "Customer",
    "Draft",
    "DraftFile",
    "DunningDocument",
    "Event",
    "Hold",
    "Mailbox",
    "Merge",
    "Node",
    "Note",
    "Observation",
    "Offer",
    "Order",
    "OutboxMessage",
    "OutboxRecipient",
    "Pause",
    "Person",
    "Presence",
    "Problem",
    "PromiseOutcome",
    "Proposal",
    "RawMessage",
    "Recap",
    "RecapLine",
    "Recovery",
    "RuleSwitch",
    "SavedView",
    "Settled",
    "Signature",
    "Statement",
    "StatusLink",
    "TakenTemplate",
    "Team",
    "TeamGuide",
    "Webhook",
    "WebhookDelivery",
    "Wish",
]
