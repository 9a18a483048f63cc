"""The only writers of credit points: determining many by one SK, recording what stands outside of Praja,
withdrawing.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from praja.audit.actions import record, record_bulk
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.jobs.asked import alone
from praja.organization.models import Unit
from praja.people.enums import JenjangPendidikan
from praja.people.models import Person
from praja.people.perms import unit_of
from praja.performance import law
from praja.performance.credit import perms
from praja.performance.credit.posts import Held, post_on
from praja.performance.credit.proposals import CHANGED, NEW, Proposal, digest_of, proposals_for, rows_of
from praja.performance.enums import JenisAngkaKredit
from praja.performance.models import CreditDecree, CreditDetermination, Period
from praja.performance.models.credit import MOST
from praja.web import typed
from praja.web.reasons import said_clearly
from praja.web.said import gettext as _

OPENING = (JenisAngkaKredit.DASAR, JenisAngkaKredit.INTEGRASI, JenisAngkaKredit.IJAZAH)
PLACES = Decimal("0.001")


class CreditRefused(Exception):
    """Something that cannot be done with credit points; its text says why and what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sk:
    """The SK that determines."""

    number: str
    dated: datetime.date
    signer: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """A balance that stands outside of Praja, or a new degree."""

    kind: str
    level: str
    amount: Decimal
    degree: str = ""


def checked_sk(sk: Sk, on: datetime.date) -> Sk:
    """Return an SK as it is kept.

    :raises CreditRefused: if it has no number, or its day cannot be
    """
    number = typed.one_line(sk.number, 120)
    if not number:
        raise CreditRefused(_("Isi nomor SK-nya."))
    if sk.dated > on:
        raise CreditRefused(_("Tanggal SK-nya belum tiba. Catat sesudah SK ditetapkan."))
    if sk.dated.year < 2000:
        raise CreditRefused(_("Periksa tahun SK-nya."))
    return Sk(number, sk.dated, typed.one_line(sk.signer, 200))


def _stored(file: Any, by: Any) -> StoredFile | None:
    if not file:
        return None
    try:
        return store(file, by=by)
    except UploadRefused as error:
        raise CreditRefused(str(error)) from error


# --- determining after a closing


@transaction.atomic
def determine(
    *, unit: Unit, period: Period, people: Collection[uuid.UUID], sk: Sk, file: Any = None, digest: str,
    by: Any, on: datetime.date,
) -> CreditDecree:  # fmt: skip
    """Determine what the closed predicates of a period come to, for some or all of a unit, by one SK.

    :param people: of whom of those who were shown
    :param digest: of what was shown (`proposals.digest_of`); something else is not determined
    :raises CreditRefused: if `by` may not, nobody is chosen, or something has changed meanwhile
    """
    if not perms.may_determine(by, unit, on):
        raise CreditRefused(_("Hanya pengelola kepegawaian atau admin BKPSDM unit itu yang mencatatnya."))
    if period.government_id != (unit.government_id or unit.pk):
        raise CreditRefused(_("Periode ini bukan periode pemerintah daerah dari unit itu."))
    checked = checked_sk(sk, on)
    alone(f"performance.credit:{period.government_id}")
    found = proposals_for(unit, period, by, on)
    if digest_of(found) != digest:
        raise CreditRefused(
            _("Predikat, jabatan, atau penetapan sudah berubah sejak halaman ini dibuka. Periksa lagi.")
        )
    chosen = [one for one in found if one.person.pk in set(people) and one.state in (NEW, CHANGED)]
    if not chosen:
        raise CreditRefused(_("Pilih paling sedikit satu orang yang belum ditetapkan."))
    decree: CreditDecree = CreditDecree.objects.create(
        unit=unit, period=period, number=checked.number, dated=checked.dated, signer=checked.signer,
        file=_stored(file, by), by=by,
    )  # fmt: skip
    count = _write(decree, chosen)
    record_bulk(
        kind="performance.credit_determined", by=by, target=decree, unit=unit.pk, on=on,
        rows=[{"pegawai": str(one.person.pk), "angka_kredit": str(one.amount)} for one in chosen],
        after={"nomor_sk": decree.number, "tanggal_sk": decree.dated, "digantikan": count},
        people=[one.person.pk for one in chosen],
    )  # fmt: skip
    return decree


def _write(decree: CreditDecree, chosen: Iterable[Proposal]) -> int:
    """Write what is proposed in place of what it replaces, and return how many were replaced."""
    rows: list[CreditDetermination] = []
    replaced: list[tuple[uuid.UUID, uuid.UUID]] = []
    for proposal in chosen:
        new = rows_of(proposal)
        rows += new
        replaced += [(old.pk, _instead(old, new)) for old in proposal.replaced]
    if replaced:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE performance_creditdetermination row SET digantikan = clock_timestamp(), "
                "pengganti_id = new.by, because = %s "
                "FROM unnest(%s::uuid[], %s::uuid[]) AS new(old, by) WHERE row.id = new.old",
                [
                    _("Diperhitungkan dalam SK %(number)s.") % {"number": decree.number},
                    [old for old, _new in replaced],
                    [new for _old, new in replaced],
                ],
            )
    for row in rows:
        row.decree = decree
    CreditDetermination.objects.bulk_create(rows, batch_size=2000)
    return len(replaced)


def _instead(old: CreditDetermination, new: list[CreditDetermination]) -> uuid.UUID:
    """Return which of some rows takes the place of an old one: that with its first month, or the first."""
    at = old.months.lower
    return next((one for one in new if one.months[0] <= at < one.months[1]), new[0]).pk


# --- what stands outside of Praja


def wrong_with(said: Opening, post: Held | None, on: datetime.date) -> str:
    """Return why a balance cannot be, with what to do; nothing where it can.

    :param post: the functional post that the person holds
    """
    if said.kind not in OPENING:
        return _("Jenisnya dasar, integrasi, atau ijazah. Konversi ditetapkan sesudah penutupan penilaian.")
    if said.level not in law.credit_levels(on):
        return _("Jenjang “%(level)s” tidak dikenal. Tulis misalnya Terampil atau Ahli Muda.") % {
            "level": said.level[:40]
        }
    if not 0 <= said.amount <= MOST or said.amount != said.amount.quantize(PLACES):
        return _("Angka kreditnya antara 0 dan 10.000, paling banyak tiga angka di belakang koma.")
    if (said.kind == JenisAngkaKredit.IJAZAH) != bool(said.degree):
        return _("Ijazahnya diisi bila jenisnya ijazah, dan hanya untuk itu.")
    if said.degree and said.degree not in JenjangPendidikan.values:
        return _("Jenjang pendidikan ini tidak dikenal.")
    if post is None:
        return _("Orang ini tidak memangku jabatan fungsional, jadi tidak mempunyai angka kredit.")
    return ""


def place_of(said: Opening) -> tuple[str, str]:
    """Return by what a balance stands once for a person: its kind, and the level or the degree."""
    return (said.kind, said.degree if said.kind == JenisAngkaKredit.IJAZAH else said.level)


def taken_by(people: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str, str], Decimal]:
    """Return the balances that stand already, by person and place (`place_of`); one query."""
    rows = CreditDetermination.objects.filter(
        person__in=people, kind__in=OPENING, digantikan__isnull=True
    ).values_list("person_id", "kind", "level", "degree", "amount")
    return {
        (person, kind, degree if kind == JenisAngkaKredit.IJAZAH else level): amount
        for person, kind, level, degree, amount in rows
    }


@transaction.atomic
def open_balance(
    *, person: Person, said: Opening, sk: Sk, file: Any = None, by: Any, on: datetime.date
) -> CreditDetermination:
    """Record the base, the integrated old credit points, or the addition of a degree, as its SK says.

    :raises CreditRefused: if `by` may not, it stands already, or what is said cannot be
    """
    found = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not perms.may_record(by, found, on):
        raise CreditRefused(
            _("Hanya pengelola kepegawaian unit orang itu, selain dirinya sendiri, yang mencatatnya.")
        )
    checked = checked_sk(sk, on)
    post = post_on(found, on)
    if why := wrong_with(said, post, on):
        raise CreditRefused(why)
    if (found.pk, *place_of(said)) in taken_by([found.pk]):
        raise CreditRefused(_("Sudah tercatat untuk orang ini. Tarik dahulu yang lama bila keliru."))
    place = unit_of(found, on)
    if place is None:
        raise CreditRefused(_("Orang ini tidak bekerja pada unit mana pun hari ini."))
    decree = CreditDecree.objects.create(
        unit_id=place, number=checked.number, dated=checked.dated, signer=checked.signer,
        file=_stored(file, by), by=by,
    )  # fmt: skip
    made: CreditDetermination = CreditDetermination.objects.create(
        decree=decree, person=found, position_id=post.position if post else None,
        post=post.title if post else "", **dataclasses.asdict(said),
    )  # fmt: skip
    record(
        kind="performance.credit_opened", by=by, target=made, person=found.pk, unit=place, on=on,
        after={"jenis": said.kind, "jenjang": said.level, "angka_kredit": said.amount,
               "nomor_sk": decree.number},
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw(*, row: CreditDetermination, reason: str, by: Any, on: datetime.date) -> CreditDetermination:
    """Withdraw a determination that should not stand; it stays readable with the reason.

    :raises CreditRefused: if `by` may not, it stands no longer, or the reason is missing
    """
    found = CreditDetermination.objects.select_for_update(of=("self",)).select_related(
        "person", "decree"
    ).get(pk=row.pk)  # fmt: skip
    if not perms.may_record(by, found.person, on):
        raise CreditRefused(
            _("Hanya pengelola kepegawaian unit orang itu, selain dirinya sendiri, yang menariknya.")
        )
    if found.digantikan is not None:
        raise CreditRefused(_("Penetapan ini sudah digantikan atau ditarik."))
    said = said_clearly(reason, CreditRefused)
    found.digantikan, found.because = timezone.now(), said[:300]
    found.save(update_fields=["digantikan", "because"])
    record(
        kind="performance.credit_withdrawn", by=by, target=found, person=found.person_id,
        unit=unit_of(found.person, on), on=on, reason=said,
        before={"jenis": found.kind, "jenjang": found.level, "angka_kredit": found.amount,
                "nomor_sk": found.decree.number},
    )  # fmt: skip
    return found
