"""What waits for anybody at all, asked at once: where nothing does, nobody's own is looked for."""

from __future__ import annotations

from typing import Any, NamedTuple

from praja.access.seen import seen
from praja.people.asker import asker_of
from praja.web.prepared import prepared_cursor

_WAITS = """
SELECT EXISTS (SELECT FROM attendance_checkin WHERE state = 'menunggu'),
    EXISTS (SELECT FROM attendance_correction WHERE state = 'menunggu'),
    EXISTS (SELECT FROM attendance_leaverequest WHERE state IN ('diajukan', 'dipertimbangkan')),
    EXISTS (SELECT FROM attendance_leaverequest
            WHERE substitute_id = %(own)s::uuid AND substitute_agrees IS NULL
                AND state IN ('diajukan', 'dipertimbangkan', 'disetujui')),
    EXISTS (SELECT FROM attendance_shiftswap WHERE state = 'diterima'),
    EXISTS (SELECT FROM attendance_shiftswap WHERE state = 'diminta' AND other_id = %(own)s::uuid)
"""


class Waiting(NamedTuple):
    """Whether anything of a kind waits: for somebody, whoever it is, or (`for_me`) for the one who asks."""

    checkins: bool
    corrections: bool
    leave: bool
    leave_for_me: bool
    swaps: bool
    swaps_for_me: bool


def waiting_now(user: Any) -> Waiting:
    """Return what waits, read once per request."""
    own = asker_of(user).person

    def read() -> Waiting:
        with prepared_cursor() as cursor:
            cursor.execute(_WAITS, {"own": own})
            return Waiting(*cursor.fetchone())

    return seen(("attendance waits", user.pk), read)
