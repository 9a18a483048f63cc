"""Recording the pagu of a year, by form and by sheet: a later one replaces the earlier, and both are kept."""

from __future__ import annotations

import dataclasses
import datetime
import re
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from praja.audit.actions import record
from praja.organization.models import Unit
from praja.payroll import perms
from praja.payroll.budget.accounts import STATUSES, Chart, chart, lines_booked
from praja.payroll.enums import RevisiPagu
from praja.payroll.models import AccountChoice, FactSheet, Pagu, RegionalBudget
from praja.web.said import gettext as _

MOST = 10**15
"""Rupiah; no account of a region comes near it."""


class PaguRefused(Exception):
    """A pagu that cannot be recorded; its text says why and what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one value: which, why, and what to do."""

    field: str
    value: str
    why: str
    what_to_do: str


def code_of(text: str, known: Chart) -> str:
    """Return the code of an account as the table has it, however its dots were written; else the text."""
    digits = re.sub(r"[^0-9]", "", text)
    return next((code for code in known.titles if re.sub(r"[^0-9]", "", code) == digits), text.strip())


def wrong_with(
    account: str, component: str, revision: str, before: Pagu | None, known: Chart
) -> Wrong | None:
    """Return why a pagu cannot be recorded; none where it can.

    :param before: what stands now for the same unit, year, account and component
    """
    if account not in known.titles:
        return Wrong(
            "account", account,
            _("Akun ini tidak dikenal di daftar gaji dan TPP."),
            _("Pakai kode akun seperti pada templat, misalnya 5.1.01.01.01.0001."),
        )  # fmt: skip
    if component and component not in known.components(account):
        return Wrong(
            "component", component,
            _("Komponen ini tidak dibebankan pada akun itu."),
            _("Kosongkan komponennya, atau pilih salah satu dari: %(names)s.")
            % {"names": ", ".join(known.components(account))},
        )  # fmt: skip
    if before is not None and revision == RevisiPagu.MURNI and before.revision != RevisiPagu.MURNI:
        return Wrong(
            "revision", revision,
            _("Pagu murni tidak menggantikan pagu pergeseran atau perubahan yang sudah dicatat."),
            _("Pilih pergeseran atau perubahan, dengan dokumen hukumnya."),
        )  # fmt: skip
    return None


def standing(units: Collection[uuid.UUID], year: int) -> dict[tuple[uuid.UUID, str, str], Pagu]:
    """Return the pagu that stand now, by unit, account and component, in one query."""
    rows = Pagu.objects.filter(unit__in=units, year=year, digantikan__isnull=True)
    return {(one.unit_id, one.account, one.component): one for one in rows}


@transaction.atomic
def give_pagu(
    *, unit: Unit, year: int, account: str, component: str, revision: str, amount: int, document: str,
    by: Any, on: datetime.date,
) -> Pagu:  # fmt: skip
    """Record the pagu of an account for a unit, in place of what was recorded before.

    :raises PaguRefused: if `by` may not, or the account, component or revision cannot be
    """
    if not perms.may_give_pagu(by, unit, on):
        raise PaguRefused(_("Hanya bendahara unit itu yang dapat mencatat pagunya."))
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    before = standing([unit.pk], year).get((unit.pk, account, component))
    if (fault := wrong_with(account, component, revision, before, chart())) is not None:
        raise PaguRefused(f"{fault.why} {fault.what_to_do}")
    said = {"revision": revision, "amount": amount, "document": document.strip()[:200]}
    if before is not None and all(getattr(before, name) == value for name, value in said.items()):
        raise PaguRefused(_("Pagu yang sama persis sudah tercatat."))
    now = timezone.now()
    if before is not None:
        Pagu.objects.filter(pk=before.pk).update(digantikan=now)
    made = Pagu.objects.create(
        unit=unit, year=year, account=account, component=component, tercatat=now, dicatat_oleh=str(by)[:200],
        **said,
    )  # fmt: skip
    record(
        kind="payroll.pagu_given", by=by, target=made, unit=unit.pk, on=on,
        before=None if before is None else {"pagu": before.amount, "revisi": before.revision},
        after={"tahun": year, "akun": account, "komponen": component, "pagu": amount, "revisi": revision},
        reason=made.document,
    )  # fmt: skip
    return made


ACCOUNT = re.compile(r"[4-6](\.\d{1,4}){3,7}")


@transaction.atomic
def choose_account(
    *, government: Unit, rule: str, status: str, account: str, title: str, document: str,
    by: Any, on: datetime.date,
) -> AccountChoice:  # fmt: skip
    """Let a government book a line of its lists to an account, in place of the usual or earlier one.

    It holds for what is computed from now on: what is approved stays booked as it was.

    :raises PaguRefused: if `by` may not, no list has the line, or the code cannot be one
    """
    if government.government_id is not None or not perms.may_give_pagu(by, government, on):
        raise PaguRefused(_("Hanya bendahara pemerintah daerah itu yang dapat memilih akunnya."))
    account, title = account.strip(), " ".join(title.split())
    if not ACCOUNT.fullmatch(account):
        raise PaguRefused(_("Tulis kode akun lengkap dengan titik, misalnya 5.1.01.02.01.0001."))
    title = title or chart().titles.get(account, "")
    if not title:
        raise PaguRefused(_("Akun ini belum dikenal. Tulis juga namanya seperti dalam DPA."))
    if not any((one.rule, one.status) == (rule, status) for one in lines_booked(government, on)):
        raise PaguRefused(_("Baris ini tidak ada dalam daftar gaji atau TPP pemerintah daerah ini."))
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=government.pk)
    now = timezone.now()
    current = AccountChoice.objects.filter(
        government=government, rule=rule, status=status, digantikan__isnull=True
    )
    before = current.first()
    current.update(digantikan=now)
    made = AccountChoice.objects.create(
        government=government, rule=rule, status=status, account=account, title=title[:200],
        document=document.strip()[:200], tercatat=now, dicatat_oleh=str(by)[:200],
    )  # fmt: skip
    record(
        kind="payroll.account_chosen", by=by, target=made, unit=government.pk, on=on,
        before=None if before is None else {"akun": before.account},
        after={"baris": rule, "status": str(STATUSES[status]), "akun": account}, reason=made.document,
    )  # fmt: skip
    return made


@transaction.atomic
def give_regional(
    *, government: Unit, year: int, amounts: Mapping[str, int], document: str, by: Any, on: datetime.date
) -> RegionalBudget:
    """Record what the budget of a government comes to in a year, in place of what was recorded before.

    :param amounts: `belanja_daerah`, `belanja_pegawai`, `tunjangan_guru_tkd`
    :raises PaguRefused: if `by` may not, or the amounts contradict each other
    """
    if government.government_id is not None or not perms.may_give_pagu(by, government, on):
        raise PaguRefused(_("Hanya bendahara pemerintah daerah itu yang dapat mencatat APBD-nya."))
    if amounts["tunjangan_guru_tkd"] > amounts["belanja_pegawai"]:
        raise PaguRefused(_("Tunjangan guru lewat TKD lebih besar daripada seluruh belanja pegawai."))
    if amounts["belanja_pegawai"] > amounts["belanja_daerah"]:
        raise PaguRefused(_("Belanja pegawai lebih besar daripada seluruh belanja daerah."))
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=government.pk)
    now = timezone.now()
    current = RegionalBudget.objects.filter(government=government, year=year, digantikan__isnull=True)
    before = current.first()
    current.update(digantikan=now)
    made = RegionalBudget.objects.create(
        government=government, year=year, document=document.strip()[:200], tercatat=now,
        dicatat_oleh=str(by)[:200], **amounts,
    )  # fmt: skip
    record(
        kind="payroll.regional_budget_given", by=by, target=made, unit=government.pk, on=on,
        before=None if before is None else {name: getattr(before, name) for name in amounts},
        after={"tahun": year, **amounts}, reason=made.document,
    )  # fmt: skip
    return made


# --- by sheet


def write(
    sheet: FactSheet, rows: Iterable[tuple[uuid.UUID, Mapping[str, Any], Pagu | None]], by: Any
) -> None:
    """Record what a sheet says: of each pagu whose it is, its content, and what it replaces.

    The caller holds the transaction and tells the trail.
    """
    now, rows = timezone.now(), list(rows)
    old = [before.pk for _unit, _said, before in rows if before is not None]
    if Pagu.objects.filter(pk__in=old, digantikan__isnull=True).update(digantikan=now) != len(old):
        raise IntegrityError("A pagu was replaced meanwhile.")
    Pagu.objects.bulk_create(
        (
            Pagu(unit_id=unit, sheet=sheet, tercatat=now, dicatat_oleh=str(by)[:200], **said)
            for unit, said, _before in rows
        ),
        batch_size=2000,
    )


def undo(sheet: FactSheet, by: Any) -> int:
    """Supersede what a sheet recorded and nobody replaced since; what it replaced stands again."""
    mine = list(Pagu.objects.filter(sheet=sheet, digantikan__isnull=True))
    moments = {one.tercatat for one in mine}
    keys = {(one.unit_id, one.year, one.account, one.component) for one in mine}
    before = Pagu.objects.filter(
        unit__in={one.unit_id for one in mine}, year=sheet.period.year, digantikan__in=moments
    )
    now = timezone.now()
    again = [
        Pagu(
            unit_id=one.unit_id, year=one.year, account=one.account, component=one.component,
            revision=one.revision, amount=one.amount, document=one.document, sheet_id=one.sheet_id,
            tercatat=now, dicatat_oleh=str(by)[:200],
        )
        for one in before
        if (one.unit_id, one.year, one.account, one.component) in keys
    ]  # fmt: skip
    Pagu.objects.filter(pk__in=[one.pk for one in mine]).update(digantikan=now)
    Pagu.objects.bulk_create(again, batch_size=2000)
    return len(mine)
