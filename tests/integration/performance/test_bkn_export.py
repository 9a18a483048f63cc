"""Files for e-Kinerja: signed data alone, in BKN's fields and codes, hashed, and no formula in any cell."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.audit.models import Event
from praja.files import disk
from praja.jobs.testing import run_all
from praja.performance.bkn.actions import BknRefused, exports
from praja.performance.bkn.explained import SHEETS
from praja.performance.bkn.exporting import gathered
from praja.performance.bkn.retention import release_exports
from praja.performance.models import BknExport, Period, SelfReport, Skp
from praja.performance.rating.actions.ratings import Said, sign
from tests.integration.people.conftest import Office, person
from tests.integration.performance.bkn import GOOD, QUARTER, applied
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import reached, whole_year


def made(
    office: Office, period: Period, today: Any, form: str = "jsonl", who: str = "pengelola"
) -> BknExport:
    return exports.ask(unit=office.dinas, period=period, form=form, by=office.user(who), on=today)


def content(export: BknExport) -> bytes:
    assert export.file is not None
    data = disk.read(export.file.sha256)
    assert data is not None
    return data


@pytest.fixture
def rated(office: Office, today: Any, period: Period, skp: Skp) -> Skp:
    said = Said("di_atas", "sesuai", "Hasilnya memang melampaui")
    sign(skp=skp, period=period, said=said, by=office.user("section"), on=today)
    return skp


def test_a_person_is_one_object_ready_for_the_api(
    office: Office, today: Any, period: Period, rated: Skp
) -> None:
    applied(office, [{"nip": office.sari.nip, **QUARTER, **GOOD, "id": "siasn-7"}], today)
    export = made(office, period, today)
    assert (export.state, export.people) == ("siap", 1)
    assert export.sha256 == hashlib.sha256(content(export)).hexdigest()
    [one] = [json.loads(line) for line in content(export).decode().splitlines()]
    [skp] = one["skp"]
    [rhk] = skp["rhk"]
    [indicator] = rhk["indikator"]
    assert (one["nip"], skp["penilai_nip"], rhk["klasifikasi"], rhk["jenis"]) == (
        office.sari.nip, office.section.nip, "organisasi", "utama",
    )  # fmt: skip
    assert (indicator["aspek"], indicator["target"], indicator["satuan"]) == ("kuantitas", "90 %", "%")
    assert indicator["realisasi"] == [
        {"bulan": "2026-09", "realisasi": "95", "narasi": "Selesai", "sumber_data": "Laporan"}
    ]
    assert indicator["bukti_dukung"][0]["tautan"] == "https://contoh.go.id/ba"
    assert one["skp22_save"] == []
    [payload] = one["kinerjaperiodik_save"]
    assert payload == {
        "id": "siasn-7", "pnsDinilaiId": None, "tahun": 2026, "bulanMulaiPenilaian": 7,
        "tahunMulaiPenilaian": 2026, "bulanSelesaiPenilaian": 9, "tahunSelesaiPenilaian": 2026,
        "periodikId": "2", "koefisienId": None, "hasilKinerjaNilai": 1, "perilakuKerjaNilai": 2,
        "kuadranKinerjaNilai": 2, "penilaiNipNrp": office.section.nip,
        "penilaiNama": office.section.full_name, "penilaiJabatanNama": "Kepala Seksi Bantuan",
        "penilaiGolongan": payload["penilaiGolongan"], "penilaiUnorNama": "Dinas Sosial",
        "statusPenilai": "ASN", "path": [],
    }  # fmt: skip
    assert (Event.objects.get(kind="performance.bkn_exported").after or {})["sidik_berkas"] == export.sha256


def test_what_is_not_signed_does_not_go(office: Office, today: Any, period: Period, skp: Skp) -> None:
    SelfReport.objects.update(signed_at=None)
    draft = plan(office.section, office.head, agreed=False)
    [one] = [json.loads(line) for line in content(made(office, period, today)).decode().splitlines()]
    assert one["nip"] == office.sari.nip != draft.person.nip
    assert one["kinerjaperiodik_save"] == []
    [indicator] = one["skp"][0]["rhk"][0]["indikator"]
    assert (indicator["realisasi"], indicator["bukti_dukung"]) == ([], [])


def test_a_year_goes_in_the_fields_of_skp22(office: Office, today: Any) -> None:
    year = whole_year(office.government)
    skp = plan(office.sari, office.section, year=2025, understood=True)
    reached(skp, year)
    said = Said("sesuai", "sesuai", "Sepanjang tahun berjalan sesuai")
    sign(skp=skp, period=year, said=said, by=office.user("section"), on=today)
    [one] = [json.loads(line) for line in content(made(office, year, today)).decode().splitlines()]
    [payload] = one["skp22_save"]
    assert list(payload) == [
        "id", "pnsDinilaiOrang", "tahun", "hasilKinerjaNilai", "perilakuKerjaNilai", "kuadranKinerjaNilai",
        "penilaiNipNrp", "penilaiNama", "penilaiJabatan", "penilaiGolongan", "penilaiUnorNama",
        "statusPenilai", "path",
    ]  # fmt: skip
    assert (payload["tahun"], payload["kuadranKinerjaNilai"], one["kinerjaperiodik_save"]) == (2025, 2, [])


def test_a_workbook_has_a_sheet_a_kind_each_column_explained_and_no_formula(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    hostile = '=HYPERLINK("http://x")'
    who = person("=2+5 {{ x }}", office.dinas, office.staff_post)
    other = plan(who, office.section, understood=True, lines=[(hostile, [{"text": "+1|cmd"}])])
    reached(other, period)
    book = openpyxl.load_workbook(io.BytesIO(content(made(office, period, today, "xlsx"))))
    assert book.sheetnames == ["petunjuk", *SHEETS]
    explained = {(row[0], row[1]) for row in book["petunjuk"].iter_rows(min_row=2, values_only=True)}
    for name in SHEETS:
        heads = [cell.value for cell in book[name][1]]
        assert {(name, head) for head in heads} <= explained
        assert all(cell.data_type != "f" for row in book[name].iter_rows() for cell in row)
    place = [cell.value for cell in book["rhk"][1]].index("rhk")
    assert hostile in [row[place] for row in book["rhk"].iter_rows(min_row=2, values_only=True)]


def test_many_are_made_by_a_job_that_can_be_stopped(
    office: Office, today: Any, period: Period, rated: Skp, monkeypatch: Any
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    first = made(office, period, today)
    assert first.state == "menyusun" and made(office, period, today) == first
    exports.stop(export=first, by=office.user("pengelola"), on=today)
    run_all()
    first.refresh_from_db()
    assert (first.state, first.file) == ("dihentikan", None)
    second = made(office, period, today)
    run_all()
    second.refresh_from_db()
    assert (second.state, second.people, len(content(second).splitlines())) == ("siap", 1, 1)


def test_more_people_take_the_same_queries(
    office: Office, today: Any, period: Period, rated: Skp, django_assert_num_queries: Any
) -> None:
    def lines() -> int:
        return len(list(gathered(office.dinas, period, today, lambda people, done: None)))

    with CaptureQueriesContext(connection) as few:
        assert lines() == 1
    for number in range(3):
        who = person(f"Orang {number}", office.dinas, office.staff_post, account=False)
        plan(who, office.section, understood=True)
    with django_assert_num_queries(len(few)):
        assert lines() == 4


@pytest.mark.parametrize("who", ["section", "sari", "pengelola_lain", "auditor", "kepala_unit"])
def test_others_make_nothing(office: Office, today: Any, period: Period, skp: Skp, who: str) -> None:
    with pytest.raises(BknRefused, match="tidak berwenang"):
        made(office, period, today, who=who)


def test_only_who_asked_fetches_it_and_the_hash_outlives_the_file(
    office: Office, today: Any, period: Period, rated: Skp, client: Client
) -> None:
    export = made(office, period, today)
    address = reverse("performance:bkn_export_file", args=[export.pk])
    client.force_login(office.user("admin"))
    assert client.get(address).status_code == 404
    assert export.sha256 in client.get(reverse("performance:bkn_export", args=[export.pk])).content.decode()
    client.force_login(office.user("pengelola"))
    answer: Any = client.get(address)
    assert b"".join(answer.streaming_content) == content(export)
    assert answer["Content-Type"] == "application/x-ndjson" and ".jsonl" in answer["Content-Disposition"]
    assert Event.objects.filter(kind="performance.bkn_export_fetched").count() == 1
    BknExport.objects.update(keep_until=today.replace(year=2025))
    assert release_exports(today) == 1
    assert client.get(address).status_code == 404
    assert export.sha256[:12] in client.get(reverse("performance:bkn_exports")).content.decode()
