"""Templates keep to the strict content security policy: nothing inline."""

import re

import pytest

from tracked import DESK, files, nothing, place

TEMPLATES = [path for path in files(".html", ".svg", under=DESK) if "templates" in path.parts]
INLINE = {
    "a style attribute": re.compile(r"<[a-zA-Z][^>]*\sstyle\s*=", re.DOTALL),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-zA-Z][^>]*\son[a-z]+\s*=", re.DOTALL | re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "an htmx event script": re.compile(r"\shx-on[:-]", re.IGNORECASE),
}
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)
# Blanked before looking, so that a ">" in a comparison does not end the HTML tag around it.
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def inline(source: str) -> list[tuple[int, str]]:
    plain = TAG.sub(lambda tag: "\n" * tag[0].count("\n"), COMMENT.sub(_blank, source))
    return [
        (plain.count("\n", 0, found.start()) + 1, what)
        for what, pattern in INLINE.items()
        for found in pattern.finditer(plain)
    ]


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def test_templates_have_nothing_inline() -> None:
    if not TEMPLATES:
        pytest.skip("the desk has no templates yet")
    nothing(
        [
            f"{place(path, line)} {what}"
            for path in TEMPLATES
            for line, what in inline(path.read_text(encoding="utf-8"))
        ]
    )


def test_the_rule_finds_what_it_forbids() -> None:
    assert inline('<p>\n<a style="x">') == [(2, "a style attribute")]
    assert inline("<script>x</script>") == [(1, "an inline script")]
    assert inline('<script src="a.js"></script><p class="on">one = 1</p>') == []
    assert inline('<b {% if a > 1 %}id="x"{% endif %} onclick="y">') == [(1, "an event attribute")]
    assert inline("{# <style> #}") == []
