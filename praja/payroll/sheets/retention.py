"""How long sheets of facts are kept, and letting go of those whose time is over (UU 27/2022)."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.audit.actions import record_bulk
from praja.files import retention
from praja.payroll.models import FactSheet
from praja.payroll.sheets.actions import KEEP_DAYS

State = FactSheet.State
_NOT_APPLIED = (State.DIUNGGAH, State.DIPERIKSA)


def register() -> None:
    """Tell the period."""
    retention.add(
        "payroll.sheet",
        gettext_lazy("Lembar fakta gaji"),
        KEEP_DAYS,
        gettext_lazy("untuk mencocokkan setahun gaji dengan sumbernya; faktanya sendiri disimpan"),
        release,
    )


@transaction.atomic
def release(on: datetime.date) -> int:
    """Let go of the content of sheets whose time is over, and return how many there were.

    What stays is the row: whose sheet it was, its name and digest, how many rows it gave, and the facts
    themselves, which name it. Therefore an applied sheet can be undone as before; one that was never applied
    cannot be any more, and has failed.
    """
    old = FactSheet.objects.filter(
        made_at__lt=timezone.now() - datetime.timedelta(days=KEEP_DAYS), file__isnull=False
    )
    sheets = list(old.select_for_update(of=("self",), skip_locked=True).select_related("file").order_by("pk"))
    for sheet in sheets:
        assert sheet.file is not None
        kept = {name: value for name, value in sheet.summary.items() if name != "rincian"}
        sheet.summary = {**kept, "berkas": sheet.file.name, "sidik": sheet.file.sha256}
        sheet.file, sheet.problems = None, []
        if sheet.state in _NOT_APPLIED:
            sheet.state = State.GAGAL
    FactSheet.objects.bulk_update(sheets, ["file", "problems", "summary", "state"], batch_size=200)
    if sheets:
        record_bulk(
            kind="payroll.sheets_released",
            by=None,
            on=on,
            rows=({"id": sheet.pk, "sidik": sheet.summary["sidik"]} for sheet in sheets),
            reason=_("Masa simpan berakhir (UU 27/2022)"),
        )
    return len(sheets)
