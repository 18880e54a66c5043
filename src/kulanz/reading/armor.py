"""OpenPGP written into the text of a mail (RFC 9580, section 7): what is signed is read."""

import re

_SIGNED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z-]{1,40}: [^\n]{0,200}\n)*+[ \t]*\n",
    re.MULTILINE,
)
_SIGNATURE = re.compile(r"^-----BEGIN PGP SIGNATURE-----[ \t]*$", re.MULTILINE)
_END = re.compile(r"^-----END PGP SIGNATURE-----[ \t]*\n?", re.MULTILINE)
_ESCAPED = re.compile(r"^- ", re.MULTILINE)
_CLOSED = re.compile(r"^-----BEGIN PGP MESSAGE-----[ \t]*$", re.MULTILINE)


def without_signature(text: str) -> str:
    """The text without what frames the signed part; the signature itself is not checked."""
    begin = _SIGNED.search(text)
    signature = _SIGNATURE.search(text, begin.end()) if begin else None
    if begin is None or signature is None:
        return text
    end = _END.search(text, signature.end())
    signed = _ESCAPED.sub("", text[begin.end() : signature.start()])
    return text[: begin.start()] + signed + (text[end.end() :] if end else "")


def is_closed(text: str) -> bool:
    """Whether an encrypted message stands in the text."""
    return _CLOSED.search(text) is not None
