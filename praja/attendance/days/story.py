"""What a day was, told step by step: which hours, which letter, which tap, which band by which article."""

from __future__ import annotations

import bisect
import contextlib
import dataclasses
import datetime
import functools
import uuid
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.attendance.calendar.enums import JenisKegiatan
from praja.attendance.days.enums import JenisKoreksi, JenisTemuan, StatusHari
from praja.attendance.days.judge import EARLY, LATE
from praja.attendance.law import AttendanceLawUnknown
from praja.attendance.law.asking import NATIONAL, table
from praja.web.words import angka

if TYPE_CHECKING:
    from praja.attendance.models.days import Day

DAY: Final = 1440
LOOKS: Final = {
    StatusHari.HADIR: "ok", StatusHari.ALPA: "bad", StatusHari.SAKIT: "", StatusHari.IZIN: "",
    StatusHari.CUTI: "", StatusHari.DINAS_LUAR: "", StatusHari.LIBUR: "", StatusHari.CUTI_BERSAMA: "",
    StatusHari.LEPAS: "", StatusHari.BELUM: "",
}  # fmt: skip
EXCUSES: Final = {
    "cuti_tahunan": gettext_lazy("Cuti tahunan"),
    "cuti_besar": gettext_lazy("Cuti besar"),
    "cuti_sakit": gettext_lazy("Cuti sakit"),
    "cuti_melahirkan": gettext_lazy("Cuti melahirkan"),
    "cuti_alasan_penting": gettext_lazy("Cuti karena alasan penting"),
    "cltn": gettext_lazy("Cuti di luar tanggungan negara"),
    "dinas_luar": StatusHari.DINAS_LUAR.label,
    "izin": StatusHari.IZIN.label,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A step of the story of a day."""

    what: str
    """`jam`, `sebab`, `datang`, `pulang`, `terlambat`, `cepat`, `maaf`, `kegiatan`, `temuan`, `hasil`."""
    text: str
    detail: str = ""
    """Where it comes from: the hours, the letter, the tap, the article."""
    look: str = ""
    """`ok`, `warn`, `bad` or nothing."""
    ref: uuid.UUID | None = None
    """The leave request, the letter of duty, the correction or the finding that it rests on."""


def clock(minute: int | None) -> str:
    """Return a minute of a day as a time: 450 is 07.30; of the next day it says so."""
    if minute is None:
        return ""
    hour, rest = divmod(minute % DAY, 60)
    text = f"{hour:02}.{rest:02}"
    return _("%(time)s esok harinya") % {"time": text} if minute >= DAY else text


def look_of(day: Day) -> str:
    """Return how a day looks: `ok`, `warn` where something of it was cut short, `bad`, or nothing."""
    flawed = day.late_band or day.early_band or day.missed
    return "warn" if flawed and day.status != StatusHari.ALPA else LOOKS[StatusHari(day.status)]


@functools.lru_cache(maxsize=256)
def _bands(on: datetime.date, pack: str) -> tuple[str, dict[str, tuple[int, ...]]]:
    """Return the regulation that sets the bands in a month, and with how many minutes each begins: by the
    law of a government, or where that sets none, of the country; nothing before there was one.
    """
    for law in (pack, NATIONAL):
        with contextlib.suppress(AttendanceLawUnknown):
            found = table(law, on, "tpp", "kode_kejadian", "tpp_pita_menit")
            starts: dict[str, list[int]] = {}
            for row in found.rows:
                starts.setdefault(str(row.keys[0]), []).append(int(row.keys[1]))
            return str(found.sources[0]), {kind: tuple(sorted(of)) for kind, of in starts.items()}
    return "", {}


def band_span(minutes: int, on: datetime.date, pack: str = NATIONAL, kind: str = "terlambat") -> str:
    """Return from and to how many minutes the band reaches in which so many lie, in words.

    :param kind: `terlambat` or `pulang_cepat`
    """
    starts = _bands(on.replace(day=1), pack)[1].get(kind, ())
    place = bisect.bisect_right(starts, minutes)
    if place < 2:
        return _("tidak dihitung menurut peraturan pemerintah Anda") if starts else ""
    if place == len(starts):
        return _("lebih dari %(edge)s menit") % {"edge": starts[-1] - 1}
    return _("%(first)s sampai %(last)s menit") % {"first": starts[place - 1], "last": starts[place] - 1}


def story_of(day: Day) -> list[Step]:
    """Return the story of a day; without a query."""
    steps = [_hours(day)]
    if day.excuse:
        text = str(EXCUSES.get(day.excuse, day.excuse))
        if day.half:
            text = _("%(what)s, %(half)s hari") % {"what": text, "half": day.get_half_display().lower()}
        steps.append(Step("sebab", text, day.excuse_why, ref=day.excuse_ref))
    working = day.status in (StatusHari.HADIR, StatusHari.BELUM, StatusHari.ALPA)
    if working or day.in_minute is not None or day.out_minute is not None:
        steps += [*_coming(day), *_going(day)]
    if day.forgiven:
        said = _("%(count)s menit tidak dihitung: dalam toleransi atau sudah diganti hari itu")
        steps.append(Step("maaf", said % {"count": day.forgiven}))
    steps += [_beside(*one.split(":")) for one in day.missed]
    steps.append(_result(day))
    return steps


def _beside(kind: str, pk: str, minutes: str = "") -> Step:
    """Return what was missed that day, or found of the person."""
    if kind in JenisTemuan.values:
        said = str(JenisTemuan(kind).label)
        if minutes:
            said = _("%(what)s, %(count)s menit jam kerja") % {"what": said, "count": angka(int(minutes))}
        return Step("temuan", said, look="warn", ref=uuid.UUID(pk))
    what = str(JenisKegiatan(kind).label) if kind in JenisKegiatan.values else kind
    return Step("kegiatan", _("Tidak mengikuti: %(what)s") % {"what": what}, look="warn")


def _hours(day: Day) -> Step:
    if day.start is None or day.kind != "kerja":
        return Step("jam", str(StatusHari(day.kind).label) if day.kind in StatusHari.values else "", day.why)
    span = _("Bekerja %(start)s sampai %(end)s") % {"start": clock(day.start), "end": clock(day.end)}
    if day.place != "kantor":
        span = f"{span}, {day.place.upper()}"
    return Step("jam", span, day.why)


def _source(fix: uuid.UUID | None) -> str:
    return _("menurut koreksi yang diterima") if fix else _("menurut rekaman")


def _coming(day: Day) -> list[Step]:
    article = _bands(day.date.replace(day=1), day.pack)[0]
    if day.in_minute is None:
        if not day.missing_in or day.status == StatusHari.ALPA:
            return []
        code = f"{LATE}{day.late_band}"
        text = _("Tidak ada rekaman datang, dihitung %(code)s") % {"code": code}
        return [Step("datang", text, article, "warn")]
    steps = [Step("datang", _("Datang %(time)s") % {"time": clock(day.in_minute)}, _source(day.in_fix),
                  ref=day.in_fix)]  # fmt: skip
    if day.late_band:
        text = _("Terlambat %(count)s menit, %(code)s (%(span)s)")
        steps.append(
            Step("terlambat", text % _band(day.late, LATE, day.late_band, "terlambat", day), article, "warn")
        )
    return steps


def _going(day: Day) -> list[Step]:
    article = _bands(day.date.replace(day=1), day.pack)[0]
    if day.out_minute is None:
        if not day.missing_out or day.status == StatusHari.ALPA:
            return []
        code = f"{EARLY}{day.early_band}"
        text = _("Tidak ada rekaman pulang, dihitung %(code)s") % {"code": code}
        return [Step("pulang", text, article, "warn")]
    steps = [Step("pulang", _("Pulang %(time)s") % {"time": clock(day.out_minute)}, _source(day.out_fix),
                  ref=day.out_fix)]  # fmt: skip
    if day.early_band and day.status != StatusHari.BELUM:
        text = _("Pulang %(count)s menit sebelum waktunya, %(code)s (%(span)s)")
        steps.append(
            Step(
                "cepat", text % _band(day.early, EARLY, day.early_band, "pulang_cepat", day), article, "warn"
            )
        )
    return steps


def _band(minutes: int, prefix: str, band: int, kind: str, day: Day) -> dict[str, str]:
    span = band_span(minutes, day.date, day.pack, kind)
    return {"count": angka(minutes), "code": f"{prefix}{band}", "span": span}


def _result(day: Day) -> Step:
    label = str(day.get_status_display())
    detail = ""
    if day.status == StatusHari.ALPA:
        detail = _("Tidak ada rekaman, cuti, izin, atau surat tugas pada hari kerja ini.")
    elif day.worked:
        detail = _("bekerja %(hours)s jam %(minutes)s menit") % {
            "hours": day.worked // 60,
            "minutes": day.worked % 60,
        }
    return Step("hasil", label, detail, look_of(day))


def asked_words(kind: str, in_minute: int | None, out_minute: int | None) -> str:
    """Return in words what a correction asks for."""
    match kind:
        case JenisKoreksi.MASUK:
            return _("Datang %(time)s") % {"time": clock(in_minute)}
        case JenisKoreksi.PULANG:
            return _("Pulang %(time)s") % {"time": clock(out_minute)}
        case JenisKoreksi.KEDUANYA:
            return _("Datang %(came)s, pulang %(went)s") % {
                "came": clock(in_minute),
                "went": clock(out_minute),
            }
    return str(JenisKoreksi(kind).label)
