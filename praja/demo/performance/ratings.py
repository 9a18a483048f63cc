"""How periods that are over were rated and closed, and what of the last one is still to be done."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from praja.demo.copying import write
from praja.demo.performance.plans import Planned
from praja.demo.performance.staff import at
from praja.performance.enums import Ekspektasi, JenisPeriode, Nilai, PredikatOrganisasi
from praja.performance.follow.progress import said
from praja.performance.models import (
    BehaviourRating,
    Delivery,
    Period,
    Rating,
    RhkRating,
    SelfReport,
    UnitAchievement,
)
from praja.performance.rating import flags
from praja.performance.rating.predicates import predicate_of
from praja.performance.rating.proposals import Measured, Proposal, propose

UNRATED: Final = 0.015
"""Of the people, the share whom nobody has rated when a period is closed."""
UNREPORTED: Final = 0.03
"""Of the people, the share without a report of their own."""
GIVEN: Final[Mapping[str, tuple[str, str]]] = {
    "kelurahan": (Ekspektasi.DI_ATAS, Ekspektasi.DI_ATAS),
    "vaksinasi": ("", Ekspektasi.DI_ATAS),
    "partisipasi": (Ekspektasi.DI_ATAS, ""),
}
"""How some examples are rated otherwise than is proposed: results and behaviour."""
ABOVE: Final = "Melampaui yang dijanjikan pada bulan-bulan tersulit, dan buktinya lengkap."
UNPROVEN: Final = "Saya menyaksikan sendiri pelaksanaannya, walaupun buktinya belum dilampirkan."
KIND: Final = "Mendahulukan warga yang rentan tanpa diminta, dan membantu loket lain ketika penuh."
SLOW: Final = "Beberapa kali tidak mengabari ketika berkas terlambat, walaupun sudah diingatkan."
HEADS: Final = ("Camat", "Kepala Dinas", "Kepala Badan", "Lurah")
"""By which words the titles of those begin of whose units it was said how well they did."""
OFTEN: Final = 7
"""Days after the end of a period within which a rater signs."""


def rate(
    plans: Sequence[Planned], period: Period, *, officer: Any, late: Mapping[Any, datetime.date] | None = None
) -> int:
    """Let those who appraise have rated some people for a period, and return how many were rated.

    :param plans: of people whose SKP have days in the period
    :param officer: who records what an appraiser outside of the records signed
    :param late: by SKP, the day on which it was signed, where that was not in the usual days
    """
    here = {one.member.skp.pk: one for one in plans if _touches(one, period)}
    if not here:
        return 0
    _units(list(here.values()), period, officer)
    found = propose([one.member.skp for one in here.values()], period)
    rated = []
    for pk, proposal in found.items():
        plan = here[pk]
        dice = plan.member.dice(f"nilai/{period.year}/{period.number}")
        if not proposal.result or (plan.example is None and dice.random() < UNRATED):
            continue
        rated.append((plan, proposal, _rating(plan, proposal, period, officer, dice)))
    if period.kind != JenisPeriode.BULANAN:
        _reports([(plan, proposal, rating) for plan, proposal, rating in rated], period)
    write([rating for _plan, _proposal, rating in rated])
    write(
        [
            RhkRating(rating=rating, rhk_id=line.rhk.rhk_id, achievement=line.achievement,
                      proposed=line.proposal, given=line.proposal)
            for _plan, proposal, rating in rated
            for line in proposal.lines
        ]
    )  # fmt: skip
    write(
        [
            BehaviourRating(rating=rating, value=Nilai.BERORIENTASI_PELAYANAN, given=rating.behaviour,
                            example=rating.behaviour_reason)
            for _plan, _proposal, rating in rated
            if rating.behaviour != Ekspektasi.SESUAI
        ]
    )  # fmt: skip
    _sign(rated, period, late or {})
    return len(rated)


def _touches(plan: Planned, period: Period) -> bool:
    days = plan.member.skp.berlaku
    return plan.agreed and bool(days.lower < period.days.upper and period.days.lower < days.upper)


def _rating(plan: Planned, proposal: Proposal, period: Period, officer: Any, dice: Any) -> Rating:
    member, told = plan.member, [one for one in proposal.flags if one != flags.NO_REPORT]
    result, behaviour = proposal.result, dice.choices(
        (Ekspektasi.SESUAI, Ekspektasi.DI_ATAS, Ekspektasi.DI_BAWAH), (88, 10, 2)
    )[0]  # fmt: skip
    good = (proposal.achievement or Decimal()) >= 102
    if result == Ekspektasi.SESUAI and good and dice.random() < 0.1:
        result = Ekspektasi.DI_ATAS
    if plan.example is not None:
        given = GIVEN.get(plan.example.key, ("", ""))
        result, behaviour = given[0] or proposal.result, given[1] or Ekspektasi.SESUAI
    departs = result != proposal.result or behaviour != proposal.behaviour
    made = Rating(
        skp=member.skp, period=period, proposed_result=proposal.result,
        proposed_behaviour=proposal.behaviour, achievement=proposal.achievement, score=proposal.score,
        basis=proposal.basis(), flags=[*told, *([flags.DEPARTS] if departs else [])], result=result,
        behaviour=behaviour, predicate=predicate_of(result, behaviour, proposal.on, proposal.pack),
        rater_id=member.skp.appraiser_id, rater_name=member.appraiser_name, rater_post=member.appraiser_title,
        by_id=member.appraiser_account or officer.pk, changed_at=timezone.now(),
    )  # fmt: skip
    if result != proposal.result:
        made.result_reason = ABOVE
    elif flags.NO_EVIDENCE in told and result != Ekspektasi.DI_BAWAH:
        made.result_reason = UNPROVEN
    if behaviour != Ekspektasi.SESUAI:
        made.behaviour_reason = KIND if behaviour == Ekspektasi.DI_ATAS else SLOW
    if result == Ekspektasi.DI_BAWAH:
        made.note = "Langkah perbaikannya dibicarakan pada temu berkala berikutnya."
    return made


_SIGN: Final = """
UPDATE performance_rating r SET signed_at = g.at, changed_at = g.at
FROM unnest(%s::uuid[], %s::timestamptz[]) AS g(id, at) WHERE r.id = g.id
"""


def _sign(
    rated: Sequence[tuple[Planned, Proposal, Rating]], period: Period, late: Mapping[Any, datetime.date]
) -> None:
    """Sign ratings, by which people can read them; most have."""
    delivered = []
    for plan, _proposal, rating in rated:
        dice = plan.member.dice(f"baca/{period.number}")
        usual = period.days.upper + datetime.timedelta(days=dice.randrange(1, OFTEN))
        rating.signed_at = at(late.get(plan.member.skp.pk, usual))
        row = Delivery(rating=rating, delivered_at=rating.signed_at)
        if plan.member.skp.pk not in late and dice.random() < 0.85:
            row.acknowledged_at = rating.signed_at + datetime.timedelta(days=1)
        delivered.append(row)
    with connection.cursor() as cursor:
        cursor.execute(_SIGN, [[one.pk for _p, _q, one in rated], [one.signed_at for _p, _q, one in rated]])
    write(delivered)


# --- what units did


def _units(plans: Sequence[Planned], period: Period, officer: Any) -> None:
    """Let it have been said of offices, kecamatan and kelurahan how well they did in a period."""
    known = set(UnitAchievement.objects.filter(period=period).values_list("unit", flat=True))
    rows = {}
    for one in plans:
        member = one.member
        if member.heads_unit and member.title.startswith(HEADS) and member.skp.unit_id not in known:
            better = one.example is not None or member.dice(f"unit/{period.number}").random() < 0.12
            rows[member.skp.unit_id] = UnitAchievement(
                unit_id=member.skp.unit_id, period=period, by_id=member.appraiser_account or officer.pk,
                predicate=PredikatOrganisasi.ISTIMEWA if better else PredikatOrganisasi.BAIK,
                basis="Capaian indikator kinerja utama unit pada periode ini (rekaan)",
            )  # fmt: skip
    write(list(rows.values()))


# --- what people reported of themselves


def _reports(rated: Sequence[tuple[Planned, Proposal, Rating]], period: Period) -> None:
    """Write the signed reports of nearly everybody."""
    rows = []
    for plan, proposal, rating in rated:
        dice = plan.member.dice(f"laporan/{period.number}")
        if plan.example is None and dice.random() < UNREPORTED:
            rating.flags = [flags.NO_REPORT, *rating.flags]
            continue
        text = (
            plan.example.results[0].story if plan.example else "Hasil dan buktinya ada pada bulan-bulannya."
        )
        rows.append(
            SelfReport(
                skp=plan.member.skp, period=period, text=text,
                rows=[_told(line.rhk.text, one, period) for line in proposal.lines for one in line.measured],
                signed_at=at(period.days.upper - datetime.timedelta(days=1), 8),
            )
        )  # fmt: skip
    write(rows)


def _told(result: str, one: Measured, period: Period) -> dict[str, Any]:
    """Return an indicator as a report keeps it."""
    unit = f" {one.version.measure}" if one.version.measure else ""
    return {
        "indicator": str(one.version.indicator_id),
        "rhk": result,
        "text": one.version.text,
        "words": "" if one.value is None else f"{said(one.value)}{unit}",
        "plan": "" if one.now is None else f"Target {said(one.now)}{unit}",
        "value": None if one.value is None else f"{one.value:f}",
        "done_on": None if one.done_on is None else one.done_on.isoformat(),
        "months": [
            f"{period.year}-{month:02}"
            for month in range(period.days.lower.month, (period.days.upper - datetime.timedelta(1)).month + 1)
        ],
        "evidence": one.evidence,
        "excluded": one.target.excluded,
    }
