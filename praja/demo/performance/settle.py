"""The year of performance of one government, from its periods to what its pay reads."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from praja.access.enums import Role
from praja.audit.actions import record
from praja.demo.performance.months import paper, prove, reach, talk
from praja.demo.performance.plans import Planned, plan_year
from praja.demo.performance.ratings import rate
from praja.demo.performance.staff import at, give_accounts, holder, members, name_appraisers
from praja.organization.models import Unit
from praja.performance.enums import JenisPeriode, PokokKeberatan, PredikatKinerja
from praja.performance.follow.actions.periods import set_year
from praja.performance.models import Period, Rating, Skp
from praja.performance.objection.actions import filing
from praja.performance.plan.actions.opening import open_year
from praja.performance.rating.actions.closings import close

BY_RATING: Final = frozenset({"malut", "sawahlunto"})
"""Governments whose pay reads what was rated and closed here, where no sheet of a month says otherwise."""
RATED_BY: Final[Mapping[str, JenisPeriode]] = {
    "semarang": JenisPeriode.BULANAN, "surabaya": JenisPeriode.TRIWULANAN,
    "malut": JenisPeriode.TRIWULANAN, "sawahlunto": JenisPeriode.TRIWULANAN,
}  # fmt: skip
LAST: Final[Mapping[str, int]] = {"semarang": 2, "surabaya": 1}
"""How many of the last periods are rated where pay does not read them; else all that are over."""
AT_WORK: Final = "semarang.banyumanik"
"""Where nobody has rated the last period yet."""
MANY: Final = 2_000
"""From so many people on, where pay does not read ratings, only those of `AT_WORK` are rated."""
WHY: Final = "Penilainya berganti di tengah periode; mereka dinilai menyusul."
BECAUSE: Final = "Murid yang dibandingkan dua kali lebih banyak daripada ketika target disepakati."
LATE: Final = "ujian"
"""The example that was rated late, so that the days to object still run."""
LATE_BY: Final = datetime.timedelta(days=6)


@dataclasses.dataclass(frozen=True, slots=True)
class Followed:
    """What there is of performance."""

    plans: int
    indicators: int
    rated: int


def year_of(on: datetime.date) -> int:
    """Return the year that is shown: this one, once a quarter of it is over."""
    return on.year if on.month > 3 else on.year - 1


@transaction.atomic
def settle_performance(government: Unit, on: datetime.date) -> Followed:
    """Give one government its year of performance, unless it has SKP already."""
    year = year_of(on)
    if Skp.objects.filter(unit__government=government).exists():
        return Followed(0, 0, 0)
    officer = holder(government, Role.ADMIN_BKPSDM)
    set_year(government=government, year=year, kind=RATED_BY[government.code], by=officer, on=on)
    open_year(unit=government, year=year, by=officer, on=on)
    give_accounts(government, on)
    name_appraisers(government, on)
    found = members(government, year, on)
    plans = plan_year(
        government, found, officer=officer, all_agree=government.code in BY_RATING,
        paper=paper("SKP bertanda tangan", "Ditandatangani kepala daerah (rekaan).", officer),
    )  # fmt: skip
    agreed = [one for one in plans if one.agreed]
    reach(government, agreed, officer=officer, on=on)
    prove(agreed, on)
    talk(agreed, on)
    rated = _rated(government, agreed, officer, on)
    done = Followed(len(plans), sum(len(one.indicators) for one in plans), rated)
    record(
        kind="performance.settled",
        by=None,
        target_kind="demo",
        target="rekaan",
        unit=government.pk,
        on=on,
        after={"skp": done.plans, "indikator": done.indicators, "dinilai": done.rated},
        reason="Kinerja rekaan untuk mencoba Praja",
    )
    return done


def _rated(government: Unit, plans: Sequence[Planned], officer: Any, on: datetime.date) -> int:
    """Rate the periods that are over, and close them: where pay does not read them, all but the last one."""
    periods = list(
        Period.objects.filter(government=government, year=year_of(on), days__endswith__lte=on)
        .exclude(kind=JenisPeriode.TAHUNAN)
        .select_related("government")
        .order_by("days")
    )
    reads = government.code in BY_RATING
    if not reads:
        periods = periods[-LAST[government.code] :]
        if len(plans) > MANY:
            plans = [one for one in plans if one.member.post.startswith(AT_WORK)]
    count = 0
    for period in periods:
        last = period == periods[-1]
        late = {one.member.skp.pk: on - LATE_BY for one in plans if last and _is_late(one, period, on)}
        left = [] if reads or not last else [one for one in plans if _is_left(one)]
        waiting = {id(one) for one in left}
        chosen = [one for one in plans if id(one) not in waiting]
        count += rate(chosen, period, officer=officer, late=late)
        if (reads or not last) and chosen:
            close(unit=government, period=period, missing_reason=WHY, by=officer, on=on)
        for one in plans:
            if one.member.skp.pk in late:
                _object(one, period, on)
    return count


def _is_late(plan: Planned, period: Period, on: datetime.date) -> bool:
    return plan.example is not None and plan.example.key == LATE and on - LATE_BY >= period.days.upper


def _object(plan: Planned, period: Period, on: datetime.date) -> None:
    """File an objection to a rating, which waits for who is above the rater."""
    rating = Rating.objects.get(skp=plan.member.skp, period=period, digantikan__isnull=True)
    grounds = [filing.Ground(PokokKeberatan.HASIL, BECAUSE, rhk=plan.results[0][0].rhk_id)]
    said = filing.Said(
        text="Kelas digabung tiga bulan karena guru lain kosong, dan hambatannya sudah diterima.",
        wanted="Hasil kerja dinilai sesuai ekspektasi, dengan target yang memperhitungkan hambatan itu.",
        wanted_predicate=PredikatKinerja.BAIK, grounds=grounds,
    )  # fmt: skip
    by = plan.member.skp.person.account
    draft = filing.save_draft(rating=rating, said=said, by=by, on=on)
    filing.file(objection=draft, by=by, on=on, now=at(on))


def _is_left(plan: Planned) -> bool:
    """Tell whether somebody's last period waits at a desk."""
    post = plan.member.post
    return post.startswith(AT_WORK) or plan.member.dice("meja").random() < 0.08
