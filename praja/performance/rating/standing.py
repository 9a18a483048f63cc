"""Who may rate which SKP for which period, and why not: for one or many in the same few queries."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from praja.people.asker import asker_of
from praja.people.models import JabatanHistory
from praja.performance.bkn.modes import by_bkn
from praja.performance.enums import JenisPeriode, KeadaanSkp
from praja.performance.follow.months import AGREED, government_of
from praja.performance.models import Period, Recusal, Skp
from praja.performance.perms import may_keep, posts_held
from praja.web.prepared import prepared_cursor, rows_of
from praja.web.said import gettext as _
from praja.web.words import tanggal

RATED_STATES = (KeadaanSkp.BERJALAN, KeadaanSkp.BERAKHIR)


def ends_of(skp: Skp, period: Period) -> datetime.date:
    """Return the last day of an SKP in a period."""
    return min(skp.berlaku.upper, period.days.upper) - datetime.timedelta(days=1)


_KNOWN = """
SELECT k.id, EXISTS (
    SELECT FROM performance_closedrating c
    WHERE c.skp_id = k.id AND c.period_id = %(period)s::uuid AND c.digantikan IS NULL
), EXISTS (
    SELECT FROM performance_skpversion v WHERE v.skp_id = k.id AND v.state = ANY(%(agreed)s::text[])
)
FROM unnest(%(skps)s::uuid[]) AS k(id)
"""
_ABOVE = """
SELECT k.appraiser_id, k.appraiser_position_id FROM performance_skp k
WHERE k.person_id = %(own)s::uuid AND k.berlaku && %(during)s::daterange AND k.state <> 'dibatalkan'
"""


class Standing:
    """What is known of some SKP in a period, to tell who may rate them: six queries, however many."""

    def __init__(self, user: Any, skps: Iterable[Skp], period: Period, on: datetime.date) -> None:
        """Read it.

        :param skps: with their unit and its government
        """
        self.user, self.period, self.on = user, period, on
        self.skps = {one.pk: one for one in skps}
        self.own = asker_of(user).person if getattr(user, "is_active", False) else None
        self.posts = set(posts_held(user, on))
        pks = list(self.skps)
        given = {"skps": pks, "period": period.pk, "agreed": list(AGREED)}
        with prepared_cursor() as cursor:
            cursor.execute(_KNOWN, given)
            known = cursor.fetchall()
        self.closed = {skp for skp, closed, _agreed in known if closed}
        self.agreed = {skp for skp, _closed, agreed in known if agreed}
        recused = "t.skp_id = ANY(%(skps)s::uuid[]) AND t.period_id = %(period)s::uuid"
        self.recusals: Mapping[uuid.UUID, Recusal] = {
            one.skp_id: one for one in rows_of(Recusal, recused, given, along="substitute")
        }
        self.last = _last_of(self.skps.values(), period)
        self.by_bkn = by_bkn(period)
        self.held: list[tuple[JabatanHistory, str]] | None = None
        """The posts of the one who asks with their titles, once somebody has asked for them."""
        self._above = self._superiors()

    def _superiors(self) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
        """Return the people and the posts by which the own SKP of the period are appraised."""
        if self.own is None:
            return set(), set()
        with prepared_cursor() as cursor:
            cursor.execute(_ABOVE, {"own": self.own, "during": self.period.days})
            rows = cursor.fetchall()
        return {one for one, _post in rows if one}, {post for _one, post in rows if post}

    def is_below(self, skp: Skp) -> bool:
        """Tell whether the one who asks is a subordinate of the person of an SKP."""
        return skp.person_id in self._above[0] or skp.position_id in self._above[1]

    def records(self, skp: Skp) -> bool:
        """Tell whether the one who asks records the signed form of an appraiser outside of the records."""
        return skp.appraiser_id is None and bool(skp.appraiser_name) and may_keep(self.user, skp, self.on)

    def refusal(self, skp: Skp) -> str:
        """Return why the one who asks may not rate an SKP for the period; nothing where they may.

        To rate, one must speak as the appraiser (or be named instead after a conflict of interest, or as
        pengelola kepegawaian or admin BKPSDM record the signed form of an appraiser outside of the records),
        be neither the person nor one of the person's subordinates, and do it after the period and before its
        closing.
        """
        return self._where() or self._by_whom(skp) or self._what(skp) or self._when(skp)

    def _where(self) -> str:
        if self.by_bkn:
            return _(
                "Periode ini dinilai di e-Kinerja BKN, maka tidak ada yang ditandatangani di sini. "
                "Predikatnya masuk lewat impor pengelola kepegawaian."
            )
        return ""

    def _by_whom(self, skp: Skp) -> str:
        if self.own is not None and self.own == skp.person_id:
            return _("Anda tidak dapat menilai diri sendiri. Penilainya pejabat penilai pada SKP Anda.")
        recusal = self.recusals.get(skp.pk)
        if recusal is not None and recusal.named_at is None:
            return _(
                "Ada benturan kepentingan yang dinyatakan. Penilaian menunggu atasan atau pengelola "
                "kepegawaian menetapkan siapa yang menilai."
            )
        if recusal is not None and recusal.substitute is not None:
            if self.own != recusal.substitute_id:
                return _("SKP ini dinilai %(name)s sebagai penilai pengganti.") % {
                    "name": recusal.substitute.full_name
                }
        elif not self._appraises(skp):
            return _(
                "Hanya pejabat penilai pada SKP ini yang menilainya. Masa sebelum pindah dinilai oleh "
                "penilai pada masa itu."
            )
        if self.is_below(skp):
            return _(
                "Anda bawahan dari yang dinilai, maka Anda tidak menilainya walaupun sedang memangku jabatan "
                "penilainya. Nyatakan benturan kepentingan, supaya penilai pengganti ditetapkan."
            )
        return ""

    def _appraises(self, skp: Skp) -> bool:
        if self.own is not None and (skp.appraiser_id == self.own or skp.appraiser_position_id in self.posts):
            return True
        return self.records(skp)

    def _what(self, skp: Skp) -> str:
        if skp.state not in RATED_STATES or skp.pk not in self.agreed:
            return _(
                "SKP-nya belum disepakati, maka predikat belum dapat ditetapkan. Sepakati dahulu SKP-nya."
            )
        if government_of(skp).pk != self.period.government_id or not _touches(skp, self.period):
            return _("Periode ini bukan bagian dari SKP itu.")
        if self.last.get(skp.person_id, skp.pk) != skp.pk:
            return _(
                "Sesudah ini pegawai itu mempunyai SKP lain pada tahun yang sama. Penilaian tahunan "
                "ditetapkan pada SKP terakhir, oleh penilai terakhir."
            )
        return ""

    def _when(self, skp: Skp) -> str:
        end = ends_of(skp, self.period)
        if self.on <= end:
            return _("Periode ini baru berakhir %(day)s. Penilaian dibuka sehari sesudahnya.") % {
                "day": tanggal(end)
            }
        if skp.pk in self.closed:
            return _(
                "Periode ini sudah ditutup. Bila ada yang harus diperbaiki, minta admin BKPSDM membukanya "
                "lagi dengan alasan."
            )
        return ""


def _touches(skp: Skp, period: Period) -> bool:
    return bool(skp.berlaku.lower < period.days.upper and period.days.lower < skp.berlaku.upper)


def _last_of(skps: Iterable[Skp], period: Period) -> dict[uuid.UUID, uuid.UUID]:
    """Return by person the last SKP of a year, by which the year is rated; of shorter periods, nothing."""
    if period.kind != JenisPeriode.TAHUNAN:
        return {}
    rows = (
        Skp.objects.filter(person__in={one.person_id for one in skps}, berlaku__overlap=period.days)
        .filter(state__in=RATED_STATES)
        .order_by("berlaku__startswith")
    )
    return dict(rows.values_list("person_id", "pk"))
