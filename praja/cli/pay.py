"""`praja hitung`, `praja jelaskan` and `praja kolom`: a pay list in, every slip of the month out."""

from __future__ import annotations

import argparse
import dataclasses
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
from praja.rules.errors import LawError, RulesError, did_you_mean
from praja.rules.explain import explain as explain_person
from praja.rules.facts import Problem, ProblemKind
from praja.rules.loader import load_law
from praja.rules.month import ListExplained, Progress, State, explain_lists, programs_of_month, run_month
from praja.rules.phrases import Phrases
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, Kind, Law
from praja.sheet.errors import SheetError
from praja.sheet.problems import WARNINGS
from praja.sheet.read import SheetList, read_list
from praja.sheet.template import MUST, EarlierColumn, write_template

EARLIER = {
    "bulan_ini": ("sudah dibayar bulan ini, selain yang ada di --sudah-dibayar", "Rp0"),
    "tahun_ini": ("sudah dibayar tahun ini, selain yang ada di --sudah-dibayar", MUST),
    "bulan_dasar": ("jumlah pada bulan dasar", f"{MUST}, atau diambil dari --bulan-dasar"),
}
"""What a column of earlier payments holds, and what a blank in it means."""
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
        if given.aturan:
            told = _narrowed(told, given.aturan)
    except (RulesError, SheetError) as error:
        return refuse(_told(error))
    _print_explained(told, month, person, given)
    own = month.sheet.problems.filter(pl.col("nip") == nip)
    for row in own.iter_rows(named=True):
        print(f"! {row['kolom'] or ''} {row['mengapa']} {row['lakukan']}".strip(), file=sys.stderr)
    return PROBLEMS if any(_is_stuck(one) for one in told.values()) else PAID


def columns(given: argparse.Namespace) -> int:
    """Show the columns that a list may have, or write an empty sheet with them: `praja kolom`."""
    try:
        law = load_law(given.hukum, pack=given.pak)
        on = day_given(given.periode) if given.periode else _latest(law)
        programs = programs_of_month(law, _lists(law, given), on=on)
        facts, earlier = _facts(programs.values()), _earlier(law, programs.values())
        if given.lembar:
            write_template(given.lembar, facts, earlier)
            print(f"Lembar kosong dengan {len(facts) + len(earlier)} kolom: {given.lembar}")
            return PAID
    except (RulesError, SheetError) as error:
        return refuse(_told(error))
    for fact in facts:
        print(f"{fact.name:32} {_described(fact)}")
    for column in earlier:
        print(f"{column.name:32} {column.meaning}; rupiah; {_blank(column.blank)}")
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
    parts.append(_blank(fact.default or MUST))
    if fact.grain is not Grain.ORANG:
        parts.append(f"lembar {fact.grain}")
    return "; ".join(parts)


def _blank(said: str) -> str:
    return said if said.startswith(MUST) else f"bila kosong {said}"


def _earlier(law: Law, programs: Iterable[Program]) -> list[EarlierColumn]:
    """Return the columns of earlier payments that any of the programs reads."""
    found = []
    for column in sorted({column for program in programs for column in program.earlier}):
        function, _, line = column.removesuffix(")").partition("(")
        meaning, blank = EARLIER[function]
        found.append(EarlierColumn(column, f"{law.rules[line][-1].title}: {meaning}", blank))
    return found


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


def _narrowed(told: Mapping[str, ListExplained], wanted: Sequence[str]) -> dict[str, ListExplained]:
    """Return the lists that have any of the wanted lines, each with these lines and what they stand on only.

    :param wanted: names of rules, or their titles as they stand on the slip
    :raises LawError: if none of the lists computes a wanted line
    """
    known: dict[str, dict[str, None]] = {}
    for one in told.values():
        for rule in one.program.rules:
            for word in (rule.name, rule.title):
                known.setdefault(word.casefold(), {})[rule.name] = None
    asked: dict[str, None] = {}
    for line in wanted:
        if line.casefold() not in known:
            raise LawError(
                f"Baris '{line[:60]}' tidak dihitung bagi orang ini dalam daftar {', '.join(told)}.",
                hint=did_you_mean(line.casefold(), known)
                or "Sebutkan nama aturannya, misalnya pph, atau sebutannya pada slip.",
            )
        asked |= known[line.casefold()]
    narrowed = {}
    for name, one in told.items():
        computed = {rule.name for rule in one.program.rules}
        if own := [line for line in asked if line in computed]:
            narrowed[name] = _only(one, own)
    return narrowed


def _only(one: ListExplained, lines: Sequence[str]) -> ListExplained:
    """Return these lines of a list explained, and, in the words of the whole list, why they are unknown."""
    explanation = explain_person(one.program.only(*lines), one.explanation.given.person)
    told = {_reason(problem) for problem in one.explanation.problems}
    waits = [problem for problem in one.explanation.problems if problem.kind is ProblemKind.MENUNGGU]
    own = [problem for problem in explanation.problems if _reason(problem) in told]
    explanation.problems = own if len(own) == len(explanation.problems) else [*own, *waits]
    return dataclasses.replace(one, explanation=explanation)


def _reason(problem: Problem) -> tuple[object, ...]:
    return problem.fact, problem.row, problem.kind, problem.value


def _is_stuck(one: ListExplained) -> bool:
    """Tell whether something of what is explained is unknown."""
    return one.state is State.MASALAH and bool(one.explanation.problems)


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
        told_state = _is_stuck(one) or one.state is not State.MASALAH
        state = words.states.get(one.state.value, "") if told_state else ""
        only = one.explanation.printed if given.aturan else None
        if given.sebagai == "html":
            said = f"<p>{html.escape(state)}</p>\n" if state else ""
            body = one.explanation.html(lang, only)
            print(f"<section><h2>{html.escape(title)}</h2>\n{said}{body}\n</section>")
            continue
        print(f"{title} — {who}")
        if state:
            print(state)
        print(one.explanation.text(lang, only))
        print()
