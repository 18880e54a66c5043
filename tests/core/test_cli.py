"""The command line as a person or a script meets it: started as a program of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kulanz import __version__

NOTE = "Kundin: Die Ware ist nie angekommen. Ich zahle nicht, weil die Ware nie angekommen ist.\n"
KULANZ = Path(sys.executable).with_name("kulanz")
ARGUMENTS = [sys.executable, "-m", "kulanz.cli"]


def environment(language: str = "C.UTF-8", **more: str) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return {**kept, "LC_ALL": language, "COLUMNS": "100", "PYTHONWARNINGS": "error", **more}


def kulanz(
    *arguments: str, given: bytes = b"", language: str = "C.UTF-8"
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*ARGUMENTS, *arguments],
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
        env=environment(language, PYTHONUTF8="1"),
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(NOTE, encoding="utf-8")
    return path


def test_the_version_is_printed() -> None:
    done = kulanz("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"kulanz {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["read", "--help"]])
def test_help_shows_examples_before_anything_else(arguments: list[str]) -> None:
    done = kulanz(*arguments)
    first, second, *_ = done.stdout.splitlines()
    assert (first, second.split()[:2]) == ("Examples:", ["kulanz", "read"])
    assert done.stdout.index("Examples:") < done.stdout.index("Usage:")


@pytest.mark.parametrize(
    ("language", "heading"),
    [("de_DE.UTF-8", "Beispiele:"), ("nl_NL.UTF-8", "Voorbeelden:"), ("fr_FR.UTF-8", "Examples:")],
)
def test_help_speaks_the_language_of_the_terminal(language: str, heading: str) -> None:
    assert kulanz("--help", language=language).stdout.splitlines()[0] == heading


def test_without_a_command_the_help_is_shown() -> None:
    done = kulanz()
    assert "Examples:" in (done.stdout + done.stderr).splitlines()


def test_one_json_object_with_every_key_of_the_interface(note: Path) -> None:
    done = kulanz("read", str(note), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    read = json.loads(done.stdout)
    assert list(read) == [
        "language",
        "languages",
        "statements",
        "declarations",
        "behaviours",
        "heat",
        "chain",
        "unlock",
        "questions",
        "next_step",
    ]
    assert read["language"] == "de"
    assert list(read["heat"]) == ["stage", "value"]
    assert list(read["chain"]) == ["nodes", "links", "circles", "deadlocks", "doubts"]
    assert list(read["next_step"]) == ["step", "say"]


def test_standard_input_gives_the_same_as_the_file(note: Path) -> None:
    assert kulanz("read", "-", "--json", given=NOTE.encode()).stdout == (
        kulanz("read", str(note), "--json").stdout
    )


def test_a_page_for_people_has_its_headings_in_order(note: Path) -> None:
    lines = kulanz("read", str(note)).stdout.splitlines()
    headings = ["Ledger", "Declarations", "Chain", "Still to ask", "Next sentence"]
    assert [line for line in lines if line in headings] == headings
    assert lines[0] == "Language: German"


def test_a_page_in_german_for_a_german_terminal(note: Path) -> None:
    lines = kulanz("read", str(note), language="de_DE.UTF-8").stdout.splitlines()
    assert [line for line in lines if line in {"Aussagen", "Kausalkette", "Nächster Satz"}] == [
        "Aussagen",
        "Kausalkette",
        "Nächster Satz",
    ]


def test_a_mail_is_read_without_its_quoted_part() -> None:
    mail = Path(__file__).parent / "letters" / "german_reply.eml"
    read = json.loads(kulanz("read", str(mail), "--json").stdout)
    quotes = " ".join(one["quote"] for one in read["statements"])
    assert ("nie angekommen" in quotes, "begleichen" in quotes) == (True, False)


def test_the_language_can_be_given(note: Path) -> None:
    read = json.loads(kulanz("read", str(note), "--json", "--language", "nl").stdout)
    assert read["language"] == "nl"


BAD = {
    "empty": (b"", "is empty."),
    "blank": (b" \n\n", "is empty."),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text: it is binary, or UTF-16"),
    "utf-16 without mark": ("Grüße".encode("utf-16-le"), "is not a text: it is binary, or UTF-16"),
    "code page 850": ("Grüße aus Köln".encode("cp850"), "unknown text encoding."),
    "cyrillic": ("Заказ не пришёл".encode("cp1251"), "unknown text encoding."),
    "random": (bytes(range(128, 256)), "unknown text encoding."),
    "torn utf-16": (b"\xff\xfea", "unknown text encoding."),
    "mail without text": (b"From: a@b.de\nSubject: x\n\n", "there is no text in this mail."),
}


@pytest.mark.parametrize(("raw", "line"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("by", ["file", "input"])
def test_bad_input_gets_one_line_and_code_two(
    raw: bytes, line: str, by: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad"
    path.write_bytes(raw)
    done = kulanz("read", str(path)) if by == "file" else kulanz("read", "-", given=raw)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert line in done.stderr
    assert ("standard input" in done.stderr) == (by == "input")


def refused(*arguments: str, given: bytes = b"") -> str:
    done = kulanz("read", *arguments, given=given)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    return done.stderr.removeprefix("kulanz: ").strip()


def test_no_such_file_a_folder_and_names_nobody_can_open(tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"
    assert refused(str(missing)) == f"{missing}: no such file."
    assert refused(str(tmp_path)) == f"{tmp_path} is a folder; give one file."
    assert refused("x" * 5000).endswith("cannot be read.")


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text(NOTE, encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root may read everything")
    assert refused(str(path)) == f"{path}: no permission to read it."


def test_fifty_megabytes_are_refused_without_reading_them(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    start = time.monotonic()
    assert refused(str(path)) == f"{path} is larger than 10 MB."
    assert time.monotonic() - start < 5


def test_an_endless_input_is_refused_too() -> None:
    assert refused("-", given=b"a" * (11 * 1024 * 1024)) == "standard input is larger than 10 MB."
    assert refused("/dev/zero") == "/dev/zero is larger than 10 MB."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_texts_of_usual_programs_are_read_with_their_umlauts(encoding: str) -> None:
    text = "Das Päckchen für Frau Müßig ist beschädigt angekommen.\n"
    read = json.loads(kulanz("read", "-", "--json", given=text.encode(encoding)).stdout)
    assert [one["text"] for one in read["statements"]] == [text.strip()]


def test_escape_sequences_never_reach_the_terminal() -> None:
    done = kulanz("read", "-", given=b"Customer: My parcel is \x1b[31mbroken\x1b]0;x\x07.\n")
    assert (done.returncode, "\x1b" in done.stdout) == (2, False)


def test_an_unknown_option_is_a_usage_error_without_a_traceback() -> None:
    done = kulanz("read", "--nonsense")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("Die Ware ist nie angekommen.\n" * 3000, encoding="utf-8")
    program = subprocess.Popen(
        [*ARGUMENTS, "read", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert program.stdout is not None
    program.stdout.close()
    assert program.stderr is not None
    assert program.stderr.read() == b""
    program.stderr.close()
    program.wait(60)


def test_ctrl_c_is_quiet() -> None:
    program = subprocess.Popen(
        [*ARGUMENTS, "read", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        # A runner in the background may have switched Ctrl-C off for all its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no threads here
    )
    _wait_until_it_reads(program.pid)
    program.send_signal(signal.SIGINT)
    output, errors = program.communicate(timeout=30)
    assert (program.returncode, output, errors.decode().strip()) == (130, b"", "")


def _wait_until_it_reads(process: int) -> None:
    """Until the program has started and computes no more: it waits for its input."""
    before, deadline = -1, time.monotonic() + 30
    while time.monotonic() < deadline:
        time.sleep(0.5)
        now = sum(int(n) for n in Path(f"/proc/{process}/stat").read_text().split()[13:15])
        if now == before and now > 0:
            return
        before = now


def test_reading_needs_neither_django_nor_rich(note: Path) -> None:
    script = (
        "import sys\nfrom kulanz.cli import main\nsys.argv = ['kulanz', 'read', sys.argv[1]]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "print(sorted({'django', 'rich', 'asyncio'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(note)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    assert done.stderr == "[]\n"


def test_a_desk_command_without_django_says_what_to_install(tmp_path: Path) -> None:
    script = (
        "import sys\nsys.modules['django'] = None  # as if it were not installed\n"
        "from kulanz.cli import main\nsys.argv = ['kulanz', 'migrate']\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env=environment(KULANZ_DATA_DIR=str(tmp_path)),
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].endswith("pip install 'kulanz[desk]'")
    assert len(done.stderr.splitlines()) == 1


def test_the_installed_program_starts() -> None:
    done = subprocess.run([KULANZ, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"kulanz {__version__}\n"
