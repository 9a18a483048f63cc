"""Which text holds: by the month served, the day of payment, what was known, and the pack."""

import datetime

import pytest

from praja.rules.errors import LawError
from praja.rules.in_force import boundaries, changed_names, in_force, select
from tests.unit.rules.small_law import fact, rule, small_law, table, version


def day(text):
    return datetime.date.fromisoformat(text)


def amount(law, name, on, **options):
    """Return what an empty person gets of one rule on a day."""
    options = {key: day(value) if key != "pay_list" else value for key, value in options.items()}
    return in_force(law, on=day(on), **options).only(name).run_one({}).amounts[name]


UPAH = rule(
    None,
    "rupiah",
    version("Rp100", "2019-01-01"),
    version("Rp108", "2024-01-01", ditetapkan="2024-01-26"),
    version("Rp120", "2025-07-01"),
)


# --- versions


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2019-01-01", 100),
        ("2019-01-31", 100),
        ("2023-12-31", 100),
        ("2024-01-01", 108),
        ("2024-01-31", 108),
        ("2025-06-30", 108),
        ("2025-07-31", 120),
        ("9999-12-31", 120),
    ],
)
def test_the_last_version_that_had_begun_on_the_first_of_the_month_holds(tmp_path, on, expected):
    law = small_law(tmp_path, rules={"upah": UPAH})

    assert amount(law, "upah", on) == expected


def test_a_version_that_begins_within_the_month_waits_for_the_next(tmp_path):
    law = small_law(
        tmp_path,
        rules={"upah": rule(None, "rupiah", version("Rp1", "2020-01-01"), version("Rp2", "2024-03-15"))},
    )

    assert [amount(law, "upah", on) for on in ("2024-03-31", "2024-04-01")] == [1, 2]


def test_before_the_first_version_the_earliest_is_named(tmp_path):
    law = small_law(tmp_path, rules={"upah": UPAH})

    with pytest.raises(LawError) as caught:
        amount(law, "upah", "2018-12-31")

    message = str(caught.value)
    assert "'upah' belum punya versi yang berlaku pada 2018-12-01" in message
    assert "mulai 2019-01-01 (UU 1/2020 Pasal 1)" in message
    assert "tambahkan versi lama" in message


def test_what_was_known_then_can_be_replayed(tmp_path):
    law = small_law(tmp_path, rules={"upah": UPAH})

    assert amount(law, "upah", "2024-01-01", known_at="2024-01-25") == 100
    assert amount(law, "upah", "2024-01-01", known_at="2024-01-26") == 108


def test_a_correction_of_the_same_date_holds_from_its_signing(tmp_path):
    corrected = rule(
        None,
        "rupiah",
        version("Rp1", "2024-01-01", ditetapkan="2023-12-01"),
        version("Rp2", "2024-01-01", ditetapkan="2024-05-01"),
    )
    law = small_law(tmp_path, rules={"upah": corrected})

    assert amount(law, "upah", "2024-02-01", known_at="2024-04-30") == 1
    assert amount(law, "upah", "2024-02-01", known_at="2024-05-01") == 2
    assert amount(law, "upah", "2024-02-01") == 2


def test_a_repealed_rule_reads_as_nothing(tmp_path):
    law = small_law(
        tmp_path,
        rules={
            "uang": rule(None, "rupiah", version("Rp5"), version(None, "2024-01-01")),
            "benar": rule(None, "ya", version("ya"), version(None, "2024-01-01")),
            "hasil": "uang + (jika benar maka Rp10 selainnya Rp20)",
        },
    )

    assert [amount(law, "hasil", on) for on in ("2023-12-01", "2024-01-01")] == [15, 20]


def test_a_repealed_day_count_still_sums_to_nothing(tmp_path):
    law = small_law(
        tmp_path,
        facts={"menit": fact("angka", butir="hari")},
        rules={
            "terlambat": rule(None, "menit", version("menit"), version(None, "2024-01-01")),
            "hasil": rule("jumlah(terlambat)", "menit"),
        },
    )
    person = {"hari": [{"menit": 3}, {"menit": 4}]}

    told = [
        in_force(law, on=day(on)).only("hasil").run_one(person).amounts["hasil"]
        for on in ("2023-12-01", "2024-01-01")
    ]

    assert told == [7, 0]


# --- the month served, and the day of payment


def test_a_rule_by_payment_takes_the_law_and_the_tables_of_that_day(tmp_path):
    tarif = table(
        {"2020-01-01": "mulai;nilai\n0;1\n", "2026-01-01": "mulai;nilai\n0;2\n"},
        kunci=[{"mulai": "mulai"}],
        jenis="angka",
    )
    texts = (version("10 * tabel.tarif[0]", "2020-01-01"), version("20 * tabel.tarif[0]", "2026-01-01"))
    law = small_law(
        tmp_path,
        tables={"tarif": tarif},
        rules={"masa": rule(None, "angka", *texts), "bayar": rule(None, "angka", *texts, menurut="bayar")},
    )

    december = {"on": "2025-12-01", "paid_on": "2026-01-05"}
    assert (amount(law, "masa", **december), amount(law, "bayar", **december)) == (10, 40)


def test_without_a_day_of_payment_the_month_served_counts(tmp_path):
    law = small_law(tmp_path, rules={"upah": {**UPAH, "menurut": "bayar"}})

    assert amount(law, "upah", "2024-01-31") == 108


def test_a_rule_by_the_month_may_read_one_by_payment(tmp_path):
    law = small_law(tmp_path, rules={"upah": {**UPAH, "menurut": "bayar"}, "dua_kali": "upah * 2"})

    assert amount(law, "dua_kali", "2023-12-01", paid_on="2025-07-01") == 240


@pytest.mark.parametrize(
    ("name", "expected"),
    [("awal_bulan", "2024-02-01"), ("akhir_bulan", "2024-02-29"), ("tanggal_bayar", "2024-03-01")],
)
def test_the_days_of_the_month_can_be_named(tmp_path, name, expected):
    law = small_law(tmp_path, rules={"batas": rule(name, "tanggal")})

    assert amount(law, "batas", "2024-02-17", paid_on="2024-03-01") == day(expected)


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_month_of_all_can_be_asked(tmp_path, on):
    law = small_law(
        tmp_path,
        facts={"tmt": fact("tanggal", dari="0001-01-01", sampai="9999-12-31")},
        rules={"bulan": rule(None, "bulan", version("bulan_antara(tmt; akhir_bulan)", "0001-01-01"))},
        packs={"kota": {"berlaku": "0001-01-01", "sampai": "9999-12-31"}},
        pack="kota",
    )

    program = in_force(law, on=day(on)).only("bulan")

    assert program.run_one({"tmt": day("0001-01-31")}).amounts["bulan"] == (0 if on < "0002" else 119_987)
    assert list(boundaries(law))


# --- packs


NATIONAL = {"upah": {**UPAH, "delegasi": "ya"}, "hasil": "upah * 2"}


def test_a_pack_replaces_a_rule_from_its_own_beginning(tmp_path):
    local = rule(None, "rupiah", version("Rp7", "2020-01-01"), mengganti="ya")
    law = small_law(
        tmp_path,
        rules=NATIONAL,
        packs={"kota": {"berlaku": "2024-03-01", "rules": {"upah": local}}},
        pack="kota",
    )

    assert [amount(law, "hasil", on) for on in ("2024-02-29", "2024-03-01")] == [216, 14]


def test_a_replacement_without_a_version_yet_leaves_the_parent(tmp_path):
    local = rule(None, "rupiah", version("Rp7", "2024-06-01"), mengganti="ya")
    law = small_law(tmp_path, rules=NATIONAL, packs={"kota": {"rules": {"upah": local}}}, pack="kota")

    assert [amount(law, "upah", on) for on in ("2024-05-01", "2024-06-01")] == [108, 7]


def test_a_pack_is_not_read_without_being_named(tmp_path):
    packs = {"kota": {"rules": {"upah": rule("Rp7", mengganti="ya")}}}

    assert amount(small_law(tmp_path, rules=NATIONAL, packs=packs), "upah", "2024-01-01") == 108


def test_the_nearest_pack_wins(tmp_path):
    packs = {
        "provinsi": {"rules": {"upah": rule("Rp7", mengganti="ya"), "tambahan": rule("Rp1")}},
        "kota": {"mewarisi": "provinsi", "rules": {"upah": rule("Rp9", mengganti="ya")}},
    }
    law = small_law(tmp_path, rules=NATIONAL, packs=packs, pack="kota")

    assert [pack.name for pack in law.packs] == ["provinsi", "kota"]
    assert (amount(law, "hasil", "2024-01-01"), amount(law, "tambahan", "2024-01-01")) == (18, 1)


def test_a_pack_repeals_from_its_own_beginning(tmp_path):
    law = small_law(
        tmp_path, rules=NATIONAL, packs={"kota": {"berlaku": "2024-03-01", "mencabut": ["upah"]}}, pack="kota"
    )

    assert [amount(law, "hasil", on) for on in ("2024-02-01", "2024-03-01")] == [216, 0]


def test_an_ended_pack_still_says_how_to_reckon_but_not_that_it_may_be_paid(tmp_path):
    packs = {
        "kota": {
            "berlaku": "2024-01-01",
            "sampai": "2024-12-31",
            "rules": {"upah": rule("Rp7", mengganti="ya"), "boleh": rule("dasar_hukum_berlaku", "ya")},
        }
    }
    law = small_law(tmp_path, rules=NATIONAL, packs=packs, pack="kota")

    assert [amount(law, "upah", on) for on in ("2024-12-01", "2025-01-01")] == [7, 7]
    assert [amount(law, "boleh", on) for on in ("2024-12-01", "2025-01-01")] == [True, False]


def test_the_national_law_always_has_its_basis(tmp_path):
    law = small_law(tmp_path, rules={"boleh": rule("dasar_hukum_berlaku", "ya")})

    assert amount(law, "boleh", "2024-01-01") is True


def test_a_pack_replaces_a_table_from_its_own_beginning(tmp_path):
    rows = {"nilai": "mulai;nilai\n0;{}\n", "kunci": [{"mulai": "mulai"}]}
    law = small_law(
        tmp_path,
        tables={"upah": table(rows["nilai"].format(5), kunci=rows["kunci"])},
        rules={"hasil": "tabel.upah[1]"},
        packs={
            "kota": {
                "berlaku": "2024-03-01",
                "tables": {"upah": table(rows["nilai"].format(6), kunci=rows["kunci"], mengganti="ya")},
            }
        },
        pack="kota",
    )

    assert [amount(law, "hasil", on) for on in ("2024-02-01", "2024-03-01")] == [5, 6]


# --- what changes


def test_the_days_on_which_anything_changes(tmp_path):
    law = small_law(
        tmp_path,
        rules={"upah": UPAH},
        packs={"kota": {"berlaku": "2023-05-01", "sampai": "2023-12-31"}},
        pack="kota",
    )

    assert [str(found) for found in boundaries(law)] == [
        "2019-01-01", "2023-05-01", "2024-01-01", "2025-07-01",
    ]  # fmt: skip


def test_what_differs_between_two_days(tmp_path):
    rows = {"2020-01-01": "mulai;nilai\n0;5\n", "2024-01-01": "mulai;nilai\n0;6\n"}
    law = small_law(
        tmp_path,
        rules={"upah": UPAH, "tetap": "Rp1"},
        tables={"tarif": table(rows, kunci=[{"mulai": "mulai"}])},
    )

    changed = changed_names(select(law, on=day("2023-12-01")), select(law, on=day("2024-01-01")))

    assert changed == {"aturan": ("upah",), "tabel": ("tarif",)}


def test_an_unknown_list_is_refused(tmp_path):
    law = small_law(tmp_path, rules={"a": "Rp1"}, lists={"gaji": {"baris": ["penghasilan"], "jumlah": ["a"]}})

    with pytest.raises(LawError, match="Daftar 'gajih' tidak ada") as caught:
        in_force(law, on=day("2024-01-01"), pay_list="gajih")

    assert "gaji" in caught.value.hint


def test_an_unknown_rule_is_refused_with_a_suggestion(tmp_path):
    law = small_law(tmp_path, rules={"tunjangan": "Rp1"})

    with pytest.raises(LawError, match="'tunjagan' tidak ada") as caught:
        amount(law, "tunjagan", "2024-01-01")

    assert "tunjangan" in caught.value.hint
