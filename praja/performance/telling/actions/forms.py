"""Making the forms of all signed ratings of a unit in one PDF: asked for, watched, stopped, fetched."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from praja import jobs
from praja.audit.actions import record, record_bulk
from praja.files import asked_for
from praja.files.actions import store_made
from praja.files.models import StoredFile
from praja.jobs import asked
from praja.jobs.progress import Progress
from praja.organization.models import Unit
from praja.performance.models import Period, Rating, RatingPapers
from praja.performance.rating.closing import units_to_close
from praja.performance.telling.actions import TellingRefused
from praja.performance.telling.paper import DOCUMENT, EVALUATION, READ, forms_of
from praja.performance.telling.perms import may_have_forms, may_print_forms
from praja.web.notices import notify
from praja.web.said import gettext as _
from praja.web.shell import day_of
from praja.web.words import angka

State = RatingPapers.State
LOG = logging.getLogger(__name__)
JOB = "performance.forms"
"""The job that makes these files, and their purpose in the table of retention periods."""
KEPT_DAYS = 7
MOST_AT_ONCE = 300
"""People in one PDF; more than that nobody prints at a time."""


# --- what an officer asks for


def to_print(unit: Unit, period: Period, on: datetime.date) -> QuerySet[Rating]:
    """Return the signed ratings that stand of a unit with all below it in a period."""
    return Rating.objects.filter(
        skp__unit__in=units_to_close(unit, period, on),
        period=period,
        signed_at__isnull=False,
        digantikan__isnull=True,
    )


@transaction.atomic
def ask(*, unit: Unit, period: Period, by: Any, on: datetime.date) -> RatingPapers:
    """Ask for the forms of a unit with all below it; asking twice asks once.

    :raises TellingRefused: if `by` may not, nothing is signed, or they are too many for one PDF
    """
    if not may_print_forms(by, unit, on) or period.government_id != (unit.government_id or unit.pk):
        raise TellingRefused(_("Hanya pengelola kepegawaian atau admin BKPSDM unit itu yang mencetaknya."))
    count = to_print(unit, period, on).count()
    if not count:
        raise TellingRefused(_("Belum ada penilaian yang ditandatangani di unit ini pada periode ini."))
    if count > MOST_AT_ONCE:
        raise TellingRefused(
            _("%(count)s orang terlalu banyak untuk satu PDF. Mintalah per unit di bawahnya, masing-masing "
              "paling banyak %(most)s orang.") % {"count": angka(count), "most": MOST_AT_ONCE}
        )  # fmt: skip
    asked.alone(f"{JOB}:{by.pk}")
    found = RatingPapers.objects.filter(made_by=by, unit=unit, period=period, state=State.MENYUSUN).first()
    return found or _ask(RatingPapers(made_by=by, unit=unit, period=period), count, on)


@transaction.atomic
def ask_again(*, papers: RatingPapers, by: Any, on: datetime.date) -> RatingPapers:
    """Ask once more for forms that nobody seems to work on: the worker may have been stopped.

    :raises TellingRefused: if `by` may not, or there was a sign of life lately
    """
    found = _mine(papers, by, on)
    if not silent(found):
        raise TellingRefused(_("Pekerjaan ini masih berjalan, atau sudah selesai."))
    return _ask(found, found.people, on)


@transaction.atomic
def stop(*, papers: RatingPapers, by: Any, on: datetime.date) -> RatingPapers:
    """Stop forms that are being made; what was made of them is thrown away.

    :raises TellingRefused: if `by` may not, or it is over
    """
    found = _mine(papers, by, on)
    if found.state != State.MENYUSUN:
        raise TellingRefused(_("Pekerjaan ini sudah selesai."))
    found.attempt += 1
    asked_for.end(found, State.DIHENTIKAN)
    return found


@transaction.atomic
def fetch(*, papers: RatingPapers, by: Any, on: datetime.date) -> StoredFile:
    """Return the PDF for whoever asked for it, and record that it was fetched.

    :raises TellingRefused: if `by` may not have it, or not any more
    """
    if papers.file is None or not may_have_forms(by, papers, on):
        raise TellingRefused(_("Berkas ini tidak dapat diunduh lagi."))
    file: StoredFile = papers.file
    record(
        kind="performance.forms_fetched", by=by, target=papers, unit=papers.unit_id, on=on,
        after={"sidik_berkas": file.sha256},
    )  # fmt: skip
    return file


def silent(papers: RatingPapers) -> bool:
    """Whether forms were asked for and their job has given no sign of life for a while."""
    return papers.state == State.MENYUSUN and asked.is_silent(papers.progress_at)


def _mine(papers: RatingPapers, by: Any, on: datetime.date) -> RatingPapers:
    found = RatingPapers.objects.select_for_update(of=("self",)).select_related("unit").get(pk=papers.pk)
    if not may_have_forms(by, found, on):
        raise TellingRefused(_("Anda tidak berwenang atas berkas ini."))
    return found


def _ask(papers: RatingPapers, count: int, on: datetime.date) -> RatingPapers:
    asked_for.begin(papers, JOB, on, people=count, done=0)
    jobs.enqueue(
        JOB,
        key=f"{JOB}:{papers.pk}:{papers.attempt}",
        papers_id=str(papers.pk),
        attempt=papers.attempt,
    )
    return papers


# --- what the job does


def work(papers_id: str, attempt: int) -> None:
    """Make what was asked for, unless it was made already, stopped, or asked for anew since.

    Whatever goes wrong, the row says why. Only where not even that can be written, the exception leaves, and
    the queue tries again.
    """
    papers = RatingPapers.objects.select_related("unit__government", "period").get(pk=papers_id)
    user = get_user_model().objects.get(pk=papers.made_by_id)
    if not asked_for.is_wanted(papers, attempt):
        return
    with translation.override(user.language):
        asked_for.make_or_tell(
            lambda: _make(papers, user),
            lambda why: _failed(papers_id, attempt, user, why),
            refused=TellingRefused,
            what=f"forms {papers_id}",
        )


def _make(papers: RatingPapers, user: Any) -> None:
    on = day_of(user)
    if not may_print_forms(user, papers.unit, on):
        raise TellingRefused(_("Anda tidak berwenang lagi mencetak formulir unit ini."))
    rows = to_print(papers.unit, papers.period, on).select_related(*READ)
    ratings = list(rows.order_by("skp__unit__code", "skp__person__name", "pk")[:MOST_AT_ONCE])
    if not ratings:
        raise TellingRefused(_("Belum ada penilaian yang ditandatangani di unit ini pada periode ini."))
    with Progress(papers) as progress:
        pdf = forms_of(
            ratings, (EVALUATION, DOCUMENT), lambda done: progress.tell(people=len(ratings), done=done)
        )
    _keep(papers, user, pdf, ratings, on)


@transaction.atomic
def _keep(papers: RatingPapers, user: Any, pdf: bytes, ratings: list[Rating], on: datetime.date) -> None:
    found = RatingPapers.objects.select_for_update(of=("self",)).get(pk=papers.pk)
    if not asked_for.is_wanted(found, papers.attempt):
        LOG.info("The forms %s are not wanted any more.", papers.pk)
        return
    found.keep_until = asked_for.last_day(JOB, on)
    found.file = store_made(
        pdf,
        name=f"evaluasi-kinerja-{papers.unit.code}-{papers.period.year}-{papers.period.number}.pdf",
        kind=StoredFile.Kind.PDF,
        by=user,
        keep_until=found.keep_until,
    )
    found.people = found.done = len(ratings)
    asked_for.end(found, State.SIAP)
    record_bulk(
        kind="performance.forms_made", by=user, on=on, target=found, unit=papers.unit_id,
        rows=({"skp": str(one.skp_id), "predikat": one.predicate} for one in ratings),
        after={"sidik_berkas": found.file.sha256}, people=[one.skp.person_id for one in ratings],
    )  # fmt: skip
    _tell(found, user, _("Formulir evaluasi kinerja siap diunduh"))


def _failed(papers_id: str, attempt: int, user: Any, message: str) -> None:
    with transaction.atomic():
        found = RatingPapers.objects.select_for_update(of=("self",)).get(pk=papers_id)
        if asked_for.is_wanted(found, attempt):
            asked_for.end(found, State.GAGAL, message)
            _tell(
                found,
                user,
                _("Formulir evaluasi kinerja tidak jadi disusun; buka untuk melihat sebabnya"),
            )


def _tell(papers: RatingPapers, user: Any, title: str) -> None:
    notify(user, title, reverse("performance:rating_forms", args=[papers.pk]))


# --- letting go


def forget_old(on: datetime.date) -> int:
    """Let go of forms whose last day is over, and return how many; their files are deleted after."""
    count, _each = RatingPapers.objects.filter(keep_until__lt=on).delete()
    return count
