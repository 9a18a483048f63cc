"""Small laws for example tests: what an example does not say is filled in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from praja.rules.errors import LawError, LawErrors
from praja.rules.in_force import in_force
from praja.rules.loader import load_law
from praja.rules.program import Program
from praja.rules.schema import Law
from tests.properties.law_files import write, yaml

JANUARY = datetime.date(2026, 1, 1)
SOURCES: list[Any] = [{"dokumen": "UU 1/2020", "pasal": "Pasal 1"}]

KELOMPOK = "penghasilan: {judul: Penghasilan, label_en: Earnings}\n"
FACT = {"judul": "Isian", "label_en": "Entry"}
NUMBERS = {"rupiah": {"dari": "0", "sampai": "100.000.000"}, "angka": {"dari": "0", "sampai": "1.000"}}
DATES = {"tanggal": {"dari": "1900-01-01", "sampai": "2100-12-31"}}


def fact(jenis: str = "rupiah", **fields: Any) -> dict[str, Any]:
    """Return a fact; numbers from 0, dates of two centuries."""
    return {**FACT, "jenis": jenis, **NUMBERS.get(jenis, {}), **DATES.get(jenis, {}), **fields}


def version(rumus: str | None = None, berlaku: str = "2020-01-01", **fields: Any) -> dict[str, Any]:
    """Return a version of a rule; without a formula it repeals it."""
    text = {"rumus": rumus} if rumus is not None else {"dicabut": "ya"}
    return {"berlaku": berlaku, **text, "hukum": SOURCES, "status": "diperiksa", **fields}


def rule(
    rumus: str | None = None, satuan: str = "rupiah", *versions: dict[str, Any], **fields: Any
) -> dict[str, Any]:
    """Return a rule with one version of `rumus` (and perhaps a `syarat`), or with the versions given."""
    guard = {"syarat": fields.pop("syarat")} if "syarat" in fields else {}
    versi = list(versions) or [version(rumus, **guard)]
    return {"judul": "Baris", "label_en": "Line", "satuan": satuan, **fields, "versi": versi}


def table(
    rows: str | Mapping[str, str], *, kunci: Sequence[Mapping[str, str]], jenis: str = "rupiah", **fields: Any
) -> Table:
    """Return a table; `rows` is its CSV, or CSVs by the day from which they hold."""
    texts = {"2020-01-01": rows} if isinstance(rows, str) else dict(rows)
    return Table(
        {
            "judul": "Tabel",
            "label_en": "Table",
            "satuan": jenis,
            "kunci": kunci,
            "nilai": {"nilai": {"jenis": jenis}},
            **fields,
        },
        texts,
    )


class Table:
    """The fields of a table and its CSV texts."""

    def __init__(self, fields: dict[str, Any], texts: Mapping[str, str]) -> None:
        self.fields = fields
        self.texts = texts

    def files(self, name: str, folder: str) -> dict[str, str]:
        """Return the YAML and CSV files of the table."""
        versi = [
            {"berlaku": day, "berkas": f"{name}_{day}.csv", "hukum": SOURCES, "status": "diperiksa"}
            for day in self.texts
        ]
        files = {f"{folder}/{name}_{day}.csv": text for day, text in self.texts.items()}
        return {f"{folder}/{name}.yaml": yaml({name: {**self.fields, "versi": versi}}), **files}


def files_of(
    facts: Mapping[str, Any] | None = None,
    rules: Mapping[str, Any] | None = None,
    tables: Mapping[str, Table] | None = None,
    groups: Sequence[str] = ("penghasilan", "potongan", "gugur"),
    lists: Mapping[str, Any] | None = None,
    packs: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, str]:
    """Return the files of a law folder. A formula alone stands for a rule of rupiah."""
    files = {
        "fakta/isian.yaml": yaml(dict(facts or {})),
        "kelompok.yaml": yaml({name: {"judul": name, "label_en": name} for name in groups}),
        "daftar.yaml": yaml(
            {name: {"judul": name, "label_en": name, **fields} for name, fields in (lists or {}).items()}
        ),
        "nasional/aturan.yaml": yaml(_whole(rules or {})),
    }
    for name, found in (tables or {}).items():
        files.update(found.files(name, "nasional/tabel"))
    for name, parts in (packs or {}).items():
        inner = dict(parts)
        files[f"daerah/{name}/aturan.yaml"] = yaml(_whole(inner.pop("rules", {})))
        for table_name, found in inner.pop("tables", {}).items():
            files.update(found.files(table_name, f"daerah/{name}/tabel"))
        if "facts" in inner:
            files[f"daerah/{name}/fakta.yaml"] = yaml(inner.pop("facts"))
        pack = {
            "nama": name,
            "judul": name,
            "label_en": name,
            "berlaku": "2020-01-01",
            "hukum": SOURCES,
            **inner,
        }
        files[f"daerah/{name}/pak.yaml"] = yaml(pack)
    return files


def _whole(rules: Mapping[str, Any]) -> dict[str, Any]:
    return {name: rule(found) if isinstance(found, str) else found for name, found in rules.items()}


def small_law(folder: Path, *, pack: str | None = None, **parts: Any) -> Law:
    """Write a small law below `folder` and load it."""
    return load_law(write(files_of(**parts), folder), pack=pack)


def small_program(
    folder: Path,
    formula: str | None = None,
    *,
    satuan: str = "rupiah",
    on: datetime.date = JANUARY,
    pay_list: str | None = None,
    **parts: Any,
) -> Program:
    """Return the program of one formula, as rule `hasil`, or of the rules given, in a small law."""
    rules = dict(parts.pop("rules", {}))
    if formula is not None:
        rules["hasil"] = rule(formula, satuan)
    law = small_law(folder, rules=rules, **parts)
    return in_force(law, on=on, pay_list=pay_list).only(*rules)


def prove(program: Program) -> None:
    """Parse and prove the rules of a program, which it does when first asked for them."""
    assert program.rules is not None


def faults(folder: Path, files: Mapping[str, str | bytes], *, pack: str | None = None) -> list[LawError]:
    """Return the faults that loading these files (over a minimal law) brings to light."""
    whole = {"kelompok.yaml": KELOMPOK, "daftar.yaml": "", **files}
    try:
        load_law(write(whole, folder), pack=pack)
    except LawErrors as found:
        return list(found.errors)
    return []
