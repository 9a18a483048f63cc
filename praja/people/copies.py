"""A copy of all that is recorded of a person, for that person (UU 27/2022 articles 6 to 8)."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
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
from praja.people.models import FamilyMember, Person
from praja.people.perms import Section, can_propose
from praja.people.queries import PersonFile
from praja.people.words import plain
from praja.web.models import Notice

_LARGEST = 100 * 1024 * 1024


@transaction.atomic
def everything_about(person: Person, *, by: Any, on: datetime.date) -> dict[str, Any]:
    """Return all that is recorded of a person, superseded rows and the trail about them included.

    :raises NotAllowed: if it is another's
    """
    needs(can_propose(by, person), _("Salinan hanya diberikan kepada pemilik datanya."))
    record(kind="people.copied", by=by, target=person, person=person.pk, on=on)
    left_out = {"id", "account", "photo", "nik_encrypted", "nik_digest", "search"}
    identity = {
        str(field.verbose_name): getattr(person, field.name)
        for field in person._meta.concrete_fields
        if field.name not in left_out
    }
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
    family = [
        plain({str(field.verbose_name): getattr(one, field.name) for field in one._meta.concrete_fields[2:]})
        for one in FamilyMember.objects.filter(person=person)
    ]
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
        "data diri": plain(identity),
        "riwayat": histories,
        "keluarga": family,
        "catatan": records,
        "usulan": [
            {"hal": one.subject, "isi": one.content, "keadaan": one.state, "alasan": one.reason}
            for one in person.proposals.order_by("made_at")
        ],
        **(_of_account(person.account) if person.account else {}),
        "siapa melihat atau mengubah": trail,
    }


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
            plain({"kapan": one.at, "isi": one.title}) for one in Notice.objects.filter(user=account)
        ],
    }


def archive(found: dict[str, Any], person: Person) -> bytes:
    """Return a ZIP of `data.json`, `data.html` to read, and the files, as far as they are not too many."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("data.json", json.dumps(found, ensure_ascii=False, indent=2, default=str))
        zipped.writestr(
            "data.html", render_to_string("people/copy_file.html", {"found": found, "person": person})
        )
        size = 0
        for stored in _files(person):
            size += stored.size
            data = disk.read(stored.sha256) if size <= _LARGEST else None
            if data is not None:
                zipped.writestr(f"berkas/{stored.pk}-{stored.name}", data)
    return buffer.getvalue()


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
