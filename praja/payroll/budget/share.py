"""The share of personnel in the budget of a region, limited by law; reckoned and explained by the engine."""

from __future__ import annotations

import dataclasses
import datetime

from django.utils.translation import gettext as _

from praja.organization.models import Unit
from praja.payroll.models import RegionalBudget
from praja.payroll.programs import law_of, pack_of
from praja.payroll.slip.lines import language
from praja.payroll.slip.why import Origin, Reason, why
from praja.rules.explain import Explanation
from praja.rules.in_force import in_force
from praja.rules.program import Program

LIST, RATIO, LIMIT, ROOM = (
    "anggaran",
    "rasio_belanja_pegawai",
    "batas_belanja_pegawai",
    "ruang_belanja_pegawai",
)
FACTS = ("belanja_daerah", "belanja_pegawai", "tunjangan_guru_tkd")


@dataclasses.dataclass(frozen=True)
class Share:
    """The share of personnel in a budget, its limit, and why."""

    given: RegionalBudget
    ratio: str
    limit: str
    room: int
    source: str
    """The article of the limit."""
    remark: str
    """What the law says beside the limit: until when regions must comply."""
    reasons: tuple[Reason, ...]

    @property
    def over(self) -> bool:
        """Whether the limit is exceeded."""
        return self.room < 0


def program_of(government: Unit, year: int) -> Program:
    """Return the law of the share as it is in force when a year begins.

    :raises LawError: if the law has none then
    """
    start = datetime.date(year, 1, 1)
    return in_force(law_of(pack_of(government, start)), on=start, pay_list=LIST)


def given_for(government: Unit, year: int) -> RegionalBudget | None:
    """Return what was recorded of a government's budget of a year; none where nothing was."""
    return RegionalBudget.objects.filter(government=government, year=year, digantikan__isnull=True).first()


def share(government: Unit, year: int) -> Share | None:
    """Return the share of personnel in a government's budget of a year; none where nothing is recorded.

    :raises LawError: if the law has no limit in that year
    """
    given = given_for(government, year)
    if given is None:
        return None
    program = program_of(government, year)
    told = program.explain({name: getattr(given, name) for name in FACTS})
    room = told.amount(ROOM)
    origin = Origin(_("APBD"), given.document, given.dicatat_oleh)
    origins = dict.fromkeys(FACTS, (origin,))
    return Share(
        given,
        _shown(told, RATIO),
        _shown(told, LIMIT),
        room if isinstance(room, int) else 0,
        "; ".join(str(one) for one in told.step(LIMIT, language()).sources),
        program.rule(LIMIT).rule.remark,
        (why(told, RATIO, origins), why(told, ROOM, origins)),
    )


def _shown(told: Explanation, name: str) -> str:
    return told.step(name, language()).shown
