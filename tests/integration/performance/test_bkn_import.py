"""Predicates of e-Kinerja: decoded, held against the matrix, applied, replaced, undone; what is refused."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from praja.audit.models import Event
from praja.people.imports.maps import from_json
from praja.performance.bkn.actions import BknRefused, imports
from praja.performance.bkn.comparing import NAMES, compared, counted
from praja.performance.bkn.fields import code_of, value_of
from praja.performance.bkn.retention import release_imports
from praja.performance.models import BknImport, BknPredicate, Period
from praja.performance.rating.actions.ratings import Said, sign
from praja.web.said import spoken
from tests.integration.people.conftest import Office, person
from tests.integration.performance.bkn import GOOD, POOR, QUARTER, WORST, applied, imported
from tests.integration.performance.rated import quarter

RATER = {"penilaiNipNrp": "198001012005011001", "penilaiNama": "Pak Kabid", "statusPenilai": "ASN"}


def row(nip: str, codes: Mapping[str, Any] = GOOD, **more: Any) -> dict[str, Any]:
    return {"nip": nip, **QUARTER, **codes, **more}


def whys(one: BknImport) -> list[str]:
    return [spoken(problem["why"]) for problem in one.problems]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("rating", "1", "di_atas"),
        ("rating", "3.0", "di_bawah"),
        ("rating", "DIATAS ESPEKTASI", "di_atas"),
        ("rating", "Sesuai Ekspektasi", "sesuai"),
        ("kuadran", "1", "sangat_baik"),
        ("kuadran", "5", "sangat_kurang"),
        ("kuadran", "BUTUH PERBAIKAN", "butuh_perbaikan"),
    ],
)
def test_a_code_is_read_as_bkn_counts_from_the_best_on(kind: str, text: str, value: str) -> None:
    code = code_of(kind, text)
    assert code is not None and value_of(kind, code) == value


@pytest.mark.parametrize("text", ["0", "6", "1000000000", "-1", "{{1}}", "bagus sekali", "1,5"])
def test_what_is_no_code_is_none(text: str) -> None:
    code = code_of("kuadran", text)
    assert code is None or value_of("kuadran", code) == ""


def test_predicates_are_looked_at_applied_replaced_and_undone(
    office: Office, today: Any, period: Period
) -> None:
    first = imported(office, [row(office.sari.nip, GOOD, id="abc-1", **RATER)], today)
    assert (first.state, first.summary["baru"], BknPredicate.objects.count()) == ("diperiksa", 1, 0)
    imports.apply(one=first, only_good_rows=False, scale_checked=False, by=office.user("pengelola"), on=today)
    [known] = BknPredicate.objects.all()
    assert (known.person, known.period, known.unit, known.predicate) == (
        office.sari, period, office.dinas, "baik",
    )  # fmt: skip
    assert (known.siasn_id, known.rater_nip, known.rater_name) == (
        "abc-1",
        RATER["penilaiNipNrp"],
        "Pak Kabid",
    )
    assert (Event.objects.get(kind="performance.bkn_applied").after or {})["baru"] == 1

    again = imported(office, [row(office.sari.nip, GOOD, id="abc-1", **RATER)], today)
    assert (again.summary["tetap"], again.summary["baru"], again.summary["berubah"]) == (1, 0, 0)
    with pytest.raises(BknRefused, match="Tidak ada yang perlu"):
        imports.apply(
            one=again, only_good_rows=True, scale_checked=False, by=office.user("pengelola"), on=today
        )

    later = applied(office, [row(office.sari.nip, POOR)], today)
    at = timezone.now()
    assert later.summary["berubah"] == 1
    assert BknPredicate.objects.get(digantikan__isnull=True).predicate == "butuh_perbaikan"
    imports.undo(one=later, by=office.user("pengelola"), on=today)
    now = BknPredicate.objects.get(digantikan__isnull=True)
    assert (now.predicate, now.source, now.siasn_id) == ("baik", first, "abc-1") and now.tercatat > at
    imports.undo(one=first, by=office.user("pengelola"), on=today)
    assert not BknPredicate.objects.filter(digantikan__isnull=True).exists()
    assert BknPredicate.objects.count() == 3


def test_what_came_stays_as_it_came(office: Office, today: Any, period: Period) -> None:
    applied(office, [row(office.sari.nip)], today)
    for write in (
        lambda: BknPredicate.objects.update(predicate="sangat_baik"),
        lambda: BknPredicate.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_a_bad_row_is_told_and_spoils_no_other(office: Office, today: Any, period: Period) -> None:
    new = person("Budi Baru", office.dinas, office.staff_post)
    others = [person(f"Orang {n}", office.dinas, office.staff_post).nip for n in range(9)]
    rows = [
        row(office.sari.nip),
        row("199001012015031999"),
        row(office.stranger.nip),
        row(new.nip, {**GOOD, "kuadranKinerjaNilai": 4}),
        row(others[0], {**GOOD, "hasilKinerjaNilai": 10**9}),
        row(others[1], {**GOOD, "perilakuKerjaNilai": "{{ 7*7 }}"}),
        row(others[2], {**GOOD, "kuadranKinerjaNilai": '=HYPERLINK("x")'}),
        row(others[3]) | {"bulanMulaiPenilaian": 1},
        row(others[4]) | {"bulanMulaiPenilaian": 12, "bulanSelesaiPenilaian": 13},
        row(others[5]) | {"tahun": 10**9},
        row(others[6]) | {"bulanMulaiPenilaian": 10, "bulanSelesaiPenilaian": 12},
        row(others[7], GOOD),
        row(others[7], POOR),
        row(others[8], {**GOOD, "kuadranKinerjaNilai": ""}),
        row("19900517"),
    ]
    one = imported(office, rows, today)
    assert one.summary["baru"] == 1 and one.summary["bermasalah"] == 14
    said = " ".join(whys(one))
    for part in ("tidak ditemukan", "bertentangan", "tidak dikenal SIASN", "rumus", "tidak ada pada daftar",
                 "bukan angka yang mungkin", "menyebut isi lain", "Kodenya kosong", "angka"):  # fmt: skip
        assert part in said, part
    with pytest.raises(BknRefused, match="ada 14 masalah"):
        imports.apply(
            one=one, only_good_rows=False, scale_checked=True, by=office.user("pengelola"), on=today
        )
    imports.apply(one=one, only_good_rows=True, scale_checked=True, by=office.user("pengelola"), on=today)
    assert [known.person for known in BknPredicate.objects.all()] == [office.sari]


def test_a_period_that_runs_and_ones_own_row_are_refused(office: Office, today: Any, period: Period) -> None:
    quarter(office.government, 4)
    rows = [row(office.sari.nip) | {"bulanMulaiPenilaian": 10, "bulanSelesaiPenilaian": 12}]
    assert "baru berakhir" in whys(imported(office, rows, today))[0]
    own = office.sari
    own.account = office.user("pengelola")
    own.save()
    assert "diri sendiri" in whys(imported(office, [row(own.nip)], today))[0]


def test_a_chosen_period_fills_rows_that_name_none_and_refuses_others(
    office: Office, today: Any, period: Period
) -> None:
    bare = {"nip": office.sari.nip, **GOOD}
    assert imported(office, [bare], today, period=period).summary["baru"] == 1
    assert "Tahunnya kosong" in whys(imported(office, [bare], today))[0]
    other = quarter(office.government, 2)
    assert "sedangkan yang dipilih" in whys(imported(office, [row(office.sari.nip)], today, period=other))[0]
    wrong = imported(office, [row(office.sari.nip, periodikId=1)], today)
    assert "Kode periodik" in whys(wrong)[0]


def test_a_scale_the_wrong_way_round_must_be_looked_at_first(
    office: Office, today: Any, period: Period
) -> None:
    other = person("Budi Baru", office.dinas, office.staff_post)
    by = office.user("pengelola")
    worst = imported(office, [row(office.sari.nip, WORST)], today)
    assert worst.summary["semua_terburuk"]
    turned = {"hasilKinerjaNilai": 2, "perilakuKerjaNilai": 2, "kuadranKinerjaNilai": 4}
    mixed = imported(office, [row(office.sari.nip, GOOD), row(other.nip, turned)], today)
    assert (mixed.summary["terbalik"], mixed.summary["semua_terburuk"]) == (1, False)
    for one in (worst, mixed):
        with pytest.raises(BknRefused, match="terbalik"):
            imports.apply(one=one, only_good_rows=True, scale_checked=False, by=by, on=today)
    imports.apply(one=worst, only_good_rows=True, scale_checked=True, by=by, on=today)
    assert BknPredicate.objects.get().predicate == "sangat_kurang"


def test_rows_of_siasn_come_as_json(office: Office, today: Any, period: Period) -> None:
    said = {
        "data": [
            {"nipBaru": int(office.sari.nip), "tahun": 2026, "bulanMulaiPenilaian": "7",
             "bulanSelesaiPenilaian": "9", "hasilKinerja": "SESUAI ESPEKTASI", "hasilKinerjaNilai": 2.0,
             "PerilakuKerjaNilai": 1, "KuadranKinerjaNilai": "2", "namaPenilai": "=cmd()",
             "path": {"872": {"dok_uri": "x"}}}
        ]
    }  # fmt: skip
    file = SimpleUploadedFile("siasn.json", json.dumps(said).encode())
    one = imports.upload(file=file, unit=office.dinas, period=None, by=office.user("admin"), on=today)
    assert (one.name, one.summary["baru"], one.problems) == ("siasn.json", 1, [])
    imports.apply(one=one, only_good_rows=False, scale_checked=False, by=office.user("admin"), on=today)
    known = BknPredicate.objects.get()
    assert (known.result, known.behaviour, known.rater_name) == ("sesuai", "di_atas", "'=cmd()")


@pytest.mark.parametrize("data", ["[", "[1]", "{}", "[]", "[" * 5000, '{"data": "x"}'])
def test_other_json_is_refused(office: Office, today: Any, period: Period, data: str) -> None:
    file = SimpleUploadedFile("siasn.json", data.encode())
    try:
        one = imports.upload(file=file, unit=office.dinas, period=None, by=office.user("admin"), on=today)
    except BknRefused:
        return
    assert one.state == "diunggah"


def test_columns_are_chosen_once_and_remembered(office: Office, today: Any, period: Period) -> None:
    rows = [{"NIP": office.sari.nip, "HK": 1, "PK": 1, "Hasil akhir": 1}]
    one = imported(office, rows, today, period=period)
    assert one.state == "diunggah"
    maps = from_json(one.mapping)
    for column, name in zip(maps[0].columns[1:], GOOD, strict=True):
        column.target = name
    imports.choose(one=one, maps=maps, by=office.user("pengelola"), on=today)
    assert imported(office, rows, today, period=period).state == "diperiksa"


def test_what_changed_since_the_preview_is_looked_at_again(
    office: Office, today: Any, period: Period
) -> None:
    one = imported(office, [row(office.sari.nip)], today)
    applied(office, [row(office.sari.nip, POOR)], today)
    with pytest.raises(BknRefused, match="sudah berubah"):
        imports.apply(
            one=one, only_good_rows=False, scale_checked=False, by=office.user("pengelola"), on=today
        )


@pytest.mark.parametrize("who", ["section", "sari", "pengelola_lain", "auditor", "bendahara", "kepala_unit"])
def test_others_import_nothing(office: Office, today: Any, period: Period, who: str) -> None:
    with pytest.raises(BknRefused, match="tidak berwenang"):
        imported(office, [row(office.sari.nip)], today, by=who)
    one = imported(office, [row(office.sari.nip)], today)
    with pytest.raises(BknRefused, match="tidak berwenang"):
        imports.apply(one=one, only_good_rows=True, scale_checked=False, by=office.user(who), on=today)


def test_many_rows_take_the_same_queries(
    office: Office, today: Any, period: Period, django_assert_num_queries: Any
) -> None:
    nips = [person(f"Orang {n}", office.dinas, office.staff_post, account=False).nip for n in range(5)]
    one = imported(office, [row(nips[0])], today)
    with CaptureQueriesContext(connection) as few:
        imports.check(one=one, by=office.user("pengelola"), on=today)
    many = imported(office, [row(nip) for nip in nips], today)
    with django_assert_num_queries(len(few)):
        imports.check(one=many, by=office.user("pengelola"), on=today)


def test_praja_and_bkn_are_held_against_each_other(
    office: Office, today: Any, period: Period, skp: Any, django_assert_num_queries: Any
) -> None:
    sign(skp=skp, period=period, said=Said("sesuai", "sesuai"), by=office.user("section"), on=today)
    other = person("Budi Baru", office.dinas, office.staff_post)

    def stands() -> dict[str, str]:
        return {
            one.name: one.stand for stand in NAMES for one in compared(office.dinas, period, today, stand)
        }

    assert stands() == {office.sari.name: "praja"}
    applied(office, [row(office.sari.nip), row(other.nip)], today)
    assert stands() == {office.sari.name: "sama", other.name: "bkn"}
    # The same predicate by other ratings is not the same.
    better = {"hasilKinerjaNilai": 2, "perilakuKerjaNilai": 1, "kuadranKinerjaNilai": 2}
    applied(office, [row(office.sari.nip, better)], today)
    assert stands()[office.sari.name] == "berbeda"
    [shown] = compared(office.government, period, today, "berbeda")
    assert [shown.here[one] for one in ("predicate", "behaviour")] == ["baik", "sesuai"]
    assert [shown.there[one] for one in ("predicate", "behaviour")] == ["baik", "di_atas"]
    with django_assert_num_queries(3):  # the units at the end and now, and the people
        assert counted(office.dinas, period, today) == {"berbeda": 1, "praja": 0, "bkn": 1, "sama": 0}


def test_a_file_whose_time_is_over_is_let_go_of_and_its_predicates_stay(
    office: Office, today: Any, period: Period
) -> None:
    done = applied(office, [row(office.sari.nip)], today)
    waits = imported(office, [row(office.sari.nip, POOR)], today)
    BknImport.objects.update(made_at=timezone.now() - datetime.timedelta(days=401))
    assert release_imports(today) == 2
    done.refresh_from_db()
    waits.refresh_from_db()
    assert (done.file, done.state, waits.state) == (None, "diterapkan", "gagal")
    imports.undo(one=done, by=office.user("pengelola"), on=today)
