"""Writing, filing and withdrawing an objection: what the person does."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.performance import law
from praja.performance.enums import KeadaanKeberatan, PokokKeberatan, PredikatKinerja
from praja.performance.follow.actions import LONGEST
from praja.performance.follow.months import government_of
from praja.performance.follow.telling import tell
from praja.performance.models import Objection, ObjectionEvidence, ObjectionGround, Rating, Skp
from praja.performance.objection import perms
from praja.performance.objection.actions import (
    ObjectionRefused,
    attach,
    clearly,
    locked,
    must_be_open,
    number_next,
    tell_trail,
)
from praja.performance.objection.clock import BASIS, Term, term_of
from praja.performance.objection.deciding import deciders_of, post_of_rater
from praja.performance.objection.queries import final_of
from praja.performance.telling.queries import delivery_of
from praja.web import typed
from praja.web.said import gettext as _
from praja.web.words import tanggal


@dataclasses.dataclass(frozen=True, slots=True)
class Ground:
    """One thing that is objected to, and why."""

    about: str
    text: str
    rhk: uuid.UUID | None = None
    value: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What a person writes in an objection."""

    text: str = ""
    wanted: str = ""
    wanted_predicate: str = ""
    grounds: Sequence[Ground] = ()
    file: Any = None
    """An upload."""
    link: str = ""


def held(rating: Rating) -> Rating:
    """Return a rating with what an objection to it needs, its SKP locked so that one is written at a time."""
    Skp.objects.select_for_update().get(pk=rating.skp_id)
    rows = Rating.objects.select_related("skp__person__account", "skp__unit__government", "period", "rater")
    return rows.get(pk=rating.pk)


def too_late(term: Term) -> str:
    """Return why it is too late to object, with the days and the article."""
    return _(
        "Batas mengajukan keberatan, %(last)s, sudah lewat: %(days)s hari sejak penilaian ini dapat Anda "
        "baca pada %(delivered)s (%(basis)s). Penilaiannya sudah tetap. Tulisan Anda tetap tersimpan di sini."
    ) % {
        "last": tanggal(term.last),
        "days": term.days,
        "delivered": tanggal(term.delivered),
        "basis": BASIS,
    }


def refusal(rating: Rating, by: Any) -> str:
    """Return why somebody may not object to a rating, whenever that is; nothing where they may."""
    if not perms.may_object(by, rating):
        return _("Hanya pegawai yang dinilai yang mengajukan keberatan atas penilaiannya.")
    if rating.signed_at is None or rating.digantikan is not None:
        return _("Penilaian ini sudah digantikan. Ajukan keberatan atas penilaian yang berlaku.")
    if final_of(rating) is not None:
        return _("Keberatan atas penilaian ini sudah diputus. Keputusan itu final (PP 30/2019 Pasal 59).")
    return ""


@transaction.atomic
def save_draft(*, rating: Rating, said: Said, by: Any, on: datetime.date) -> Objection:
    """Keep what a person has written so far against a rating; nobody else reads it.

    It is kept also when it is too late to file it, so that nothing typed is lost.

    :raises ObjectionRefused: if `by` may not, another one is filed, or something cannot be kept
    """
    found = held(rating)
    if refused := refusal(found, by):
        raise ObjectionRefused(refused)
    own = Objection.objects.filter(skp=found.skp, period=found.period)
    draft = own.exclude(state=KeadaanKeberatan.DICABUT).first()
    if draft is not None and draft.state != KeadaanKeberatan.DISUSUN:
        raise ObjectionRefused(_("Keberatan atas penilaian ini sudah Anda ajukan. Tambahkan bukti di sana."))
    draft = draft or Objection(skp=found.skp, period=found.period, by=by)
    draft.rating = found
    draft.text, draft.wanted = _kept(said.text, LONGEST), _kept(said.wanted, 1000)
    if said.wanted_predicate and said.wanted_predicate not in PredikatKinerja.values:
        raise ObjectionRefused(_("Pilih predikat dari daftarnya."))
    draft.wanted_predicate = said.wanted_predicate
    draft.save()
    _write_grounds(draft, said.grounds)
    attach(draft, said.file, said.link, by)
    return draft


def _kept(text: str, most: int) -> str:
    said = typed.lines(text)
    if len(said) > most:
        raise ObjectionRefused(_("Tulisan ini terlalu panjang. Ringkaskan, atau lampirkan sebagai bukti."))
    return said


def _write_grounds(draft: Objection, grounds: Sequence[Ground]) -> None:
    rated = {one.rhk_id for one in draft.rating.rhk_ratings.all()}
    rows = []
    for one in grounds:
        text = _kept(one.text, LONGEST)
        if not text:
            continue
        if one.about not in PokokKeberatan.values or (one.rhk is not None and one.rhk not in rated):
            raise ObjectionRefused(_("Pilih hasil kerja dan perilaku dari penilaian ini."))
        rows.append(
            ObjectionGround(objection=draft, about=one.about, rhk_id=one.rhk, value=one.value, text=text)
        )
    draft.grounds.all().delete()
    ObjectionGround.objects.bulk_create(rows)


@transaction.atomic
def drop_evidence(*, evidence: ObjectionEvidence, by: Any, on: datetime.date) -> None:
    """Take a piece of evidence out of a draft.

    :raises ObjectionRefused: if `by` may not, or it is filed
    """
    found = locked(evidence.objection)
    if not perms.may_object(by, found.rating) or found.state != KeadaanKeberatan.DISUSUN:
        raise ObjectionRefused(_("Bukti dari keberatan yang sudah diajukan tidak ditarik lagi."))
    ObjectionEvidence.objects.filter(pk=evidence.pk, objection=found).delete()


@transaction.atomic
def drop_draft(*, objection: Objection, by: Any, on: datetime.date) -> None:
    """Throw away a draft.

    :raises ObjectionRefused: if `by` may not, or it is filed
    """
    found = locked(objection)
    if not perms.may_object(by, found.rating) or found.state != KeadaanKeberatan.DISUSUN:
        raise ObjectionRefused(_("Keberatan yang sudah diajukan dicabut, bukan dihapus."))
    found.delete()


@transaction.atomic
def add_evidence(
    *, objection: Objection, file: Any = None, link: str = "", by: Any, on: datetime.date
) -> list[ObjectionEvidence]:
    """Add evidence to an objection that is filed, as one of its two sides; it stays.

    :raises ObjectionRefused: if `by` may not, or it is over
    """
    found = locked(objection)
    if not (perms.may_object(by, found.rating) or perms.may_explain(by, found, on)):
        raise ObjectionRefused(_("Bukti ditambahkan oleh yang mengajukan keberatan atau yang menilai."))
    must_be_open(found)
    if not file and not link:
        raise ObjectionRefused(_("Pilih berkas atau tuliskan tautannya."))
    made = attach(found, file, link, by)
    if made:
        tell_trail("objection_evidence", found, by, on, after={"nama": [one.title for one in made]})
    return made


def missing_of(objection: Objection) -> list[str]:
    """Return what a draft lacks before it can be filed."""
    missing: list[str] = []
    if not objection.grounds.exists():
        missing.append(_("Tuliskan paling sedikit satu hal yang menurut Anda keliru."))
    for text, what in (
        (objection.text, _("Uraikan keberatan Anda, paling sedikit sepuluh huruf.")),
        (objection.wanted, _("Tuliskan apa yang Anda minta, paling sedikit sepuluh huruf.")),
    ):
        if len(" ".join(text.split())) < 10:
            missing.append(what)
    return missing


@transaction.atomic
def file(
    *, objection: Objection, by: Any, on: datetime.date, now: datetime.datetime | None = None
) -> Objection:
    """File an objection with the superior of the rater: from now on it stays as it is.

    :param now: when it is; its day at the place of the person's unit must not be after the deadline
    :raises ObjectionRefused: if `by` may not, something is missing, or it is too late
    """
    rating = held(objection.rating)
    found = locked(objection)
    if refused := refusal(rating, by):
        raise ObjectionRefused(refused)
    if found.state != KeadaanKeberatan.DISUSUN:
        raise ObjectionRefused(_("Keberatan ini sudah diajukan."))
    if missing := missing_of(found):
        raise ObjectionRefused(" ".join(missing))
    delivery = delivery_of(rating)
    if delivery is None:
        raise ObjectionRefused(_("Penilaian ini belum disampaikan kepada Anda."))
    try:
        term = term_of(rating, delivery, now)
    except law.RatingUnknown as error:
        raise ObjectionRefused(str(error)) from None
    if not term.open:
        raise ObjectionRefused(too_late(term))
    return filed(found, rating, term, now or timezone.now(), by, on)


def filed(
    found: Objection, rating: Rating, term: Term, at: datetime.datetime, by: Any, on: datetime.date
) -> Objection:
    """File an objection that is whole and in time; whoever calls has held its rating (`held`)."""
    government = government_of(rating.skp)
    found.state = KeadaanKeberatan.DIAJUKAN
    found.filed_at, found.filed_on, found.deadline = at, term.today, term.last
    found.counted, found.government = term.counted(), government
    found.year = term.today.year
    found.number = number_next(government.pk, found.year)
    found.rater_position_id = post_of_rater(rating, rating.skp, term.today)
    found.save()
    tell_trail(
        "objection_filed", found, by, on,
        after={"nomor": f"{found.number}/{found.year}", "paling_lambat": found.deadline,
               "predikat": rating.predicate},
    )  # fmt: skip
    address = address_of(found)
    name = {"name": rating.skp.person.full_name}
    if rating.rater is not None:
        tell([rating.rater], gettext_noop("%(name)s mengajukan keberatan atas penilaian Anda"), name, address)
    tell(deciders_of(found, on), gettext_noop("Keberatan %(name)s menunggu keputusan Anda"), name, address)
    return found


def address_of(objection: Objection) -> str:
    """Return the address of an objection."""
    return reverse("performance:objection", args=[objection.pk])


@transaction.atomic
def withdraw(*, objection: Objection, reason: str, by: Any, on: datetime.date) -> Objection:
    """Withdraw an objection before it is decided; while there is time, another may be filed.

    :raises ObjectionRefused: if `by` may not, it is over, or no reason is given
    """
    found = locked(objection)
    if not perms.may_object(by, found.rating):
        raise ObjectionRefused(_("Hanya yang mengajukan yang mencabut keberatannya."))
    must_be_open(found)
    found.state, found.withdrawn_at = KeadaanKeberatan.DICABUT, timezone.now()
    found.withdrawn_because = clearly(reason, 1000)
    found.save(update_fields=["state", "withdrawn_at", "withdrawn_because"])
    tell_trail("objection_withdrawn", found, by, on, reason=found.withdrawn_because)
    if found.rating.rater is not None:
        title = gettext_noop("%(name)s mencabut keberatannya")
        address = reverse("performance:objection", args=[found.pk])
        tell([found.rating.rater], title, {"name": found.skp.person.full_name}, address)
    return found
