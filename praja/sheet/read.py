"""Read a pay list: frames in the types of the engine, and what is wrong with whom.

One bad person never stops or changes another. A cell that cannot be read is null and a problem of that
person; a row that names nobody for certain is left out and reported. Whatever makes the file as a whole
useless raises `SheetRefused`.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import polars as pl

from praja.rules.schema import MOST_ROWS, Fact, Grain, Kind
from praja.sheet import sipd
from praja.sheet.cells import Cell, Column
from praja.sheet.choices import read_choices, read_truths
from praja.sheet.dates import read_dates
from praja.sheet.errors import SheetRefused
from praja.sheet.layout import Names, Table, find_layout
from praja.sheet.names import Role, Target, UnknownColumn
from praja.sheet.nip import read_nips, why_no_nip, why_odd
from praja.sheet.numbers import Reading, read_numbers, why_no_number
from praja.sheet.problems import Jenis, Problems, Why
from praja.sheet.rows import check_nip_column, rows_of_people
from praja.sheet.why import why_unread

ROW = "_baris"
"""The column with the row number in the file, counted from 1."""

_BAD_SCHEMA: dict[str, pl.DataType] = {"nip": pl.String(), "butir": pl.String(), "fakta": pl.String()}


@dataclasses.dataclass(frozen=True, slots=True)
class SheetList:
    """A list as read.

    `frames`: by grain (`orang`, and finer ones that were given), in the types of the engine: `nip`, then
    for people `nama`, `unit` and other carried text, `_baris`, the facts, the earlier payments. A fact
    without a column is not in the frame; `absent` names it.
    `problems`: nip, nama, baris, kolom, nilai, jenis, mengapa, lakukan; kinds in `praja.sheet.problems`.
    `bad_cells`: nip, butir, fakta of every cell that was filled but unreadable.
    `labels`: by grain and fact, how the file names the column. `titles`: by finer grain, what its sheet is
    called.
    `layout`: `praja` or `sipd`.
    """

    frames: dict[str, pl.DataFrame]
    problems: pl.DataFrame
    bad_cells: pl.DataFrame
    unknown_columns: tuple[UnknownColumn, ...]
    absent: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]]
    titles: Mapping[str, str]
    notices: tuple[str, ...]
    layout: str
    left_out: int
    """How many rows of people are not in the frames."""
    _defaults: frozenset[str] = frozenset()

    @property
    def people(self) -> int:
        """How many people can be computed."""
        return self.frames[Grain.ORANG.value].height

    def unread(self, reads: Collection[str]) -> frozenset[str]:
        """Return the people who must not be paid from what `reads` names, although the engine would not
        object.

        A cell that could not be read is null. Where blank means a default (no rent, no echelon), the
        engine would take the default; so whoever has such a cell in a fact that is read is withheld by the
        caller. Facts without a default need no help: for the engine they are missing.
        """
        wanted = [name for name in reads if name in self._defaults]
        return frozenset(self.bad_cells.filter(pl.col("fakta").is_in(wanted))["nip"].drop_nulls())

    def readable(self, reads: Collection[str]) -> dict[str, pl.DataFrame]:
        """Return the frames without the people of `unread`."""
        withheld = self.unread(reads)
        if not withheld:
            return self.frames
        return {
            grain: frame.filter(~pl.col("nip").is_in(list(withheld))) for grain, frame in self.frames.items()
        }

    def locate(self, found: pl.DataFrame, grains: Mapping[str, Grain]) -> pl.DataFrame:
        """Return the problems of the engine with `nama`, `baris` and `kolom` of the file beside them.

        :param found: columns `nip`, `fact` and `row`: 0 for the person's own row, else which of the person's
            finer rows it is, counted from 1
        :param grains: in which grain each `fact` stands that is not of a person's own row
        """
        butir = pl.col("fact").replace_strict(grains, default=Grain.ORANG.value, return_dtype=pl.String)
        found = found.with_columns(
            butir=pl.when(pl.col("row") > 0).then(butir).otherwise(pl.lit(Grain.ORANG.value))
        )
        own = {"butir": pl.lit(Grain.ORANG.value), "row": pl.lit(0, dtype=pl.Int64)}
        people = self.frames[Grain.ORANG.value].select("nip", pl.col(ROW).alias("baris"), **own)
        finer = [
            frame.select(
                "nip",
                pl.col(ROW).alias("baris"),
                butir=pl.lit(grain),
                row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("nip"),
            )
            for grain, frame in self.frames.items()
            if grain != Grain.ORANG
        ]
        who = self.frames[Grain.ORANG.value].select("nip", "nama")
        return (
            found.join(who, on="nip", how="left", maintain_order="left")
            .join(pl.concat([people, *finer]), on=["nip", "butir", "row"], how="left", maintain_order="left")
            .with_columns(kolom=self._column())
        )

    def _column(self) -> pl.Expr:
        """Return how the file names the column of `fact`, with its sheet where that is a finer one."""
        labels = {name: label for known in self.labels.values() for name, label in known.items()}
        column = pl.col("fact").replace_strict(labels, default=pl.col("fact"), return_dtype=pl.String)
        sheet = pl.col("butir").replace_strict(self.titles, default=None, return_dtype=pl.String)
        return pl.when(sheet.is_null()).then(column).otherwise(pl.format("{}, {}", column, sheet))


def read_list(
    path: Path | str,
    *,
    facts: Mapping[str, Fact],
    earlier: Collection[str] = (),
    finer: Sequence[Path | str] = (),
    on: datetime.date,
) -> SheetList:
    """Read a pay list and its finer sheets.

    :param facts: every fact that a column may be
    :param earlier: earlier payments that may be columns, such as `bulan_ini(bruto_pajak)`, in rupiah
    :param finer: files of finer rows; their name or their header says of which grain
    :param on: a day in the month that is paid
    :raises SheetRefused: when the input is unusable as a whole
    """
    names = Names(facts, sorted(earlier))
    layout = find_layout(Path(path), [Path(extra) for extra in finer], names)
    reader = _Reader(facts, on, layout.notices)
    people, left_out = reader.people(layout.people)
    frames = {Grain.ORANG.value: people}
    for grain, table in layout.finer.items():
        frames[grain.value] = reader.finer(table, people)
    present = {name for labels in reader.labels.values() for name in labels}
    return SheetList(
        frames=frames,
        problems=reader.problems.frame(),
        bad_cells=pl.DataFrame(reader.bad_cells, schema=_BAD_SCHEMA, orient="row"),
        unknown_columns=tuple(layout.unknown),
        absent=tuple(name for name in (*facts, *sorted(earlier)) if name not in present),
        labels=reader.labels,
        titles={grain.value: table.title for grain, table in layout.finer.items()},
        notices=tuple(layout.notices),
        layout="sipd" if layout.people.is_sipd else "praja",
        left_out=left_out,
        _defaults=frozenset(
            {name for name, fact in facts.items() if fact.default is not None} | set(earlier)
        ),
    )


@dataclasses.dataclass(slots=True)
class _Rows:
    """The rows of a table that are kept, and who they are."""

    table: Table
    columns: list[tuple[Column, Target]]
    nip: pl.Series
    nama: pl.Series | None
    numbers: pl.Series


class _Reader:
    """Reads tables, collecting what is wrong."""

    def __init__(self, facts: Mapping[str, Fact], on: datetime.date, notices: list[str]) -> None:
        self.facts = facts
        self.on = on
        self.notices = notices
        self.problems = Problems()
        self.bad_cells: list[tuple[str, str, str]] = []
        self.labels: dict[str, dict[str, str]] = {}
        self._dropped: set[str] = set()

    # --- people

    def people(self, table: Table) -> tuple[pl.DataFrame, int]:
        """Return the frame of people and how many rows were left out."""
        check_nip_column(table)
        columns, numbers, shifted = self._rows(table)
        nip_column = next(column for column, target in columns if target.name == "nip")
        nama = self._carried(columns, "nama")
        reading = read_nips(nip_column, on=self.on)
        nips = reading.values
        twice = nips.is_not_null() & nips.is_duplicated()
        good = nips.is_not_null() & ~twice & ~shifted
        self._report_rows(table, nip_column, nips, twice, shifted, nama, numbers)
        odd = (reading.odd & good).arg_true()
        for row in odd:
            self.problems.add(
                why_odd(nips[row], self.on),
                nip=nips[row],
                nama=_at(nama, row),
                row=numbers[row],
                column=nip_column.label,
                value=nips[row],
            )
        self._dropped = set(nips.filter(~good).drop_nulls())
        if not good.all():
            columns = [(_kept(column, good), target) for column, target in columns]
            nips, numbers = nips.filter(good), numbers.filter(good)
            nama = None if nama is None else nama.filter(good)
        rows = _Rows(table, columns, nips, nama, numbers)
        series = [
            nips.alias("nip"),
            _named(nama, "nama", len(nips)),
            _named(self._carried(columns, "unit"), "unit", len(nips)),
        ]
        series.extend(self._others_carried(rows))
        series.append(numbers.alias(ROW))
        series.extend(self._values(rows))
        if table.is_sipd:
            series.extend(self._from_job_title(rows, {s.name for s in series}))
        return pl.DataFrame(series), int((~good).sum())

    def _rows(self, table: Table) -> tuple[list[tuple[Column, Target]], pl.Series, pl.Series]:
        """Return the known columns of the rows that are people, their row numbers, and which are shifted.

        :raises SheetRefused: when there is no such row
        """
        keep, remarks = rows_of_people(table)
        self.notices.extend(remarks)
        columns = [(c, t) for c, t in zip(table.columns, table.targets, strict=True) if t is not None]
        shifted = pl.Series(
            [row in table.sheet.shifted for row in range(table.sheet.height)] if table.sheet.shifted else [],
            dtype=pl.Boolean,
        )
        if not table.sheet.shifted:
            shifted = pl.repeat(False, table.sheet.height, dtype=pl.Boolean, eager=True)
        if not keep.any():
            if table.grain is Grain.ORANG:
                raise SheetRefused(
                    f"Pada {table.title} ada judul kolom, tetapi tidak ada baris pegawai di bawahnya.",
                    "Isi daftar pegawai di bawah judul kolom, lalu coba lagi.",
                )
        if keep.all():
            return columns, table.sheet.row_numbers, shifted
        columns = [(_kept(column, keep), target) for column, target in columns]
        return columns, table.sheet.row_numbers.filter(keep), shifted.filter(keep)

    def _report_rows(
        self,
        table: Table,
        nip_column: Column,
        nips: pl.Series,
        twice: pl.Series,
        shifted: pl.Series,
        nama: pl.Series | None,
        numbers: pl.Series,
    ) -> None:
        """Report the rows that are left out, in the order of the file."""
        rows_of: dict[str, list[int]] = {}
        for row in twice.arg_true():
            rows_of.setdefault(nips[row], []).append(numbers[row])
        for row in (nips.is_null() | twice | shifted).arg_true():
            cell = nip_column.cells.cell(row)
            nip = nips[row]
            if shifted[row]:
                why = Why(
                    Jenis.BARIS_BERGESER,
                    "Baris ini mempunyai lebih banyak sel daripada judul kolom, sehingga isinya "
                    "mungkin bergeser "
                    "(misalnya ada koma pemisah di dalam nama atau gelar).",
                    "Apit nama yang memuat tanda pemisah dengan tanda kutip, atau simpan daftar "
                    "sebagai .xlsx.",
                )
            elif nip is None:
                why = why_no_nip(cell)
            else:
                others = [str(number) for number in rows_of[nip] if number != numbers[row]]
                shown = ", ".join(others[:10]) + (", …" if len(others) > 10 else "")
                why = Why(
                    Jenis.NIP_GANDA,
                    f"NIP ini juga ada pada baris {shown}. Tidak dapat diketahui baris mana yang benar, jadi "
                    "semuanya tidak dihitung.",
                    "Sisakan satu baris yang benar untuk NIP ini, lalu jalankan lagi.",
                )
            self.problems.add(
                why,
                nip=nip,
                nama=_at(nama, row),
                row=numbers[row],
                column=_where(nip_column, table),
                value=str(cell),
            )

    @staticmethod
    def _carried(columns: Sequence[tuple[Column, Target]], name: str) -> pl.Series | None:
        for column, target in columns:
            if target.name == name and target.role is Role.CARRIED:
                return column.cells.as_text()
        return None

    def _others_carried(self, rows: _Rows) -> list[pl.Series]:
        """Return the other carried columns: text, and of the SIPD form its codes and amounts as given."""
        found = []
        for column, target in rows.columns:
            match target.role:
                case Role.CARRIED if target.name not in ("nip", "nama", "unit"):
                    found.append(column.cells.as_text().alias(target.name))
                    if target.name in _LENGTHS:
                        self._report_lost_zeros(rows, column, target.name)
                case Role.SIPD_FACT:
                    name = sipd.PREFIX + target.name
                    if target.name in _SIPD_AMOUNTS:
                        found.append(read_numbers(column, sipd.AMOUNT).values.alias(name))
                    else:
                        found.append(column.cells.as_text().alias(name))
                case Role.SIPD_AMOUNT:
                    reading = read_numbers(column, sipd.AMOUNT)
                    found.append(reading.values.alias(target.name))
                    for row in reading.bad.arg_true():
                        cell = column.cells.cell(row)
                        why = why_no_number(cell, column, sipd.AMOUNT)
                        self.problems.add(
                            Why(
                                Jenis.PEMBANDING_SALAH,
                                f"{why.why} Kolom ini hanya untuk pembanding.",
                                why.what_to_do,
                            ),
                            nip=rows.nip[row],
                            nama=_at(rows.nama, row),
                            row=rows.numbers[row],
                            column=_where(column, rows.table),
                            value=str(cell),
                        )
                case _:
                    pass
        return found

    def _report_lost_zeros(self, rows: _Rows, column: Column, name: str) -> None:
        """Warn of numbers that have lost leading zeros, or digits, by having been stored as numbers."""
        text = column.cells.as_text().str.replace_all(r"[^0-9A-Za-z]", "")
        length = text.str.len_chars()
        digits = text.str.contains(r"^\d+$")
        as_number = column.cells.number is not None and column.cells.number.is_not_null()
        lengths = _LENGTHS[name]
        if lengths:
            short = text.is_not_null() & (~digits | ~length.is_in(lengths))
        elif isinstance(as_number, pl.Series):
            usual = length.filter(digits).mode()
            short = digits & as_number & (length < (usual.max() if len(usual) else 0))
        else:
            return
        if isinstance(as_number, pl.Series) and column.cells.number is not None:
            short = short | (as_number & (column.cells.number >= 10**15))
        for row in short.fill_null(False).arg_true():
            cell = column.cells.cell(row)
            self.problems.add(
                _why_lost(cell, column, lengths),
                nip=rows.nip[row],
                nama=_at(rows.nama, row),
                row=rows.numbers[row],
                column=_where(column, rows.table),
                value=str(cell),
            )

    def _from_job_title(self, rows: _Rows, present: set[str]) -> list[pl.Series]:
        """Return the functional post and level named by the job titles of the SIPD form."""
        post, level = self.facts.get("jabatan_fungsional"), self.facts.get("jenjang_jabatan")
        title = self._carried(rows.columns, "nama_jabatan")
        if post is None or level is None or title is None or present & {post.name, level.name}:
            return []
        found = sipd.functional_post(title, post.choices, level.choices)
        labels = self.labels.setdefault(Grain.ORANG.value, {})
        for name in found.columns:
            labels[name] = "Nama Jabatan"
        return found.get_columns()

    # --- finer rows

    def finer(self, table: Table, people: pl.DataFrame) -> pl.DataFrame:
        """Return the finer rows of the people in the frame."""
        columns, numbers, shifted = self._rows(table)
        nip_column = next(column for column, target in columns if target.name == "nip")
        nips = read_nips(nip_column, on=self.on).values
        never = pl.repeat(False, len(nips), dtype=pl.Boolean, eager=True)
        self._report_rows(table, nip_column, nips, never, shifted, None, numbers)
        known = nips.is_in(people["nip"].implode()).fill_null(False)
        good = known & ~shifted
        names = dict(zip(people["nip"], people["nama"], strict=True)) if (~good).any() else {}
        reported: set[str] = set()
        for row in (nips.is_not_null() & ~known & ~shifted).arg_true():
            nip = nips[row]
            if nip in self._dropped or nip in reported:
                continue
            reported.add(nip)
            self.problems.add(
                Why(
                    Jenis.NIP_TANPA_INDUK,
                    f"NIP ini ada pada {table.title}, tetapi tidak ada dalam daftar pegawai.",
                    "Tambahkan orangnya ke daftar pegawai, atau perbaiki NIP pada baris ini.",
                ),
                nip=nip,
                nama=None,
                row=numbers[row],
                column=_where(nip_column, table),
                value=nip,
            )
        if not good.all():
            columns = [(_kept(column, good), target) for column, target in columns]
            nips, numbers = nips.filter(good), numbers.filter(good)
        nama = None
        if names or len(nips):
            nama = nips.to_frame("nip").join(
                people.select("nip", "nama"), on="nip", how="left", maintain_order="left"
            )["nama"]
        self._report_too_many(table, nips, nama, numbers)
        rows = _Rows(table, columns, nips, nama, numbers)
        return pl.DataFrame([nips.alias("nip"), numbers.alias(ROW), *self._values(rows)])

    def _report_too_many(
        self, table: Table, nips: pl.Series, nama: pl.Series | None, numbers: pl.Series
    ) -> None:
        most = MOST_ROWS[table.grain]
        counts = (
            pl.DataFrame({"nip": nips, "row": pl.int_range(len(nips), eager=True)})
            .group_by("nip", maintain_order=True)
            .agg(pl.len().alias("count"), pl.col("row").get(most, null_on_oob=True))
            .filter(pl.col("count") > most)
        )
        for nip, count, row in counts.iter_rows():
            self.problems.add(
                Why(
                    Jenis.BARIS_BERLEBIH,
                    f"Ada {count} baris {table.grain.value} untuk orang ini; paling banyak {most}.",
                    "Periksa apakah baris tersalin dua kali atau berasal dari bulan lain.",
                ),
                nip=nip,
                nama=_at(nama, row),
                row=numbers[row],
                column=table.title,
                value=str(count),
            )

    # --- values

    def _values(self, rows: _Rows) -> list[pl.Series]:
        """Return the facts of the rows, reporting every cell that cannot be read."""
        read: list[tuple[Column, Column, Fact, Reading]] = []
        labels = self.labels.setdefault(rows.table.grain.value, {})
        for column, target in rows.columns:
            if target.fact is None:
                continue
            decoded = sipd.decode(target.name, column) if target.role is Role.SIPD_FACT else column
            read.append((column, decoded, target.fact, self._read(decoded, target.fact, rows.table)))
            labels[target.fact.name] = column.label
        swapped = self._swapped(read, rows.table)
        if any(reading.bad.any() for *_, reading in read):
            self._report_cells(rows, read, swapped)
        self._note_cpns(rows)
        return [reading.values.alias(fact.name) for _, _, fact, reading in read]

    def _report_cells(
        self,
        rows: _Rows,
        read: Sequence[tuple[Column, Column, Fact, Reading]],
        swapped: Mapping[str, str],
    ) -> None:
        """Report every cell that could not be read, column by column."""
        nips, numbers = rows.nip.to_list(), rows.numbers.to_list()
        names = [None] * len(nips) if rows.nama is None else rows.nama.to_list()
        grain = rows.table.grain.value
        for column, decoded, fact, reading in read:
            where = _where(column, rows.table)
            advice = swapped.get(fact.name, "")
            said: dict[tuple[object, object], Why] = {}
            for row in reading.bad.arg_true():
                cell = decoded.cells.cell(row)
                why = said.get((cell.value, cell.flaw))
                if why is None:
                    why = why_unread(cell, decoded, fact)
                    if advice:
                        why = dataclasses.replace(why, what_to_do=advice)
                    said[cell.value, cell.flaw] = why
                shown = cell if decoded is column else column.cells.cell(row)
                self.bad_cells.append((nips[row], grain, fact.name))
                self.problems.add(
                    why, nip=nips[row], nama=names[row], row=numbers[row], column=where, value=str(shown)
                )

    @staticmethod
    def _read(column: Column, fact: Fact, table: Table) -> Reading:
        match fact.kind:
            case Kind.RUPIAH | Kind.ANGKA:
                return read_numbers(column, fact)
            case Kind.TANGGAL:
                return read_dates(column, since_1904=table.since_1904)
            case Kind.YA:
                return read_truths(column)
            case Kind.PILIHAN:
                return read_choices(column, fact)

    def _swapped(self, read: Sequence[tuple[Column, Column, Fact, Reading]], table: Table) -> dict[str, str]:
        """Return, for facts whose columns seem to have been swapped, what to do about it.

        Two columns are swapped when most of the cells of both are unreadable as they are, and readable as
        the other.
        """
        suspects = [item for item in read if _mostly(item[3].bad, item[1])]
        advice: dict[str, str] = {}
        for i, (column, decoded, fact, reading) in enumerate(suspects):
            for other, other_decoded, other_fact, other_reading in suspects[i + 1 :]:
                if {fact.kind, other_fact.kind} <= {Kind.RUPIAH, Kind.ANGKA}:
                    continue
                mine, theirs = _some(decoded, reading), _some(other_decoded, other_reading)
                if _mostly(self._read(mine, other_fact, table).bad, mine) or _mostly(
                    self._read(theirs, fact, table).bad, theirs
                ):
                    continue
                said = f"Kolom {column.label} dan kolom {other.label} pada {table.title} sepertinya tertukar."
                self.notices.append(said)
                for name in (fact.name, other_fact.name):
                    advice[name] = f"{said} Tukar judul atau isi kedua kolom itu, lalu jalankan lagi."
        return advice

    def _note_cpns(self, rows: _Rows) -> None:
        for column, target in rows.columns:
            if target.role is Role.SIPD_FACT and target.name == "status_asn":
                count = int((column.cells.as_text() == "3").fill_null(False).sum())
                if count:
                    self.notices.append(
                        f"{count} orang berstatus ASN 3 dibaca sebagai CPNS; arti kode itu belum pasti. "
                        "Periksa mereka."
                    )


_LENGTHS: Mapping[str, tuple[int, ...]] = {"nik": (16,), "npwp": (15, 16, 22), "nomor_rekening": ()}
"""How many digits a number has that may have lost its leading zeros; none given: as many as the others."""

_SIPD_AMOUNTS = frozenset(column.key for column in sipd.GAJI if column.holds is sipd.Holds.AMOUNT)


def _why_lost(cell: Cell, column: Column, lengths: Sequence[int]) -> Why:
    digits = "".join(c for c in str(cell) if c.isalnum())
    if isinstance(cell.value, float) and cell.value >= 10**15:
        return Why(
            Jenis.NOL_HILANG,
            f"{column.header} tersimpan sebagai angka ({cell}), sehingga angka terakhirnya hilang.",
            "Ubah format kolom menjadi Teks, lalu isi ulang dari dokumen aslinya.",
        )
    missing = min((length - len(digits) for length in lengths if length > len(digits)), default=0)
    if lengths and digits.isdigit() and 0 < missing <= 3:
        padded = digits.zfill(len(digits) + missing)
        return Why(
            Jenis.NOL_HILANG,
            f"{column.header} hanya {len(digits)} angka; nol di depannya mungkin hilang.",
            f"Periksa pada dokumennya. Bila benar, tulis {padded} dengan format sel Teks.",
        )
    if lengths:
        return Why(
            Jenis.NOL_HILANG,
            f"{column.header} berisi {str(cell)!r}, bukan {' atau '.join(map(str, lengths[:2]))} angka.",
            "Periksa pada dokumennya dan tulis dengan format sel Teks.",
        )
    return Why(
        Jenis.NOL_HILANG,
        f"{column.header} tersimpan sebagai angka dan lebih pendek daripada yang lain; nol di depannya "
        "mungkin hilang.",
        "Periksa pada buku rekening, lalu tulis dengan format sel Teks.",
    )


def _where(column: Column, table: Table) -> str:
    return column.label if table.grain is Grain.ORANG else f"{column.label}, {table.title}"


def _mostly(bad: pl.Series, column: Column) -> bool:
    filled = int(column.cells.filled().sum())
    return filled > 0 and int(bad.sum()) * 2 > filled


def _some(column: Column, reading: Reading) -> Column:
    """Return a column with only some of its unreadable cells, enough to try it as something else."""
    return _kept(column, reading.bad & (reading.bad.cum_sum() <= 200))


def _kept(column: Column, rows: pl.Series) -> Column:
    return dataclasses.replace(column, cells=column.cells.keep(rows))


def _at(series: pl.Series | None, row: int) -> str | None:
    return None if series is None else series[row]


def _named(series: pl.Series | None, name: str, height: int) -> pl.Series:
    if series is None:
        return pl.repeat(None, height, dtype=pl.String, eager=True).alias(name)
    return series.alias(name)
