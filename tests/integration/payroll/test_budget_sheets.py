"""Pagu by sheet: looked at first, written once with one event, taken back whole, by the bendahara."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from praja.audit.models import Event
from praja.payroll.models import FactSheet, Pagu
from praja.payroll.sheets import actions
from praja.payroll.sheets.actions import SheetFactsRefused
from tests.integration.people.conftest import TODAY, Office
from tests.integration.people_imports.conftest import book

HEADS = ["Kode unit", "Nama", "Kode akun", "Komponen", "Pagu setahun", "Revisi", "Dokumen hukum"]
BASIC, RICE = "5.1.01.01.01.0001", "5.1.01.01.06.0001"
PERDA, CHANGED = "Perda 12 Tahun 2025", "Perda 5 Tahun 2026"


def upload(office: Office, *rows: list[Any], who: str = "bendahara", name: str = "unit") -> FactSheet:
    content = book({name: [HEADS, *rows]})
    return actions.upload(
        file=SimpleUploadedFile("pagu.xlsx", content), kind="pagu", unit=office.dinas,
        period=datetime.date(2026, 1, 1), by=office.user(who), on=TODAY,
    )  # fmt: skip


def apply(sheet: FactSheet, office: Office, *, only_good: bool = True) -> FactSheet:
    return actions.apply(sheet=sheet, only_good_rows=only_good, by=office.user("bendahara"), on=TODAY)


def row(account: str, amount: Any, revision: str = "murni", document: str = PERDA, unit: str = "kota.sosial",
        component: str = "") -> list[Any]:  # fmt: skip
    return [unit, "", account, component, amount, revision, document]


def standing() -> dict[str, int]:
    return dict(Pagu.objects.filter(digantikan__isnull=True).values_list("account", "amount"))


def why(sheet: FactSheet) -> str:
    return " ".join(f"{one['why']}{one['what_to_do']}" for one in sheet.problems)


def test_it_is_shown_then_written_replaced_and_taken_back(office: Office) -> None:
    first = upload(office, row(BASIC, "1.200.000.000"), row("510101060001", 50_000_000), name="Lembar1")
    assert (first.state, first.summary["baru"], Pagu.objects.count(), first.problems) == (
        "diperiksa",
        2,
        0,
        [],
    )

    apply(first, office)
    assert standing() == {BASIC: 1_200_000_000, RICE: 50_000_000}

    second = upload(
        office,
        row(BASIC, 1_300_000_000, "perubahan", CHANGED),
        row(RICE, 50_000_000),
        row("5.1.01.01.05.0001", ""),
    )
    assert (second.summary["baru"], second.summary["berubah"], second.summary["tetap"]) == (0, 1, 1)
    apply(second, office)
    assert standing() == {BASIC: 1_300_000_000, RICE: 50_000_000} and Pagu.objects.count() == 3

    actions.undo(sheet=second, by=office.user("bendahara"), on=TODAY)
    assert standing() == {BASIC: 1_200_000_000, RICE: 50_000_000}
    assert Pagu.objects.filter(document=CHANGED).get().digantikan is not None
    kinds = list(Event.objects.filter(kind__startswith="payroll.sheet").values_list("kind", flat=True))
    assert sorted(kinds).count("payroll.sheet_applied") == 2 and kinds.count("payroll.sheet_undone") == 1


def test_what_is_wrong_is_told_row_by_row_and_leaves_nothing_behind(office: Office) -> None:
    sheet = upload(
        office,
        row(BASIC, 10, "ubah"),
        row(BASIC, 10, unit="kota.tani"),
        row(RICE, 10, document=""),
        row("5.9", 10),
        row(BASIC, 10, component="tpp_bk"),
        row(RICE, "banyak"),
        row(RICE, -5),
        row(RICE, 10, unit=""),
        row(BASIC, 1),
        row(BASIC, 2),
    )
    said = why(sheet)
    for what in ("Akun ini tidak dikenal", "Tidak ditemukan", "belum diisi", "tidak dibebankan",
                 "Kodenya kosong", "Juga ada pada baris"):  # fmt: skip
        assert what in said, what
    assert sheet.summary["baru"] == 0 and len(sheet.problems) >= 8
    with pytest.raises(SheetFactsRefused):
        apply(sheet, office, only_good=False)
    assert not Pagu.objects.exists()


def test_what_changed_since_it_was_looked_at_is_not_overwritten(office: Office) -> None:
    one, other = upload(office, row(BASIC, 10)), upload(office, row(BASIC, 20))
    apply(one, office)
    with pytest.raises(SheetFactsRefused, match="sudah berubah"):
        apply(other, office)
    assert standing() == {BASIC: 10}


def test_only_the_bendahara_of_the_unit_gives_it(office: Office) -> None:
    for who in ("pengelola", "tapd", "auditor"):
        with pytest.raises(SheetFactsRefused, match="tidak berwenang"):
            upload(office, row(BASIC, 10), who=who)


def test_the_template_holds_each_account_once_and_can_be_given_back(office: Office, client: Client) -> None:
    client.force_login(office.user("bendahara"))
    query = {"jenis": "pagu", "bulan": "2026-01", "unit": str(office.dinas.pk)}
    answer = client.get(reverse("payroll:sheet_template", query=query))
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    made = openpyxl.load_workbook(io.BytesIO(data))
    sheet = made["unit"]
    codes = [line[2].value for line in sheet.iter_rows(min_row=2) if line[2].value]
    assert len(codes) == len(set(codes)) > 20 and BASIC in codes
    at = codes.index(BASIC) + 2
    for column, value in ((5, 900), (6, "murni"), (7, PERDA)):
        sheet.cell(at, column, value)
    filled = io.BytesIO()
    made.save(filled)
    found = actions.upload(
        file=SimpleUploadedFile("pagu.xlsx", filled.getvalue()), kind="pagu", unit=office.dinas,
        period=datetime.date(2026, 1, 1), by=office.user("bendahara"), on=TODAY,
    )  # fmt: skip
    assert (found.summary["baru"], found.problems) == (1, [])
    assert "Belanja Gaji Pokok" not in client.get(reverse("payroll:pagu")).content.decode()
    client.post(reverse("payroll:sheet_apply", args=[found.pk]), {"cara": "semua"})
    assert "Belanja Gaji Pokok PNS" in client.get(reverse("payroll:pagu")).content.decode()
