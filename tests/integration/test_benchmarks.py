"""The benchmarks still run, and what they compare is equal. No test looks at a clock."""

import re
import sys

import polars as pl
import pytest

from benchmarks import nasional
from benchmarks._pipeline import pay_file
from benchmarks._population import population, write_population
from praja.rules.errors import FactsError
from praja.rules.loader import shipped_law
from praja.rules.month import programs_of_month, run_month

LAW = shipped_law("jambi_24_2025")
PROGRAMS = programs_of_month(LAW, nasional.LISTS, on=nasional.MONTH)
PEOPLE = 700


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("bench") / f"orang-{PEOPLE}.parquet"
    write_population(path, PEOPLE, LAW.facts, row_group=100)
    return path


def test_the_same_number_is_always_the_same_person():
    everyone = population(0, 500, LAW.facts)

    assert population(200, 300, LAW.facts).equals(everyone[200:])


def test_nobody_stands_in_the_list_twice(source):
    assert pl.read_parquet(source)["nip"].is_unique().all()


def test_almost_everybody_can_be_paid(source):
    results = run_month(PROGRAMS, {"orang": pl.read_parquet(source)})

    assert all(result.problems.height <= 1 for result in results.values())


def test_batches_from_file_to_file_are_the_whole_month(source, tmp_path):
    whole = run_month(PROGRAMS, {"orang": pl.read_parquet(source)})

    done = pay_file(source, tmp_path / "hasil", PROGRAMS, batch=300)

    assert done.people == PEOPLE
    for name, result in whole.items():
        parts = pl.read_parquet(tmp_path / "hasil" / name / "*.parquet")
        assert parts.with_columns(pl.col("keadaan").cast(pl.String)).equals(
            result.amounts.with_columns(pl.col("keadaan").cast(pl.String))
        )


def test_a_person_in_two_batches_is_noticed(source, tmp_path):
    people = pl.read_parquet(source)
    twice = tmp_path / "dua.parquet"
    pl.concat([people, people.head(1)]).write_parquet(twice)

    with pytest.raises(FactsError, match="berulang"):
        pay_file(twice, tmp_path / "hasil", PROGRAMS, batch=300)


def test_the_plain_loop_says_the_same_as_the_engine(source, monkeypatch, capsys):
    arguments = [
        "--orang",
        str(PEOPLE),
        "--cuplik",
        "150",
        "--bagian",
        "desimal",
        "--folder",
        str(source.parent),
    ]
    monkeypatch.setattr(sys, "argv", ["nasional", *arguments])

    nasional.main()

    found = re.search(r"([\d,]+) amounts compared with the engine's, all equal", capsys.readouterr().out)
    assert found
    assert int(found[1].replace(",", "")) == 150 * sum(len(program.outputs) for program in PROGRAMS.values())


@pytest.mark.slow
def test_every_part_prints_its_figures(source, monkeypatch, capsys):
    arguments = ["--orang", str(PEOPLE), "--cuplik", "20", "--ulang", "1", "--folder", str(source.parent)]
    monkeypatch.setattr(sys, "argv", ["nasional", *arguments])

    nasional.main()

    printed = capsys.readouterr().out
    for said in ("law to last file", "Growth", "run_one", "hukum periksa", "Plain loop"):
        assert said in printed
