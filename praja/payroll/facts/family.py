"""Facts of the family: who is supported on the first of the month, and the tax status on 1 January.

Supported is who has a row of `DependantHistory`. A spouse or child who has died, and a spouse who is
divorced, is not supported from the following month on, also before an SK says so.
"""

from __future__ import annotations

import datetime

import polars as pl

from praja.payroll.facts.said import Said, Sumber
from praja.people.due.career import add_months
from praja.people.due.law import child_limit
from praja.people.enums import HubunganKeluarga, JenisKelamin

SPOUSES = (HubunganKeluarga.SUAMI.value, HubunganKeluarga.ISTRI.value)
CHILDREN = {
    HubunganKeluarga.ANAK_KANDUNG.value: "kandung",
    HubunganKeluarga.ANAK_TIRI.value: "tiri",
    HubunganKeluarga.ANAK_ANGKAT.value: "angkat",
}
MOST_FOR_TAX = 3
"""The last status that the law names: TK/3, K/3."""


def family_facts(people: pl.DataFrame, family: pl.DataFrame, on: datetime.date) -> dict[str, list[Said]]:
    """Return whether a spouse is supported, and how many children and how they are told."""
    supported = _supported(family, on)
    spouses = supported.filter(pl.col("relation").is_in(SPOUSES)).unique("person_id", keep="first")
    children = supported.filter(pl.col("relation").is_in(list(CHILDREN)))
    counted = children.group_by("person_id").agg(
        count=pl.len().cast(pl.Int64),
        unknown=pl.col("birth").null_count() > 0,
        children=pl.col("member").str.join(", "),
        first=pl.col("dependant_id").first(),
    )
    here = (
        people.select("row", "person_id")
        .join(spouses.select("person_id", "member", "dependant_id", "dependant_sk", "dependant_by"),
              on="person_id", how="left", maintain_order="left")
        .join(counted, on="person_id", how="left", maintain_order="left")
    )  # fmt: skip
    spouse = pl.when(pl.col("dependant_id").is_null()).then(
        pl.lit("Tidak ada suami atau istri yang tunjangannya tercatat pada bulan ini.")
    ).otherwise(pl.format("Suami/istri: {}, SK {}.", pl.col("member"), pl.col("dependant_sk")))  # fmt: skip
    told = pl.when(pl.col("count").is_null()).then(
        pl.lit("Tidak ada anak yang tunjangannya tercatat pada bulan ini.")
    ).otherwise(pl.format("Anak: {}.", pl.col("children")))  # fmt: skip
    unknown = pl.col("unknown").fill_null(False)
    how = pl.when(unknown).then(pl.lit("jumlah")).otherwise(pl.lit("daftar"))
    why = pl.when(unknown).then(
        pl.lit("Tanggal lahir seorang anak belum tercatat, sehingga hanya jumlahnya yang dipakai.")
    ).otherwise(told)  # fmt: skip
    columns = here.select(
        spouse=pl.col("dependant_id").is_not_null(), spouse_id="dependant_id", spouse_told=spouse,
        by="dependant_by", count=pl.col("count").fill_null(0), first="first", told=told, how=how, why=why,
    )  # fmt: skip
    return {
        "pasangan_ditunjang": [
            Said(Sumber.KELUARGA, columns["spouse"], columns["spouse_id"], columns["spouse_told"],
                 columns["by"])
        ],
        "jumlah_anak_ditunjang": [
            Said(Sumber.KELUARGA, columns["count"], columns["first"], columns["told"])
        ],
        "sumber_anak": [Said(Sumber.KELUARGA, columns["how"], columns["first"], columns["why"])],
    }  # fmt: skip


def children_of(people: pl.DataFrame, family: pl.DataFrame, on: datetime.date) -> pl.DataFrame:
    """Return a row for each supported child of those whose children are told one by one."""
    children = _supported(family, on).filter(pl.col("relation").is_in(list(CHILDREN)))
    uncertain = children.filter(pl.col("birth").is_null())["person_id"].unique()
    return (
        children.filter(~pl.col("person_id").is_in(uncertain.implode()))
        .join(people.select("row", "person_id", "nip"), on="person_id", maintain_order="left")
        .sort("row", "birth", "member_id")
        .select(
            "nip",
            pl.col("birth").alias("tanggal_lahir_anak"),
            pl.col("relation").replace_strict(CHILDREN, return_dtype=pl.String).alias("hubungan_anak"),
            (pl.col("married") <= on).fill_null(False).alias("anak_kawin"),
            pl.col("asn").alias("anak_berpenghasilan"),
            (pl.col("school_until") >= on).fill_null(False).alias("anak_sekolah"),
            pl.lit(None, dtype=pl.Boolean).alias("anak_beasiswa"),
        )
    )


def _supported(family: pl.DataFrame, on: datetime.date) -> pl.DataFrame:
    gone = (pl.col("died") < on).fill_null(False) | (pl.col("divorced") < on).fill_null(False)
    return family.filter(pl.col("dependant_id").is_not_null() & ~gone)


def tax_status(people: pl.DataFrame, family: pl.DataFrame, period: datetime.date) -> list[Said]:
    """Return the PTKP status on 1 January, from the family as recorded.

    The family for tax is not that of the allowance: children count who were born, alive, unmarried and under
    the age to which the law supports a child, whether or not an allowance is paid for them. Whether a husband
    earns is not recorded: his wife counts as TK/0 unless a standing fact says otherwise.
    """
    day = period.replace(month=1, day=1)
    alive = ~(pl.col("died") < day).fill_null(False)
    is_spouse = pl.col("relation").is_in(SPOUSES)
    is_married = (
        is_spouse
        & alive
        & ~(pl.col("married") > day).fill_null(False)
        & ~(pl.col("divorced") < day).fill_null(False)
    )
    limits = [add_months(day, -12 * child_limit(day, school=school)) for school in (False, True)]
    young = (pl.col("birth") > limits[0]) | (
        (pl.col("birth") > limits[1]) & (pl.col("school_until") >= day).fill_null(False)
    )
    is_child = (
        pl.col("relation").is_in(list(CHILDREN))
        & alive
        & (pl.col("birth") <= day)
        & young
        & ~(pl.col("married") <= day).fill_null(False)
    )
    found = family.group_by("person_id").agg(
        spouse=is_married.any(), children=is_child.fill_null(False).sum().cast(pl.Int64)
    )
    here = people.select("row", "person_id", "sex").join(
        found, on="person_id", how="left", maintain_order="left"
    )
    spouse = pl.col("spouse").fill_null(False)
    count = pl.min_horizontal(pl.col("children").fill_null(0), MOST_FOR_TAX).cast(pl.String)
    wife = spouse & (pl.col("sex") == JenisKelamin.PEREMPUAN.value)
    value = (
        pl.when(wife).then(pl.lit("TK/0"))
        .when(spouse).then(pl.concat_str(pl.lit("K/"), count))
        .otherwise(pl.concat_str(pl.lit("TK/"), count))
    )  # fmt: skip
    told = (
        pl.when(wife)
        .then(pl.lit("Istri yang bersuami dihitung TK/0, karena suami dianggap berpenghasilan; bila tidak, "
                     "isi keterangan tetap status_ptkp."))
        .when(spouse).then(pl.format(f"Kawin pada {day:%d-%m-%Y}, {{}} anak menjadi tanggungan.", count))
        .otherwise(pl.format(f"Tidak kawin pada {day:%d-%m-%Y}, {{}} anak menjadi tanggungan.", count))
    )  # fmt: skip
    columns = here.select(value=value, told=told)
    return [Said(Sumber.KELUARGA, columns["value"], None, columns["told"])]
