"""Write results: slips for people (XLSX) and machines (Parquet), the forms of SIPD, the list of problems."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import decimal
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from praja.sheet.errors import SheetNotTied, SheetNotWritten
from praja.sheet.problems import PROBLEM_SCHEMA
from praja.sheet.safe import safe_text, whole_file
from praja.sheet.sipd import NO_ESELON, PREFIX, STATUS_ASN, TIPE_JABATAN, Holds, SipdColumn, SipdForm

MOST_SHEET_ROWS = 1_048_574
"""Rows of data between the header of a sheet and its row of totals."""

_EXACT = 10**15
"""A spreadsheet keeps 15 digits; a whole number from here on is written as text."""

_PROBLEM_TITLES = {
    "nip": "NIP",
    "nama": "Nama",
    "baris": "Baris",
    "kolom": "Kolom",
    "nilai": "Nilai",
    "jenis": "Jenis",
    "mengapa": "Mengapa",
    "lakukan": "Yang perlu dilakukan",
}


@dataclasses.dataclass(frozen=True, slots=True)
class SlipColumn:
    """A column of the slips: the rule, how it is headed, and what the sheet of explanations says of it.

    `unit` decides the display (`persen`, `rupiah` …). `summed`: it has a total. `final`: it is one of the
    totals that are also shown by unit.
    """

    name: str
    title: str
    unit: str = "rupiah"
    group: str = ""
    formula: str = ""
    source: str = ""
    status: str = ""
    summed: bool = True
    final: bool = False


def write_slips(
    path: Path,
    *,
    title: str,
    amounts: pl.DataFrame,
    people: pl.DataFrame,
    columns: Sequence[SlipColumn],
    problems: pl.DataFrame | None = None,
    notes: Sequence[str] = (),
    overwrite: bool = False,
) -> None:
    """Write slips as XLSX: sheets Daftar, Ringkasan, Masalah and Penjelasan kolom.

    :param amounts: `nip` and a column a rule; null where unknown, which leaves the cell empty
    :param people: `nip`, `nama`, `unit`; the list has its order
    :param problems: what is wrong with whom; the columns of `PROBLEM_SCHEMA` come first, others behind
    :param notes: sentences for the summary, such as the rules that nobody has verified
    :raises SheetNotWritten: when the file exists and may not be overwritten, or cannot be written
    """
    frame = people.select("nip", "nama", "unit").join(amounts, on="nip", how="left", maintain_order="left")
    shown = [column for column in columns if column.name in frame.columns]
    _check_rows(frame.height, path)
    with whole_file(path, overwrite=overwrite) as temporary, WorkbookFile(temporary) as book:
        styles = _Styles(book)
        _write_list(book, styles, frame, shown)
        _write_summary(book, styles, title, frame, shown, problems, notes)
        _write_problem_sheet(book, styles, problems if problems is not None else _no_problems())
        _write_explanations(book, styles, shown)


def write_parquet(path: Path, frame: pl.DataFrame, *, overwrite: bool = False) -> None:
    """Write a frame as Parquet, zstd-compressed.

    :raises SheetNotWritten: when the file exists and may not be overwritten, or cannot be written
    """
    with whole_file(path, overwrite=overwrite) as temporary:
        try:
            frame.write_parquet(temporary, compression="zstd")
        except pl.exceptions.PolarsError as error:
            raise SheetNotWritten(f"Berkas {path} tidak dapat ditulis: {error}", "Coba lagi.") from error


def write_problems(path: Path, problems: pl.DataFrame, *, overwrite: bool = False) -> None:
    """Write the list of problems as XLSX or, by the name of the file, as CSV.

    The CSV has a byte order mark and semicolons, as a spreadsheet set to Indonesian expects.

    :raises SheetNotWritten: when the file exists and may not be overwritten, or cannot be written
    """
    with whole_file(path, overwrite=overwrite) as temporary:
        if path.suffix.lower() == ".csv":
            with temporary.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file, delimiter=";")
                writer.writerow([_PROBLEM_TITLES.get(name, name) for name in problems.columns])
                for row in problems.iter_rows():
                    writer.writerow([safe_text(v) if isinstance(v, str) else v for v in row])
            return
        _check_rows(problems.height, path)
        with WorkbookFile(temporary) as book:
            _write_problem_sheet(book, _Styles(book), problems)


def write_table(
    path: Path, frame: pl.DataFrame, *, title: str, headers: Mapping[str, str], overwrite: bool = False
) -> None:
    """Write any frame as a sheet of XLSX with the given headers; rows beyond a sheet are left out.

    :raises SheetNotWritten: when the file exists and may not be overwritten, or cannot be written
    """
    with whole_file(path, overwrite=overwrite) as temporary, WorkbookFile(temporary) as book:
        styles = _Styles(book)
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(frame.columns) - 1, 22)
        sheet.write_row(0, 0, [safe_text(headers.get(name, name)) for name in frame.columns], styles.header)
        for r, row in enumerate(frame.head(MOST_SHEET_ROWS).iter_rows(), 1):
            for c, value in enumerate(row):
                _write_cell(sheet, r, c, value, styles.money, styles)


@dataclasses.dataclass(frozen=True, slots=True)
class SipdWritten:
    """What was written: how many people, and who was left out and why (nip, mengapa)."""

    people: int
    left_out: pl.DataFrame


def write_sipd(
    path: Path,
    *,
    form: SipdForm,
    amounts: pl.DataFrame,
    people: pl.DataFrame,
    parts: Mapping[str, tuple[str, ...]] | None = None,
    leave_out_untied: bool = False,
    overwrite: bool = False,
) -> SipdWritten:
    """Write a form of SIPD as XLSX, its header in the first row.

    The totals of the form are computed from its own columns and must equal those of the engine, person by
    person. People with an unknown amount are left out and named.

    :param parts: which rules fill which amount column, in place of those of the form
    :param leave_out_untied: leave people out whose totals differ, instead of writing nothing
    :raises SheetNotTied: when totals differ, for instance because a deduction has no column in the form
    :raises SheetNotWritten: when the file exists and may not be overwritten, or cannot be written
    """
    form = form if parts is None else dataclasses.replace(form, parts=parts)
    ready, left_out = sipd_frame(form, amounts=amounts, people=people, leave_out_untied=leave_out_untied)
    _check_rows(ready.height, path)
    with whole_file(path, overwrite=overwrite) as temporary, WorkbookFile(temporary) as book:
        styles = _Styles(book)
        sheet = book.add_worksheet("Sheet1")
        sheet.freeze_panes(1, 2)
        for c, column in enumerate(form.columns):
            money = column.holds is Holds.AMOUNT
            sheet.set_column(c, c, 16 if money else 22, styles.money if money else styles.text)
        sheet.write_row(0, 0, [column.header for column in form.columns], styles.header)
        for r, row in enumerate(ready.iter_rows(), 1):
            for c, value in enumerate(row):
                if isinstance(value, int):
                    _write_number(sheet, r, c, value, styles.money, styles)
                elif value:
                    sheet.write_string(r, c, safe_text(value), styles.text)
    return SipdWritten(ready.height, left_out)


def sipd_frame(
    form: SipdForm, *, amounts: pl.DataFrame, people: pl.DataFrame, leave_out_untied: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of a form, one column a header, and who was left out and why (nip, mengapa).

    :raises SheetNotTied: when totals differ from those of the engine and `leave_out_untied` is false
    """
    missing = [rule for rule in form.totals.values() if rule not in amounts.columns]
    if missing:
        raise SheetNotWritten(
            f"{form.title} memerlukan baris {', '.join(missing)}, yang tidak ada dalam hasil hitungan.",
            "Hitung daftar gaji yang sesuai dengan formulirnya.",
        )
    frame = people.join(amounts, on="nip", how="inner", maintain_order="left", suffix="_hasil")
    computed = _amounts_of(form, frame, amounts)
    money = pl.DataFrame(computed)
    unknown = money.select(pl.any_horizontal(pl.all().is_null())).to_series() if len(frame) else _none_true(0)
    reasons = [_reason_untied(form, key, rule, money, frame) for key, rule in form.totals.items()]
    reasons.append(
        pl.select(
            pl.when(pl.any_horizontal([series < 0 for series in computed])).then(
                pl.lit("ada kolom yang bernilai negatif, yang tidak dikenal formulir ini")
            )
        ).to_series()
        if len(frame)
        else pl.Series([], dtype=pl.String)
    )
    why = pl.select(pl.coalesce(reasons)).to_series() if len(frame) else pl.Series([], dtype=pl.String)
    untied = why.is_not_null() & ~unknown
    if untied.any() and not leave_out_untied:
        who = tuple(frame["nip"].filter(untied))
        raise SheetNotTied(
            f"{form.title} tidak ditulis: untuk {len(who)} orang jumlahnya tidak sama dengan hasil hitungan. "
            f"Yang pertama, NIP {who[0]}: {why.filter(untied)[0]}.",
            "Periksa apakah ada penghasilan atau potongan yang belum mempunyai kolom dalam formulir ini.",
            who,
        )
    shown = [_shown(column, frame, money) for column in form.columns]
    complete = ~unknown & ~untied
    left_out = pl.DataFrame(
        {
            "nip": frame["nip"],
            "mengapa": pl.select(
                pl.when(unknown).then(pl.lit("ada jumlah yang belum dapat dihitung")).otherwise(why)
            ).to_series()
            if len(frame)
            else why,
        }
    ).filter(~complete)
    return pl.DataFrame(shown).filter(complete), left_out


def _none_true(height: int) -> pl.Series:
    return pl.repeat(False, height, dtype=pl.Boolean, eager=True)


def _amounts_of(form: SipdForm, frame: pl.DataFrame, amounts: pl.DataFrame) -> list[pl.Series]:
    """Return every amount column of the form, its totals last."""
    found: dict[str, pl.Series] = {}
    zero = pl.repeat(0, frame.height, dtype=pl.Int64, eager=True)
    for column in form.columns:
        if column.holds is not Holds.AMOUNT or column.key in form.totals:
            continue
        value = zero
        for rule in form.parts.get(column.key, ()):
            if rule in amounts.columns:
                name = f"{rule}_hasil" if f"{rule}_hasil" in frame.columns else rule
                value = value + frame[name].cast(pl.Int64)
        found[column.key] = value.alias(column.key)
    income = sum((found[key] for key in form.income), zero).alias(form.income_total)
    deductions = sum((found[key] for key in form.deductions), zero).alias("jumlah_potongan")
    return [*found.values(), income, deductions, (income - deductions).alias("jumlah_ditransfer")]


def _reason_untied(
    form: SipdForm, key: str, rule: str, money: pl.DataFrame, frame: pl.DataFrame
) -> pl.Series:
    header = next(column.header for column in form.columns if column.key == key)
    name = f"{rule}_hasil" if f"{rule}_hasil" in frame.columns else rule
    ours, theirs = frame[name].cast(pl.Int64), money[key]
    return pl.select(
        pl.when(ours != theirs).then(
            pl.format(
                "{} menurut formulir {}, menurut hitungan {} (selisih {})",
                pl.lit(header),
                theirs,
                ours,
                ours - theirs,
            )
        )
    ).to_series()


_CODES_BACK: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "tipe_jabatan": ("jenis_jabatan", {ours: code for code, ours in TIPE_JABATAN.items()}),
    "status_asn": (
        "status_asn",
        {**{ours: code for code, ours in STATUS_ASN.items()}, "pppk_paruh_waktu": "2"},
    ),
    "eselon": ("eselon", {NO_ESELON: "00"}),
    "golongan": ("golongan", {NO_ESELON: ""}),
    "masa_kerja_golongan": ("mkg", {}),
    "jumlah_anak": ("jumlah_anak_ditunjang", {}),
    "jumlah_istri_suami": ("pasangan_ditunjang", {"true": "1", "false": "0"}),
}
"""Which fact fills a code column of the form, and how our words become its codes."""


def _shown(column: SipdColumn, frame: pl.DataFrame, money: pl.DataFrame) -> pl.Series:
    """Return a column of the form as it is written. A code that came with the list goes back unchanged."""
    if column.holds is Holds.AMOUNT:
        return money[column.key].alias(column.header)
    as_given = PREFIX + column.key
    fact, codes = _CODES_BACK.get(column.key, (column.key, {}))
    name = as_given if as_given in frame.columns else fact
    if name not in frame.columns:
        return pl.repeat("", frame.height, dtype=pl.String, eager=True).alias(column.header)
    series = frame[name]
    if series.dtype == pl.Date:
        text = series.dt.to_string("%d-%m-%Y")
    else:
        text = series.cast(pl.String)
    if name == fact:
        text = text.replace(codes) if codes else text
    return text.fill_null("").alias(column.header)


# --- sheets


class _Styles:
    """The formats of a workbook, made once."""

    def __init__(self, book: Workbook) -> None:
        self.header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.bold = book.add_format({"bold": True})
        self.text = book.add_format({"num_format": "@"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.money = book.add_format({"num_format": "#,##0"})
        self.total = book.add_format({"num_format": "#,##0", "bold": True, "top": 1})
        self.percent = book.add_format({"num_format": "0.00%"})
        self.number = book.add_format({"num_format": "#,##0.########"})
        self.date = book.add_format({"num_format": "dd-mm-yyyy"})

    def of(self, column: SlipColumn) -> Format:
        return self.percent if column.unit.split("/")[0].strip() == "persen" else self.money


class WorkbookFile:
    """A workbook that streams its rows, and turns what goes wrong while closing into a refusal."""

    def __init__(self, path: Path) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd-mm-yyyy",
        }
        self._book = xlsxwriter.Workbook(str(path), options)

    def __enter__(self) -> Workbook:
        return self._book

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._book.close()
        except XlsxWriterException as error:
            if kind is None:
                raise SheetNotWritten(
                    f"Berkas XLSX tidak dapat ditulis: {error}.",
                    "Periksa sisa tempat pada disk, lalu coba lagi.",
                ) from error


def _check_rows(rows: int, path: Path) -> None:
    if rows > MOST_SHEET_ROWS:
        raise SheetNotWritten(
            f"{path.name}: {rows} baris tidak muat pada satu lembar kerja.",
            "Gunakan Parquet, atau bagi per unit.",
        )


def _no_problems() -> pl.DataFrame:
    return pl.DataFrame(schema=PROBLEM_SCHEMA)


def _write_number(
    sheet: Worksheet, row: int, column: int, value: int, style: Format, styles: _Styles
) -> None:
    if abs(value) < _EXACT:
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, str(value), styles.text)


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, style: Format, styles: _Styles) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_string(row, column, "ya" if value else "tidak", styles.text)
        case int():
            _write_number(sheet, row, column, value, style, styles)
        case float() | decimal.Decimal():
            sheet.write_number(row, column, float(value), style if style is styles.percent else styles.number)
        case datetime.date():
            sheet.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), styles.date)
        case _:
            sheet.write_string(row, column, safe_text(str(value)), styles.text)


def _write_list(book: Workbook, styles: _Styles, frame: pl.DataFrame, columns: Sequence[SlipColumn]) -> None:
    sheet = book.add_worksheet("Daftar")
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, 20, styles.text)
    sheet.set_column(1, 2, 28)
    sheet.set_column(3, 2 + max(len(columns), 1), 16)
    sheet.write_row(
        0, 0, ["NIP", "Nama", "Unit", *(safe_text(column.title) for column in columns)], styles.header
    )
    chosen = [styles.text, styles.text, styles.text, *(styles.of(column) for column in columns)]
    values = frame.select("nip", "nama", "unit", *(column.name for column in columns))
    for r, row in enumerate(values.iter_rows(), 1):
        for c, value in enumerate(row):
            # Most cells are amounts, and this loop is where the time goes.
            if type(value) is int and -_EXACT < value < _EXACT:
                sheet.write_number(r, c, value, chosen[c])
            else:
                _write_cell(sheet, r, c, value, chosen[c], styles)
    last = values.height + 1
    sheet.write_string(last, 0, "Jumlah", styles.bold)
    for c, column in enumerate(columns, 3):
        total = _total(frame, column)
        if total is not None:
            _write_number(sheet, last, c, total, styles.total, styles)
    if values.height:
        sheet.autofilter(0, 0, values.height, 2 + len(columns))


def _total(frame: pl.DataFrame, column: SlipColumn) -> int | None:
    """Return the sum of a column of whole amounts; None for what has no sum."""
    if not column.summed or not frame[column.name].dtype.is_integer():
        return None
    return int(frame[column.name].cast(pl.Int128).sum() or 0)


def _write_summary(
    book: Workbook,
    styles: _Styles,
    title: str,
    frame: pl.DataFrame,
    columns: Sequence[SlipColumn],
    problems: pl.DataFrame | None,
    notes: Sequence[str],
) -> None:
    sheet = book.add_worksheet("Ringkasan")
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, 8, 20)
    final = [column for column in columns if column.final]
    paid = (
        frame.select(pl.all_horizontal([pl.col(c.name).is_not_null() for c in final])).to_series()
        if final
        else None
    )
    r = 0
    sheet.write_string(r, 0, safe_text(title), styles.bold)
    r += 2
    counts = [("Banyaknya orang dalam daftar", frame.height)]
    if paid is not None:
        counts.append(("Terhitung lengkap", int(paid.sum())))
        counts.append(("Belum dapat dihitung", frame.height - int(paid.sum())))
    if problems is not None:
        counts.append(("Banyaknya masalah", problems.height))
    for label, count in counts:
        sheet.write_string(r, 0, label)
        sheet.write_number(r, 1, count, styles.money)
        r += 1
    r += 1
    sheet.write_row(r, 0, ["Komponen", "Jumlah", "Banyaknya penerima"], styles.header)
    for column in columns:
        total = _total(frame, column)
        if total is None:
            continue
        r += 1
        sheet.write_string(r, 0, safe_text(column.title), styles.bold if column.final else None)
        _write_number(sheet, r, 1, total, styles.money, styles)
        sheet.write_number(r, 2, int((frame[column.name] != 0).sum()), styles.money)
    r += 2
    summed = [column for column in final if _total(frame, column) is not None]
    if summed and frame["unit"].is_not_null().any():
        sheet.write_row(
            r, 0, ["Unit", "Orang", *(safe_text(column.title) for column in summed)], styles.header
        )
        by_unit = frame.group_by("unit", maintain_order=True).agg(
            pl.len().alias("#"), *(pl.col(column.name).sum() for column in summed)
        )
        for unit, *numbers in by_unit.iter_rows():
            r += 1
            sheet.write_string(r, 0, safe_text(unit or "(tanpa unit)"))
            for c, number in enumerate(numbers, 1):
                _write_number(sheet, r, c, int(number), styles.money, styles)
        r += 2
    if problems is not None and problems.height and "jenis" in problems.columns:
        sheet.write_row(r, 0, ["Jenis masalah", "Banyaknya"], styles.header)
        for kind, count in problems.group_by("jenis", maintain_order=True).len().iter_rows():
            r += 1
            sheet.write_string(r, 0, safe_text(str(kind)))
            sheet.write_number(r, 1, count, styles.money)
        r += 2
    for note in notes:
        sheet.write_string(r, 0, safe_text(note))
        r += 1


def _write_problem_sheet(book: Workbook, styles: _Styles, problems: pl.DataFrame) -> None:
    sheet = book.add_worksheet("Masalah")
    sheet.freeze_panes(1, 2)
    widths = {
        "nip": 20,
        "nama": 28,
        "baris": 8,
        "kolom": 24,
        "nilai": 20,
        "jenis": 18,
        "mengapa": 60,
        "lakukan": 60,
    }
    for c, name in enumerate(problems.columns):
        sheet.set_column(c, c, widths.get(name, 18), styles.text if name == "nip" else None)
    titles = [safe_text(_PROBLEM_TITLES.get(name, name)) for name in problems.columns]
    sheet.write_row(0, 0, titles, styles.header)
    if not problems.height:
        sheet.write_string(1, 0, "Tidak ada masalah.")
        return
    for r, row in enumerate(problems.head(MOST_SHEET_ROWS).iter_rows(), 1):
        for c, value in enumerate(row):
            _write_cell(sheet, r, c, value, styles.number, styles)
    sheet.autofilter(0, 0, min(problems.height, MOST_SHEET_ROWS), len(problems.columns) - 1)


def _write_explanations(book: Workbook, styles: _Styles, columns: Iterable[SlipColumn]) -> None:
    sheet = book.add_worksheet("Penjelasan kolom")
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 1, 34)
    sheet.set_column(2, 3, 18)
    sheet.set_column(4, 5, 60)
    sheet.set_column(6, 6, 18)
    titles = ["Kolom", "Nama aturan", "Satuan", "Kelompok", "Rumus yang dijalankan", "Dasar hukum", "Status"]
    sheet.write_row(0, 0, titles, styles.header)
    for r, column in enumerate(columns, 1):
        values = (
            column.title,
            column.name,
            column.unit,
            column.group,
            column.formula,
            column.source,
            column.status.replace("_", " "),
        )
        for c, value in enumerate(values):
            if value:
                sheet.write_string(r, c, safe_text(value), styles.wrap)
