"""What the digits of NIP, NI PPPK and NIK say."""

from __future__ import annotations

import datetime

import pytest

from praja.people.nip import Finding, Nip, check_nik, check_nip, clean_digits, read_nip

BORN = datetime.date(1990, 5, 17)


def test_parts_of_a_nip() -> None:
    read = read_nip("19900517 201903 2 901")

    assert isinstance(read, Nip)
    assert (read.birth_date, read.year, read.month, read.sex, read.serial) == (BORN, 2019, 3, "P", 901)
    assert not read.is_pppk


def test_parts_of_a_ni_pppk() -> None:
    read = read_nip("199005172024211901")

    assert isinstance(read, Nip)
    assert read.is_pppk and read.month is None and read.sex == "L" and read.year == 2024


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("1.98E+17", "dibulatkan"),
        ("1,98005E+17", "dibulatkan"),
        ("198005172019032000", "berakhir 000"),
        ("19900517201903290", "17 angka"),
        ("1990051720190329012", "19 angka"),
        ("1990-05-17x", "hanya berisi angka"),
        ("１９９００５１７２０１９０３２９０１", "hanya berisi angka"),
        ("199013172019032901", "bukan tanggal lahir"),
        ("199005171995032901", "pada umur 5 tahun"),
        ("199005172019132901", "bukan bulan pengangkatan"),
        ("199005172019002901", "bukan bulan pengangkatan"),
        ("199005172019033901", "jenis kelamin"),
        ("", "Isi NIP"),
    ],
)
def test_what_cannot_be_a_nip(given: str, sentence: str) -> None:
    read = read_nip(given)

    assert isinstance(read, Finding) and read.weight == "salah"
    assert sentence in read.text


def test_disagreement_is_to_be_looked_at_not_impossible() -> None:
    found = check_nip(
        "199005172019032901", birth_date=datetime.date(1991, 5, 17), sex="L", tmt=datetime.date(2019, 4, 1)
    )

    assert [one.weight for one in found] == ["periksa"] * 3
    assert "17-05-1990" in found[0].text and "17-05-1991" in found[0].text
    assert "perempuan" in found[1].text and "03-2019" in found[2].text
    assert (
        check_nip("199005172019032901", birth_date=BORN, sex="P", tmt=datetime.date(2019, 3, 1), pppk=False)
        == []
    )


def test_kind_of_number_against_status() -> None:
    assert "statusnya bukan PPPK" in check_nip("199005172024211901", pppk=False)[0].text
    assert "statusnya PPPK" in check_nip("199005172019032901", pppk=True)[0].text


def test_nik() -> None:
    assert check_nik("3374015705900001", birth_date=BORN, sex="P") == []
    assert check_nik("3374011705900001", birth_date=BORN, sex="L") == []
    assert [one.weight for one in check_nik("3374011705900001", birth_date=BORN, sex="P")] == ["periksa"]
    assert "16 angka" in check_nik("337401")[0].text
    assert "bukan tanggal lahir" in check_nik("3374017513900001")[0].text
    assert "0000" in check_nik("3374015705900000")[0].text
    assert "dibulatkan" in check_nik("3.37E+15")[0].text


def test_cleaning() -> None:
    assert clean_digits("'19900517 201903-2.901") == "199005172019032901"
