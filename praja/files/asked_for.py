"""The life of a file that a job makes for whoever asked for it: begun, wanted, ended, or why it failed.

Its row has `state`, `message`, `attempt`, `progress_at`, `keep_until` and `ended_at`. `attempt` counts how
often it was asked for, so that a job of an earlier asking, or of one that was stopped, does nothing.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from praja.files import retention
from praja.files.disk import DiskFull
from praja.jobs import asked

WORKING: Final = "menyusun"
_LOG = logging.getLogger(__name__)


def begin(row: Any, purpose: str, on: datetime.date, **counts: int) -> None:
    """Ask for a file, or ask for it anew.

    :param purpose: of the file in the table of retention periods
    :param counts: what its progress begins with
    """
    row.state, row.message = WORKING, ""
    for name, count in counts.items():
        setattr(row, name, count)
    row.attempt += 1
    row.progress_at = timezone.now()
    row.keep_until = last_day(purpose, on)
    row.save()


def end(row: Any, state: str, message: str = "") -> None:
    """Note how it ended, and why."""
    row.state, row.message, row.ended_at = state, message, timezone.now()
    row.save()


def is_wanted(row: Any, attempt: int) -> bool:
    """Tell whether the file of an asking is still to be made."""
    return bool(row.attempt == attempt and row.state == WORKING)


def last_day(purpose: str, on: datetime.date) -> datetime.date:
    """Return the last day on which a file made on a day can be fetched.

    :raises ValueError: if files of that purpose are kept for good
    """
    found = retention.until(purpose, on)
    if found is None:
        raise ValueError(f"{purpose} is kept for good")
    return found


def make_or_tell(
    make: Callable[[], None], failed: Callable[[str], None], *, refused: type[Exception], what: str
) -> None:
    """Make a file; whatever goes wrong, tell why. Only where not even that can be written, the exception
    leaves, and the queue tries again.

    :param refused: what says in its text why it may not be
    :param what: is made, for the log
    """
    try:
        make()
    except refused as error:
        failed(str(error))
    except DiskFull:
        failed(_("Penyimpanan peladen penuh. Beri tahu admin aplikasi, lalu coba lagi nanti."))
    except Exception:
        _LOG.exception("The %s was interrupted.", what)
        asked.reconnect()
        failed(_("Pekerjaan terputus di tengah jalan. Anda dapat memintanya lagi."))
