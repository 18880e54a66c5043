"""What follows from the records of a case, as facts of `kulanz.conditions`.

About the conversation: only what `decides` nothing about money may follow from how somebody speaks.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q

from kulanz.commitments import is_business_day
from kulanz.conditions import FACTS, BadFact, Value
from kulanz.countries import Profile, profile
from kulanz.desk import casefiles
from kulanz.desk.models import (
    Address,
    Call,
    Case,
    Commitment,
    Contact,
    DunningDocument,
    Observation,
    OutboxMessage,
    PromiseOutcome,
)
from kulanz.signals.uptake import turns, without_uptake

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LONGEST = 400  # days; an older hold is old enough for every rule
# A confirmed declaration says what the claim is about.
TYPES = {
    "not_received": "not_received",
    "defect_notice": "defect",
    "withdrawal": "withdrawal",
    "identity_fraud": "identity_fraud",
}
# Behaviours of docs/building/signals.md: shouts, insults, announces publicity, interrupts.
LOUD, INSULTS, PUBLICITY, INTERRUPTS = "B07", "B08", "B09", "B12"
ENOUGH = 2  # explanations without uptake, and interruptions (rule R000-10)


def derived(case: Case, *, at: datetime | None) -> Iterator[tuple[str, Value]]:
    """Every fact that follows, the later ones going before; without `at` none that ages."""
    yield from _from_orders(case)
    yield from _from_dunning(case)
    yield from _from_calls(case)
    yield from _from_behaviours(case)
    yield from _from_declarations(case)
    yield from _from_mails(case)
    if _second_within_a_day(case):
        yield "contact.within_24h", True
    yield from _from_holds(case, at)
    if at is not None:
        yield from _from_promises(case, at)
        yield from _from_silence(case, at)


def _from_orders(case: Case) -> Iterator[tuple[str, Value]]:
    for order in case.orders.order_by("changed_at", "pk"):
        for name, raw in order.facts.items():
            try:
                if name in FACTS:
                    yield name, FACTS[name].value(raw)
            except BadFact:
                continue  # an older list of facts; the import says so when it comes in


def _from_dunning(case: Case) -> Iterator[tuple[str, Value]]:
    """The highest level of any notice, and whether anything has come in since the last one."""
    numbers = case.orders.values("number")
    rows = list(
        DunningDocument.objects.filter(order__in=numbers)
        .order_by("dated", "pk")
        .values_list("level", "dated")
    )
    if not rows:
        return
    yield "dunning.level", FACTS["dunning.level"].value(max(level for level, _ in rows))
    since = case.contacts.filter(direction=Contact.IN, automatic=False, at__gte=rows[-1][1])
    yield "reply.received", since.exists()
    used = case.contacts.filter(direction=Contact.OUT).order_by().values("channel").distinct()
    yield "channels.used", FACTS["channels.used"].value(used.count())


def _from_calls(case: Case) -> Iterator[tuple[str, Value]]:
    waits, ends = [], []
    rows = case.contacts.filter(channel="call").order_by("at", "pk")
    for wait, ended in rows.values_list("wait_seconds", "broken_off_by"):
        ends.append(ended or "nobody")
        if wait is not None:
            waits.append(wait)
    if waits:
        yield "wait_seconds", FACTS["wait_seconds"].value(max(waits))
    if ends:
        # One call that we ended counts, whatever came after it.
        yield "contact.broken_off_by", "agent" if "agent" in ends else ends[-1]
        yield "customer.number_known", _number_known(case)


def _from_behaviours(case: Case) -> Iterator[tuple[str, Value]]:
    """An announcement stands for the case; tone counts in the customer's last contact alone."""
    seen = Observation.objects.filter(contact__case=case, kind="behaviour")
    rows = list(seen.exclude(standing="dismissed").values_list("code", "contact"))
    if not rows:
        return
    if any(code == PUBLICITY for code, _ in rows):
        yield "conversation.announces_publication", True
    last = case.contacts.filter(direction=Contact.IN, automatic=False).order_by("at", "pk").last()
    codes = [code for code, contact in rows if last is not None and contact == last.pk]
    if {LOUD, INSULTS} & {*codes}:
        yield "conversation.insult_or_shouting", True
    if INSULTS in codes or codes.count(INTERRUPTS) >= ENOUGH:
        yield from _from_explanations(case, last)


def _from_explanations(case: Case, last: Contact | None) -> Iterator[tuple[str, Value]]:
    if last is None or last.channel != "call":
        return
    language = casefiles.language_of(case)
    told = turns(casefiles.utterances(last), language)
    if len(without_uptake(told, language)) >= ENOUGH:
        yield "conversation.explanations_land", False


def _from_declarations(case: Case) -> Iterator[tuple[str, Value]]:
    rows = Observation.objects.filter(
        contact__case=case, kind="declaration", standing="confirmed"
    ).order_by("decided_at", "pk")
    codes = list(rows.values_list("code", flat=True))
    if "claim_disputed" in codes:
        yield "claim.disputed", True
    if "account_closing" in codes:
        yield "wish.close_account", True
    if "safety" in codes:
        yield "item.hazard", True
    if "publicity" in codes:
        yield "conversation.announces_publication", True
    for code in codes:
        if code in TYPES:
            yield "claim.type", TYPES[code]


def _from_mails(case: Case) -> Iterator[tuple[str, Value]]:
    """Whether our last mail came back, or could not be sent at all."""
    last = (
        OutboxMessage.objects.filter(case=case, state__in=["sent", "failed", "bounced"])
        .order_by("pk")
        .last()
    )
    if last is None:
        return
    if last.state == "failed":
        yield "mail.delivered", False
    came_back = case.events.filter(kind="mail.bounced").order_by("pk").last()
    named = came_back is not None and came_back.values.get("outbox") == last.pk
    if named or last.state == "bounced":
        yield "mail.bounced", True


def _from_silence(case: Case, at: datetime) -> Iterator[tuple[str, Value]]:
    """For how long our last important mail is unanswered; a call or letter of ours since ends it.

    Important is what its writer marked, and what asks the customer for a decision or a deed.
    """
    last = OutboxMessage.objects.filter(case=case, kind="reply", state="sent").order_by("pk").last()
    if last is None or last.sent_at is None or not (last.important or _asks(case, last.sent_at)):
        return
    since = case.contacts.filter(automatic=False, at__gt=last.sent_at)
    if since.filter(Q(direction=Contact.IN) | ~Q(channel="mail")).exists():
        return
    days = _business_days(profile(case.profile), last.sent_at, at)
    yield "mail.unanswered_days", FACTS["mail.unanswered_days"].value(days)


def _asks(case: Case, until: datetime) -> bool:
    """Whether an offer waits for their answer, or they owe us something, since before this time."""
    theirs = case.commitments.filter(side=Commitment.THEIRS, done_at=None, withdrawn_at=None)
    offers = case.offers.filter(standing="open", at__lte=until)
    return theirs.filter(made_at__lte=until).exists() or offers.exists()


def _number_known(case: Case) -> bool:
    return (
        Address.objects.filter(customer=case.customer_id, kind=Address.PHONE).exists()
        or Call.objects.filter(case=case).exclude(number="").exists()
    )


def _second_within_a_day(case: Case) -> bool:
    """Whether the customer's last two contacts lie less than a day apart."""
    rows = case.contacts.filter(direction=Contact.IN).order_by("-at", "-pk")
    newest, before = (*rows.values_list("at", flat=True)[:2], None, None)[:2]
    return newest is not None and before is not None and newest - before < DAY


def _from_holds(case: Case, at: datetime | None) -> Iterator[tuple[str, Value]]:
    rows = list(case.holds.filter(lifted_at=None).order_by("since", "pk"))
    if rows:
        yield "hold.active", True
    disputed = [row.since for row in rows if row.kind == "dispute"]
    if disputed:
        yield "claim.disputed", True
    if disputed and at is not None:
        days = _business_days(profile(case.profile), disputed[0], at)
        yield "hold.business_days", FACTS["hold.business_days"].value(days)


def _business_days(country: Profile, since: datetime, until: datetime) -> int:
    """Business days after the day it began; that day itself does not count (§ 187(1) BGB)."""
    first, last = _day(country, since), _day(country, until)
    days = min((last - first).days, LONGEST)
    return sum(is_business_day(country, first + DAY * n) for n in range(1, days + 1))


def _day(country: Profile, moment: datetime) -> date:
    return moment.astimezone(country.timezone).date()


def _from_promises(case: Case, at: datetime) -> Iterator[tuple[str, Value]]:
    """How often the promise that broke here has broken in the last seven days, anywhere."""
    broken = PromiseOutcome.objects.filter(outcome="broken", at__gt=at - WEEK, at__lte=at)
    here = {*broken.filter(case=case).values_list("promise", flat=True)}
    if here:
        most = max(broken.filter(promise=one).count() for one in here)
        yield "promise.breaches_in_week", FACTS["promise.breaches_in_week"].value(most)
