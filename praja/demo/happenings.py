"""What happens in invented governments besides the ordinary month: somebody changes post in the middle of a
month, two get extra lines by a decision, an SK comes late and is paid as rapel, the TPP of a unit is held,
and the family of somebody who died is paid gaji terusan.

Done by those whose work it is, through the same actions as in the office.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, Final

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.demo.attendance.settle import BY_SHEET
from praja.demo.performance.examples import POSTS
from praja.files.actions import DOCUMENTS, store
from praja.files.models import StoredFile
from praja.organization.enums import JenisJabatan
from praja.organization.models import PositionVersion, Unit
from praja.payroll.enums import JenisDaftar, JenisProses, JenisTambahan
from praja.payroll.extra import actions as extra
from praja.payroll.models import ExtraLine, Run
from praja.payroll.rapel import actions as rapel
from praja.payroll.rapel.replay import find
from praja.payroll.runs import actions as runs
from praja.payroll.runs import survivors
from praja.people.actions.ending import end_status
from praja.people.actions.sk import record_sk
from praja.people.enums import CaraMenjabat, HubunganKeluarga, SebabBerhenti, StatusAsn
from praja.people.models import (
    FamilyMember,
    GolonganHistory,
    JabatanHistory,
    Person,
    StatusHistory,
    UnitHistory,
)

GOVERNMENT: Final = "sawahlunto"
MONTHS: Final = 5
"""So many months there have to be; in fewer there is no room for what happens."""
ONE = datetime.timedelta(days=1)
MIDDLE = 15 * ONE
BEREAVED_AT: Final = "semarang"
"""Where somebody dies."""
HELD_AT: Final = "semarang.disdukcapil"
"""Whose TPP of the current month is held."""
HELD: Final = "Laporan kinerja bulan lalu dari dinas ini belum lengkap."
WITHIN: Final = 19 * ONE
"""So long after the first day of the month before."""
NEXT_GRADE: Final = {"III/a": "III/b", "III/b": "III/c", "III/c": "III/d", "II/c": "II/d", "III/d": "IV/a"}
LINES: Final = (
    (JenisTambahan.TAMBAHAN_KEPUTUSAN, 350_000, "Honorarium panitia pelantikan (rekaan)"),
    (JenisTambahan.PENGURANGAN_KEPUTUSAN, 125_000, "Ganti rugi kartu pegawai yang hilang (rekaan)"),
)


def before_the_months(government: Unit, periods: Sequence[datetime.date], on: datetime.date) -> None:
    """Record the change of post and the extra lines, before any month is paid."""
    if government.code != GOVERNMENT or len(periods) < MONTHS:
        return
    people = _people(government, on)
    _change_post(government, people, periods[-4] + MIDDLE, on)
    for person, (kind, amount, reason) in zip(people[-len(LINES) :], LINES, strict=False):
        said = extra.Said(
            pay_list=JenisDaftar.GAJI.value, kind=kind.value, first=periods[-3], last=periods[-3],
            amount=amount, reason=reason, document=f"900.1/{kind.value[:9].upper()}/{periods[-3].year}",
            document_date=periods[-3],
        )  # fmt: skip
        by = _holder(government, Role.BENDAHARA)
        line = extra.give(person=person, said=said, file=_scan(reason, by), by=by, on=on)
        extra.confirm(lines=[line], by=_holder(government, Role.PEJABAT_PENYETUJU), on=on)


def before_month(
    unit: Unit, period: datetime.date, periods: Sequence[datetime.date], on: datetime.date
) -> None:
    """Let an SK come late before the last past month, for which its rapel is recorded and confirmed; before
    the current one somebody have died, and the TPP of a unit be held.
    """
    if unit.code == BEREAVED_AT and period == periods[-1] and len(periods) > 1:
        _bereave(unit, periods[-2] + WITHIN, on)
        runs.hold(
            unit=Unit.objects.get(code=HELD_AT), period=period, pay_list=JenisDaftar.TPP.value, reason=HELD,
            by=_holder(unit, Role.BENDAHARA), on=on,
        )  # fmt: skip
    if unit.code != GOVERNMENT or len(periods) < MONTHS or period != periods[-2]:
        return
    first, last = periods[-4], periods[-3]
    if not _promote(unit, _people(unit, on), first, on):
        return
    by = _holder(unit, Role.BENDAHARA)
    pay_list = JenisDaftar.GAJI.value
    chosen = [one.token for one in find(unit, pay_list, first, last).due]
    if not chosen:
        return
    document = f"900.1/RAPEL/{period.year}"
    rapel.give(
        unit=unit, pay_list=pay_list, first=first, last=last, chosen=chosen, month=period, document=document,
        document_date=period, file=_scan("Daftar rapel (rekaan)", by), by=by, on=on,
    )  # fmt: skip
    lines = ExtraLine.objects.filter(document=document, confirmed_at=None)
    extra.confirm(lines=list(lines), by=_holder(unit, Role.PEJABAT_PENYETUJU), on=on)


def after_the_months(unit: Unit, periods: Sequence[datetime.date], on: datetime.date) -> None:
    """Let the treasurer compute the gaji terusan of the current month, which then waits to be checked."""
    gaji, terusan = JenisDaftar.GAJI.value, JenisProses.TERUSAN.value
    if unit.code != BEREAVED_AT or Run.objects.filter(unit=unit, kind=terusan).exists():
        return
    ready = [one.person_id for one in survivors.candidates(unit, periods[-1]) if one.ready]
    if not ready:
        return
    by = _holder(unit, Role.BENDAHARA)
    run = runs.open_run(
        pay_list=gaji, period=periods[-1], unit=unit, paid_on=periods[-1], kind=terusan, people=ready, by=by,
        on=on,
    )  # fmt: skip
    run = runs.compute(run=run, by=by, on=on)
    runs.work(str(run.pk), run.attempt, by.pk)


def _people(government: Unit, on: datetime.date) -> list[Person]:
    """Return the PNS of a government who have no role and show no example, in the order of their NIP."""
    here = UnitHistory.objects.on(on).filter(unit__government=government).values("person")
    civil = StatusHistory.objects.on(on).filter(status=StatusAsn.PNS).values("person")
    roles = RoleHeld.objects.values("user")
    shown = JabatanHistory.objects.on(on).filter(
        reduce(or_, (Q(position__code__startswith=post) for post in POSTS))
    )
    people = Person.objects.filter(pk__in=here).filter(pk__in=civil)
    return list(people.exclude(account__in=roles).exclude(pk__in=shown.values("person")).order_by("nip"))


def _holder(government: Unit, role: Role) -> Any:
    return RoleHeld.objects.select_related("user").get(role=role, unit=government).user


def _change_post(government: Unit, people: Sequence[Person], day: datetime.date, on: datetime.date) -> None:
    """Appoint somebody from a day on to a post of another class that is vacant in the same unit."""
    versions = PositionVersion.objects.on(on).filter(
        unit__government=government, heads_unit=False, kind=JenisJabatan.PELAKSANA
    )
    posts = {one.position_id: one for one in versions.select_related("position").order_by("position__code")}
    taken = set(JabatanHistory.objects.on(on).values_list("position", flat=True))
    vacant = [one for pk, one in posts.items() if pk not in taken]
    held = dict(
        JabatanHistory.objects.on(on)
        .filter(person__in=people, how=CaraMenjabat.DEFINITIF, position__in=posts)
        .values_list("person", "position")
    )
    for person in people:
        now = posts.get(held[person.pk]) if person.pk in held else None
        if now is None:
            continue
        near = [
            one for one in vacant if one.unit_id == now.unit_id and one.kelas_jabatan != now.kelas_jabatan
        ]
        if near:
            record_sk(
                kind="jabatan", person=person, start=day,
                content={"position": near[0].position, "how": CaraMenjabat.DEFINITIF},
                by=_holder(government, Role.ADMIN_BKPSDM), on=on, **_sk("821.2", day),
            )  # fmt: skip
            return


def _promote(government: Unit, people: Sequence[Person], day: datetime.date, on: datetime.date) -> bool:
    """Record a promotion that took effect earlier; tell whether there was anybody to promote."""
    grades = {row.person_id: row for row in GolonganHistory.objects.on(on).filter(person__in=people)}
    for person in people:
        row = grades.get(person.pk)
        if row is not None and row.golongan in NEXT_GRADE and row.mulai < day.replace(year=day.year - 1):
            years = row.mkg_years + (day - row.mulai).days // 365
            record_sk(
                kind="golongan", person=person, start=day,
                content={"golongan": NEXT_GRADE[row.golongan], "mkg_years": years, "mkg_months": 0},
                by=_holder(government, Role.ADMIN_BKPSDM), on=on, **_sk("823.3", day),
            )  # fmt: skip
            return True
    return False


def _bereave(government: Unit, day: datetime.date, on: datetime.date) -> None:
    """Record that somebody with a husband or wife died, where no machine tells who is there, and the account
    to which the family is paid.
    """
    machines = reduce(or_, (Q(unit__code__startswith=code) for code in BY_SHEET[government.code]))
    elsewhere = UnitHistory.objects.on(on).exclude(machines).values("person")
    married = FamilyMember.objects.filter(
        relation__in=(HubunganKeluarga.SUAMI, HubunganKeluarga.ISTRI), divorced_on=None, died_on=None,
        person__in=elsewhere,
    )  # fmt: skip
    heirs = {one.person_id: one for one in married}
    heads = JabatanHistory.objects.on(on).filter(
        position__in=PositionVersion.objects.on(on).filter(heads_unit=True).values("position")
    )
    leading = set(heads.values_list("person", flat=True))
    by = _holder(government, Role.ADMIN_BKPSDM)
    for person in _people(government, on):
        if person.pk in heirs and person.pk not in leading:
            end_status(person=person, why=SebabBerhenti.MENINGGAL, last=day, by=by, on=on)
            account = {"bank": "Bank Contoh", "number": "0009004321", "holder": heirs[person.pk].name}
            record_sk(kind="rekening", person=person, start=day + ONE, content=account, by=by, on=on)
            return


def _sk(kind: str, day: datetime.date) -> dict[str, Any]:
    return {
        "sk_number": f"{kind}/90001/{day.year}",
        "sk_date": day - datetime.timedelta(days=14),
        "sk_by": "Kepala BKPSDM (rekaan)",
    }


def _scan(title: str, by: Any) -> StoredFile:
    """Return a paper of one line, as if it had been scanned."""
    data = typst.compile(f'#set page(paper: "a5")\n= {title}\nContoh, bukan dokumen resmi.'.encode())
    return store(SimpleUploadedFile("dokumen.pdf", data), by=by, kinds=DOCUMENTS)
