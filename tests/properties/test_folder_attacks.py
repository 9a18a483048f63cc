"""Whatever stands in a law folder, loading and running it gives a law, or errors with file and line."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.rules.check import check_law
from praja.rules.errors import FactsError, LawErrors, RulesError
from praja.rules.in_force import boundaries, in_force
from praja.rules.loader import LAW_FOLDER, load_law
from tests.properties.dice import Dice, effort
from tests.properties.frames import frames_of
from tests.properties.law_files import files_of, write
from tests.properties.worlds import World, worlds_with_people

SCRAPS = (
    "", " ", "  ", "\n", "\t", ":", ": ", "- ", "'", '"', "[", "]", "{", "}", "#", " #", "&a ", "*a",
    "<<: ", "!!int ",
    "|", ">-", "?", ",", ";", ";;", "%", "\x00", "\ufeff", "\u2028", "é", "0", "1", "-1",
    "999999999999999999999999",
    "0,5", "0.5", "1e9", "ya", "tidak", "no", "~", "null", "orang", "hari", "rupiah", "pilihan",
    "tanggal", "sama",
    "mulai", "sampai", "0001-01-01", "9999-12-31", "2026-02-30", "10000-01-01", "../x.csv", "<k>",
    "jumlah(kelompok.x)",
    "jika", "r0", "f0", "dari: 5\n", "  versi: []\n", "  mengganti: 'ya'\n", "  untuk: [a, b]\n",
    "--- \n", "...\n",
)  # fmt: skip


def bent_text(dice: Dice, text: str) -> str:
    """Return the text of a file with some of it cut, doubled, swapped or replaced by a scrap."""
    for _ in range(1 + dice.upto(2)):
        lines = text.splitlines(keepends=True) or [""]
        at = dice.upto(len(lines) - 1)
        char = dice.upto(len(lines[at]))
        match dice.upto(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[at])
            case 2:
                other = dice.upto(len(lines) - 1)
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = lines[at][:char] + dice.pick(SCRAPS) + lines[at][char:]
            case 4:
                lines[at] = lines[at][:char] + dice.pick(SCRAPS) + lines[at][char + 1 + dice.upto(5) :]
            case 5:
                key, colon, _ = lines[at].partition(":")
                lines[at] = f"{key}{colon} {dice.pick(SCRAPS)}\n"
            case _:
                lines[at] = lines[at][:char]
        text = "".join(lines)
    return text


def load_or_errors(folder: Path):
    """Return the law in a folder, or None when every fault of it is told with its place."""
    try:
        return load_law(folder)
    except LawErrors as found:
        assert found.errors
        for error in found.errors:
            assert error.place is not None and error.place.file and error.place.line >= 1
            assert len(str(error)) < 2000
        return None


@effort(1.2)
@given(worlds_with_people(most=1), st.data())
def test_a_bent_law_file_is_law_or_refused_with_its_line(drawn, data):
    world, people = drawn
    dice = Dice(data.draw)
    files = dict(files_of(world.law))
    name = dice.pick(sorted(files))
    files[name] = bent_text(dice, files[name])
    with tempfile.TemporaryDirectory() as place:
        law = load_or_errors(write(files, Path(place)))

    if law is None:
        return
    list(boundaries(law))
    outputs = tuple(output for output in world.outputs if output in law.rules)
    try:
        program = World(law, outputs).program()
    except RulesError as error:
        assert not isinstance(error, FactsError)
        return
    for person in people:
        program.run_one(person)
    try:
        program.run(frames_of(world.law, people))
    except FactsError as error:
        assert "berjenis" in str(error) or "desimal" in str(error), "only a changed kind makes frames unfit"


@effort(0.5)
@given(worlds_with_people(most=0), st.data())
def test_any_bytes_in_a_law_file_are_refused_or_law(drawn, data):
    world, _ = drawn
    dice = Dice(data.draw)
    files: dict[str, str | bytes] = dict(files_of(world.law))
    name = dice.pick(sorted(files))
    raw = str(files[name]).encode()
    place = dice.upto(len(raw))
    files[name] = raw[:place] + data.draw(st.binary(min_size=1, max_size=8)) + raw[place:]
    with tempfile.TemporaryDirectory() as folder:
        load_or_errors(write(files, Path(folder)))


@effort(0.5)
@given(worlds_with_people(most=0), st.data())
def test_the_check_finds_what_stops_a_law(drawn, data):
    world, _ = drawn
    dice = Dice(data.draw)
    files = dict(files_of(world.law))
    name = dice.pick(sorted(files))
    files[name] = bent_text(dice, files[name])
    with tempfile.TemporaryDirectory() as place:
        folder = write(files, Path(place))

        report = check_law(folder)

        law = load_or_errors(folder)
        if law is None:
            assert report.errors
            return
    stopped = [day for day in boundaries(law) if day.year > 1 and not computable(law, day)]
    assert report.errors or not stopped


def computable(law, day):
    """Whether every list of the law can be computed in the month of `day`."""
    try:
        return all(in_force(law, on=day, paid_on=day, pay_list=name).rules is not None for name in law.lists)
    except RulesError:
        return False


@pytest.mark.slow
@effort(0.1)
@given(st.data())
def test_a_bent_file_of_the_real_law_is_law_or_refused_with_its_line(data):
    dice = Dice(data.draw)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "law"
        shutil.copytree(
            LAW_FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "daerah", "kasus")
        )
        path = dice.pick(sorted(path for path in folder.rglob("*") if path.is_file()))
        path.write_text(bent_text(dice, path.read_text(encoding="utf-8")), encoding="utf-8")

        load_or_errors(folder)
