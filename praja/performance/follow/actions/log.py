"""Writing the log of a day or week; the month that it belongs to follows from it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.audit.actions import record
from praja.performance.enums import JangkaCatatan, SumberRealisasi
from praja.performance.follow import log
from praja.performance.follow.actions import FollowRefused
from praja.performance.follow.actions.months import Said, attach, held, wrong_with
from praja.performance.models import Indicator, IndicatorVersion, LogEntry, Realisation, Skp
from praja.web import typed
from praja.web.said import gettext as _


@transaction.atomic
def note(
    *,
    skp: Skp,
    indicator: Indicator,
    day: datetime.date,
    said: Said,
    by: Any,
    on: datetime.date,
    now: datetime.datetime | None = None,
) -> LogEntry | None:
    """Write down what was reached of an indicator on a day (or in its week), and return what holds now.

    The month's figure follows from all of its entries. What says the same as before changes nothing, so that
    a form may be sent twice; an empty form takes an entry back.

    :param on: the day at the workplace
    :raises FollowRefused: if `by` may not, the month is locked, no log is asked for, or the figure cannot be
    """
    kind = log.kind_of(Skp.objects.select_related("unit__government").get(pk=skp.pk), day)
    if kind == JangkaCatatan.BULANAN:
        raise FollowRefused(_("Pemerintah daerah Anda mencatat realisasi tiap bulan. Isilah pada bulannya."))
    if day > on:
        raise FollowRefused(_("Hari itu belum tiba. Catat sesudah dikerjakan."))
    slot = log.slot_of(skp, day, kind)
    month = slot.replace(day=1)
    found, version = held(skp, indicator, month, by, now)
    if not found.berlaku.lower <= day < found.berlaku.upper:
        raise FollowRefused(_("Hari itu di luar masa SKP. Pilih hari lain."))
    if said.done_on is not None or (said.value is not None and not log.has_figure(version)):
        raise FollowRefused(_("Angka indikator ini tidak diisi di catatan. Tuliskan apa yang dikerjakan."))
    if why := wrong_with(version, said, on):
        raise FollowRefused(why)
    old = LogEntry.objects.filter(indicator=indicator, day=slot, digantikan__isnull=True).first()
    made = _written(found, version, slot, said, old, by, on)
    if made != old:
        _roll_up(version, month, by)
    attach(found, indicator, month, said, by, on)
    return made


def _written(
    skp: Skp,
    version: IndicatorVersion,
    slot: datetime.date,
    said: Said,
    old: LogEntry | None,
    by: Any,
    on: datetime.date,
) -> LogEntry | None:
    story = typed.lines(said.story)
    empty = said.value is None and not story
    if empty and (said.file is not None or said.link):
        return old
    if empty and old is None:
        raise FollowRefused(_("Isi angkanya, atau tuliskan apa yang dikerjakan."))
    if old is not None:
        if (old.value, old.story) == (said.value, story):
            return old
        old.digantikan = timezone.now()
        old.save(update_fields=["digantikan"])
    made = None
    if not empty:
        made = LogEntry.objects.create(
            indicator_id=version.indicator_id, day=slot, value=said.value, story=story, by=by
        )
    record(
        kind="performance.logged", by=by, target=made or old, person=skp.person_id, unit=skp.unit_id, on=on,
        before=_plain(old), after={"hari": slot, **(_plain(made) or {})},
    )  # fmt: skip
    return made


def _plain(row: LogEntry | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {"realisasi": None if row.value is None else f"{row.value:f}", "uraian": row.story[:200]}


def _roll_up(version: IndicatorVersion, month: datetime.date, by: Any) -> None:
    """Let the month say what its entries come to; what the person told of the month stays."""
    if not log.has_figure(version):
        return
    entries = log.entries_of([version.indicator_id], month).get(version.indicator_id, [])
    figure = log.figure_of(version, entries)
    rows = Realisation.objects.filter(
        indicator=version.indicator_id, month=month, digantikan__isnull=True, batch__isnull=True
    )
    old = rows.first()
    if old is not None and old.value == figure and old.source == SumberRealisasi.CATATAN:
        return
    if old is None and figure is None:
        return
    if old is not None:
        if figure is None and old.source != SumberRealisasi.CATATAN:
            return
        old.digantikan = timezone.now()
        old.save(update_fields=["digantikan"])
    if figure is not None or (old is not None and old.story):
        Realisation.objects.create(
            indicator_id=version.indicator_id, month=month, value=figure, story=old.story if old else "",
            source=SumberRealisasi.CATATAN if figure is not None else SumberRealisasi.PEGAWAI, by=by,
        )  # fmt: skip
