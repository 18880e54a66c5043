"""The HTML side of a mail, from its plain text: paragraphs, lists, links, nothing from elsewhere.

No colours, so that it is readable on dark screens; `lang` for voices that read aloud (WCAG 3.1.1).
"""

import re
from collections.abc import Iterator
from html import escape

_LINK = re.compile(
    r"https?://[^\s<>\"]{1,2000}"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)
_ENDS = ".,;:!?'"
_PAIRS = {")": "(", "]": "["}
_BULLET = re.compile(r"[ \t]{0,8}[-*\u2022\u2013][ \t]{1,8}(?=\S)")
_NUMBER = re.compile(r"[ \t]{0,8}(\d{1,3})[.)][ \t]{1,8}(?=\S)")
PAGE = (
    '<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="color-scheme" content="light dark">\n</head>\n'
    '<body style="font-family: sans-serif; line-height: 1.5; max-width: 42em">\n'
    "{body}</body>\n</html>\n"
)


def html_of(text: str, *, language: str) -> str:
    """A whole HTML document that says what the text says."""
    body = "".join(f"{block}\n" for block in _blocks(text))
    return PAGE.format(language=escape(language), body=body)


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs between empty lines; in them, runs of two and more marked lines are lists."""
    for paragraph in re.split(r"\n[ \t]*\n", text.strip("\n")):
        lines, at, begun = paragraph.split("\n"), 0, 0
        while at < len(lines):
            items, tag = _list_at(lines, at)
            if not items:
                at += 1
                continue
            yield from _paragraph(lines[begun:at])
            yield f"<{tag}>{''.join(f'<li>{_linked(item)}</li>' for item in items)}</{tag[:2]}>"
            at = begun = at + len(items)
        yield from _paragraph(lines[begun:])


def _paragraph(lines: list[str]) -> Iterator[str]:
    if any(line.strip() for line in lines):
        yield f"<p>{'<br>'.join(map(_linked, lines))}</p>"


def _list_at(lines: list[str], at: int) -> tuple[list[str], str]:
    """The items of a list that begins here, and its tag: two bullets, or numbers that count up."""
    for marked in (_BULLET, _NUMBER):
        found: list[tuple[str, re.Match[str]]] = []
        while at + len(found) < len(lines):
            line = lines[at + len(found)]
            mark = marked.match(line)
            if mark is None or (found and not _follows(found[-1][1], mark)):
                break
            found.append((line, mark))
        if len(found) > 1:
            return [line[mark.end() :] for line, mark in found], _tag(found[0][1])
    return [], ""


def _follows(before: re.Match[str], mark: re.Match[str]) -> bool:
    return not mark.groups() or int(mark[1]) == int(before[1]) + 1


def _tag(mark: re.Match[str]) -> str:
    if not mark.groups():
        return "ul"
    return "ol" if int(mark[1]) == 1 else f'ol start="{int(mark[1])}"'


def _linked(line: str) -> str:
    """The line with its addresses as links; every other sign stands for itself."""
    parts, at = [], 0
    for found in _LINK.finditer(line):
        words = _without_end(found[0])
        address = words if words.startswith("http") else f"mailto:{words}"
        parts += [
            escape(line[at : found.start()]),
            f'<a href="{escape(address)}">{escape(words)}</a>',
        ]
        at = found.start() + len(words)
    return "".join([*parts, escape(line[at:])])


def _without_end(link: str) -> str:
    """A link without the sign that ends its sentence, or the bracket it stands in."""
    while link[-1] in _ENDS or (
        link[-1] in _PAIRS and link.count(link[-1]) > link.count(_PAIRS[link[-1]])
    ):
        link = link[:-1]
    return link
