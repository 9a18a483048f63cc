"""The form of a bank's file: in which columns, order and manner of writing the bank wants its rows.

No bank of a regional government publishes its form; therefore a treasurer describes it column by column, and
what is wrong with a description is told in words before anybody may confirm it.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Form(enum.StrEnum):
    """How the rows are written."""

    XLSX = "xlsx"
    CSV = "csv"
    LEBAR_TETAP = "lebar_tetap"


class BankFormatWrong(Exception):
    """A description that cannot be used; `faults` say what is wrong and what would be accepted."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Keep each fault as a sentence of its own."""
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


@dataclasses.dataclass(frozen=True, slots=True)
class Transfer:
    """One payment to one account, in whole rupiah.

    `clean` is the net before personal deductions, `zakat`, `infak` and `personal` (all of them) are those.
    """

    number: str
    holder: str
    bank: str
    amount: int
    nip: str
    name: str
    note: str
    day: datetime.date
    clean: int
    zakat: int = 0
    infak: int = 0
    personal: int = 0


FIXED: Final = "tetap"
"""A column that holds the same text in every row."""
VALUES: Final[Mapping[str, Callable[[Transfer], str | int | datetime.date]]] = {
    "nomor_rekening": lambda one: one.number,
    "atas_nama": lambda one: one.holder,
    "jumlah": lambda one: one.amount,
    "nip": lambda one: one.nip,
    "nama": lambda one: one.name,
    "bank": lambda one: one.bank,
    "keterangan": lambda one: one.note,
    "tanggal_bayar": lambda one: one.day,
    "bersih": lambda one: one.clean,
    "zakat": lambda one: one.zakat,
    "infak": lambda one: one.infak,
    "potongan_pribadi": lambda one: one.personal,
}
TITLES: Final[Mapping[str, Any]] = {
    "urut": gettext_lazy("Nomor urut"),
    "nomor_rekening": gettext_lazy("Nomor rekening"),
    "atas_nama": gettext_lazy("Atas nama"),
    "jumlah": gettext_lazy("Jumlah ditransfer"),
    "nip": gettext_lazy("NIP"),
    "nama": gettext_lazy("Nama pegawai"),
    "bank": gettext_lazy("Nama bank"),
    "keterangan": gettext_lazy("Keterangan"),
    "tanggal_bayar": gettext_lazy("Tanggal bayar"),
    "bersih": gettext_lazy("Bersih sebelum potongan pribadi"),
    "zakat": gettext_lazy("Zakat"),
    "infak": gettext_lazy("Infak"),
    "potongan_pribadi": gettext_lazy("Jumlah potongan pribadi"),
    FIXED: gettext_lazy("Teks tetap"),
}
"""What a column may hold."""
MUST: Final = ("nomor_rekening", "jumlah")
MONEY: Final = ("jumlah", "bersih", "zakat", "infak", "potongan_pribadi")
CUT: Final = ("atas_nama", "nama", "keterangan", "bank")
"""What may be cut where a column is narrower; an account, an amount, a NIP or a date never is."""
SEPARATORS: Final = {"koma": ",", "titik_koma": ";", "tab": "\t", "garis": "|"}
SEPARATOR_TITLES: Final = {
    "titik_koma": gettext_lazy("titik koma (;)"),
    "koma": gettext_lazy("koma (,)"),
    "tab": gettext_lazy("tab"),
    "garis": gettext_lazy("garis tegak (|)"),
}
ENCODINGS: Final = {
    "utf-8": gettext_lazy("UTF-8"),
    "utf-8-sig": gettext_lazy("UTF-8 dengan tanda pembuka (Excel)"),
    "ascii": gettext_lazy("ASCII: huruf tanpa tanda"),
}
DATES: Final = {
    "%d-%m-%Y": "31-12-2026", "%d/%m/%Y": "31/12/2026", "%d%m%Y": "31122026", "%Y-%m-%d": "2026-12-31",
    "%Y%m%d": "20261231",
}  # fmt: skip
MOST_COLUMNS: Final = 16
WIDEST: Final = 200
_MARKS = re.compile(r"[\x00-\x1f\x7f]")


@dataclasses.dataclass(frozen=True, slots=True)
class BankColumn:
    """One column: what it holds, its heading, and in a form of fixed width its place."""

    value: str
    title: str = ""
    width: int = 0
    right: bool = False
    zeros: bool = False
    """Filled with zeros instead of blanks."""
    text: str = ""
    """What a column of fixed text holds."""


@dataclasses.dataclass(frozen=True, slots=True)
class BankFormat:
    """The form of one bank."""

    form: Form
    columns: tuple[BankColumn, ...]
    separator: str = "titik_koma"
    headings: bool = True
    encoding: str = "utf-8"
    dates: str = "%d-%m-%Y"
    decimals: bool = False
    """Amounts are followed by `.00`."""

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {**dataclasses.asdict(self), "form": self.form.value,
                "columns": [dataclasses.asdict(one) for one in self.columns]}  # fmt: skip

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> BankFormat:
        """Return what `as_json` gave.

        :raises BankFormatWrong: if it cannot be used
        """
        given = {**stored, "columns": tuple(BankColumn(**one) for one in stored["columns"])}
        given["form"] = Form(given["form"])
        return checked(cls(**given))


USUAL: Final = BankFormat(
    Form.XLSX,
    (
        BankColumn("urut", "No."),
        BankColumn("nama", "Nama"),
        BankColumn("nomor_rekening", "Nomor rekening"),
        BankColumn("bersih", "Bersih"),
        BankColumn("zakat", "Zakat"),
        BankColumn("infak", "Infak"),
        BankColumn("potongan_pribadi", "Jumlah potongan"),
        BankColumn("jumlah", "Diterima"),
    ),
)
"""Where a bank has no form of its own: a workbook with a covering sheet and this attachment."""


def checked(form: BankFormat) -> BankFormat:
    """Return a form that can be used.

    :raises BankFormatWrong: with everything that is wrong
    """
    if faults := list(_faults(form)):
        raise BankFormatWrong(faults)
    return form


def _faults(form: BankFormat) -> Iterator[str]:
    values = [one.value for one in form.columns]
    for name in MUST:
        if name not in values:
            yield _("Kolom %(title)s belum ada; bank tidak dapat membayar tanpanya.") % {
                "title": str(TITLES[name])
            }
    for name in dict.fromkeys(values):
        if name not in TITLES:
            yield _("Isi kolom ini tidak dikenal. Pilih dari daftarnya.")
        elif name != FIXED and values.count(name) > 1:
            yield _("Kolom %(title)s ada dua kali. Sisakan satu.") % {"title": str(TITLES[name])}
    if len(form.columns) > MOST_COLUMNS:
        yield _("Terlalu banyak kolom; paling banyak %(most)s.") % {"most": str(MOST_COLUMNS)}
    known = form.separator in SEPARATORS and form.encoding in ENCODINGS and form.dates in DATES
    if not known:
        yield _("Pemisah, huruf, atau cara menulis tanggal tidak dikenal. Pilih dari daftarnya.")
    for at, column in enumerate(form.columns, 1):
        yield from _faults_of(at, column, form)


def _faults_of(at: int, column: BankColumn, form: BankFormat) -> Iterator[str]:
    where = {"at": str(at), "title": str(TITLES.get(column.value, column.value)), "widest": str(WIDEST)}
    if column.value == FIXED and not column.text:
        yield _("Kolom %(at)s (%(title)s) belum ada teksnya. Tulis teks yang diminta bank.") % where
    if column.value != FIXED and column.text:
        yield _("Kolom %(at)s (%(title)s) tidak memakai teks tetap. Kosongkan teksnya.") % where
    if _MARKS.search(column.title + column.text):
        yield _("Kolom %(at)s (%(title)s) memuat tanda yang tidak terlihat. Ketik ulang.") % where
    if form.form is not Form.LEBAR_TETAP:
        return
    if not 1 <= column.width <= WIDEST:
        yield _("Kolom %(at)s (%(title)s) belum punya lebar 1 sampai %(widest)s karakter.") % where
    if column.zeros and not (column.right and column.value in (*MONEY, "urut", "nomor_rekening", "nip")):
        yield _("Kolom %(at)s (%(title)s): nol hanya mengisi angka yang rata kanan.") % where
    if column.value == FIXED and len(column.text) > column.width > 0:
        yield _("Kolom %(at)s (%(title)s): teksnya lebih panjang daripada lebarnya.") % where
