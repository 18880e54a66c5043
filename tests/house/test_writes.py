"""Only `actions/` write: nothing else in the desk calls a manager's or a row's writing methods."""

import ast
from pathlib import Path

from tracked import DESK, files, nothing, place

WRITERS = {"actions", "demo", "migrations"}
# Leases and the outbox's delivery marks are the jobs' own rows.
WRITING_ROOMS = {"jobs", "storage"}
ON_MANAGERS = {
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "bulk_update",
    "update",
}
ON_MANAGERS |= {"acreate", "aupdate", "aget_or_create", "aupdate_or_create"}
ON_ROWS = {"save", "delete", "asave", "adelete"}
QUERIES = {
    "objects",
    "filter",
    "exclude",
    "all",
    "select_for_update",
    "_base_manager",
    "_default_manager",
}
NO_ROWS = {"super", "session", "cache", "storage", "blobs", "default_storage", "client"}


def names(node: ast.expr) -> list[str]:
    """The names along `a.b(...).c`, from the left."""
    if isinstance(node, ast.Attribute):
        return [*names(node.value), node.attr]
    if isinstance(node, ast.Call):
        return names(node.func)
    if isinstance(node, ast.Subscript):
        return names(node.value)
    return [node.id] if isinstance(node, ast.Name) else []


def writes(source: str) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            *before, method = names(node.func)
            on_manager = method in ON_MANAGERS and QUERIES & set(before)
            on_row = method in ON_ROWS and before and not NO_ROWS & set(before)
            if on_manager or on_row:
                found.append((node.lineno, ".".join([*before, method])))
    return found


def _may_write(path: Path) -> bool:
    return bool((WRITERS | WRITING_ROOMS) & set(path.relative_to(DESK).parts[:1]))


def test_only_actions_write() -> None:
    nothing(
        [
            f"{place(path, line)} {what}() belongs into actions/"
            for path in files(".py", under=DESK)
            if not _may_write(path)
            for line, what in writes(path.read_text(encoding="utf-8"))
        ]
    )


def test_the_rule_finds_what_it_forbids_and_spares_the_rest() -> None:
    assert writes("Case.objects.filter(x=1).update(y=2)") == [(1, "Case.objects.filter.update")]
    assert writes("case.save()\ncase.notes.all().delete()") == [
        (1, "case.save"),
        (2, "case.notes.all.delete"),
    ]
    assert writes("{}.update(a=1)\nheaders.update(b=2)\nsuper().save()\nsession.save()") == []
