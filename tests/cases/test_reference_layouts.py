"""The reference cases of the project pass, and the command that runs them judges honestly."""

import csv
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import pay, tax, tpp
from tests.cases.__main__ import main
from tests.cases.engine import Engine, Line, Unknown
from tests.cases.files import LAYOUTS, Case, read
from tests.cases.row import Row
from tests.cases.run import run

DATA = Path(__file__).parent / "data"
ROOT = DATA.parents[2]
PASSED = {
    "disiplin.csv": 18,
    "karier.csv": 12,
    "kinerja.csv": 70,
    "gaji.csv": 12,
    "pajak.csv": 5,
    "paruh_waktu.csv": 4,
    "thr_gaji13.csv": 7,
    "perangkat.md": 3,
    "tpp.md": 43,
    "tpp_kantor.csv": 5,
}
ENGINE = Engine()

EXPECTED = {
    "gaji.csv": set(pay.SALARY),
    "paruh_waktu.csv": set(pay.WAGE),
    "thr_gaji13.csv": set(pay.HOLIDAY) - {"kategori_ter"},
    "tpp_kantor.csv": set(pay.TPP) - {"tpp_kotor"},
    "pajak.csv": set(tax.EXPECTED) | {"exp_rate_percent"},
}


@pytest.fixture(autouse=True)
def law_read_once(monkeypatch):
    """Let the command use the engine of these tests, which has read the law already."""
    monkeypatch.setattr("tests.cases.__main__.Engine", lambda: ENGINE)


def rows_of(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def outcome_of(name, values):
    """Return what comes of one row of a table with these values."""
    layout = next(layout for layout in LAYOUTS if layout.columns == set(values))
    return run(Case(name, "changed", Row(values, remarks=layout.remarks), layout.adapter), ENGINE)


def blocks():
    """Return the JSON blocks of the page of TPP cases."""
    page = (DATA / "tpp.md").read_text(encoding="utf-8")
    return [json.loads(text, parse_float=Decimal) for text in re.findall(r"```json\n(.*?)\n```", page)]


def block_page(tmp_path, *texts):
    page = tmp_path / "page.md"
    page.write_text("\n".join(f"# A page\n```json\n{text}\n```" for text in texts), encoding="utf-8")
    return page


# --- the cases themselves


@pytest.mark.parametrize(("name", "passed"), PASSED.items(), ids=PASSED)
def test_every_case_passes(name, passed, capsys):
    code = main([str(DATA / name)])

    assert capsys.readouterr().out == f"{passed} passed, 0 failed, 0 skipped\n"
    assert code == 0


def test_every_file_of_cases_is_run():
    assert {path.name for path in DATA.iterdir()} == set(PASSED)


@pytest.mark.parametrize("name", [name for name in PASSED if name.endswith(".csv")])
def test_every_row_says_where_it_comes_from_and_how_sure_it_is(name):
    source, mark = {
        "pajak.csv": ("citation", "origin"),
        "disiplin.csv": ("source", "status"),
        "karier.csv": ("source", "status"),
        "kinerja.csv": ("source", "status"),
    }.get(name, ("sumber", "keaslian"))

    assert all(row[source] and row[mark] for row in rows_of(name))


# --- a wrong value is seen


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_expected_number_is_compared(name):
    unseen = [
        f"{next(iter(row.values()))}: {column}"
        for row in rows_of(name)
        for column in EXPECTED[name]
        if row[column] and outcome_of(name, {**row, column: str(Decimal(row[column]) + 1)}).passed
    ]

    assert not unseen


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block["id"])
def test_each_expected_value_of_a_block_is_compared(block):
    wrong = [
        key
        for key, value in block["expect"].items()
        if isinstance(value, (int, Decimal))
        and run(
            Case("", "", Row({**block, "expect": {**block["expect"], key: value + 1}}), tpp.block), ENGINE
        ).passed
    ]

    assert not wrong


def test_a_wrong_word_is_seen():
    row = rows_of("disiplin.csv")[0]

    outcome = outcome_of("disiplin.csv", {**row, "expected": '{"hukuman": "TEGURAN_TERTULIS"}'})

    assert "hukuman: expected teguran_tertulis, got teguran_lisan" in str(outcome)


def test_a_tolerance_is_kept_to():
    row = next(row for row in rows_of("disiplin.csv") if row["tolerance"] == "0.5")
    wanted = json.loads(row["expected"])

    near = outcome_of("", {**row, "expected": json.dumps({**wanted, "total": wanted["total"] + 0.5})})
    far = outcome_of("", {**row, "expected": json.dumps({**wanted, "total": wanted["total"] + 0.75})})

    assert near.passed
    assert not far.passed


def test_kinds_are_not_mixed_up():
    assert Line("x", True, "true").fault()
    assert Line("x", Decimal(1), Unknown("no grade")).fault().endswith("could not be computed: no grade")


# --- nothing that the engine should find is given to it


class Listening(Engine):
    """The engine of these tests, keeping the facts that one row gives it."""

    def __init__(self):
        self.given = []

    def law(self, pack):
        return ENGINE.law(pack)

    def compute(self, **asked):
        self.given.append(asked["facts"])
        return ENGINE.compute(**asked)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_expected_value_is_given_to_the_engine(name):
    layout = next(layout for layout in LAYOUTS if layout.columns == set(rows_of(name)[0]))
    for row in rows_of(name):
        changed = {
            column: str(Decimal(value) + 7) if column in EXPECTED[name] and value else value
            for column, value in row.items()
        }
        heard = []
        for values in (row, changed):
            engine = Listening()
            run(Case(name, "", Row(values, remarks=layout.remarks), layout.adapter), engine)
            heard.append(engine.given)

        assert heard[0] == heard[1]
        assert heard[0]


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block["id"])
def test_no_expected_value_of_a_block_is_given_to_the_engine(block):
    changed = {
        key: value + 7 if isinstance(value, (int, Decimal)) else value
        for key, value in block["expect"].items()
    }
    heard = []
    for expect in (block["expect"], changed):
        engine = Listening()
        run(Case("", "", Row({**block, "expect": expect}), tpp.block), engine)
        heard.append(engine.given)

    assert heard[0] == heard[1]
    assert heard[0]


# --- what a note says of the post


@pytest.mark.parametrize(
    ("note", "facts"),
    [
        ("", {"jenis_jabatan": "pelaksana"}),
        ("pelaksana gol IV (PTKP wanita TK/0)", {"jenis_jabatan": "pelaksana"}),
        ("Camat, Eselon III.a", {"jenis_jabatan": "struktural", "eselon": "III.a"}),
        (
            "ahli muda penyetaraan, tunjangan setara eselon IV.a",
            {"jenis_jabatan": "fungsional", "jabatan_fungsional": "tidak_ada", "eselon_penyetaraan": "IV.a"},
        ),
        (
            "analis SDM aparatur ahli muda",
            {
                "jenis_jabatan": "fungsional",
                "jabatan_fungsional": "Analis SDM Aparatur",
                "jenjang_jabatan": "Ahli Muda",
            },
        ),
    ],
)
def test_a_note_tells_the_post(note, facts):
    told = pay.post(note, ENGINE)

    assert facts.items() <= told.items()


def test_a_level_without_a_known_post_is_not_guessed_at():
    row = {**rows_of("gaji.csv")[0], "catatan": "penjinak api ahli muda"}

    assert "a functional post unknown to the law" in str(outcome_of("gaji.csv", row))


# --- rows that cannot be read


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("gaji_pokok", "5.289.800", "gaji_pokok is '5.289.800', not a number"),
        ("gaji_pokok", "", "gaji_pokok is blank"),
        ("gaji_pokok", "1e400", "gaji_pokok is '1e400', not a number"),
        ("periode", "2026-13", "periode names month 13 of 2026"),
        ("periode", "Oktober", "periode is 'Oktober', not a month"),
        ("status", "HONORER", "status is 'HONORER', not one of CPNS, PNS, PPPK"),
        ("anak_ditunjang", "-1", "could not be computed"),
        ("golongan", "V/z", "could not be computed"),
        ("mkg_tahun", "28.5", "mkg_tahun is '28.5', not a whole number"),
        ("kategori_ter", "D", "kategori_ter is 'D', not one of A, B, C"),
    ],
)
def test_a_malformed_row_fails_alone(column, value, said, tmp_path, capsys):
    rows = rows_of("gaji.csv")
    rows[1][column] = value

    code = main([str(write_rows(tmp_path / "any name", rows))])

    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("any name: G03: ")
    assert said in first
    assert last == "11 passed, 1 failed, 0 skipped"
    assert code == 1


def test_a_row_with_too_few_cells_fails_alone(tmp_path, capsys):
    lines = (DATA / "gaji.csv").read_text(encoding="utf-8").splitlines()
    lines[2] = "G03,GAJI_INDUK,2026-03"
    path = tmp_path / "short.csv"
    path.write_text("\n".join(lines), encoding="utf-8")

    code = main([str(path)])

    assert capsys.readouterr().out.splitlines() == [
        "short.csv: G03: 3 cells under 36 columns",
        "11 passed, 1 failed, 0 skipped",
    ]
    assert code == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "x", "pack": "national_tpp", "input": ', "page.md: line 2: not JSON: "),
        ('["pack"]', "page.md: line 2: not a JSON object"),
        ('{"id": "x", "pack": "national_tpp", "expect": {"tpp": 1}}', "page.md: x: input is missing"),
        ('{"id": "x", "pack": 5, "input": {}, "expect": {}}', "page.md: x: pack is 5, not words"),
        (
            '{"id": "x", "pack": "national_tpp", "input": {"tpp": 1}, "expect": {}}',
            "page.md: x: expect is ",
        ),
        (
            '{"id": "x", "pack": "national_tpp", "input": {"moon": 1}, "expect": {"tpp": 1}}',
            "page.md: x: input.moon has no meaning",
        ),
        (
            '{"id": "x", "pack": "national_tpp", "input": {"tpp": 1}, "expect": {"moon": 1}}',
            "page.md: x: expect.moon has no meaning",
        ),
        (
            '{"id": "x", "pack": "national_tpp", "input": {"tpp": NaN}, "expect": {"tpp": 1}}',
            "page.md: line 2: not JSON: NaN is not a number",
        ),
        (
            '{"id": "x", "pack": "national_tpp", "input": {"tpp": 1}, "expect": {"tpp": 1, "tpp": 2}}',
            "page.md: line 2: not JSON: a key stands twice",
        ),
        (
            '{"id": "two\\nlines \\ud800", "pack": "national_tpp", "input": {"\\ud800": 1}, '
            '"expect": {"tpp": 1}}',
            "page.md: two lines \\ud800: input.\\ud800 has no meaning",
        ),
        (
            '{"id": "x", "pack": "national_tpp", "input": {"skp": 9, "pengguna_anggaran": true, "tpp": 1}, '
            '"expect": {"tpp": 1}}',
            "page.md: x: ValueError: the adapter gives pengguna_anggaran, which the law does not know",
        ),
        (
            '{"id": "x", "pack": "balangan_2025", "input": {"components": {"ZZ": 1}}, "expect": {"tpp": 1}}',
            "page.md: x: ZZ is not a component",
        ),
        (
            '{"id": "x", "pack": "national_tpp", "input": {"tpp": 1, "performance_pct": 100, '
            '"events": {"late_10_min": 100000}}, "expect": {"tpp": 1}}',
            "page.md: x: late_10_min happened 100000 times",
        ),
    ],
)
def test_a_malformed_block_fails_alone(text, said, tmp_path, capsys):
    good = json.dumps(blocks()[0], default=float)

    code = main([str(block_page(tmp_path, text, good))])

    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith(said)
    assert last == "1 passed, 1 failed, 0 skipped"
    assert code == 1


def test_a_block_that_is_not_closed_fails(tmp_path, capsys):
    path = tmp_path / "page.md"
    path.write_text('```json\n{"id": "x", "pack": "bogor", "input": {}', encoding="utf-8")

    assert main([str(path)]) == 1
    assert "page.md: line 1: not JSON" in capsys.readouterr().out


def test_a_place_without_an_index_cannot_be_reckoned(tmp_path, capsys):
    path = tmp_path / "page.md"
    path.write_text(
        "| class | tukin BPK | Ngawi 2022 |\n|---|---|---|\n| 1 | 1540000 | 9 |", encoding="utf-8"
    )

    assert main([str(path)]) == 1
    assert "page.md: class 1: ITPP Ngawi 2022 is missing" in capsys.readouterr().out


def test_a_value_that_nothing_reads_fails():
    values = {**blocks()[0], "bonus": 1}

    assert "bonus: nothing compares it" in str(run(Case("", "", Row(values), tpp.block), ENGINE))


@given(st.data())
def test_no_value_of_any_kind_stops_the_run(data):
    name = data.draw(st.sampled_from([name for name in PASSED if name.endswith(".csv")]))
    row = data.draw(st.sampled_from(rows_of(name)))
    column = data.draw(st.sampled_from(list(row)))

    outcome = outcome_of(name, {**row, column: data.draw(st.text(max_size=40))})

    assert "\n" not in str(outcome)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.data())
def test_no_block_of_any_kind_stops_the_run(data):
    block = data.draw(st.sampled_from(blocks()))
    part = data.draw(st.sampled_from(["input", "expect"]))
    key = data.draw(st.sampled_from(list(block[part])))

    changed = {**block, part: {**block[part], key: data.draw(json_values)}}

    assert "\n" not in str(run(Case("", "", Row(changed), tpp.block), ENGINE))


# --- what is not there yet


def test_a_pack_that_does_not_exist_is_skipped(tmp_path, capsys):
    page = block_page(tmp_path, '{"id": "x-1", "pack": "../nasional", "input": {}, "expect": {"tpp": 1}}')

    assert main([str(page)]) == 0
    assert capsys.readouterr().out == "0 passed, 0 failed, 1 skipped\n"


def test_an_area_that_does_not_exist_is_skipped_and_named_on_request(tmp_path, capsys):
    row = {**rows_of("disiplin.csv")[0], "id": "BOX-001", "area": "BOX", "rule": "nine_box"}
    path = write_rows(tmp_path / "vectors.csv", [row])

    assert main(["-v", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "vectors.csv: BOX-001: not there yet: area BOX, rule nine_box",
        "0 passed, 0 failed, 1 skipped",
    ]


def test_a_pensioner_is_skipped():
    row = {**rows_of("pajak.csv")[0], "pensioner": "1"}

    assert outcome_of("pajak.csv", row).skipped


# --- files that cannot be used


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "unknown layout"),
        (b"\n\n", "unknown layout"),
        (b"name,age\nSari,40\n", "unknown layout. Known are: monthly salary, "),
        (b"id,periode,upah_pokok\nW01,2026-01,5\n", "The nearest is part-time wage, lacking bersih, bruto, "),
        (b"\xff\xfe\x00\x01", "cannot be read"),
        (b"# A page\n```json\n{}\n```\n", "unknown layout"),
        (b"id,area,rule,inputs,expected,tolerance,status,source,note\n", "there are no rows"),
        (b"id,area,rule,inputs,expected,tolerance,status,source,note,note\n", "stands twice in the header"),
        (b"| class | tukin BPK | Mars |\n|---|---|---|\n| 1 | 2 | 3 |\n", "not a place and a year"),
    ],
)
def test_an_unusable_file_is_told_and_nothing_runs(content, said, tmp_path, capsys):
    path = tmp_path / "some.csv"
    path.write_bytes(content)

    code = main([str(DATA / "gaji.csv"), str(path)])

    told = capsys.readouterr()
    assert code == 2
    assert f"{path}: " in told.err
    assert said in told.err
    assert not told.out


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_missing_file_and_a_folder_are_unusable(name, tmp_path, capsys):
    assert main([str(tmp_path / name)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_the_layout_is_known_by_its_header_in_any_order_and_with_a_mark(tmp_path):
    rows = [dict(reversed(row.items())) for row in rows_of("paruh_waktu.csv")]
    path = write_rows(tmp_path / "without-ending", rows)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert [case.name for case in read(path)] == ["W01", "W03", "W05", "W07"]


def test_an_enormous_cell_is_a_fault_of_its_row(tmp_path, capsys):
    rows = rows_of("paruh_waktu.csv")
    rows[0]["bersih"] = "9" * 200_000

    assert main([str(write_rows(tmp_path / "huge.csv", rows))]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 1 failed, 0 skipped"


# --- as a command


def test_it_runs_as_a_command_and_says_its_line_last(tmp_path):
    rows = rows_of("gaji.csv")
    rows[0]["bersih"] = "7613500"
    path = write_rows(tmp_path / "gaji.csv", rows)

    ran = subprocess.run(
        [sys.executable, "-m", "tests.cases", str(path), str(DATA / "perangkat.md")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stdout.splitlines() == [
        "gaji.csv: G01: bersih: expected 7613500, got 7613400",
        "14 passed, 1 failed, 0 skipped",
    ]
    assert ran.returncode == 1
    assert not ran.stderr


def test_no_file_named_is_a_question_that_cannot_be_answered():
    with pytest.raises(SystemExit) as stopped:
        main([])

    assert stopped.value.code == 2
