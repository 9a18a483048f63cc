"""How lists may be written: their files, headings, layouts, and what they leave out."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from praja.jobs.testing import run_all
from praja.people import states
from praja.people.imports import actions
from praja.people.models import (
    FamilyMember,
    GolonganHistory,
    ImportProblem,
    PeopleImport,
    Person,
    StatusHistory,
    UnitHistory,
)
from tests.integration.people.conftest import TODAY, Office
from tests.integration.people_imports.conftest import ANI, BUDI, HEAD, Looked, book, kinds, row, text, why

D = datetime.date
State = PeopleImport.State


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_csv_with_marks_and_old_encodings(office: Office, applied: Looked, encoding: str) -> None:
    rows = [HEAD, [str(v) if not isinstance(v, D) else f"{v:%d-%m-%Y}" for v in row(nama="André Núñez")]]

    applied(text(rows, encoding), name="pegawai.csv")

    assert Person.objects.get(nip=BUDI).name == "André Núñez"


def test_serial_days_from_1904(office: Office, applied: Looked) -> None:
    applied(book({"orang": [HEAD, row()]}, {"date_1904": True}))

    assert UnitHistory.objects.get(person__nip=BUDI).mulai == D(2020, 12, 1)


def test_mixed_ways_to_write_days(office: Office, applied: Looked) -> None:
    applied(
        book(
            {
                "orang": [
                    HEAD,
                    row(tmt_unit="2020-12-01", tmt_status="1 Desember 2020", tmt_golongan="01/12/2020"),
                ]
            }
        )
    )

    person = Person.objects.get(nip=BUDI)
    assert (
        GolonganHistory.objects.get(person=person).mulai
        == StatusHistory.objects.get(person=person).mulai
        == D(2020, 12, 1)
    )


def test_a_heading_of_merged_cells_below_titles(office: Office, applied: Looked) -> None:
    applied(
        book(
            {
                "Sheet1": [
                    ["DAFTAR PEGAWAI DINAS SOSIAL"],
                    [],
                    ["No", "NIP", "Nama", "Unit Kerja", "Golongan", None, None],
                    [None, None, None, None, "Gol", "TMT Golongan", "MK Tahun"],
                    [1, 2, 3, 4, 5, 6, 7],
                    [1, BUDI, "Budi Santoso", "Dinas Sosial", "III/a", D(2020, 12, 1), 0],
                    ["JUMLAH", 1, None, None, None, None, None],
                ]
            }
        ),
    )

    assert states.state_of(Person.objects.get(nip=BUDI), TODAY).golongan.golongan == "III/a"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "kosong.xlsx"),
        (b"nip;nama\r\n", "tanpa-baris.csv"),
        (b"\x89PNG\r\n\x1a\n", "gambar.xlsx"),
        (b"<html><table><tr><td>NIP</td></tr></table></html>", "laman.csv"),
        (b"PK\x03\x04 broken", "rusak.xlsx"),
    ],
)
def test_files_that_are_no_list(office: Office, content: bytes, name: str) -> None:
    with pytest.raises(actions.ImportRefused):
        made = actions.upload(
            file=SimpleUploadedFile(name, content),
            government=office.government,
            by=office.user("admin"),
            on=TODAY,
        )
        actions.ask_for_check(people_import=made, by=office.user("admin"), on=TODAY)
        run_all()
        made.refresh_from_db()
        raise (
            actions.ImportRefused(made.message if made.state == State.GAGAL else "")
            if made.state == State.GAGAL
            else AssertionError
        )


def test_a_bomb_is_refused(office: Office) -> None:
    import io
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)

    with pytest.raises(actions.ImportRefused, match="terlalu besar"):
        actions.upload(
            file=SimpleUploadedFile("bom.xlsx", file.getvalue()),
            government=office.government,
            by=office.user("admin"),
            on=TODAY,
        )
    assert not PeopleImport.objects.exists()


def test_formulas_and_broken_numbers(office: Office, looked: Looked) -> None:
    made = looked(
        text([HEAD, [BUDI, "=HYPERLINK(1)", "Dinas Sosial", "", "", "", "III/a", "#REF!", "NaN"]]),
        name="a.csv",
    )

    assert kinds(made) == {"bermasalah": [BUDI]}
    assert "rumus" in why(made).lower() and "#REF!" in why(made)


# --- layouts


def test_headings_that_nobody_knows_are_chosen_and_remembered(office: Office, looked: Looked) -> None:
    head = ["Kode", "Siapa", "Tempat"]
    targets = ["orang.nip", "orang.nama", "unit.unit"]
    content = book({"Lembar1": [head, [BUDI, "Budi Santoso", "Dinas Sosial"]]})

    def choose(mapping: Any) -> None:
        mapping.sheets[0].grain = "orang"
        for column, target in zip(mapping.sheets[0].columns, targets, strict=True):
            column.target = target

    first = looked(content, change=choose)
    assert kinds(first) == {"baru": [BUDI]}

    second = looked(book({"Lembar1": [head, [ANI, "Ani", "Dinas Sosial"]]}))

    assert [c["target"] for c in second.mapping["sheets"][0]["columns"]] == targets
    assert kinds(second) == {"baru": [ANI]}


def test_a_sipd_list(office: Office, applied: Looked) -> None:
    from praja.sheet.sipd import GAJI

    head = [column.header for column in GAJI]
    said = {
        "NIP Pegawai": BUDI,
        "Nama Pegawai": "Budi Santoso",
        "NIK Pegawai": "3374011003920005",
        "Status ASN": "1",
        "Tanggal Lahir Pegawai": "10-03-1992",
        "Masa Kerja Golongan": "4",
        "Nama Bank": "Bank Jateng",
        "Nomor Rekening Bank Pegawai": "3007123456",
        "Gaji Pokok": 2964000,
        "Nama Jabatan": "Entah",
        "Alamat": "Jalan",
    }
    line = [said.get(one, "III/a" if one.lower() == "golongan" else "") for one in head]

    def choose(mapping: Any) -> None:
        assert mapping.layout == "sipd"
        mapping.unit, mapping.on = office.dinas.pk, D(2026, 11, 1)

    made = applied(book({"Gaji": [head, line]}), change=choose)

    assert made.state == State.DITERAPKAN, (made.message, why(made))
    state = states.state_of(Person.objects.get(nip=BUDI), TODAY)
    assert state.status is not None and state.status.status == "pns"
    assert state.golongan is not None and (state.golongan.golongan, state.golongan.mkg_years) == ("III/a", 4)
    assert state.bank_account is not None and state.bank_account.number == "3007123456"
    assert state.kgb is None


def test_simgaji_tables(office: Office, applied: Looked) -> None:
    made = applied(
        book(
            {
                "mstpegawai": [
                    [
                        "NIP",
                        "NAMA",
                        "GLRBELAKAN",
                        "KDJENKEL",
                        "TGLLHR",
                        "KDPANGKAT",
                        "MKGOLT",
                        "BLGOLT",
                        "KDSATKER",
                        "NOKTP",
                        "TMTKGB",
                        "MASKER",
                        "GAPOK",
                    ],
                    [
                        BUDI,
                        "Budi Santoso",
                        "S.E.",
                        1,
                        "1992-03-10",
                        "3A",
                        4,
                        3,
                        "kota.sosial",
                        "3374011003920005",
                        "2025-12-01",
                        6,
                        3057300,
                    ],
                ],
                "keluarga": [
                    ["NIP", "NMKEL", "KDHUBKEL", "TGLLHR", "TATSKS"],
                    [BUDI, "Budi Santoso", "00", "1992-03-10", ""],
                    [BUDI, "Citra", "anak kandung", "2010-05-01", ""],
                ],
                "historis_gapok": [
                    ["TMTGAJI", "NIP", "KDPANGKAT", "GAPOK", "MASKER", "TGLSKEP", "NOMORSKEP"],
                    ["2026-12-01", BUDI, "3A", 2964000, 4, "2026-10-01", "822/5"],
                ],
            }
        ),
        change=lambda mapping: setattr(mapping, "on", D(2025, 12, 1)),
    )

    assert made.state == State.DITERAPKAN, (made.message, why(made))
    budi = Person.objects.get(nip=BUDI)
    assert budi.title_after == "S.E."
    assert FamilyMember.objects.get(person=budi).relation == "anak_kandung"
    assert states.state_of(budi, D(2026, 12, 2)).kgb.sk_number == "822/5"  # type: ignore[union-attr]
    raised = states.state_of(budi, D(2026, 11, 30)).kgb
    assert raised is not None and (raised.mkg_years, raised.gaji_pokok) == (6, 3057300), "MASKER, not MKGOLT"


def test_a_siasn_list(office: Office, applied: Looked) -> None:
    said = {
        "PNS ID": "A8ACA7397AEB3912E040640A040269BB",
        "NIP Baru": BUDI,
        "NIP Lama": "",
        "Nama": "Budi Santoso",
        "Tempat Lahir Nama": "Semarang",
        "Tanggal Lahir": "10-03-1992",
        "Jenis Kelamin": "M",
        "NIK": "3374011003920005",
        "Status CPNS PNS": "P",
        "TMT CPNS": "01-12-2020",
        "Kedudukan Hukum Nama": "Aktif",
        "Gol Akhir Nama": "III/a",
        "TMT Golongan": "01-12-2020",
        "MK Tahun": 0,
        "MK Bulan": 3,
        "Unor Nama": "Dinas Sosial",
    }

    def choose(mapping: Any) -> None:
        assert mapping.layout == "siasn"
        left_out = [one.heading for one in mapping.sheets[0].columns if not one.target]
        assert left_out == ["PNS ID", "NIP Lama", "TMT CPNS", "Kedudukan Hukum Nama"]
        mapping.on = D(2026, 11, 1)

    made = applied(book({"Data": [list(said), list(said.values())]}), change=choose)

    assert made.state == State.DITERAPKAN, (made.message, why(made))
    budi = Person.objects.get(nip=BUDI)
    state = states.state_of(budi, TODAY)
    assert (budi.birth_place, state.status and state.status.status) == ("Semarang", "pns")
    assert state.golongan is not None
    assert (state.golongan.mulai, state.golongan.mkg_months) == (D(2020, 12, 1), 3)
    assert state.unit is not None and state.unit.unit_id == office.dinas.pk


def test_units_that_nobody_knows_are_chosen_by_the_officer(office: Office, looked: Looked) -> None:
    content = book({"orang": [HEAD, row(unit="DINSOS P3A")]})
    first = looked(content)
    assert first.summary["unit"] == {"DINSOS P3A": 1}

    second = looked(
        content, change=lambda mapping: mapping.units.update({"DINSOS P3A": str(office.dinas.pk)})
    )

    assert kinds(second) == {"baru": [BUDI]}


def test_every_heading_of_ours_is_recognised() -> None:
    from praja.people.imports.columns import GRAINS, columns_of
    from praja.people.imports.mapping import _book_of

    for grain in GRAINS.values():
        for name, fills, column in columns_of(grain):
            found = _book_of(grain).find(column.key if fills is grain else str(column.wide[0]))  # type: ignore[index]
            assert found is not None and found.name in (name, "nip"), (grain.key, column.key)


# --- what a list does not have


def test_golongan_without_its_masa_kerja_is_told_once_and_the_rest_is_taken(
    office: Office, looked: Looked
) -> None:
    head = HEAD[:-1]
    people = [row()[:-1], row(ANI, "Ani")[:-1]]

    made = looked(book({"orang": [head, *people]}))

    assert kinds(made) == {"baru": [ANI, BUDI]}, why(made)
    (told,) = ImportProblem.objects.filter(people_import=made)
    assert (told.line, told.weight, told.column) == (None, "periksa", "mkg_tahun")
    assert "tidak diambil Golongan" in told.why and "Pasangkan kolomnya" in told.what_to_do
    actions.ask_for_apply(people_import=made, only_good_rows=False, by=office.user("admin"), on=TODAY)
    run_all()
    assert StatusHistory.objects.filter(person__nip=BUDI).exists()
    assert not GolonganHistory.objects.filter(person__nip=BUDI).exists()


def test_an_empty_masa_kerja_holds_back_that_golongan_alone(office: Office, applied: Looked) -> None:
    made = applied(book({"orang": [HEAD, row(mkg_tahun=None), row(ANI, "Ani")]}))

    (told,) = ImportProblem.objects.filter(people_import=made)
    assert (told.nip, told.line, told.weight) == (BUDI, 2, "periksa") and "Golongan tidak diambil" in told.why
    held = GolonganHistory.objects.known().filter(person__nip__in=(BUDI, ANI))
    assert [one.person.nip for one in held] == [ANI] and Person.objects.filter(nip=BUDI).exists()


def test_a_sheet_of_raises_without_its_amounts_is_told_once(office: Office, looked: Looked) -> None:
    rows = [[BUDI, D(2022, 12, 1), 2], [BUDI, D(2024, 12, 1), 4]]

    made = looked(book({"orang": [HEAD, row()], "kgb": [["nip", "tmt", "mkg tahun"], *rows]}))

    assert kinds(made) == {"baru": [BUDI]}
    (told,) = ImportProblem.objects.filter(people_import=made)
    assert (told.sheet, told.line, told.column) == ("kgb", None, "gaji_pokok")
