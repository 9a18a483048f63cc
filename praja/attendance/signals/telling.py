"""Signals in words: what was seen, and what may lie behind it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.attendance.leave.enums import JenisCuti
from praja.attendance.models import Signal
from praja.web.words import angka, tanggal

Kind = Signal.Kind
MAY_BE = {
    Kind.SAMA: gettext_lazy(
        "Ponsel yang jauh dari langit terbuka kadang mengulang titik yang sama, dan ada aplikasi yang "
        "membuat posisi."
    ),
    Kind.CEPAT: gettext_lazy(
        "Posisi dari menara seluler dapat melompat berkilometer, dan ada aplikasi yang membuat posisi."
    ),
    Kind.PALSU: gettext_lazy("Pengembang dan penguji menyalakan ini; aplikasi pembuat posisi juga."),
    Kind.SATU_PONSEL: gettext_lazy(
        "Meminjam karena ponsel rusak, suami-istri sekantor, peramban bersama, atau saling menitipkan "
        "presensi."
    ),
    Kind.CUTI: gettext_lazy("Dipanggil bekerja saat cuti, lupa membatalkan cuti, atau jari orang lain."),
    Kind.JAM: gettext_lazy(
        "Baterai habis, jam yang diatur dengan tangan sesudah berpindah zona, atau jam yang dimundurkan "
        "sebelum presensi."
    ),
    Kind.FOTO: gettext_lazy("Foto lama dikirim lagi, atau gambar yang hampir tanpa isi."),
}


def seen(signal: Signal) -> str:
    """Return in a sentence what was seen, without the names of others."""
    facts: dict[str, Any] = signal.facts
    said = {key: angka(value) for key, value in facts.items() if isinstance(value, int | float)}
    said["first"], said["last"] = tanggal(signal.first), tanggal(signal.last)
    said["days"] = said["first"] if signal.first == signal.last else f"{said['first']} – {said['last']}"
    match signal.kind:
        case Kind.SAMA:
            return (
                _("Koordinat yang persis sama sampai enam angka desimal pada %(hari)s hari, %(days)s.") % said
            )
        case Kind.CEPAT:
            return _("%(km)s km dalam %(menit)s menit pada %(first)s: %(kmj)s km/jam.") % said
        case Kind.PALSU:
            return _("Pada %(hari)s hari ponsel menyatakan bahwa posisinya dibuat, bukan diukur.") % said
        case Kind.SATU_PONSEL:
            return _("Ponsel yang sama dipakai juga oleh %(orang)s orang lain, %(days)s.") % said
        case Kind.CUTI:
            leave = facts.get("jenis", "")
            said["jenis"] = str(JenisCuti(leave).label) if leave in JenisCuti.values else leave
            return _("Ada presensi pada %(hari)s hari yang dicutikan (%(jenis)s), %(days)s.") % said
        case Kind.JAM if facts.get("mundur"):
            return _("Jam ponsel mundur %(mundur)s detik selagi halaman terbuka pada %(first)s.") % said
        case Kind.JAM:
            return (
                _("Jam ponsel melompat %(lompat)s detik dibanding presensi sebelumnya pada %(first)s.") % said
            )
        case _kind if facts.get("orang"):
            return _("Foto yang sama dipakai juga oleh %(orang)s orang lain.") % said
        case _kind:
            return _("Foto yang sama dipakai lagi pada %(hari)s hari lain, sampai %(last)s.") % said
