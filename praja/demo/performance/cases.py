"""What follows ratings, each at least once: an objection decided, six months to improve, an award, credit
points, a case before an assessment team, and predicates that came from e-Kinerja. Each goes through its own
actions, as those whose work it is would do it.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from praja.access.enums import Role
from praja.access.queries import holders
from praja.demo.performance.plans import Planned
from praja.organization.models import Unit
from praja.people.models import Person
from praja.performance import law
from praja.performance.bkn.actions import imports
from praja.performance.credit import actions as credit
from praja.performance.credit.proposals import NEW, digest_of, proposals_for
from praja.performance.enums import (
    Ekspektasi,
    JenisPenghargaan,
    PredikatKinerja,
    PutusanKeberatan,
    PutusanTim,
)
from praja.performance.followup.actions import awards, improvements
from praja.performance.models import ClosedRating, Objection, Period, Rating, TeamMember
from praja.performance.objection.actions import handling
from praja.performance.objection.deciding import deciders_of
from praja.performance.team.actions import TeamRefused, reviews, teams
from praja.performance.team.actions.teams import Rule

BELOW: Final = (PredikatKinerja.BUTUH_PERBAIKAN, PredikatKinerja.KURANG, PredikatKinerja.SANGAT_KURANG)
CREDITED: Final = 15
"""People whose credit points are determined."""
FROM_BKN: Final = 30
"""People whose predicates came from e-Kinerja."""
OTHERWISE: Final = 7
"""Every so many of them, e-Kinerja says something else."""
TRIED: Final = 12
"""Ratings that are tried for the team, at most: its members have no part in one of them."""
WEEK: Final = datetime.timedelta(days=7)
SAW: Final = "Sudah kami bandingkan dengan bukti dan laporan unitnya (rekaan)."


def decide_objection(objection: Objection, on: datetime.date) -> None:
    """Let the rater be asked and answer, and the superior decide for the person."""
    rating = objection.rating
    decider = next((one.account for one in deciders_of(objection, on) if one.account is not None), None)
    rater = rating.rater.account if rating.rater is not None else None
    if decider is None or rater is None:
        return
    handling.ask(
        objection=objection, question="Bukti mana yang belum dihitung pada periode ini?", until=on + WEEK,
        by=decider, on=on,
    )  # fmt: skip
    handling.explain(
        objection=objection, text="Buktinya baru saya terima sesudah penilaian ditandatangani (rekaan).",
        by=rater, on=on,
    )  # fmt: skip
    better = {Ekspektasi.DI_BAWAH: Ekspektasi.SESUAI, Ekspektasi.SESUAI: Ekspektasi.DI_ATAS}
    result = better.get(Ekspektasi(rating.result), "")
    outcome = PutusanKeberatan.DITERIMA if result else PutusanKeberatan.DITOLAK
    manner = Ekspektasi.DI_ATAS if result == Ekspektasi.DI_ATAS else ""
    verdict = handling.Verdict(outcome, SAW, result=result, behaviour=manner)
    handling.decide(objection=objection, verdict=verdict, by=decider, on=on)


def follow_up(government: Unit, period: Period, officer: Any, on: datetime.date) -> None:
    """Begin somebody's six months to improve, propose and check an award, and determine credit points."""
    rows = ClosedRating.objects.filter(period=period, digantikan__isnull=True, rating__isnull=False)
    rows = rows.select_related("skp__appraiser__account", "skp__unit", "person").order_by("person__nip")
    _first(rows.filter(predicate__in=BELOW), lambda one, by: _improve(one, by, on))
    _first(rows.filter(predicate=PredikatKinerja.SANGAT_BAIK), lambda one, by: _award(one, by, on))
    found = proposals_for(government, period, officer, on)
    chosen = [one.person.pk for one in found if one.state == NEW][:CREDITED]
    if chosen:
        credit.determine(
            unit=government, period=period, people=chosen,
            sk=credit.Sk(f"821.2/{period.number}/{period.year}", on, "(kepala badan rekaan)"),
            digest=digest_of(found), by=officer, on=on,
        )  # fmt: skip


def _first(rows: Iterable[ClosedRating], act: Callable[[ClosedRating, Any], None]) -> None:
    """Do something for the first of some whose appraiser has an account."""
    for one in itertools.islice(rows, TRIED):
        if one.skp.appraiser is not None and one.skp.appraiser.account is not None:
            act(one, one.skp.appraiser.account)
            return


def _improve(one: ClosedRating, by: Any, on: datetime.date) -> None:
    end = law.improvement_end(on, on)
    halfway = on + (end - on) // 2
    improvements.begin(
        closed=one, start=on, goals="Semua laporan bulanan selesai tepat waktu dengan buktinya (rekaan).",
        support="Didampingi rekan setingkat dan dibicarakan tiap dua pekan.",
        points=[(halfway, "Tiga laporan tepat waktu"), (end - WEEK, "Enam laporan tepat waktu")],
        by=by, on=on,
    )  # fmt: skip


def _award(one: ClosedRating, by: Any, on: datetime.date) -> None:
    proposal = awards.propose(
        closed=one, kind=JenisPenghargaan.PIAGAM, name="", by=by, on=on,
        reason="Melampaui targetnya pada bulan-bulan tersulit, dan membagikan caranya (rekaan).",
    )  # fmt: skip
    officers = holders(Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM, unit=one.skp.unit, on=on)
    checker = officers.exclude(pk__in=[by.pk, one.person.account_id]).first()
    if checker is not None:
        awards.check(
            proposal=proposal,
            accepted=True,
            note="Tidak sedang dihukum (rekaan).",
            by=checker,
            on=on,
        )


# --- an assessment team


def assess(
    government: Unit, plans: Sequence[Planned], period: Period, officer: Any, on: datetime.date
) -> None:
    """Appoint a team of three from three units, and let it confirm one rating that was sent to it."""
    members = _members(government, plans, officer, on)
    if len(members) < len(OFFICES):
        return
    units = {one.person_id for one in members}
    ratings = Rating.objects.filter(
        ~Q(skp__person__in=units), ~Q(rater__in=units), period=period, signed_at__isnull=False,
        digantikan__isnull=True, closed__isnull=True,
    )  # fmt: skip
    for rating in (
        ratings.exclude(result_reason="").select_related("skp").order_by("skp__person__nip")[:TRIED]
    ):
        try:
            review = reviews.send(
                rating=rating, text="Hasilnya dinilai lain dari usulan; mohon diperiksa.", by=officer, on=on
            )
            for member in members:
                reviews.judge(
                    review=review,
                    judged={},
                    choice=PutusanTim.KUKUH,
                    text=SAW,
                    by=member.person.account,
                    on=on,
                )
            reviews.decide(
                review=review, decision=PutusanTim.KUKUH, text=SAW, by=members[0].person.account, on=on
            )
        except TeamRefused:
            continue  # one of them has a part in it: it waits for the officers, and the next is tried
        return


OFFICES: Final = ("ketua", "sekretaris", "anggota")


def _members(government: Unit, plans: Sequence[Planned], officer: Any, on: datetime.date) -> list[TeamMember]:
    chosen: dict[Any, Person] = {}
    for one in plans:
        if one.member.heads_unit or one.example is not None or len(chosen) == len(OFFICES):
            continue
        chosen.setdefault(one.member.skp.unit_id, one.member.skp.person)
    if len(chosen) < len(OFFICES):
        return []
    team = teams.appoint(
        unit=government, start=on, last=on.replace(month=12, day=31), sk_number="800/21/TIM (rekaan)",
        sk_date=on, sk_file=None, purpose="Memeriksa penilaian yang berbeda dari usulannya", rule=Rule(),
        by=officer, on=on,
    )  # fmt: skip
    made = [
        teams.appoint_member(team=team, person=person, office=office, start=on, by=officer, on=on)
        for office, person in zip(OFFICES, chosen.values(), strict=True)
    ]
    return list(TeamMember.objects.filter(pk__in=[one.pk for one in made]).select_related("person__account"))


# --- e-Kinerja

HEADS: Final = (
    "nip", "tahun", "bulanMulaiPenilaian", "bulanSelesaiPenilaian", "hasilKinerjaNilai",
    "perilakuKerjaNilai", "kuadranKinerjaNilai",
)  # fmt: skip
"""Columns of such a file, as SIASN names them."""


def from_bkn(
    government: Unit, plans: Sequence[Planned], period: Period, officer: Any, on: datetime.date
) -> None:
    """Bring in a file of predicates as an office takes it from e-Kinerja; a few say something else."""
    first, last = period.days.lower, period.days.upper - datetime.timedelta(days=1)
    rated = Rating.objects.filter(
        period=period, signed_at__isnull=False, digantikan__isnull=True,
        skp__in=[one.member.skp.pk for one in plans],
    )  # fmt: skip
    lines = [";".join(HEADS)]
    rows = rated.values_list("skp__person__nip", "result", "behaviour", "predicate").order_by(
        "skp__person__nip"
    )
    for place, (nip, result, behaviour, predicate) in enumerate(rows[:FROM_BKN]):
        if place % OTHERWISE == OTHERWISE - 1:
            result, behaviour, predicate = Ekspektasi.SESUAI, Ekspektasi.SESUAI, PredikatKinerja.BAIK
        codes = (
            law.siasn_code("rating", result), law.siasn_code("rating", behaviour),
            law.siasn_code("kuadran", predicate),
        )  # fmt: skip
        lines.append(";".join(map(str, (nip, period.year, first.month, last.month, *codes))))
    if len(lines) == 1:
        return
    file = SimpleUploadedFile("predikat-e-kinerja-rekaan.csv", "\r\n".join(lines).encode())
    one = imports.upload(file=file, unit=government, period=None, by=officer, on=on)
    imports.apply(one=one, only_good_rows=True, scale_checked=True, by=officer, on=on)
