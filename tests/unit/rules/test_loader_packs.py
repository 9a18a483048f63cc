"""What the loader refuses in a pack."""

import pytest

from praja.rules.errors import LawErrors
from praja.rules.loader import pack_names
from tests.unit.rules.law_texts import only_fault
from tests.unit.rules.small_law import files_of, rule, small_law, version

PACK = {"kota": {"rules": {"tunjangan": rule("Rp5", mengganti="ya")}}}


def test_packs_are_listed(tmp_path):
    small_law(tmp_path, packs={"kota": {}, "bogor": {}})

    assert pack_names(tmp_path) == ("bogor", "kota")


@pytest.mark.parametrize(
    ("pack", "hint"),
    [("kotta", "kota"), ("jakarta", "Pak yang ada: kota"), ("", "kota"), ("../kota", "kota")],
)
def test_an_unknown_pack_is_refused(tmp_path, pack, hint):
    with pytest.raises(LawErrors) as caught:
        small_law(tmp_path, packs={"kota": {}}, pack=pack)

    (error,) = caught.value.errors
    assert "tidak ada" in error.message
    assert hint in error.hint


def test_packs_that_inherit_from_each_other_are_refused(tmp_path):
    with pytest.raises(LawErrors, match="saling mewarisi: a → b → a"):
        small_law(tmp_path, packs={"a": {"mewarisi": "b"}, "b": {"mewarisi": "a"}}, pack="a")


@pytest.mark.parametrize(
    ("national", "local", "said"),
    [
        (rule("Rp1"), rule("Rp2"), "sudah ada di nasional/aturan.yaml"),
        (rule("Rp1"), rule("Rp2", mengganti="ya"), "tidak diserahkan kepada daerah"),
        (
            rule("Rp1", delegasi="ya"),
            rule("2", "angka", mengganti="ya"),
            "bersatuan 'angka', yang diganti 'rupiah'",
        ),
    ],
)
def test_what_a_pack_may_not_replace(tmp_path, national, local, said):
    with pytest.raises(LawErrors, match=said) as caught:
        small_law(tmp_path, rules={"a": national}, packs={"kota": {"rules": {"a": local}}}, pack="kota")

    assert str(caught.value.errors[0].place).startswith("daerah/kota/aturan.yaml:2:1")


def test_a_rule_that_replaces_keeps_the_name_that_it_finds_unless_it_says_another(tmp_path):
    bare = {"mengganti": "ya", "versi": [version("Rp2")]}
    national = {"a": rule("Rp1", delegasi="ya"), "b": rule("Rp1", delegasi="ya"), "c": rule("Rp1")}
    local = {"a": bare, "b": {**bare, "judul": "Baris kota"}, "d": {**bare, "mengganti": "tidak"}}
    packs = {"kota": {"rules": {name: one for name, one in local.items() if name != "d"}}}

    law = small_law(tmp_path / "one", rules=national, packs=packs, pack="kota")
    named = {name: (law.rules[name][-1].title, law.rules[name][-1].label_en) for name in ("a", "b")}

    assert named == {"a": ("Baris", "Line"), "b": ("Baris kota", "Line")}
    assert law.rules["a"][-1].unit == "rupiah"
    with pytest.raises(LawErrors, match="'judul' belum ada"):
        small_law(tmp_path / "two", rules=national, packs={"kota": {"rules": {"d": local["d"]}}}, pack="kota")


def test_a_closed_group_is_closed_to_packs(tmp_path):
    files = {
        **files_of(packs={"kota": {"rules": {"a": rule("Rp1", kelompok=["bruto"])}}}),
        "kelompok.yaml": "bruto: {judul: B, label_en: B, boleh_ditambah: tidak}\n",
        "daftar.yaml": "",
    }

    place, message, _ = only_fault(tmp_path, files, pack="kota")

    assert (place, "tidak boleh ditambah" in message) == ("daerah/kota/aturan.yaml:2:1", True)


def test_a_pack_repeals_rules_that_exist(tmp_path):
    with pytest.raises(LawErrors, match="'tunjagan' tidak ada") as caught:
        small_law(
            tmp_path, rules={"tunjangan": "Rp1"}, packs={"kota": {"mencabut": ["tunjagan"]}}, pack="kota"
        )

    assert "tunjangan" in caught.value.errors[0].hint


def test_a_pack_pays_parts_of_a_month_on_lists_that_exist(tmp_path):
    with pytest.raises(LawErrors, match="'tpq' tidak ada"):
        small_law(tmp_path, packs={"kota": {"bagian_bulan": ["tpq"]}}, pack="kota")


def test_a_pack_is_named_like_its_folder(tmp_path):
    with pytest.raises(LawErrors, match="berbeda dari nama foldernya"):
        small_law(tmp_path, packs={"kota": {"nama": "desa"}}, pack="kota")
