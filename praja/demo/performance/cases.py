"""What follows ratings, each at least once: an objection decided, six months to improve, awards, credit
points, and predicates that came from e-Kinerja. Each goes through its own actions, as those whose work it is
would do it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from praja.access.enums import Role
from praja.access.queries import holders
from praja.demo.performance.months import printed
from praja.demo.performance.plans import Planned
from praja.organization.models import Unit
from praja.performance import law
from praja.performance.bkn.actions import imports
from praja.performance.credit import actions as credit
from praja.performance.credit.proposals import NEW, digest_of, proposals_for
from praja.performance.enums import (
    Ekspektasi,
    JenisPenghargaan,
    PredikatKinerja,
    PutusanKeberatan,
)
from praja.performance.followup.actions import awards, improvements
from praja.performance.models import ClosedRating, Objection, Period, Rating
from praja.performance.objection.actions import handling
from praja.performance.objection.deciding import deciders_of

BELOW: Final = (PredikatKinerja.BUTUH_PERBAIKAN, PredikatKinerja.KURANG, PredikatKinerja.SANGAT_KURANG)
CREDITED: Final = 15
"""People whose credit points are determined."""
FROM_BKN: Final = 30
"""People whose predicates came from e-Kinerja."""
OTHERWISE: Final = 7
"""Every so many of them, e-Kinerja says something else."""
AWARDS: Final = 2
"""Awards that are proposed: one is granted, the others wait for the decision."""
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
    """Begin somebody's six months to improve, propose awards and grant one, and determine credit points."""
    rows = ClosedRating.objects.filter(period=period, digantikan__isnull=True, rating__isnull=False)
    rows = rows.select_related("skp__appraiser__account", "skp__unit", "person").order_by("person__nip")
    for one, by in _led(rows.filter(predicate__in=BELOW), 1):
        _improve(one, by, on)
    very_good = rows.filter(predicate=PredikatKinerja.SANGAT_BAIK).exclude(person__account=officer)
    for place, (one, by) in enumerate(_led(very_good, AWARDS)):
        _award(one, by, officer, on, granted=place == 0)
    found = proposals_for(government, period, officer, on)
    chosen = [one.person.pk for one in found if one.state == NEW][:CREDITED]
    if chosen:
        credit.determine(
            unit=government, period=period, people=chosen,
            sk=credit.Sk(f"821.2/{period.number}/{period.year}", on, "(kepala badan rekaan)"),
            digest=digest_of(found), by=officer, on=on,
        )  # fmt: skip


def _led(rows: QuerySet[ClosedRating], most: int) -> Iterator[tuple[ClosedRating, Any]]:
    """Yield the first of some whose appraiser has an account, with that account."""
    for one in rows.filter(skp__appraiser__account__isnull=False)[:most]:
        if one.skp.appraiser is not None:
            yield one, one.skp.appraiser.account


def _improve(one: ClosedRating, by: Any, on: datetime.date) -> None:
    end = law.improvement_end(on, on)
    halfway = on + (end - on) // 2
    improvements.begin(
        closed=one, start=on, goals="Semua laporan bulanan selesai tepat waktu dengan buktinya (rekaan).",
        support="Didampingi rekan setingkat dan dibicarakan tiap dua pekan.",
        points=[(halfway, "Tiga laporan tepat waktu"), (end - WEEK, "Enam laporan tepat waktu")],
        by=by, on=on,
    )  # fmt: skip


def _award(one: ClosedRating, by: Any, officer: Any, on: datetime.date, *, granted: bool) -> None:
    """Let an award be proposed and checked, and be granted by its SK or wait for the decision."""
    kind = JenisPenghargaan.PIAGAM if granted else JenisPenghargaan.PENGEMBANGAN
    proposal = awards.propose(
        closed=one, kind=kind, name="", by=by, on=on,
        reason="Melampaui targetnya pada bulan-bulan tersulit, dan membagikan caranya (rekaan).",
    )  # fmt: skip
    checkers = holders(Role.PENGELOLA_KEPEGAWAIAN, unit=one.skp.unit, on=on)
    checker = checkers.exclude(pk__in=[by.pk, one.person.account_id]).first()
    if checker is None:
        return
    awards.check(
        proposal=proposal, accepted=True, by=checker, on=on,
        note="Tidak sedang dihukum, dan syarat masa kerjanya terpenuhi (rekaan).",
    )  # fmt: skip
    if granted:
        number = f"003.3/12/{on.year}"
        scan = SimpleUploadedFile(
            "sk-penghargaan.pdf", printed("SK penghargaan", f"Nomor {number} (rekaan).")
        )
        awards.grant(
            proposal=proposal, sk_number=number, sk_date=on, file=scan, amount=None, by=officer, on=on,
            reason="Memenuhi syarat, dan capaiannya diakui unitnya (rekaan).",
        )  # fmt: skip


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
