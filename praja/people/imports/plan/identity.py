"""Who somebody is: what the file says of name, birth and NIK, and whether that is somebody else as well."""

from __future__ import annotations

import datetime
from typing import Any

from praja.people import secrets
from praja.people.imports.masked import last_digits
from praja.people.imports.plan.basis import UNSEEN, Basis
from praja.people.imports.plan.shapes import IDENTITY, YOUNGEST, PersonPlan
from praja.people.imports.reading import Someone
from praja.people.nip import Finding, check_nik, check_nip, read_nip
from praja.people.queries import folded
from praja.web.said import gettext as _
from praja.web.words import tanggal_pendek


def compare_identity(
    basis: Basis, plan: PersonPlan, someone: Someone, said: dict[str, Any], known: dict[str, Any] | None
) -> None:
    """Compare who somebody is said to be with what is recorded, NIK and namesakes included.

    :param said: what the file says; NIP and NIK are taken out of it
    :param known: what is recorded; none of somebody new
    """
    nik = said.pop("nik", None)
    said.pop("nip", None)
    if known is None:
        read = read_nip(plan.nip)
        if isinstance(read, Finding):
            plan.refuse(someone.person, "NIP", plan.nip, read.text, _("Cocokkan dengan SK."))
            return
        said.setdefault("birth_date", read.birth_date)
        said.setdefault("sex", read.sex)
        if not plan.name:
            plan.refuse(
                someone.person,
                "nama",
                "",
                _("Pegawai ini belum tercatat, dan namanya kosong."),
                _("Isi namanya."),
            )
            return
        plan.identity = {field: (None, said.get(field) or "") for field in IDENTITY}
        plan.identity["birth_date"] = (None, said["birth_date"])
    else:
        plan.identity = {
            field: (known[field], value)
            for field, value in said.items()
            if field in IDENTITY and known[field] != value
        }
        if "email" in plan.identity and known["account_id"] is not None:
            plan.refuse(
                someone.person,
                "surel",
                plan.identity["email"][1],
                _(
                    "Surel pegawai yang sudah mempunyai akun diubah di halaman "
                    "pegawai itu, bukan lewat impor."
                ),
                _("Kosongkan selnya, atau samakan dengan yang tercatat."),
            )
    now: dict[str, Any] = {
        field: (said.get(field) or (known or {}).get(field)) for field in ("birth_date", "sex")
    }
    if not basis.on.year - 100 <= now["birth_date"].year <= basis.on.year - YOUNGEST:
        plan.refuse(
            someone.person,
            "tanggal_lahir",
            tanggal_pendek(now["birth_date"]),
            _("Tanggal lahir ini tidak mungkin bagi pegawai."),
            _("Periksa tahunnya, juga apakah harinya tertukar."),
        )
        return
    if {"birth_date", "sex"} & set(plan.identity):
        plan.doubts += [one.text for one in check_nip(plan.nip, birth_date=now["birth_date"], sex=now["sex"])]
    if nik is not None:
        _compare_nik(basis, plan, someone, nik, known, now)
    if known is None or {"name", "birth_date"} & set(plan.identity):
        _look_for_namesakes(basis, plan, now["birth_date"])


def _compare_nik(
    basis: Basis,
    plan: PersonPlan,
    someone: Someone,
    nik: str,
    known: dict[str, Any] | None,
    now: dict[str, Any],
) -> None:
    digest = secrets.digest(nik)
    if known is not None and known["nik_digest"] == digest:
        return
    plan.nik = nik
    others = [(nip, name) for nip, name in basis.digests.get(digest, ()) if nip != plan.nip]
    if others:
        plan.alike += [{"nip": nip, "name": name, "by": "nik"} for nip, name in others]
        plan.refuse(
            someone.person,
            "nik",
            last_digits(nik),
            _("NIK ini juga ada pada %(others)s. Satu NIK hanya milik satu orang.")
            % {"others": _named(others)},
            _("Periksa kedua orang ini; mungkin satu orang dengan dua NIP, atau NIK-nya tertukar."),
        )
    plan.doubts += [one.text for one in check_nik(nik, birth_date=now["birth_date"], sex=now["sex"])]


def _look_for_namesakes(basis: Basis, plan: PersonPlan, born: datetime.date) -> None:
    others = [
        (nip, name) for nip, name in basis.namesakes.get((folded(plan.name), born), ()) if nip != plan.nip
    ]
    if others:
        plan.alike += [{"nip": nip, "name": name, "by": "nama"} for nip, name in others]
        plan.doubts.append(
            _("Nama dan tanggal lahirnya sama dengan %(others)s. Pastikan bukan orang yang sama.")
            % {"others": _named(others)}
        )


def _named(others: list[tuple[str, str]]) -> str:
    return ", ".join(
        _("seseorang di luar wewenang Anda") if one == UNSEEN else f"{one[1]} ({one[0]})"
        for one in others[:3]
    )
