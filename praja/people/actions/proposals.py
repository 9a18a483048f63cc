"""Changes that people propose of their own records, and what officers decide on them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from praja.audit.actions import record
from praja.files.models import StoredFile
from praja.people.actions.checks import wrong_days
from praja.people.actions.family import (
    MEMBER,
    AllowanceEnd,
    add_education,
    add_family_member,
    allowance_to_end,
    change_family_member,
    check_dated,
    check_new_member,
    set_member,
)
from praja.people.actions.identity import CONTACT, apply_contact
from praja.people.actions.refused import PersonRefused, needs, person_locked
from praja.people.actions.sk import record_sk
from praja.people.enums import Usulan
from praja.people.kinds import REKENING
from praja.people.models import ChangeProposal, FamilyMember, Person
from praja.people.perms import can_decide, can_propose, unit_of
from praja.people.words import plain
from praja.web.notices import notify
from praja.web.said import gettext as _
from praja.web.said import label

SUBJECTS: Final[dict[str, str | Promise]] = {
    "kontak": gettext_lazy("Kontak"),
    "keluarga": gettext_lazy("Keluarga"),
    "rekening": gettext_lazy("Rekening gaji"),
    "pendidikan": gettext_lazy("Pendidikan"),
}
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "kontak": CONTACT,
    "keluarga": ("member", *MEMBER),
    "rekening": ("bank", "number", "holder", "start"),
    "pendidikan": ("level", "field", "school", "dated", "number"),
}
_DAYS = frozenset(("birth_date", "married_on", "divorced_on", "died_on", "school_until", "start", "dated"))
MOST_WAITING = 10


@transaction.atomic
def propose(
    *,
    person: Person,
    subject: str,
    content: Mapping[str, Any],
    file: StoredFile | None,
    by: Any,
    on: datetime.date,
) -> ChangeProposal:
    """Propose a change of one's own record; an officer decides.

    :param content: of `FIELDS[subject]`
    :param file: a scan of what proves it; only a contact needs none
    :raises PersonRefused: if it is another's record, something is missing, or it cannot be true
    """
    needs(can_propose(by, person), _("Usulan hanya dapat dibuat untuk data Anda sendiri."))
    if subject not in SUBJECTS or set(content) - set(FIELDS[subject]):
        raise PersonRefused(_("Pilih data yang akan diubah."))
    if subject != "kontak" and file is None:
        raise PersonRefused(_("Lampirkan foto atau pindaian buktinya."))
    person = person_locked(person)
    _refuse_impossible(person, subject, dict(content), on)
    waiting = person.proposals.filter(state=Usulan.DIAJUKAN)
    if waiting.filter(subject=subject, content=plain(content)).exists():
        raise PersonRefused(_("Usulan yang sama sudah Anda kirim dan sedang menunggu keputusan."))
    if waiting.count() >= MOST_WAITING:
        raise PersonRefused(
            _("Masih ada sepuluh usulan Anda yang menunggu. Tunggu keputusannya, atau batalkan salah satu.")
        )
    made = ChangeProposal.objects.create(
        person=person, subject=subject, content=plain(content), file=file, made_by=by
    )
    record(
        kind="people.change_proposed",
        by=by,
        target=made,
        person=person.pk,
        unit=unit_of(person, on),
        on=on,
        after={"hal": subject},
    )
    return made


def _refuse_impossible(person: Person, subject: str, said: dict[str, Any], on: datetime.date) -> None:
    """Refuse at once what no officer could accept, while its maker can still mend it.

    :raises PersonRefused: with what is wrong
    """
    match subject:
        case "kontak":
            if all(getattr(person, name) == value for name, value in said.items()):
                raise PersonRefused(_("Tidak ada yang berubah."))
        case "keluarga":
            pk = said.pop("member", None)
            if not pk:
                check_new_member(FamilyMember(person=person, **_without_none(said)), on)
            elif (member := _member(person, pk)) is not None:
                set_member(member, said, on)
            else:
                raise PersonRefused(_("Anggota keluarga yang diubah tidak ada lagi dalam daftar."))
        case "rekening":
            wrong = wrong_days(REKENING, person, said.get("start") or on, None, None, on)
            if wrong:
                raise PersonRefused(" ".join(wrong))
        case "pendidikan":
            check_dated(person, said["dated"], on)


@transaction.atomic
def cancel_proposal(*, proposal: ChangeProposal, by: Any, on: datetime.date) -> ChangeProposal:
    """Take back a proposal that was not decided yet.

    :raises PersonRefused: if it is another's, or decided
    """
    needs(proposal.made_by_id == by.pk, _("Hanya pengusul yang dapat membatalkan usulannya."))
    proposal = _waiting(proposal)
    return _decided(proposal, Usulan.DIBATALKAN, by, on, "")


@transaction.atomic
def refuse_proposal(*, proposal: ChangeProposal, reason: str, by: Any, on: datetime.date) -> ChangeProposal:
    """Refuse a proposal with a reason, which its maker reads.

    :raises PersonRefused: if `by` may not decide on it, it is decided, or no reason is given
    """
    needs(
        can_decide(by, proposal.person, proposal.made_by_id, on),
        _("Anda tidak berwenang memutus usulan ini; usulan sendiri diputus orang lain."),
    )
    if not reason.strip():
        raise PersonRefused(
            _("Tulis alasan penolakannya; pengusul membacanya dan dapat memperbaiki usulannya.")
        )
    return _decided(_waiting(proposal), Usulan.DITOLAK, by, on, reason.strip())


@transaction.atomic
def accept_proposal(
    *,
    proposal: ChangeProposal,
    reason: str = "",
    end_allowance: bool = False,
    by: Any,
    on: datetime.date,
) -> ChangeProposal:
    """Accept a proposal: what it says is recorded by the officer, with the scan.

    :param end_allowance: whether the allowance ends at once where by it the reason for it is gone
    :raises PersonRefused: if `by` may not decide on it, it is decided, or what it says cannot be recorded
    """
    needs(
        can_decide(by, proposal.person, proposal.made_by_id, on),
        _("Anda tidak berwenang memutus usulan ini; usulan sendiri diputus orang lain."),
    )
    proposal = _waiting(proposal)
    _apply(proposal, by, on, end_allowance)
    return _decided(proposal, Usulan.DITERIMA, by, on, reason.strip())


def proposed(proposal: ChangeProposal) -> dict[str, Any]:
    """Return what a proposal says, with days as days."""
    return {
        name: datetime.date.fromisoformat(value) if name in _DAYS and value else value
        for name, value in proposal.content.items()
    }


def allowance_ended_by(proposal: ChangeProposal, on: datetime.date) -> AllowanceEnd | None:
    """Return the allowance whose reason is gone by what a proposal says; none where there is no such."""
    said = proposed(proposal)
    pk = said.pop("member", None)
    member = _member(proposal.person, pk) if proposal.subject == "keluarga" else None
    return allowance_to_end(member, on, said) if member is not None else None


def _member(person: Person, pk: str | None) -> FamilyMember | None:
    """Return the member of the family whose change is proposed; none of a new one, or one who is gone."""
    if not pk:
        return None
    return FamilyMember.objects.filter(person=person, pk=pk, withdrawn_at__isnull=True).first()


def _apply(proposal: ChangeProposal, by: Any, on: datetime.date, end_allowance: bool) -> None:
    said, person = proposed(proposal), proposal.person
    why = _("Usulan pegawai, %(subject)s") % {"subject": SUBJECTS[proposal.subject]}
    match proposal.subject:
        case "kontak":
            apply_contact(person=person, changes=said, reason=why, by=by, on=on)
        case "keluarga":
            member_id = said.pop("member", None)
            if member_id:
                member = _member(person, member_id)
                if member is None:
                    raise PersonRefused(_("Anggota keluarga yang diubah tidak ada lagi dalam daftar."))
                change_family_member(
                    member=member, changes=said, reason=why, end_allowance=end_allowance, by=by, on=on
                )
            else:
                add_family_member(person=person, by=by, on=on, **_without_none(said))
        case "rekening":
            start = said.pop("start", None) or on
            record_sk(
                kind=REKENING,
                person=person,
                start=start,
                content=said,
                file=proposal.file,
                note=why,
                by=by,
                on=on,
            )
        case "pendidikan":
            add_education(person=person, file=proposal.file, by=by, on=on, **said)


def _without_none(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


def _waiting(proposal: ChangeProposal) -> ChangeProposal:
    found = (
        ChangeProposal.objects.select_for_update(of=("self",))
        .select_related("person", "file", "made_by")
        .get(pk=proposal.pk)
    )
    if found.state != Usulan.DIAJUKAN:
        raise PersonRefused(
            _("Usulan ini sudah diputus: %(state)s. Muat ulang halaman.")
            % {"state": str(found.get_state_display()).lower()}
        )
    return found


def _decided(
    proposal: ChangeProposal, state: Usulan, by: Any, on: datetime.date, reason: str
) -> ChangeProposal:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.reason = reason
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    if state != Usulan.DIBATALKAN:
        with translation.override(proposal.made_by.language):
            told = _("Usulan Anda (%(subject)s): %(state)s") % {
                "subject": label(SUBJECTS[proposal.subject]),
                "state": label(state.label),
            }
        notify(proposal.made_by, told, reverse("people:proposal", args=[proposal.pk]), email=True)
    record(
        kind=f"people.proposal_{state.value}",
        by=by,
        target=proposal,
        person=proposal.person_id,
        unit=unit_of(proposal.person, on),
        on=on,
        before={"keadaan": Usulan.DIAJUKAN.value},
        after={"keadaan": state.value, "hal": proposal.subject},
        reason=reason,
    )
    return proposal
