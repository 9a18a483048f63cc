"""A copy of all that is recorded of a person, for that person (UU 27/2022 articles 6 to 8)."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from praja.accounts.models import User
from praja.audit import words
from praja.audit.actions import record
from praja.audit.queries import events_about
from praja.files import disk
from praja.files.models import StoredFile
from praja.people import secrets
from praja.people.actions.refused import needs
from praja.people.careers import PersonFile
from praja.people.former import stood
from praja.people.models import FamilyMember, Person
from praja.people.perms import Section, can_propose
from praja.people.words import plain
from praja.web.models import Notice

_PERSON_LEFT_OUT = frozenset({"id", "account", "photo", "nik_encrypted", "nik_digest", "search"})
_NOT_FORMER = _PERSON_LEFT_OUT | {"email", "phone", "created_at", "changed_at"}
"""Of which nothing former is kept."""
_FAMILY_LEFT_OUT = frozenset({"id", "person"})
LARGEST = 100 * 1024 * 1024
"""Bytes of files in one copy; whoever has more takes the largest one by one."""


@transaction.atomic
def everything_about(person: Person, *, by: Any, on: datetime.date) -> dict[str, Any]:
    """Return all that is recorded of a person, superseded rows and the trail about them included.

    :raises NotAllowed: if it is another's
    """
    needs(can_propose(by, person), _("Salinan hanya diberikan kepada pemilik datanya."))
    record(kind="people.copied", by=by, target=person, person=person.pk, on=on)
    identity = _said(person, _PERSON_LEFT_OUT)
    if person.nik_encrypted is not None:
        try:
            identity["NIK"] = secrets.decrypt(person.nik_encrypted, owner=person.pk)
        except secrets.KeyMissing:
            identity["NIK"] = _("tersimpan, tetapi kuncinya tidak ada")
    whole = PersonFile(person, frozenset(Section))
    histories = {str(entry.kind.label): [] for rows in whole.entries().values() for entry in rows}  # type: dict[str, list[dict[str, Any]]]
    for key, entries in whole.entries().items():
        for entry in entries:
            for one in (entry, *entry.replaced):
                row = one.row
                histories[str(entry.kind.label)].append(
                    {
                        "isi": one.text,
                        "berlaku": one.period,
                        "nomor SK": row.sk_number,
                        "tanggal SK": row.sk_date and row.sk_date.isoformat(),
                        "dicatat": row.tercatat.isoformat(),
                        "dicatat oleh": row.dicatat_oleh,
                        "digantikan": row.digantikan and row.digantikan.isoformat(),
                        "jenis": key,
                    }
                )
    family = [_said(one, _FAMILY_LEFT_OUT) for one in FamilyMember.objects.filter(person=person)]
    records = {
        key: [
            plain(
                {str(field.verbose_name): getattr(one, field.name) for field in one._meta.concrete_fields[1:]}
            )
            for one in found
        ]
        for key, found in whole.records.items()
    }
    trail = [
        {
            "kapan": event.at.isoformat(),
            "siapa": event.actor_name,
            "apa": words.sentence_of(event),
            "alasan": event.reason,
        }
        for event in events_about(person.pk)[:5000]
    ]
    return {
        "dibuat": on.isoformat(),
        "data diri": identity,
        "data diri sebelum diperbaiki": [
            _said(stood(person, one), _NOT_FORMER) | {"digantikan": one.digantikan.isoformat()}
            for one in person.former.order_by("digantikan")
        ],
        "riwayat": histories,
        "keluarga": family,
        "keluarga sebelum diperbaiki": [
            _said(stood(one.member, one), _FAMILY_LEFT_OUT) | {"digantikan": one.digantikan.isoformat()}
            for one in person.former_family.select_related("member").order_by("digantikan")
        ],
        "catatan": records,
        "usulan": [
            {"hal": one.subject, "isi": one.content, "keadaan": one.state, "alasan": one.reason}
            for one in person.proposals.order_by("made_at")
        ],
        **(_of_account(person.account) if person.account else {}),
        "siapa melihat atau mengubah": trail,
    }


def _said(row: Person | FamilyMember, left_out: Collection[str]) -> dict[str, Any]:
    """Return what a row says, under what its fields are called."""
    said = {
        str(field.verbose_name): getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in left_out
    }
    return plain(said)


def _of_account(account: User) -> dict[str, Any]:
    """Return what is kept with a person's account: what it is called, its roles, what it was told."""
    return {
        "akun": plain(
            {
                "nama akun": account.username,
                "surel": account.email,
                "bahasa": account.language,
                "dibuat": account.created_at,
                "terakhir masuk": account.last_login,
            }
        ),
        "peran": [
            plain(
                {
                    "peran": held.get_role_display(),
                    "unit": held.unit.code if held.unit else "",
                    "sejak": held.berlaku.lower,
                    "sebelum": held.berlaku.upper,
                    "dasar": held.reason,
                    "diberikan oleh": held.granted_by,
                    "dicabut oleh": held.revoked_by,
                }
            )
            for held in account.roles_held.select_related("unit").order_by("granted_at")
        ],
        "pemberitahuan": [
            plain({"kapan": one.at, "isi": one.said}) for one in Notice.objects.filter(user=account)
        ],
    }


def archive(found: dict[str, Any], person: Person) -> bytes:
    """Return a ZIP of `data.json`, `data.html` to read, and the files; those not in it are named there."""
    inside, left_out = files_of(person)
    told = [
        _told(one, _("terlalu besar bagi ZIP ini; ambil di halaman Salinan data saya")) for one in left_out
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for stored in inside:
            data = disk.read(stored.sha256)
            if data is None:
                told.append(_told(stored, _("isinya tidak ada di penyimpanan; sampaikan kepada BKPSDM")))
                continue
            name = f"berkas/{stored.pk}-{stored.name}"
            zipped.writestr(name, data)
            told.append(_told(stored, name))
        whole = {**found, "berkas": told}
        zipped.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=2, default=str))
        zipped.writestr(
            "data.html", render_to_string("people/copy_file.html", {"found": whole, "person": person})
        )
    return buffer.getvalue()


def _told(stored: StoredFile, where: str) -> dict[str, Any]:
    return {"nama": stored.name, "byte": stored.size, "sidik": stored.sha256, "di": where}


def files_of(person: Person) -> tuple[list[StoredFile], list[StoredFile]]:
    """Return the files about a person: those that their copy holds, and those that would make it too large.

    The smallest come first, so that as few as can be are left out.
    """
    inside: list[StoredFile] = []
    left_out: list[StoredFile] = []
    size = 0
    for stored in sorted(_files(person), key=lambda one: (one.size, str(one.pk))):
        size += stored.size
        (inside if size <= LARGEST else left_out).append(stored)
    return inside, left_out


def _files(person: Person) -> list[StoredFile]:
    whole = PersonFile(person, frozenset(Section))
    found: dict[Any, StoredFile] = {
        row.file_id: row.file for rows in whole.rows.values() for row in rows if row.file is not None
    }
    for records in whole.records.values():
        found.update({one.file_id: one.file for one in records if one.file is not None})
    for proposal in person.proposals.filter(file__isnull=False).select_related("file"):
        if proposal.file is not None:
            found[proposal.file_id] = proposal.file
    if person.photo is not None:
        found[person.photo_id] = person.photo
    return list(found.values())
