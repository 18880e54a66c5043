"""The work list as a CSV file, fit to be opened in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kulanz.desk.models import Case
from kulanz.desk.queries.inbox import Filters, matching
from kulanz.desk.templatetags.case_words import heat_word, state_word
from kulanz.desk.web.doors import person_of

MOST_ROWS = 10_000
# A cell that begins like this is a formula to a spreadsheet (OWASP, CSV injection).
_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,15})*")


def cell(value: str) -> str:
    """The value as a spreadsheet may have it: text stays text, a negative number stays a number."""
    if _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


@require_safe
def work_list(request: HttpRequest) -> HttpResponseBase:
    """The rows of the view and filters in the address, at most ten thousand."""
    cases = matching(person_of(request), Filters.read(request.GET), at=timezone.now())
    text = "".join(_lines(cases[:MOST_ROWS]))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="kulanz.csv"'
    return response


def _lines(cases: Iterable[Case]) -> Iterator[str]:
    """One line per case; a byte order mark first, so that umlauts arrive in spreadsheets."""
    yield "\ufeff"
    yield _line(
        [
            _("Case"),
            _("Customer"),
            _("Subject"),
            _("State"),
            _("Heat"),
            _("Owner"),
            _("Next due"),
            _("Received"),
        ]
    )
    for case in cases:
        yield _line(_values(case))


def _values(case: Case) -> list[str]:
    return [
        case.number,
        case.customer.name,
        case.subject,
        state_word(case.state),
        heat_word(case.heat),
        case.owner.name if case.owner else "",
        timezone.localtime(case.next_due_at).strftime("%Y-%m-%d %H:%M"),
        timezone.localtime(case.received_at).strftime("%Y-%m-%d %H:%M"),
    ]


def _line(values: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([cell(value) for value in values])
    return out.getvalue()
