"""Numbers of the law that due days need besides those of `career`: ages of children, salary steps, probation.

All come from the rules in force; here is only how they are asked.
"""

from __future__ import annotations

import bisect
import datetime
import functools
from typing import Final

from praja.people.due.career import CareerUnknown, add_months, first_of_month
from praja.rules.in_force import in_force
from praja.rules.loader import shipped_law
from praja.rules.program import Program
from praja.rules.schema import Law, Status

OLDEST_CHILD: Final = 40
KGB, PROMOTION, CHILD, BUP, PROBATION, SPOUSE, QUALIFYING_CHILD = (
    "masa_kgb",
    "masa_kenaikan_pangkat",
    "batas_umur_anak",
    "batas_usia_pensiun",
    "masa_percobaan_cpns",
    "tunjangan_suami_istri",
    "anak_ditunjang",
)


@functools.cache
def _law() -> Law:
    return shipped_law()


@functools.lru_cache(maxsize=512)
def _program(month: datetime.date, rule: str) -> Program:
    return in_force(_law(), on=month).only(rule)


@functools.lru_cache(maxsize=8192)
def gaji_pokok(month: datetime.date, golongan: str, mkg: int) -> int | None:
    """Return the basic salary of a golongan and MKG in a month; None where the table has none."""
    status = "pns" if "/" in golongan else "pppk"
    found = _program(month, "gaji_pokok_tabel").run_one(
        {"golongan": golongan, "mkg": mkg, "status_asn": status}
    )
    amount = found.amounts["gaji_pokok_tabel"]
    return amount if isinstance(amount, int) else None


@functools.lru_cache(maxsize=8192)
def step_of(month: datetime.date, golongan: str, mkg: int) -> int:
    """Return the MKG at which the salary of somebody with `mkg` years began: their row of the table."""
    amount = gaji_pokok(month, golongan, mkg)
    step = mkg
    while step > 0 and amount is not None and gaji_pokok(month, golongan, step - 1) == amount:
        step -= 1
    return step


@functools.lru_cache(maxsize=512)
def child_limit(month: datetime.date, *, school: bool) -> int:
    """Return the age from which on no allowance is paid for a child.

    :param school: whether it has a letter of its school that is in force
    :raises CareerUnknown: if the law names none
    """
    program = _program(month, "anak_memenuhi_syarat")

    def too_old(age: int) -> bool:
        child = {
            "tanggal_lahir_anak": add_months(month, -12 * age),
            "hubungan_anak": "kandung",
            "anak_kawin": False,
            "anak_berpenghasilan": False,
            "anak_sekolah": school,
            "anak_beasiswa": False,
        }
        found = program.run_one({"sumber_anak": "daftar", "anak": [child]})
        return found.amounts["anak_memenuhi_syarat"] == 0

    ages = range(1, OLDEST_CHILD)
    youngest = bisect.bisect_left(ages, True, key=too_old)
    if youngest == len(ages):
        raise CareerUnknown("Hukum tidak menyebut batas umur anak.")
    return ages[youngest]


def child_until(birth: datetime.date, *, school: bool, on: datetime.date) -> datetime.date:
    """Return the first day of the month from which on no allowance is paid for a child.

    Age counts on the first of the month: whoever reaches it on that day has reached it.
    """
    birthday = add_months(birth, 12 * child_limit(first_of_month(on), school=school))
    return birthday if birthday.day == 1 else add_months(first_of_month(birthday), 1)


@functools.lru_cache(maxsize=64)
def probation_months(month: datetime.date) -> int:
    """Return for how many months somebody is CPNS.

    :raises CareerUnknown: if the law names none
    """
    months = _program(month, PROBATION).run_one({}).amounts[PROBATION]
    if not isinstance(months, int) or isinstance(months, bool):
        raise CareerUnknown("Hukum tidak menyebut masa percobaan CPNS pada hari itu.")
    return months


@functools.lru_cache(maxsize=256)
def cited(rule: str, month: datetime.date) -> tuple[str, bool]:
    """Return the sources of a rule as in force in a month, and whether somebody has verified them."""
    versions = [one for one in _law().rules[rule][0].versions if one.starts <= month]
    version = versions[-1] if versions else _law().rules[rule][0].versions[0]
    return "; ".join(str(source) for source in version.sources), version.status is Status.DIPERIKSA
