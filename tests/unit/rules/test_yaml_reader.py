"""The YAML of law files: text, lists and names, each with its line and column."""

import pytest

from praja.rules.errors import LawError
from praja.rules.yaml_reader import Mapping, Scalar, Sequence, read_yaml


def read(text):
    return read_yaml(text, file="gaji.yaml")


def test_scalars_stay_as_they_are_written():
    root = read("a: 0.60\nb: no\nc: 2024-01-26\nd: '0,60'\ne: ~\nf:\n")

    assert [node.text for node in root.entries.values()] == ["0.60", "no", "2024-01-26", "0,60", "~", ""]


def test_every_word_knows_its_line_and_column():
    root = read("gaji:\n  rumus: x\n  daftar: [a, b]\n")

    gaji = root.entries["gaji"]
    assert isinstance(gaji, Mapping)
    assert str(root.places["gaji"]) == "gaji.yaml:1:1"
    assert str(gaji.places["rumus"]) == "gaji.yaml:2:3"
    assert str(gaji.entries["rumus"].place) == "gaji.yaml:2:10"
    daftar = gaji.entries["daftar"]
    assert isinstance(daftar, Sequence)
    assert [str(item.place) for item in daftar.items] == ["gaji.yaml:3:12", "gaji.yaml:3:15"]


@pytest.mark.parametrize("text", ["", "   \n", "# hanya catatan\n", "---\n", "''"])
def test_an_empty_file_is_nothing(text):
    assert read(text) is None


def test_a_folded_formula_is_one_line():
    root = read("rumus: >-\n  bulat(10% *\n  gaji)\n")

    assert root.entries["rumus"].text == "bulat(10% * gaji)"


def test_a_hash_in_quotes_belongs_to_the_formula():
    root = read("a: 'x # y'\nb: x # y\n")

    assert [node.text for node in root.entries.values()] == ["x # y", "x"]


def test_a_scalar_root_is_returned():
    assert isinstance(read("hanya teks"), Scalar)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "gaji.yaml:3:1", "'a' sudah ada di baris 1"),
        ("x: {a: 1, a: 2}\n", "gaji.yaml:1:11", "'a' sudah ada di baris 1"),
        ("a: &x 1\n", "gaji.yaml:1:4", "Jangkar (&)"),
        ("a: *x\n", "gaji.yaml:1:4", "rujukan (*)"),
        ("b:\n  <<: {c: 1}\n", "gaji.yaml:2:3", "Gabungan (<<)"),
        ("a: !!int 3\n", "gaji.yaml:1:4", "Tanda jenis"),
        ("a: !x 3\n", "gaji.yaml:1:4", "Tanda jenis"),
        ("a: 1\n---\nb: 2\n", "gaji.yaml:2:1", "satu dokumen"),
        ("? [a]\n: 1\n", "gaji.yaml:1:3", "Nama harus berupa satu kata"),
        ("a: 'x\n", "gaji.yaml:2:1", "YAML tidak terbaca"),
        ("a:\n\tb: 1\n", "gaji.yaml:2:1", "YAML tidak terbaca"),
        ("a: [1, 2\nb: 3\n", "gaji.yaml:2:2", "YAML tidak terbaca"),
        ("a: b: c\n", "gaji.yaml:1:5", "YAML tidak terbaca"),
        ("a: \x01\n", "gaji.yaml:1", "YAML tidak terbaca"),
    ],
)
def test_a_refusal_names_the_place(text, place, said):
    with pytest.raises(LawError) as caught:
        read(text)

    assert str(caught.value.place) == place
    assert said in caught.value.message
