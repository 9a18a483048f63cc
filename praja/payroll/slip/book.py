"""A slip together with what it was computed from: the program of its month, and the facts its run kept."""

from __future__ import annotations

import datetime
import functools
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from praja.attendance.days.perms import may_see_days
from praja.files import disk
from praja.files.disk import digest_of
from praja.payroll.enums import JenisProses
from praja.payroll.facts.added import EXTRAS
from praja.payroll.facts.said import Sumber
from praja.payroll.models import Run, Slip
from praja.payroll.programs import law_of, programs_for
from praja.payroll.runs import archive, bundle
from praja.payroll.slip.since import Change, Month, since
from praja.payroll.slip.why import Origin, Origins
from praja.people.perms import can_see_person
from praja.rules.month import ListExplained, explain_lists, programs_of_month
from praja.rules.program import Program
from praja.rules.schema import Law
from praja.rules.trust import Unverified, unverified
from praja.web.shell import day_of

MOST_REMEMBERED = 256


def program_of(run: Run) -> Program:
    """Return the program by which a run computed its list: of the law it kept, should ours have moved on.

    :raises LawError: if the list cannot be computed in that month
    """
    kept = archive.current(run).filter(name=bundle.LAW).values_list("sha256", flat=True).first()
    if kept is None or kept == _shipped(run.pack):
        return programs_for(run.pack, run.pay_list, run.period, run.paid_on)[run.pay_list]
    return _program_as_kept(kept, run.pack, run.pay_list, run.period, run.paid_on)


@functools.lru_cache(maxsize=16)
def _shipped(pack: str) -> str:
    return digest_of(bundle.law_archive(law_of(pack)))


@functools.lru_cache(maxsize=4)
def _kept_law(sha256: str, pack: str) -> Law:
    data = disk.read(sha256)
    if data is None:
        raise archive.ArchiveMissing(_("Naskah aturan proses ini tidak ada, atau tidak utuh lagi."))
    return bundle.read_law(data, pack)


@functools.lru_cache(maxsize=32)
def _program_as_kept(
    sha256: str, pack: str, pay_list: str, period: datetime.date, paid_on: datetime.date
) -> Program:
    law = _kept_law(sha256, pack)
    program = programs_of_month(law, [pay_list], on=period, paid_on=paid_on)[pay_list]
    program.rules  # noqa: B018  (proved once, here)
    return program


def facts_of(run: Run, program: Program, nip: str) -> dict[str, Any]:
    """Return what was known of a person; nothing need have been paid earlier in the month."""
    facts = archive.person_facts(run, nip)
    earlier = [column for column in program.earlier if column.startswith("bulan_ini(")]
    return {**facts, **{column: facts.get(column) or 0 for column in earlier}}


def explained(slip: Slip) -> ListExplained:
    """Return why the slip comes to what it does, over the facts that its run kept."""
    program = program_of(slip.run)
    facts = facts_of(slip.run, program, slip.nip)
    return explain_lists({slip.pay_list: program}, facts)[slip.pay_list]


def month_of(slip: Slip, program: Program, user: Any = None) -> Month:
    """Return a slip as months are compared."""
    origins = origins_of(slip, user) if user is not None else {}
    return Month(program, facts_of(slip.run, program, slip.nip), slip.amounts, origins)


def origins_of(slip: Slip, user: Any) -> Origins:
    """Return where each fact of a slip came from, with links to the records that the reader may open."""
    links = _own_records() if slip.person.account_id == user.pk else _records(slip, user)
    found: dict[str, list[Origin]] = {}
    for row in archive.origin(slip.run, slip.nip).iter_rows(named=True):
        source = row["sumber"] or ""
        link = links.get(source, "")
        if source == Sumber.TAMBAHAN and row["fakta"] in EXTRAS:
            link = reverse("payroll:extra", args=[row["rujukan"]])
        if source == Sumber.KEHADIRAN and may_see_days(user, slip.person, day_of(user)):
            link = reverse("attendance:recap_person", args=[slip.person_id, f"{slip.period:%Y-%m}"])
        words = (row["keterangan"] or "").rstrip(".")  # the sentence goes on: who recorded it
        origin = Origin(source, words, row["oleh"] or "", link)
        found.setdefault(row["fakta"], []).append(origin)
    return found


def _own_records() -> dict[str, str]:
    """Return by source where somebody finds the record of their own that a fact came from."""
    own = reverse("people:own")
    return {"sk": own, "jabatan": own, "keluarga": reverse("people:own_family")}


def _records(slip: Slip, user: Any) -> dict[str, str]:
    """Return the same for an officer, who need not be one that may see careers."""
    if not can_see_person(user, slip.person, day_of(user)):
        return {}
    return dict.fromkeys(("sk", "jabatan", "keluarga"), reverse("people:detail", args=[slip.person_id]))


def neighbours(slip: Slip, visible: QuerySet[Slip]) -> tuple[Slip | None, Slip | None]:
    """Return the same list's slips of the month before and the month after, of those that may be seen."""
    same = visible.filter(person=slip.person_id, pay_list=slip.pay_list, kind=JenisProses.INDUK)
    earlier = same.filter(period__lt=slip.period).select_related("run", "person")
    before = earlier.order_by("-period").first()
    after = same.filter(period__gt=slip.period).order_by("period").only("pk", "period").first()
    return before, after


def changes(slip: Slip, program: Program, before: Slip, user: Any) -> list[Change]:
    """Return what changed since an earlier slip, in sentences."""
    return since(month_of(slip, program, user), month_of(before, program_of(before.run)))


def law_in_doubt(slip: Slip, program: Program) -> list[Unverified]:
    """Return the rules and tables behind the slip that nobody has verified yet."""
    used = frozenset(name for name, amount in slip.amounts.items() if amount)
    return list(_law_in_doubt(program, used))


@functools.lru_cache(maxsize=MOST_REMEMBERED)
def _law_in_doubt(program: Program, used: frozenset[str]) -> tuple[Unverified, ...]:
    return tuple(unverified(program, used))
