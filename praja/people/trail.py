"""Who reads which part of the audit trail, and which units a text names there."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy

from praja.access.enums import Role
from praja.access.queries import has_role, names_of, units_of_roles, units_visible_to
from praja.audit import words
from praja.audit.models import EventPerson
from praja.audit.perms import EVERYTHING
from praja.organization.models import UnitVersion
from praja.organization.queries import subtree, today
from praja.people.perms import members_of

READERS = (Role.AUDITOR, Role.ADMIN_BKPSDM)
MOST_UNITS = 20
_READING = (
    "copied",
    "exported",
    "export_fetched",
    "list_exported",
    "letter_drafted",
    "calendar_made",
    "calendar_revoked",
)
"""Kinds of events that change nothing of what is recorded of a person."""


def events_open_to(user: Any) -> Callable[[], Q] | None:
    """
    To read what others did in the trail, one must hold
    - auditor or admin BKPSDM everywhere: all of it,
    - auditor or admin BKPSDM for units: what concerns those units and all below, and the people in them, or
    - admin aplikasi: what concerns accounts, roles and the trail itself, and no person in the records.
    """
    on = today()
    return (lambda: _open_to(user, on)) if has_role(user, *READERS, Role.ADMIN_APLIKASI, on=on) else None


def _open_to(user: Any, on: datetime.date) -> Q:
    everywhere, mine = units_of_roles(user, on, *READERS)
    if everywhere:
        return EVERYTHING
    allowed = Q()
    if mine:
        units = units_visible_to(user, on, *READERS)
        allowed |= Q(unit_id__in=units.values("pk")) | members_of(units, on, person="person_id")
        # Of an event about thousands the first whom one may see is enough: they are not all looked at.
        among_many = EventPerson.objects.filter(
            members_of(units, on, person="person_id"), event=OuterRef("pk")
        )
        allowed |= Q(Exists(among_many), person_id__isnull=True, unit_id__isnull=True)
    if has_role(user, Role.ADMIN_APLIKASI, on=on):
        machinery = (
            Q(kind__startswith="accounts.") | Q(kind__startswith="access.") | Q(kind__startswith="audit.")
        )
        allowed |= Q(person_id__isnull=True) & machinery
    return allowed


def unit_names(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Return what units are called today, or were last."""
    return names_of(ids)


def units_named(user: Any, text: str) -> set[uuid.UUID]:
    """Return the units whose code or name a text is, or is a part of the name, with all below them.

    The structure is open to all who are signed in.
    """
    text = text.strip()
    if not text:
        return set()
    versions = UnitVersion.objects.known().filter(Q(unit__code=text) | Q(name__icontains=text))
    found = list(versions.order_by("unit__code").values_list("unit_id", flat=True).distinct()[:MOST_UNITS])
    return set(found) | subtree(found, today()) if found else set()


def tell() -> None:
    """Tell the trail what events, parts and fields of people, imports and due days are called."""
    for kind, sentence in {
        "created": gettext_lazy("menambahkan pegawai ini"),
        "identity_changed": gettext_lazy("mengubah data diri"),
        "sk_recorded": gettext_lazy("mencatat SK"),
        "sk_corrected": gettext_lazy("memperbaiki catatan SK"),
        "sk_withdrawn": gettext_lazy("menarik catatan SK"),
        "sk_recorded_for_many": gettext_lazy("mencatat satu SK bagi banyak pegawai"),
        "status_ended": gettext_lazy("mencatat berakhirnya status"),
        "end_undone": gettext_lazy("membatalkan catatan berhenti"),
        "photo_changed": gettext_lazy("mengganti foto"),
        "account_given": gettext_lazy("membuat akun"),
        "family_added": gettext_lazy("mencatat anggota keluarga"),
        "family_changed": gettext_lazy("mengubah data keluarga"),
        "family_withdrawn": gettext_lazy("menarik anggota keluarga dari daftar"),
        "record_added": gettext_lazy("mencatat pendidikan, pelatihan, atau penghargaan"),
        "record_withdrawn": gettext_lazy("menarik catatan pendidikan, pelatihan, atau penghargaan"),
        "change_proposed": gettext_lazy("mengusulkan perubahan data"),
        "proposal_diterima": gettext_lazy("menerima usulan perubahan data"),
        "proposal_ditolak": gettext_lazy("menolak usulan perubahan data"),
        "proposal_dibatalkan": gettext_lazy("membatalkan usulan perubahan data"),
        "copied": gettext_lazy("mengambil salinan data sendiri"),
        "key_rotated": gettext_lazy("memutar kunci yang menyandikan NIK"),
        "import_uploaded": gettext_lazy("mengunggah lembar impor pegawai"),
        "import_confirmed": gettext_lazy("memastikan baris impor"),
        "imported": gettext_lazy("menerapkan impor pegawai"),
        "import_undone": gettext_lazy("mengurungkan impor pegawai"),
        "imports_forgotten": gettext_lazy("menghapus lembar impor yang lewat masa simpannya"),
        "files_released": gettext_lazy("melepas berkas yang masa simpannya berakhir"),
        "settled": gettext_lazy("menempatkan pegawai rekaan"),
        "exported": gettext_lazy("mengekspor data pegawai dengan riwayatnya"),
        "export_fetched": gettext_lazy("mengunduh ekspor data pegawai"),
        "list_exported": gettext_lazy("mengunduh daftar yang memuat pegawai ini"),
        "letter_drafted": gettext_lazy("membuat rancangan surat"),
        "calendar_made": gettext_lazy("membuat alamat kalender"),
        "calendar_revoked": gettext_lazy("mencabut alamat kalender"),
    }.items():
        words.add(f"people.{kind}", sentence, writes=kind not in _READING)
    words.parts.update(
        {
            "pegawai": gettext_lazy("halaman pegawai"),
            "nik": gettext_lazy("NIK"),
            "berkas": gettext_lazy("berkas SK"),
        }
    )
    words.fields.update(
        {
            "mulai": gettext_lazy("mulai"),
            "sebelum": gettext_lazy("berakhir sebelum"),
            "sk_number": gettext_lazy("nomor SK"),
            "sk_date": gettext_lazy("tanggal SK"),
            "sk_by": gettext_lazy("penanda tangan"),
            "golongan": gettext_lazy("golongan"),
            "mkg_years": gettext_lazy("MKG tahun"),
            "mkg_months": gettext_lazy("MKG bulan"),
            "gaji_pokok": gettext_lazy("gaji pokok"),
            "name": gettext_lazy("nama"),
            "birth_date": gettext_lazy("tanggal lahir"),
            "nip": gettext_lazy("NIP"),
            "hal": gettext_lazy("hal"),
            "keadaan": gettext_lazy("keadaan"),
            "baru": gettext_lazy("baru"),
            "berubah": gettext_lazy("berubah"),
            "riwayat": gettext_lazy("baris riwayat"),
            "sidik_berkas": gettext_lazy("sidik berkas (SHA-256)"),
            "tata_letak": gettext_lazy("tata letak"),
            "surat": gettext_lazy("surat"),
            "tabel": gettext_lazy("tabel"),
            "jenis": gettext_lazy("jenis"),
        }
    )
