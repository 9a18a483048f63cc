"""The command itself, as a process: help, version, exit codes, pipes, encodings."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import praja as project
from praja.cli import main
from tests.consistency.tree import ROOT
from tests.integration.cli.office import SARI, hitung, person, praja, write_csv

COMMANDS = ("hitung", "jelaskan", "kolom", "kasus", "hukum", "demo")


def run(*arguments, **more):
    """Run `praja` as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "praja", *map(str, arguments)],
        env=environment,
        capture_output=True,
        timeout=120,
        check=False,
        **more,
    )


def test_without_arguments_the_help():
    said = praja()

    assert said.code == 2
    assert all(f"    {name} " in said.out for name in COMMANDS)
    assert "Kode keluar: 0 semua beres" in said.out


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in COMMANDS)])
def test_help(arguments):
    said = praja(*arguments)

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("usage: praja")


def test_help_imports_no_engine():
    """Help is instant: nothing that computes is loaded for it."""
    code = "import sys; from praja.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += (
        "print([name for name in sys.modules if name.startswith(('polars', 'yaml', 'praja.rules.program'))])"
    )

    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert said.stdout.splitlines()[-1] == "[]"


def test_version():
    assert praja("--version").out == f"praja {project.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [["tidak-ada"], ["hitung"], ["hitung", "x.csv"], ["jelaskan", "x.csv", "--periode", "2026-10"]]
    + [
        ["hukum", "tampil"],
        ["hukum", "hapus"],
        ["kasus", "--tidak-ada"],
        ["hukum", "beda", "--pada", "2024-01"],
    ],
)
def test_wrong_usage(arguments):
    said = praja(*arguments)

    assert (said.code, said.out) == (2, "")
    assert "usage: praja" in said.err


def test_a_reader_that_stops_reading(tmp_path):
    """`praja hukum kamus | head -1`: no complaint, whether much or little is left to say."""
    for arguments in (["hukum", "kamus"], ["hukum", "tampil", "mkg"]):
        process = subprocess.Popen(
            [sys.executable, "-m", "praja", *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
        )
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        with process.stderr as errors:
            said = errors.read().decode()
        assert process.wait(timeout=60) == 0
        assert said == ""


def test_results_are_written_although_nobody_reads_the_summary(tmp_path):
    list_ = write_csv(tmp_path / "daftar.csv", [person(SARI)])
    with subprocess.Popen(
        [sys.executable, "-m", "praja", "hitung", str(list_), "--periode", "2026-10", "--keluar", "hasil"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.wait(timeout=120)

    hitung(list_, tmp_path / "lain", "--daftar", "gaji", pack=None)
    written = {path.name for path in (tmp_path / "hasil").iterdir()}
    assert written == {path.name for path in (tmp_path / "lain").iterdir()}


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_signs_that_the_terminal_does_not_know(tmp_path, encoding):
    """× and − and ≤, sent to a file by a computer that is set to something else."""
    list_ = write_csv(tmp_path / "daftar.csv", [person(SARI)])

    said = run("jelaskan", list_, "--periode", "2026-10", "--nip", SARI, env={"PYTHONIOENCODING": encoding})

    assert said.returncode == 0, said.stderr.decode()
    assert "10% × gaji pokok Rp3.760.100" in said.stdout.decode("utf-8")


def test_stopped_by_hand(monkeypatch, capsys):
    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("praja.cli.law.words", stop)

    assert main(["hukum", "kamus"]) == 130
    assert capsys.readouterr().err == "\nDihentikan.\n"


def test_too_little_memory(tmp_path, monkeypatch):
    def fill(*_, **__):
        raise MemoryError

    monkeypatch.setattr("praja.cli.pay.run_month", fill)

    said = hitung(write_csv(tmp_path / "daftar.csv", [person(SARI)]), tmp_path / "hasil")

    assert said.code == 2
    assert said.err == "Memori tidak cukup untuk daftar ini. Bagi daftarnya, atau pakai berkas Parquet.\n"


def test_progress_is_for_who_watches(tmp_path, monkeypatch):
    """On a terminal a counter; in a file nothing."""
    import io

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    list_ = write_csv(tmp_path / "daftar.csv", [person(SARI)])
    watched = Terminal()
    monkeypatch.setattr(sys, "stderr", watched)
    assert main(["hitung", str(list_), "--periode", "2026-10", "--keluar", str(tmp_path / "a")]) == 0

    alone = hitung(list_, tmp_path / "b", pack=None)

    assert watched.getvalue() == "\r1 dari 1 orang\n"
    assert alone.err == ""
