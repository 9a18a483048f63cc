"""Money of awards for performance, where the law of the government lets it be paid by a list: who is still to
get it, and the extra line to begin with. As any extra line, one records it and another confirms it.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from praja.payroll.enums import JenisDaftar, JenisTambahan
from praja.payroll.extra.actions import Said
from praja.payroll.extra.queries import people_added_to
from praja.payroll.models import ExtraLine
from praja.payroll.programs import pack_of
from praja.performance import law
from praja.performance.enums import KeadaanPenghargaan
from praja.performance.models import AwardProposal

MOST_SHOWN = 50


def awards_to_pay(user: Any, on: datetime.date) -> QuerySet[AwardProposal]:
    """Return the granted awards with money of the people whom an account pays that no extra line pays yet."""
    paid = ExtraLine.objects.filter(award=OuterRef("pk"), withdrawn_at__isnull=True)
    rows = AwardProposal.objects.filter(
        ~Exists(paid), state=KeadaanPenghargaan.DITETAPKAN, amount__isnull=False,
        person__in=people_added_to(user, on),
    )  # fmt: skip
    return rows.select_related("person", "skp__unit__government", "file").order_by("sk_date", "pk")


def list_of(award: AwardProposal, month: datetime.date) -> str:
    """Return by which list an award is paid in a month; nothing where the law lets it be paid by none.

    :param award: with its SKP, and that with its unit and government
    """
    unit = award.skp.unit
    found = law.award_list(month, pack_of(unit.government or unit, month))
    return found if found in JenisDaftar.values else ""


def proposed(award: AwardProposal, month: datetime.date) -> Said:
    """Return the extra line by which an award would be paid in a month."""
    if award.amount is None or award.sk_date is None:
        raise ValueError("an award without money")
    return Said(
        pay_list=list_of(award, month),
        kind=JenisTambahan.TAMBAHAN_KEPUTUSAN,
        first=month,
        last=month,
        amount=award.amount,
        reason=(_("Uang penghargaan: %(name)s") % {"name": award.name})[:300],
        document=award.sk_number,
        document_date=award.sk_date,
    )
