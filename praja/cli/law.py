"""`praja hukum …` and `praja kasus`: read the law, prove it, show it, try it."""

from __future__ import annotations

import argparse
import datetime
import gc
from collections.abc import Iterator, Sequence
from pathlib import Path

from praja.cli.ask import UNUSABLE, day_given, refuse
from praja.rules.cases import CaseRunner, case_files, read_cases
from praja.rules.check import check_law, lines
from praja.rules.errors import LawError, RulesError, did_you_mean
from praja.rules.in_force import changed_names, select, version_on
from praja.rules.loader import LawReader, load_law, pack_names
from praja.rules.program import Program
from praja.rules.schema import Fact, Law, Rule, Table, TableVersion, Version
from praja.rules.selection import Selection
from praja.rules.show import show_date, show_number

MOST_ROWS = 60


def menu(given: argparse.Namespace) -> int:
    """Show what `praja hukum` can do."""
    given.parser.print_help()
    return UNUSABLE


def check(given: argparse.Namespace) -> int:
    """Prove all law: `praja hukum periksa`."""
    folder = LawReader(given.hukum).folder
    packs = ("nasional", *pack_names(folder))
    if not folder.is_dir():
        return refuse(f"Folder hukum '{folder}' tidak ada.")
    if given.pak is not None and given.pak not in packs:
        hint = did_you_mean(given.pak, packs) or f"Pak yang ada: {', '.join(packs)}."
        return refuse(str(LawError(f"Pak '{given.pak}' tidak ada.", hint=hint)))
    gc.disable()  # The process ends with the answer; looking for garbage would cost a tenth of it.
    report = check_law(given.hukum, pack=given.pak)
    for line in lines(report):
        print(line)
    return 1 if report.errors else 0


def cases(given: argparse.Namespace) -> int:
    """Run worked cases: `praja kasus FILE…`."""
    runner = CaseRunner(given.hukum)
    passed = failed = 0
    for path in given.berkas or case_files(given.hukum):
        try:
            found = read_cases(path, pack=given.pak)
        except LawError as error:
            return refuse(str(error))
        if not found and given.berkas:
            return refuse(f"Berkas '{path}' tidak memuat satu kasus pun.")
        for case in found:
            outcome = runner.run(case)
            passed += outcome.passed
            failed += not outcome.passed
            for fault in outcome.faults:
                print(f"GAGAL {path}:{case.place.line} {case.title}: {fault}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


def show(given: argparse.Namespace) -> int:
    """Show one name of the law on a day: `praja hukum tampil`."""
    try:
        law = load_law(given.hukum, pack=given.pak)
        on = day_given(given.pada) if given.pada else None
        for line in _shown(law, given.nama, on, given.daftar):
            print(line)
    except RulesError as error:
        return refuse(str(error))
    return 0


def _shown(law: Law, name: str, on: datetime.date | None, pay_list: str | None) -> Iterator[str]:
    if name in law.facts:
        yield from _fact_lines(law.facts[name], law)
    elif name in law.rules:
        yield from _rule_lines(law, name, on, pay_list)
    elif name.removeprefix("tabel.") in law.tables:
        yield from _table_lines(law.tables[name.removeprefix("tabel.")][-1], on)
    else:
        known = [*law.facts, *law.rules, *law.tables]
        raise LawError(f"'{name}' bukan aturan, tabel, atau fakta.", hint=did_you_mean(name, known))


def _fact_lines(fact: Fact, law: Law) -> Iterator[str]:
    yield f"{fact.name} — {fact.title} ({fact.label_en})"
    yield f"  fakta {fact.kind.value}, satuan {fact.unit}, butir {fact.grain}; {fact.place}"
    if fact.low is not None and fact.high is not None and fact.kind.value != "tanggal":
        edges = [show_number(edge, fact.unit, fact.kind) for edge in (fact.low, fact.high)]
        yield f"  batas: {edges[0]} sampai {edges[1]}"
    if fact.choices:
        yield f"  pilihan: {', '.join(fact.choices)}"
    yield f"  bila kosong: {fact.default or 'menjadi masalah orang itu'}"
    for remark in filter(None, (fact.origin, fact.remark)):
        yield f"  {remark}"


def _rule_lines(law: Law, name: str, on: datetime.date | None, pay_list: str | None) -> Iterator[str]:
    layers = law.rules[name]
    on = on or max(version.starts for rule in layers for version in rule.versions)
    selection = select(law, on=on, pay_list=pay_list or _first_list(law, layers[-1]))
    found = selection.rules.get(name)
    yield f"{name} — {layers[-1].title} ({layers[-1].label_en})"
    if found is None:
        first = min(version.starts for rule in layers for version in rule.versions)
        yield f"  belum berlaku pada {show_date(on)}; versi pertamanya mulai {show_date(first)}"
        return
    rule, text = found.rule, found.text
    yield f"  pada {show_date(on)}, {rule.pack}; {text.place}"
    yield from _version_lines(text, "  ")
    yield f"  satuan {rule.unit}" + (f", kelompok {', '.join(rule.groups)}" if rule.groups else "")
    yield f"  daftar {', '.join(rule.lists) or 'semua'}, mengikuti hukum {_followed(rule)}"
    yield from _proved_lines(selection, name)
    for layer in layers:
        for version in layer.versions:
            mark = "→" if version is text else " "
            yield f"  {mark} {version.starts} {layer.pack}: {version.formula or 'dicabut'}"


def _followed(rule: Rule) -> str:
    return "bulan yang dilayani" if rule.follows.value == "masa" else "hari pembayaran"


def _first_list(law: Law, rule: Rule) -> str | None:
    return rule.lists[0] if rule.lists else next(iter(law.lists), None)


def _version_lines(version: Version, pad: str) -> Iterator[str]:
    if version.formula is None:
        yield f"{pad}dicabut"
    else:
        yield f"{pad}rumus: {version.formula}"
    if version.guard:
        yield f"{pad}syarat: {version.guard}"
    for source in version.sources:
        yield f"{pad}hukum: {source}" + (f" — {source.remark}" if source.remark else "")
    yield f"{pad}status: {version.status.value}, berlaku sejak {show_date(version.starts)}"


def _proved_lines(selection: Selection, name: str) -> Iterator[str]:
    """Yield what is proved of the rule: its kind, grain and range, and what it reads."""
    try:
        program = Program(selection, (name,))
        rule = program.rule(name)
    except RulesError as error:
        yield f"  tidak dapat dibuktikan: {error}"
        return
    if rule.value.numeric:
        edges = [show_number(edge, rule.unit, rule.kind) for edge in (rule.value.low, rule.value.high)]
        yield f"  terbukti: {rule.kind.value}, butir {rule.grain}, {edges[0]} sampai {edges[1]}"
    else:
        yield f"  terbukti: {rule.kind.value}, butir {rule.grain}"
    seen = selection.mentions_of(name)
    reads = [*seen.names, *(f"kelompok.{group}" for group in seen.groups)]
    reads += [*(f"tabel.{table}" for table in seen.tables), *seen.earlier]
    yield f"  membaca: {', '.join(reads) or '-'}"
    readers = [
        other for other in selection.rules if other != name and name in selection.mentions_of(other).names
    ]
    yield f"  dibaca: {', '.join(readers) or '-'}"


def _table_lines(table: Table, on: datetime.date | None) -> Iterator[str]:
    version = version_on(table.versions, on) if on else table.versions[-1]
    yield f"tabel.{table.name} — {table.title} ({table.label_en})"
    if version is None:
        yield f"  belum berlaku; versi pertamanya mulai {show_date(table.versions[0].starts)}"
        return
    yield from _table_head(version)
    yield "  " + "; ".join([*(f"{name} ({match})" for name, match in table.keys), table.value_name])
    for row in version.rows[:MOST_ROWS]:
        value = (
            row.value if isinstance(row.value, str) else show_number(row.value, table.unit, table.value_kind)
        )
        mark = "" if row.status is version.status else f"  [{row.status.value}]"
        yield f"  {'; '.join(key or '∞' for key in row.keys)}; {value}{mark}"
    if len(version.rows) > MOST_ROWS:
        yield f"  … {len(version.rows) - MOST_ROWS} baris lagi di {version.file}"


def _table_head(version: TableVersion) -> Iterator[str]:
    for source in version.sources:
        yield f"  hukum: {source}" + (f" — {source.remark}" if source.remark else "")
    yield f"  status: {version.status.value}, berlaku sejak {show_date(version.starts)}, {version.file}"


def changed(given: argparse.Namespace) -> int:
    """Show what changed between two days: `praja hukum beda`."""
    try:
        law = load_law(given.hukum, pack=given.pak)
        before, after = (select(law, on=day_given(text)) for text in (given.pada, given.dan))
    except RulesError as error:
        return refuse(str(error))
    names = changed_names(before, after)
    for name in names["aturan"]:
        print(f"{name} — {law.rules[name][-1].title}")
        for sign, selection in (("−", before), ("+", after)):
            found = selection.rules.get(name)
            if found is None:
                print(f"  {sign} belum berlaku")
                continue
            for place, line in enumerate(_version_lines(found.text, "")):
                print(f"  {sign if place == 0 else ' '} {line}")
    for name in names["tabel"]:
        _print_table_change(law, name, before, after)
    print(
        f"{len(names['aturan'])} aturan dan {len(names['tabel'])} tabel berubah antara "
        f"{show_date(before.served)} dan {show_date(after.served)}"
    )
    return 0


def _print_table_change(law: Law, name: str, before: Selection, after: Selection) -> None:
    table = law.tables[name][-1]
    print(f"tabel.{name} — {table.title}")
    old = _rows(before.tables[name][1]) if name in before.tables else {}
    new = _rows(after.tables[name][1]) if name in after.tables else {}
    keys = list(dict.fromkeys([*old, *new]))
    different = [key for key in keys if old.get(key) != new.get(key)]
    for key in different[:MOST_ROWS]:
        asked = "; ".join(part or "∞" for part in key)
        print(f"    {asked}: {_cell(table, old, key)} → {_cell(table, new, key)}")
    if len(different) > MOST_ROWS:
        print(f"    … {len(different) - MOST_ROWS} baris lagi")
    for selection in (before, after):
        if name in selection.tables:
            for line in _table_head(selection.tables[name][1]):
                print("  " + line)


def _rows(version: TableVersion) -> dict[tuple[str, ...], object]:
    return {row.keys: row.value for row in version.rows}


def _cell(table: Table, rows: dict[tuple[str, ...], object], key: Sequence[str]) -> str:
    value = rows.get(tuple(key))
    if value is None:
        return "tidak ada"
    return value if isinstance(value, str) else show_number(value, table.unit, table.value_kind)  # type: ignore[arg-type]


def words(given: argparse.Namespace) -> int:
    """Write the names of the law with their meaning, as the tables of GLOSSARY.md: `praja hukum kamus`."""
    try:
        for line in glossary(given.hukum):
            print(line)
    except RulesError as error:
        return refuse(str(error))
    return 0


def glossary(folder: Path | None = None) -> Iterator[str]:
    """Yield the Markdown of every name in the law folder: facts, groups, lists, rules, tables, packs."""
    reader = LawReader(folder)
    packs = ["nasional", *pack_names(reader.folder)]
    laws = {name: reader.law(name) for name in packs}
    law = laws["nasional"]
    told: set[str] = set()

    def rows(things: Sequence[tuple[str, str, str]]) -> Iterator[str]:
        yield ""
        yield "| nama | arti | in English |"
        yield "|---|---|---|"
        for name, title, english in sorted(things):
            if name not in told:
                told.add(name)
                yield f"| `{name}` | {title} | {english} |"

    yield "### Kelompok"
    yield from rows([(one.name, one.title, one.label_en) for one in law.groups.values()])
    yield ""
    yield "### Daftar"
    told.clear()
    yield from rows([(one.name, one.title, one.label_en) for one in law.lists.values()])
    told.clear()
    for pack, own in laws.items():
        yield ""
        yield "### Nasional" if pack == "nasional" else f"### Pak `{pack}`: {own.packs[-1].title}"
        facts = [(one.name, one.title, one.label_en) for one in own.facts.values()]
        rules = [(rule.name, rule.title, rule.label_en) for layers in own.rules.values() for rule in layers]
        tables = [(one.name, one.title, one.label_en) for layers in own.tables.values() for one in layers]
        yield from rows([*facts, *rules, *tables])
