"""What the invented governments know of pay: packs, example amounts, loans and dues, and months of recaps.

Every amount is an example, no regulation. Each person and month has a random generator of its own, so that
a change for one leaves the others as they were.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model, Q

from praja.attendance.days.facts import facts as closed_days
from praja.attendance.days.recap import recaps
from praja.demo.people import SEED, UMK
from praja.demo.performance import BY_RATING
from praja.organization.enums import JenisJabatan
from praja.organization.models import Position, PositionVersion, Unit
from praja.payroll.enums import JenisPotongan, JenisRekap
from praja.payroll.facts.segments import MONTH_WORKDAYS
from praja.payroll.models import Deduction, PackInUse, Recap, StandingFact
from praja.payroll.programs import law_of
from praja.people.enums import CaraMenjabat, StatusAsn
from praja.people.models import JabatanHistory, Person, StatusHistory, UnitHistory
from praja.performance.queries import facts
from praja.rules.workdays import workdays

BY = "Praja (rekaan)"
EXAMPLE = "contoh, bukan Perwal"
PACKS: Mapping[str, str] = {
    "semarang": "semarang_76_2021",
    "surabaya": "surabaya",
    "malut": "maluku_utara_2_2024",
    "sawahlunto": "sawahlunto",
}
"""By the code of the government, the law it pays by."""
BY_PARTS = "sawahlunto"
"""The government whose law pays a month in parts when somebody changes post, for which it wants workdays."""
CEILINGS = frozenset({"semarang", "surabaya"})
"""Governments whose law wants a ceiling of TPP for each post."""
PAGU: Mapping[int, int] = {
    1: 1_500_000, 2: 1_650_000, 3: 1_850_000, 4: 2_200_000, 5: 2_750_000, 6: 3_300_000, 7: 3_800_000,
    8: 4_600_000, 9: 5_700_000, 10: 6_600_000, 11: 8_200_000, 12: 10_500_000, 13: 12_500_000, 14: 15_000_000,
    15: 28_000_000, 16: 31_000_000, 17: 34_000_000,
}  # fmt: skip
OF_GOVERNMENT: Mapping[str, Mapping[str, str]] = {
    "sawahlunto": {
        "kategori_kapasitas_fiskal": "rendah",
        "indeks_kemahalan_konstruksi": "0,9",
        "skor_ippd": "60",
        "sumber_pagu": "kelas",
        "porsi_bk": "30%",
        "porsi_pk": "40%",
    },
}
FUNCTIONS: Mapping[str, str] = {"Dokter": "Dokter/Dokter Gigi"}
"""Posts that the tables of the law name otherwise than the structure does."""
ALLOWANCES: Mapping[str, int] = {
    "Terampil": 360_000, "Mahir": 450_000, "Penyelia": 780_000, "Ahli Pertama": 540_000, "Ahli Muda": 960_000,
    "Ahli Madya": 1_260_000,
}  # fmt: skip
"""Example functional allowances, as a decree would say, where the tables have none for a post."""
SINCE = datetime.date(2025, 1, 1)
LATE_NOW, UNRATED_NOW = 0.012, 0.008
"""Of the people, the shares whose attendance or score of the current month has not come in yet."""


@dataclasses.dataclass(frozen=True, slots=True)
class Paid:
    """Somebody who is paid: where, in which kind of post, with what status."""

    person: Person
    government: str
    status: str
    kelas: int


def pack_in_use(government: Unit) -> PackInUse:
    """Return by which law a government pays, and rates."""
    return PackInUse(
        government=government,
        pack=PACKS[government.code],
        berlaku=DateRange(SINCE, None),
        dicatat_oleh=BY,
    )


def facts_of_pay(
    government: Unit, on: datetime.date, periods: Sequence[datetime.date]
) -> Iterator[list[Any]]:
    """Yield the rows of each kind, a kind a list, for a government and the people who work there on a day.

    What was rated and closed for a month has no recap, nor has attendance that was closed: pay reads that
    itself. Of the current month a sheet tells what the days come to until now.

    :param periods: the months that have recaps, oldest first; the last is the current one, in which some are
        still missing
    """
    people = list(_paid(government, on))
    yield [
        *_of_government(government),
        *_of_posts(government, on),
        *_of_functions(government, on),
        *_of_people(people),
    ]
    yield [row for one in people for row in _deductions(one)]
    yield [
        row
        for period in periods
        for rated in [_rated(government, period)]
        for closed, running in [_attended(people, period, on)]
        for one in people
        for row in _recaps(one, period, rated, closed, running, current=period == periods[-1])
    ]


def _paid(government: Unit, on: datetime.date) -> Iterator[Paid]:
    status = dict(StatusHistory.objects.on(on).values_list("person", "status"))
    kelas = dict(PositionVersion.objects.on(on).values_list("position", "kelas_jabatan"))
    posts = dict(
        JabatanHistory.objects.on(on).filter(how=CaraMenjabat.DEFINITIF).values_list("person", "position")
    )
    where = UnitHistory.objects.on(on).filter(Q(unit=government) | Q(unit__government=government))
    for row in where.select_related("person").order_by("person__nip"):
        if row.person_id in status:
            post = posts.get(row.person_id)
            known = (kelas.get(post) if post else None) or 5
            yield Paid(row.person, government.code, status[row.person_id], known)


def _standing(fact: str, value: str, **whose: Any) -> StandingFact:
    return StandingFact(
        fact=fact, value=value, note=EXAMPLE, berlaku=DateRange(SINCE, None), dicatat_oleh=BY, **whose
    )


def _of_government(government: Unit) -> Iterator[Model]:
    yield _standing("umk", str(UMK), unit=government)
    for fact, value in OF_GOVERNMENT.get(government.code, {}).items():
        yield _standing(fact, value, unit=government)


def _of_posts(government: Unit, on: datetime.date) -> Iterator[Model]:
    """Yield the example ceiling of TPP of each post where the pack wants one."""
    if government.code not in CEILINGS:
        return
    versions = PositionVersion.objects.on(on).filter(unit__government=government)
    kelas = dict(versions.values_list("position", "kelas_jabatan"))
    for position in Position.objects.filter(pk__in=list(kelas)).order_by("code"):
        yield _standing("pagu_tpp", str(PAGU[kelas[position.pk] or 5]), position=position)


def _of_functions(government: Unit, on: datetime.date) -> Iterator[Model]:
    """Yield of functional posts, whose titles the tables of allowances do not have, what a decree says."""
    known = law_of("nasional").facts["jabatan_fungsional"].choices
    versions = (
        PositionVersion.objects.on(on)
        .filter(Q(unit=government) | Q(unit__government=government), kind=JenisJabatan.FUNGSIONAL)
        .select_related("position")
    )
    for version in versions.order_by("position__code"):
        level = next((level for level in ALLOWANCES if version.title.endswith(level)), "")
        name = version.title.removesuffix(level).strip()
        if name in known:
            continue
        if name in FUNCTIONS:
            yield _standing("jabatan_fungsional", FUNCTIONS[name], position=version.position)
            continue
        yield _standing("jabatan_fungsional", "tidak_ada", position=version.position)
        yield _standing("sumber_tunjangan_fungsional", "sk", position=version.position)
        allowance = ALLOWANCES.get(level, ALLOWANCES["Ahli Muda"])
        yield _standing("tunjangan_fungsional_sk", str(allowance), position=version.position)


def _of_people(people: Sequence[Paid]) -> Iterator[Model]:
    for one in people:
        dice = Random(f"{SEED}/tetap/{one.person.nip}")
        if one.status == StatusAsn.PPPK_PARUH_WAKTU:
            yield _standing("upah_perjanjian", str(UMK), person=one.person)
            yield _standing("sebab_tanpa_tpp", "tidak_ditetapkan", person=one.person)
        elif dice.random() < 0.35:
            yield _standing("kuasa_zakat", "ya", person=one.person)
        if one.status == StatusAsn.PNS and one.kelas >= 9 and dice.random() < 0.02:
            yield _standing("lhkpn_tertunggak", "ya", person=one.person)


def _deductions(one: Paid) -> Iterator[Model]:
    dice = Random(f"{SEED}/potongan/{one.person.nip}")
    yield _owed(one, JenisPotongan.IURAN_KORPRI, "Korpri", 5_000 if one.kelas < 8 else 10_000)
    if dice.random() < 0.3:
        yield _owed(one, JenisPotongan.INFAK, "Baznas", dice.choice((5_000, 10_000, 20_000)))
    if one.status in (StatusAsn.PNS, StatusAsn.PPPK):
        if dice.random() < 0.3:
            monthly = dice.randrange(1, 9) * 50_000
            yield _owed(one, JenisPotongan.ANGSURAN_KOPERASI, "Koperasi pegawai", monthly)
        if dice.random() < 0.4:
            monthly = dice.randrange(4, 16 if one.status == StatusAsn.PNS else 8) * 100_000
            total, behind = 60 * monthly, dice.randrange(0, 40) * monthly
            yield _owed(one, JenisPotongan.ANGSURAN_BANK, "Bank Contoh", monthly, total, behind)


def _owed(
    one: Paid, kind: str, creditor: str, monthly: int, total: int | None = None, before: int = 0
) -> Deduction:
    return Deduction(
        person=one.person,
        kind=kind,
        creditor=creditor,
        monthly=monthly,
        total=total,
        paid_before=before,
        berlaku=DateRange(SINCE, None),
        dicatat_oleh=BY,
    )


# --- months


def _rated(government: Unit, period: datetime.date) -> frozenset[Any]:
    """Return of whom a closed rating says how much of the targets was reached, where pay reads that."""
    if government.code not in BY_RATING:
        return frozenset()
    said = facts(period, government=government)
    return frozenset(one.person for one in said if one.achievement is not None)


def _attended(
    people: Sequence[Paid], period: datetime.date, on: datetime.date
) -> tuple[frozenset[Any], Mapping[Any, Mapping[str, int]]]:
    """Return whose attendance of a month is closed, and of those whose is not what their days come to."""
    ids = [one.person.pk for one in people]
    closed = frozenset(row.person for row in closed_days(period, people=ids))
    open_ = [pk for pk in ids if pk not in closed]
    return closed, {pk: one.facts for pk, one in recaps(open_, period, on).items()} if open_ else {}


def _recaps(
    one: Paid,
    period: datetime.date,
    rated: frozenset[Any],
    closed: frozenset[Any],
    running: Mapping[Any, Mapping[str, int]],
    *,
    current: bool,
) -> Iterator[Model]:
    """Yield the recaps of a month. Whom nobody rated is told by a sheet, but of the current month, where
    that is still to be done.

    :param rated: of whom a closed rating tells the achievement
    :param closed: of whom a closing tells the attendance
    :param running: of others, what their days come to, where they were judged
    """
    dice = Random(f"{SEED}/{period}/{one.person.nip}")
    attendance, performance = _attendance(one, dice), _performance(one, dice)
    if one.person.pk in running:
        attendance = {name: running[one.person.pk].get(name, 0) for name in attendance}
    if one.government == BY_PARTS and (days := _workdays(period)):
        attendance[MONTH_WORKDAYS] = days
    missing = current and dice.random() < LATE_NOW
    if one.person.pk not in closed and not missing:
        yield _recap(one, period, JenisRekap.KEHADIRAN, attendance)
    unrated = dice.random() < UNRATED_NOW
    if one.person.pk not in rated and not (current and (rated or unrated)):
        yield _recap(one, period, JenisRekap.KINERJA, performance)


@functools.cache
def _workdays(period: datetime.date) -> int | None:
    after = (period + datetime.timedelta(days=31)).replace(day=1)
    return workdays(period, after - datetime.timedelta(days=1), saturdays=False)


def _recap(one: Paid, period: datetime.date, kind: str, values: Mapping[str, Any]) -> Recap:
    texts = {fact: str(value) for fact, value in values.items()}
    return Recap(person=one.person, period=period, kind=kind, values=texts, rows={}, dicatat_oleh=BY)


def _attendance(one: Paid, dice: Random) -> dict[str, Any]:
    late = dice.choices((0, 1, 2, 4, 7), (38, 27, 20, 11, 4))[0]
    absent = dice.choices((0, 1, 2, 5), (957, 28, 12, 3))[0]
    if PACKS[one.government] == "semarang_76_2021":
        minutes = sum(dice.randrange(3, 95) for _ in range(late))
        return {"menit_kurang": minutes, "hari_alpa": absent, "upacara_absen": int(dice.random() < 0.03)}
    values = dict.fromkeys((f"{kind}_{step}" for kind in ("tl", "psw") for step in range(1, 5)), 0)
    for _ in range(late):
        step = dice.choices((1, 2, 3, 4), (60, 25, 10, 5))[0]
        values[f"{dice.choice(('tl', 'tl', 'psw'))}_{step}"] += 1
    return {**values, "hari_alpa": absent}


def _performance(one: Paid, dice: Random) -> dict[str, Any]:
    low, high = dice.choices(((90, 98), (80, 89), (70, 79), (60, 69)), (62, 27, 8, 3))[0]
    score = dice.randrange(low, high + 1)
    match PACKS[one.government]:
        case "semarang_76_2021":
            return {"nilai_skp": score}
        case "surabaya":
            return {"nilai_kerja_individu": f"{score}%", "nilai_kompetensi": f"{dice.randrange(75, 100)}%"}
        case _:
            return {"capaian_kinerja": f"{score}%"}
