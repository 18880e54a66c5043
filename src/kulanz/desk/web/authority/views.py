"""The authority table in force, its versions and its files: read by everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from kulanz.authority.exchange import as_toml
from kulanz.authority.rows import as_rows
from kulanz.authority.sheets_file import as_csv, as_xlsx
from kulanz.countries import BASES, PACKS, Table, profile
from kulanz.desk.models import AuthorityVersion
from kulanz.desk.queries.authority import PACK_ITSELF, with_table
from kulanz.desk.queries.authority_diff import differences
from kulanz.desk.queries.authority_drafts import versions
from kulanz.desk.queries.authority_grid import Asked, grid_of
from kulanz.desk.web.authority.doors import frame, of_pack
from kulanz.desk.web.languages import reading

TYPES = {
    "toml": "application/toml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def authority_start(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view has one
    """The first pack."""
    return redirect("authority_table", PACKS[0])


def asked_of(request: HttpRequest) -> Asked:
    """What the reader filters by."""
    typed = request.GET
    basis = typed.get("basis", "")
    return Asked(
        typed.get("q", "").strip()[:80],
        basis if basis in BASES else "",
        typed.get("remedy", "")[:30],
    )


@require_GET
@of_pack
def table(request: HttpRequest, pack: str) -> HttpResponse:
    """Who may offer what today."""
    found, asked = frame(request, pack), asked_of(request)
    grid = grid_of(found["now"].country, reading(), asked)
    context = found | {"grid": grid, "asked": asked, "bases": BASES, "editing": False}
    return render(request, "kulanz/authority/table.html", context)


@require_GET
@of_pack
def history(request: HttpRequest, pack: str) -> HttpResponse:
    """All versions, the newest first."""
    context = frame(request, pack) | {"versions": versions(pack)}
    return render(request, "kulanz/authority/history.html", context)


@require_GET
@of_pack
def version(request: HttpRequest, pack: str, version: int) -> HttpResponse:
    """One version, and what it changed in the published one before it."""
    row = get_object_or_404(versions(pack), number=version)
    before = versions(pack).filter(number__lt=version, standing="published").first()
    old = with_table(pack, before.text).table if before else profile(pack).table
    rows = differences(old, with_table(pack, row.text).table, reading())
    context = frame(request, pack) | {"row": row, "before": before, "rows": rows}
    return render(request, "kulanz/authority/version.html", context)


@require_GET
@of_pack
def file(
    request: HttpRequest,  # noqa: ARG001 - every view has one
    pack: str,
    version: int,
    kind: str,
) -> HttpResponse:
    """A version as a file; version 0 is the table of the pack itself."""
    if kind not in TYPES:
        raise Http404
    answer = HttpResponse(_written(_table(pack, version), kind), content_type=TYPES[kind])
    name = f"{pack}-{version}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _table(pack: str, version: int) -> Table:
    if version == PACK_ITSELF:
        return profile(pack).table
    return with_table(
        pack, get_object_or_404(AuthorityVersion, pack=pack, number=version).text
    ).table


def _written(table: Table, kind: str) -> bytes:
    if kind == "toml":
        return as_toml(table).encode()
    rows = as_rows(table, reading())
    return as_csv(rows, reading()) if kind == "csv" else as_xlsx(rows, "authority")
