"""What happened, in words: one text for each kind of event.

Placeholders name values of the event; codes among them are said in words, a missing one is "–".
Who did it stands beside the text. New kinds are added at the end of their block.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Promise] = {
    # the case itself
    "case.opened": _("opened the case"),
    "case.acknowledged": _("confirmed the receipt to the customer"),
    "case.moved": _("changed the state from %(old)s to %(new)s"),
    "case.owner_given": _("gave the case to %(owner)s"),
    "case.closed": _("closed the case: %(kind_of_end)s"),
    "case.reopened": _("opened the case again"),
    "case.not_solved": _("said that it is not solved"),
    "case.possibly_belongs_to": _("the subject names case %(number)s, the sender is not known there"),
    "case.problem_tagged": _("named as root cause: %(problem)s"),
    "case.problem_untagged": _("took back the root cause: %(problem)s"),
    "case.merged": _("took in case %(source)s"),
    "case.merged_into": _("put this case into %(target)s"),
    "case.merge_undone": _("undid the merge with case %(source)s"),
    "case.left_merge": _("took this case out of %(target)s again"),
    "case.linked": _("linked case %(other)s"),
    "case.unlinked": _("removed the link to case %(other)s"),
    # contacts
    "contact.received": _("got in touch"),
    "contact.made": _("got in touch with the customer"),
    "contact.read": _("read the contact into the ledger"),
    "contact.pictures_shown": _("showed the pictures of a mail"),
    "mail.bounced": _("a mail could not be delivered and came back"),
    "intake.quarantined": _("put a message aside that could not be read"),
    # commitments and offers
    "commitment.made": _("wrote down a commitment"),
    "commitment.kept": _("marked a commitment as kept"),
    "commitment.moved": _("moved a commitment"),
    "commitment.withdrawn": _("withdrew a commitment"),
    "commitment.handed_over": _("handed a commitment over to %(owner)s"),
    "offer.made": _("made an offer"),
    "offer.accepted": _("accepted an offer"),
    "offer.declined": _("declined an offer"),
    "offer.withdrawn": _("withdrew an offer"),
    # replies
    "reply.queued": _("wrote a reply; it leaves when the time to undo is over"),
    "reply.sent": _("the reply was sent"),
    "reply.failed": _("the reply could not be sent"),
    "reply.taken_back": _("took a reply back before it was sent"),
    # ledger, recap, chain, conversation
    "statement.added": _("added a line to the ledger"),
    # status page
    "statuspage.link_made": _("made a link to the customer's page"),
    "statuspage.links_revoked": _("revoked the links to the customer's page"),
    # clocks and notes
    "case.answered": _("answered the customer; the clock for the next answer starts anew"),
    "case.interim_due": _("an interim answer is due"),
    "note.added": _("wrote an internal note"),
    "commitment.reminded": _("a commitment is due soon"),
    "commitment.overdue": _("a commitment is overdue"),
    "pause.over": _("the pause is over"),
    "behaviours.forgotten": _("forgot what was noted about behaviour, 90 days after closing"),
    "customer.erased": _("erased the customer's data"),
}
