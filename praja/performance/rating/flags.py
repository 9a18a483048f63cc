"""What the one who rates should look at first, by its code, with a sentence."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NO_REALISATION: Final = "tanpa_realisasi"
NO_EVIDENCE: Final = "tanpa_bukti"
NOTHING_DUE: Final = "belum_terukur"
BEHIND: Final = "tertinggal"
OBSTACLE: Final = "hambatan"
NOT_UNDERSTOOD: Final = "belum_dipahami"
NO_REPORT: Final = "laporan_belum"
DEPARTS: Final = "menyimpang"
CONFLICT: Final = "benturan"
NO_PLAN: Final = "tanpa_skp"
ABSENT: Final = "tanpa_keterangan"
STAFF_WAITING: Final = "bawahan_belum"

SAID: Final[dict[str, Promise]] = {
    NO_REALISATION: _("ada indikator tanpa realisasi"),
    NO_EVIDENCE: _("tanpa bukti"),
    NOTHING_DUE: _("belum ada yang dapat diukur pada periode ini"),
    BEHIND: _("tertinggal dari target"),
    OBSTACLE: _("ada hambatan yang diterima"),
    NOT_UNDERSTOOD: _("belum menyatakan paham cara dinilai"),
    NO_REPORT: _("laporan mandiri belum ditandatangani"),
    DEPARTS: _("berbeda dari usulan"),
    CONFLICT: _("benturan kepentingan menunggu keputusan"),
    ABSENT: _("tidak masuk tanpa keterangan"),
    STAFF_WAITING: _("ada bawahan yang belum dinilainya"),
    NO_PLAN: _("belum ada SKP yang disepakati"),
}
BAD: Final = frozenset({NO_REALISATION, NO_EVIDENCE, NO_PLAN, CONFLICT})


def said(codes: list[str]) -> list[tuple[str, str]]:
    """Return flags in words, each with how it looks."""
    return [(str(SAID[code]), "bad" if code in BAD else "warn") for code in codes if code in SAID]
