"""Rooms, names, sizes and imports: the rules of living in this house."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tracked import DESK, PACKAGE, ROOT, files, nothing, place

FILE_WALL, FUNCTION_WALL, README_WALL = 400, 50, 120
NAMELESS = {"utils", "helpers", "common", "misc", "manager", "service", "base", "data", "info"}
CORE = [path for path in files(".py", under=PACKAGE) if not {"desk", "cli"} & set(path.parts)]
PYTHON = files(".py")


def functions(source: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]


def long_functions(source: str) -> list[tuple[int, str]]:
    return [
        (one.lineno, f"{one.name} has {(one.end_lineno or 0) - one.lineno + 1} lines")
        for one in functions(source)
        if (one.end_lineno or 0) - one.lineno + 1 > FUNCTION_WALL
    ]


def imported(source: str) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.lineno, node.module))
    return found


def undocumented(source: str) -> list[tuple[int, str]]:
    tree = ast.parse(source)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = [
        (node.lineno, node.name)
        for node in tree.body
        if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    return found if ast.get_docstring(tree) or not tree.body else [(1, "the module"), *found]


def test_the_import_contracts_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


def test_no_file_is_longer_than_the_wall() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    nothing([f"{place(path, n)} {n} lines" for path, n in lengths.items() if n > FILE_WALL])


def test_no_function_is_longer_than_the_wall() -> None:
    nothing(
        [
            f"{place(path, line)} {what}"
            for path in PYTHON
            for line, what in long_functions(path.read_text(encoding="utf-8"))
        ]
    )


def test_rooms_have_names_that_say_something() -> None:
    inside = [path.relative_to(PACKAGE) for path in files(".py", under=PACKAGE)]
    nothing(
        [
            f"{place(PACKAGE / path)} is called {word}"
            for path in inside
            for word in (*path.parts[:-1], path.stem)
            if word in NAMELESS
        ]
    )


def test_the_core_does_not_import_django() -> None:
    nothing(
        [
            f"{place(path, line)} imports {name}"
            for path in CORE
            for line, name in imported(path.read_text(encoding="utf-8"))
            if name.split(".")[0] == "django" or name.startswith("kulanz.desk")
        ]
    )


def test_every_public_thing_of_the_core_says_what_it_is() -> None:
    nothing(
        [
            f"{place(path, line)} {name} has no docstring"
            for path in CORE
            for line, name in undocumented(path.read_text(encoding="utf-8"))
        ]
    )


def test_tests_do_not_replace_our_own_code() -> None:
    nothing(
        [
            f"{place(path, line)} {what}"
            for path in files(".py", under=ROOT / "tests")
            for line, what in replacements(path.read_text(encoding="utf-8"))
        ]
    )


def replacements(source: str) -> list[tuple[int, str]]:
    tree = ast.parse(source)
    ours = {
        alias.asname or alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if (getattr(node, "module", "") or alias.name).startswith("kulanz")
    }
    found = [(line, f"imports {name}") for line, name in imported(source) if name in MOCKS]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "monkeypatch.setattr":
            first = node.args[0]
            name = ast.unparse(first).strip("'\"")
            if name.split(".")[0] in ours | {"kulanz"}:
                found.append((node.lineno, f"replaces {name}"))
    return found


MOCKS = {"unittest.mock", "mock", "pytest_mock"}


def test_the_readme_is_short_and_names_the_two_commands() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("no README.md yet")
    text = readme.read_text(encoding="utf-8")
    assert len(text.splitlines()) < README_WALL
    assert [command for command in ("bin/run", "bin/test") if command not in text] == []


def test_the_commands_are_short_scripts() -> None:
    scripts = [path for path in files(under=ROOT / "bin") if path.suffix == ""]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in scripts}
    nothing([f"{place(path, n)} {n} lines" for path, n in lengths.items() if n > 30])


def test_the_command_line_imports_the_desk_only_inside_functions() -> None:
    nothing(
        [
            f"{place(path, node.lineno)} imports the desk when it is loaded"
            for path in files(".py", under=PACKAGE / "cli")
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Import | ast.ImportFrom)
            and any(
                name.startswith(("django", "kulanz.desk"))
                for _, name in imported(ast.unparse(node))
            )
        ]
    )


def test_the_rules_find_what_they_forbid() -> None:
    long = "def f():\n" + "    x = 1\n" * FUNCTION_WALL
    assert long_functions(long) == [(1, "f has 51 lines")]
    assert long_functions(long.replace("    x = 1\n", "", 1)) == []
    assert imported("import a.b\nfrom c import d") == [(1, "a.b"), (2, "c")]
    assert undocumented("def f(): ...\ndef _g(): ...") == [(1, "the module"), (1, "f")]
    own = "from kulanz.facts import recap\nmonkeypatch.setattr(recap, 'x', 1)"
    assert replacements(own) == [(2, "replaces recap")]
    assert replacements("monkeypatch.setattr('kulanz.facts.x', 1)") == [
        (1, "replaces kulanz.facts.x")
    ]
    assert replacements("import time\nmonkeypatch.setattr(time, 'time', f)") == []
    assert DESK.is_dir()
