"""What is said of somebody's work: feedback, talks with their agenda and follow-ups, thanks."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.audit.actions import record
from praja.organization.models import Unit
from praja.people.models import Person
from praja.people.perms import is_superior_of, unit_of
from praja.performance.enums import JenisPembinaan, Nilai, PemberiUmpanBalik
from praja.performance.follow import perms
from praja.performance.follow.actions import FollowRefused, said_clearly
from praja.performance.follow.telling import tell
from praja.performance.models import (
    AgendaPoint,
    Coaching,
    Feedback,
    FeedbackRequest,
    FollowUp,
    Recognition,
    Rhk,
    Skp,
)
from praja.performance.perms import is_own
from praja.web.said import gettext as _

MOST_ASKED = 20
MOST_A_DAY = 50


def _tied(skp: Skp, rhk: Rhk | None, value: str) -> None:
    if (rhk is None) == (not value) or (value and value not in Nilai.values):
        raise FollowRefused(_("Pilih satu hasil kerja atau satu perilaku yang dimaksud."))
    if rhk is not None and rhk.skp_id != skp.pk:
        raise FollowRefused(_("Pilih hasil kerja dari SKP orang itu."))


def _skp(skp: Skp) -> Skp:
    return Skp.objects.select_for_update(of=("self",)).select_related("person__account").get(pk=skp.pk)


def _record(verb: str, target: Any, skp: Skp, by: Any, on: datetime.date, **more: Any) -> None:
    record(
        kind=f"performance.{verb}",
        by=by,
        target=target,
        person=skp.person_id,
        unit=skp.unit_id,
        on=on,
        **more,
    )


# --- feedback


@transaction.atomic
def give_feedback(
    *,
    skp: Skp,
    rhk: Rhk | None,
    value: str,
    text: str,
    sent: uuid.UUID | None = None,
    request: FeedbackRequest | None = None,
    by: Any,
    on: datetime.date,
) -> Feedback:
    """Say something of somebody's work, tied to a result or a behaviour; it stays as it was said.

    The trail keeps that something was said, not what.

    :param request: the question that it answers
    :raises FollowRefused: if `by` may not, or it is tied to nothing
    """
    found = _skp(skp)
    role = perms.role_towards(by, found, on)
    if request is not None:
        request = FeedbackRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        if request.skp_id != found.pk or request.asked.account_id != by.pk:
            raise FollowRefused(_("Permintaan umpan balik ini bukan untuk Anda."))
        role = role or PemberiUmpanBalik.REKAN
    if role is None:
        raise FollowRefused(_("Umpan balik diberikan atasan, rekan dengan atasan yang sama, dan bawahan."))
    if sent is not None and (again := Feedback.objects.filter(sent=sent, by=by).first()) is not None:
        return again
    if request is not None and request.answer_id is not None:
        raise FollowRefused(_("Permintaan ini sudah Anda jawab."))
    _tied(found, rhk, value)
    said = said_clearly(text)
    since = timezone.now() - datetime.timedelta(days=1)
    if Feedback.objects.filter(by=by, made_at__gte=since).count() >= MOST_A_DAY:
        raise FollowRefused(_("Paling banyak lima puluh umpan balik sehari. Lanjutkan besok."))
    made: Feedback = Feedback.objects.create(
        skp=found, rhk=rhk, value=value, role=role, text=said, sent=sent, by=by
    )
    if request is not None:
        request.answer = made
        request.save(update_fields=["answer"])
    _record("feedback_given", made, found, by, on, after={"sebagai": role})
    title = gettext_noop("Ada umpan balik atas pekerjaan Anda")
    tell([found.person], title, {}, reverse("performance:feedback"))
    return made


@transaction.atomic
def ask_feedback(
    *, skp: Skp, asked: Person, rhk: Rhk | None, value: str, text: str, by: Any, on: datetime.date
) -> FeedbackRequest:
    """Ask somebody who knows one's work for feedback.

    :raises FollowRefused: if `by` may not ask, or not that person
    """
    found = _skp(skp)
    if not perms.may_report(by, found):
        raise FollowRefused(_("Umpan balik diminta pegawai pemilik SKP yang sudah disepakati."))
    if asked.account is None or perms.role_towards(asked.account, found, on) is None:
        raise FollowRefused(_("Pilih atasan, rekan dengan atasan yang sama, atau bawahan yang punya akun."))
    _tied(found, rhk, value)
    if found.feedback_requests.filter(answer__isnull=True).count() >= MOST_ASKED:
        raise FollowRefused(_("Sudah dua puluh permintaan yang belum dijawab. Tunggu jawabannya dahulu."))
    said = said_clearly(text, 500)
    made: FeedbackRequest = FeedbackRequest.objects.create(
        skp=found, asked=asked, rhk=rhk, value=value, text=said
    )
    _record("feedback_asked", made, found, by, on)
    title = gettext_noop("%(name)s meminta umpan balik Anda")
    url = reverse("performance:feedback_of", args=[found.pk])
    tell([asked], title, {"name": found.person.full_name}, f"{url}?minta={made.pk}")
    return made


@transaction.atomic
def read_feedback(*, by: Any, on: datetime.date) -> int:
    """Note that a person has read all that was said of them so far, and return how much was new."""
    return Feedback.objects.filter(skp__person__account=by.pk, read_at__isnull=True).update(
        read_at=timezone.now()
    )


# --- talks


@transaction.atomic
def plan_talk(
    *, skp: Skp, kind: str, day: datetime.date, agenda: str, by: Any, on: datetime.date
) -> Coaching:
    """Plan a talk with its agenda: the superior any, the person a periodic one.

    :raises FollowRefused: if `by` may not, or the day cannot be
    """
    found = Skp.objects.select_for_update(of=("self",)).select_related(
        "person__account", "appraiser__account"
    ).get(pk=skp.pk)  # fmt: skip
    own = is_own(by, found)
    if not own and not perms.leads(by, found, on):
        raise FollowRefused(_("Hanya atasan atau pegawainya sendiri yang merencanakan pertemuan ini."))
    if kind not in JenisPembinaan.values or (own and kind != JenisPembinaan.TEMU):
        raise FollowRefused(_("Anda dapat mengusulkan temu berkala; yang lain diadakan atasan."))
    if not on - datetime.timedelta(days=31) <= day <= on + datetime.timedelta(days=366):
        raise FollowRefused(_("Pilih hari antara sebulan yang lalu dan setahun lagi."))
    made: Coaching = Coaching.objects.create(skp=found, kind=kind, on=day, agenda=said_clearly(agenda), by=by)
    _record("talk_planned", made, found, by, on, after={"jenis": kind, "tanggal": day})
    other = found.appraiser if own else found.person
    if other is not None:
        title = gettext_noop("Pertemuan kinerja direncanakan")
        tell([other], title, {}, reverse("performance:talk", args=[made.pk]))
    return made


@transaction.atomic
def add_point(*, coaching: Coaching, text: str, by: Any, on: datetime.date) -> AgendaPoint:
    """Add to the agenda of a talk that is still to come.

    :raises FollowRefused: if `by` may not, or it was held
    """
    found = _talk(coaching, by, on)
    if found.held_at is not None:
        raise FollowRefused(_("Pertemuan ini sudah dicatat, maka agendanya tetap."))
    made: AgendaPoint = AgendaPoint.objects.create(coaching=found, text=said_clearly(text, 300), by=by)
    _record("talk_point_added", made, found.skp, by, on)
    return made


@transaction.atomic
def hold_talk(*, coaching: Coaching, notes: str, by: Any, on: datetime.date) -> Coaching:
    """Keep what was said in a talk; the notes then stay as they are.

    The trail keeps that it was held, not what was said.

    :raises FollowRefused: if `by` does not lead the person, it was held already, or its day is to come
    """
    found = _talk(coaching, by, on)
    if not perms.leads(by, found.skp, on):
        raise FollowRefused(_("Catatan pertemuan ditulis atasan."))
    if found.held_at is not None:
        raise FollowRefused(_("Pertemuan ini sudah dicatat."))
    if found.on > on:
        raise FollowRefused(_("Hari pertemuannya belum tiba."))
    found.notes, found.held_at = said_clearly(notes), timezone.now()
    found.save(update_fields=["notes", "held_at"])
    _record("talk_held", found, found.skp, by, on)
    title = gettext_noop("Catatan pertemuan kinerja dapat Anda baca")
    tell([found.skp.person], title, {}, reverse("performance:talk", args=[found.pk]))
    return found


@transaction.atomic
def read_talk(*, coaching: Coaching, by: Any, on: datetime.date) -> None:
    """Note that the person has read the notes of a talk.

    :raises FollowRefused: if `by` is not the person
    """
    found = _talk(coaching, by, on)
    if not is_own(by, found.skp) or found.held_at is None:
        raise FollowRefused(_("Hanya pegawainya yang menyatakan sudah membaca catatan pertemuannya."))
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
        _record("talk_read", found, found.skp, by, on)


@transaction.atomic
def add_follow_up(
    *, coaching: Coaching, text: str, owner: Person, due: datetime.date, by: Any, on: datetime.date
) -> FollowUp:
    """Add what was agreed in a talk: who does what by when.

    :raises FollowRefused: if `by` does not lead the person, or the owner is neither of both
    """
    found = _talk(coaching, by, on)
    if not perms.leads(by, found.skp, on):
        raise FollowRefused(_("Tindak lanjut dicatat atasan."))
    if owner.pk != found.skp.person_id and owner.account_id != by.pk:
        raise FollowRefused(_("Tindak lanjut dikerjakan pegawainya atau Anda sendiri."))
    if not on <= due <= on + datetime.timedelta(days=366):
        raise FollowRefused(_("Batasnya antara hari ini dan setahun lagi."))
    made: FollowUp = FollowUp.objects.create(
        coaching=found, text=said_clearly(text, 300), owner=owner, due=due
    )
    _record("follow_up_added", made, found.skp, by, on, after={"paling_lambat": due})
    return made


@transaction.atomic
def close_follow_up(*, follow_up: FollowUp, by: Any, on: datetime.date) -> FollowUp:
    """Say that what was agreed is done.

    :raises FollowRefused: if `by` is neither who does it nor who leads the person
    """
    found = FollowUp.objects.select_for_update(of=("self",)).select_related("coaching__skp", "owner").get(
        pk=follow_up.pk
    )  # fmt: skip
    if found.owner.account_id != by.pk and not perms.leads(by, found.coaching.skp, on):
        raise FollowRefused(_("Hanya yang mengerjakan atau atasannya yang menyatakan selesai."))
    if found.done_at is None:
        found.done_at = timezone.now()
        found.save(update_fields=["done_at"])
        _record("follow_up_done", found, found.coaching.skp, by, on)
    return found


def _talk(coaching: Coaching, by: Any, on: datetime.date) -> Coaching:
    found = Coaching.objects.select_for_update(of=("self",)).select_related("skp__person__account").get(
        pk=coaching.pk
    )  # fmt: skip
    if not perms.in_talk(by, found, on):
        raise FollowRefused(_("Pertemuan ini hanya terbuka bagi pegawainya dan atasannya."))
    return found


# --- thanks


@transaction.atomic
def thank(*, person: Person, unit: Unit, value: str, text: str, by: Any, on: datetime.date) -> Recognition:
    """Thank somebody so that the others of the unit may read it.

    :raises FollowRefused: if `by` may not
    """
    if not perms.may_thank(by, person, unit, on):
        raise FollowRefused(_("Apresiasi diberikan kepada rekan seunit atau bawahan, bukan diri sendiri."))
    if value and value not in Nilai.values:
        raise FollowRefused(_("Pilih perilaku dari daftarnya."))
    since = timezone.now() - datetime.timedelta(days=1)
    if Recognition.objects.filter(by=by, made_at__gte=since).count() >= MOST_A_DAY:
        raise FollowRefused(_("Paling banyak lima puluh apresiasi sehari. Lanjutkan besok."))
    made: Recognition = Recognition.objects.create(
        person=person, value=value, text=said_clearly(text, 500), by=by
    )
    record(kind="performance.thanked", by=by, target=made, person=person.pk, unit=unit.pk, on=on)
    title = gettext_noop("%(name)s mengapresiasi pekerjaan Anda")
    tell([person], title, {"name": str(by)}, reverse("performance:thanks"))
    return made


@transaction.atomic
def withdraw_thanks(*, recognition: Recognition, by: Any, on: datetime.date) -> None:
    """Take thanks off the wall.

    :raises FollowRefused: if `by` is neither who wrote it, nor the person thanked, nor their superior
    """
    found = Recognition.objects.select_for_update(of=("self",)).select_related("person").get(
        pk=recognition.pk
    )  # fmt: skip
    own = by.pk in (found.by_id, found.person.account_id)
    if not own and not is_superior_of(by, found.person, on):
        raise FollowRefused(_("Hanya yang menulis, yang diapresiasi, atau atasannya yang menurunkannya."))
    if found.withdrawn_at is None:
        found.withdrawn_at = timezone.now()
        found.save(update_fields=["withdrawn_at"])
        record(
            kind="performance.thanks_withdrawn", by=by, target=found, person=found.person_id,
            unit=unit_of(found.person, on), on=on,
        )  # fmt: skip
