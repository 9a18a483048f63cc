"""Proposing the form of a bank's file, and confirming it by somebody else."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from praja.audit.actions import record
from praja.organization.models import Unit
from praja.payroll import perms
from praja.payroll.models import BankFileForm
from praja.payroll.outputs.bank.shape import BankFormat, BankFormatWrong, checked
from praja.web.reasons import SHORTEST, said_clearly


class BankFormRefused(Exception):
    """What was asked for cannot be done; its text says why and what to do."""


@transaction.atomic
def propose(
    *, government: Unit, bank: str, shape: BankFormat, reason: str, by: Any, on: datetime.date
) -> BankFileForm:
    """Propose the form of a bank's file. It is used once somebody else has confirmed it.

    :raises BankFormRefused: if `by` may not, another proposal waits, nothing would change, or it is faulty
    """
    if not perms.may_propose_bank_form(by, government, on):
        raise BankFormRefused(_("Hanya bendahara pemerintah daerah itu yang dapat mengusulkan bentuknya."))
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=government.pk)
    bank, reason = " ".join(bank.split())[:80], reason.strip()[:300]
    if not bank:
        raise BankFormRefused(_("Pilih banknya dahulu."))
    if len(reason) < SHORTEST:
        raise BankFormRefused(_("Tulis dasarnya, misalnya nomor dan tanggal surat bank yang memintanya."))
    try:
        checked(shape)
    except BankFormatWrong as wrong:
        raise BankFormRefused(str(wrong)) from wrong
    before = BankFileForm.objects.filter(government=government, bank__iexact=bank)
    current = before.filter(accepted=True, ended_at__isnull=True).first()
    if before.filter(accepted__isnull=True, ended_at__isnull=True).exists():
        raise BankFormRefused(_("Sudah ada usulan bank ini yang menunggu. Putuskan atau tarik itu dahulu."))
    if current is not None and current.shape == shape.as_json():
        raise BankFormRefused(_("Bentuk yang sama persis sudah dipakai."))
    number = before.aggregate(last=Max("version"))["last"] or 0
    made = BankFileForm.objects.create(
        government=government, bank=current.bank if current else bank, version=number + 1,
        shape=shape.as_json(), reason=reason, made_by=by,
    )  # fmt: skip
    record(
        kind="payroll.bank_form_proposed", by=by, target=made, unit=government.pk, on=on, reason=reason,
        before=current.shape if current else None,
        after={"bank": made.bank, "versi": made.version, **made.shape},
    )  # fmt: skip
    return made


@transaction.atomic
def decide(*, form: BankFileForm, accept: bool, why: str, by: Any, on: datetime.date) -> BankFileForm:
    """Confirm a proposed form, which takes the place of the one in force, or refuse it with a reason.

    :raises BankFormRefused: if `by` may not, proposed it, gives no reason, or it does not wait
    """
    found = _waiting(form)
    if not perms.may_decide_bank_form(by, found, on):
        if found.made_by_id == by.pk:
            raise BankFormRefused(_("Yang mengusulkan tidak dapat memutuskan. Minta pejabat penyetuju."))
        raise BankFormRefused(_("Yang memutuskan ialah pejabat penyetuju atau admin aplikasi."))
    why = (why if accept else said_clearly(why, BankFormRefused)).strip()[:300]
    now = timezone.now()
    before = None
    if accept:
        rows = BankFileForm.objects.filter(
            government=found.government_id, bank=found.bank, accepted=True, ended_at__isnull=True
        )
        before = rows.select_for_update().first()
        rows.update(ended_at=now)
    found.accepted, found.decided_by, found.decided_at, found.decided_why = accept, by, now, why
    found.save(update_fields=["accepted", "decided_by", "decided_at", "decided_why"])
    record(
        kind="payroll.bank_form_accepted" if accept else "payroll.bank_form_refused", by=by, target=found,
        unit=found.government_id, on=on, reason=why, before=before.shape if before else None,
        after={"bank": found.bank, "versi": found.version},
    )  # fmt: skip
    return found


@transaction.atomic
def withdraw(*, form: BankFileForm, by: Any, on: datetime.date) -> BankFileForm:
    """Withdraw a proposal that nobody has decided.

    :raises BankFormRefused: if `by` may not, or it does not wait
    """
    found = _waiting(form)
    if not perms.may_propose_bank_form(by, found.government, on):
        raise BankFormRefused(_("Hanya bendahara pemerintah daerah itu yang dapat menarik usulan ini."))
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    record(
        kind="payroll.bank_form_withdrawn", by=by, target=found, unit=found.government_id, on=on,
        after={"bank": found.bank, "versi": found.version},
    )  # fmt: skip
    return found


def _waiting(form: BankFileForm) -> BankFileForm:
    rows = BankFileForm.objects.select_related("government").select_for_update(of=("self",))
    found: BankFileForm = rows.get(pk=form.pk)
    if found.accepted is not None or found.ended_at is not None:
        raise BankFormRefused(_("Usulan ini sudah diputuskan atau ditarik. Muat ulang halamannya."))
    return found
