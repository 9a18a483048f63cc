"""Who may what with leave. Above the superior of this world nobody stands: officers record decisions."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from praja.access.enums import Role
from praja.attendance.leave.team import FEEDS
from praja.attendance.models import LeaveDocument, LeaveRequest
from praja.files.actions import store_made
from praja.files.models import StoredFile
from tests.integration.access.matrix import ANYONE, SIGNED_IN, Row, World
from tests.integration.attendance.leaves import approved

SELF, BOSS, OTHER = {"pegawai:self"}, {"atasan"}, {"pegawai:other"}
PEOPLE = SELF | BOSS | OTHER | {"pegawai:foreign"}
EDITORS = (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)
KEEPERS = (*EDITORS, Role.AUDITOR)
DAY = datetime.timedelta(days=1)


def _both(*roles: Role) -> set[str]:
    return {f"{role}:{where}" for role in roles for where in ("own", "foreign")}


def _own(*roles: Role) -> set[str]:
    return {f"{role}:own" for role in roles}


LETTERS = SELF | BOSS | _own(*KEEPERS)
HANDLERS = BOSS | _own(*EDITORS)


def _days(weeks: int) -> tuple[datetime.date, datetime.date]:
    """Return the Monday and Tuesday so many weeks from now."""
    today = timezone.localdate()
    monday = today + (7 * weeks - today.weekday()) * DAY
    return monday, monday + DAY


def _leave(world: World, weeks: int, state: str, **more: Any) -> LeaveRequest:
    first, last = _days(weeks)
    return approved(world.person("pegawai:self"), first, last, kind="cuti_sakit", state=state, **more)


def _draft(world: World) -> LeaveRequest:
    first, last = _days(8)
    made = LeaveRequest.objects.create(
        person=world.person("pegawai:self"), kind="cuti_sakit", berlaku=(first, last + DAY),
        reason="Sakit demam berdarah", by=world.user("pegawai:self"),
    )  # fmt: skip
    made.refresh_from_db()
    return made


def _sent(world: World) -> LeaveRequest:
    return _leave(world, 4, "diajukan", substitute=world.person("pegawai:other"))


def _running(world: World) -> LeaveRequest:
    today = timezone.localdate()
    return approved(world.person("pegawai:self"), today - DAY, today + 3 * DAY, kind="cuti_sakit")


def _letter(world: World) -> LeaveDocument:
    by = world.user("pegawai:self")
    until = timezone.localdate() + 30 * DAY
    file = store_made(b"%PDF-1.7", name="surat.pdf", kind=StoredFile.Kind.PDF, by=by, keep_until=until)
    return LeaveDocument.objects.create(request=world["leave_sent"], title="surat.pdf", file=file, by=by)


FACTORIES = {
    "leave_draft": _draft,
    "leave_sent": _sent,
    "leave_running": _running,
    "leave_letter": _letter,
    "leave_secret": lambda world: FEEDS.make(by=world.user("pegawai:self"), on=timezone.localdate()),
}


def _of(name: str) -> Any:
    return lambda world: {"pk": world[name].pk}


DRAFT, SENT, RUNNING = _of("leave_draft"), _of("leave_sent"), _of("leave_running")
REASON = {"reason": "Alasan yang cukup jelas"}

ROWS = [
    Row("attendance:leave", may=SIGNED_IN),
    Row("attendance:leave_new", may=PEOPLE),
    Row("attendance:leave_new", "POST", may=PEOPLE, data={"kind": "cuti_sakit"}),
    Row("attendance:leaves", may=SIGNED_IN),
    Row("attendance:leave_calendar", may=SIGNED_IN),
    Row("attendance:leave_feed", "POST", may=PEOPLE),
    Row("attendance:leave_ics", may=ANYONE, args=lambda world: {"secret": world["leave_secret"]}),
    Row("attendance:leave_register", may=_both(*KEEPERS)),
    Row("attendance:leave_balances", may=_both(*KEEPERS)),
    Row("attendance:leave_openings", may=_both(*EDITORS)),
    Row("attendance:leave_openings", "POST", may=_both(*EDITORS), data={"year": "2026"}),
    Row("attendance:leave_worked", may=_both(*EDITORS)),
    Row("attendance:leave_worked", "POST", may=_both(*EDITORS), data={"nip": "1"}),
    Row("attendance:leave_authority", may=_both(Role.ADMIN_BKPSDM)),
    Row("attendance:leave_authority", "POST", may=_both(Role.ADMIN_BKPSDM), data={"kind": "cuti_sakit"}),
    Row("attendance:leave_letter", may=LETTERS, args=_of("leave_letter")),
    Row("attendance:leave_request", may=SELF, args=DRAFT, key="draft"),
    Row("attendance:leave_request", may=LETTERS | OTHER | _own(Role.KEPALA_UNIT), args=SENT, key="sent"),
    Row("attendance:leave_edit", may=SELF, args=DRAFT),
    Row("attendance:leave_edit", "POST", may=SELF, args=DRAFT, data={"kind": "cuti_sakit"}),
    Row("attendance:leave_send", "POST", may=SELF, args=DRAFT),
    Row("attendance:leave_drop", "POST", may=SELF, args=DRAFT),
    Row("attendance:leave_cancel", may=SELF, args=SENT),
    Row("attendance:leave_cancel", "POST", may=SELF, args=SENT, data=REASON),
    Row("attendance:leave_letter_add", "POST", may=SELF, args=SENT),
    Row("attendance:leave_substitute", "POST", may=SELF, args=SENT),
    Row("attendance:leave_answer", "POST", may=OTHER, args=SENT, data={"agrees": "ya"}),
    Row("attendance:leave_form", may=LETTERS, args=SENT),
    Row("attendance:leave_verdict", may=HANDLERS, args=SENT),
    Row("attendance:leave_verdict", "POST", may=HANDLERS, args=SENT, data={"outcome": "disetujui"}),
    Row("attendance:leave_shorten", may=HANDLERS, args=RUNNING),
    Row("attendance:leave_shorten", "POST", may=HANDLERS, args=RUNNING, data=REASON),
]
