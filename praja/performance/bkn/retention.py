"""How long files of the exchange are kept, and letting go of those whose time is over (UU 27/2022)."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.audit.actions import record_bulk
from praja.files import retention
from praja.performance.bkn.actions.exports import JOB
from praja.performance.bkn.actions.imports import CHECKABLE, KEEP_DAYS
from praja.performance.models import BknExport, BknImport


def register() -> None:
    """Tell the periods."""
    retention.add(
        "performance.bkn_import",
        gettext_lazy("Berkas predikat e-Kinerja yang diimpor"),
        KEEP_DAYS,
        gettext_lazy("untuk mencocokkan setahun predikat dengan sumbernya; predikatnya sendiri disimpan"),
        release_imports,
    )
    retention.add(
        JOB,
        gettext_lazy("Berkas untuk e-Kinerja BKN"),
        7,
        gettext_lazy("supaya sempat diunduh; sidiknya disimpan"),
        release_exports,
    )


@transaction.atomic
def release_imports(on: datetime.date) -> int:
    """Let go of the content of imports whose time is over, and return how many there were.

    What stays is the row with its name and hash, and the predicates themselves. One that was never applied
    cannot be any more, and has failed.
    """
    old = BknImport.objects.filter(
        made_at__lt=timezone.now() - datetime.timedelta(days=KEEP_DAYS), file__isnull=False
    )
    found = list(old.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    for one in found:
        one.summary = {name: value for name, value in one.summary.items() if name != "rincian"}
        one.file, one.problems = None, []
        if one.state in CHECKABLE:
            one.state = BknImport.State.GAGAL
    BknImport.objects.bulk_update(found, ["file", "problems", "summary", "state"], batch_size=200)
    if found:
        record_bulk(
            kind="performance.bkn_released",
            by=None,
            on=on,
            rows=({"id": one.pk, "sidik": one.sha256} for one in found),
            reason=_("Masa simpan berakhir (UU 27/2022)"),
        )
    return len(found)


def release_exports(on: datetime.date) -> int:
    """Let go of files for e-Kinerja whose last day is over, and return how many; who made which one stays."""
    return BknExport.objects.filter(keep_until__lt=on, file__isnull=False).update(file=None)
