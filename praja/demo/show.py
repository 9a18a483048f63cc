"""The demo: write the list of an invented government, compute its month, explain one slip."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from praja.cli import build_parser, pay
from praja.cli.ask import PROBLEMS, refuse
from praja.demo.mistakes import Made, make_mistakes
from praja.demo.people import MONTH, SEED, SHOWN_POST, Person, people
from praja.demo.workbook import ABOUT, write_list
from praja.sheet.errors import SheetError

PACK = "semarang_76_2021"
PERIOD = f"{MONTH:%Y-%m}"
LIST_FILE = f"daftar-{PERIOD}.xlsx"
SUMMARY_FILE = f"ringkasan-{PERIOD}.txt"
WIDTH = 108

SHOWN: Mapping[str, Sequence[str]] = {
    "gaji": (
        "gaji_pokok_tabel",
        "tunjangan_suami_istri",
        "anak_dibayar",
        "tunjangan_anak",
        "tunjangan_struktural",
        "tunjangan_beras",
        "iwp",
        "bpjs_1",
        "pph",
        "jumlah_potongan",
        "bersih_sebelum_bulat",
        "bersih_gaji",
        "diterima",
    ),
    "tpp": (
        "hak_gabungan",
        "bagian_kinerja",
        "menit_kurang_bulan",
        "hari_dari_menit",
        "tarif_alpa",
        "realisasi_tpp",
        "tpp_gabungan",
        "bruto_sebulan",
        "tarif_ter",
        "pph_ter",
        "pph",
        "tunjangan_pph",
        "bpjs_1",
        "jumlah_potongan",
        "bersih_sebelum_bulat",
    ),
}
"""What is told of the slip: a selection, in the order in which one line leads to the next."""

TOTALS = ("Jumlah kotor", "Jumlah potongan", "Jumlah bersih", "TPP bersih", "Jumlah yang ditransfer")
_AMOUNT_LINE = re.compile(r"  (?P<title>.{44}) +[−-]?Rp[\d.]+ +[\d.]+ orang")


def run(folder: Path, count: int) -> int:
    """Write, compute and explain into `folder`, and return the exit code: 0 although some rows are wrong.

    :param folder: exists
    :param count: how many people the government has, at least one
    """
    everyone = people(count)
    shown = next((one.nip for one in everyone if one.row["nama_jabatan"] == SHOWN_POST), everyone[0].nip)
    made = make_mistakes(everyone, Random(f"{SEED}/salah"))
    source = folder / LIST_FILE
    try:
        write_list(source, everyone)
    except SheetError as error:
        return refuse(f"{error.why}\n{error.what_to_do}")
    for line in _about(source, everyone, made):
        print(line)
    code, summary = _praja("hitung", *_arguments(source), "--keluar", str(folder), "--timpa")
    if code > PROBLEMS:
        return code
    (folder / SUMMARY_FILE).write_text(summary, encoding="utf-8")
    print(shortened(summary))
    print(f"Ringkasan lengkap dengan semua baris: {folder / SUMMARY_FILE}")
    asked = ("jelaskan", *_arguments(source), "--nip", shown)
    code, told = _praja(*asked, "--sebagai", "json")
    if code > PROBLEMS:
        return code
    for line in _slip(json.loads(told), next(one for one in everyone if one.row["nip"] == shown)):
        print(line)
    print()
    print("Selengkapnya, sampai setiap pasal dan baris tabel:")
    print(f"  {_command(*asked)}")
    print("Semua berkas:")
    for path in sorted(folder.iterdir()):
        if path.is_file():
            print(f"  {path} ({_count(path.stat().st_size / 1000)} kB)")
    return 0


def _arguments(source: Path) -> tuple[str, ...]:
    return (str(source), "--periode", PERIOD, "--pak", PACK, "--daftar", "gaji,tpp")


def _command(*arguments: str) -> str:
    return shlex.join(("praja", *arguments))


def _praja(*arguments: str) -> tuple[int, str]:
    """Run a command of praja as it would be typed, and return its exit code and what it prints."""
    given = build_parser().parse_args(arguments)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = {"hitung": pay.compute, "jelaskan": pay.explain}[arguments[0]](given)
    if arguments[0] == "hitung":
        print(f"$ {_command(*arguments)}")
    return code, printed.getvalue()


def _about(source: Path, everyone: Sequence[Person], made: Sequence[Made]) -> Iterator[str]:
    kinds = Counter(person.row["status_asn"] for person in everyone)
    told = ", ".join(f"{_count(many)} {kind}" for kind, many in kinds.most_common())
    where = "Kota Semarang dengan Kecamatan Banyumanik"
    yield f"Pemerintah rekaan: {where}, {_count(len(everyone))} baris ({told})."
    yield from ABOUT[:2]
    if made:
        mistakes = Counter(one.mistake.value for one in made)
        told = "; ".join(f"{name} ({many})" for name, many in mistakes.items())
        yield from textwrap.wrap(f"Dengan sengaja ada {len(made)} kesalahan: {told}.", WIDTH)
    yield f"Ditulis: {source}"
    yield ""


def _count(number: float) -> str:
    return f"{number:,.0f}".replace(",", ".")


def shortened(summary: str) -> str:
    """Return the summary of `praja hitung` with only the totals of each list."""
    return "\n".join(
        line
        for line in summary.splitlines()
        if (found := _AMOUNT_LINE.fullmatch(line)) is None or found["title"].startswith(TOTALS)
    )


# --- one slip


def _slip(document: Mapping[str, Any], person: Person) -> Iterator[str]:
    yield ""
    yield f"Satu slip dijelaskan: {person.row['nama']}, {person.row['nama_jabatan']}, NIP {person.nip}"
    for name, lines in SHOWN.items():
        explained = document["daftar"][name]
        yield ""
        yield f"{name.upper()} {PERIOD}"
        for rule in lines:
            step = explained["aturan"].get(rule)
            if step is not None and step["value"]:
                yield from _line(step)
        for problem in explained["masalah"]:
            yield from textwrap.wrap(f"! {problem['message']} {problem['advice']}", WIDTH)


def _line(step: Mapping[str, Any]) -> Iterator[str]:
    """Yield one line of the slip: what it is, what it came to, how, and by which article."""
    yield f"  {step['title']:<{WIDTH - 24}.{WIDTH - 24}} {step['shown']:>18}"
    if step["applies"]:
        reckoning = step["filled"]
        if step["exact"] and step["exact"] != step["filled"]:
            reckoning += f" = {step['exact']}"
        if step["rounding"]:
            reckoning += f", {step['rounding']} {step['shown']}"
        yield from _indented(f"= {reckoning}")
    for table in step["tables"]:
        yield from _indented(f"tabel {table['file']}:{table['line']}: {table['row']} = {table['value']}")
    sources = "; ".join(" ".join(filter(None, (one["document"], one["article"]))) for one in step["sources"])
    mark = "" if step["status"] == "diperiksa" else f" [{step['status'].replace('_', ' ')}]"
    yield from _indented(f"{sources}{mark}")


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 8)
