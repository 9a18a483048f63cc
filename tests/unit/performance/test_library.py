"""The library of indicators: that it is whole, and that what is sought is found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from praja.performance.enums import Arah
from praja.performance.plan import library as module
from praja.performance.plan.library import COLUMNS, LibraryFaulty, fitting, library, positions, search

HEAD = ",".join(COLUMNS)
ROW = "a-01,Lurah,Tugas,Hasil,Indikator,waktu,%,tinggi,Rumus,Sumber,hasil,tag"


def test_there_are_enough_for_enough_posts_and_each_can_be_measured() -> None:
    found = library()

    assert len(found) >= 150 and len(positions()) >= 20
    assert not [code for code, times in Counter(one.kode for one in found).items() if times > 1]
    assert not [text for text, times in Counter(one.indikator for one in found).items() if times > 1]
    for one in found:
        assert one.rumus and one.sumber and one.hasil, one.kode
        assert one.satuan or one.arah in (Arah.TANGGAL, Arah.TAHAPAN), one.kode
        assert len(one.indikator) <= 400 and len(one.rumus) <= 400 and len(one.kode) <= 40, one.kode


def test_most_tell_of_outcomes_and_none_of_mere_presence() -> None:
    found = library()

    assert sum(one.is_outcome for one in found) * 3 > len(found) * 2
    presence = [
        one.kode for one in found if one.indikator.casefold().startswith(("menghadiri", "jumlah rapat"))
    ]
    assert not presence


@pytest.mark.parametrize(
    "words",
    ["imunisasi", "partisipasi sekolah", "hasil ujian", "izin", "akta kelahiran", "sampah", "aduan",
     "kelurahan surat", "dokumen tepat waktu", "program lingkungan", "arsip", "kgb", "kendaraan"],
)  # fmt: skip
def test_what_people_look_for_is_there(words: str) -> None:
    assert search(words)


def test_what_fits_a_post_comes_first() -> None:
    assert fitting("Lurah Jabungan")[0].jabatan == "Lurah"
    assert fitting("Bidan Ahli Pertama", "imunisasi bayi")[0].jabatan == "Bidan Puskesmas"
    assert fitting("Jabatan") == [] and fitting("") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{HEAD}\n{ROW}\n{ROW}\n", "stands twice"),
        (f"{HEAD}\n{ROW.replace('Rumus', '')}\n", "rumus is empty"),
        (f"{HEAD}\n{ROW.replace('%', '')}\n", "satuan is empty"),
        (f"{HEAD}\n{ROW.replace('tinggi', 'besar')}\n", "arah must be one of"),
        (f"{HEAD}\n{ROW},lebih\n", "12 fields"),
        (f"{HEAD},lain\n{ROW}\n", "columns must be"),
    ],
)
def test_a_faulty_row_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    file = tmp_path / "indikator.csv"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(module, "FILE", file)
    library.cache_clear()
    try:
        with pytest.raises(LibraryFaulty, match=words):
            library()
    finally:
        library.cache_clear()
