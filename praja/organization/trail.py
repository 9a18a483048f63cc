"""What the events of this app are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from praja.audit import words


def tell() -> None:
    """Tell the trail, when the site starts."""
    for kind, sentence in {
        "structures_built": _("membentuk susunan pemerintah daerah rekaan"),
        "unit_created": _("membentuk unit"),
        "unit_changed": _("mengubah data unit"),
        "unit_moved": _("memindahkan unit"),
        "unit_merged": _("menggabungkan unit"),
        "unit_split": _("memecah unit"),
        "unit_closed": _("menutup unit"),
        "unit_version_withdrawn": _("menarik catatan unit"),
        "position_created": _("membentuk jabatan"),
        "position_changed": _("mengubah jabatan"),
        "position_closed": _("menghapus jabatan dari struktur"),
        "position_version_withdrawn": _("menarik catatan jabatan"),
    }.items():
        words.add(f"organization.{kind}", sentence)
    words.add("organization.list_exported", _("mengunduh daftar jabatan"), writes=False)
