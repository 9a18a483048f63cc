"""Write a law as the files that the loader reads."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from praja.rules.schema import Fact, Kind, Law, Place, Rule, Source, Table, TableVersion, Version
from tests.properties.worlds import NOWHERE, number_text

Tree = str | Sequence["Tree"] | Mapping[str, "Tree"]


def files_of(law: Law) -> dict[str, str]:
    """Return the text of each file of the law, by path below the law folder."""
    files = {
        "fakta/isian.yaml": yaml({fact.name: _fact(fact) for fact in law.facts.values()}),
        "kelompok.yaml": yaml(
            {group.name: {"judul": group.title, "label_en": group.label_en} for group in law.groups.values()}
        ),
        "daftar.yaml": yaml(
            {
                pay.name: _present(
                    judul=pay.title,
                    label_en=pay.label_en,
                    baris=pay.lines,
                    jumlah=pay.totals,
                    tahan=pay.holds,
                    gugur=pay.gates,
                )
                for pay in law.lists.values()
            }
        ),
        "nasional/aturan.yaml": yaml({name: _rule(rules[0]) for name, rules in law.rules.items()}),
        "nasional/tabel/tabel.yaml": yaml({name: _table(tables[0]) for name, tables in law.tables.items()}),
    }
    for tables in law.tables.values():
        for version in tables[0].versions:
            files[version.file] = _rows(tables[0], version)
    return files


def write(files: Mapping[str, str | bytes], folder: Path) -> Path:
    """Write the files below `folder` and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def yaml(tree: Tree, depth: int = 0) -> str:
    """Return a tree as YAML: every scalar in single quotes."""
    pad = "  " * depth
    if isinstance(tree, str):
        return "'" + tree.replace("'", "''") + "'"
    if isinstance(tree, Mapping):
        return "".join(f"\n{pad}{name}: {yaml(inner, depth + 1)}" for name, inner in tree.items()) or "{}"
    return "[" + ", ".join(_flow(inner) for inner in tree) + "]"


def _flow(tree: Tree) -> str:
    if isinstance(tree, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(inner)}" for name, inner in tree.items()) + "}"
    return yaml(tree)


def _present(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", ())}


def _fact(fact: Fact) -> Tree:
    edges: dict[str, str] = {}
    if fact.low is not None and fact.high is not None:
        show = number_text if fact.kind is not Kind.TANGGAL else _day
        edges = {"dari": show(fact.low), "sampai": show(fact.high)}
    return _present(
        judul=fact.title,
        label_en=fact.label_en,
        jenis=fact.kind.value,
        satuan=fact.unit,
        desimal=str(fact.decimals),
        butir=fact.grain.value,
        pilihan=fact.choices,
        bila_kosong=fact.default,
        **edges,
    )


def _day(ordinal: Fraction) -> str:
    return datetime.date.fromordinal(int(ordinal)).isoformat()


def _sources(sources: Sequence[Source]) -> Tree:
    return [{"dokumen": source.document, "pasal": source.article} for source in sources]


def _rule(rule: Rule) -> Tree:
    return _present(
        judul=rule.title,
        label_en=rule.label_en,
        satuan=rule.unit,
        kelompok=rule.groups,
        menurut=rule.follows.value,
        versi=[_version(version) for version in rule.versions],
    )


def _version(version: Version) -> Tree:
    return _present(
        berlaku=version.starts.isoformat(),
        rumus=version.formula,
        dicabut=None if version.formula is not None else "ya",
        syarat=version.guard,
        hukum=_sources(version.sources),
        status=version.status.value,
    )


def _table(table: Table) -> Tree:
    return _present(
        judul=table.title,
        label_en=table.label_en,
        satuan=table.unit,
        kunci=[{name: match.value} for name, match in table.keys],
        nilai={table.value_name: {"jenis": table.value_kind.value}},
        versi=[
            {
                "berlaku": version.starts.isoformat(),
                "berkas": version.file.rpartition("/")[2],
                "hukum": _sources(version.sources),
                "status": version.status.value,
            }
            for version in table.versions
        ],
    )


def _rows(table: Table, version: TableVersion) -> str:
    lines = [";".join([*(name for name, _ in table.keys), table.value_name])]
    for row in version.rows:
        value = row.value if isinstance(row.value, str) else number_text(row.value)
        lines.append(";".join([*row.keys, value]))
    return "\n".join(lines) + "\n"


def without_places(value: Any) -> Any:
    """Return a law with every place and file text forgotten, to compare two readings of it."""
    if isinstance(value, Place):
        return NOWHERE
    if isinstance(value, tuple):
        return tuple(without_places(inner) for inner in value)
    if isinstance(value, Mapping):
        return {name: without_places(inner) for name, inner in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {
            field.name: without_places(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name != "texts"
        }
        if isinstance(value, Version):
            changes["guard_place"] = None
        if isinstance(value, Law):
            changes["texts"] = {}
        return dataclasses.replace(value, **changes)
    return value
