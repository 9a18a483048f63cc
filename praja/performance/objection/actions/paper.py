"""An objection that came as a letter: an officer records it with its scan; it is then as any other."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.organization.queries import zone_of
from praja.performance import law
from praja.performance.enums import KeadaanKeberatan, PokokKeberatan, PredikatKinerja
from praja.performance.follow.telling import tell
from praja.performance.models import Objection, ObjectionEvidence, ObjectionGround, Rating
from praja.performance.objection import perms
from praja.performance.objection.actions import ObjectionRefused, clearly, kept
from praja.performance.objection.actions.filing import address_of, filed, held, too_late
from praja.performance.objection.clock import term_of
from praja.performance.objection.queries import final_of
from praja.performance.telling.queries import delivery_of
from praja.web.said import gettext as _
from praja.web.words import tanggal

NOON = datetime.time(12)


@transaction.atomic
def file_letter(
    *, rating: Rating, text: str, wanted: str, wanted_predicate: str = "", received: datetime.date, scan: Any,
    by: Any, on: datetime.date,
) -> Objection:  # fmt: skip
    """Record an objection from the person's letter: filed on the day on which the office received it.

    :raises ObjectionRefused: if `by` may not, one is written or decided already, or the day or text cannot be
    """
    found = held(rating)
    if not perms.may_record_letter(by, found, on):
        raise ObjectionRefused(
            _("Surat keberatan dicatat pengelola kepegawaian unit itu, bukan penilai atau pegawainya.")
        )
    if found.signed_at is None or found.digantikan is not None:
        raise ObjectionRefused(_("Penilaian ini sudah digantikan. Catatlah atas penilaian yang berlaku."))
    if final_of(found) is not None:
        raise ObjectionRefused(
            _("Keberatan atas penilaian ini sudah diputus. Keputusan itu final (PP 30/2019 Pasal 59).")
        )
    known = Objection.objects.filter(skp=found.skp, period=found.period)
    if known.exclude(state=KeadaanKeberatan.DICABUT).exists():
        raise ObjectionRefused(
            _("Pegawai sudah menulis keberatannya di Praja. Minta ia mengajukan atau menghapusnya.")
        )
    if wanted_predicate and wanted_predicate not in PredikatKinerja.values:
        raise ObjectionRefused(_("Pilih predikat dari daftarnya."))
    delivery = delivery_of(found)
    if delivery is None:
        raise ObjectionRefused(_("Penilaian ini belum disampaikan."))
    noon = datetime.datetime.combine(received, NOON, zone_of(found.skp.unit))
    try:
        term = term_of(found, delivery, noon)
    except law.RatingUnknown as error:
        raise ObjectionRefused(str(error)) from None
    if not term.delivered <= received <= on:
        raise ObjectionRefused(
            _("Suratnya diterima antara %(first)s, hari penilaian disampaikan, dan hari ini.")
            % {"first": tanggal(term.delivered)}
        )
    if not term.open:
        raise ObjectionRefused(too_late(term))
    said = clearly(text)
    stored = kept(scan, by)
    made: Objection = Objection.objects.create(
        rating=found, skp=found.skp, period=found.period, text=said, wanted=clearly(wanted, 1000),
        wanted_predicate=wanted_predicate, by=by, paper=stored,
    )  # fmt: skip
    ObjectionGround.objects.create(objection=made, about=PokokKeberatan.PREDIKAT, text=said)
    ObjectionEvidence.objects.create(objection=made, title=stored.name[:200], file=stored, by=by)
    filed(made, found, term, timezone.now(), by, on)
    title = gettext_noop("Surat keberatan Anda sudah dicatat")
    tell([found.skp.person], title, {}, address_of(made))
    return made
