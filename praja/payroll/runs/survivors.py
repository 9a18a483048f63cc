"""Whose families can be paid gaji terusan in a month, and whose cannot be yet or any more."""

from __future__ import annotations

import dataclasses
import datetime
import uuid

from django.utils.translation import gettext as _

from praja.organization.models import Unit
from praja.payroll.enums import JenisDaftar, JenisProses, KeadaanProses, KeadaanSlip
from praja.payroll.facts import known
from praja.payroll.facts.survivors import deceased_of, month_after, months_paid
from praja.payroll.models import Slip
from praja.payroll.runs.late import UNLOCKED, Candidate, found_by_trial
from praja.people.models import Person
from praja.web.words import rupiah, tanggal


@dataclasses.dataclass(frozen=True, slots=True)
class Deceased:
    """Somebody who died in service, and which of the months after it a month is."""

    person: Person
    died: datetime.date
    month: int


def deceased(unit: Unit, period: datetime.date) -> list[Deceased]:
    """Return who of a unit and those below it died so lately that the law pays the family in a month, by the
    day of death.

    :param period: any day of the month
    """
    asked = known.Known(unit.government or unit, unit, period.replace(day=1), None)
    length = months_paid(asked.period)
    found = {
        person: died
        for died, people in deceased_of(asked, known.units_of(asked)).items()
        for person in people
        if month_after(died, asked.period) <= length
    }
    people = Person.objects.in_bulk([uuid.UUID(one) for one in found])
    rows = [
        Deceased(people[uuid.UUID(one)], died, month_after(died, asked.period)) for one, died in found.items()
    ]
    return sorted(rows, key=lambda one: (one.died, one.person.nip))


def candidates(unit: Unit, period: datetime.date, *, paid_on: datetime.date | None = None) -> list[Candidate]:
    """Return of each whose family the law pays in a month what would come out, or why nothing does.

    :raises RulesError: if the law of that month cannot be used
    """
    dead = {one.person.pk: one for one in deceased(unit, period)}
    paid = _standing(list(dead), period)
    length = months_paid(period)
    why = {
        person: _("Meninggal %(day)s, bulan ke-%(month)s dari %(length)s.")
        % {"day": tanggal(one.died), "month": one.month, "length": length}
        for person, one in dead.items()
    }
    open_to = {person: said for person, said in why.items() if person not in paid}
    gaji = JenisDaftar.GAJI.value
    tried = found_by_trial(JenisProses.TERUSAN, open_to, unit, gaji, period, paid_on)
    trials = {one.person_id: one for one in tried}
    no_account = _("Catat dahulu rekening ahli waris pada riwayat rekeningnya, mulai sesudah hari wafat.")
    found = []
    for person, one in dead.items():
        trial = trials.get(person)
        if trial is None:
            told = paid.get(person, _("Unitnya tidak ada lagi pada bulan itu."))
            who = one.person
            found.append(Candidate(person, who.nip, who.full_name, "", why[person], False, None, told))
        elif trial.ready and not trial.account:
            found.append(dataclasses.replace(trial, ready=False, still=no_account))
        else:
            found.append(trial)
    return found


def _standing(people: list[uuid.UUID], period: datetime.date) -> dict[uuid.UUID, str]:
    """Return of these by which list they were paid for the month already, or soon may be."""
    slips = Slip.objects.filter(
        person__in=people, period=period.replace(day=1), pay_list=JenisDaftar.GAJI
    ).exclude(run__state=KeadaanProses.DIBATALKAN)
    found: dict[uuid.UUID, str] = {}
    for slip in slips.select_related("run").order_by("run__made_at"):
        if slip.kind == JenisProses.TERUSAN:
            if slip.state == KeadaanSlip.DIBAYAR or slip.run.state in UNLOCKED:
                found[slip.person_id] = _("Gaji terusan bulan ini sudah ada di prosesnya.")
        elif slip.state == KeadaanSlip.DIBAYAR and slip.run.state in UNLOCKED:
            found[slip.person_id] = _(
                "Masih ada di proses gaji bulan ini yang belum disetujui. Hitung ulang proses itu dahulu."
            )
        elif slip.state == KeadaanSlip.DIBAYAR:
            found[slip.person_id] = _(
                "Gaji bulan ini, %(net)s, sudah dibayar seperti pegawai yang hidup. Cocokkan dengan hak gaji "
                "terusannya dan tagih kelebihannya; Praja tidak membayar bulan ini dua kali."
            ) % {"net": rupiah(slip.net or 0)}
    return found
