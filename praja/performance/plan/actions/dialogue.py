"""The dialogue of person and appraiser about a version of an SKP: agreement, and understanding it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from praja.accounts.models import User
from praja.files.models import StoredFile
from praja.people.models import JabatanHistory, Person
from praja.performance.enums import KeadaanSkp, KeadaanVersi
from praja.performance.models import Remark, Rhk, RhkVersion, Skp, SkpVersion
from praja.performance.perms import may_appraise
from praja.performance.plan import perms
from praja.performance.plan.actions.common import locked_version, needs_open_period, tell
from praja.performance.plan.checks import advise
from praja.performance.plan.content import content_of
from praja.performance.plan.refused import PlanRefused
from praja.web.notices import notify_many
from praja.web.said import gettext as _

LONGEST: Final = 2000
MOST_REMARKS: Final = 300
"""Of one version."""

QUESTIONS: Final[dict[str, Any]] = {
    "hasil": gettext_lazy("Saya tahu hasil apa yang diharapkan dari saya, dan berapa atau kapan targetnya."),
    "ukuran": gettext_lazy("Saya tahu bagaimana capaian saya dihitung, dan dari data mana angkanya diambil."),
    "lapor": gettext_lazy("Saya tahu kapan dan kepada siapa saya melapor, termasuk bila ada hambatan."),
}
"""What is asked before one says that one has understood."""


@transaction.atomic
def propose(*, version: SkpVersion, by: Any, on: datetime.date) -> SkpVersion:
    """Propose a drafted version to the appraiser; by this the person agrees to it.

    :raises PlanRefused: if `by` may not, or it cannot be carried out as it stands
    """
    found = locked_version(version)
    if not perms.may_draft(by, found):
        raise PlanRefused(_("SKP diajukan oleh pegawainya sendiri, dan hanya selama disusun."))
    if blocking := advise(content_of(found)).blocking:
        raise PlanRefused(_("SKP belum dapat diajukan. %(first)s") % {"first": blocking[0].text})
    if found.number > 1:
        needs_open_period(found.skp, found.since, on)
    found.state, found.proposed_at = KeadaanVersi.DIAJUKAN, timezone.now()
    found.save(update_fields=["state", "proposed_at"])
    tell("skp_proposed", found.skp, by, on, after={"versi": found.number})
    name = {"name": found.skp.person.full_name}
    _notify(appraisers(found.skp, on), _("%(name)s mengajukan SKP untuk Anda sepakati.") % name, found.skp)
    return found


@transaction.atomic
def take_back(*, version: SkpVersion, by: Any, on: datetime.date) -> SkpVersion:
    """Take back a proposed version to draft it further.

    :raises PlanRefused: if `by` is not the person, or it is not (any more) proposed
    """
    found = locked_version(version)
    if perms.own_person(by) != found.skp.person_id or found.state != KeadaanVersi.DIAJUKAN:
        raise PlanRefused(_("Yang dapat ditarik hanya pengajuan Anda sendiri yang belum disepakati."))
    found.state = KeadaanVersi.DISUSUN
    found.save(update_fields=["state"])
    tell("skp_taken_back", found.skp, by, on, after={"versi": found.number})
    return found


@transaction.atomic
def remark(*, version: SkpVersion, rhk: Rhk | None, text: str, by: Any, on: datetime.date) -> Remark:
    """Add a sentence to the dialogue, about a result or the whole; the other one is told.

    :raises PlanRefused: if `by` may not, or there is no text
    """
    found = locked_version(version)
    if not perms.may_remark(by, found, on):
        raise PlanRefused(_("Catatan ditulis oleh pegawai dan penilainya, pada versi yang dibicarakan."))
    made = _remark(found, rhk, text, by)
    tell("skp_remarked", found.skp, by, on, after={"versi": found.number})
    _notify(_other(found.skp, by, on), _("Ada catatan baru pada SKP yang Anda bicarakan."), found.skp)
    return made


def _remark(version: SkpVersion, rhk: Rhk | None, text: str, by: Any) -> Remark:
    said = text.strip()
    if not said:
        raise PlanRefused(_("Tuliskan catatannya."))
    if len(said) > LONGEST:
        raise PlanRefused(_("Catatan paling panjang dua ribu huruf."))
    if rhk is not None and not RhkVersion.objects.filter(version=version, rhk=rhk).exists():
        raise PlanRefused(_("Rencana hasil kerja itu tidak ada dalam versi ini. Muat ulang halamannya."))
    if Remark.objects.filter(version=version).count() >= MOST_REMARKS:
        raise PlanRefused(_("Catatan pada versi ini sudah terlalu banyak. Bicarakan langsung."))
    made: Remark = Remark.objects.create(version=version, rhk=rhk, by=by, text=said)
    return made


@transaction.atomic
def agree(*, version: SkpVersion, by: Any, on: datetime.date) -> SkpVersion:
    """Agree to a proposed version as its appraiser: from now on it stays as it is.

    :param version: as its appraiser read it: with the moment at which it was proposed
    :raises PlanRefused: if `by` may not, it is not (any more) proposed, or it was proposed anew since
    """
    found = locked_version(version)
    if not perms.may_agree(by, found, on):
        raise PlanRefused(_("Yang menyepakati adalah penilai SKP ini, selama SKP diajukan kepadanya."))
    if found.proposed_at != version.proposed_at:
        raise PlanRefused(
            _("SKP ini ditarik dan diajukan lagi sejak Anda membukanya. Baca yang baru, lalu sepakati.")
        )
    return _agreed(found, by, on, None)


@transaction.atomic
def agree_on_paper(*, version: SkpVersion, file: StoredFile, by: Any, on: datetime.date) -> SkpVersion:
    """Record as an officer that an appraiser without an account has signed a proposed version.

    :raises PlanRefused: if `by` may not, or the appraiser can sign in
    """
    found = locked_version(version)
    if not perms.may_agree_on_paper(by, found, on):
        raise PlanRefused(
            _("SKP bertanda tangan hanya dicatat bila penilainya tidak punya akun, oleh pengelola.")
        )
    return _agreed(found, by, on, file)


def _agreed(found: SkpVersion, by: Any, on: datetime.date, file: StoredFile | None) -> SkpVersion:
    if blocking := advise(content_of(found)).blocking:
        raise PlanRefused(_("SKP belum dapat disepakati. %(first)s") % {"first": blocking[0].text})
    if found.number > 1:
        needs_open_period(found.skp, found.since, on)
    SkpVersion.objects.filter(skp=found.skp, state=KeadaanVersi.DISEPAKATI).update(
        state=KeadaanVersi.DIGANTIKAN
    )
    found.state, found.agreed_at, found.agreed_by = KeadaanVersi.DISEPAKATI, timezone.now(), by
    found.agreed_file = file
    found.save(update_fields=["state", "agreed_at", "agreed_by", "agreed_file"])
    if found.skp.state == KeadaanSkp.DISUSUN:
        found.skp.state = KeadaanSkp.BERJALAN
        found.skp.save(update_fields=["state"])
    tell("skp_agreed", found.skp, by, on, after={"versi": found.number, "berkas": file is not None})
    title = _("SKP Anda disepakati. Nyatakan bahwa Anda memahami bagaimana Anda dinilai.")
    _notify([found.skp.person.account], title, found.skp)
    return found


@transaction.atomic
def send_back(
    *, version: SkpVersion, text: str, rhk: Rhk | None = None, by: Any, on: datetime.date
) -> SkpVersion:
    """Send a proposed version back to be mended, with a remark that says what.

    :raises PlanRefused: if `by` may not, or nothing is said
    """
    found = locked_version(version)
    if not perms.may_agree(by, found, on):
        raise PlanRefused(_("Yang mengembalikan adalah penilai SKP ini, selama SKP diajukan kepadanya."))
    _remark(found, rhk, text, by)
    found.state = KeadaanVersi.DISUSUN
    found.save(update_fields=["state"])
    tell("skp_sent_back", found.skp, by, on, after={"versi": found.number})
    _notify([found.skp.person.account], _("SKP Anda dikembalikan dengan catatan penilai."), found.skp)
    return found


@transaction.atomic
def confirm_understanding(
    *, version: SkpVersion, answers: Mapping[str, bool], unclear: str, by: Any, on: datetime.date
) -> SkpVersion:
    """Keep what the person says to the three questions: if all is clear, they have understood; if not, what
    is unclear becomes a remark to the appraiser.

    :param answers: question → whether it is clear
    :raises PlanRefused: if `by` may not, a question is left out, or it is not said what is unclear
    """
    found = locked_version(version)
    if not perms.may_confirm_understanding(by, found):
        raise PlanRefused(_("Yang menyatakan memahami adalah pegawainya sendiri, sesudah SKP disepakati."))
    if set(answers) != set(QUESTIONS):
        raise PlanRefused(_("Jawab ketiga pertanyaannya."))
    if found.understood_at is not None:
        return found
    found.answers = dict(answers)
    if all(answers.values()):
        found.understood_at = timezone.now()
    else:
        if not unclear.strip():
            raise PlanRefused(_("Tuliskan apa yang belum jelas, agar penilai dapat menjelaskannya."))
        _remark(found, None, unclear, by)
        _notify(
            appraisers(found.skp, on),
            _("%(name)s belum memahami bagaimana ia dinilai. Jelaskan kepadanya.")
            % {"name": found.skp.person.full_name},
            found.skp,
        )
    found.save(update_fields=["answers", "understood_at"])
    tell("skp_understood" if found.understood_at else "skp_unclear", found.skp, by, on)
    return found


# --- who is told


def appraisers(skp: Skp, on: datetime.date) -> list[Any]:
    """Return the accounts that may speak as the appraiser of an SKP on a day."""
    person = Q(pk__in=[])
    if skp.appraiser_id is not None:
        person |= Q(pk=skp.appraiser_id)
    if skp.appraiser_position_id is not None:
        held = JabatanHistory.objects.on(on).filter(position=skp.appraiser_position_id)
        person |= Q(pk__in=held.values("person"))
    people = Person.objects.filter(person).exclude(pk=skp.person_id)
    return list(User.objects.filter(is_active=True, pk__in=people.values("account")))


def _other(skp: Skp, by: Any, on: datetime.date) -> list[Any]:
    return [skp.person.account] if may_appraise(by, skp, on) else appraisers(skp, on)


def _notify(accounts: Iterable[Any], title: str, skp: Skp) -> None:
    told = {account: title for account in accounts if account is not None and account.is_active}
    notify_many(told, reverse("performance:skp", args=[skp.pk]))
