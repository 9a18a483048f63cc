"""The list by which a bank moves pay to accounts: in the columns, order and form that this bank asks for.

No bank of a regional government publishes its form; therefore each is described in a few lines by the
treasurer, and checked when it is written down. What every form must end in is told apart from it: how many
rows and how much in all, for the letter that goes with it.
"""

from __future__ import annotations

import csv
import dataclasses
import enum
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from praja.sheet.safe import safe_text

T = TypeVar("T")


class Form(enum.StrEnum):
    """How the rows are written."""

    CSV = "csv"
    LEBAR_TETAP = "lebar_tetap"


class BankFormatWrong(Exception):
    """A description that cannot be used; its text says what is wrong and what would be accepted."""


class TransferRefused(Exception):
    """Rows that do not fit the form of the bank; nothing was written."""


@dataclasses.dataclass(frozen=True, slots=True)
class Transfer:
    """One payment to one account, in whole rupiah."""

    number: str
    holder: str
    bank: str
    amount: int
    nip: str
    name: str
    note: str


_VALUES: Mapping[str, Callable[[Transfer, int], str]] = {
    "urut": lambda one, row: str(row),
    "nomor_rekening": lambda one, row: one.number,
    "atas_nama": lambda one, row: one.holder,
    "bank": lambda one, row: one.bank,
    "jumlah": lambda one, row: str(one.amount),
    "nip": lambda one, row: one.nip,
    "nama": lambda one, row: one.name,
    "keterangan": lambda one, row: one.note,
}
_MUST = ("nomor_rekening", "jumlah")
_NUMBERS = ("jumlah", "urut")
_SEPARATORS = {"koma": ",", "titik_koma": ";", "tab": "\t", "garis": "|"}


@dataclasses.dataclass(frozen=True, slots=True)
class BankColumn:
    """One column: what it holds, its heading, and in a form of fixed width its width."""

    value: str
    title: str
    width: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class BankFormat:
    """The form of one bank."""

    form: Form
    columns: tuple[BankColumn, ...]
    separator: str = ";"
    headings: bool = True
    zeros: bool = False
    """Numbers of fixed width are filled with zeros instead of blanks."""


USUAL = BankFormat(
    Form.CSV,
    (
        BankColumn("urut", "No."),
        BankColumn("nomor_rekening", "Nomor rekening"),
        BankColumn("atas_nama", "Atas nama"),
        BankColumn("jumlah", "Jumlah"),
        BankColumn("keterangan", "Keterangan"),
    ),
)
"""Where a bank has no form of its own."""


def read_format(text: str) -> BankFormat:
    """Return the form that a few lines describe.

    ```
    bentuk: lebar_tetap
    isi_nol: ya
    kolom: nomor_rekening 16; jumlah 15; atas_nama 30
    ```

    Or, with separators: `bentuk: csv`, `pemisah: titik_koma`, `kepala: ya`, and
    `kolom: nomor_rekening "No. Rek"; jumlah Nominal; atas_nama Nama`.

    :raises BankFormatWrong: if a line is not understood or something needed is missing
    """
    given: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, colon, said = line.partition(":")
        name = name.strip().lower()
        if not colon or name not in ("bentuk", "pemisah", "kepala", "isi_nol", "kolom"):
            raise BankFormatWrong(
                f"Baris {number} '{line.strip()[:60]}' tidak dikenal. Yang dikenal: bentuk, pemisah, kepala, "
                "isi_nol, kolom; masing-masing diikuti titik dua."
            )
        if name in given:
            raise BankFormatWrong(f"'{name}' tertulis dua kali. Sisakan satu.")
        given[name] = said.strip()
    form = _one_of("bentuk", given.get("bentuk", Form.CSV.value), {one.value: one for one in Form})
    columns = tuple(_column(part, form) for part in given.get("kolom", "").split(";") if part.strip())
    if missing := [one for one in _MUST if one not in {column.value for column in columns}]:
        raise BankFormatWrong(f"Kolom {' dan '.join(missing)} belum ada. Tambahkan pada baris kolom.")
    if twice := [one.value for one in columns if [other.value for other in columns].count(one.value) > 1]:
        raise BankFormatWrong(f"Kolom {twice[0]} tertulis dua kali. Sisakan satu.")
    return BankFormat(
        form,
        columns,
        separator=_one_of("pemisah", given.get("pemisah", "titik_koma"), _SEPARATORS),
        headings=_yes("kepala", given.get("kepala", "ya" if form is Form.CSV else "tidak")),
        zeros=_yes("isi_nol", given.get("isi_nol", "tidak")),
    )


def write_transfers(form: BankFormat, transfers: Sequence[Transfer]) -> bytes:
    """Return the file, in UTF-8 with line ends as Windows has them.

    :raises TransferRefused: if a payment is not above zero, an account has no number, or something is wider
        than its column: a bank would cut it
    """
    for row, one in enumerate(transfers, start=1):
        if one.amount <= 0:
            raise TransferRefused(
                f"Baris {row}, {one.name}: jumlah {one.amount} tidak di atas nol. Keluarkan dari daftar bank."
            )
        if not one.number.strip():
            raise TransferRefused(
                f"Baris {row}, {one.name}: nomor rekening belum ada. Isi pada data pegawai."
            )
    return _fixed(form, transfers) if form.form is Form.LEBAR_TETAP else _separated(form, transfers)


def control_total(transfers: Iterable[Transfer]) -> tuple[int, int]:
    """Return how many rows there are and how much they come to."""
    amounts = [one.amount for one in transfers]
    return len(amounts), sum(amounts)


def _separated(form: BankFormat, transfers: Sequence[Transfer]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=form.separator, lineterminator="\r\n")
    if form.headings:
        writer.writerow([column.title for column in form.columns])
    for row, one in enumerate(transfers, start=1):
        writer.writerow([safe_text(_line(_VALUES[column.value](one, row))) for column in form.columns])
    return out.getvalue().encode()


def _fixed(form: BankFormat, transfers: Sequence[Transfer]) -> bytes:
    lines: list[str] = []
    if form.headings:
        lines.append("".join(column.title[: column.width].ljust(column.width) for column in form.columns))
    for row, one in enumerate(transfers, start=1):
        cells: list[str] = []
        for column in form.columns:
            value = _line(_VALUES[column.value](one, row))
            if column.value in ("atas_nama", "nama", "keterangan", "bank"):
                value = value[: column.width]
            if len(value) > column.width:
                raise TransferRefused(
                    f"Baris {row}, {one.name}: {column.value} '{value}' lebih dari {column.width} karakter. "
                    "Lebarkan kolomnya pada bentuk berkas bank ini."
                )
            numeric = column.value in _NUMBERS
            fill = "0" if numeric and form.zeros else " "
            cells.append(value.rjust(column.width, fill) if numeric else value.ljust(column.width))
        lines.append("".join(cells))
    return "".join(f"{line}\r\n" for line in lines).encode()


def _line(text: str) -> str:
    """Return a text that stays on its line."""
    return " ".join(text.split())


def _column(part: str, form: Form) -> BankColumn:
    value, _, rest = part.strip().partition(" ")
    rest = rest.strip().strip('"').strip()
    if value not in _VALUES:
        raise BankFormatWrong(f"Kolom '{value[:40]}' tidak dikenal. Yang dikenal: {', '.join(_VALUES)}.")
    if form is Form.CSV:
        return BankColumn(value, rest or value.replace("_", " ").capitalize())
    if not (rest.isascii() and rest.isdigit() and 1 <= int(rest) <= 200):
        raise BankFormatWrong(f"Kolom {value} belum punya lebar 1 sampai 200; tulis misalnya '{value} 16'.")
    return BankColumn(value, value.replace("_", " ").capitalize(), int(rest))


def _one_of(name: str, said: str, known: Mapping[str, T]) -> T:
    if said not in known:
        raise BankFormatWrong(f"{name} '{said[:40]}' tidak dikenal. Pilihannya: {', '.join(known)}.")
    return known[said]


def _yes(name: str, said: str) -> bool:
    return _one_of(name, said, {"ya": True, "tidak": False})
