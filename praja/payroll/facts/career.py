"""Facts of career and post, each from the row of a history that held on the first of the month."""

from __future__ import annotations

import datetime

import polars as pl

from praja.organization.enums import Eselon, JenisJabatan
from praja.payroll.facts.said import Said, Sumber
from praja.people.enums import StatusAsn
from praja.rules.schema import Fact
from praja.sheet.names import plain
from praja.sheet.sipd import functional_post

STRUCTURAL = (
    JenisJabatan.JPT_MADYA.value,
    JenisJabatan.JPT_PRATAMA.value,
    JenisJabatan.ADMINISTRATOR.value,
    JenisJabatan.PENGAWAS.value,
)
"""From the highest down."""

PUNISHMENTS = {
    "tegurantertulis": "teguran_tertulis",
    "teguranlisan": "teguran_lisan",
    "tidakpuas": "pernyataan_tidak_puas",
    "penurunanjabatan": "penurunan_jabatan",
    "pembebasan": "pembebasan_jabatan",
    "pemberhentian": "pemberhentian",
}
"""What a punishment is called in its SK (PP 94/2021 article 8), and how the law names it."""
CUTS = {"6": "potong_tpp_6_bulan", "enam": "potong_tpp_6_bulan", "9": "potong_tpp_9_bulan",
        "sembilan": "potong_tpp_9_bulan", "12": "potong_tpp_12_bulan",
        "duabelas": "potong_tpp_12_bulan"}  # fmt: skip

Sources = dict[str, list[Said]]


def career_facts(people: pl.DataFrame) -> Sources:
    """Return what SKs say of status, grade, time in grade, leave and study."""
    return {
        "status_asn": [_by_sk(people, people["status"], "status")],
        "golongan": [_by_sk(people, people["golongan"], "golongan"), _no_golongan(people)],
        "mkg": _mkg(people),
        "keadaan_pegawai": [
            _by_sk(people, _where(people, "cltn_id", "cltn"), "cltn", "Cuti di luar tanggungan negara"),
            _by_sk(people, _where(people, "study_id", "tugas_belajar"), "study", "Tugas belajar"),
        ],
        "mulai_tugas_belajar": [_by_sk(people, people["study_start"], "study", "Tugas belajar")],
    }


def _where(people: pl.DataFrame, column: str, value: str) -> pl.Series:
    return people.select(pl.when(pl.col(column).is_not_null()).then(pl.lit(value))).to_series()


def _by_sk(people: pl.DataFrame, value: pl.Series, of: str, what: str = "") -> Said:
    """Return what the SK of a history says."""
    return Said(
        Sumber.SK, value, people[f"{of}_id"], _sk_words(people, of, what), people[f"{of}_by"]
    )  # fmt: skip


def _sk_words(people: pl.DataFrame, of: str, what: str = "") -> pl.Series:
    start = pl.col(f"{of}_start").dt.strftime("%d-%m-%Y")
    number = pl.when(pl.col(f"{of}_sk").fill_null("") == "").then(pl.lit("SK tanpa nomor")).otherwise(
        pl.concat_str(pl.lit("SK "), pl.col(f"{of}_sk"))
    )  # fmt: skip
    said = pl.format("{}, sejak {}.", number, start)
    return people.select(pl.format(f"{what}: {{}}", said) if what else said).to_series()


def _no_golongan(people: pl.DataFrame) -> Said:
    """PPPK paruh waktu have no golongan; the law asks that this be said."""
    part_time = pl.col("status") == StatusAsn.PPPK_PARUH_WAKTU.value
    value = people.select(pl.when(part_time).then(pl.lit("tidak_ada"))).to_series()
    return Said(Sumber.TURUNAN, value, None, "PPPK paruh waktu tidak memiliki golongan.")


def _mkg(people: pl.DataFrame) -> list[Said]:
    """The years of the last KGB, or of the golongan where that is newer: a raise is paid from its letter on.

    A KGB of another golongan than the one held contradicts it; then nothing is known.
    """
    newer = pl.col("kgb_id").is_not_null() & (
        pl.col("golongan_id").is_null() | (pl.col("kgb_start") >= pl.col("golongan_start"))
    )
    agrees = pl.col("kgb_golongan") == pl.col("golongan")
    by_kgb = people.select(pl.when(newer & agrees).then("kgb_mkg")).to_series()
    by_rank = people.select(pl.when(~newer).then("golongan_mkg")).to_series()
    return [
        _by_sk(people, by_kgb, "kgb", "Kenaikan gaji berkala"),
        _by_sk(people, by_rank, "golongan", "Pangkat"),
    ]


def contradictions(people: pl.DataFrame) -> dict[str, pl.Series]:
    """Return, for facts that their records contradict, in words why nothing is known."""
    wrong = (pl.col("kgb_start") >= pl.col("golongan_start")) & (pl.col("kgb_golongan") != pl.col("golongan"))
    told = pl.format(
        "KGB terakhir menyebut golongan {}, sedangkan pangkatnya {}. Perbaiki salah satunya.",
        pl.col("kgb_golongan"), pl.col("golongan"),
    )  # fmt: skip
    return {"mkg": people.select(pl.when(wrong).then(told)).to_series()}


# --- the post


def post_facts(people: pl.DataFrame, facts: dict[str, Fact]) -> Sources:
    """Return what the post held definitively says, as the structure has it on the day."""
    kind = pl.col("kind")
    name = (
        pl.when(kind.is_in(STRUCTURAL)).then(pl.lit("struktural"))
        .when(kind == JenisJabatan.FUNGSIONAL.value).then(pl.lit("fungsional"))
        .when(kind == JenisJabatan.PELAKSANA.value).then(pl.lit("pelaksana"))
    )  # fmt: skip
    echelon = pl.when(pl.col("eselon") != Eselon.TIDAK_ADA.value).then("eselon")
    post, level = _functional(people, facts)
    found = {
        "jenis_jabatan": people.select(name).to_series(),
        "eselon": people.select(echelon).to_series(),
        "kelas_jabatan": people["kelas"],
        "jabatan_fungsional": post,
        "jenjang_jabatan": level,
    }
    said = people.select(
        pl.format("Jabatan {}, {}", pl.col("title").fill_null(""), pl.lit(_sk_words(people, "jabatan")))
    ).to_series()
    return {
        name: [Said(Sumber.JABATAN, value, people["position_id"], said, people["jabatan_by"])]
        for name, value in found.items()
    }


def _functional(people: pl.DataFrame, facts: dict[str, Fact]) -> tuple[pl.Series, pl.Series]:
    """Return the functional post that a title names, and its level: `Arsiparis Mahir`, `Arsiparis`."""
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, people.height)
    post, level = facts.get("jabatan_fungsional"), facts.get("jenjang_jabatan")
    functional = people["kind"] == JenisJabatan.FUNGSIONAL.value
    titles = people["title"].zip_with(functional.fill_null(False), nothing)
    levels = people["jenjang"].zip_with((people["jenjang"] != "").fill_null(False), nothing)
    if post is None or level is None:
        return nothing, levels.zip_with(functional.fill_null(False), nothing)
    named = functional_post(titles, post.choices, level.choices)
    alone = {plain(one): one for one in post.choices}
    whole = {title: alone[key] for title in titles.unique().drop_nulls() if (key := plain(title)) in alone}
    by_title = titles.replace_strict(whole, default=None, return_dtype=pl.String)
    return (
        pl.select(pl.coalesce(named["jabatan_fungsional"], by_title)).to_series(),
        pl.select(pl.coalesce(levels.zip_with(functional.fill_null(False), nothing),
                              named["jenjang_jabatan"])).to_series(),
    )  # fmt: skip


# --- acting in another post


def acting_facts(people: pl.DataFrame, pagu: dict[str, pl.Series]) -> Sources:
    """Return what serving as Plt. says: at which level, whether the post has a holder, its ceilings.

    :param people: with the columns of `known.acting_of` joined
    :param pagu: by the fact `pagu_plt_…`, what is set for the post acted in
    """
    ranks = {kind: place for place, kind in enumerate(STRUCTURAL)}
    rank = {True: "acting_kind", False: "kind"}
    level = {
        acting: pl.col(column).replace_strict(ranks, default=len(STRUCTURAL), return_dtype=pl.Int64)
        for acting, column in rank.items()
    }
    echelons = {one.value: place for place, one in enumerate(Eselon) if one is not Eselon.TIDAK_ADA}
    own, other = (
        pl.col(column).replace_strict(echelons, default=None, return_dtype=pl.Int64)
        for column in ("eselon", "acting_eselon")
    )
    by_echelon = pl.when(own.is_not_null() & other.is_not_null()).then(other // 2 < own // 2)
    higher = pl.coalesce(by_echelon, level[True] < level[False])
    acts = pl.col("acting_id").is_not_null() & pl.col("acting_kind").is_not_null()
    value = pl.when(acts).then(pl.when(higher).then(pl.lit("lebih_tinggi")).otherwise(pl.lit("setingkat")))
    words = people.select(
        pl.format("Plt. {}, {}", pl.col("acting_title").fill_null(""), pl.lit(_sk_words(people, "acting")))
    ).to_series()

    def said(values: pl.Series, as_given: bool = False) -> list[Said]:
        return [Said(Sumber.JABATAN, values, people["acting_id"], words, people["acting_by"], as_given)]

    return {
        "plt": said(people.select(value).to_series()),
        "pejabat_definitif_ada": said(people["acting_held"]),
        **{name: said(values, as_given=True) for name, values in pagu.items()},
    }


# --- discipline


def discipline_facts(people: pl.DataFrame, period: datetime.date) -> Sources:
    """Return the punishment that is served, and in which month of it this is.

    :param people: with the columns of `known.discipline_of` joined
    """
    names = {kind: _punishment(kind) for kind in people["discipline"].unique().drop_nulls()}
    value = people["discipline"].replace_strict(names, default=None, return_dtype=pl.String)
    start = pl.col("discipline_start")
    first = (start.dt.year() * 12 + start.dt.month() + (start.dt.day() > 1)).cast(pl.Int64)
    month = people.select(period.year * 12 + period.month - first + 1).to_series()
    return {
        "hukuman_disiplin": [_by_sk(people, value, "discipline", "Hukuman disiplin")],
        "bulan_hukdis": [_by_sk(people, month, "discipline", "Hukuman disiplin")],
    }


def _punishment(kind: str) -> str:
    """Return how the law names a punishment; one that it does not know stays as the SK has it."""
    key = plain(kind)
    if key in {plain(one) for one in (*PUNISHMENTS.values(), *CUTS.values())}:
        return next(one for one in (*PUNISHMENTS.values(), *CUTS.values()) if plain(one) == key)
    if "otong" in key and ("tpp" in key or "tunjangankinerja" in key or "tambahanpenghasilan" in key):
        months = key.rpartition("bulan")[0]
        found = [name for word, name in CUTS.items() if months.endswith(word)]
        return found[-1] if found else kind
    return next((name for word, name in PUNISHMENTS.items() if word in key), kind)
