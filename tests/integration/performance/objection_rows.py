"""Who may what with objections. Above the superior of this world nobody stands: officers record decisions."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from praja.access.enums import Role
from praja.files.actions import store_made
from praja.files.models import StoredFile
from praja.performance.models import (
    Objection,
    ObjectionDecision,
    ObjectionEvidence,
    Period,
    Rating,
)
from tests.integration.access.matrix import SIGNED_IN, Row, World
from tests.integration.performance.rating_rows import OFFICERS, REASON

SELF, RATER = {"pegawai:self"}, {"atasan"}
KEEPERS = (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM, Role.AUDITOR)
SIDES = SELF | RATER | {f"{role}:own" for role in KEEPERS}
REGISTER = {f"{role}:{where}" for role in KEEPERS for where in ("own", "foreign")}
TEXT = "Tulisan yang cukup jelas"


def _rated(world: World, number: int) -> Rating:
    """A signed rating of the same SKP in another quarter."""
    first = world["rated_quarter"]
    start = datetime.date(first.year, 3 * number - 2, 1)
    after = datetime.date(first.year + number // 4, 3 * number % 12 + 1, 1)
    made = Period.objects.create(
        government=world.government, year=first.year, kind="triwulanan", number=number, days=(start, after),
        report_by=after.replace(day=5), rate_by=after.replace(day=10),
    )  # fmt: skip
    rater: Any = world.person("atasan")
    return Rating.objects.create(
        skp=world["rated_skp"], period=made, rater=rater, rater_name=rater.name, by=rater.account,
        result="sesuai", behaviour="sesuai", predicate="baik", proposed_result="sesuai",
        proposed_behaviour="sesuai", signed_at=timezone.now(), basis={"pak": "nasional"},
    )  # fmt: skip


def _objection(world: World, rating: Rating, number: int = 0) -> Objection:
    said: dict[str, Any] = {}
    if number:
        today = timezone.localdate()
        said = {
            "state": "diajukan", "government": world.government, "year": today.year, "number": number,
            "filed_at": timezone.now(), "filed_on": today, "deadline": today,
            "rater_position": world["rated_skp"].appraiser_position,
        }  # fmt: skip
    return Objection.objects.create(
        rating=rating, skp=rating.skp, period=rating.period, text=TEXT, wanted=TEXT,
        by=world.user("pegawai:self"), **said,
    )  # fmt: skip


def _paper(world: World) -> StoredFile:
    last, by = timezone.localdate() + datetime.timedelta(days=3), world.user("pegawai:self")
    return store_made(b"%PDF-1.7", name="surat.pdf", kind=StoredFile.Kind.PDF, by=by, keep_until=last)


def _evidence(world: World, key: str) -> ObjectionEvidence:
    return ObjectionEvidence.objects.create(
        objection=world[key], title="surat.pdf", file=_paper(world), by=world.user("pegawai:self")
    )


def _decided(world: World) -> Objection:
    made = _objection(world, _rated(world, 4), 2)
    rated = {"result": "sesuai", "behaviour": "sesuai", "predicate": "baik"}
    ObjectionDecision.objects.create(
        objection=made, outcome="ditolak", reasons=TEXT, decider_name="Sekda", document="800/1",
        document_date=made.filed_on, file=_paper(world), by=world.user(f"{Role.ADMIN_BKPSDM}:own"),
        **rated, **{f"before_{name}": value for name, value in rated.items()},
    )  # fmt: skip
    made.state = "diputus"
    made.save()
    return made


FACTORIES: dict[str, Any] = {
    "objection": lambda world: _objection(world, _rated(world, 1), 1),
    "objection_draft": lambda world: _objection(world, _rated(world, 3)),
    "objection_decided": _decided,
    "objection_evidence": lambda world: _evidence(world, "objection"),
    "objection_draft_evidence": lambda world: _evidence(world, "objection_draft"),
}


def _pk(key: str) -> Any:
    return lambda world: {"pk": world[key].pk}


def _of_draft(world: World) -> dict[str, Any]:
    return {"rating": world["objection_draft"].rating_id}


def _until(_world: World) -> dict[str, Any]:
    return {"question": TEXT, "until": timezone.localdate().isoformat()}


def _heard(_world: World) -> dict[str, Any]:
    return {"day": timezone.localdate().isoformat(), "present": "Sari", "text": TEXT}


DECIDED = {"outcome": "ditolak", "result": "sesuai", "behaviour": "sesuai", "reasons": TEXT}
FILED, DRAFT = _pk("objection"), _pk("objection_draft")

ROWS = [
    Row("performance:objections", may=SIGNED_IN),
    Row("performance:objection_register", may=REGISTER),
    Row("performance:objection_new", may=SELF, args=_of_draft),
    Row("performance:objection_new", "POST", may=SELF, args=_of_draft, data={"text": TEXT}),
    Row("performance:objection_letter", may=OFFICERS, args=_of_draft),
    Row("performance:objection_letter", "POST", may=OFFICERS, args=_of_draft, fine={422}),
    Row("performance:objection", may=SIDES, args=FILED),
    Row("performance:objection", may=SELF, args=DRAFT, key="draft"),
    Row("performance:objection", may=SIDES, args=_pk("objection_decided"), key="decided"),
    Row("performance:objection_file", "POST", may=SELF, args=DRAFT),
    Row("performance:objection_drop", "POST", may=SELF, args=DRAFT),
    Row("performance:objection_withdraw", may=SELF, args=FILED),
    Row("performance:objection_withdraw", "POST", may=SELF, args=FILED, data=REASON),
    Row("performance:objection_evidence", may=SIDES, args=_pk("objection_evidence")),
    Row("performance:objection_evidence", may=SELF, args=_pk("objection_draft_evidence"), key="draft"),
    Row("performance:objection_evidence_drop", "POST", may=SELF, args=_pk("objection_draft_evidence")),
    Row(
        "performance:objection_evidence_add", "POST", may=SELF | RATER, args=FILED,
        data={"tautan": "https://contoh.go.id/a"},
    ),
    Row("performance:objection_document", may=SIDES, args=_pk("objection_decided")),
    Row("performance:objection_ask", may=OFFICERS, args=FILED),
    Row("performance:objection_ask", "POST", may=OFFICERS, args=FILED, data=_until),
    Row("performance:objection_explain", may=RATER, args=FILED),
    Row("performance:objection_explain", "POST", may=RATER, args=FILED, data={"text": TEXT}),
    Row("performance:objection_hear", may=OFFICERS, args=FILED),
    Row("performance:objection_hear", "POST", may=OFFICERS, args=FILED, data=_heard),
    Row("performance:objection_decide", may=OFFICERS, args=FILED),
    Row("performance:objection_decide", "POST", may=OFFICERS, args=FILED, data=DECIDED),
    Row("performance:objection_conflict", args=FILED),
    Row("performance:objection_conflict", "POST", args=FILED, data=REASON),
]  # fmt: skip
