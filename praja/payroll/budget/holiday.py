"""What THR and the thirteenth salary of a year will take, by the law's own lists, from the last locked month.

They are not paid through Praja, so that what they took stands in no run; the same accounts bear them.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Collection, Sequence

import polars as pl

from praja.payroll.budget.booking import program_of, statuses
from praja.payroll.facts.typed import dtype_of
from praja.payroll.models import Run
from praja.payroll.outputs.recap import UNCHOSEN, Accounts, booked
from praja.payroll.programs import programs_for
from praja.payroll.runs import archive
from praja.people.enums import StatusAsn
from praja.people.models import StatusHistory
from praja.rules.errors import LawError
from praja.rules.program import Program
from praja.rules.schema import Grain

LISTS = ("thr", "gaji13")
PARTS = "thr_rinci"
"""The group of the rules that are paid; the tax is borne by the government and not reckoned here."""
_BASE = "bulan_dasar("
ROWS = {"kode": pl.String, "aturan": pl.String, "nama": pl.String, "jumlah": pl.Int64}


@dataclasses.dataclass(frozen=True, slots=True)
class HolidayPay:
    """What the lists come to, booked: `kode, aturan, nama, jumlah`."""

    rows: pl.DataFrame
    lists: tuple[str, ...]
    """Those that the law has in the year."""
    unknown: int
    """People whose amount is set by the government and not recorded, or cannot be computed."""
    month: datetime.date
    """The first day of the month whose slips they are reckoned from."""
    law: tuple[str, ...]
    """The regulations, with what they say of the month that should be taken."""

    @property
    def total(self) -> int:
        """What they come to in all."""
        return int(self.rows["jumlah"].sum())


def holiday_pay(
    runs: Sequence[Run], others: Sequence[Run], people: Collection[str], chosen: Accounts = UNCHOSEN
) -> HolidayPay:
    """Return what THR and the thirteenth salary take, as though the last locked month were their base month.

    :param runs: of the salaries of that month
    :param others: of TPP, of which a share may belong to them
    :param people: the NIP of those who are paid
    :raises praja.payroll.runs.archive.ArchiveMissing: if a stored result is not on the disk as it was
    """
    wanted = pl.col("nip").is_in(pl.Series(list(people), dtype=pl.String).implode())
    frames = [archive.frames(run)[Grain.ORANG.value].filter(wanted) for run in runs]
    here = pl.concat(frames, how="diagonal_relaxed")
    amounts = pl.concat(
        [archive.results(run).filter(wanted) for run in (*runs, *others)], how="diagonal_relaxed"
    )
    lines = [name for name, kind in amounts.schema.items() if kind.is_numeric()]
    base = amounts.group_by("nip").agg(pl.col(lines).cast(pl.Int64).sum())
    served = _served(here, runs[0].period)
    here = here.join(base.rename({name: f"{_BASE}{name})" for name in lines}), on="nip", how="left")
    here = here.join(served, on="person_id", how="left")
    part_time = pl.col("status_asn").cast(pl.String) == StatusAsn.PPPK_PARUH_WAKTU.value
    reckoned, unknown = here.filter(~part_time), here.filter(part_time).height
    parts, lists, law = [], [], list[str]()
    for name in LISTS:
        try:
            program = programs_for(runs[0].pack, name, runs[0].period, runs[0].period)[name]
        except LawError:
            continue
        lists.append(name)
        law += _regulations(program)
        found, stuck = _reckoned(program, reckoned, name)
        unknown += stuck
        parts.append(_booked(program_of(runs[0]), program, found.join(statuses(here), on="nip"), chosen))
    rows = pl.concat([pl.DataFrame(schema=ROWS), *parts]).group_by("kode", "aturan", "nama").agg(
        pl.col("jumlah").sum()
    )  # fmt: skip
    return HolidayPay(rows, tuple(lists), unknown if lists else 0, runs[0].period, tuple(dict.fromkeys(law)))


def _regulations(program: Program) -> list[str]:
    """Return by which regulations a list is paid that say more than that it is."""
    versions = (one.version for one in program.selection.members(PARTS))
    sources = [source for version in versions if version for source in version.sources if source.remark]
    return [f"{source} ({source.remark})" for source in sources[:1]]


def _served(here: pl.DataFrame, period: datetime.date) -> pl.DataFrame:
    """Return how many months each PPPK has served by the end of a month."""
    people = [uuid.UUID(one) for one in here["person_id"].cast(pl.String)]
    rows = StatusHistory.objects.known().filter(person__in=people, status=StatusAsn.PPPK)
    first: dict[str, datetime.date] = {}
    for person, days in rows.order_by("berlaku").values_list("person_id", "berlaku"):
        first.setdefault(str(person), days.lower)
    months = [
        (who, max(0, (period.year - day.year) * 12 + period.month - day.month + 1))
        for who, day in first.items()
    ]
    return pl.DataFrame(months, schema={"person_id": pl.String, "bulan_kerja_pppk": pl.Int64}, orient="row")


def _reckoned(program: Program, here: pl.DataFrame, name: str) -> tuple[pl.DataFrame, int]:
    """Return the amounts of a list under the names of what they are made of, and how many are unknown."""
    rules = [
        one.rule.name
        for one in program.selection.members(PARTS)
        if one.rule.name in program.lowering.computed
    ]
    program = program.only(*rules)
    columns = [pl.col("nip")]
    for fact in program.facts:
        given = fact.name in here.columns
        columns.append(pl.col(fact.name) if given else pl.lit(None, dtype=dtype_of(fact)).alias(fact.name))
    for earlier in program.earlier:
        given = earlier in here.columns
        columns.append((pl.col(earlier).fill_null(0) if given else pl.lit(0)).alias(earlier))
    amounts = program.run({Grain.ORANG.value: here.select(columns)}).amounts
    known = amounts.drop_nulls()
    plain = {rule: rule.removeprefix(f"{name}_") for rule in known.columns if rule.startswith(f"{name}_")}
    return known.rename(plain), amounts.height - known.height


def _booked(salary: Program, program: Program, amounts: pl.DataFrame, chosen: Accounts) -> pl.DataFrame:
    """Return amounts by account: each part goes where its like of a month goes."""
    rows = booked(salary, amounts, chosen=chosen).select(*ROWS)
    titles = {one.name: one.title for one in program.rules}
    left = [
        name
        for name in amounts.columns
        if name not in ("nip", "status_asn") and name not in rows["aturan"] and amounts[name].sum()
    ]
    rest = [("", name, titles.get(name, name), int(amounts[name].sum())) for name in left]
    return pl.concat([rows.cast(ROWS), pl.DataFrame(rest, schema=ROWS, orient="row")])  # type: ignore[arg-type]
