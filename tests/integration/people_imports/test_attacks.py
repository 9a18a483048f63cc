"""Bad and hostile files: nothing of them is taken wrongly, and nothing stops the rest."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from praja.people.imports import actions
from praja.people.models import ImportProblem, ImportRow, PeopleImport, Person
from tests.integration.people.conftest import TODAY, Office
from tests.integration.people_imports.conftest import ANI, BUDI, HEAD, Looked, book, kinds, row, text, why

PLAIN = ["nip", "nama", "unit"]
SOCIAL = "Dinas Sosial"


def name_of(made: PeopleImport, nip: str) -> str:
    return ImportRow.objects.get(people_import=made, nip=nip).name


def refused(office: Office, content: bytes, name: str) -> str:
    with pytest.raises(actions.ImportRefused) as told:
        actions.upload(
            file=SimpleUploadedFile(name, content),
            government=office.government,
            by=office.user("admin"),
            on=TODAY,
        )
    assert not PeopleImport.objects.exists()
    return str(told.value)


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([[f"  {BUDI} ", "  Budi   Santoso \t", f"{SOCIAL}  "]], "Budi Santoso"),
        ([[BUDI, "Budi\u00a0Santoso\u00a0", "Dinas\u00a0Sosial"]], "Budi Santoso"),
        ([[f"\u00a0{BUDI}", "Budi\u2009Santoso", "dinas  SOSIAL"]], "Budi Santoso"),
        ([[f"'{BUDI}", "Budi\u200b Santoso\ufeff", SOCIAL]], "Budi Santoso"),
        ([["19920310 202012 1 001", "Budi\nSantoso", SOCIAL]], "Budi Santoso"),
        ([[BUDI, "Budi\u202e Santoso\u202c", "Dinas\u00ad Sosial"]], "Budi Santoso"),
    ],
    ids=["spaces", "non-breaking", "thin", "zero-width", "inside", "direction"],
)
def test_spaces_that_nobody_sees_change_nothing(
    office: Office, looked: Looked, rows: list[list[str]], name: str
) -> None:
    made = looked(book({"orang": [PLAIN, *rows]}))

    assert kinds(made) == {"baru": [BUDI]}, why(made)
    assert name_of(made, BUDI) == name


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"nip": BUDI.replace("1", "l", 1)}, "bukan 18 angka"),
        ({"nip": BUDI.replace("0", "O")}, "bukan 18 angka"),
        ({"nip": BUDI.translate({ord(str(d)): 0x0660 + d for d in range(10)})}, "bukan 18 angka"),
        ({"nip": float(BUDI)}, "rusak oleh Excel"),
        ({"nip": "1,99203E+17"}, "rusak oleh Excel"),
        ({"nama": "В\u0443di Santoso"}, "bukan huruf Latin"),
        ({"nama": "Bu\u0000di<b>"}, "bukan nama"),
        ({"golongan": "III/\u0430"}, "tidak dikenal sebagai golongan"),
        ({"tmt_unit": "13/13/2020"}, "tidak ada dalam kalender"),
        ({"mkg_tahun": "tiga"}, "bukan angka"),
        ({"mkg_tahun": -1}, "45 tahun"),
    ],
    ids=lambda one: None if isinstance(one, str) else next(iter(one)),
)
def test_what_only_looks_right_is_told(
    office: Office, looked: Looked, changed: dict[str, Any], said: str
) -> None:
    made = looked(book({"orang": [HEAD, row(**changed), row(ANI, "Ani")]}))

    assert said in why(made)
    assert kinds(made)["baru"] == [ANI], "others are taken"


def test_nul_bytes_reach_no_record(office: Office, applied: Looked) -> None:
    content = text([PLAIN, [BUDI, "Budi\x00 Santoso", SOCIAL]])
    assert "tidak diterima" in refused(office, content, "pegawai.csv")

    made = applied(book({"orang": [[*PLAIN, "alamat\x00"], [BUDI, "Budi\x00 Santoso", SOCIAL, "Jalan\x00"]]}))

    assert made.state == "diterapkan", made.message
    assert Person.objects.get(nip=BUDI).name == "Budi Santoso"


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_any_usual_delimiter_is_found(office: Office, looked: Looked, mark: str) -> None:
    made = looked(
        text([PLAIN, [BUDI, "Budi Santoso", SOCIAL], [ANI, "Ani", SOCIAL]], mark=mark), name="a.csv"
    )

    assert kinds(made) == {"baru": [ANI, BUDI]}


def test_a_row_with_another_delimiter_is_told_alone(office: Office, looked: Looked) -> None:
    content = text([PLAIN, [ANI, "Ani", SOCIAL]]) + f"\r\n{BUDI},Budi Santoso,{SOCIAL}\r\n".encode()

    made = looked(content, name="a.csv")

    assert kinds(made) == {"baru": [ANI]} and BUDI[:8] in why(made)


def test_a_csv_of_two_encodings_is_refused_or_told(office: Office, looked: Looked) -> None:
    lines = [
        ";".join(PLAIN).encode(),
        f"{BUDI};André;{SOCIAL}".encode(),
        f"{ANI};Núñez;{SOCIAL}".encode("latin-1"),
    ]

    made = looked(b"\r\n".join(lines), name="a.csv")

    names = {one.name for one in ImportRow.objects.filter(people_import=made)}
    assert names <= {"André", "Núñez"} or made.summary["masalah"] or made.summary["catatan"]


def test_a_heading_that_stands_twice_is_not_guessed(office: Office, looked: Looked) -> None:
    made = looked(
        book({"orang": [["nip", "nama", "unit", "nama"], [BUDI, "Budi Santoso", SOCIAL, "Orang Lain"]]})
    )

    assert [one["target"] for one in made.mapping["sheets"][0]["columns"]].count("orang.nama") == 1
    assert name_of(made, BUDI) == "Budi Santoso"


def hidden(content: dict[str, list[list[Any]]], *names: str) -> bytes:
    """Return a workbook some of whose sheets are hidden."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True})
    for name, rows in content.items():
        sheet = made.add_worksheet(name)
        if name in names:
            sheet.very_hidden() if name.endswith("2") else sheet.hide()
        for line, cells in enumerate(rows):
            sheet.write_row(line, 0, cells)
    made.close()
    return file.getvalue()


def test_a_hidden_sheet_gives_nothing_that_nobody_sees(office: Office, looked: Looked) -> None:
    made = looked(
        hidden(
            {
                "Muka": [PLAIN, [BUDI, "Budi Santoso", SOCIAL]],
                "keluarga": [["nip", "hubungan", "nama"], [BUDI, "istri", "Tersembunyi"]],
                "status2": [["nip", "tmt", "status"], [BUDI, "2020-12-01", "pns"]],
            },
            "keluarga",
            "status2",
        )
    )

    assert kinds(made) == {"baru": [BUDI]}
    (one,) = ImportRow.objects.filter(people_import=made)
    assert {said["grain"] for said in one.says} == {"unit"}, "what nobody sees is not taken"
    assert {sheet["name"] for sheet in made.mapping["sheets"]} == {"Muka"}
    assert "keluarga, status2" in repr(made.summary["catatan"]), "and that is said"


def test_an_encrypted_workbook_is_refused_by_its_name(office: Office) -> None:
    compound = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 504
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 4096
    )

    said = refused(office, compound, "rahasia.xlsx")

    assert "sandi" in said.lower(), said


def test_a_workbook_that_reaches_outside_is_not_followed(
    office: Office, looked: Looked, tmp_path: Any
) -> None:
    secret = tmp_path / "rahasia.txt"
    secret.write_text("BOCOR")
    source = zipfile.ZipFile(io.BytesIO(book({"orang": [PLAIN, [BUDI, "NAMA", SOCIAL]]})))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for entry in source.namelist():
            data = source.read(entry)
            if entry == "xl/sharedStrings.xml":
                head = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'.encode()
                data = data.replace(b"<sst", head + b"<sst", 1).replace(b"NAMA", b"&a;")
            packed.writestr(entry, data)

    try:
        made = looked(file.getvalue())
    except actions.ImportRefused:
        return
    assert "BOCOR" not in repr(list(ImportRow.objects.values())) + repr(made.mapping)


@pytest.mark.parametrize(
    "name", ["../../etc/pegawai.csv", "pegawai.xlsx.exe.csv", "=cmd|x.csv", "a" * 400 + ".csv"]
)
def test_the_name_of_a_file_leads_nowhere(office: Office, looked: Looked, name: str) -> None:
    made = looked(text([PLAIN, [BUDI, "Budi Santoso", SOCIAL]]), name=name)

    assert made.file is not None and "/" not in made.file.name and len(made.file.name) <= 255
    assert kinds(made) == {"baru": [BUDI]}


@pytest.mark.slow
def test_a_hundred_thousand_rows(office: Office, looked: Looked) -> None:
    people = [
        [f"{1970 + n // 12_000}{n // 1000 % 12 + 1:02}03201501{1 + n % 2}{n % 1000:03}", f"Orang {n}", SOCIAL]
        for n in range(100_000)
        if n % 1000
    ]

    made = looked(text([PLAIN, *people]), name="a.csv")

    assert made.state == "diperiksa" and made.summary["baris"] == len(people), made.message
    assert ImportProblem.objects.filter(people_import=made).count() <= 20_000
