"""`praja demo` from the invented people to the slip on the terminal."""

import contextlib
import csv
import dataclasses
import fcntl
import io
import re
import shlex
from pathlib import Path
from random import Random

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from praja.cli import main
from praja.demo.mistakes import WARNS_ONLY, Mistake, make_mistakes
from praja.demo.people import SEED, people
from praja.demo.show import LIST_FILE, SUMMARY_FILE, shortened
from praja.demo.site import begun
from praja.server.site import SiteError

COUNT = 450
LEFT_OUT = {Mistake.NIP_OLEH_EXCEL, Mistake.NIP_KURANG, Mistake.NIP_GANDA}


def run(folder, count=COUNT):
    """Return the exit code of the demo and what it prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = main(["demo", "--keluar", str(folder), "--orang", str(count), "--hanya-gaji"])
    return code, printed.getvalue()


@dataclasses.dataclass
class Demo:
    """One run, with what was done wrong on purpose and everybody's true NIP."""

    folder: Path
    code: int
    printed: str
    made: list
    nips: set


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "hasil"
    code, printed = run(folder)
    everyone = people(COUNT)
    nips = {person.nip for person in everyone}
    return Demo(folder, code, printed, make_mistakes(everyone, Random(f"{SEED}/salah")), nips)


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "lagi"
    run(folder)
    return folder


def contents(folder):
    """Return what every file says, whatever else is in it, such as when it was made."""
    said = {}
    for path in sorted(folder.iterdir()):
        match path.suffix:
            case ".parquet":
                said[path.name] = pl.read_parquet(path).to_dicts()
            case ".xlsx":
                book = CalamineWorkbook.from_path(str(path))
                said[path.name] = {
                    name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names
                }
            case _:
                text = path.read_text(encoding="utf-8").replace(str(folder), "FOLDER")
                said[path.name] = sorted(text.splitlines())
    return said


def states(folder, name):
    slips = pl.read_parquet(folder / f"{name}-2026-10.parquet")
    return dict(slips.select("nip", "keadaan").iter_rows())


def test_mistakes_in_the_list_are_no_failure_of_the_demo(demo):
    assert demo.code == 0


def test_everyone_is_computed_but_those_meant_to_be_wrong(demo):
    gone = {one.nip for one in demo.made if one.mistake in LEFT_OUT}
    stuck = {one.nip for one in demo.made if one.mistake not in LEFT_OUT | WARNS_ONLY}
    renamed = {one.nip for one in demo.made if one.mistake is Mistake.NIP_JANGGAL}

    gaji, tpp = states(demo.folder, "gaji"), states(demo.folder, "tpp")

    assert demo.nips - gaji.keys() == gone | renamed
    assert {nip for nip, state in gaji.items() if state == "masalah"} < stuck
    assert {nip for nip, state in tpp.items() if state == "masalah"} == stuck


def test_every_mistake_is_in_the_list_of_problems(demo):
    with (demo.folder / "masalah-2026-10.csv").open(encoding="utf-8-sig", newline="") as file:
        problems = list(csv.DictReader(file, delimiter=";"))

    told = {row["NIP"] for row in problems}
    kinds = {row["Jenis"] for row in problems}

    assert {one.nip for one in demo.made if one.mistake not in LEFT_OUT | WARNS_ONLY} <= told
    assert {"nip_rusak", "nip_salah", "nip_ganda", "nip_janggal", "nip_tanpa_induk"} <= kinds
    assert {"kosong", "rumus", "pilihan_salah", "di_luar_batas", "tidak_ada_di_tabel"} <= kinds


def test_two_runs_say_the_same(demo, again):
    assert contents(again) == contents(demo.folder)


def test_the_list_itself_is_the_same_to_the_byte(demo, again):
    assert (again / LIST_FILE).read_bytes() == (demo.folder / LIST_FILE).read_bytes()


def test_a_second_run_replaces_the_first(tmp_path):
    run(tmp_path, count=30)

    code, _ = run(tmp_path, count=20)

    assert code == 0
    assert pl.read_parquet(tmp_path / "gaji-2026-10.parquet").height == 20


def test_the_terminal_shows_a_slip_with_its_reckoning(demo):
    assert "contoh, bukan Perwal" in demo.printed
    assert "Lurah Sumurboto" in demo.printed
    assert re.search(r"TPP +Rp5\.100\.000\n +=.*Rp6\.000\.000 × .*85%", demo.printed)
    assert "dibulatkan ke bawah" in demo.printed
    assert len(demo.printed.splitlines()) < 200


def test_the_command_that_is_named_shows_the_rest(demo, capsys):
    command = re.search(r"^  praja (jelaskan .*)$", demo.printed, re.MULTILINE)

    code = main(shlex.split(command[1]))

    assert code == 0
    assert "Perwal Semarang 76/2021" in capsys.readouterr().out


def test_the_summary_is_shortened_to_totals(demo):
    whole = (demo.folder / SUMMARY_FILE).read_text(encoding="utf-8")

    short = shortened(whole)

    assert "  Tunjangan beras " in whole
    assert "  Tunjangan beras " not in short
    assert "  Jumlah bersih " in short
    assert "masalah pada" in short


def test_the_list_says_that_nothing_in_it_is_real(demo):
    book = CalamineWorkbook.from_path(str(demo.folder / LIST_FILE))

    titles = book.get_sheet_by_name("orang").to_python()[:3]

    assert "REKAAN" in titles[0][0]
    assert "pagu_tpp (contoh, bukan Perwal)" in titles[2]


def test_a_very_small_government_has_no_problem(tmp_path):
    code, printed = run(tmp_path, count=8)

    assert code == 0
    assert "Tidak ada masalah." in printed


@pytest.mark.parametrize("count", ["0", "-5"])
def test_a_government_without_people_is_refused(tmp_path, capsys, count):
    assert main(["demo", "--keluar", str(tmp_path), "--orang", count, "--hanya-gaji"]) == 2
    assert "paling sedikit 1" in capsys.readouterr().err


def test_a_file_in_place_of_the_folder_is_refused(tmp_path, capsys):
    (tmp_path / "berkas").write_text("bukan folder")

    assert main(["demo", "--keluar", str(tmp_path / "berkas")]) == 2
    assert "tidak dapat dibuat" in capsys.readouterr().err


def test_two_demos_do_not_make_the_same_installation_ready(tmp_path, monkeypatch):
    for name in ("PRAJA_VAR", "PRAJA_HTTPS"):
        monkeypatch.setenv(name, "tidak")
    with (tmp_path / "demo.kunci").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(SiteError, match=r"Demo lain .* --keluar"), begun(tmp_path, tell=print):
            pass
