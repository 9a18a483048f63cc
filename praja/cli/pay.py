"""`praja hitung`, `praja jelaskan` and `praja kolom`: a pay list in, every slip of the month out."""

from __future__ import annotations

import argparse
import datetime
import html
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from praja.cli.ask import PAID, PROBLEMS, day_given, refuse
from praja.cli.results import Month, check_folder, write_month
from praja.rules.errors import LawError, RulesError
from praja.rules.loader import load_law
from praja.rules.month import ListExplained, Progress, State, explain_lists, programs_of_month, run_month
from praja.rules.phrase import Phrases
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, Kind, Law
from praja.sheet.errors import SheetError
from praja.sheet.problems import WARNINGS
from praja.sheet.read import SheetList, read_list
from praja.sheet.template import write_template

EARLIER = {
    "bulan_ini": "sudah dibayar bulan ini, selain yang ada di --sudah-dibayar; bila kosong Rp0",
    "tahun_ini": "sudah dibayar tahun ini, selain yang ada di --sudah-dibayar; harus diisi bila dibaca",
    "bulan_dasar": "jumlah pada bulan dasar; harus diisi bila dibaca, atau diambil dari --bulan-dasar",
}
RESULTS = "Pakai Parquet dari praja hitung, untuk daftar dan bulan yang benar."
HTML_HEAD = """<!doctype html>
<html lang="{lang}">
<meta charset="utf-8">
<title>{who}</title>
<h1>{who}</h1>"""


def compute(given: argparse.Namespace) -> int:
    """Compute every slip of the month and write the results: `praja hitung`."""
    try:
        month = _read_month(given)
        check_folder(month, given.keluar, overwrite=given.timpa)
        lists = month.sheet.readable(month.reads)
        results = run_month(month.programs, lists, progress=_progress())
        return write_month(month, results, given.keluar, overwrite=given.timpa)
    except (RulesError, SheetError) as error:
        return refuse(_told(error))
    except MemoryError:
        return refuse("Memori tidak cukup untuk daftar ini. Bagi daftarnya, atau pakai berkas Parquet.")


def explain(given: argparse.Namespace) -> int:
    """Explain the slip of one person down to articles and table rows: `praja jelaskan`."""
    nip = re.sub(r"\s", "", given.nip)
    try:
        month = _read_month(given)
        person = _person(month.sheet, nip)
        if person is None or nip in month.sheet.unread(month.reads):
            return refuse(_no_such_person(month.sheet, nip))
        told = explain_lists(month.programs, person)
    except (RulesError, SheetError) as error:
        return refuse(_told(error))
    _print_explained(told, month, person, given)
    own = month.sheet.problems.filter(pl.col("nip") == nip)
    for row in own.iter_rows(named=True):
        print(f"! {row['kolom'] or ''} {row['mengapa']} {row['lakukan']}".strip(), file=sys.stderr)
    return PROBLEMS if any(one.state is State.MASALAH for one in told.values()) else PAID


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
        print(f"{column:32} rupiah; {EARLIER[column.partition('(')[0]]}")
    return PAID


# --- reading what was asked


def _told(error: Exception) -> str:
    if isinstance(error, SheetError):
        return f"{error.why}\n{error.what_to_do}"
    return str(error)


def period_given(text: str) -> datetime.date:
    """Return the first day of a month given as `2026-10`; raise LawError otherwise."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            return day_given(text)
    except LawError:
        pass
    raise LawError(f"Periode '{text[:20]}' tidak terbaca; tulis tahun-bulan, misalnya 2026-10.")


def _lists(law: Law, given: argparse.Namespace) -> list[str]:
    if given.daftar is not None:
        names = [name.strip() for name in given.daftar.split(",") if name.strip()]
        known = f"Daftar yang ada: {', '.join(law.lists)}."
        if not names:
            raise LawError("Tidak ada daftar yang disebut.", hint=known)
        for name in names:
            if names.count(name) > 1:
                raise LawError(f"Daftar '{name}' disebut dua kali.", hint="Sebut tiap daftar sekali saja.")
        return names
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
    people = _with_paid(people, earlier, "tahun_ini", given.sudah_dibayar)
    people = _with_paid(people, earlier, "bulan_dasar", given.bulan_dasar)
    sheet.frames[Grain.ORANG.value] = people
    return Month(law=law, on=on, programs=programs, sheet=sheet, source=given.masukan)


def _with_paid(
    people: pl.DataFrame, earlier: Iterable[str], function: str, files: Sequence[Path]
) -> pl.DataFrame:
    """Add what the results of other lists say was paid: their columns, summed by rule and person.

    What was held or could not be computed was not paid this month. In the base month what was held counts,
    and what could not be computed stays unknown. The year is only added to, never begun.
    """
    wanted = {column: column.partition("(")[2].removesuffix(")") for column in earlier}
    wanted = {column: rule for column, rule in wanted.items() if column.startswith(function + "(")}
    for path in files:
        paid = _results(path)
        read = {column: rule for column, rule in wanted.items() if rule in paid.columns}
        if wanted and not read and function != "tahun_ini":
            raise LawError(
                f"Hasil '{path}' tidak memuat satu pun yang dibaca: {', '.join(wanted.values())}.",
                hint=RESULTS,
            )
        if function != "bulan_dasar" and "keadaan" in paid.columns:
            paid = paid.filter(pl.col("keadaan").cast(pl.String).is_in([State.DIBAYAR, State.GUGUR]))
        for column, rule in read.items():
            if not paid[rule].dtype.is_integer():
                raise LawError(f"Kolom '{rule}' dalam '{path}' bukan rupiah bulat.", hint=RESULTS)
            found = people.select("nip").join(
                paid.select("nip", rule), on="nip", how="left", maintain_order="left"
            )
            before = people[column] if column in people.columns else None
            if before is None and function == "tahun_ini":
                continue
            people = people.with_columns(_added(before, found[rule].cast(pl.Int64), function).alias(column))
    return people


def _added(before: pl.Series | None, found: pl.Series, function: str) -> pl.Series:
    """Return the sum of what was known and what was found; unknown where neither says anything."""
    if before is None:
        return found
    if function == "tahun_ini":
        return before + found.fill_null(0)
    sum_ = before.fill_null(0) + found.fill_null(0)
    return sum_.zip_with(before.is_not_null() | found.is_not_null(), pl.Series([None], dtype=pl.Int64))


def _results(path: Path) -> pl.DataFrame:
    try:
        paid = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise LawError(f"Hasil '{path}' tidak terbaca sebagai Parquet: {error}.", hint=RESULTS) from None
    if paid.schema.get("nip") != pl.String or paid["nip"].is_duplicated().any():
        raise LawError(f"Hasil '{path}' tidak punya kolom nip yang unik.", hint=RESULTS)
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
        parts.append(", ".join(fact.choices[:8]) + (", …" if len(fact.choices) > 8 else ""))
    parts.append(f"bila kosong {fact.default}" if fact.default else "harus diisi bila dibaca")
    if fact.grain is not Grain.ORANG:
        parts.append(f"lembar {fact.grain}")
    return "; ".join(parts)


# --- one person


def _person(sheet: SheetList, nip: str) -> dict[str, object] | None:
    rows = sheet.frames[Grain.ORANG.value].filter(pl.col("nip") == nip).to_dicts()
    if not rows:
        return None
    person: dict[str, object] = rows[0]
    for name, frame in sheet.frames.items():
        if name != Grain.ORANG:
            person[name] = frame.filter(pl.col("nip") == nip).to_dicts()
    return person


def _no_such_person(sheet: SheetList, nip: str) -> str:
    said = sheet.problems.filter((pl.col("nip") == nip) & ~pl.col("jenis").is_in(list(WARNINGS)))
    if said.height:
        row = said.row(0, named=True)
        return (
            f"NIP {nip} ada di baris {row['baris']}, tetapi tidak dihitung: {row['mengapa']} {row['lakukan']}"
        )
    return f"NIP {nip} tidak ada di daftar ini ({sheet.people} orang). Periksa angkanya, atau berkasnya."


def _print_explained(
    told: Mapping[str, ListExplained], month: Month, person: Mapping[str, object], given: argparse.Namespace
) -> None:
    nip, lang = str(person["nip"]), given.bahasa
    if given.sebagai == "json":
        lists = {
            name: {"keadaan": one.state.value, **json.loads(one.explanation.json(lang))}
            for name, one in told.items()
        }
        print(json.dumps({"nip": nip, "daftar": lists}, ensure_ascii=False, indent=1))
        return
    words = Phrases.of(lang)
    who = f"{person.get('nama') or ''} ({nip})".strip()
    if given.sebagai == "html":
        print(HTML_HEAD.format(lang=lang, who=html.escape(who)))
    for name, one in told.items():
        pay_list = month.law.lists[name]
        title = f"{pay_list.label_en if lang == 'en' else pay_list.title}, {month.on:%m-%Y}"
        state = words.states.get(one.state.value, "")
        if given.sebagai == "html":
            said = f"<p>{html.escape(state)}</p>\n" if state else ""
            print(f"<section><h2>{html.escape(title)}</h2>\n{said}{one.explanation.html(lang)}\n</section>")
            continue
        print(f"{title} — {who}")
        if state:
            print(state)
        print(one.explanation.text(lang))
        print()
