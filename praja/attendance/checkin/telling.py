"""What people are told: of their own data before they agree, and of what became of a check-in."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja.attendance.checkin.taps import local_time
from praja.attendance.models import CheckIn, CheckInPolicy
from praja.web.words import angka


def promise(policy: CheckInPolicy) -> list[str]:
    """Return, in sentences, what is taken from the phone, who sees it and how long it is kept."""
    said = [
        _(
            "Posisi Anda dibaca hanya saat Anda menekan tombolnya, tidak pernah di antaranya. Yang disimpan: "
            "titik dan ketelitiannya, jaraknya dari tempat kerja, jam ponsel dan jam peladen, serta sidik "
            "ponsel dan peramban yang tidak dapat dibaca kembali."
        )
    ]
    if policy.photo != CheckInPolicy.Photo.TIDAK:
        said.append(
            ngettext(
                "Foto disimpan %(days)s hari, lalu dihapus.",
                "Foto disimpan %(days)s hari, lalu dihapus.",
                policy.keep_photo,
            )
            % {"days": policy.keep_photo}
        )
    said.append(
        _(
            "Posisi serta sidik ponsel disimpan %(days)s hari, lalu dihapus; jam dan hasilnya tetap, karena "
            "menjadi dasar kehadiran."
        )
        % {"days": policy.keep_position}
    )
    said.append(
        _(
            "Yang dapat melihatnya: Anda, atasan Anda, pengelola kepegawaian unit Anda, dan auditor. Tidak "
            "ada yang dikirim ke luar peladen ini."
        )
    )
    said.append(
        _(
            "Persetujuan dapat ditarik kapan saja di halaman ini; foto yang masih tersimpan dihapus malam "
            "itu juga, dan Anda memakai mesin presensi seperti biasa."
        )
    )
    return said


def what_came(row: CheckIn) -> str:
    """Return in a sentence what became of a check-in."""
    at = local_time(row.at, row.zone)
    said = {"time": f"{at:%H.%M}", "zone": row.zone, "why": ", ".join(reasons(row)), "place": row.place}
    match row.state:
        case CheckIn.State.MENUNGGU:
            text = _("Pukul %(time)s %(zone)s menunggu atasan: %(why)s.")
        case CheckIn.State.DITOLAK:
            text = _("Pukul %(time)s %(zone)s tidak dihitung.")
        case _state if row.place:
            text = _("Tercatat pukul %(time)s %(zone)s di %(place)s.")
        case _state:
            text = _("Tercatat pukul %(time)s %(zone)s.")
    late = " " + _("Dikirim kemudian.") if row.late else ""
    return text % said + late


def reasons(row: CheckIn) -> list[str]:
    """Return in words why a check-in did not count at once."""
    found = []
    for why in row.why:
        text = str(CheckIn.Why(why).label)
        if why == CheckIn.Why.DI_LUAR:
            text = _("%(metres)s m dari %(place)s") % {"metres": angka(row.distance), "place": row.place}
        elif why == CheckIn.Why.KASAR and row.accuracy is not None:
            text = _("ketelitian posisinya %(metres)s m") % {"metres": angka(row.accuracy)}
        found.append(text)
    return found
