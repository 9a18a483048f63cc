"""`praja hitung`, `praja jelaskan` and `praja kolom`: a pay list in, every slip of the month out."""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from praja.cli.ask import PAID, PROBLEMS, day_given, refuse
from praja.cli.results import Month, write_month
from praja.rules.errors import LawError, RulesError
from praja.rules.explain import Explanation
from praja.rules.loader import load_law
from praja.rules.month import Progress, programs_of_month, run_month
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, Kind, Law
from praja.sheet.errors import SheetError
from praja.sheet.read import SheetList, read_list
from praja.sheet.template import write_template

EARLIER_FILE = {"bulan_ini": "--sudah-dibayar", "bulan_dasar": "--bulan-dasar"}


def compute(given: argparse.Namespace) -> int:
    """Compute every slip of the month and write the results: `praja hitung`."""
    try:
        month = _read_month(given)
        lists = month.sheet.readable(month.reads)
        results = run_month(month.programs, lists, progress=_progress())
        return write_month(month, results, given.keluar, overwrite=given.timpa)
    except (RulesError, SheetError) as error:
        return refuse(_told(error))
    except MemoryError:
        return refuse("Memori tidak cukup untuk daftar ini. Bagi daftarnya, atau pakai berkas Parquet.")


def explain(given: argparse.Namespace) -> int:
    """Explain the slip of one person down to articles and table rows: `praja jelaskan`."""
    try:
        month = _read_month(given)
        person = _person(month.sheet, given.nip)
        if person is None:
            return refuse(_no_such_person(month.sheet, given.nip))
        told = list(_explained(month.programs, person))
    except (RulesError, SheetError) as error:
        return refuse(_told(error))
    _print_explained(told, month, person, given)
    own = month.sheet.problems.filter(pl.col("nip") == given.nip)
    for row in own.iter_rows(named=True):
        print(f"! {row['kolom'] or ''} {row['mengapa']} {row['lakukan']}".strip(), file=sys.stderr)
    return PROBLEMS if any(one.problems for _, one in told) else PAID


def columns(given: argparse.Namespace) -> int:
    """Show the columns that a list may have, or write an empty sheet with them: `praja kolom`."""
    try:
        law = load_law(given.hukum, pack=given.pak)
        on = day_given(given.periode) if given.periode else _latest(law)
        programs = programs_of_month(law, _lists(law, given), on=on)
        facts = _facts(programs.values())
        if given.lembar:
            write_template(given.lembar, facts)
            print(f"Lembar kosong dengan {len(facts)} kolom: {given.lembar}")
            return PAID
    except (RulesError, SheetError) as error:
        return refuse(_told(error))
    for fact in facts:
        print(f"{fact.name:32} {_described(fact)}")
    for column in sorted({column for program in programs.values() for column in program.earlier}):
        print(f"{column:32} rupiah; yang sudah dibayar, boleh kosong untuk bulan_ini")
    return PAID


# --- reading what was asked


def _told(error: Exception) -> str:
    if isinstance(error, SheetError):
        return f"{error.why}\n{error.what_to_do}"
    return str(error)


def period_given(text: str) -> datetime.date:
    """Return the first day of a month given as `2026-10`; raise LawError otherwise."""
    if not re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
        raise LawError(f"Periode '{text[:20]}' tidak terbaca; tulis tahun-bulan, misalnya 2026-10.")
    return day_given(text)


def _lists(law: Law, given: argparse.Namespace) -> list[str]:
    if given.daftar:
        return [name.strip() for name in given.daftar.split(",") if name.strip()]
    return ["gaji"] if given.pak == "nasional" else ["gaji", "tpp"]


def _latest(law: Law) -> datetime.date:
    """Return the month of the newest text of law, for showing columns without being told a month."""
    return max(
        version.starts for layers in law.rules.values() for rule in layers for version in rule.versions
    )


def _read_month(given: argparse.Namespace) -> Month:
    law = load_law(given.hukum, pack=given.pak)
    on = period_given(given.periode)
    paid_on = day_given(given.tanggal_bayar) if given.tanggal_bayar else None
    programs = programs_of_month(law, _lists(law, given), on=on, paid_on=paid_on)
    for program in programs.values():
        program.rules  # noqa: B018  (a fault of the law is told before the list is read)
    earlier = {column for program in programs.values() for column in program.earlier}
    sheet = read_list(given.masukan, facts=law.facts, earlier=earlier, finer=given.rinci, on=on)
    people = sheet.frames[Grain.ORANG.value]
    people = _with_paid(people, earlier, "bulan_ini", given.sudah_dibayar)
    if given.bulan_dasar:
        people = _with_paid(people, earlier, "bulan_dasar", [given.bulan_dasar])
    sheet.frames[Grain.ORANG.value] = people
    return Month(law=law, on=on, programs=programs, sheet=sheet, source=given.masukan)


def _with_paid(
    people: pl.DataFrame, earlier: Iterable[str], function: str, files: Sequence[Path]
) -> pl.DataFrame:
    """Add what the results of other lists say was paid: their columns, summed by rule and person."""
    wanted = {column: column.partition("(")[2].removesuffix(")") for column in earlier}
    wanted = {column: rule for column, rule in wanted.items() if column.startswith(function + "(")}
    for path in files:
        paid = _results(path)
        for column, rule in wanted.items():
            if rule not in paid.columns:
                continue
            found = people.select("nip").join(paid.select("nip", rule), on="nip", how="left")[rule]
            before = people[column] if column in people.columns else None
            sum_ = found if before is None else before.fill_null(0) + found.fill_null(0)
            people = people.with_columns(sum_.cast(pl.Int64).alias(column))
    return people


def _results(path: Path) -> pl.DataFrame:
    try:
        paid = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise LawError(f"Hasil '{path}' tidak terbaca sebagai Parquet: {error}.") from None
    if "nip" not in paid.columns or paid["nip"].is_duplicated().any():
        raise LawError(
            f"Hasil '{path}' tidak punya kolom nip yang unik.", hint="Pakai Parquet dari praja hitung."
        )
    return paid


def _progress() -> Progress | None:
    """Return what shows progress on a terminal; nothing where nobody watches."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, everyone: int) -> None:
        end = "\n" if done >= everyone else ""
        print(f"\r{done:,} dari {everyone:,} orang".replace(",", "."), end=end, file=sys.stderr, flush=True)

    return show


def _facts(programs: Iterable[Program]) -> list[Fact]:
    facts: dict[str, Fact] = {}
    for program in programs:
        facts.update((fact.name, fact) for fact in program.facts)
    return list(facts.values())


def _described(fact: Fact) -> str:
    parts = [fact.title, fact.unit if fact.kind is not Kind.PILIHAN else "pilihan"]
    if fact.choices:
        parts.append("/".join(fact.choices[:8]) + ("/…" if len(fact.choices) > 8 else ""))
    parts.append(f"bila kosong {fact.default}" if fact.default else "harus diisi bila dibaca")
    if fact.grain is not Grain.ORANG:
        parts.append(f"lembar {fact.grain}")
    return "; ".join(parts)


# --- one person


def _person(sheet: SheetList, nip: str) -> dict[str, object] | None:
    nip = re.sub(r"\s", "", nip)
    rows = sheet.frames[Grain.ORANG.value].filter(pl.col("nip") == nip).to_dicts()
    if not rows:
        return None
    person: dict[str, object] = rows[0]
    for name, frame in sheet.frames.items():
        if name != Grain.ORANG:
            person[name] = frame.filter(pl.col("nip") == nip).to_dicts()
    return person


def _no_such_person(sheet: SheetList, nip: str) -> str:
    said = sheet.problems.filter(pl.col("nip") == nip)
    if said.height:
        row = said.row(0, named=True)
        return (
            f"NIP {nip} ada di baris {row['baris']}, tetapi tidak dihitung: {row['mengapa']} {row['lakukan']}"
        )
    return f"NIP {nip} tidak ada di daftar ini ({sheet.people} orang). Periksa angkanya, atau berkasnya."


def _explained(
    programs: Mapping[str, Program], person: dict[str, object]
) -> Iterable[tuple[str, Explanation]]:
    """Yield each list's explanation, handing on what the lists before it have paid."""
    paid: dict[str, int] = {}
    for name, program in programs.items():
        outputs = Program(program.selection)
        handed = {
            column: int(str(person.get(column) or 0))
            + paid.get(column.partition("(")[2].removesuffix(")"), 0)
            for column in program.earlier
            if column.startswith("bulan_ini(")
        }
        told = outputs.explain({**person, **handed})
        amounts = program.run_one({**person, **handed}).amounts
        for rule, amount in amounts.items():
            if isinstance(amount, int) and not isinstance(amount, bool):
                paid[rule] = paid.get(rule, 0) + amount
        yield name, told


def _print_explained(
    told: Sequence[tuple[str, Explanation]],
    month: Month,
    person: Mapping[str, object],
    given: argparse.Namespace,
) -> None:
    if given.sebagai == "json":
        lists = {name: json.loads(one.json(given.bahasa)) for name, one in told}
        print(json.dumps({"nip": given.nip, "daftar": lists}, ensure_ascii=False, indent=1))
        return
    for name, one in told:
        pay_list = month.law.lists[name]
        title = pay_list.label_en if given.bahasa == "en" else pay_list.title
        if given.sebagai == "html":
            print(f"<section><h2>{title}</h2>\n{one.html(given.bahasa)}\n</section>")
            continue
        print(f"{title}, {month.on:%m-%Y} — {person.get('nama') or ''} ({given.nip})")
        print(one.text(given.bahasa))
        print()
