"""Mails that nobody would write, for as long as you like: nothing raises, nothing takes for ever.

    python bench/mail/fuzz.py [--minutes 10] [--seeds FOLDER ...]

Half of the time hypothesis puts mails together out of header fields, parts and rubbish; the other
half atheris (its own process; `pip install atheris`) changes the seeds byte by byte, guided by
which lines of `kulanz.reading` they reach. What is found is written to `fuzz-found/`; ends with 1
then.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from letters import write_letters

SECONDS = 3.0  # of processor time for one mail of at most 64 kB
LONGEST = 65_536
FOUND = Path("fuzz-found")
HEADERS = (
    *("From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "Auto-Submitted"),
    *("Return-Path", "Received", "List-Id", "X-Failed-Recipients"),
)
VALUES = (
    *('"Müller, Kim" <kim@mail.example>', "=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "=?utf-8?b?R3LDvMOf?="),
    *("multipart/mixed; boundary=b", "multipart/report; report-type=delivery-status; boundary=b"),
    *("message/delivery-status", "message/rfc822", "text/plain; charset=iso-2022-jp"),
    *('text/html; charset="utf-7"', "text/plain; format=flowed; delsp=yes", "base64", '"\\'),
    *("quoted-printable", "x-uuencode", "attachment; filename*0*=utf-8''%e2%82; filename*1*=%ac"),
    *("auto-replied", "<a@b> <c@d>", "Mon, 99 Foo 2026 25:61:61 +9999", "((((", "text/html"),
)
LINES = (
    *("--b", "--b--", "", "Status: 5.1.1", "Final-Recipient: rfc822; kim@mail.example", "> quoted"),
    *("Am 1.1.2026 um 10:00 schrieb Kim <kim@mail.example>:", "-----Original Message-----", "-- "),
    *("begin 644 a.txt", "#0V%T", "end", "=ybegin line=128 size=9 name=a", "<div><blockquote>"),
    *("&#0;", "=E4=", "begin forwarded message:", "From: kim@mail.example", "\x00\x1b"),
    *("550 5.1.1 no such user",),
)


def reads(content: bytes) -> None:
    """Read one mail through everything that reads mails, and look at what comes out.

    Raises:
        AssertionError, Exception: what must not be.
    """
    from kulanz.reading import letter

    began = time.process_time()
    mail = letter(content)
    spent = time.process_time() - began
    assert spent < SECONDS, f"{spent:.1f} s for {len(content)} bytes"
    for text in (mail.subject, mail.text, mail.new_text, mail.sender.address, mail.message_id):
        text.encode("utf-8")
    assert all(isinstance(one.content, bytes) for one in mail.attachments)


def kept(content: bytes, error: BaseException) -> None:
    """Write down what failed."""
    FOUND.mkdir(exist_ok=True)
    name = hashlib.sha256(content).hexdigest()[:12]
    (FOUND / f"{name}.eml").write_bytes(content)
    print(f"{type(error).__name__}: {str(error)[:120]} -> {FOUND / name}.eml")


def put_together(until: float) -> tuple[int, int]:
    """Mails by hypothesis until the clock says so; how many were read, how many failed."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    count = failed = 0
    field = st.tuples(st.sampled_from(HEADERS), st.one_of(st.sampled_from(VALUES), st.text()))
    line = st.one_of(st.sampled_from(LINES), st.sampled_from(HEADERS), st.text(max_size=80))
    part = st.tuples(st.lists(field, max_size=8), st.lists(line, max_size=30))
    codec = st.sampled_from(("utf-8", "latin-1", "utf-16-le", "cp1252"))

    @settings(
        max_examples=500,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(part, max_size=6), codec, st.booleans())
    def one(parts: list[tuple[list[tuple[str, str]], list[str]]], codec: str, crlf: bool) -> None:
        nonlocal count, failed
        end = "\r\n" if crlf else "\n"
        text = f"--b{end}".join(
            "".join(f"{name}: {value}{end}" for name, value in fields) + end + end.join(lines) + end
            for fields, lines in parts
        )
        content = text.encode(codec, "replace")[:LONGEST]
        count += 1
        failed += _failed(content)

    while time.monotonic() < until:
        one()
    return count, failed


def _failed(content: bytes, read: Callable[[bytes], None] = reads) -> bool:
    try:
        read(content)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        kept(content, error)
        return True
    return False


def byte_by_byte(seeds: Path, seconds: int) -> bool | None:
    """Atheris in a process of its own; whether it found something, None where it is missing."""
    try:
        import atheris  # noqa: F401 - asked for its presence
    except ImportError:
        return None
    FOUND.mkdir(exist_ok=True)
    command = [
        sys.executable,
        __file__,
        "--child",
        str(seeds),
        f"-max_total_time={seconds}",
        "-timeout=20",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={FOUND}/",
        "-print_final_stats=1",
    ]
    return subprocess.run(command, check=False).returncode != 0  # noqa: S603 - our own words


def _child() -> None:
    """The process of atheris: everything else on the command line is its own."""
    import atheris

    with atheris.instrument_imports(include=["kulanz.reading"]):
        import kulanz.reading  # noqa: F401 - to be watched
    atheris.Setup([sys.argv[0], *sys.argv[2:]], reads)
    atheris.Fuzz()


def main() -> int:
    """Both halves, one line each."""
    parser = argparse.ArgumentParser(description=__doc__, prog="bench/mail/fuzz.py")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seeds", nargs="*", default=[])
    asked = parser.parse_args()
    half = asked.minutes * 30
    with tempfile.TemporaryDirectory() as place:
        seeds = Path(place)
        write_letters(seeds, 30)
        for folder in asked.seeds:
            for file in (one for one in Path(folder).rglob("*") if one.is_file()):
                content = file.read_bytes()
                (seeds / hashlib.sha256(content).hexdigest()).write_bytes(content[:LONGEST])
        broken = [one.name for one in sorted(seeds.iterdir()) if _failed(one.read_bytes())]
        count, failed = put_together(time.monotonic() + half)
        print(f"put together: {count} mails, {failed} failed; of the seeds {len(broken)} failed")
        found = byte_by_byte(seeds, round(half))
    print({None: "atheris is not installed", True: "atheris found something"}.get(found, "nothing"))
    return 1 if failed or broken or found else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        _child()
    else:
        sys.exit(main())
