"""Words that do not belong into this repository, in any file."""

import re
from pathlib import Path

from tracked import ROOT, files, nothing, place

# Written so that the patterns do not find themselves.
FORBIDDEN = {
    "unfinished work": r"\b(?:TO[D]O|FIXM[E]|XX[X])\b",
    "a path of one machine": r"(?<![\w.$}])/(?:wor[k]|roo[t]|home/\w+)/",
    "research outside the repository": (
        r"\.\./share[d]|\b(?:domai[n]|u[x]|causa[l]|reliabilit[y]|models-of-styl[e])\.md\b"
    ),
    "talk about tools": (
        r"(?i)\b(?:claud[e]|anthropi[c]|chatgp[t]|copilo[t]|openA[I]|languag[e] model|as an A[I]\b)"
    ),
    "a machine's package index": (
        r"(?i)(?:index-ur[l]|trusted-hos[t]|artifactor[y]|devp[i]|pip\.con[f])"
    ),
}
TEXTS = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".toml",
    ".md",
    ".txt",
    ".sh",
    ".yml",
    ".yaml",
    ".po",
    ".svg",
    "",
}
LICENCES = {"LICENSE", "COPYING"}
LOCKED = ("lock", "requirements")


def breaches(text: str) -> list[tuple[int, str]]:
    return [
        (number, f"{what}: {found[0]}")
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if (found := re.search(pattern, line))
    ]


def texts() -> list[Path]:
    return [path for path in files() if path.suffix in TEXTS and path.name not in LICENCES]


def test_no_file_says_what_does_not_belong_here() -> None:
    nothing(
        [
            f"{place(path, line)} {what}"
            for path in texts()
            for line, what in breaches(path.read_text(encoding="utf-8", errors="replace"))
        ]
    )


def test_locked_versions_name_no_address() -> None:
    locks = [path for path in texts() if any(word in path.name for word in LOCKED)]
    nothing(
        [
            f"{place(path, number)} names an address"
            for path in locks
            if path.suffix in {".txt", ".lock", ""} and path.is_relative_to(ROOT)
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if "://" in line and not line.lstrip().startswith("#")
        ]
    )


def test_the_patterns_find_what_they_forbid_and_spare_the_rest() -> None:
    bad = ["# TO" + "DO later", "open('/wor" + "k/x')", "see domai" + "n.md", "--index" + "-url x"]
    assert [len(breaches(line)) for line in bad] == [1, 1, 1, 1]
    assert breaches("A workshop at /workbench/, the framework/x, mastodon, domain model") == []
