"""The ledger keeps every version, needs a source for a fact, and never shares an opinion."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions import facts
from kulanz.desk.models import Case, Draft, Event, Person, Statement
from kulanz.desk.queries.facts import current_statements, ledger

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=5)


def line(
    case: Case, by: Person, *, kind: str = "claim", text: str = "Die Ware kam nie an."
) -> Statement:
    return facts.add_line(
        case, kind=kind, text=text, source="Notiz" if kind == "fact" else "", at=MONDAY, by=by
    )


def texts(case: Case) -> list[tuple[str, str, str]]:
    return [(s.kind, s.standing, s.text) for s in current_statements(case)]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Die Ware kam nie an.", ("claim", "Die Ware kam nie an.")),
        ("! ist wütend", ("emotion", "ist wütend")),
        ("?Verkäufer gefragt?", ("question", "Verkäufer gefragt?")),
        ("= Rücklastschrift am 3.11.", ("fact", "Rücklastschrift am 3.11.")),
        ("~ alles Abzocke", ("opinion", "alles Abzocke")),
    ],
)
def test_the_first_sign_names_the_kind(entry: str, expected: tuple[str, str]) -> None:
    assert facts.entry_kind(entry) == expected


def test_what_we_will_do_is_no_line_of_the_ledger() -> None:
    with pytest.raises(facts.CommitmentInLedger):
        facts.entry_kind("> Rückruf morgen")


def test_verifying_adds_a_version_and_keeps_the_first(cast: Cast) -> None:
    case = case_of_brandt(cast)
    first = line(case, cast.ali)
    second = facts.verify(first, source="Sendungsverfolgung", at=LATER, by=cast.charlotte)
    first.refresh_from_db()
    assert (first.kind, first.standing, first.source) == ("claim", "stated", "")
    assert (second.kind, second.standing, second.source, second.replaces_id, second.line_no) == (
        "fact",
        "verified",
        "Sendungsverfolgung",
        first.pk,
        first.line_no,
    )
    (shown,) = ledger(case).lines
    assert (shown.statement, shown.earlier, shown.group) == (second, (first,), "verified")


def test_a_fact_without_a_source_is_refused(cast: Cast) -> None:
    case = case_of_brandt(cast)
    with pytest.raises(facts.SourceMissing):
        facts.add_line(
            case, kind="fact", text="Rücklastschrift", source=" ", at=MONDAY, by=cast.ali
        )
    with pytest.raises(facts.SourceMissing):
        facts.verify(line(case, cast.ali), source="  ", at=MONDAY, by=cast.ali)


@pytest.mark.parametrize("kind", ["opinion", "emotion", "demand", "question"])
def test_what_is_neither_true_nor_false_is_not_verified(cast: Cast, kind: str) -> None:
    statement = line(case_of_brandt(cast), cast.ali, kind=kind)
    with pytest.raises(facts.NotCheckable):
        facts.verify(statement, source="x", at=MONDAY, by=cast.ali)
    with pytest.raises(facts.NotCheckable):
        facts.refute(statement, source="x", at=MONDAY, by=cast.ali)


def test_new_words_lose_the_proof_of_the_old_ones(cast: Cast) -> None:
    case = case_of_brandt(cast)
    fact = line(case, cast.ali, kind="fact", text="Mahnung am 12.11.")
    facts.correct(fact, text="Mahnung am 13.11.", kind="claim", at=LATER, by=cast.ali)
    assert texts(case) == [("claim", "stated", "Mahnung am 13.11.")]


def test_a_refuted_line_is_no_longer_shared(cast: Cast) -> None:
    case = case_of_brandt(cast)
    shared = facts.share(line(case, cast.ali), shared=True, at=MONDAY, by=cast.ali)
    refuted = facts.refute(shared, source="Zustellnachweis", at=LATER, by=cast.ali)
    assert (refuted.shareable, refuted.standing) == (False, "refuted")
    with pytest.raises(facts.NotShareable):
        facts.share(refuted, shared=True, at=LATER, by=cast.ali)


@pytest.mark.parametrize("kind", ["opinion", "emotion", "question"])
def test_canary_no_opinion_or_feeling_can_be_shared(cast: Cast, kind: str) -> None:
    case = case_of_brandt(cast)
    statement = line(case, cast.ali, kind=kind, text="Sie sind alle zu blöd.")
    with pytest.raises(facts.NotShareable):
        facts.share(statement, shared=True, at=MONDAY, by=cast.ali)
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(shareable=True)


def test_a_shared_claim_found_to_be_an_opinion_is_shared_no_more(cast: Cast) -> None:
    case = case_of_brandt(cast)
    shared = facts.share(line(case, cast.ali), shared=True, at=MONDAY, by=cast.ali)
    assert facts.correct(shared, text="Saftladen", kind="opinion", at=LATER).shareable is False


def test_the_second_of_two_corrections_is_told(cast: Cast) -> None:
    case = case_of_brandt(cast)
    first = line(case, cast.ali)
    facts.correct(first, text="Nur eine Hälfte kam an.", kind="claim", at=LATER, by=cast.ali)
    with pytest.raises(facts.ChangedMeanwhile):
        facts.correct(first, text="Gar nichts kam an.", kind="claim", at=LATER, by=cast.charlotte)
    assert texts(case) == [("claim", "stated", "Nur eine Hälfte kam an.")]


def test_the_database_allows_one_next_version_only(cast: Cast) -> None:
    case = case_of_brandt(cast)
    first = line(case, cast.ali)
    facts.correct(first, text="Eins", kind="claim", at=LATER, by=cast.ali)
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.create(
            case=case,
            line_no=1,
            replaces=first,
            kind="claim",
            text="Zwei",
            speaker="customer",
            said_at=MONDAY,
            at=LATER,
        )


def test_events_hold_codes_and_no_words(cast: Cast) -> None:
    case = case_of_brandt(cast)
    facts.verify(line(case, cast.ali), source="DHL", at=LATER, by=cast.ali)
    kinds = list(
        Event.objects.filter(case=case, kind__startswith="statement").values_list("kind", "values")
    )
    assert [kind for kind, _ in kinds] == ["statement.added", "statement.verified"]
    assert all(set(values) == {"statement", "line"} for _, values in kinds)


def test_a_question_given_up_is_not_asked_again(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    asked = ledger(case).questions[0]
    client.force_login(cast.ali)
    client.post(f"/cases/{case.number}/questions/{asked.code}/end/")
    assert asked not in ledger(case).questions
    assert texts(case) == [("question", "unobtainable", asked.text)]


def test_ask_in_reply_puts_the_question_into_the_draft_once(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    asked = ledger(case).questions[0]
    client.force_login(cast.ali)
    for _ in range(2):
        client.post(f"/cases/{case.number}/questions/{asked.code}/asking/")
    assert [d.text for d in Draft.objects.filter(case=case, person=cast.ali, kind="reply")] == [
        asked.text
    ]


def test_a_line_through_the_door_ignores_fields_it_does_not_know(
    cast: Cast, client: Client
) -> None:
    """S14: standing, sharing and speaker are not for the form to set."""
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    client.post(
        f"/cases/{case.number}/statements/",
        {
            "entry": "Die Ware fehlt.",
            "standing": "verified",
            "shareable": "on",
            "speaker": "system",
            "kind": "fact",
            "line_no": "99",
        },
    )
    (made,) = current_statements(case)
    assert (made.kind, made.standing, made.shareable, made.speaker, made.line_no) == (
        "claim",
        "stated",
        False,
        "customer",
        1,
    )


def test_the_door_refuses_what_is_not_its_own(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    statement = line(case, cast.ali)
    url = f"/cases/{case.number}/statements/{statement.pk}/sharing/"
    client.force_login(cast.tom)
    assert client.post(url, {"shared": "yes"}).status_code == 404
    client.force_login(cast.dpo)
    assert client.post(url, {"shared": "yes"}).status_code == 404
    client.force_login(cast.ali)
    other = line(case_of_brandt(cast), cast.ali)
    assert client.post(f"/cases/{case.number}/statements/{other.pk}/sharing/").status_code == 404
    assert client.get(url).status_code == 405
    assert client.post(url, {"shared": "yes"}).status_code == 302
    assert current_statements(case)[0].shareable is True


def test_a_refusal_keeps_what_was_typed(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    page = client.post(
        f"/cases/{case.number}/statements/", {"entry": "= Mahnung am 12.11."}
    ).content.decode()
    assert 'value="= Mahnung am 12.11."' in page
    assert "Name the source" in page


@pytest.mark.parametrize(("language", "word"), [("de", "Ware"), ("nl", "goederen")])
def test_the_page_shows_missing_facts_in_the_language_of_the_case(
    cast: Cast, client: Client, language: str, word: str
) -> None:
    case = case_of_brandt(cast)
    case.language = language
    case.save(update_fields=["language"])
    line(case, cast.ali, text=word)
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/facts/").content.decode()
    questions = ledger(case).questions
    assert questions != ()
    assert [question.text in page for question in questions] == [True] * len(questions)
    assert f'lang="{language}">{word}' in page


def test_one_kind_only(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    line(case, cast.ali)
    line(case, cast.ali, kind="opinion", text="Saftladen")
    client.force_login(cast.ali)
    page = client.get(
        f"/cases/{case.number}/facts/?kind=opinion",
        headers={"HX-Request": "true", "HX-Target": "panel"},
    ).content.decode()
    assert ("Saftladen" in page, ">Die Ware kam nie an.<" in page) == (True, False)


def test_as_many_queries_with_three_lines_as_with_one(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    counts = []
    for _ in range(3):
        facts.verify(line(case, cast.ali), source="DHL", at=LATER, by=cast.charlotte)
        with CaptureQueriesContext(connection) as queries:
            client.get(
                f"/cases/{case.number}/facts/", headers={"HX-Request": "true", "HX-Target": "panel"}
            )
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
