"""Whatever stands in a table's CSV, the loader refuses it with its line, or every reader reads it alike."""

import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.rules.errors import LawError, LawErrors
from praja.rules.loader import load_law
from tests.properties.dice import effort
from tests.properties.frames import amounts_by_person, frames_of, nips
from tests.properties.law_files import write
from tests.properties.worlds import World

KEYS = ("sama", "mulai", "sampai")


def table_files(csv_text: str | bytes, *, keys: tuple[str, ...] = ("sama",), kind: str = "angka"):
    """Return the files of a law with one table, `t`, whose rows are `csv_text`."""
    names = ", ".join(f"{{k{place}: {match}}}" for place, match in enumerate(keys))
    asked = "; ".join(f"f{place}" for place in range(len(keys)))
    facts = "".join(
        f"f{place}: {{judul: F, label_en: F, jenis: angka, desimal: 1, dari: -100, sampai: 100000}}\n"
        for place in range(len(keys))
    )
    rule = f"r: {{judul: R, label_en: R, satuan: {kind}, versi: [{{berlaku: 2000-01-01, "
    rule += f"rumus: 'tabel.t[{asked}]', hukum: [{{dokumen: UU}}], status: diperiksa}}]}}\n"
    table = f"t: {{judul: T, label_en: T, satuan: {kind}, kunci: [{names}], nilai: {{v: {{jenis: {kind}}}}}, "
    table += "versi: [{berlaku: 2000-01-01, berkas: t.csv, hukum: [{dokumen: UU}], status: diperiksa}]}\n"
    return {
        "fakta/f.yaml": facts,
        "kelompok.yaml": "g: {judul: G, label_en: G}\n",
        "daftar.yaml": "gaji: {judul: G, label_en: G, baris: [g], jumlah: [r]}\n",
        "nasional/r.yaml": rule,
        "nasional/tabel/t.yaml": table,
        "nasional/tabel/t.csv": csv_text,
    }


def loaded(files):
    """Return the law of these files, or its errors."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return load_law(write(files, Path(folder)))
        except LawErrors as errors:
            return errors


ASKED = [Fraction(number, 10) for number in (-1000, -5, 0, 1, 5, 9, 10, 11, 20, 100, 999_999, 1_000_000)]


def assert_all_read_alike(law, keys):
    world = World(law, ("r",))
    people = [{f"f{place}": number for place in range(keys)} for number in ASKED]
    try:
        program = world.program()
    except LawError:
        return
    told = [{"r": world.oracle(person).amount("r")} for person in people]
    assert [program.run_one(person).amounts for person in people] == told
    decimals = [{name: number_of(value) for name, value in person.items()} for person in people]
    amounts = amounts_by_person(program.run(frames_of(law, decimals)).amounts)
    for key, one in zip(nips(len(people)), told, strict=True):
        assert amounts[key] in ({}, one)


def number_of(value):
    from decimal import Decimal

    return Decimal(value.numerator) / Decimal(value.denominator)


CELLS = st.sampled_from(
    ["", "0", "1", "01", "1,0", "-1", "0,5", "0,05", "10%", "2", "10", "1.000", "100000", "-100", "a",
    '"', '"1"', "1 ", " 1",
     "1e3", "0.5", "Rp1.000", "99999999999999999999", "\x00", "\n", "\r", "=1+1", "NaN", "１"]
)  # fmt: skip


@effort(2)
@given(
    st.lists(st.sampled_from(KEYS), min_size=1, max_size=2),
    st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6),
    st.sampled_from(["angka", "rupiah"]),
)
def test_any_rows_are_refused_or_read_alike(keys, rows, kind):
    header = [*(f"k{place}" for place in range(len(keys))), "v"]
    text = "\n".join(";".join(row) for row in [header, *rows])

    law = loaded(table_files(text, keys=tuple(keys), kind=kind))

    if isinstance(law, LawErrors):
        assert all(error.place and error.place.line >= 1 for error in law.errors)
        return
    assert_all_read_alike(law, len(keys))


@effort(2)
@given(
    st.lists(
        st.sampled_from(
            ["k0", "v", ";", "\n", '"', "1", "2", "0,5", "status", "catatan", "diperiksa", " ", ","]
        )
    )
)
def test_any_heap_of_csv_signs_is_refused_or_read_alike(words):
    law = loaded(table_files("".join(words)))

    if not isinstance(law, LawErrors):
        assert_all_read_alike(law, 1)


BAD = {
    "nothing": b"",
    "a header only": b"k0;v\n",
    "commas": b"k0,v\n1,2\n",
    "no such column": b"k0;w\n1;2\n",
    "one column too many": b"k0;v;x\n1;2;3\n",
    "a doubled column": b"k0;v;v\n1;2;3\n",
    "a short row": b"k0;v\n1\n",
    "a long row": b"k0;v\n1;2;3\n",
    "the same key twice": b"k0;v\n1;2\n1;3\n",
    "an empty key": b"k0;v\n;2\n",
    "an empty value": b"k0;v\n1;\n",
    "an English number": b"k0;v\n1;0.5\n",
    "an English thousand": b"k0;v\n1;1,000.5\n",
    "a float": b"k0;v\n1;1e5\n",
    "no number": b"k0;v\n1;NaN\n",
    "infinity": b"k0;v\n1;inf\n",
    "a formula": b"k0;v\n1;=2+3\n",
    "an open quote": b'k0;v\n1;"2\n',
    "a quote in a word": b'k0;v\n1;"2"3\n',
    "a huge field": b"k0;v\n1;" + b"9" * 200_000 + b"\n",
    "a number of 31 digits": b"k0;v\n1;" + b"9" * 31 + b"\n",
    "Latin-1": "k0;v\n1;2é\n".encode("latin-1"),
    "UTF-16": "k0;v\n1;2\n".encode("utf-16"),
    "a NUL in a number": b"k0;v\n1;2\x003\n",
    "an unknown mark": b"k0;v;status\n1;2;mungkin\n",
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
def test_a_bad_table_is_refused_with_its_line(raw):
    errors = loaded(table_files(raw))

    assert isinstance(errors, LawErrors)
    assert {error.place.file for error in errors.errors} <= {"nasional/tabel/t.csv", "nasional/tabel/t.yaml"}


def test_a_byte_order_mark_windows_lines_and_quotes_are_no_trouble():
    law = loaded(table_files(b'\xef\xbb\xbfk0;v\r\n"1";"2,5"\r\n'))

    (row,) = law.tables["t"][0].versions[0].rows
    assert (row.keys, row.value) == (("1",), Fraction(5, 2))
