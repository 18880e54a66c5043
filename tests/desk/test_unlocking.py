"""One click: the way out becomes commitments of both sides, and the mail that says so."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone, translation

from cast import MONDAY, Cast, case_of_brandt
from kulanz.chain.parts import Action
from kulanz.commitments import presets
from kulanz.countries import Limit, profile
from kulanz.desk.actions import authority, chain, unlocking
from kulanz.desk.actions.act_words import DEEDS, deed
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.conversation import move_to_mail
from kulanz.desk.actions.drafts import save_draft
from kulanz.desk.actions.playbook import switch
from kulanz.desk.actions.record import CaseClosed
from kulanz.desk.actions.statuspage import make_link
from kulanz.desk.actions.templates import take_template
from kulanz.desk.models import Case, Commitment, Event, Person
from kulanz.desk.queries.chain_reading import read, way_named
from kulanz.desk.queries.replies import remarks_on
from kulanz.desk.queries.unlocking import Act, WayOut, WaysOut
from kulanz.languages import pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    """An account that cannot be closed, because of an amount, because of a letter."""
    case, ali = case_of_brandt(cast, owner=cast.ali), cast.ali
    rows = [
        chain.add_node(case, label=label, actor=actor, holds=True, at=MONDAY, by=ali)
        for label, actor in (
            ("Das Konto kann nicht geschlossen werden", "company"),
            ("Der Betrag ist offen", "company"),
            ("Kundin weigert sich zu zahlen", "customer"),
            ("Mahnung verschickt", "company"),
        )
    ]
    for effect, cause in pairwise(rows):
        chain.add_because(case, effect=effect, causes=[cause], at=MONDAY, by=ali)
    chain.add_because(case, effect=rows[3], causes=[rows[1]], at=MONDAY, by=ali)
    return case


def act(name: str, *, actor: str = "agent", answer: str = "may", **more: str) -> Act:
    action = Action(name, ("x",), actor=actor, remedy=more.pop("remedy", name))
    return Act(action, text=name, said=name, answer=answer, **more)


def test_closing_waits_for_the_balance_where_the_variant_is_switched_on(cast: Cast) -> None:
    """Source case 000: closing for ordering is no way out any more; the amount has to go first."""
    case = case_of_brandt(cast, owner=cast.ali)
    take_template(case, "returned_debit", at=MONDAY, by=cast.ali)

    def ways() -> list[list[str]]:
        found = read(case, person=cast.ali, language="en").ways.ways
        return [[one.action.name for one in way.acts] for way in found]

    for name in ("wish.close_account", "balance.open"):
        note_case_fact(case, name=name, value="yes", at=MONDAY, by=cast.ali)
    before = ways()
    switch("de_shop", rule="R000-07-seed", on=True, because="wie bisher", at=MONDAY, by=cast.ali)
    assert [way for way in before if "close_for_ordering" in way] != []
    assert [way for way in ways() if "close_for_ordering" in way] == []
    assert ways() != []


def way(*acts: Act) -> WayOut:
    return WayOut("+".join(one.action.name for one in acts), acts)


MAIL = act("end_call_and_mail", remedy="")
STOP = act("dunning_stop", actor="company")
READ = act("read_and_confirm", actor="customer", remedy="")


def made(case: Case) -> list[tuple[str, str, str, str]]:
    rows = case.commitments.order_by("id")
    return [(row.side, row.kind, row.act, row.owner.name if row.owner else "") for row in rows]


def test_one_click_makes_commitments_and_a_draft(case: Case, cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    html = client.get(f"/cases/{case.number}/chain/").content.decode()
    assert 'name="way" value="dispute_hold"' in html
    for _time in range(2):
        client.post(f"/cases/{case.number}/unlockings/", {"way": "dispute_hold"})
    assert made(case) == [("ours", "remedy", "dispute_hold", "Ali Kaya")]
    draft = case.drafts.get()
    assert draft.text.splitlines()[0] == "Das unternehme ich:"
    assert draft.text.splitlines()[-1] == "Von Ihnen brauche ich nichts."
    assert draft.text.count("Den Betrag bis zur Klärung als strittig führen, bis ") == 1
    assert Event.objects.filter(case=case, kind="unlocking.made").count() == 1
    page = client.get(f"/cases/{case.number}/history/").content.decode()
    assert page.count("turned the smallest way out into commitments of both sides") == 1


def test_both_sides_promise(case: Case, cast: Cast) -> None:
    done = unlocking.unlock(case, way(MAIL, STOP, READ), at=MONDAY, by=cast.ali)
    assert made(case) == [
        ("ours", "answer", "end_call_and_mail", "Ali Kaya"),
        ("ours", "remedy", "dunning_stop", "Ali Kaya"),
        ("theirs", "task", "read_and_confirm", ""),
    ]
    country = profile(case.profile)
    ours, _stop, theirs = case.commitments.order_by("id")
    assert ours.due_at == presets(country, MONDAY)[0].due
    assert theirs.due_at > ours.due_at + timedelta(days=2)
    text = done.draft.text
    assert text.startswith("Am Telefon kommen wir gerade nicht weiter.")
    assert text.index("Das unternehme ich:") < text.index("Das unternehmen Sie:")
    assert "Von Ihnen brauche ich nichts." not in text


def test_whoever_goes_on_in_writing_asks_for_an_answer(case: Case, cast: Cast) -> None:
    unlocking.unlock(case, way(MAIL), at=MONDAY, by=cast.ali)
    assert [row[:3] for row in made(case)] == [
        ("ours", "answer", "end_call_and_mail"),
        ("theirs", "answer", "end_call_and_mail"),
    ]


def test_what_needs_approval_is_asked_for_and_not_promised(case: Case, cast: Cast) -> None:
    asked = act("write_off", answer="needs_approval", approver="TL", ask="team lead")
    done = unlocking.unlock(case, way(asked, STOP), at=MONDAY, by=cast.ali)
    ask = case.commitments.get(act="write_off")
    assert (ask.text, ask.shared, ask.approver) == ("Freigabe einholen: write_off", False, "TL")
    said = done.draft.text
    assert ("ausbuchen" in said, "write_off" in said, "Die Mahnungen" in said) == (
        False,
        False,
        True,
    )
    assert "Eines muss ich noch klären." in done.draft.text


def test_what_nobody_may_do_makes_no_promise_at_all(case: Case, cast: Cast) -> None:
    never = act("distress", answer="may_not", why="Not here.")
    with pytest.raises(unlocking.NobodyMay):
        unlocking.unlock(case, way(STOP, never), at=MONDAY, by=cast.ali)
    assert (case.commitments.count(), case.drafts.count()) == (0, 0)


def test_what_somebody_typed_stays_above_the_mail(case: Case, cast: Cast) -> None:
    save_draft(case, kind="reply", text="Guten Tag,", form_key="k", at=MONDAY, by=cast.ali)
    for _time in range(2):
        unlocking.unlock(case, way(STOP), at=MONDAY, by=cast.ali)
    text = case.drafts.get().text
    assert (text.startswith("Guten Tag,\n\nDas unternehme ich:"), text.count("unternehme")) == (
        True,
        1,
    )


def test_the_drafted_mail_passes_the_check(case: Case, cast: Cast) -> None:
    text = unlocking.unlock(case, way(MAIL, STOP, READ), at=MONDAY, by=cast.ali).draft.text
    stops = [one.finding.code for one in remarks_on(case, cast.ali, text=text, kind="reply")]
    assert [code for code in stops if code.startswith("E_")] == []


def test_a_promised_act_says_so_and_a_withdrawn_one_is_free_again(case: Case, cast: Cast) -> None:
    found = ways(case, cast.ali)
    unlocking.unlock(case, found.ways[0], at=MONDAY, by=cast.ali)
    assert ways(case, cast.ali).ways[0].promised
    Commitment.objects.filter(act="dispute_hold").update(withdrawn_at=MONDAY)
    assert not ways(case, cast.ali).ways[0].promised
    unlocking.unlock(case, ways(case, cast.ali).ways[0], at=MONDAY, by=cast.ali)
    assert [row[2] for row in made(case)] == ["dispute_hold", "dispute_hold"]


def ways(case: Case, by: Person) -> WaysOut:
    return read(case, person=by, language="en").ways


def test_money_that_may_go_beyond_an_own_limit_is_asked_for(case: Case, cast: Cast) -> None:
    answers = {
        act.action.name: (act.answer, act.ask)
        for one in ways(case, cast.ali).ways
        for act in one.acts
    }
    assert answers["dispute_hold"] == ("may", "")
    assert answers["credit_note"] == ("needs_approval", "senior agent")


def test_a_way_that_is_gone_promises_nothing(case: Case, cast: Cast, client: Client) -> None:
    assert way_named(case, "voucher", person=cast.ali, language="en") is None
    client.force_login(cast.ali)
    page = client.post(f"/cases/{case.number}/unlockings/", {"way": "voucher"}, follow=True)
    assert "The chain has changed" in page.content.decode()
    assert case.commitments.count() == 0


def test_a_closed_case_promises_nothing(case: Case, cast: Cast) -> None:
    Case.objects.filter(pk=case.pk).update(closed_at=MONDAY)
    with pytest.raises(CaseClosed):
        unlocking.unlock(case, way(STOP), at=MONDAY, by=cast.ali)


INNER = ("Kundin ist ein Opfertyp", "Kundin wird persönlich", "Kundin fühlt sich betrogen")


def test_nothing_inner_leaves_the_house(case: Case, cast: Cast, client: Client) -> None:
    """No opinion, behaviour, feeling or share of responsibility in the mail or on their page."""
    letter = case.nodes.get(label="Mahnung verschickt")
    for label, status, inside in zip(
        INNER, ("opinion", "fact", "emotion"), (False, True, False), strict=True
    ):
        row = chain.add_node(
            case,
            label=label,
            actor="customer",
            holds=True,
            status=status,
            inner=inside,
            norm=False,
            at=MONDAY,
            by=cast.ali,
        )
        chain.add_because(case, effect=row, causes=[letter], at=MONDAY, by=cast.ali)
    take_template(case, "returned_debit", at=MONDAY, by=cast.ali)
    inner = [one.label for one in case.nodes.filter(inner=True)]
    assert len(inner) >= 3
    draft = unlocking.unlock(case, ways(case, cast.ali).ways[0], at=MONDAY, by=cast.ali).draft
    asked = act("write_off", answer="needs_approval", approver="TL", ask="team lead")
    unlocking.unlock(case, way(asked), at=MONDAY, by=cast.ali)
    link = make_link(case, at=timezone.now(), by=cast.ali)
    page = client.get(f"/s/{link.rstrip('/').rsplit('/', maxsplit=1)[-1]}/").content.decode()
    words = [*inner, *INNER, "Freigabe", "approval", "1/2"]
    draft.refresh_from_db()
    assert [word for word in words if word in page or word in draft.text] == []
    assert case.commitments.filter(shared=True).count() >= 2
    assert all(one.text in page for one in case.commitments.filter(shared=True))


def test_the_mail_is_in_the_language_of_the_case(case: Case, cast: Cast) -> None:
    case.language = "nl"
    case.save(update_fields=["language"])
    with translation.override("de"):
        text = unlocking.unlock(case, way(STOP, READ), at=MONDAY, by=cast.ali).draft.text
    assert [line for line in text.splitlines() if line.endswith(":")] == [
        "Dit doe ik:",
        "Dit doet u:",
    ]
    assert "uiterlijk" in text


def test_asking_for_approval_shows_as_waiting(case: Case, cast: Cast, client: Client) -> None:
    asked = act("write_off", answer="needs_approval", approver="TL", ask="team lead")
    unlocking.unlock(case, way(asked), at=MONDAY, by=cast.ali)
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/commitments/").content.decode()
    assert page.count("waiting for approval") == 1


def test_the_room_of_the_conversation_and_the_chain_promise_one_mail(
    case: Case, cast: Cast
) -> None:
    due = presets(profile(case.profile), MONDAY)[-1].due
    move_to_mail(case, due_at=due, at=MONDAY, by=cast.ali)
    unlocking.unlock(case, way(MAIL, STOP), at=MONDAY, by=cast.ali)
    assert [row[2] for row in made(case)] == [
        "end_call_and_mail",
        "end_call_and_mail",
        "dunning_stop",
    ]
    assert case.drafts.get().text.count("Wir beenden das Gespräch.") == 1


def test_the_mail_names_what_is_open_with_the_customer_already(case: Case, cast: Cast) -> None:
    agreed = promise(
        case, side="theirs", text="Ask the neighbours", due_at=MONDAY, at=MONDAY, by=cast.ali
    )
    done = unlocking.unlock(case, way(STOP), at=MONDAY, by=cast.ali)
    assert [line for line in done.draft.text.splitlines() if agreed.text in line] == [
        "– Ask the neighbours, bis 16. November 2026"
    ]
    assert "Von Ihnen brauche ich nichts." not in done.draft.text


def test_every_deed_of_the_mail_is_an_act_with_its_own_words() -> None:
    known = pack("de", "remedies")["names"]
    assert [name for name in DEEDS if name not in known] == []
    for language in ("de", "nl"):
        with translation.override(language):
            assert [name for name in DEEDS if deed(name, "") in {"", str(_english(name))}] == []


def _english(name: str) -> str:
    with translation.override("en"):
        return deed(name, "")


def test_the_ways_are_judged_by_the_table_that_is_in_force(cast: Cast) -> None:
    """What the company's own table leaves to the management is no longer an agent's own act."""
    case = case_of_brandt(cast, owner=cast.ali)
    take_template(case, "returned_debit", at=MONDAY, by=cast.ali)
    now = timezone.now()
    before = _own_acts(case, cast.ali)
    code = next(iter(sorted(before)))
    authority.start_draft("de_shop", at=now, by=cast.mira)
    for rule in profile("de_shop").table.rules:
        if rule.remedy == code and not rule.forbids:
            less = replace(rule, limits={"GF": Limit()})
            authority.put_rule("de_shop", less, instead_of=rule.id, at=now, by=cast.mira)
    authority.publish(
        "de_shop", valid_from=timezone.localdate(), note="nur noch oben", at=now, by=cast.mira
    )

    assert before - _own_acts(case, cast.ali) == {code}


def _own_acts(case: Case, person: Person) -> set[str]:
    remedies = profile("de_shop").remedies
    found = read(case, person=person, language="de").ways.ways
    return {
        act.action.remedy or act.action.name
        for way in found
        for act in way.acts
        if act.answer == "may" and (act.action.remedy or act.action.name) in remedies
    }
