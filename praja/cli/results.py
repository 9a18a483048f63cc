"""Write what a month came to, and say it in a few lines."""

from __future__ import annotations

import dataclasses
import datetime
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from praja.cli.ask import PAID, PROBLEMS
from praja.rules.facts import ProblemKind
from praja.rules.language.tree import Lookup, children
from praja.rules.month import ListResult, State
from praja.rules.program import Program
from praja.rules.schema import Grain, Kind, Law, PayList
from praja.rules.show import show_rupiah
from praja.rules.trust import Unverified, unverified
from praja.sheet.errors import SheetNotWritten
from praja.sheet.problems import PROBLEM_SCHEMA, WARNINGS
from praja.sheet.read import SheetList
from praja.sheet.sipd import GAJI_FORM, PREFIX, TPP_FORM, Holds, SipdForm
from praja.sheet.write import (
    MOST_SHEET_ROWS,
    SlipColumn,
    sipd_frame,
    write_parquet,
    write_problems,
    write_sipd,
    write_slips,
    write_table,
)

MOST_NAMED = 12
EMPTY = ProblemKind.KOSONG.value
COMPARED = {
    "nip": "NIP",
    "kolom": "Kolom",
    "di_daftar": "Di daftar",
    "hitungan": "Hitungan Praja",
    "selisih": "Selisih",
}
FORMS = {"gaji": GAJI_FORM, "thr": GAJI_FORM, "gaji13": GAJI_FORM, "tpp": TPP_FORM}


@dataclasses.dataclass(frozen=True, slots=True)
class Month:
    """What was asked: the law, the month, a program for each list, and the list that was read."""

    law: Law
    on: datetime.date
    programs: Mapping[str, Program]
    sheet: SheetList
    source: Path

    @property
    def reads(self) -> frozenset[str]:
        """Every fact and earlier payment that any of the programs reads."""
        names = {fact.name for program in self.programs.values() for fact in program.facts}
        return frozenset(names | {column for program in self.programs.values() for column in program.earlier})


def check_folder(month: Month, folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that cannot take the results, before anything is computed.

    :raises SheetNotWritten: when it is no folder, may not be written to, or holds results already
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise SheetNotWritten(
            f"{folder} bukan folder.", "Sebutkan folder untuk hasilnya dengan --keluar."
        ) from error
    except OSError as error:
        raise SheetNotWritten(
            f"Folder {folder} tidak dapat dibuat: {error.strerror}.", "Pilih folder lain dengan --keluar."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SheetNotWritten(
            f"Tidak boleh menulis ke folder {folder}.", "Pilih folder lain, atau minta izin tulis."
        )
    there = [path.name for path in _files(month, folder) if os.path.lexists(path)]
    if there and not overwrite:
        raise SheetNotWritten(
            f"Folder {folder} sudah berisi hasil bulan ini: {', '.join(there)}. Tidak ada yang ditimpa.",
            "Pilih folder lain dengan --keluar, atau tambahkan --timpa bila memang hendak menggantinya.",
        )


def _files(month: Month, folder: Path) -> Iterator[Path]:
    """Yield every file that a month may write."""
    period = f"{month.on:%Y-%m}"
    for name in month.programs:
        yield folder / f"{name}-{period}.parquet"
        yield folder / f"{name}-{period}.xlsx"
        yield folder / f"sipd-{name}-{period}.xlsx"
    yield folder / f"banding-sipd-{period}.parquet"
    yield folder / f"banding-sipd-{period}.xlsx"
    for suffix in ("xlsx", "csv"):
        yield folder / f"masalah-{period}.{suffix}"


def write_month(month: Month, results: Mapping[str, ListResult], folder: Path, *, overwrite: bool) -> int:
    """Write slips, forms and problems into `folder`, then print a summary, and return the exit code.

    :raises SheetNotWritten: when a file exists and may not be overwritten, or cannot be written
    """
    people = month.sheet.frames[Grain.ORANG.value]
    withheld = sorted(month.sheet.unread(month.reads))
    people = people.filter(~pl.col("nip").is_in(withheld))
    problems = _problems(month, results)
    period = f"{month.on:%Y-%m}"
    told = [_people_line(month, people.height, len(withheld))]
    told += [f"Catatan: {notice}" for notice in month.sheet.notices]
    told += [f"Kolom tidak dipakai: {column}" for column in month.sheet.unknown_columns]
    written: list[Path] = []
    for name, result in results.items():
        told += _list_summary(month, name, result)
        written += _write_list(month, name, result, people, problems, folder, period, overwrite, told)
    for suffix in ("xlsx", "csv"):
        path = folder / f"masalah-{period}.{suffix}"
        shown = problems.rename({"daftar": "Daftar", "baris_slip": "Baris slip"})
        write_problems(path, shown, overwrite=overwrite)
        written.append(path)
    for path in {*_files(month, folder)}.difference(written) if overwrite else ():
        path.unlink(missing_ok=True)  # a form of an earlier run must not stand beside the slips of this one
    told += [*_problem_summary(problems), *_trust_summary(month, results)]
    told.append("Berkas: " + ", ".join(str(path) for path in written))
    print("\n".join(told))  # last, so that a reader who stops reading does not stop the writing
    stuck = problems.filter(~pl.col("jenis").is_in(list(WARNINGS)))
    return PROBLEMS if stuck.height else PAID


def _people_line(month: Month, computed: int, withheld: int) -> str:
    left = month.sheet.left_out
    parts = [f"{_count(computed)} orang dihitung dari {month.source.name} (tata letak {month.sheet.layout})"]
    if left:
        parts.append(f"{_count(left)} baris tidak dipakai")
    if withheld:
        parts.append(f"{_count(withheld)} orang ditahan karena isiannya tidak terbaca")
    return "; ".join(parts) + "."


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


# --- files


def _write_list(
    month: Month,
    name: str,
    result: ListResult,
    people: pl.DataFrame,
    problems: pl.DataFrame,
    folder: Path,
    period: str,
    overwrite: bool,
    told: list[str],
) -> list[Path]:
    """Write one list as Parquet, workbook and form of SIPD; return what was written, and add what is to be
    said of it."""
    who = people.select(column for column in ("nip", "nama", "unit") if column in people.columns)
    path = folder / f"{name}-{period}.parquet"
    write_parquet(path, who.join(result.amounts, on="nip", how="left"), overwrite=overwrite)
    written = [path]
    if people.height > MOST_SHEET_ROWS:
        told.append(
            f"{name}: {_count(people.height)} orang tidak muat dalam satu lembar kerja; hanya Parquet."
        )
        return written
    paid = result.amounts.filter(pl.col("keadaan") == State.DIBAYAR.value)
    own = problems.filter((pl.col("daftar") == name) | (pl.col("daftar") == ""))
    path = folder / f"{name}-{period}.xlsx"
    write_slips(
        path,
        title=f"{month.law.lists[name].title} {period}",
        amounts=result.amounts,
        people=who,
        columns=_columns(result),
        problems=own,
        notes=[f"{one.title} ({one.name}): {one.status.value}, {one.source}" for one in _unverified(result)],
        overwrite=overwrite,
    )
    written.append(path)
    form = FORMS.get(name)
    if form is not None and paid.height:
        form = form.fitted(result.program, result.amounts.columns)
        path = folder / f"sipd-{name}-{period}.xlsx"
        done = write_sipd(
            path, form=form, amounts=paid, people=people, leave_out_untied=True, overwrite=overwrite
        )
        written.append(path)
        for nip, reason in done.left_out.rows()[:1]:
            count = _count(done.left_out.height)
            told.append(f"{form.title}: {count} orang tidak ikut, misalnya {nip}: {reason}.")
        if month.sheet.layout == "sipd" and name == "gaji":
            path = folder / f"banding-sipd-{period}.parquet"
            different = _differences(form, paid, people)
            write_parquet(path, different, overwrite=overwrite)
            written.append(path)
            path = path.with_suffix(".xlsx")
            write_table(path, different, title="Banding", headers=COMPARED, overwrite=overwrite)
            written.append(path)
            whose = different["nip"].n_unique()
            told.append(
                f"Dibanding angka dalam daftar: {_count(whose)} orang berbeda, rinciannya di {path.name}."
            )
    return written


def _columns(result: ListResult) -> list[SlipColumn]:
    """Return how each column of a list is headed and explained, what nobody gets left out."""
    pay_list = _pay_list(result)
    columns = [SlipColumn("keadaan", "Keadaan", unit="", summed=False)]
    for rule in result.program.rules:
        if rule.name not in result.amounts.columns or rule.name not in result.program.selection.outputs():
            continue
        total = rule.name in pay_list.totals
        amounts = result.amounts[rule.name]
        if not total and not (amounts != (0 if rule.value.numeric else False)).any():
            continue
        columns.append(
            SlipColumn(
                name=rule.name,
                title=rule.title,
                unit=rule.unit,
                group=", ".join(rule.rule.groups),
                formula=rule.text.formula or "",
                source="; ".join(str(source) for source in rule.sources),
                status=rule.status.value,
                summed=rule.kind is Kind.RUPIAH,
                final=total,
            )
        )
    order = {name: place for place, name in enumerate(["keadaan", *result.program.selection.outputs()])}
    return sorted(columns, key=lambda column: order[column.name])


def _differences(form: SipdForm, amounts: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Return nip, kolom, di_daftar, hitungan and selisih where the list that was read says otherwise."""
    computed, _ = sipd_frame(form, amounts=amounts, people=people, leave_out_untied=True)
    headers = {column.header: column.key for column in form.columns if column.holds is Holds.AMOUNT}
    ours = computed.select("NIP Pegawai", *headers).rename({"NIP Pegawai": "nip", **headers})
    parts = []
    for key in headers.values():
        if PREFIX + key not in people.columns:
            continue
        both = ours.select("nip", pl.col(key).alias("hitungan")).join(
            people.select("nip", pl.col(PREFIX + key).alias("di_daftar")), on="nip"
        )
        parts.append(
            both.filter(pl.col("hitungan") != pl.col("di_daftar")).select(
                "nip",
                pl.lit(key).alias("kolom"),
                "di_daftar",
                "hitungan",
                (pl.col("hitungan") - pl.col("di_daftar")).alias("selisih"),
            )
        )
    schema = {
        "nip": pl.String(),
        "kolom": pl.String(),
        "di_daftar": pl.Int64(),
        "hitungan": pl.Int64(),
        "selisih": pl.Int64(),
    }
    return pl.concat(parts) if parts else pl.DataFrame(schema=schema)


# --- problems


def _problems(month: Month, results: Mapping[str, ListResult]) -> pl.DataFrame:
    """Return all that was wrong: with the file, and with what each list needs; columns of PROBLEM_SCHEMA,
    then the list and the line that is withheld.

    A cell that could not be read is told once: to the engine it is empty, to the treasurer it is not.
    """
    unreadable = month.sheet.bad_cells.select(
        "nip", pl.col("fakta").alias("fact"), kind=pl.lit(EMPTY)
    ).unique()
    parts = [
        month.sheet.problems.select(list(PROBLEM_SCHEMA)).with_columns(
            daftar=pl.lit(""), baris_slip=pl.lit("")
        )
    ]
    for name, result in results.items():
        if result.problems.is_empty():
            continue
        found = result.problems.join(
            unreadable, on=["nip", "fact", "kind"], how="anti", maintain_order="left"
        )
        found = month.sheet.locate(found, _finer(result.program))
        parts.append(
            found.select(
                "nip",
                "nama",
                "baris",
                "kolom",
                pl.col("value").alias("nilai"),
                pl.col("kind").alias("jenis"),
                pl.col("message").alias("mengapa"),
                pl.col("advice").alias("lakukan"),
                daftar=pl.lit(name),
                baris_slip=pl.col("rule"),
            ).cast(PROBLEM_SCHEMA)  # type: ignore[arg-type]
        )
    every = pl.concat(parts)
    return every.unique(
        ["nip", "baris", "kolom", "nilai", "jenis", "daftar"], keep="first", maintain_order=True
    )


def _finer(program: Program) -> dict[str, Grain]:
    """Return the grain of everything that is asked of finer rows: by fact, and by table as `tabel.x`."""
    grains: dict[str, Grain] = {
        fact.name: fact.grain for fact in program.facts if fact.grain is not Grain.ORANG
    }
    parts = program.lowering.meaning.parts
    rules = program.lowering.computed.values()
    waiting = [tree for rule in rules for tree in (rule.guard, rule.tree) if tree is not None]
    while waiting:
        part = waiting.pop()
        waiting.extend(children(part))
        if isinstance(part, Lookup) and (value := parts.get(id(part))) and value.grain is not Grain.ORANG:
            grains[f"tabel.{part.table}"] = value.grain
    return grains


# --- the summary


def _pay_list(result: ListResult) -> PayList:
    pay_list = result.program.selection.pay_list
    assert pay_list is not None
    return pay_list


def _list_summary(month: Month, name: str, result: ListResult) -> Iterator[str]:
    pay_list = month.law.lists[name]
    states = dict(result.amounts["keadaan"].value_counts().iter_rows())
    told = ", ".join(f"{_count(states[state])} {state.value}" for state in State if state.value in states)
    yield ""
    yield f"{pay_list.title} {month.on:%m-%Y}: {told}"
    outputs = [one for one in result.program.selection.outputs() if one in result.amounts.columns]
    for rule in (result.program.rule(output) for output in outputs):
        if rule.kind is not Kind.RUPIAH:
            continue
        amounts = result.amounts[rule.name]
        receivers = int((amounts != 0).sum())
        if receivers:
            total = show_rupiah(int(amounts.sum()))
            yield _line(rule.title, total, receivers)
    held = result.amounts.filter(pl.col("keadaan") == State.DITAHAN.value)
    if held.height and pay_list.totals[-1] in held.columns:
        total = show_rupiah(int(held[pay_list.totals[-1]].sum()))
        yield _line("  di antaranya ditahan, belum dibayar", total, held.height)


def _line(title: str, total: str, people: int) -> str:
    return f"  {title:44.44} {total:>26} {_count(people):>10} orang"


def _problem_summary(problems: pl.DataFrame) -> Iterator[str]:
    yield ""
    if problems.is_empty():
        yield "Tidak ada masalah."
        return
    yield f"{_count(problems.height)} masalah pada {_count(problems['nip'].n_unique())} orang:"
    counts = problems.group_by("jenis").len().sort(["len", "jenis"], descending=[True, False])
    for kind, count in counts.iter_rows():
        first = problems.filter(pl.col("jenis") == kind).row(0, named=True)
        yield f"  {kind}: {_count(count)}, misalnya baris {first['baris'] or '-'}: {first['mengapa']}"


def _unverified(result: ListResult) -> list[Unverified]:
    used = [
        name
        for name in result.program.selection.outputs()
        if name in result.amounts.columns and (result.amounts[name].cast(pl.Int64, strict=False) != 0).any()
    ]
    return unverified(result.program, used)


def _trust_summary(month: Month, results: Mapping[str, ListResult]) -> Iterator[str]:
    found = {one.name: one for result in results.values() for one in _unverified(result)}
    yield ""
    if found:
        named = [f"{one.name} ({one.status.value})" for one in found.values()]
        more = (
            f", dan {len(named) - MOST_NAMED} lagi (ada di lembar Ringkasan)"
            if len(named) > MOST_NAMED
            else ""
        )
        yield f"{len(found)} aturan yang dipakai belum diperiksa: {', '.join(named[:MOST_NAMED])}{more}."
    else:
        yield "Semua aturan yang dipakai sudah diperiksa."
    for pack in month.law.packs:
        for sentence in pack.incomplete:
            yield f"Pak {pack.name} belum lengkap: {sentence}"
