"""Whether anything that the facts of a run are made of is not as it was, asked without building them again.

Each version of a row in PostgreSQL has a place (`ctid`) and the transaction that wrote it (`xmin`), which it
shares with no other. So count and hashed sum of these over the rows that a run's facts can come from change
with every row that is added, changed or removed, whoever did it, and whenever it was committed: also by a
transaction that had begun before the run was computed, of which `tercatat` would tell nothing. A restored or
rewritten table looks changed, too, and is read anew.

What is looked at holds more than is read: a change of it may be none of the facts. The other way round it
must never be; a test compares the tables with those that the statements of the facts name.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any, Final

from django.db import connection

from praja import __version__
from praja.payroll.facts.paid import FINAL
from praja.payroll.facts.segments import CHANGED
from praja.payroll.models import Run
from praja.payroll.perms import LOCKED
from praja.payroll.runs.compute import elsewhere, programs_of
from praja.rules.schema import Grain


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A table of which facts are made: of its rows (`t`), and from and to when these count."""

    table: str
    rows: str
    moments: tuple[str, ...] = ("tercatat", "digantikan")


_HERS = "t.person_id IN (SELECT id FROM who)"
_CONFIRMED = ("confirmed_at", "withdrawn_at")
SOURCES: Final = (
    Source("organization_unit", "t.id IN (SELECT id FROM units)", ()),
    Source("organization_unitversion", "t.unit_id IN (SELECT id FROM units)"),
    Source("organization_positionversion", "t.position_id IN (SELECT id FROM posts)"),
    Source("people_person", "t.id IN (SELECT id FROM who)", ("tercatat",)),
    Source("people_formerperson", _HERS),
    Source("people_unithistory", _HERS),
    Source("people_statushistory", _HERS),
    Source("people_golonganhistory", _HERS),
    Source("people_kgbhistory", _HERS),
    Source("people_jabatanhistory", f"({_HERS} OR t.position_id IN (SELECT id FROM posts))"),
    Source("people_bankaccounthistory", _HERS),
    Source("people_cltnhistory", _HERS),
    Source("people_studyhistory", _HERS),
    Source("people_disciplinehistory", _HERS),
    Source("people_familymember", _HERS, ("tercatat",)),
    Source("people_formermember", _HERS),
    Source(
        "people_dependanthistory",
        "t.member_id IN (SELECT f.id FROM people_familymember f JOIN who ON who.id = f.person_id)",
    ),
    Source(
        "payroll_standingfact",
        f"({_HERS} OR t.position_id IN (SELECT id FROM posts) OR t.unit_id IN (SELECT id FROM units))",
    ),
    Source("payroll_recap", f"t.period = %(period)s AND {_HERS}"),
    Source("payroll_deduction", _HERS),
    Source("payroll_extraline", _HERS, _CONFIRMED),
    Source("payroll_legalbasis", "t.government_id = %(government)s", _CONFIRMED),
    Source("attendance_closedmonth", _HERS),
    Source("attendance_leaverequest", _HERS, ("decided_at",)),
    Source(
        "attendance_leavestep",
        "t.request_id IN (SELECT r.id FROM attendance_leaverequest r JOIN who ON who.id = r.person_id)",
        ("made_at",),
    ),
    Source("performance_closedrating", _HERS),
    Source("performance_bknpredicate", _HERS),
    Source("performance_ratingmode", "t.government_id = %(government)s", ("decided_at",)),
    Source("performance_period", "t.government_id = %(government)s", ()),
    Source("performance_skp", _HERS, ()),
    # Slips of a run change only with the run, and not at all while it is approved.
    Source(
        "payroll_run",
        "t.government_id = %(government)s AND t.state = ANY(%(final)s) AND t.id <> %(run)s",
        ("approved_at",),
    ),
)
NAMED_ONLY: Final = frozenset(
    {
        "accounts_user",
        "attendance_closing",
        "files_storedfile",
        "payroll_factsheet",
        "performance_bknimport",
        "performance_closing",
        "performance_objection",
        "performance_objectiondecision",
    }
)
"""Tables from which the facts take only who recorded something, and in which document: no value."""
OF_RUNS: Final = frozenset({"payroll_slip"})
"""Tables whose rows belong to runs that are watched."""

_WHO = """
WITH units AS MATERIALIZED (
    SELECT id FROM organization_unit WHERE id = %(government)s OR government_id = %(government)s
), who AS MATERIALIZED (
    SELECT DISTINCT person_id AS id FROM people_unithistory WHERE unit_id IN (SELECT id FROM units)
), posts AS MATERIALIZED (
    SELECT DISTINCT position_id AS id FROM people_jabatanhistory WHERE person_id IN (SELECT id FROM who)
)
"""


def _sums(source: Source) -> str:
    latest = ", ".join(f"max(t.{one})" for one in source.moments)
    return f"""
SELECT '{source.table}', count(*), sum(hashtidextended(t.ctid, t.xmin::text::bigint))::text,
       {f"greatest({latest})" if latest else "NULL::timestamptz"}
FROM {source.table} t WHERE {source.rows}"""


_STATEMENT: Final = _WHO + "\nUNION ALL".join(_sums(source) for source in SOURCES)


def seen(run: Run) -> dict[str, Any]:
    """Return what the rows look like of which the facts of a run can be made, to be kept with the run.

    It must be asked before the facts are read: what changes in between is then seen later.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENT,
            {"government": run.government_id, "run": run.pk, "period": run.period, "final": FINAL},
        )
        found = cursor.fetchall()
    latest = [row[3] for row in found if row[3] is not None]
    return {
        "rows": {table: [count, total] for table, count, total, _latest in found},
        "latest": max(latest).isoformat() if latest else None,
        "asked": _asked(run),
    }


def _asked(run: Run) -> list[str]:
    """Return what facts are asked for, as far as it is not in rows."""
    return [
        run.pay_list,
        run.kind,
        str(run.period),
        str(run.unit_id),
        run.pack,
        str(run.paid_on),
        *run.people,
    ]


def unchanged(run: Run, at: datetime.datetime) -> bool:
    """Tell whether the facts of a run as known at a moment are certainly those that it was computed from.

    False means that they must be built to know. The rules must be looked at besides.
    """
    before, known_at = run.sources, run.known_at
    if not before or known_at is None or run.software != __version__ or before["asked"] != _asked(run):
        return False
    if at != known_at:
        # What counts from or to a moment must have begun and ended before the earlier one.
        latest = before["latest"]
        if at < known_at or (latest is not None and datetime.datetime.fromisoformat(latest) > known_at):
            return False
        if at.date() != known_at.date() and _reads_calendar(run):
            return False
    return seen(run)["rows"] == before["rows"] and (run.state in LOCKED or not _taken(run))


def _reads_calendar(run: Run) -> bool:
    """Tell whether the facts hold workdays of parts of the month: by the calendar as decreed on a day."""
    facts = [fact for program in programs_of(run).values() for fact in program.facts]
    return any(fact.grain is Grain.SEGMEN or fact.name == CHANGED for fact in facts)


def _taken(run: Run) -> bool:
    """Tell whether other runs have taken or let go of anybody since."""
    away = {one["person"] for one in run.left_out}
    here = run.slips.values_list("person_id", flat=True)
    return set(elsewhere(run, [*map(str, here), *away])) != away
