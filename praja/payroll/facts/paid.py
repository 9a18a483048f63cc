"""What was paid before: sums of the month and the year, and what is left of loans.

Only slips of approved runs count, and of these what was paid: what is held is not paid. What a rule of the
day of payment reads, such as a tax, is summed over what is paid in the month of payment, whatever month it is
for; the rest over the month served. Sums of a year are those of one withholder and of its payments, and are
unknown while a month of the year is neither in Praja nor in an opening balance: a standing fact
`tahun_ini(…)` whose first month is the first one that Praja paid.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from praja.payroll.enums import JenisDaftar, JenisPotongan, KeadaanProses, KeadaanSlip
from praja.payroll.facts.given import Standing
from praja.payroll.facts.known import Known, Units
from praja.payroll.facts.said import Said, Sumber
from praja.payroll.facts.typed import read_texts
from praja.rules.schema import Following, Law
from praja.rules.show import show_rupiah
from praja.sheet.names import earlier_payment

EARLIER = re.compile(r"(bulan|tahun)_ini\((\w+)\)")
FINAL = [KeadaanProses.DISETUJUI.value, KeadaanProses.DIBAYAR.value]
LAST_MONTH = 12
PAID = [KeadaanSlip.DIBAYAR.value, KeadaanSlip.GUGUR.value]

_FINAL_RUNS = """
WITH runs AS MATERIALIZED (
    SELECT r.id, r.paid_on FROM payroll_run r
    WHERE r.government_id = %(government)s AND r.state = ANY(%(final)s)
      AND (%(known_at)s::timestamptz IS NULL OR r.approved_at <= %(known_at)s::timestamptz)
      AND (%(run)s::uuid IS NULL OR r.id <> %(run)s::uuid) AND {when}
)
"""
"""The few runs first: their slips are then found by the index, whatever the planner knows of slips."""

_SUMS = """
SELECT s.person_id::text, s.period, s.npwp_withholder, date_trunc('month', runs.paid_on)::date,
       bool_or(s.pay_list = %(salary)s), count(*){sums}
FROM runs JOIN payroll_slip s ON s.run_id = runs.id {who} {amounts}
WHERE s.state = ANY(%(paid)s)
GROUP BY 1, 2, 3, 4
"""
THIS_MONTH = "(r.period = %(on)s::date OR date_trunc('month', r.paid_on) = %(tax)s::date)"
THIS_YEAR = (
    "r.paid_on >= date_trunc('year', %(tax)s::date) AND r.paid_on < %(tax)s::date + interval '1 month'"
)


def slips_of(
    known: Known, people: list[str], rules: Sequence[str], run: object, *, when: str
) -> pl.DataFrame:
    """Return what was paid by rule, month and withholder.

    :param when: of which runs: `THIS_MONTH` or `THIS_YEAR`
    """
    schema: dict[str, Any] = {"person_id": pl.String, "period": pl.Date, "npwp": pl.String,
                              "taxed": pl.Date, "salary": pl.Boolean, "slips": pl.Int64}  # fmt: skip
    return known.read(
        _FINAL_RUNS.format(when=when)
        + _SUMS.format(sums=_sums(rules), amounts=_amounts(rules), who=known.who("s")),
        schema | dict.fromkeys(rules, pl.Int64),
        government=known.government.pk, people=people, final=FINAL, paid=PAID, run=run,
        salary=JenisDaftar.GAJI.value,
    )  # fmt: skip


def _amounts(rules: Sequence[str]) -> str:
    """Return the join that opens the amounts of a slip once, not once a rule. Rules are names of the law."""
    if not rules:
        return ""
    columns = ", ".join(f'"{rule}" numeric' for rule in rules)
    return f"CROSS JOIN LATERAL jsonb_to_record(s.amounts) AS a({columns})"


def _sums(rules: Sequence[str]) -> str:
    return "".join(f', coalesce(sum(a."{rule}"), 0)::bigint' for rule in rules)


def rules_in(earlier: Collection[str], function: str) -> list[str]:
    """Return the rules whose earlier payments are read by `bulan_ini` or `tahun_ini`."""
    matches = (EARLIER.fullmatch(name) for name in earlier)
    return sorted({found[2] for found in matches if found and f"{found[1]}_ini" == function})


def earlier_facts(
    people: pl.DataFrame,
    last: pl.Series,
    standing: Standing,
    earlier: Collection[str],
    known: Known,
    run: object,
    law: Law,
) -> dict[str, list[Said]]:
    """Return the sums that the programs read.

    Sums of the year are reckoned for those whose last month of the tax year this is, in December everyone:
    only then are they settled (PMK 168/2023 articles 15 to 18). For the others they stay unknown, so that
    the slips of eleven months need not be read for nothing.

    :param people: with `since`, the first month of the year that this withholder paid
    :param last: who is paid by this withholder for the last time this year
    """
    ids = people["person_id"].to_list()
    ending = ids if known.tax_month.month == LAST_MONTH else people.filter(last)["person_id"].to_list()
    month = slips_of(known, ids, rules_in(earlier, "bulan_ini"), run, when=THIS_MONTH)
    year = slips_of(known, ending, rules_in(earlier, "tahun_ini"), run, when=THIS_YEAR)
    asked = people["person_id"].is_in(ending)
    found: dict[str, list[Said]] = {}
    for name in sorted(earlier):
        match = EARLIER.fullmatch(name)
        if match is None:
            continue
        rule = match[2]
        if match[1] == "bulan":
            found[name] = [_of_month(people, month, rule, known, by_payment=_follows_payment(rule, law))]
        else:
            found[name] = [_of_year(people, asked, year, standing.opening(name), name, rule, known)]
    return found


def _follows_payment(rule: str, law: Law) -> bool:
    return rule in law.rules and law.rules[rule][-1].follows is Following.BAYAR


def _of_month(
    people: pl.DataFrame, slips: pl.DataFrame, rule: str, known: Known, *, by_payment: bool
) -> Said:
    mine = pl.col("taxed") == known.tax_month if by_payment else pl.col("period") == known.period
    when = f"dibayar {known.tax_month:%m-%Y}" if by_payment else f"{known.period:%m-%Y}"
    sums = slips.filter(mine).group_by("person_id").agg(pl.col(rule).sum(), pl.col("slips").sum())
    here = people.select("person_id").join(sums, on="person_id", how="left", maintain_order="left")
    columns = here.select(
        value=pl.col(rule).fill_null(0),
        told=pl.format(f"Jumlah dari {{}} slip {when} yang sudah disetujui.", pl.col("slips").fill_null(0)),
    )
    return Said(Sumber.SLIP, columns["value"], None, columns["told"])


def _of_year(
    people: pl.DataFrame, asked: pl.Series, slips: pl.DataFrame, opening: pl.DataFrame, name: str, rule: str,
    known: Known,
) -> Said:  # fmt: skip
    if not asked.any():
        return Said(Sumber.SLIP, pl.Series([None], dtype=pl.Int64).new_from_index(0, people.height))
    reading = read_texts(opening["value"], earlier_payment(name))
    begun = opening.with_columns(amount=reading.values).filter(
        (pl.col("start") >= known.tax_month.replace(month=1)) & (pl.col("start") <= known.tax_month)
    )
    here = people.select("row", "person_id", "npwp_pemotong", "since").join(
        begun, on="person_id", how="left", maintain_order="left"
    )
    here = here.with_columns(first=pl.max_horizontal("since", pl.col("start").dt.month_start()))
    sums = (
        slips.join(here.select("person_id", "npwp_pemotong", "first"), on="person_id")
        .filter((pl.col("npwp") == pl.col("npwp_pemotong")) & (pl.col("taxed") >= pl.col("first")))
        .group_by("person_id")
        .agg(
            pl.col(rule).sum(),
            months=pl.col("period").filter(
                pl.col("salary") & pl.col("period").is_between("first", known.tax_month, closed="left")
            ).n_unique().cast(pl.Int64),
            slips=pl.col("slips").sum(),
        )
    )  # fmt: skip
    here = here.join(sums, on="person_id", how="left", maintain_order="left")
    needed = (known.tax_month.month - pl.col("first").dt.month()).cast(pl.Int64)
    unread = pl.col("id").is_not_null() & pl.col("amount").is_null()
    complete = (pl.col("months").fill_null(0) >= needed) & ~unread & pl.lit(asked)
    told = pl.format(
        f"Jumlah dari {{}} slip tahun {known.tax_month.year} yang sudah disetujui{{}}.",
        pl.col("slips").fill_null(0),
        pl.when(pl.col("id").is_null()).then(pl.lit("")).otherwise(
            pl.lit(", ditambah saldo awal dari keterangan tetap")),
    )  # fmt: skip
    columns = here.select(
        value=pl.when(complete).then(pl.col(rule).fill_null(0) + pl.col("amount").fill_null(0)),
        told=told,
        id="id",
    )
    return Said(Sumber.SLIP, columns["value"], columns["id"], columns["told"])


# --- the tax year


def service_facts(people: pl.DataFrame, places: pl.DataFrame, units: Units, known: Known) -> tuple[
    pl.Series, dict[str, list[Said]]
]:  # fmt: skip
    """Return the first month of the year paid by this withholder, and the facts of the tax year.

    Somebody whose service ends this month, or who works for another withholder from the next on, is paid by
    this one for the last time.
    """
    npwp = pl.col("unit_id").replace_strict(dict(units.withholder), default=None, return_dtype=pl.String)
    places = places.with_columns(npwp=npwp).join(people.select("person_id", "npwp_pemotong"), on="person_id")
    other = (pl.col("npwp") != pl.col("npwp_pemotong")).fill_null(True)
    same = places.filter(~other & (pl.col("start") <= known.period))
    since = same.group_by("person_id").agg(here_since=pl.col("start").min())
    moved = places.filter((pl.col("start") > known.period) & (pl.col("start") <= known.next_month) & other)
    moving = moved.group_by("person_id").agg(moves=pl.col("start").min())
    here = (
        people.select("row", "person_id", "status_upper", "goes_on", "serving_since", "status_sk")
        .join(since, on="person_id", how="left", maintain_order="left")
        .join(moving, on="person_id", how="left", maintain_order="left")
    )
    begun = pl.max_horizontal("serving_since", "here_since")
    whole = pl.when(begun.dt.day() > 1).then(begun.dt.offset_by("1mo").dt.month_start()).otherwise(begun)
    year_start = known.tax_month.replace(month=1)
    first = pl.min_horizontal(pl.max_horizontal(whole, pl.lit(year_start)), pl.lit(known.tax_month))
    ends = pl.col("status_upper").is_between(known.period, known.next_month, closed="right") & ~pl.col(
        "goes_on"
    )
    columns = here.select(
        first=first.fill_null(year_start),
        last=pl.when(ends.fill_null(False) | pl.col("moves").is_not_null()).then(pl.lit(True)),
        why=pl.when(ends.fill_null(False))
        .then(pl.format("Berhenti terhitung {}.", pl.col("status_upper").dt.strftime("%d-%m-%Y")))
        .otherwise(
            pl.format("Pindah ke pemotong pajak lain pada {}.", pl.col("moves").dt.strftime("%d-%m-%Y"))
        ),
    )
    months = columns.select(
        value=(known.tax_month.month - pl.col("first").dt.month() + 1).cast(pl.Int64),
        told=pl.format(
            f"Dibayar pemotong ini dari {{}} sampai {known.tax_month:%m-%Y}.",
            pl.col("first").dt.strftime("%m-%Y"),
        ),
    )
    return columns["first"].alias("since"), {
        "masa_pajak_terakhir": [Said(Sumber.SK, columns["last"], None, columns["why"])],
        "bulan_kerja_setahun": [Said(Sumber.TURUNAN, months["value"], None, months["told"])],
    }


# --- loans and dues

DEDUCTIONS = frozenset(JenisPotongan.values)

_DEDUCTIONS = """
SELECT d.id, d.person_id::text, d.kind, d.creditor, d.number, d.monthly, d.total, d.paid_before,
       lower(d.berlaku), upper(d.berlaku), d.dicatat_oleh, d.berlaku @> %(on)s::date
FROM payroll_deduction d {who}
WHERE {d} AND lower(d.berlaku) <= %(on)s::date
ORDER BY d.person_id, d.kind, lower(d.berlaku), d.id
"""

_TAKEN = """
SELECT s.person_id::text, s.period{sums}
FROM runs JOIN payroll_slip s ON s.run_id = runs.id {who} {amounts}
WHERE s.state = ANY(%(paid)s)
GROUP BY 1, 2 ORDER BY 1, 2
"""


def lines_of(law: Law, kinds: Collection[str]) -> dict[str, str]:
    """Return the line of the slip by which each kind of deduction is taken: the rule that just repeats it."""
    return {
        rule.versions[-1].formula or "": name
        for name, layers in law.rules.items()
        for rule in layers
        if rule.versions[-1].formula in kinds
    }


def deduction_facts(
    people: pl.DataFrame, known: Known, kinds: Collection[str], lines: Mapping[str, str], run: object
) -> dict[str, list[Said]]:
    """Return what is taken this month by kind: no more of a loan than is left of it."""
    asked = people["person_id"].to_list()
    schema = {"id": pl.Int64, "person_id": pl.String, "kind": pl.String, "creditor": pl.String,
              "number": pl.String, "monthly": pl.Int64, "total": pl.Int64, "paid_before": pl.Int64,
              "start": pl.Date, "upper": pl.Date, "by": pl.String, "now": pl.Boolean}  # fmt: skip
    rows = known.read(_DEDUCTIONS.format(d=known.rows("d"), who=known.who("d")), schema, people=asked)
    taken_by = list(lines.values())
    loans = rows.filter(pl.col("total").is_not_null() & pl.col("kind").is_in(list(kinds)))
    first = loans["start"].min() or known.period
    taken_rows = known.read(
        _FINAL_RUNS.format(
            when="r.pay_list = %(salary)s AND r.period < %(on)s::date AND r.period >= %(first)s::date"
        )
        + _TAKEN.format(sums=_sums(taken_by), amounts=_amounts(taken_by), who=known.who("s")),
        {"person_id": pl.String, "period": pl.Date} | dict.fromkeys(lines, pl.Int64),
        government=known.government.pk, people=sorted(set(loans["person_id"])), first=first,
        final=FINAL, paid=PAID, run=run, salary=JenisDaftar.GAJI.value,
    )  # fmt: skip
    taken: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in taken_rows.iter_rows(named=True):
        taken[row["person_id"]].append(row)
    due: dict[str, dict[str, tuple[int, str, str, str]]] = defaultdict(dict)
    wanted = rows.filter(pl.col("kind").is_in(list(kinds)))
    for (person, kind), own in _grouped(wanted).items():
        if found := _due(own, [(row["period"], row[kind]) for row in taken.get(person, ()) if kind in row]):
            due[kind][person] = found
    return {kind: [_said(people, due.get(kind, {}))] for kind in kinds}


def _grouped(rows: pl.DataFrame) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows.iter_rows(named=True):
        found[row["person_id"], row["kind"]].append(row)
    return found


def _said(people: pl.DataFrame, due: Mapping[str, tuple[int, str, str, str]]) -> Said:
    ids = people["person_id"].to_list()
    columns = [[due[one][at] if one in due else None for one in ids] for at in range(4)]
    amounts, told, refs, by = columns
    return Said(
        Sumber.POTONGAN,
        pl.Series(amounts, dtype=pl.Int64),
        pl.Series(refs, dtype=pl.String),
        pl.Series(told, dtype=pl.String),
        pl.Series(by, dtype=pl.String),
    )


def _due(
    rows: list[dict[str, Any]], taken: list[tuple[datetime.date, int]]
) -> tuple[int, str, str, str] | None:
    """Return what is taken of one kind, and in words of whom; none where nothing holds this month.

    What slips took of a kind is counted to its loans in the order in which they began, each by its instalment
    and never beyond what was left of it: as it was taken.
    """
    now = [row for row in rows if row["now"]]
    if not now:
        return None
    left = {(row["creditor"], row["number"]): _whole(row) for row in rows}
    for period, amount in taken if any(one is not None for one in left.values()) else ():
        for row in rows:
            if row["start"] <= period and (row["upper"] is None or period < row["upper"]):
                loan = row["creditor"], row["number"]
                part = min(row["monthly"], amount, *([left[loan]] if left[loan] is not None else []))
                amount -= part
                if left[loan] is not None:
                    left[loan] -= part
    total, words = 0, []
    for row in now:
        rest = left[row["creditor"], row["number"]]
        part = row["monthly"] if rest is None else min(row["monthly"], rest)
        total += part
        end = "" if rest is None else f", sisa sebelum bulan ini {show_rupiah(rest)}"
        number = f" {row['number']}" if row["number"] else ""
        words.append(f"{row['creditor']}{number}: {show_rupiah(part)}{end}")
    return total, "; ".join(words) + ".", str(now[0]["id"]), now[0]["by"]


def _whole(row: Mapping[str, Any]) -> int | None:
    return None if row["total"] is None else row["total"] - row["paid_before"]
