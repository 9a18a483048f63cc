"""Who a person is: adding people, identity, contact, NIK, photo, account."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from praja.accounts import actions as accounts
from praja.audit.actions import record, viewed
from praja.files.models import StoredFile
from praja.organization.models import Unit, UnitVersion
from praja.people import secrets
from praja.people.actions.refused import PersonRefused, needs, person_locked
from praja.people.alike import who_is_alike
from praja.people.enums import JenisKelamin
from praja.people.models import Person, UnitHistory
from praja.people.nip import Finding, check_nik, check_nip, clean_digits
from praja.people.perms import (
    can_edit_in,
    can_edit_person,
    can_make_account,
    can_see_secret,
    unit_of,
)
from praja.people.queries import search_text
from praja.temporal import actions as temporal

IDENTITY = ("nip", "name", "title_before", "title_after", "sex", "birth_date", "birth_place", "npwp")
CONTACT = ("email", "phone", "address")


@transaction.atomic
def create_person(
    *,
    nip: str,
    name: str,
    sex: str,
    birth_date: datetime.date,
    unit: Unit,
    start: datetime.date,
    sk_number: str = "",
    sk_date: datetime.date | None = None,
    title_before: str = "",
    title_after: str = "",
    birth_place: str = "",
    npwp: str = "",
    nik: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    reason: str = "",
    not_same: str = "",
    by: Any,
    on: datetime.date,
) -> Person:
    """Add a person who begins to work in a unit.

    :param start: the first day in the unit
    :param reason: why NIP or NIK are right although they disagree with birth date or sex; refused without
    :param not_same: why somebody with the same name and birth date is another person; refused without
    :raises PersonRefused: if `by` may not, or something cannot be true
    """
    needs(can_edit_in(by, unit.pk, on), _("Anda tidak berwenang menambah pegawai di unit ini."))
    person = Person(
        nip=clean_digits(nip),
        name=" ".join(name.split()),
        title_before=title_before.strip(),
        title_after=title_after.strip(),
        sex=sex,
        birth_date=birth_date,
        birth_place=birth_place.strip(),
        npwp=clean_digits(npwp),
        email=email.strip().lower(),
        phone=phone.strip(),
        address=address.strip(),
    )
    _check(person, nip_text=nip, nik=nik, reason=reason, on=on)
    _refuse_double(person, nik, not_same)
    if not UnitVersion.objects.on(start).filter(unit=unit).exists():
        raise PersonRefused(_("Unit ini tidak ada pada hari pertama bekerja. Periksa tanggalnya."))
    _with_nik(person, nik)
    person.search = search_text(person)
    _save(person, insert=True)
    temporal.record(
        UnitHistory(
            person=person,
            unit=unit,
            berlaku=temporal.span(start),
            sk_number=sk_number.strip(),
            sk_date=sk_date,
        ),
        by=by,
    )
    record(
        kind="people.created",
        by=by,
        target=person,
        person=person.pk,
        unit=unit.pk,
        on=on,
        after=_shown(person, IDENTITY) | {"nik": bool(nik)},
        reason="; ".join(said for said in (reason.strip(), not_same.strip()) if said),
    )
    return person


@transaction.atomic
def change_identity(
    *,
    person: Person,
    changes: Mapping[str, Any],
    nik: str | None = None,
    reason: str,
    not_same: str = "",
    by: Any,
    on: datetime.date,
) -> Person:
    """Change who a person is said to be; before, after and reason stay in the trail.

    :param changes: of `IDENTITY` and `CONTACT`
    :param nik: the new NIK; none leaves it, an empty one removes it
    :param not_same: why somebody with the same name and birth date is another person; refused without
    :raises PersonRefused: if `by` may not, no reason is given, or it cannot be true
    """
    needs(can_edit_person(by, person, on), _("Anda tidak berwenang mengubah data pegawai ini."))
    if not reason.strip():
        raise PersonRefused(_("Tulis alasan perubahannya, misalnya dasar putusan atau dokumen yang dilihat."))
    person = person_locked(person)
    return _change(person, changes, nik, reason.strip(), not_same.strip(), by, on)


@transaction.atomic
def apply_contact(
    *, person: Person, changes: Mapping[str, Any], reason: str, by: Any, on: datetime.date
) -> Person:
    """Change a person's contact, as they proposed and an officer accepted."""
    needs(can_edit_person(by, person, on), _("Anda tidak berwenang mengubah data pegawai ini."))
    contact = {name: value for name, value in changes.items() if name in CONTACT}
    return _change(person_locked(person), contact, None, reason, "", by, on)


def _change(
    person: Person,
    changes: Mapping[str, Any],
    nik: str | None,
    reason: str,
    not_same: str,
    by: Any,
    on: datetime.date,
) -> Person:
    unknown = set(changes) - {*IDENTITY, *CONTACT}
    if unknown:
        raise TypeError(f"{', '.join(sorted(unknown))} cannot be changed so.")
    nip_text = str(changes.get("nip", person.nip))
    before = _shown(person, changes)
    who = (person.name, person.birth_date)
    for name, value in changes.items():
        setattr(person, name, value.strip() if isinstance(value, str) else value)
    person.nip, person.npwp = clean_digits(nip_text), clean_digits(person.npwp)
    person.email = person.email.lower()
    _check(person, nip_text=nip_text, nik=nik or "", reason=reason, on=on)
    namesakes = who != (person.name, person.birth_date)
    _refuse_double(person, nik or "", not_same, namesakes=namesakes)
    if nik is not None:
        _with_nik(person, nik)
    after = _shown(person, changes)
    if before == after and nik is None:
        raise PersonRefused(_("Tidak ada yang berubah."))
    person.search = search_text(person)
    person.changed_at = timezone.now()
    _save(person, insert=False)
    changed = {name for name in before if before[name] != after[name]}
    record(
        kind="people.identity_changed",
        by=by,
        target=person,
        person=person.pk,
        unit=unit_of(person, on),
        on=on,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed} | ({"nik": "diganti"} if nik is not None else {}),
        reason="; ".join(said for said in (reason, not_same) if said),
    )
    if person.account is not None and changed & {"name", "title_before", "title_after", "email"}:
        _tell_account(person, by, reason, email="email" in changed)
    return person


def _tell_account(person: Person, by: Any, reason: str, *, email: bool) -> None:
    account = person.account
    assert account is not None
    if email:
        try:
            accounts.set_email(user=account, email=person.email, by=by, reason=reason)
        except accounts.AccountRefused as error:
            raise PersonRefused(str(error)) from error


# --- NIK


@transaction.atomic
def look_at_nik(*, person: Person, by: Any, on: datetime.date) -> str:
    """Return a person's NIK; that somebody looked stays in the trail, where the person sees it.

    :raises PersonRefused: if `by` may not, there is none, or the key is missing
    """
    needs(can_see_secret(by, person, on), _("Anda tidak berwenang melihat NIK pegawai ini."))
    if person.nik_encrypted is None:
        raise PersonRefused(_("NIK belum dicatat."))
    viewed(person, by, "nik")
    try:
        return secrets.decrypt(person.nik_encrypted, owner=person.pk)
    except secrets.KeyMissing as error:
        raise PersonRefused(str(error)) from error


# --- photo and account


@transaction.atomic
def set_photo(*, person: Person, photo: StoredFile | None, by: Any, on: datetime.date) -> Person:
    """Set or remove a person's photo: by an officer who may edit the person, or the person themself.

    :raises PersonRefused: if `by` may not
    """
    own = person.account_id == by.pk and by.is_active
    needs(own or can_edit_person(by, person, on), _("Anda tidak berwenang mengganti foto pegawai ini."))
    person = person_locked(person)
    before, person.photo = person.photo_id, photo
    person.save(update_fields=["photo"])
    record(
        kind="people.photo_changed",
        by=by,
        target=person,
        person=person.pk,
        on=on,
        before={"foto": before and str(before)},
        after={"foto": photo and str(photo.pk)},
    )
    return person


@transaction.atomic
def give_account(*, person: Person, by: Any, on: datetime.date) -> str:
    """Make an account for a person, unless there is one, and return a one-time code to hand over.

    The account's name is the NIP. The code is shown once and stored nowhere.

    :raises PersonRefused: if `by` may not, or the account holds roles that `by` may not give
    """
    needs(can_make_account(by, person, on), _("Anda tidak berwenang membuat akun bagi pegawai ini."))
    person = person_locked(person)
    try:
        if person.account is None:
            person.account = accounts.create_account(
                username=person.nip, name=person.full_name, email=person.email, by=by
            )
            person.save(update_fields=["account"])
            record(kind="people.account_given", by=by, target=person, person=person.pk, on=on)
        return accounts.make_code(user=person.account, by=by)
    except accounts.AccountRefused as error:
        raise PersonRefused(str(error)) from error


# --- checks


def findings(*, nip: str, nik: str, birth_date: datetime.date | None, sex: str | None) -> list[Finding]:
    """Return what is wrong with the numbers of a person, or should be looked at."""
    found = check_nip(nip, birth_date=birth_date, sex=sex)
    return found + (check_nik(nik, birth_date=birth_date, sex=sex) if nik else [])


def _check(person: Person, *, nip_text: str, nik: str, reason: str, on: datetime.date) -> None:
    wrong: list[str] = []
    if not person.name:
        wrong.append(_("Isi namanya."))
    if re.search(r"[<>{}\x00-\x1f]", f"{person.title_before}{person.name}{person.title_after}"):
        wrong.append(_("Nama dan gelar tidak dapat berisi tanda < > { }."))
    if person.sex not in JenisKelamin.values:
        wrong.append(_("Pilih jenis kelaminnya."))
    if not on.year - 100 <= person.birth_date.year <= on.year - 15:
        wrong.append(_("Tanggal lahirnya tidak mungkin bagi pegawai. Periksa tahunnya."))
    if person.npwp and not re.fullmatch(r"\d{15,16}", person.npwp):
        wrong.append(_("NPWP terdiri dari 15 atau 16 angka."))
    if person.email:
        try:
            validate_email(person.email)
        except ValidationError:
            wrong.append(_("Surel ini tidak seperti alamat surel. Tulis misalnya nama@contoh.go.id."))
    if person.phone and not re.fullmatch(r"[0-9+() .\-]{6,30}", person.phone):
        wrong.append(_("Nomor telepon hanya berisi angka, paling sedikit enam."))
    found = findings(nip=nip_text, nik=nik, birth_date=person.birth_date, sex=person.sex)
    wrong += [one.text for one in found if one.weight == "salah"]
    look = [one.text for one in found if one.weight == "periksa"]
    if look and not reason.strip():
        wrong += look
        wrong.append(_("Perbaiki isiannya; bila nomornya memang begitu menurut dokumen, tulis alasannya."))
    if wrong:
        raise PersonRefused(" ".join(wrong))


def _refuse_double(person: Person, nik: str, not_same: str, *, namesakes: bool = True) -> None:
    """Refuse who is recorded already, and who looks so until an officer says why they are another person.

    :param namesakes: whether name and birth date are looked at: they may have been before
    """
    alike = who_is_alike(
        nip=person.nip, nik=nik, name=person.name, birth_date=person.birth_date, apart_from=person.pk
    )
    if any(one.nip for one in alike):
        raise PersonRefused(_("NIP ini sudah dipakai pegawai lain. Cari dahulu di daftar pegawai."))
    if any(one.nik for one in alike):
        raise PersonRefused(
            _(
                "NIK ini sudah tercatat pada pegawai lain. Mungkin orang yang sama dengan dua NIP; "
                "periksa lagi."
            )
        )
    if namesakes and alike and not not_same.strip():
        raise PersonRefused(
            _(
                "Sudah ada pegawai dengan nama dan tanggal lahir ini. Bila memang orang lain, tulis "
                "bagaimana Anda memastikannya."
            )
        )


def _with_nik(person: Person, nik: str) -> None:
    digits = clean_digits(nik)
    person.nik_encrypted = secrets.encrypt(digits, owner=person.pk) if digits else None
    person.nik_digest = secrets.digest(digits) if digits else None


def _save(person: Person, *, insert: bool) -> None:
    try:
        person.full_clean(
            exclude=["account", "photo", "nik_encrypted", "nik_digest", "search"], validate_unique=False
        )
        with transaction.atomic():
            person.save(force_insert=insert)
    except ValidationError as error:
        raise PersonRefused(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise PersonRefused(
            _("NIP atau NIK ini baru saja dicatat orang lain. Muat ulang, lalu periksa lagi.")
        ) from error


def _shown(person: Person, names: Mapping[str, Any] | Sequence[str]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value := getattr(person, name), datetime.date) else value
        for name in names
    }
