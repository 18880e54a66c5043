"""Every text of the desk is translated, into every language, with the same placeholders."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib  # type: ignore[import-untyped]  # has no types
import pytest
from django.utils.translation.template import templatize

from tracked import DESK, files, nothing, place

TEMPLATES = [path for path in files(".html", ".txt", under=DESK) if "templates" in path.parts]
TRANSLATED = ("de", "nl")
LOOKUPS = {"gettext", "gettext_lazy", "gettext_noop", "_", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({STRING}(?:\s*,\s*{STRING})*)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w+)\}")

Message = tuple[str | None, str]  # context and text


def in_python(source: str) -> Iterator[tuple[int, Message]]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        texts = [
            a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        if name in LOOKUPS and texts:
            yield node.lineno, (None, texts[0])
        elif name in WITH_CONTEXT and len(texts) > 1:
            yield node.lineno, (texts[0], texts[1])


def in_template(source: str) -> Iterator[tuple[int, Message]]:
    code = templatize(source)
    for found in CALL.finditer(code):
        texts = [ast.literal_eval(one) for one in re.findall(STRING, found[2])]
        context = texts.pop(0) if "p" in found[1] else None
        yield code.count("\n", 0, found.start()) + 1, (context, texts[0])


def messages() -> dict[Message, str]:
    """Every text to be translated and the first place where it stands."""
    found: dict[Message, str] = {}
    for path in TEMPLATES:
        for line, message in in_template(path.read_text(encoding="utf-8")):
            found.setdefault(message, place(path, line))
    for path in files(".py", under=DESK):
        for line, message in in_python(path.read_text(encoding="utf-8")):
            found.setdefault(message, place(path, line))
    return {message: where for message, where in found.items() if message[1]}


def catalogue(code: str) -> Path:
    return DESK / "locale" / code / "LC_MESSAGES" / "django.po"


def placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def faults(entry: polib.POEntry | None) -> list[str]:
    """What is wrong with one translation; nothing when it is complete."""
    if entry is None or entry.obsolete:
        return ["is not in the catalogue"]
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not forms or not all(forms):
        return ["is not translated"]
    wrong = ["is marked fuzzy"] if entry.fuzzy else []
    known = placeholders(entry.msgid) | placeholders(entry.msgid_plural or "")
    if any(not placeholders(form) <= known for form in forms) or placeholders(forms[-1]) != known:
        wrong.append(f"has other placeholders than {sorted(known)}")
    return wrong


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_translated(code: str) -> None:
    if not TEMPLATES:
        pytest.skip("the desk has no templates yet")
    assert catalogue(code).exists(), f"{place(catalogue(code))} is missing"
    entries = {(one.msgctxt, one.msgid): one for one in polib.pofile(str(catalogue(code)))}
    nothing(
        [
            f"{where} {message[1][:70]!r} {fault} ({code})"
            for message, where in messages().items()
            for fault in faults(entries.get(message))
        ]
    )


def test_the_readers_find_every_kind_of_text() -> None:
    template = (
        '{% load i18n %}{% translate "a" %}\n{% blocktranslate with n=x trimmed %}\n b {{ n }}\n'
        '{% endblocktranslate %}{% translate "c" context "d" %}'
        "{% blocktranslate count n=x %}one{% plural %}{{ n }} more{% endblocktranslate %}"
    )
    assert [message for _, message in in_template(template)] == [
        (None, "a"),
        (None, "b %(n)s"),
        ("d", "c"),
        (None, "one"),
    ]
    python = "_('a'); gettext_lazy('b'); pgettext('c', 'd'); ngettext('e', 'f', n); gettext(x)"
    assert [message for _, message in in_python(python)] == [
        (None, "a"),
        (None, "b"),
        ("c", "d"),
        (None, "e"),
    ]


def test_faults_are_found() -> None:
    entry = polib.POEntry(msgid="%(n)s days", msgstr="%(n)s Tage")
    assert faults(entry) == []
    assert faults(None) == ["is not in the catalogue"]
    assert faults(polib.POEntry(msgid="a", msgstr="")) == ["is not translated"]
    assert faults(polib.POEntry(msgid="a", msgstr="b", flags=["fuzzy"])) == ["is marked fuzzy"]
    assert faults(polib.POEntry(msgid="%(n)s days", msgstr="Tage")) == [
        "has other placeholders than ['n']"
    ]
    plural = {0: "ein Tag", 1: "%(n)s Tage"}
    assert (
        faults(polib.POEntry(msgid="a day", msgid_plural="%(n)s days", msgstr_plural=plural)) == []
    )
