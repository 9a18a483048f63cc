"""What the days of a month come to, by the names of the law's facts; and every event behind them."""

from __future__ import annotations

import dataclasses
import datetime
import json
import uuid
from collections.abc import Collection
from typing import Any, Final

from django.utils.translation import gettext_lazy

from praja.attendance.days.months import last_day
from praja.web.prepared import prepared_cursor

EVENTS: Final = (
    "apel", "upacara", "senam", "wirid", "paripurna", "upacara_pahlawan", "temuan_sidak", "keluar_tanpa_izin",
)  # fmt: skip
"""What the law knows as events of a day beside absence and lateness: those missed, and findings."""
LABELS: Final = {
    "hari_kerja": gettext_lazy("Hari kerja"),
    "hari_masuk": gettext_lazy("Hari masuk"),
    "hari_alpa": gettext_lazy("Tanpa keterangan"),
    "hari_sakit": gettext_lazy("Sakit"),
    "hari_izin": gettext_lazy("Izin"),
    "hari_cuti": gettext_lazy("Cuti"),
    "tl_1": "TL1", "tl_2": "TL2", "tl_3": "TL3", "tl_4": "TL4",
    "psw_1": "PSW1", "psw_2": "PSW2", "psw_3": "PSW3", "psw_4": "PSW4",
    "tanpa_rekam_masuk": gettext_lazy("Tanpa rekaman datang"),
    "tanpa_rekam_pulang": gettext_lazy("Tanpa rekaman pulang"),
    "menit_terlambat": gettext_lazy("Menit terlambat"),
    "menit_kurang": gettext_lazy("Kekurangan waktu kerja (KWK), menit"),
    "apel_absen": gettext_lazy("Apel tidak diikuti"),
    "upacara_absen": gettext_lazy("Upacara tidak diikuti"),
    "paripurna_absen": gettext_lazy("Rapat paripurna tidak diikuti"),
    "upacara_pahlawan_absen": gettext_lazy("Upacara Hari Pahlawan tidak diikuti"),
    "temuan_sidak": gettext_lazy("Temuan pemeriksaan mendadak"),
    "menit_keluar": gettext_lazy("Menit keluar tanpa izin"),
    "alpa_sesudah_libur": gettext_lazy("Tanpa keterangan sesudah libur Idulfitri"),
}  # fmt: skip
"""The counts, in the order in which they are shown."""
PATTERN: Final = "pola_hari_kerja"
DAYS_A_WEEK: Final = {"lima_hari": 5, "enam_hari": 6}
"""What the law calls the pattern, and how many days a week that is."""
NAMES: Final = {**LABELS, PATTERN: gettext_lazy("Hari kerja seminggu")}
"""All that a recap tells."""
RARE: Final = frozenset(
    {"paripurna_absen", "upacara_pahlawan_absen", "temuan_sidak", "menit_keluar", "alpa_sesudah_libur"}
)
"""Counts that few regulations ask for: lists of many people show those that the government's law reads."""


def _count(condition: str) -> str:
    return f"count(*) FILTER (WHERE {condition})"


_HERE: Final = "d.status = 'hadir'"
_MISSED: Final = "(SELECT count(*) FROM unnest(d.missed) AS m WHERE m LIKE '{}:%%')"
REACHING_BACK: Final = "alpa_sesudah_libur"
"""The count that depends on days before the month."""
REACH: Final = 31
"""So many days before a day are looked at, to tell whether it is the first workday after Idulfitri."""
_AFTER_LEBARAN: Final = f"""d.status = 'alpa' AND EXISTS (
    SELECT FROM attendance_day f WHERE f.person_id = d.person_id AND f.date < d.date
        AND f.date > coalesce((
            SELECT max(w.date) FROM attendance_day w
            WHERE w.person_id = d.person_id AND w.date < d.date AND w.kind = 'kerja'
                AND w.date >= d.date - {REACH}
        ), d.date - {REACH})
        AND f.kind IN ('libur', 'cuti_bersama') AND f.why ~* 'idul\\s*fitri|lebaran'
)"""
"""That an unexcused day is the first workday after the free days of Idulfitri, local ones included."""
_SQL: Final = {
    "hari_kerja": _count("d.kind = 'kerja'"),
    "hari_masuk": _count("d.status IN ('hadir', 'dinas_luar')"),
    **{f"hari_{one}": _count(f"d.status = '{one}'") for one in ("alpa", "sakit", "izin", "cuti")},
    **{f"tl_{band}": _count(f"{_HERE} AND d.late_band = {band}") for band in (1, 2, 3)},
    "tl_4": _count(f"{_HERE} AND d.late_band >= 4"),
    **{f"psw_{band}": _count(f"{_HERE} AND d.early_band = {band}") for band in (1, 2, 3)},
    "psw_4": _count(f"{_HERE} AND d.early_band >= 4"),
    "tanpa_rekam_masuk": _count(f"{_HERE} AND d.missing_in"),
    "tanpa_rekam_pulang": _count(f"{_HERE} AND d.missing_out"),
    "menit_terlambat": f"coalesce(sum(d.late) FILTER (WHERE {_HERE}), 0)",
    "menit_kurang": f"coalesce(sum(d.late + d.early) FILTER (WHERE {_HERE}), 0)",
    "apel_absen": f"coalesce(sum({_MISSED.format('apel')}), 0)",
    "upacara_absen": f"coalesce(sum({_MISSED.format('upacara')}), 0)",
    "paripurna_absen": f"coalesce(sum({_MISSED.format('paripurna')}), 0)",
    "upacara_pahlawan_absen": f"coalesce(sum({_MISSED.format('upacara_pahlawan')}), 0)",
    "temuan_sidak": f"coalesce(sum({_MISSED.format('temuan_sidak')}), 0)",
    "menit_keluar": "coalesce(sum((SELECT sum(split_part(m, ':', 3)::int) FROM unnest(d.missed) AS m "
    "WHERE m LIKE 'keluar_tanpa_izin:%%')), 0)",
    REACHING_BACK: _count(_AFTER_LEBARAN),
    PATTERN: "CASE WHEN count(d.week) = count(*) AND min(d.week) = max(d.week) THEN CASE min(d.week) "
    + " ".join(f"WHEN {days} THEN '{name}'" for name, days in DAYS_A_WEEK.items())
    + " END END",
}
"""The pattern is none where a roster said of a day who works, or the hours changed between two patterns."""
_FACTS: Final = "jsonb_build_object(" + ", ".join(f"'{name}', {said}" for name, said in _SQL.items()) + ")"
FACTS_OF: Final = f"""
(SELECT {_FACTS} FROM attendance_day d WHERE d.person_id = people_person.id AND d.date BETWEEN %s AND %s
HAVING count(*) > 0)
"""
"""The counts of each person of a query of people, between two days."""
_EVENTS: Final = """
SELECT d.date, 1 AS place, jsonb_build_object('jenis_kejadian', d.status) AS event
FROM attendance_day d WHERE {days} AND d.status IN ('alpa', 'sakit', 'izin', 'cuti', 'dinas_luar')
UNION ALL
SELECT d.date, 2, CASE WHEN d.missing_in THEN jsonb_build_object('jenis_kejadian', 'tidak_absen_masuk')
    ELSE jsonb_build_object('jenis_kejadian', 'terlambat', 'menit', d.late, 'menit_diganti',
        least(d.late, greatest(0, coalesce(d.out_minute, 0) - d."end")),
        'tap', d.in_tap, 'koreksi', d.in_fix) END
FROM attendance_day d WHERE {days} AND d.status = 'hadir' AND d.late_band > 0
UNION ALL
SELECT d.date, 3, CASE WHEN d.missing_out THEN jsonb_build_object('jenis_kejadian', 'tidak_absen_pulang')
    ELSE jsonb_build_object('jenis_kejadian', 'pulang_cepat', 'menit', d.early, 'tap', d.out_tap,
        'koreksi', d.out_fix) END
FROM attendance_day d WHERE {days} AND d.status = 'hadir' AND d.early_band > 0
UNION ALL
SELECT d.date, 4,
    jsonb_build_object('jenis_kejadian', split_part(m, ':', 1), 'kegiatan', split_part(m, ':', 2),
        'menit', nullif(split_part(m, ':', 3), '')::int)
FROM attendance_day d, unnest(d.missed) AS m WHERE {days} AND split_part(m, ':', 1) = ANY(%(events)s)
UNION ALL
SELECT d.date, 5, jsonb_build_object('jenis_kejadian', 'alpa_sesudah_libur')
FROM attendance_day d WHERE {days} AND {lebaran}
"""
_DAYS: Final = "d.person_id = w.person_id AND d.date BETWEEN %(first)s AND %(last)s"
RECAP: Final = f"""
SELECT w.person_id, f.facts, e.rows
FROM ({{who}}) AS w
CROSS JOIN LATERAL (
    SELECT {_FACTS} AS facts FROM attendance_day d WHERE {_DAYS} HAVING count(*) > 0
) AS f
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(
        jsonb_strip_nulls(x.event) || jsonb_build_object('tanggal', x.date) ORDER BY x.date, x.place
    ), '[]'::jsonb) AS rows FROM ({_EVENTS.format(days=_DAYS, lebaran=_AFTER_LEBARAN)}) AS x
) AS e
"""
"""What the days of people come to; `{{who}}` is a query that gives `person_id`. Who has no judged day in the
month has no row."""


def given(month: datetime.date, **more: Any) -> dict[str, Any]:
    """Return what `RECAP` is asked with; `reached` is the first day that may count."""
    reached = month - datetime.timedelta(days=REACH)
    return {"first": month, "last": last_day(month), "reached": reached, "events": list(EVENTS), **more}


@dataclasses.dataclass(frozen=True, slots=True)
class Recap:
    """What the days of a person come to in a month."""

    facts: dict[str, Any]
    """Counts by the law's name, and `pola_hari_kerja`."""
    rows: list[dict[str, Any]]

    @property
    def counts(self) -> list[tuple[Any, int]]:
        """The counts that are not zero, with what they are called."""
        return [(label, self.facts[name]) for name, label in LABELS.items() if self.facts.get(name)]


def recaps(
    people: Collection[uuid.UUID], first: datetime.date, last: datetime.date | None = None
) -> dict[uuid.UUID, Recap]:
    """Return what the days of people come to, as they are judged now, in one query.

    :param last: the last day; by default that of the month of the first
    """
    who = "SELECT unnest(%(people)s::uuid[]) AS person_id"
    values: dict[str, Any] = {"first": first, "last": last or last_day(first), "people": list(people)}
    with prepared_cursor() as cursor:
        cursor.execute(RECAP.format(who=who), {**given(first), **values})
        return {person: Recap(_json(facts), _json(rows)) for person, facts, rows in cursor.fetchall()}


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
