"""`kulanz authority`: what it answers, in which form, and how it ends."""

import json
import sys
from pathlib import Path
from subprocess import run
from typing import Any, get_args

import pytest
from typer.testing import CliRunner, Result

from kulanz.authority.exchange import as_toml
from kulanz.case import LANGUAGES
from kulanz.cli.app import app
from kulanz.cli.authority_frame import Pack
from kulanz.countries import PACKS, authority_table, profile
from kulanz.languages import pack

DE = profile("de_shop")
FACTS = {"fault": "company", "contact": {"broken_off_by": "nobody"}, "wait_seconds": 60}
SA = "needs_approval"


def authority(*arguments: str, given: str = "") -> Result:
    """Runs `kulanz authority` in this process, its words in English."""
    return CliRunner(env={"LC_ALL": "C.UTF-8", "COLUMNS": "100"}).invoke(
        app, ["authority", *arguments], input=given
    )


def asked(*arguments: str, facts: Any = FACTS) -> dict[str, Any]:
    """The object that `check` prints, its facts given on standard input."""
    done = authority("check", *arguments, "--facts", "-", "--json", given=json.dumps(facts))
    assert (done.exit_code, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def voucher(*more: str) -> list[str]:
    return ["--role", "AG", "--remedy", "voucher", "--amount", "15", *more]


def test_check_prints_one_object() -> None:
    found = asked(*voucher("--used", "2.50"), "--pack", "de_shop")
    near = found.pop("near")
    assert found == {
        "verdict": "needs_approval",
        "rule": "voucher-fault",
        "basis": "goodwill",
        "limit": 10,
        "used": 2.5,
        "missing": [],
        "approver": "SA",
        "reason": "Das liegt über Ihrem Rahmen. Freigabe: "
        "erfahrene(r) Mitarbeiter(in), Beschwerdestelle.",
        "code": "over_limit",
        "remedy": "voucher",
        "unit": "EUR",
        "failing": [],
        "booked_by": None,
        "four_eyes": False,
        "second_look": None,
        "at_best": "needs_approval",
        "ignored": [],
    }
    assert near[1] == {
        "rule": "voucher-broken_off",
        "failing": ["contact.broken_off_by"],
        "missing": [],
        "roles": ["SA", "TL", "CM", "GF"],
    }


@pytest.mark.parametrize(
    ("arguments", "facts", "expected"),
    [
        (voucher(), {}, ("undecided", "voucher-broken_off", "SA")),
        (voucher("--language", "nl"), {"fault": "customer", "wait_seconds": 3}, None),
        (["--role", "AG", "--remedy", "dispute_hold"], {}, ("may", "dispute_hold", None)),
        (
            ["--role", "SA", "--remedy", "price_reduction", "--amount", "50", "--percent", "21"],
            {"item.kept": True, "claim.type": "damaged", "item.defect_shown": True},
            (SA, "price_reduction-faulty", "TL"),
        ),
        (
            ["--role", "SA", "--remedy", "instalments", "--amount", "200", "--count", "4"],
            {"plan": {"written": True}},
            (SA, "instalments", "TL"),
        ),
        (["--role", "AG", "--remedy", "cod"], {}, ("may_not", None, None)),
    ],
)
def test_options_reach_the_table(
    arguments: list[str], facts: dict[str, Any], expected: tuple[str, str, str | None] | None
) -> None:
    found = asked(*arguments, facts=facts)
    if expected is None:
        assert found["reason"].startswith("Eerst uitzoeken: ")
    else:
        assert (found["verdict"], found["rule"], found["approver"]) == expected


def test_basis_and_day_reach_the_table(tmp_path: Path) -> None:
    fees = ["--role", "AG", "--remedy", "fee_waiver", "--amount", "40"]
    unfounded = {"fee": {"unfounded": False, "waived_before": False}}
    assert asked(*fees, "--basis", "goodwill", facts=unfounded)["approver"] == "TL"
    text = as_toml(DE.table).replace('id = "apologise"', 'id = "apologise"\nsince = 2027-01-01')
    file = tmp_path / "later.toml"
    file.write_text(text, encoding="utf-8")
    sorry = ["--role", "AG", "--remedy", "apologise", "--table", str(file), "--on"]
    assert [asked(*sorry, day)["verdict"] for day in ("2026-12-31", "2027-01-01")] == [
        "may_not",
        "may",
    ]


def test_facts_that_nobody_knows_are_named_and_decide_nothing(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({**FACTS, "heat": 4, "customer": {"shouts": True}}))
    done = authority("check", *voucher("--facts", str(file), "--json", "--language", "en"))
    found = json.loads(done.stdout)
    assert found["ignored"] == ["heat", "customer.shouts"]
    assert done.stderr == (
        "kulanz: nobody knows these facts, they decide nothing: heat, customer.shouts\n"
    )
    plain = asked(*voucher("--language", "en"))
    assert {**found, "ignored": []} == plain


def test_check_as_a_page() -> None:
    done = authority("check", *voucher("--language", "en", "--facts", "-"), given='{"fault":"us"}')
    assert done.exit_code == 2
    facts = json.dumps(FACTS)
    done = authority("check", *voucher("--language", "en", "--facts", "-"), given=facts)
    assert done.stdout.splitlines() == [
        "voucher: needs approval",
        "  This is above your limit. Approval: senior agent.",
        "  Rule voucher-fault, basis: goodwill.",
        "Rules that would allow it, and the roles that could:",
        "  - voucher-fault (SA, TL, CM, GF)",
        "  - voucher-broken_off (SA, TL, CM, GF): against it: who ended the call",
        "  - voucher-wait (SA, TL, CM, GF): against it: waiting time in seconds",
    ]


@pytest.mark.parametrize(
    ("arguments", "given", "line"),
    [
        (voucher("--facts", "-"), "[1]", "this is no JSON object."),
        (voucher("--facts", "-"), "{", "this is no JSON object."),
        (voucher("--facts", "-"), "[" * 100_000, "this is no JSON object."),
        (voucher("--facts", "-"), '{"wait_seconds": NaN}', "wait_seconds: nan is not a number"),
        (voucher("--facts", "-"), '{"fault": "us"}', "fault: us is not one of company, shared"),
        (voucher("--facts", "no.json"), "", "no.json: no such file."),
        (voucher("--table", "no.toml"), "", "no.toml: no such file."),
        (voucher("--table", "-"), "x =", "the table cannot be used: This is no TOML: something"),
        (voucher("--used", "-1"), "", "used: -1 is no number such as 12.50"),
        (voucher("--percent", "ten"), "", "percent: ten is no number such as 12.50"),
        (voucher("--count", "-1"), "", "count: -1 is no number"),
        (voucher("--on", "tomorrow"), "", "on: tomorrow is no day such as 2027-01-31."),
        (voucher("--basis", "legal"), "", "voucher is not given on the basis legal"),
        (["--role", "XX", "--remedy", "voucher"], "", "there is no role XX; known are AG, SA"),
        (["--role", "AG", "--remedy", "gold"], "", "there is no remedy gold; known are explain"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], given: str, line: str) -> None:
    done = authority("check", *arguments, given=given)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kulanz: {line}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", PACKS)
def test_the_shipped_packs_are_proved(name: str) -> None:
    done = authority("prove", "--pack", name, "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["sound"], found["complete"]) == (0, True, True)
    assert (found["contradictions"], found["gaps"], found["faults"]) == ([], [], [])
    page = authority("prove", "--pack", name, "--language", "en")
    last = page.stdout.splitlines()[-1]
    assert last.startswith(f"The table is whole: {len(profile(name).table.rules)} rules for ")


def test_a_draft_that_contradicts_itself_ends_with_1() -> None:
    text = as_toml(DE.table)
    one = 'id = "voucher-wait"\nremedy = "voucher"\nbasis = "goodwill"\n'
    one += 'when = { wait_seconds = "> 900" }\nlimit = { AG = 10, SA = 25'
    draft = text.replace(one, one.replace("SA = 25", "SA = 30"))
    assert draft != text
    done = authority("prove", "--table", "-", "--json", "--language", "en", given=draft)
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert found["contradictions"][0] == {
        "kind": "contradiction",
        "remedy": "voucher",
        "basis": "goodwill",
        "rules": ["voucher-fault", "voucher-wait"],
        "role": "SA",
        "limits": [{"amount": 25}, {"amount": 30}],
        "where": {"fault": "company, shared", "wait_seconds": "> 900"},
        "sentence": "voucher, senior agent: two rules, different limits. voucher-fault, "
        "voucher-wait give 25 EUR / 30 EUR. Both can hold: whose fault it is: us or both; "
        "waiting time in seconds: over 900.",
    }
    page = authority("prove", "--table", "-", given=draft)
    assert (page.exit_code, page.stdout.splitlines()[0]) == (1, "Widersprüche (2):")


@pytest.mark.parametrize("form", ["toml", "csv", "xlsx"])
@pytest.mark.parametrize("name", PACKS)
def test_export_and_import_are_inverse(name: str, form: str, tmp_path: Path) -> None:
    out, again = tmp_path / f"rules.{form}", tmp_path / "again.toml"
    one = ["--pack", name, "--language", "nl"]
    assert authority("export", "--format", form, "--out", str(out), *one).exit_code == 0
    assert authority("import", str(out), "--out", str(again), *one).exit_code == 0
    table = profile(name).table
    text = again.read_text(encoding="utf-8")
    found = authority_table(text, roles=table.roles, ladder=table.ladder)
    assert [(r.id, r.limits, r.source) for r in found.rules] == [
        (r.id, r.limits, r.source) for r in table.rules
    ]
    done = authority("export", "--pack", name, "--table", str(again))
    assert done.stdout == text
    assert authority("prove", "--pack", name, "--table", str(again)).exit_code == 0


def test_what_is_wrong_in_a_sheet_has_row_and_column(tmp_path: Path) -> None:
    file = tmp_path / "rules.csv"
    done = authority("export", "--format", "csv", "--language", "en")
    file.write_text(done.stdout.replace("> 900", "> 9OO", 1), encoding="utf-8")
    done = authority("import", str(file), "--language", "en")
    assert (done.exit_code, done.stdout) == (2, "")
    row = [rule.id for rule in DE.table.rules].index("voucher-wait") + 2
    assert f"Row {row}, column “waiting time in seconds”, character 3: > 9OO cannot" in done.stderr
    done = authority("import", str(tmp_path / "none.csv"))
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "No such file" in done.stderr


def test_without_openpyxl_it_is_named() -> None:
    """As after a plain `pip install kulanz`: everything but workbooks works."""
    program = "import sys; sys.modules['openpyxl'] = None; from kulanz.cli import main; main()"
    command = [sys.executable, "-c", program, "authority", "export"]
    env = {"LC_ALL": "C.UTF-8"}
    xlsx = run([*command, "--format", "xlsx"], capture_output=True, text=True, env=env, check=False)
    assert (xlsx.returncode, xlsx.stdout) == (2, "")
    assert xlsx.stderr == "kulanz: this needs the package openpyxl: pip install 'kulanz[desk]'.\n"
    assert (
        run([*command, "--format", "csv"], capture_output=True, env=env, check=False).stderr == b""
    )


PAST: list[dict[str, Any]] = [
    {"role": "AG", "remedy": "voucher", "amount": 12.5, "facts": FACTS},
    {"role": "AG", "remedy": "voucher", "amount": 10, "facts": FACTS, "used": 0},
    {"role": "SA", "remedy": "apologise", "on": "2026-11-01", "basis": "policy"},
]


def replayed(tmp_path: Path, past: str, *more: str) -> Result:
    file, draft = tmp_path / "past.jsonl", tmp_path / "draft.toml"
    file.write_text(past, encoding="utf-8")
    text = as_toml(DE.table).replace("limit = { AG = 10, SA = 25", "limit = { AG = 15, SA = 25")
    draft.write_text(text, encoding="utf-8")
    return authority("replay", "--decisions", str(file), "--new", str(draft), *more)


def test_replay_names_whose_verdict_changes(tmp_path: Path) -> None:
    past = "\n\n".join(map(json.dumps, PAST))
    found = json.loads(replayed(tmp_path, past, "--json").stdout)
    assert found == {
        "decisions": 3,
        "changed": 1,
        "same": 2,
        "groups": [{"remedy": "voucher", "role": "AG", "changed": 1}],
        "changes": [
            {
                "number": 1,
                "remedy": "voucher",
                "role": "AG",
                "amount": 12.5,
                "before": "needs_approval",
                "after": "may",
                "rule_before": "voucher-fault",
                "rule_after": "voucher-fault",
                "approver_before": "SA",
                "approver_after": None,
            }
        ],
    }
    page = replayed(tmp_path, past, "--language", "en").stdout.splitlines()
    before = "before: This is above your limit. Approval: senior agent. (voucher-fault)"
    after = "after: This is within your goodwill limit. (voucher-fault)"
    assert page == [
        "1 of 3 decisions would be different.",
        "voucher, agent: 1",
        f"  1. {before} {after}",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"role": "AG"}',
        '{"role": "XX", "remedy": "voucher"}',
        '{"role": ["AG"], "remedy": "voucher"}',
        '{"role": "AG", "remedy": "voucher", "amount": "much"}',
        '{"role": "AG", "remedy": "voucher", "amount": -1}',
        '{"role": "AG", "remedy": "voucher", "basis": "law"}',
        '{"role": "AG", "remedy": "voucher", "basis": []}',
        '{"role": "AG", "remedy": "voucher", "count": -1}',
        '{"role": "AG", "remedy": "voucher", "count": true}',
        '{"role": "AG", "remedy": "voucher", "on": 5}',
        '{"role": "AG", "remedy": "voucher", "facts": []}',
        '{"role": "AG", "remedy": "voucher", "facts": 7}',
        '{"role": "AG", "remedy": "voucher", "heat": 4}',
    ],
)
def test_a_line_that_is_no_decision_is_named(line: str, tmp_path: Path) -> None:
    done = replayed(tmp_path, json.dumps(PAST[0]) + "\n" + line + "\n", "--language", "en")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "past.jsonl, line 2: this is no decision (" in done.stderr


@pytest.mark.parametrize("command", ["", "check", "prove", "export", "import", "replay"])
def test_help_begins_with_examples(command: str) -> None:
    done = authority(*([command] if command else []), "--help")
    assert done.stdout.startswith("Examples:\n  kulanz authority ")
    assert "None" not in done.stdout


def test_every_pack_can_be_named_and_every_word_is_there() -> None:
    assert get_args(get_args(Pack)[0]) == PACKS
    shapes = [
        {key: set(one) for key, one in pack(code, "authority")["command"].items()}
        for code in LANGUAGES
    ]
    assert shapes[0] == shapes[1] == shapes[2]
