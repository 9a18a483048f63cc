"""Who may what with pay: runs, what they leave behind, and pay that is held back."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from praja.access.enums import Role
from praja.files import disk
from praja.payroll.enums import KeadaanProses, PeranBerkas
from praja.payroll.models import BankFileForm, PayHold, Run, RunFile, Slip
from praja.payroll.outputs.bank.shape import USUAL
from tests.integration.access.matrix import ANYONE, SIGNED_IN, Row, World

MONTH = datetime.date(2026, 11, 1)


def _own(*roles: Role) -> set[str]:
    return {f"{role}:own" for role in roles}


def _anywhere(*roles: Role) -> set[str]:
    return {f"{role}:{side}" for role in roles for side in ("own", "foreign")}


PAYERS = (Role.BENDAHARA, Role.PEJABAT_PENYETUJU)
READERS = (*PAYERS, Role.AUDITOR)
"""Those who see slips; TAPD sees totals only, and an admin BKPSDM or a superior neither."""
TREASURER, APPROVER = _own(Role.BENDAHARA), _own(Role.PEJABAT_PENYETUJU)


def _run(world: World) -> Run:
    by = world.user("bendahara:own")
    return Run.objects.create(
        pay_list="gaji", period=MONTH, unit=world.unit, government=world.government, pack="nasional",
        paid_on=MONTH, state=KeadaanProses.DIHITUNG, made_by=by, computed_by=by, computed_at=timezone.now(),
    )  # fmt: skip


def _locked(world: World) -> Run:
    by = world.user("bendahara:own")
    return Run.objects.create(
        pay_list="tpp", period=MONTH, unit=world.unit, government=world.government, pack="nasional",
        paid_on=MONTH, state=KeadaanProses.DISETUJUI, made_by=by, computed_by=by, computed_at=timezone.now(),
        approved_by=world.administrator, approved_at=timezone.now(),
    )  # fmt: skip


def _file(world: World) -> RunFile:
    return RunFile.objects.create(
        run=world["pay_run"], role=PeranBerkas.HASIL, name="hasil.parquet", sha256=disk.write(b"isi"), size=3,
        media="application/vnd.apache.parquet",
    )  # fmt: skip


def _hold(world: World) -> PayHold:
    return PayHold.objects.create(
        unit=world.unit,
        period=MONTH,
        pay_list="gaji",
        reason="Laporan belum masuk",
        made_by=world.administrator,
    )


FACTORIES: dict[str, Any] = {
    "pay_run": _run,
    "locked_run": _locked,
    "run_file": _file,
    "pay_hold": _hold,
}


def _pk(world: World) -> dict[str, Any]:
    return {"pk": world["pay_run"].pk}


def _pk_locked(world: World) -> dict[str, Any]:
    return {"pk": world["locked_run"].pk}


def _pk_file(world: World) -> dict[str, Any]:
    return {"pk": world["pay_run"].pk, "number": world["run_file"].pk}


def _pk_hold(world: World) -> dict[str, Any]:
    return {"pk": world["pay_hold"].pk}


def _unit(world: World) -> dict[str, Any]:
    return {"tahun": "2026", "unit": str(world.unit.pk)}


def _government(world: World) -> dict[str, Any]:
    return {"unit": world.government.pk}


REASON = {"reason": "Ada SK yang terlambat sampai."}
ROWS = [
    Row("payroll:desk", may=_anywhere(*READERS, Role.TAPD)),
    Row("payroll:run_open", may=_anywhere(Role.BENDAHARA)),
    Row("payroll:run_open", "POST", may=_anywhere(Role.BENDAHARA), fine={400}),
    Row("payroll:run_late", may=_anywhere(Role.BENDAHARA)),
    Row("payroll:run_late", "POST", may=_anywhere(Role.BENDAHARA)),
    Row("payroll:run_survivors", may=_anywhere(Role.BENDAHARA)),
    Row("payroll:run_survivors", "POST", may=_anywhere(Role.BENDAHARA)),
    Row("payroll:holds", may=_anywhere(*READERS)),
    Row("payroll:holds", "POST", may=_anywhere(*PAYERS), fine={400}),
    Row("payroll:hold_release", may=_own(*PAYERS), args=_pk_hold),
    Row("payroll:hold_release", "POST", may=_own(*PAYERS), args=_pk_hold, data=REASON),
    Row("payroll:run", may=_own(*READERS, Role.TAPD), args=_pk),
    Row("payroll:rapel", may=_anywhere(Role.BENDAHARA)),
    Row("payroll:rapel", "POST", may=_anywhere(Role.BENDAHARA), fine={400}),
    Row(
        "payroll:touched",
        may=_anywhere(*READERS, Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM),
    ),
    Row("payroll:run_rapel", may=_own(*READERS), args=_pk),
    Row("payroll:run_slips", may=_own(*READERS), args=_pk),
    Row("payroll:run_changes", may=_own(*READERS), args=_pk),
    Row("payroll:run_file", may=_own(*READERS), args=_pk_file),
    Row("payroll:run_bundle", may=_own(*READERS), args=_pk),
    Row("payroll:run_compute", "POST", may=TREASURER, args=_pk),
    Row("payroll:run_stop", "POST", may=TREASURER, args=_pk),
    Row("payroll:run_check", "POST", may=TREASURER, args=_pk),
    Row("payroll:run_approve", "POST", may=APPROVER, args=_pk),
    Row("payroll:run_pay", may=TREASURER, args=_pk_locked),
    Row(
        "payroll:run_pay", "POST", may=TREASURER, args=_pk_locked, data={"day": "2026-11-02"}, fine={302, 400}
    ),
    Row("payroll:run_send_back", may=APPROVER, args=_pk),
    Row("payroll:run_send_back", "POST", may=APPROVER, args=_pk, data=REASON, fine={302, 400}),
    Row("payroll:run_reopen", may=_own(*PAYERS), args=_pk_locked),
    Row("payroll:run_reopen", "POST", may=_own(*PAYERS), args=_pk_locked, data=REASON),
    Row("payroll:run_cancel", may=TREASURER, args=_pk),
    Row("payroll:run_cancel", "POST", may=TREASURER, args=_pk, data=REASON),
]


# --- slips


def _pay_slip(world: World) -> Slip:
    from tests.integration.payroll.slip_world import make_run

    person = world.person("pegawai:self")
    run = make_run(world.unit, {person: {}}, period=datetime.date(2027, 1, 1))
    return Slip.objects.get(run=run, person=person)


def _pk_slip(world: World) -> dict[str, Any]:
    return {"pk": world["pay_slip"].pk}


def _pk_paid(world: World) -> dict[str, Any]:
    return {"pk": world["pay_slip"].run_id}


FACTORIES["pay_slip"] = _pay_slip
MINE = {"pegawai:self", *_own(*READERS)}
ROWS += [
    Row("payroll:slips", may=SIGNED_IN),
    Row("payroll:slip", may=MINE, args=_pk_slip),
    Row(
        "payroll:slip_line",
        may=MINE,
        args=lambda world: {"pk": world["pay_slip"].pk, "rule": "gaji_pokok"},
    ),
    Row("payroll:slip_what_if", may=MINE, args=_pk_slip),
    Row("payroll:slip_pdf", may=MINE, args=_pk_slip),
    Row("payroll:run_slip_papers", may=_own(*READERS), args=_pk_paid),
    Row("payroll:run_slip_papers", "POST", may=_own(*PAYERS), args=_pk_paid),
    Row("payroll:slip_check", may=ANYONE),
    Row("payroll:slip_check", "POST", may=ANYONE, data={"teks": "PRAJA1/"}),
    Row("payroll:slip_check_saved", may=ANYONE),
]


# --- what comes of a run

ROWS += [
    Row("payroll:month_against_month", may=_own(*READERS, Role.TAPD), args=_pk),
    Row("payroll:run_outputs", may=_own(*READERS), args=_pk),
    Row("payroll:run_outputs", "POST", may=_own(*PAYERS), args=_pk_locked),
    # --- the budget: totals only, so TAPD sees it as well
    Row("payroll:budget", may=_anywhere(*READERS, Role.TAPD)),
    Row("payroll:budget", may=_own(*READERS, Role.TAPD), data=_unit, key="unit"),
    Row("payroll:pagu", may=_anywhere(*READERS, Role.TAPD)),
    Row("payroll:pagu_give", may=_anywhere(Role.BENDAHARA)),
    Row("payroll:pagu_give", "POST", may=_anywhere(Role.BENDAHARA), fine={400}),
    Row("payroll:accounts", may=_anywhere(*READERS, Role.TAPD)),
    Row("payroll:accounts", may=_own(*READERS, Role.TAPD), data=_unit, key="unit"),
    Row("payroll:account_choose", may=TREASURER, args=_government),
    Row("payroll:account_choose", "POST", may=TREASURER, args=_government, fine={400}),
    Row("payroll:regional_budget", may=_anywhere(Role.BENDAHARA)),
    Row("payroll:regional_budget", "POST", may=_anywhere(Role.BENDAHARA), fine={400}),
]


# --- the form of a bank's file


def _bank_form(world: World) -> BankFileForm:
    return BankFileForm.objects.create(
        government=world.government, bank="Bank Jateng", version=1, shape=USUAL.as_json(),
        reason="Surat bank nomor 12", made_by=world.administrator,
    )  # fmt: skip


def _pk_bank_form(world: World) -> dict[str, Any]:
    return {"pk": world["bank_form"].pk}


FACTORIES["bank_form"] = _bank_form
ADMIN = Role.ADMIN_APLIKASI.value
ROWS += [
    Row("payroll:bank_forms", may=_anywhere(*READERS) | {ADMIN}),
    Row("payroll:bank_form", may=_own(*READERS) | {ADMIN}, args=_pk_bank_form),
    Row("payroll:bank_form_propose", may=TREASURER, args=_government),
    Row("payroll:bank_form_propose", "POST", may=TREASURER, args=_government, fine={400}),
    Row("payroll:bank_form_accept", "POST", may=APPROVER | {ADMIN}, args=_pk_bank_form),
    Row("payroll:bank_form_refuse", "POST", may=APPROVER | {ADMIN}, args=_pk_bank_form, data=REASON),
    Row("payroll:bank_form_withdraw", "POST", may=TREASURER, args=_pk_bank_form),
]


# --- extra lines, and regulations by which owed pay may be paid


def _scan(world: World) -> Any:
    from praja.files.models import StoredFile

    data = b"%PDF-1.4 uji baris"
    disk.write(data)
    return StoredFile.objects.create(
        sha256=disk.digest_of(data), name="sk.pdf", kind="application/pdf", size=len(data),
        uploaded_by=world.administrator,
    )  # fmt: skip


def _extra(world: World) -> Any:
    from praja.payroll.models import ExtraLine

    return ExtraLine.objects.create(
        person=world.person("pegawai:self"), unit=world.unit, pay_list="gaji", kind="tambahan_keputusan",
        first=MONTH, last=MONTH, amount=100_000, reason="Keputusan Wali Kota", document="900/1",
        document_date=MONTH, file=_scan(world), made_by=world.user("bendahara:own"),
        confirmed_by=world.administrator, confirmed_at=timezone.now(),
    )  # fmt: skip


def _waiting_extra(world: World) -> Any:
    from praja.payroll.models import ExtraLine

    return ExtraLine.objects.create(
        person=world.person("pegawai:other"), unit=world.unit, pay_list="gaji", kind="tambahan_keputusan",
        first=MONTH, last=MONTH, amount=100_000, reason="Keputusan Wali Kota", document="900/2",
        document_date=MONTH, file=_scan(world), made_by=world.administrator,
    )  # fmt: skip


def _basis(world: World) -> Any:
    from praja.payroll.models import LegalBasis

    return LegalBasis.objects.create(
        government=world.government, pay_list="tpp", first=MONTH, last=MONTH, document="Perwal 5/2026",
        document_date=MONTH, file=_scan(world), made_by=world.administrator,
    )  # fmt: skip


FACTORIES |= {"extra": _extra, "waiting_extra": _waiting_extra, "basis": _basis}


def _pk_extra(world: World) -> dict[str, Any]:
    return {"pk": world["extra"].pk}


def _pk_waiting(world: World) -> dict[str, Any]:
    return {"pk": world["waiting_extra"].pk}


def _pk_basis(world: World) -> dict[str, Any]:
    return {"pk": world["basis"].pk}


def _pk_self(world: World) -> dict[str, Any]:
    return {"pk": world.person("pegawai:self").pk}


ROWS += [
    Row("payroll:run_owed", "POST", may=TREASURER, data=lambda world: {"unit": str(world.unit.pk),
                                                                       "pay_list": "tpp"}),
    Row("payroll:extras", may=_anywhere(*READERS)),
    Row("payroll:extras_confirm", "POST", may=_anywhere(Role.PEJABAT_PENYETUJU)),
    Row("payroll:extras_confirm", "POST", may=APPROVER,
        data=lambda world: {"pilih": str(world["waiting_extra"].pk)}, key="pilih"),
    Row("payroll:extra_give", may=TREASURER, args=_pk_self),
    Row("payroll:extra_give", "POST", may=TREASURER, args=_pk_self, fine={400}),
    Row("payroll:extra", may=MINE, args=_pk_extra),
    Row("payroll:extra", may=_own(*READERS), args=_pk_waiting, key="menunggu"),
    Row("payroll:extra_scan", may=MINE, args=_pk_extra),
    Row("payroll:extra_attach", "POST", may=_own(*PAYERS), args=_pk_waiting),
    Row("payroll:extra_withdraw", may=_own(*PAYERS), args=_pk_extra),
    Row("payroll:extra_withdraw", "POST", may=_own(*PAYERS), args=_pk_extra, data=REASON),
    Row("payroll:bases", may=_anywhere(*READERS)),
    Row("payroll:bases", "POST", may=_anywhere(Role.BENDAHARA), fine={400}),
    Row("payroll:basis_scan", may=_own(*READERS), args=_pk_basis),
    Row("payroll:basis_confirm", "POST", may=APPROVER, args=_pk_basis),
    Row("payroll:basis_withdraw", may=_own(*PAYERS), args=_pk_basis),
    Row("payroll:basis_withdraw", "POST", may=_own(*PAYERS), args=_pk_basis, data=REASON),
]  # fmt: skip
