"""One conversation with a mail server: SMTP (RFC 5321) or LMTP (RFC 2033), the receiving side.

Knows nothing of the desk: `keep` takes the mail and says what to answer. A mail ends with CR LF
dot CR LF and nothing else, so nobody can smuggle a second mail into the first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

CHUNK = 65_536
END = b"\r\n.\r\n"
BROWSER = frozenset({"GET", "POST", "PUT", "OPTIONS", "CONNECT"})
PARAMETERS = frozenset({"SIZE", "BODY", "SMTPUTF8"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one peer may do: octets of a mail, recipients, octets of a command, seconds of silence.

    RFC 5321, 4.5.3.1 asks for at least 100 recipients and 512 octets, 4.5.3.2 for five minutes.
    """

    size: int
    recipients: int = 100
    line: int = 2048
    idle: float = 300
    errors: int = 20


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail as it was handed over; `sender` is empty for reports of mail servers."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes = field(repr=False)


Keep = Callable[[Envelope], Awaitable[str]]


class _Over(Exception):
    """The conversation ends; the text, if any, is said first."""


class Dialogue:
    """Commands in, replies out, one mail after the other; commands may come in one go."""

    def __init__(
        self,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        *,
        lmtp: bool,
        name: str,
        limits: Limits,
        keep: Keep,
    ) -> None:
        self.reader, self.writer = streams
        self.lmtp, self.name, self.limits, self.keep = lmtp, name, limits, keep
        self.buffer = bytearray()
        self.greeted, self.errors = False, 0
        self.sender: str | None = None
        self.recipients: list[str] = []
        self.commands: dict[str, Callable[[str], str]] = {
            "LHLO" if lmtp else "EHLO": self._hello,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "RSET": self._rset,
            "NOOP": lambda _: "250 2.0.0 ok",
            "VRFY": lambda _: "252 2.5.0 send it, and see",
        }
        if not lmtp:
            self.commands["HELO"] = self._short_hello

    async def hold(self) -> None:
        """Until the peer goes, is silent for too long or talks nonsense."""
        try:
            await self._say([f"220 {self.name} {'LMTP' if self.lmtp else 'ESMTP'} Kulanz"])
            while True:
                replies = await self._answers(await self._line())
                await self._say(replies)
                self._count(replies)
        except _Over as over:
            await self._say([str(over)] if str(over) else [])

    async def _answers(self, line: str) -> Sequence[str]:
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        if verb == "QUIT":
            raise _Over("221 2.0.0 goodbye")
        if verb in BROWSER:  # a web page that sends its form to this port
            raise _Over
        if verb == "DATA":
            return await self._data()
        command = self.commands.get(verb)
        return [command(rest.strip()) if command else "500 5.5.1 command not known"]

    def _count(self, replies: Sequence[str]) -> None:
        self.errors += any(one.startswith("50") for one in replies)
        if self.errors >= self.limits.errors:
            raise _Over("421 4.7.0 too many errors")

    def _hello(self, rest: str) -> str:
        if not rest:
            return "501 5.5.4 who is speaking?"
        self._short_hello(rest)
        offered = (self.name, "PIPELINING", f"SIZE {self.limits.size}", "8BITMIME", "SMTPUTF8")
        return "".join(f"250-{one}\r\n" for one in offered) + "250 ENHANCEDSTATUSCODES"

    def _short_hello(self, _rest: str) -> str:
        self._rset("")
        self.greeted = True
        return f"250 {self.name}"

    def _rset(self, _rest: str) -> str:
        self.sender, self.recipients = None, []
        return "250 2.0.0 ok"

    def _mail(self, rest: str) -> str:
        if not self.greeted or self.sender is not None:
            return "503 5.5.1 not now"
        found = _path(rest, "FROM:")
        if found is None:
            return "501 5.1.7 expected MAIL FROM:<address>"
        refusal = self._refusal(dict(_parameter(one) for one in found[1]))
        self.sender = None if refusal else found[0]
        return refusal or "250 2.1.0 ok"

    def _refusal(self, values: Mapping[str, str]) -> str:
        """Why a mail with these parameters is not taken; "" when it is."""
        if not values.keys() <= PARAMETERS:
            return "555 5.5.4 parameter not known"
        if values.get("BODY", "8BITMIME").upper() not in {"7BIT", "8BITMIME"}:
            return "501 5.5.4 BODY is 7BIT or 8BITMIME"
        size = values.get("SIZE", "0")
        if not (size.isascii() and size.isdigit()):
            return "501 5.5.4 SIZE is a number"
        if len(size) > len(str(self.limits.size)) or int(size) > self.limits.size:
            return f"552 5.3.4 a mail may have {self.limits.size} octets"
        return ""

    def _rcpt(self, rest: str) -> str:
        if self.sender is None:
            return "503 5.5.1 MAIL first"
        found = _path(rest, "TO:")
        if found is None or not found[0]:
            return "501 5.1.3 expected RCPT TO:<address>"
        if found[1]:
            return "555 5.5.4 parameter not known"
        if len(self.recipients) >= self.limits.recipients:
            return "452 4.5.3 too many recipients; the others in another mail"
        self.recipients.append(found[0])
        return "250 2.1.5 ok"

    async def _data(self) -> Sequence[str]:
        """The mail itself. LMTP has one reply for each recipient (RFC 2033, 4.2), SMTP one."""
        if self.sender is None or not self.recipients:
            return ["503 5.5.1 MAIL and RCPT first"]
        await self._say(["354 go ahead, end with a dot"])
        content = await self._content()
        envelope = Envelope(self.sender, tuple(self.recipients), content or b"")
        self._rset("")
        reply = (
            f"552 5.3.4 a mail may have {self.limits.size} octets"
            if content is None
            else await self.keep(envelope)
        )
        return [reply] * (len(envelope.recipients) if self.lmtp else 1)

    async def _content(self) -> bytes | None:
        """Everything up to the end; None when it is too large: then it is read, not kept."""
        data = bytearray(b"\r\n") + self.buffer
        searched, too_large = 0, False
        while (end := data.find(END, searched)) < 0:
            too_large = too_large or len(data) > self.limits.size + len(END)
            if too_large:
                del data[: -len(END)]
            searched = max(0, len(data) - len(END))
            data += await self._chunk()
        self.buffer = data[end + len(END) :]
        if too_large or end > self.limits.size:
            return None
        # RFC 5321, 4.5.2: a dot that begins a line was doubled on the way.
        return bytes(data[: end + 2].replace(b"\r\n.", b"\r\n")[2:])

    async def _line(self) -> str:
        """The next command, without the end of its line; one that is too long becomes "?"."""
        searched, too_long = 0, False
        while (end := self.buffer.find(b"\n", searched)) < 0:
            if len(self.buffer) > self.limits.line:
                too_long = True
                self.buffer.clear()
            searched = len(self.buffer)
            self.buffer += await self._chunk()
        line = bytes(self.buffer[:end]).rstrip(b"\r")
        del self.buffer[: end + 1]
        if too_long or len(line) > self.limits.line:
            return "?"
        return line.decode("utf-8", "replace")

    async def _chunk(self) -> bytes:
        try:
            async with asyncio.timeout(self.limits.idle):
                chunk = await self.reader.read(CHUNK)
        except TimeoutError:
            raise _Over("421 4.4.2 nothing was said for too long") from None
        except ConnectionError:
            raise _Over from None
        if not chunk:
            raise _Over
        return chunk

    async def _say(self, replies: Sequence[str]) -> None:
        """A peer that does not listen any more is none: what it gave is kept all the same."""
        try:
            self.writer.writelines(f"{one}\r\n".encode() for one in replies)
            async with asyncio.timeout(self.limits.idle):
                await self.writer.drain()
        except (ConnectionError, TimeoutError):
            self.writer.transport.abort()


def _path(rest: str, keyword: str) -> tuple[str, list[str]] | None:
    """The address and the parameters behind a keyword; lenient, for a strict one loses mail."""
    if rest[: len(keyword)].upper() != keyword:
        return None
    given = rest[len(keyword) :].strip()
    if given.startswith("<"):
        inside, closed, behind = given[1:].rpartition(">")
        if not closed:
            return None
    else:
        inside, _, behind = given.partition(" ")
        if not inside:
            return None
    if inside.startswith("@"):  # a source route is to be ignored (RFC 5321, appendix C)
        inside = inside.partition(":")[2]
    address = inside.strip()
    return None if not address.isprintable() else (address, behind.split())


def _parameter(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name.upper(), value
