"""`praja jelaskan`: one person's slip, every amount down to article, fact and table row."""

from __future__ import annotations

import dataclasses
import html.parser
import json
import re
import shutil

import pytest

from praja.rules.loader import LAW_FOLDER, shipped_law
from praja.rules.phrases import EN, ID
from tests.integration.cli.office import (
    ANI,
    BUDI,
    JOKO,
    PACK,
    SARI,
    WATI,
    everybody,
    hitung,
    jelaskan,
    person,
    slip,
    write_csv,
)

EVERYBODY = (SARI, BUDI, ANI, WATI, JOKO)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The office's list, and what `hitung` made of it. Ani's TPP is held, Joko is on unpaid leave, and
    nobody knows Wati's tax status."""
    folder = tmp_path_factory.mktemp("kantor")
    rows = everybody(
        ani={"lhkpn_tertunggak": "ya"}, joko={"keadaan_pegawai": "cltn"}, wati={"status_ptkp": ""}
    )
    list_ = write_csv(folder / "daftar.csv", rows)
    hitung(list_, folder / "hasil")
    return list_, folder / "hasil"


@pytest.fixture(scope="module")
def told(office):
    """What is told of everybody as JSON, by NIP."""
    list_, _ = office
    return {nip: json.loads(jelaskan(list_, nip, "--sebagai", "json").out) for nip in EVERYBODY}


# --- the same amounts


@pytest.mark.parametrize("nip", EVERYBODY)
def test_every_line_is_explained_with_the_amount_of_the_slip(office, told, nip):
    _, folder = office

    assert told[nip]["nip"] == nip
    for name in ("gaji", "tpp"):
        paid, said = slip(folder, name, nip), told[nip]["daftar"][name]
        assert said["keadaan"] == paid["keadaan"]
        lines = [line for line in said["hasil"] if line in paid]
        assert len(lines) > 15
        for line in lines:
            if paid["keadaan"] != "masalah":
                assert said["aturan"][line]["value"] == paid[line], line


def test_the_text_shows_the_amounts_of_the_slip(office):
    list_, folder = office

    text = jelaskan(list_, SARI).out

    for name in ("gaji", "tpp"):
        for line, amount in slip(folder, name, SARI).items():
            if isinstance(amount, int) and not isinstance(amount, bool) and amount:
                shown = f"Rp{amount:,}".replace(",", ".").replace("Rp-", "−Rp")
                assert shown in text, line


def test_json_carries_all_of_a_reckoning(told):
    step = told[SARI]["daftar"]["gaji"]["aturan"]["iwp"]
    table = told[SARI]["daftar"]["gaji"]["aturan"]["gaji_pokok_tabel"]

    assert step["title"] == "Iuran pensiun dan hari tua"
    assert step["formula"] == "bulat(tarif_iwp * gaji_pokok_dan_keluarga)"
    assert step["filled"] == (
        "tarif iuran pensiun dan hari tua 8% × gaji pokok dan tunjangan keluarga Rp4.286.514"
    )
    assert (step["exact"], step["shown"], step["value"]) == ("Rp342.921,12", "Rp342.921", 342_921)
    assert step["rounding"] == "dibulatkan ke rupiah terdekat menjadi"
    assert step["sources"][0] == {"document": "Keppres 8/1977", "article": "", "remark": ""}
    assert (step["since"], step["status"], step["pack"]) == ("1994-03-01", "diperiksa", "nasional")
    assert set(step["reads"]) == {"tarif_iwp", "gaji_pokok_dan_keluarga"}
    (row,) = table["tables"]
    assert row["row"] == "golongan III/c, mkg mulai 14"
    assert row["value"] == "Rp3.760.100"
    assert row["file"] == "nasional/tabel/gaji_pokok_pns_2024.csv"
    assert row["line"] == _line_of(row["file"], "III/c;14;")
    assert {"name": "mkg", "title": "Masa kerja golongan", "value": "14 tahun"}.items() <= next(
        fact for fact in table["facts"] if fact["name"] == "mkg"
    ).items()


def _line_of(file, start):
    lines = (LAW_FOLDER / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


def test_json_says_of_which_month_and_law(told):
    gaji = told[SARI]["daftar"]["gaji"]

    assert (gaji["bulan"], gaji["dibayar"], gaji["pak"]) == ("2026-10-01", "2026-10-01", [PACK])
    assert gaji["masalah"] == []


# --- the text


def test_a_line_its_article_and_what_it_stands_on(office):
    list_, _ = office

    text = jelaskan(list_, SARI).out

    assert text.startswith("Gaji induk, 10-2026 — Sari Dewi, S.E. (198503152010012001)\n")
    assert (
        "Tunjangan suami/istri: 10% × gaji pokok Rp3.760.100 = Rp376.010\n"
        "  — PP 51/1992 angka 1; Perpres 98/2020 Pasal 4, berlaku sejak 1 Januari 1993\n"
        "  · Status kepegawaian: pns\n"
        "  · Ada suami/istri yang ditunjang: ya\n"
    ) in text
    assert "\nTambahan penghasilan pegawai, 10-2026 — Sari Dewi, S.E. (198503152010012001)\n" in text
    assert "sudah dibayar bulan ini untuk penghasilan dasar iuran BPJS Kesehatan Rp4.826.514" in text


@pytest.mark.parametrize("nip", [SARI, ANI, WATI])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_no_rule_is_told_twice_and_nothing_is_left_open(office, nip, lang):
    list_, _ = office

    text = jelaskan(list_, nip, "--bahasa", lang).out

    for part in text.split("\n\n"):
        told = re.findall(r"^ *([^\s—·!][^:]*):", part, re.MULTILINE)
        assert len(told) == len(set(told)), [name for name in told if told.count(name) > 1]
    assert "None" not in text
    assert "( " not in text
    assert ": \n" not in text
    assert "?" not in text or nip == WATI
    for line in text.splitlines():
        reckoned = any(word in line for word in (*"×÷+−", ID.least, ID.greatest, EN.least, EN.greatest))
        assert reckoned or not re.search(r"(\S+) = \1$", line), "a figure that stands there twice"


def test_english_is_english(office):
    """No word of our Indonesian phrases; what the law names or lets one choose is never translated."""
    list_, _ = office
    choices = {word for fact in shipped_law(PACK).facts.values() for word in fact.choices}

    text = jelaskan(list_, SARI, "--bahasa", "en").out

    assert text.startswith("Monthly salary, 10-2026 — Sari Dewi, S.E.")
    assert "Spouse allowance: 10% × basic salary Rp3,760,100 = Rp376,010" in text
    said = [line for line in text.splitlines() if " — " not in line]  # not the documents
    said = [re.sub(r"(?<= = ).*|\(nasional/.*|\(daerah/.*", "", line) for line in said]
    words = set(re.findall(r"[a-z_]{3,}", " ".join(said))) - choices
    assert words.isdisjoint(words_of(ID) - words_of(EN)), words & (words_of(ID) - words_of(EN))


def words_of(phrases):
    """Return every word of a language's phrases."""
    texts = []
    for field in dataclasses.fields(phrases):
        value = getattr(phrases, field.name)
        inner = value.values() if isinstance(value, dict) else value
        texts += [value] if isinstance(value, str) else [str(one) for one in inner]
    return set(re.findall(r"[a-z]{3,}", " ".join(texts)))


# --- HTML


class _Page(html.parser.HTMLParser):
    """Counts elements and gathers text; what is no element of ours is a hole."""

    ALLOWED = {"html", "meta", "title", "h1", "h2", "section", "details", "summary", "span", "p", "small"} | {
        "code",
        "ul",
        "li",
    }

    def __init__(self, page):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        assert tag in self.ALLOWED, tag
        assert not any(name.startswith("on") or name in ("style", "src", "href") for name, _ in attrs)
        self.tags.append(tag)

    def handle_data(self, data):
        self.words.append(data)


def test_html_opens_without_script_and_says_what_the_text_says(office, told):
    list_, _ = office

    said = jelaskan(list_, SARI, "--sebagai", "html")

    page = _Page(said.out)
    steps = [one["aturan"] for one in told[SARI]["daftar"].values()]
    assert said.out.startswith('<!doctype html>\n<html lang="id">\n<meta charset="utf-8">')
    assert page.tags.count("section") == 2
    assert page.tags.count("details") > 40
    text = " ".join(page.words)
    assert "Sari Dewi, S.E. (198503152010012001)" in text
    for rules in steps:
        assert rules["pph"]["title"] in text
    assert "bulat(tarif_iwp * gaji_pokok_dan_keluarga)" in text


def test_html_of_hostile_names(tmp_path):
    """A name in the list, and titles in a law folder that somebody else wrote."""
    evil = "<script>alert('gaji')</script>\"><img src=x onerror=alert(1)>"
    list_ = write_csv(tmp_path / "daftar.csv", [person(SARI, nama=evil)])
    law = _hostile_law(tmp_path, evil)

    said = jelaskan(list_, SARI, "--sebagai", "html", "--hukum", law)

    page = _Page(said.out)
    assert said.code == 0, said.err
    assert "script" not in page.tags
    assert "<script" not in said.out
    assert "&lt;script&gt;" in said.out
    assert evil in "".join(page.words)


def _hostile_law(tmp_path, evil):
    law = tmp_path / "hukum"
    shutil.copytree(LAW_FOLDER, law)
    quoted = "'" + evil.replace("'", "''") + "'"
    for path, old in (
        (law / "daftar.yaml", "judul: Gaji induk"),
        (law / "daerah" / PACK / "pak.yaml", "judul: Provinsi Jambi, Pergub 24/2025"),
        (law / "nasional" / "gaji_keluarga.yaml", "judul: Tunjangan suami/istri"),
    ):
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, f"judul: {quoted}", 1), encoding="utf-8")
    return law


# --- who is not simply paid


def test_held(office):
    list_, _ = office

    said = jelaskan(list_, ANI)

    gaji, tpp = said.out.split("\n\n")[:2]
    assert said.code == 0
    assert "ditahan" not in gaji
    assert tpp.splitlines()[1] == "Dihitung, tetapi pembayarannya ditahan."
    assert "TPP ditahan karena LHKPN atau LHKASN belum disampaikan: ya" in tpp
    assert "TPP bersih: " in tpp


def test_forfeited(office):
    list_, _ = office

    said = jelaskan(list_, JOKO, "--bahasa", "en")

    assert said.code == 0
    assert said.out.count("\nNothing is due.\n") == 2
    assert "Unpaid leave: yes (because condition this month: cltn)" in said.out


def test_what_is_unknown_says_why_and_what_to_do(office):
    """Wati's salary is known, her tax is not, so her net is not; her TPP waits for it."""
    list_, _ = office

    said = jelaskan(list_, WATI)

    gaji, tpp = said.out.split("\n\n")[:2]
    assert said.code == 1
    assert "Gaji pokok: gaji pokok menurut tabel Rp3.408.500 ×" in gaji
    assert "PPh Pasal 21: belum dapat dihitung\n" in gaji
    assert "Jumlah bersih: belum dapat dihitung\n" in gaji
    assert "· Status PTKP pada 1 Januari tahun ini: ?\n" in gaji
    assert gaji.splitlines()[-1] == (
        "! Status PTKP pada 1 Januari tahun ini belum diisi. Isi kolom status_ptkp dengan salah satu dari: "
        "TK/0, TK/1, TK/2, TK/3, K/0, K/1, …."
    )
    assert tpp.splitlines()[-1] == (
        "! Gaji induk orang ini belum dapat dihitung; pajak dan batas iuran bulan ini menunggunya. "
        "Perbaiki dulu masalahnya pada daftar gaji."
    )
    assert "sudah dibayar bulan ini untuk penghasilan dasar iuran BPJS Kesehatan Rp0" not in tpp


def test_json_of_who_has_a_problem(told):
    gaji, tpp = (told[WATI]["daftar"][name] for name in ("gaji", "tpp"))

    assert (gaji["keadaan"], tpp["keadaan"]) == ("masalah", "masalah")
    assert [(one["fact"], one["kind"]) for one in gaji["masalah"]] == [("status_ptkp", "kosong")]
    assert [(one["fact"], one["kind"]) for one in tpp["masalah"]] == [("daftar gaji", "menunggu")]
    assert gaji["aturan"]["pph"]["value"] is None
    assert gaji["aturan"]["pph"]["applies"] is None


def test_html_of_who_has_a_problem(office):
    list_, _ = office

    page = _Page(jelaskan(list_, WATI, "--sebagai", "html").out)

    assert any("! Status PTKP pada 1 Januari tahun ini belum diisi." in word for word in page.words)


# --- who is asked about


def test_a_nip_with_spaces_is_the_same_nip(office):
    list_, _ = office

    assert jelaskan(list_, "19850315 201001 2 001").out == jelaskan(list_, SARI).out


def test_a_stranger(office):
    list_, _ = office

    said = jelaskan(list_, "199912312025061001")

    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "NIP 199912312025061001 tidak ada di daftar ini (5 orang). Periksa angkanya, atau berkasnya.\n"
    )


def test_somebody_who_was_left_out(tmp_path):
    list_ = write_csv(tmp_path / "daftar.csv", [*everybody(), person(SARI, mkg="3")])

    said = jelaskan(list_, SARI)

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(
        f"NIP {SARI} ada di baris 2, tetapi tidak dihitung: NIP ini juga ada pada baris 7."
    )
    assert "Sisakan satu baris yang benar" in said.err


def test_warnings_of_the_list_are_told_beside(tmp_path):
    """A NIP whose birthday makes no sense is computed, but somebody should look."""
    odd = "198599152010012001"
    list_ = write_csv(tmp_path / "daftar.csv", [{**person(SARI), "nip": odd}])

    said = jelaskan(list_, odd, "--daftar", "gaji")

    assert said.code == 0
    assert said.out.startswith("Gaji induk")
    assert said.err.startswith("! nip")


# --- one line only


def test_one_line_with_all_that_it_stands_on(office):
    """Also lines of the slip, which the whole slip tells by themselves."""
    list_, _ = office

    said = jelaskan(list_, SARI, "--aturan", "iwp")

    starts = [line.strip().partition(":")[0] for line in said.out.splitlines() if re.match(" *[A-Z]", line)]
    assert said.code == 0
    assert said.out.startswith("Gaji induk, 10-2026 — Sari Dewi, S.E. (198503152010012001)\nIuran pensiun")
    assert starts[1] == "Iuran pensiun dan hari tua"
    assert {"Gaji pokok", "Tunjangan suami/istri", "Tunjangan anak"} <= set(starts)
    assert "Tunjangan umum" not in starts and "TPP bersih" not in starts
    assert "Tambahan penghasilan pegawai" not in said.out


def test_a_line_by_its_title_and_another_by_its_name(office):
    list_, _ = office

    said = jelaskan(list_, SARI, "--aturan", "tunjangan SUAMI/istri", "--aturan", "bersih_tpp")

    gaji, tpp = said.out.split("\n\n")[:2]
    assert said.code == 0
    assert gaji.splitlines()[1].startswith("Tunjangan suami/istri: 10% × gaji pokok")
    assert tpp.splitlines()[1].startswith("TPP bersih: ")


def test_a_line_that_came_to_nothing_is_told_when_asked_for(office):
    list_, _ = office

    said = jelaskan(list_, SARI, "--aturan", "tunjangan_fungsional")

    assert said.code == 0
    assert said.out.splitlines()[1].startswith("Tunjangan jabatan fungsional: ")
    assert "Rp0" in said.out.splitlines()[1]


@pytest.mark.parametrize("form", ["json", "html"])
def test_one_line_in_another_form(office, form):
    list_, _ = office

    said = jelaskan(list_, SARI, "--aturan", "iwp", "--sebagai", form)

    if form == "json":
        (gaji,) = json.loads(said.out)["daftar"].values()
        assert gaji["hasil"] == ["iwp"]
        assert {"iwp", "gaji_pokok", "tarif_iwp"} <= set(gaji["aturan"])
        assert "pph" not in gaji["aturan"]
    else:
        assert 'data-aturan="iwp"' in said.out
        assert 'data-aturan="gaji_pokok"' in said.out
        assert 'data-aturan="pph"' not in said.out


def test_a_known_line_of_who_has_a_problem_is_told_without_it(office):
    """Wati's tax status is unknown; her salary is not."""
    list_, _ = office

    known = jelaskan(list_, WATI, "--aturan", "gaji_pokok")
    unknown = jelaskan(list_, WATI, "--aturan", "pph")

    assert (known.code, unknown.code) == (0, 1)
    assert "!" not in known.out
    gaji, tpp = unknown.out.split("\n\n")[:2]
    assert gaji.splitlines()[-1].startswith("! Status PTKP pada 1 Januari tahun ini belum diisi.")
    assert [line for line in tpp.splitlines() if line.startswith("!")] == [
        "! Gaji induk orang ini belum dapat dihitung; pajak dan batas iuran bulan ini menunggunya. "
        "Perbaiki dulu masalahnya pada daftar gaji."
    ]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("gaji_poko", "Mungkin maksud Anda: gaji_pokok"),
        ("Tunjangan suami/isteri", "Mungkin maksud Anda: tunjangan suami/istri"),
        ("xyzw", "Sebutkan nama aturannya, misalnya pph, atau sebutannya pada slip."),
    ],
)
def test_a_line_that_there_is_not(office, line, hint):
    list_, _ = office

    said = jelaskan(list_, SARI, "--aturan", line)

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"Baris '{line}' tidak dihitung bagi orang ini dalam daftar gaji, tpp.\n")
    assert hint in said.err


@pytest.mark.parametrize("form", ["teks", "json", "html"])
def test_one_list_only(office, form):
    list_, _ = office

    said = jelaskan(list_, SARI, "--daftar", "gaji", "--sebagai", form)

    assert said.code == 0
    assert "gaji_pokok" in said.out or "Gaji pokok" in said.out
    assert "TPP bersih" not in said.out
