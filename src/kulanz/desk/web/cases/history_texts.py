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
    "case.possibly_belongs_to": _(
        "the subject names case %(number)s, the sender is not known there"
    ),
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
    "fact.decisive": _("noted what decides: %(fact)s"),
    "order.noted": _("noted what is known of order %(order)s"),
    "order.linked": _("said that the case is about order %(order)s"),
    "order.unlinked": _("said that the case is not about order %(order)s"),
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
    "statement.verified": _("verified a line of the ledger"),
    "statement.refuted": _("found a line of the ledger refuted"),
    "statement.unobtainable": _("noted that a line cannot be found out"),
    "statement.shared": _("made a line readable for the customer"),
    "statement.unshared": _("stopped showing a line to the customer"),
    "statement.corrected": _("corrected a line of the ledger"),
    "declaration.confirmed": _("confirmed a declaration of the customer: %(code)s"),
    "declaration.dismissed": _("found that a declaration was not meant so: %(code)s"),
    "recap.made": _("summed up in %(lines)s lines"),
    "recap.confirmed": _("confirmed line %(number)s of the recap"),
    "recap.corrected": _("corrected line %(number)s of the recap"),
    "wish.noted": _("wrote down the solution the customer would like"),
    "node.added": _("put something into the causal chain"),
    "node.judged": _("said of a part of the chain whether it is so"),
    "because.added": _("added a cause to the chain"),
    "because.withdrawn": _("withdrew a cause from the chain"),
    "node.described": _("said more about a part of the chain"),
    "node.joined": _("made one of two parts of the chain that mean the same"),
    "chain.settled": _("answered a question about the chain"),
    "template.taken": _("took a known course of events into the chain"),
    "unlocking.made": _("turned the smallest way out into commitments of both sides"),
    "conversation.said": _("said it in the conversation: %(what)s"),
    "conversation.paused": _("announced a pause of %(minutes)s minutes"),
    "conversation.resumed": _("came back from the pause"),
    "conversation.moved_to_mail": _("ended the call and moved to mail"),
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
