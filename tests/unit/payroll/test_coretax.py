"""The monthly withholding slips for Coretax."""

from __future__ import annotations

import dataclasses
import datetime
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from praja.payroll.outputs.coretax import Withheld, Withholder, WithholderUnknown, bpmp_files

ON = datetime.date(2026, 3, 31)
OFFICE = Withholder("0000000000000000")
SOMEBODY = Withheld(
    nip="198001012005011901",
    name="Sari",
    tin="3374000000000001",
    ptkp="K/1",
    position="Analis Kebijakan Ahli Muda",
    gross=11_000_000,
    rate=Fraction(2, 100),
    tax=220_000,
)
FIELDS = (
    "TaxPeriodMonth TaxPeriodYear CounterpartOpt CounterpartPassport CounterpartTin StatusTaxExemption "
    "Position TaxCertificate TaxObjectCode Gross Rate IDPlaceOfBusinessActivity WithholdingDate"
).split()
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def slips(data: bytes) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(data)
    assert [child.tag for child in root] == ["TIN", "ListOfMmPayroll"]
    return list(root[1])


def test_a_slip_has_every_field_in_the_order_of_the_schema() -> None:
    files, refused = bpmp_files([SOMEBODY], OFFICE, ON)

    (slip,) = slips(files[0])
    assert refused == []
    assert [field.tag for field in slip] == FIELDS
    assert {field.tag: field.text for field in slip} == {
        "TaxPeriodMonth": "3",
        "TaxPeriodYear": "2026",
        "CounterpartOpt": "Resident",
        "CounterpartPassport": None,
        "CounterpartTin": "3374000000000001",
        "StatusTaxExemption": "K/1",
        "Position": "Analis Kebijakan Ahli Muda",
        "TaxCertificate": "N/A",
        "TaxObjectCode": "21-100-01",
        "Gross": "11000000",
        "Rate": "2",
        "IDPlaceOfBusinessActivity": "0000000000000000000000",
        "WithholdingDate": "2026-03-31",
    }
    assert slip[3].attrib == {NIL: "true"}


@pytest.mark.parametrize(
    ("rate", "written"), [("1.5", "1.5"), ("0.25", "0.25"), ("34", "34"), ("0", "0"), ("10", "10")]
)
def test_rates_are_percent_without_needless_digits(rate: str, written: str) -> None:
    share = Fraction(rate) / 100
    one = dataclasses.replace(SOMEBODY, rate=share, gross=10_000_000, tax=int(share * 10_000_000))

    files, refused = bpmp_files([one], OFFICE, ON)

    assert refused == []
    assert slips(files[0])[0].findtext("Rate") == written


def test_who_has_no_tax_still_has_a_slip() -> None:
    files, refused = bpmp_files([dataclasses.replace(SOMEBODY, rate=Fraction(0), tax=0)], OFFICE, ON)
    assert (len(slips(files[0])), refused) == (1, [])


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"tin": ""}, "NIK"),
        ({"tin": "337400000000000"}, "NIK"),
        ({"tin": "33740000000000xx"}, "NIK"),
        ({"tin": "٣٣٧٤٠٠٠٠٠٠٠٠٠٠٠١"}, "NIK"),
        ({"ptkp": "K/I/1"}, "PTKP"),
        ({"gross": 0, "tax": 0}, "bruto"),
        ({"tax": 219_998}, "tarif kali bruto"),
        ({"rate": Fraction(1, 3)}, "desimal"),
    ],
)
def test_who_cannot_stand_in_the_file_is_told(changed: dict[str, object], word: str) -> None:
    other = dataclasses.replace(SOMEBODY, nip="198001012005011902")

    files, refused = bpmp_files([dataclasses.replace(SOMEBODY, **changed), other], OFFICE, ON)  # type: ignore[arg-type]

    assert [one.nip for one in refused] == [SOMEBODY.nip]
    assert word in refused[0].why
    assert len(slips(files[0])) == 1


def test_a_hundred_slips_go_into_a_file() -> None:
    people = [dataclasses.replace(SOMEBODY, nip=f"{number:018}") for number in range(250)]
    files, _ = bpmp_files(people, OFFICE, ON)
    assert [len(slips(data)) for data in files] == [100, 100, 50]


def test_markup_and_characters_that_xml_lacks_do_no_harm() -> None:
    files, _ = bpmp_files([dataclasses.replace(SOMEBODY, position="<Kepala> & \x00\x0b Staf")], OFFICE, ON)
    assert slips(files[0])[0].findtext("Position") == "<Kepala> &  Staf"


@pytest.mark.parametrize(
    "office",
    [Withholder(""), Withholder("123"), Withholder("0000000000000000", "12"), Withholder("0" * 15 + "x")],
)
def test_a_withholder_that_coretax_does_not_take_is_refused(office: Withholder) -> None:
    with pytest.raises(WithholderUnknown):
        bpmp_files([SOMEBODY], office, ON)


def test_nobody_gives_no_file() -> None:
    assert bpmp_files([], OFFICE, ON) == ([], [])


def test_an_npwp_of_fifteen_digits_gets_its_zero() -> None:
    assert Withholder.of("123456789012345").tin == "0123456789012345"
    assert Withholder.of("1234567890123456").tin == "1234567890123456"
    assert Withholder.of("12").tin == "12"
