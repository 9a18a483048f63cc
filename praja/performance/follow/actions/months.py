"""Reporting what was reached in a month, with evidence. What stood before stays, superseded."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.audit.actions import record
from praja.files.actions import DOCUMENTS, UploadRefused, store
from praja.performance.enums import Arah, SumberRealisasi
from praja.performance.follow import perms
from praja.performance.follow.actions import LONGEST, FollowRefused, said_clearly
from praja.performance.follow.months import months_of, named, version_for, window_of
from praja.performance.models import (
    Evidence,
    Indicator,
    IndicatorVersion,
    Realisation,
    RealisationRemark,
    Reopened,
    Skp,
)
from praja.web import typed
from praja.web.said import gettext as _

MOST_TIMES_TARGET = 1000
MOST_EVIDENCE = 10
MOST_DAYS_OPEN = 14
LONGEST_TITLE = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What a person says of an indicator in a month."""

    value: Decimal | None = None
    done_on: datetime.date | None = None
    story: str = ""
    file: Any = None
    """An upload."""
    link: str = ""


@transaction.atomic
def report(
    *,
    skp: Skp,
    indicator: Indicator,
    month: datetime.date,
    said: Said,
    by: Any,
    on: datetime.date,
    now: datetime.datetime | None = None,
) -> Realisation | None:
    """Report what was reached of an indicator in a month, and return what holds now.

    What says the same as before changes nothing, so that a form may be sent twice.

    :param on: the day at the workplace
    :raises FollowRefused: if `by` may not, the month is locked, or the figure cannot be
    """
    found, version = held(skp, indicator, month, by, now)
    old = Realisation.objects.filter(indicator=indicator, month=month, digantikan__isnull=True).first()
    if version.feed or (old is not None and old.batch_id is not None):
        if said.value is not None or said.done_on is not None:
            raise FollowRefused(
                _(
                    "Angka indikator ini dihitung dari data, bukan diisi. Bila keliru, tuliskan keberatannya "
                    "di bawah angkanya."
                )
            )
    elif old is not None and old.source == SumberRealisasi.CATATAN:
        if said.value not in (None, old.value):
            raise FollowRefused(
                _("Angka bulan ini dijumlahkan dari catatan harian atau mingguan. Perbaiki pada catatannya.")
            )
        old = _reported(found, version, month, dataclasses.replace(said, value=old.value), old, by, on)
    else:
        old = _reported(found, version, month, said, old, by, on)
    attach(found, indicator, month, said, by, on)
    return old


def held(
    skp: Skp, indicator: Indicator, month: datetime.date, by: Any, now: datetime.datetime | None
) -> tuple[Skp, IndicatorVersion]:
    """Lock an indicator of an SKP for writing in a month, and return what is said of it.

    :raises FollowRefused: if `by` may not, or the month is locked
    """
    found = Skp.objects.select_related("unit__government", "person").get(pk=skp.pk)
    if not perms.may_report(by, found):
        raise FollowRefused(_("Hanya pegawai pemilik SKP yang sudah disepakati yang mengisi realisasinya."))
    if month not in months_of(found):
        raise FollowRefused(_("Bulan ini di luar masa SKP. Pilih bulan lain."))
    window = window_of(found, month, now)
    if not window.open:
        raise FollowRefused(window.text)
    agreed = version_for(found, month)
    version = (
        IndicatorVersion.objects.filter(version=agreed, indicator=indicator).first()
        if agreed is not None
        else None
    )
    if version is None:
        raise FollowRefused(_("Indikator ini tidak ada dalam SKP bulan itu. Muat ulang halamannya."))
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    return found, version


def _reported(
    skp: Skp,
    version: IndicatorVersion,
    month: datetime.date,
    said: Said,
    old: Realisation | None,
    by: Any,
    on: datetime.date,
) -> Realisation | None:
    story = typed.lines(said.story)
    if said.value is None and said.done_on is None and not story:
        if said.file is not None or said.link:
            return old
        if old is None:
            raise FollowRefused(_("Isi realisasinya, atau tuliskan apa yang dikerjakan bulan ini."))
        _emptied(skp, old, by, on)
        return None
    if why := wrong_with(version, said, on):
        raise FollowRefused(why)
    same = old is not None and (old.value, old.done_on, old.story) == (said.value, said.done_on, story)
    if same:
        return old
    now = timezone.now()
    if old is not None:
        old.digantikan = now
        old.save(update_fields=["digantikan"])
    made = Realisation.objects.create(
        indicator_id=version.indicator_id, month=month, value=said.value, done_on=said.done_on, story=story,
        source=old.source if old is not None else SumberRealisasi.PEGAWAI, by=by,
    )  # fmt: skip
    record(
        kind="performance.reported", by=by, target=made, person=skp.person_id, unit=skp.unit_id, on=on,
        before=_plain(old), after={"bulan": f"{month:%Y-%m}", **(_plain(made) or {})},
    )  # fmt: skip
    return made


def _emptied(skp: Skp, old: Realisation, by: Any, on: datetime.date) -> None:
    """Take back what was reported, so that the month is to be reported again."""
    old.digantikan = timezone.now()
    old.save(update_fields=["digantikan"])
    record(
        kind="performance.reported", by=by, target=old, person=skp.person_id, unit=skp.unit_id, on=on,
        before=_plain(old), after={"bulan": f"{old.month:%Y-%m}"},
    )  # fmt: skip


def _plain(row: Realisation | None) -> dict[str, Any] | None:
    if row is None:
        return None
    value = None if row.value is None else f"{row.value:f}"
    return {"realisasi": value, "selesai_pada": row.done_on, "uraian": row.story[:200]}


def wrong_with(version: IndicatorVersion, said: Said, on: datetime.date) -> str:
    """Return why a figure cannot be, with what to do; nothing where it can."""
    if len(said.story) > LONGEST:
        return _("Uraian ini terlalu panjang. Ringkaskan, atau lampirkan sebagai bukti.")
    if said.done_on is not None:
        if version.direction != Arah.TANGGAL:
            return _("Indikator ini diisi dengan angka, bukan tanggal.")
        if said.done_on > on:
            return _("Tanggal selesainya belum tiba. Isi sesudah selesai.")
        if said.done_on < on - datetime.timedelta(days=800):
            return _("Tanggal selesainya terlalu lama berlalu. Periksa tahunnya.")
    if said.value is None:
        return ""
    if version.direction == Arah.TANGGAL:
        return _("Indikator ini diisi dengan tanggal selesai, bukan angka.")
    if not said.value.is_finite() or said.value < 0:
        return _("Realisasi tidak dapat kurang dari nol. Periksa angkanya.")
    if version.direction == Arah.TAHAPAN:
        steps = len(version.steps) if isinstance(version.steps, list) else 0
        if said.value != said.value.to_integral_value() or said.value > steps:
            return _("Pilih berapa tahap yang sudah selesai, paling banyak %(count)s.") % {"count": steps}
    limit = version.target_max if version.target_max is not None else version.target
    if limit is not None and limit > 0 and said.value > limit * MOST_TIMES_TARGET:
        return _("Angka ini lebih dari seribu kali targetnya. Periksa angka dan satuannya.")
    if said.value >= Decimal(10) ** 16:
        return _("Angka ini terlalu besar. Periksa angka dan satuannya.")
    return ""


# --- evidence


def attach(skp: Skp, indicator: Indicator, month: datetime.date, said: Said, by: Any, on: Any) -> None:
    """Keep the evidence that was sent along, of an indicator in a month (`held`).

    :raises FollowRefused: if it is too much, or cannot be kept
    """
    if said.file is None and not said.link:
        return
    rows = Evidence.objects.filter(indicator=indicator, month=month, withdrawn_at__isnull=True)
    if rows.count() + bool(said.file) + bool(said.link) > MOST_EVIDENCE:
        raise FollowRefused(
            _("Paling banyak sepuluh bukti sebulan untuk satu indikator. Tarik yang tidak perlu.")
        )
    if said.file is not None:
        try:
            stored = store(said.file, by=by, kinds=DOCUMENTS)
        except UploadRefused as error:
            raise FollowRefused(str(error)) from error
        _kept(
            Evidence(indicator=indicator, month=month, title=stored.name[:LONGEST_TITLE], file=stored, by=by),
            skp,
            on,
        )
    if said.link and not rows.filter(link=said.link).exists():
        title = said.link.partition("://")[2][:LONGEST_TITLE]
        _kept(Evidence(indicator=indicator, month=month, title=title, link=said.link, by=by), skp, on)


def _kept(evidence: Evidence, skp: Skp, on: datetime.date) -> None:
    evidence.save()
    record(
        kind="performance.evidence_added", by=evidence.by, target=evidence, person=skp.person_id,
        unit=skp.unit_id, on=on, after={"bulan": f"{evidence.month:%Y-%m}", "nama": evidence.title},
    )  # fmt: skip


@transaction.atomic
def withdraw_evidence(
    *, evidence: Evidence, by: Any, on: datetime.date, now: datetime.datetime | None = None
) -> None:
    """Take back a piece of evidence while its month is open; that it was there stays known.

    :raises FollowRefused: if `by` may not, or the month is locked
    """
    found = Evidence.objects.select_for_update(of=("self",)).select_related("indicator__rhk").get(
        pk=evidence.pk
    )  # fmt: skip
    skp, _version = held(Skp(pk=found.indicator.rhk.skp_id), found.indicator, found.month, by, now)
    if found.withdrawn_at is not None:
        return
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    record(
        kind="performance.evidence_withdrawn", by=by, target=found, person=skp.person_id, unit=skp.unit_id,
        on=on, before={"bulan": f"{found.month:%Y-%m}", "nama": found.title},
    )  # fmt: skip


# --- after the deadline, and against what was counted


@transaction.atomic
def reopen(
    *,
    skp: Skp,
    month: datetime.date,
    until: datetime.date,
    reason: str,
    by: Any,
    on: datetime.date,
    now: datetime.datetime | None = None,
) -> Reopened:
    """Open a month again after its deadline, until the end of a day.

    :raises FollowRefused: if `by` may not, the month is open, or no reason is given
    """
    found = Skp.objects.select_for_update(of=("self",)).select_related("unit__government", "person").get(
        pk=skp.pk
    )  # fmt: skip
    if not perms.may_reopen(by, found, on):
        raise FollowRefused(_("Hanya penilai SKP ini yang membuka lagi bulan yang terkunci."))
    if month not in months_of(found, on):
        raise FollowRefused(_("Bulan ini di luar masa SKP. Pilih bulan lain."))
    if window_of(found, month, now).open:
        raise FollowRefused(_("Bulan ini masih terbuka, jadi tidak perlu dibuka lagi."))
    if not on <= until <= on + datetime.timedelta(days=MOST_DAYS_OPEN):
        raise FollowRefused(_("Pilih hari terakhirnya antara hari ini dan dua minggu lagi."))
    said = said_clearly(reason, 300)
    made: Reopened = Reopened.objects.create(skp=found, month=month, until=until, reason=said, by=by)
    record(
        kind="performance.month_reopened", by=by, target=made, person=found.person_id, unit=found.unit_id,
        on=on, after={"bulan": named(month), "sampai": until}, reason=said,
    )  # fmt: skip
    return made


@transaction.atomic
def object_to(*, realisation: Realisation, text: str, by: Any, on: datetime.date) -> RealisationRemark:
    """Write what the person objects to in a counted figure, which stays until it is counted anew.

    :raises FollowRefused: if `by` may not, or the figure is the person's own
    """
    found = Realisation.objects.select_related("indicator__rhk__skp").get(pk=realisation.pk)
    skp = found.indicator.rhk.skp
    if not perms.may_report(by, skp):
        raise FollowRefused(_("Hanya pegawai pemilik SKP yang menuliskan keberatannya."))
    if found.batch_id is None or found.digantikan is not None:
        raise FollowRefused(_("Angka ini bukan dari data, atau sudah diganti. Muat ulang halamannya."))
    said = said_clearly(text)
    made: RealisationRemark = RealisationRemark.objects.create(realisation=found, text=said, by=by)
    record(
        kind="performance.figure_objected", by=by, target=made, person=skp.person_id, unit=skp.unit_id,
        on=on, after={"bulan": f"{found.month:%Y-%m}"}, reason=said[:300],
    )  # fmt: skip
    return made
