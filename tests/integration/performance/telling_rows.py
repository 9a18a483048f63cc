"""Who may what with reports of ratings, what people answer of the process, and the forms of a unit."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from praja.access.enums import Role
from praja.files.actions import store_made
from praja.files.models import StoredFile
from praja.performance.models import Delivery, RatingPapers
from tests.integration.access.matrix import Row, World
from tests.integration.performance.rating_rows import OFFICERS, READERS

SELF = {"pegawai:self"}
MAY_READ = READERS | SELF | {"atasan"}
ELSEWHERE = {
    f"{role}:foreign"
    for role in (
        Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM, Role.KEPALA_UNIT, Role.TIM_PENILAI, Role.AUDITOR,
    )
}  # fmt: skip
ANSWERS = {"known": "4", "helped": "3", "explained": "5", "words": "Jelas"}


def _delivered(world: World) -> Delivery:
    rating = world["rating"]
    return Delivery.objects.create(rating=rating, delivered_at=rating.signed_at or timezone.now())


def _papers(world: World) -> RatingPapers:
    """Forms that are being made once more, with the file of the time before."""
    last, by = timezone.localdate() + datetime.timedelta(days=3), world.user(MAKER)
    file = store_made(b"%PDF-1.7", name="formulir.pdf", kind=StoredFile.Kind.PDF, by=by, keep_until=last)
    return RatingPapers.objects.create(
        unit=world.unit, period=world["rated_quarter"], people=1, made_by=by, keep_until=last,
        progress_at=timezone.now(), file=file,
    )  # fmt: skip


MAKER = f"{Role.PENGELOLA_KEPEGAWAIAN}:own"
FACTORIES: dict[str, Any] = {"delivery": _delivered, "rating_papers": _papers}


def _rating(world: World) -> dict[str, Any]:
    return {"pk": world["delivery"].rating_id}


def _unit_in_period(world: World) -> dict[str, Any]:
    assert world["delivery"]
    return {"unit": world.unit.pk, "period": world["rated_quarter"].pk}


def _papers_of(world: World) -> dict[str, Any]:
    return {"pk": world["rating_papers"].pk}


def _received(world: World) -> dict[str, Any]:
    """A rating of somebody who received it on paper."""
    return {"pk": world["received"].rating_id}


def _receipt(world: World) -> Delivery:
    delivery: Delivery = world["delivery"]
    file = store_made(
        b"%PDF-1.7",
        name="tanda.pdf",
        kind=StoredFile.Kind.PDF,
        by=world.user(MAKER),
        keep_until=timezone.localdate(),
    )
    Delivery.objects.filter(pk=delivery.pk).update(
        received_on=timezone.localdate(), paper=file, paper_by=world.user(MAKER),
        acknowledged_at=timezone.now(),
    )  # fmt: skip
    return delivery


FACTORIES["received"] = _receipt
ROWS = [
    Row("performance:rating_receipt", args=_rating),
    Row("performance:rating_receipt", "POST", args=_rating),
    Row("performance:rating_receipt_file", may=MAY_READ, args=_received),
    Row("performance:rating_read", "POST", may=SELF, args=_rating, data={"comment": ""}),
    Row("performance:rating_reckoning", may=MAY_READ, args=_rating),
    Row("performance:rating_process", may=SELF, args=_rating),
    Row("performance:rating_process", "POST", may=SELF, args=_rating, data=ANSWERS),
    Row("performance:rating_evaluation", may=MAY_READ, args=_rating),
    Row("performance:rating_document", may=MAY_READ, args=_rating),
    Row("performance:telling", may=READERS | ELSEWHERE),
    Row("performance:telling_unit", may=READERS, args=_unit_in_period),
    Row("performance:rating_forms_ask", "POST", may=OFFICERS, args=_unit_in_period),
    Row("performance:rating_forms", may={MAKER}, args=_papers_of),
    Row("performance:rating_forms_stop", "POST", may={MAKER}, args=_papers_of),
    Row("performance:rating_forms_again", "POST", may={MAKER}, args=_papers_of),
    Row("performance:rating_forms_file", may={MAKER}, args=_papers_of),
]
