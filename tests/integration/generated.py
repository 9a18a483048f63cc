"""The parts of the documentation that are written from the law itself.

`python -m tests.integration.generated` writes them anew. Such a part stands between two comments of its page:
`<!-- dibuat: NAME -->` and `<!-- akhir: NAME -->`.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import django
import yaml

from praja.cli.law import glossary
from praja.rules.loader import LAW_FOLDER, LawReader, shipped_law
from praja.rules.month import programs_of_month
from praja.rules.schema import Fact, Grain, Kind
from praja.rules.show import show_date, show_number
from tests.consistency.tree import ROOT

AGAIN = "python -m tests.integration.generated"
MONTH = datetime.date(2026, 10, 1)
LISTS = ("gaji", "tpp")
MOST_CHOICES = 12
MOST_PACKS = 3
BLANK = {
    "bulan_ini": "`Rp0`; ditambah yang ada di `--sudah-dibayar` dan di daftar sebelumnya",
    "tahun_ini": "harus diisi bila dibaca; ditambah yang ada di `--sudah-dibayar`",
    "bulan_dasar": "harus diisi bila dibaca, atau dari `--bulan-dasar`",
}


def parts() -> dict[tuple[Path, str], Callable[[], Iterable[str]]]:
    """Return, by page and name, what writes each part."""
    return {
        (ROOT / "GLOSSARY.md", "kamus"): glossary,
        (ROOT / "GLOSSARY.md", "pola"): patterns,
        (ROOT / "docs" / "panduan" / "daftar-gaji.md", "kolom"): columns,
        (ROOT / "docs" / "panduan" / "fakta-gaji.md", "fakta"): pay_facts,
        (ROOT / "docs" / "panduan" / "fakta-gaji.md", "fakta-paket"): pack_facts,
    }


def patterns() -> Iterator[str]:
    """Yield the names with `<k>` as the law folder writes them, and the names that they make."""
    found: dict[str, dict[str, None]] = {}
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    files = (path for path in (ROOT / "praja" / "law").rglob("*.yaml") if path.parent.name != "kasus")
    for path in sorted(files):
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
        for name, fields in entries.items() if isinstance(entries, dict) else ():
            if "<k>" in name:
                keys = [one["k"] if isinstance(one, dict) else one for one in fields["untuk"]]
                found.setdefault(name, {}).update(dict.fromkeys(name.replace("<k>", key) for key in keys))
    yield from ("| pola | menjadi |", "|---|---|")
    for name, made in sorted(found.items()):
        yield f"| `{name}` | {', '.join(f'`{one}`' for one in made)} |"


def columns() -> Iterator[str]:
    """Yield the columns that the national salary and TPP lists read, a table for each sheet."""
    programs = programs_of_month(shipped_law(), LISTS, on=MONTH).values()
    facts = list({fact.name: fact for program in programs for fact in program.facts}.values())
    for grain in Grain:
        own = [fact for fact in facts if fact.grain is grain]
        if not own:
            continue
        yield from (
            f"### Lembar `{grain}`",
            "",
            "| kolom | isi | diisi dengan | bila kosong |",
            "|---|---|---|---|",
        )
        for fact in own:
            blank = f"`{fact.default}`" if fact.default else "harus diisi bila dibaca"
            yield f"| `{fact.name}` | {fact.title} | {_filled_with(fact)} | {blank} |"
        yield ""
    yield from ("### Yang sudah dibayar", "", "| kolom | bila kosong |", "|---|---|")
    for column in sorted({column for program in programs for column in program.earlier}):
        yield f"| `{column}` | {BLANK[column.partition('(')[0]]} |"


def pay_facts() -> Iterator[str]:
    """Yield where each fact of the national lists comes from, and who acts where it is missing."""
    from praja.sheet.names import earlier_payment

    programs = programs_of_month(shipped_law(), LISTS, on=MONTH).values()
    facts = {fact.name: fact for program in programs for fact in program.facts}
    earlier = sorted({column for program in programs for column in program.earlier})
    yield "| fakta | isi | satuan | dari mana | lewat lembar | bila tidak ada | siapa |"
    yield "|---|---|---|---|---|---|---|"
    for fact in (*facts.values(), *(earlier_payment(name) for name in earlier)):
        yield _told_of(fact)


def pack_facts() -> Iterator[str]:
    """Yield the same of what packs of law read beyond the national lists, and which packs do."""
    reader = LawReader(LAW_FOLDER)
    national = {
        fact.name for one in programs_of_month(shipped_law(), LISTS, on=MONTH).values() for fact in one.facts
    }
    found: dict[str, tuple[str, list[str]]] = {}
    for pack in sorted(path.parent.name for path in (LAW_FOLDER / "daerah").glob("*/pak.yaml")):
        for program in programs_of_month(reader.law(pack), ("tpp",), on=MONTH).values():
            for fact in program.facts:
                if fact.name not in national:
                    found.setdefault(fact.name, (_told_of(fact), []))[1].append(pack)
    yield "| fakta | isi | satuan | dari mana | lewat lembar | bila tidak ada | siapa | paket |"
    yield "|---|---|---|---|---|---|---|---|"
    for _name, (told, packs) in sorted(found.items()):
        more = f" dan {len(packs) - MOST_PACKS} lagi" if len(packs) > MOST_PACKS else ""
        yield f"{told} {', '.join(f'`{pack}`' for pack in packs[:MOST_PACKS])}{more} |"


def _told_of(fact: Fact) -> str:
    from praja.payroll.facts.columns import (
        BY_RECORD_ONLY,
        derived,
        other_source,
        sheet_of,
        what_to_do,
        who_acts,
    )

    found, other = derived(fact.name), other_source(fact.name)
    source = found.source if found else f"diisi; {other}" if other else "diisi"
    recorded = fact.name in BY_RECORD_ONLY or fact.name.startswith("bulan_ini(")
    sheet = "–" if recorded or fact.grain is Grain.ANAK else f"`{sheet_of(fact).value}`"
    blank = what_to_do(fact) if fact.default is None or found else f"dianggap `{fact.default}`"
    title = fact.title if fact.title != fact.name else "jumlah yang sudah dibayar"
    who = who_acts(fact).value
    return f"| `{fact.name}` | {title} | {fact.unit} | {source} | {sheet} | {blank} | `{who}` |"


def _filled_with(fact: Fact) -> str:
    if fact.kind is Kind.YA:
        return "`ya` atau `tidak`"
    if fact.kind is Kind.PILIHAN:
        shown = ", ".join(f"`{choice}`" for choice in fact.choices[:MOST_CHOICES])
        return shown + (f", … ({len(fact.choices)} pilihan)" if len(fact.choices) > MOST_CHOICES else "")
    assert fact.low is not None and fact.high is not None
    if fact.kind is Kind.TANGGAL:
        days = (datetime.date.fromordinal(int(edge)) for edge in (fact.low, fact.high))
        return "tanggal, " + " sampai ".join(show_date(day) for day in days)
    edges = " sampai ".join(show_number(edge, fact.unit, fact.kind) for edge in (fact.low, fact.high))
    return edges if fact.unit in ("persen", "rupiah", "angka") else f"{edges} ({fact.unit})"


def renewed(page: str, name: str, lines: Iterable[str]) -> str:
    """Return a page with one part written anew; raise ValueError when the page has no such part."""
    text = "\n".join(lines).strip("\n")
    pattern = rf"(<!-- dibuat: {name} -->\n).*?(\n<!-- akhir: {name} -->)"
    found, count = re.subn(
        pattern, lambda part: f"{part[1]}\n{text}\n{part[2]}", page, count=1, flags=re.DOTALL
    )
    if not count:
        raise ValueError(f"the page has no part {name!r}")
    return found


def main() -> None:
    """Write every part anew."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praja.config.settings")
    django.setup()
    for (path, name), write in parts().items():
        path.write_text(renewed(path.read_text(encoding="utf-8"), name, write()), encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: {name}")


if __name__ == "__main__":
    main()
