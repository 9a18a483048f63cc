"""Who may do what with pay. Amounts are seen by those who pay, approve and audit, and by whose they are."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db.models import Q

from praja.access.enums import Role
from praja.access.queries import has_role, units_of_roles, units_visible_to
from praja.organization.models import Unit
from praja.payroll.enums import KeadaanProses
from praja.payroll.models import BankFileForm, PayHold, Run, Slip

READERS: Final = (Role.BENDAHARA, Role.PEJABAT_PENYETUJU, Role.AUDITOR)
"""Roles for a unit that open the slips of its people."""
TOTALS: Final = (*READERS, Role.TAPD)
"""Roles for a unit that open what its runs come to in all."""
LOCKED: Final = (KeadaanProses.DISETUJUI, KeadaanProses.DIBAYAR)
TOUCHED_READERS: Final = (*READERS, Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)
"""Roles for a unit that see which paid months of its people a changed rating touches, without amounts."""


# --- slips


def may_see_slip(user: Any, slip: Slip, on: datetime.date | None = None) -> bool:
    """
    To see a slip, one must be
    - the person whose pay it is, once its run is approved, or
    - bendahara, pejabat penyetuju or auditor for the unit of the person that month, or for that of the run.
    Superiors, kepala unit, tim penilai, admin BKPSDM and admin aplikasi do not see it by being that.
    """
    if not getattr(user, "is_active", False) or user.pk is None:
        return False
    if slip.person.account_id == user.pk and slip.run.state in LOCKED:
        return True
    return has_role(user, *READERS, unit=slip.unit_id, on=on) or has_role(
        user, *READERS, unit=slip.run.unit_id, on=on
    )


def slips_open_to(user: Any, on: datetime.date | None = None) -> Q:
    """Return the condition that somebody may see a slip, as `may_see_slip` tells of one."""
    if not getattr(user, "is_active", False) or user.pk is None:
        return Q(pk__in=[])
    allowed = Q(person__account=user, run__state__in=LOCKED)
    everywhere, some = units_of_roles(user, on, *READERS)
    if everywhere:
        return Q()
    if some:
        units = units_visible_to(user, on, *READERS).values("pk")
        allowed |= Q(unit__in=units) | Q(run__unit__in=units)
    return allowed


# --- runs


def sees_runs(user: Any, on: datetime.date | None = None) -> bool:
    """
    To be shown the way to the pay months, one must be
    - bendahara, pejabat penyetuju, auditor or TAPD of any unit.
    """
    return has_role(user, *TOTALS, on=on)


def may_see_totals(user: Any, run: Run, on: datetime.date | None = None) -> bool:
    """
    To see what a run comes to in all, one must be
    - bendahara, pejabat penyetuju, auditor or TAPD for its unit.
    """
    return has_role(user, *TOTALS, unit=run.unit_id, on=on)


def may_see_people(user: Any, run: Run, on: datetime.date | None = None) -> bool:
    """
    To see the people of a run, their problems, and its files, one must be
    - bendahara, pejabat penyetuju or auditor for its unit; TAPD sees totals only.
    """
    return has_role(user, *READERS, unit=run.unit_id, on=on)


def sees_touched(user: Any, on: datetime.date | None = None) -> bool:
    """
    To see which paid months a changed rating touches, without amounts, one must be
    - bendahara, pejabat penyetuju, auditor, pengelola kepegawaian or admin BKPSDM of any unit.
    """
    return has_role(user, *TOUCHED_READERS, on=on)


def may_make_runs(user: Any, on: datetime.date | None = None) -> bool:
    """
    To open a run or to hold pay back at all, one must be
    - bendahara of any unit.
    """
    return has_role(user, Role.BENDAHARA, on=on)


def may_open_run(user: Any, unit: Unit, on: datetime.date | None = None) -> bool:
    """
    To open a run for a unit, one must be
    - bendahara for it.
    """
    return has_role(user, Role.BENDAHARA, unit=unit, on=on)


def may_compute(user: Any, run: Run, on: datetime.date | None = None) -> bool:
    """
    To have a run computed, to stop that, or to drop the run, one must be
    - bendahara for its unit.
    """
    return has_role(user, Role.BENDAHARA, unit=run.unit_id, on=on)


def may_check(user: Any, run: Run, on: datetime.date | None = None) -> bool:
    """
    To sign that a run was checked, one must be
    - bendahara for its unit.
    """
    return has_role(user, Role.BENDAHARA, unit=run.unit_id, on=on)


def may_approve(user: Any, run: Run, on: datetime.date | None = None) -> bool:
    """
    To approve a run, or to send it back, one must be
    - pejabat penyetuju for its unit, and
    - someone other than who computed it and who checked it.
    """
    return approves_for(user, run, on) and user.pk not in (run.computed_by_id, run.checked_by_id)


def approves_for(user: Any, run: Run, on: datetime.date | None = None) -> bool:
    """
    To be one who approves runs of a unit, whoever made them, one must be
    - pejabat penyetuju for it.
    """
    return has_role(user, Role.PEJABAT_PENYETUJU, unit=run.unit_id, on=on)


def may_mark_paid(user: Any, run: Run, on: datetime.date | None = None) -> bool:
    """
    To note that a run was paid, one must be
    - bendahara for its unit.
    """
    return has_role(user, Role.BENDAHARA, unit=run.unit_id, on=on)


def may_reopen(user: Any, run: Run, on: datetime.date | None = None) -> bool:
    """
    To reopen a run that is approved or paid, one must be
    - bendahara or pejabat penyetuju for its unit, and
    - someone other than who closed it: who approved it, or, once it is paid, who noted the payment.
    """
    return handles(user, run, on) and user.pk != closed_by(run)


def closed_by(run: Run) -> Any:
    """Return the account that closed a run: who approved it, or, once it is paid, who noted the payment."""
    return run.paid_by_id if run.state == KeadaanProses.DIBAYAR else run.approved_by_id


def handles(user: Any, run: Run, on: datetime.date | None = None) -> bool:
    """
    To be one of those through whose hands a run goes, one must be
    - bendahara or pejabat penyetuju for its unit.
    """
    return has_role(user, Role.BENDAHARA, Role.PEJABAT_PENYETUJU, unit=run.unit_id, on=on)


def may_print_slips(user: Any, run: Run, on: datetime.date | None = None) -> bool:
    """
    To have the slips of a run printed by unit, one must be
    - bendahara or pejabat penyetuju for its unit.
    """
    return has_role(user, Role.BENDAHARA, Role.PEJABAT_PENYETUJU, unit=run.unit_id, on=on)


# --- pay that is held back


def may_hold(user: Any, unit: Unit, on: datetime.date | None = None) -> bool:
    """
    To hold back the pay of a unit, one must be
    - bendahara or pejabat penyetuju for it.
    """
    return has_role(user, Role.BENDAHARA, Role.PEJABAT_PENYETUJU, unit=unit, on=on)


def may_release(user: Any, hold: PayHold, on: datetime.date | None = None) -> bool:
    """
    To release pay that is held back, one must be
    - bendahara or pejabat penyetuju for its unit.
    """
    return has_role(user, Role.BENDAHARA, Role.PEJABAT_PENYETUJU, unit=hold.unit_id, on=on)


def may_make_files(user: Any, run: Run, on: datetime.date | None = None) -> bool:
    """
    To have the files made that leave the office, one must be
    - bendahara or pejabat penyetuju for the unit of the run.
    """
    return has_role(user, Role.BENDAHARA, Role.PEJABAT_PENYETUJU, unit=run.unit_id, on=on)


# --- the form of a bank's file


def may_see_bank_forms(user: Any, government: Unit, on: datetime.date | None = None) -> bool:
    """
    To see in which form the lists for banks are written, one must be
    - bendahara, pejabat penyetuju or auditor for the government or any unit of it, or
    - admin aplikasi for it.
    """
    if has_role(user, Role.ADMIN_APLIKASI, unit=government, on=on):
        return True
    everywhere, mine = units_of_roles(user, on, *READERS)
    here = Q(pk=government.pk) | Q(government=government)
    return everywhere or Unit.objects.filter(here, pk__in=mine).exists()


def may_propose_bank_form(user: Any, government: Unit, on: datetime.date | None = None) -> bool:
    """
    To propose the form of a bank's file, or to withdraw a proposal, one must be
    - bendahara for the whole government.
    """
    return has_role(user, Role.BENDAHARA, unit=government, on=on)


def may_decide_bank_form(user: Any, form: BankFileForm, on: datetime.date | None = None) -> bool:
    """
    To confirm or refuse the form of a bank's file, one must be
    - pejabat penyetuju or admin aplikasi for the whole government, and
    - someone other than who proposed it.
    """
    roles = (Role.PEJABAT_PENYETUJU, Role.ADMIN_APLIKASI)
    return user.pk != form.made_by_id and has_role(user, *roles, unit=form.government, on=on)


# --- the budget of a year


def may_see_budget(user: Any, unit: Unit, on: datetime.date | None = None) -> bool:
    """
    To see what a unit may spend in a year and what is used of it, one must be
    - bendahara, pejabat penyetuju, auditor or TAPD for it.
    """
    return has_role(user, *TOTALS, unit=unit, on=on)


def may_give_pagu(user: Any, unit: Unit, on: datetime.date | None = None) -> bool:
    """
    To record the pagu of a unit, or of a government what its budget comes to in all, one must be
    - bendahara for it.
    """
    return has_role(user, Role.BENDAHARA, unit=unit, on=on)
