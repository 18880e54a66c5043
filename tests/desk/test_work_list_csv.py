"""The work list as a file: what strangers typed stays text in a spreadsheet."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from cast import MONDAY, Cast, brandt, case_of_brandt
from kulanz.desk.actions.cases import open_case
from kulanz.desk.web.cases.export import cell

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+49 221 1234", "'+49 221 1234"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("-12,50", "-12,50"),
        ("-1.234,50", "-1.234,50"),
        ("Müller & Söhne", "Müller & Söhne"),
        ("", ""),
    ],
)
def test_s18_a_formula_becomes_text_and_a_number_stays_a_number(typed: str, kept: str) -> None:
    assert cell(typed) == kept


def rows_of(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))


def test_the_file_has_the_rows_of_the_view_and_no_others(cast: Cast, client: Client) -> None:
    mine = case_of_brandt(cast, owner=cast.ali)
    case_of_brandt(cast, owner=cast.sam)
    client.force_login(cast.ali)

    head, *rows = rows_of(client, reverse("work_list_csv") + "?view=mine")

    assert head == ["Case", "Customer", "Subject", "State", "Heat", "Owner", "Next due", "Received"]
    assert [row[:3] for row in rows] == [
        [mine.number, "Susanne Brandt", "Mahnung trotz fehlender Ware"]
    ]


def test_s18_a_subject_that_is_a_formula_cannot_run(cast: Cast, client: Client) -> None:
    open_case(
        customer=brandt(), team=cast.koeln, subject='=cmd|"/C calc"!A1', language="de", at=MONDAY
    )
    client.force_login(cast.ali)

    _, row = rows_of(client, reverse("work_list_csv") + "?view=all")

    assert row[2] == """'=cmd|"/C calc"!A1"""


def test_another_teams_cases_are_not_in_the_file(cast: Cast, client: Client) -> None:
    case_of_brandt(cast)
    client.force_login(cast.tom)

    assert rows_of(client, reverse("work_list_csv") + "?view=all")[1:] == []
