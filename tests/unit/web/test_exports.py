"""Exports that a spreadsheet opens without executing anything."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest

from praja.web.exports import csv_bytes, xlsx_bytes

ATTACKS = ["=cmd|' /C calc'!A0", "+1+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1+1", "\n=1"]


def sheet_of(heads, rows):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(heads, rows))).active


@pytest.mark.parametrize("text", ATTACKS)
def test_csv_never_begins_a_cell_as_a_formula(text):
    written = csv_bytes(["Nama"], [[text]]).decode("utf-8-sig")

    cell = written.split("\r\n", 1)[1].lstrip('"')
    assert cell.startswith("'")


@pytest.mark.parametrize("text", ATTACKS)
def test_xlsx_keeps_texts_as_texts(text):
    sheet = sheet_of(["Nama"], [[text]])

    assert sheet["A2"].data_type == "s"
    assert sheet["A1"].value == "Nama"


def test_a_head_is_no_formula_either():
    assert csv_bytes(["=1+1"], []).decode("utf-8-sig") == "'=1+1\r\n"


def test_amounts_stay_numbers_and_a_nip_stays_whole():
    nip = "199001012015022001"
    sheet = sheet_of(["NIP", "Gaji", "Potongan"], [[nip, 2785700, -21600]])

    assert [cell.value for cell in sheet[2]] == [nip, 2785700, -21600]
    assert csv_bytes(["Potongan"], [[-21600]]).endswith(b"\r\n-21600\r\n")


def test_a_whole_number_that_a_spreadsheet_would_round_is_text():
    sheet = sheet_of(["NIP"], [[199001012015022001]])

    assert sheet["A2"].value == "199001012015022001"


def test_days_and_unknown():
    row = [datetime.date(2026, 11, 2), None, Decimal("98.75"), "a;b"]

    assert csv_bytes(["a"] * 4, [row]).decode("utf-8-sig").split("\r\n")[1] == '2026-11-02;;98,75;"a;b"'
    sheet = sheet_of(["a"] * 4, [row])
    assert sheet["A2"].value == datetime.datetime(2026, 11, 2)
    assert sheet["B2"].value is None
    assert sheet["C2"].value == 98.75
