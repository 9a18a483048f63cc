"""Career dates by the law in force: the next raise, the next promotion, the pension, the end of an allowance.

The numbers are rules of the law (list `karier`); here is only the calendar. Nothing here needs Django.
"""

from __future__ import annotations

import calendar
import datetime
import functools

from praja.rules.in_force import in_force
from praja.rules.loader import shipped_law
from praja.rules.program import Program
from praja.rules.schema import Law

LONGEST_WAIT = 24
"""Months within which the law surely names one of promotions."""


class CareerUnknown(Exception):
    """The law does not say what was asked; its text says why and what to do."""


def next_kgb(last: datetime.date, golongan: str, mkg_years: int) -> datetime.date:
    """Return the day of the raise after that of `last`, at which the MKG was `mkg_years` (PP 7/1977 Art. 11).

    :raises CareerUnknown: if the golongan is not one of the law
    """
    return add_months(last, _months(first_of_month(last), golongan, mkg_years))


def regular_promotion(last: datetime.date) -> datetime.date:
    """Return the first day on which a regular promotion may hold, by the time in the last rank alone."""
    months = _asked(first_of_month(last), "masa_kenaikan_pangkat")
    return promotion_day(add_months(last, months))


def promotion_day(since: datetime.date) -> datetime.date:
    """Return the first day of promotion for somebody who fulfils its conditions since a day."""
    month = since if since.day == 1 else first_of_month(add_months(first_of_month(since), 1))
    for later in range(LONGEST_WAIT):
        day = add_months(month, later)
        if _is_promotion_month(day):
            return day
    raise CareerUnknown(f"Hukum tidak menyebut bulan kenaikan pangkat sesudah {since:%d-%m-%Y}.")


def pension_start(birth: datetime.date, *, bup: int) -> datetime.date:
    """Return the first day of the pension: the first of the month after the birthday (UU 20/2023 Art. 55)."""
    return add_months(first_of_month(add_months(birth, bup * 12)), 1)


def retirement_age(kind: str, *, on: datetime.date) -> int:
    """Return the retirement age in years of a kind of post, as the law has it on a day.

    :raises CareerUnknown: if the law does not know the kind
    """
    found = _program(first_of_month(on)).run_one({"jenis_jabatan_pensiun": kind})
    return _number(found.amounts.get("batas_usia_pensiun"), f"batas usia pensiun {kind}")


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Return the day so many months later, the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def first_of_month(day: datetime.date) -> datetime.date:
    """Return the first day of its month."""
    return day.replace(day=1)


@functools.lru_cache(maxsize=4096)
def _months(month: datetime.date, golongan: str, mkg_years: int) -> int:
    program = _program(month)
    found = program.run_one({"golongan": golongan, "mkg_kgb": mkg_years})
    return _number(found.amounts.get("masa_kgb"), f"golongan {golongan}, MKG {mkg_years} tahun")


@functools.lru_cache(maxsize=1024)
def _is_promotion_month(month: datetime.date) -> bool:
    found = _program(month).run_one({"bulan_kalender": month.month})
    return found.amounts.get("bulan_kenaikan_pangkat") is True


@functools.lru_cache(maxsize=1024)
def _asked(month: datetime.date, rule: str) -> int:
    return _number(_program(month).run_one({}).amounts.get(rule), rule)


@functools.lru_cache(maxsize=256)
def _program(month: datetime.date) -> Program:
    return in_force(_law(), on=month, pay_list="karier")


@functools.cache
def _law() -> Law:
    return shipped_law()


def _number(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise CareerUnknown(f"Hukum tidak menyebut jawaban untuk {what}. Periksa riwayat pegawai ini.")
    return value
