"""The year of performance of one government, from its periods to what its pay reads."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from praja.access.enums import Role
from praja.audit.actions import record
from praja.demo.performance import assessment, cases
from praja.demo.performance.months import SHOWN_AT, paper, prove, reach, talk
from praja.demo.performance.plans import Planned, plan_year
from praja.demo.performance.ratings import rate
from praja.demo.performance.staff import at, give_accounts, holder, members, name_appraisers
from praja.organization.models import Unit
from praja.performance.enums import JenisPeriode, PokokKeberatan, PredikatKinerja
from praja.performance.follow.actions.periods import set_year
from praja.performance.models import Objection, Period, Rating, Skp
from praja.performance.objection.actions import filing
from praja.performance.plan.actions.opening import open_year
from praja.performance.rating.actions.closings import close
from praja.web.models import Notice

BY_RATING: Final = frozenset({"malut", "sawahlunto"})
"""Governments whose pay reads what was rated and closed here, where no sheet of a month says otherwise."""
RATED_BY: Final[Mapping[str, JenisPeriode]] = {
    "semarang": JenisPeriode.BULANAN, "surabaya": JenisPeriode.TRIWULANAN,
    "malut": JenisPeriode.TRIWULANAN, "sawahlunto": JenisPeriode.TRIWULANAN,
}  # fmt: skip
LAST: Final[Mapping[str, int]] = {"semarang": 2, "surabaya": 1}
"""How many of the last periods are rated where pay does not read them; else all that are over."""
AT_WORK: Final = SHOWN_AT
"""Where nobody has rated the last period yet."""
MANY: Final = 2_000
"""From so many people on, where pay does not read ratings, only those of `AT_WORK` are rated."""
WHY: Final = "Penilainya berganti di tengah periode; mereka dinilai menyusul."
GROUNDS: Final = (
    "Murid yang dibandingkan dua kali lebih banyak daripada ketika target disepakati.",
    "Kelas digabung tiga bulan karena guru lain kosong, dan hambatannya sudah diterima.",
    "Hasil kerja dinilai sesuai ekspektasi, dengan target yang memperhitungkan hambatan itu.",
)
"""Why an example objects: against a result, as a whole, and what is asked for."""
OTHER_GROUNDS: Final = (
    "Dua laporan yang sudah saya kirim belum ikut dihitung.",
    "Buktinya saya serahkan pada hari terakhir periode, dan tanda terimanya ada.",
    "Hasil kerja dinilai dengan memperhitungkan kedua laporan itu.",
)
LATE: Final = "ujian"
"""The example that was rated late, so that the days to object still run."""
FOLLOWED_AT: Final = "sawahlunto"
"""Where an objection is decided, somebody improves, awards are proposed and credit points are determined."""
ASSESSED_AT: Final = frozenset({"semarang", "surabaya"})
"""Where an assessment team has cases: the last period is not closed."""
FROM_BKN_AT: Final = "surabaya"
"""Where predicates came from e-Kinerja."""
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
    _told_in_january(government, year)
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


def _told_in_january(government: Unit, year: int) -> None:
    """Let those who have an account have read, in January, that their SKP was opened."""
    people = Skp.objects.filter(unit__government=government, year=year).values("person__account")
    day = datetime.date(year, 1, 5)
    told = Notice.objects.filter(user__in=people, url__startswith="/kinerja/")
    told.update(at=at(day), read_at=at(day + datetime.timedelta(days=1)))


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
        if (
            last
            and government.code == FOLLOWED_AT
            and (contested := _contested(plans, period, on)) is not None
        ):
            late[contested.member.skp.pk] = on - LATE_BY
        left = [] if reads or not last else [one for one in plans if _is_left(one)]
        waiting = {id(one) for one in left}
        chosen = [one for one in plans if id(one) not in waiting]
        count += rate(chosen, period, officer=officer, late=late)
        if (reads or not last) and chosen:
            close(unit=government, period=period, missing_reason=WHY, by=officer, on=on)
        for one in plans:
            if one.member.skp.pk in late:
                objection = _object(one, period, on)
                if objection is not None and not _is_late(one, period, on):
                    cases.decide_objection(objection, on)
    if count and government.code == FOLLOWED_AT:
        cases.follow_up(government, periods[-1], officer, on)
    if count and government.code in ASSESSED_AT:
        assessment.assess(government, plans, periods[-1], officer, on)
    if count and government.code == FROM_BKN_AT:
        cases.from_bkn(government, plans, periods[-1], officer, on)
    return count


def _contested(plans: Sequence[Planned], period: Period, on: datetime.date) -> Planned | None:
    """Return whose rating is objected to and decided on: of no example, by a rater with an account."""
    if on - LATE_BY < period.days.upper:
        return None
    rated = (one for one in plans if one.example is None and one.member.appraiser_account is not None)
    return next((one for one in rated if not one.member.heads_unit), None)


def _is_late(plan: Planned, period: Period, on: datetime.date) -> bool:
    return plan.example is not None and plan.example.key == LATE and on - LATE_BY >= period.days.upper


def _object(plan: Planned, period: Period, on: datetime.date) -> Objection | None:
    """File an objection to a rating, which waits for who is above the rater; none where nobody rated."""
    rating = Rating.objects.filter(skp=plan.member.skp, period=period, digantikan__isnull=True).first()
    if rating is None:
        return None
    why, text, wanted = GROUNDS if plan.example is not None else OTHER_GROUNDS
    grounds = [filing.Ground(PokokKeberatan.HASIL, why, rhk=plan.results[0][0].rhk_id)]
    said = filing.Said(text=text, wanted=wanted, wanted_predicate=PredikatKinerja.BAIK, grounds=grounds)
    by = plan.member.skp.person.account
    draft = filing.save_draft(rating=rating, said=said, by=by, on=on)
    return filing.file(objection=draft, by=by, on=on, now=at(on))


def _is_left(plan: Planned) -> bool:
    """Tell whether somebody's last period waits at a desk."""
    post = plan.member.post
    return post.startswith(AT_WORK) or plan.member.dice("meja").random() < 0.08
