"""A filled year of performance: SKP of everybody with what they promise, reached, proved and were rated.

SKP are opened by the action that officers use; everything else is written by the database itself, a set a
statement, for it is many: five indicators an SKP, about a realisation an indicator and month. Nothing is
drawn by chance: a row's share of a hundred comes from the hash of its id.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from praja.organization.models import Unit
    from praja.performance.models import Period

INDICATORS = 5
"""Of an SKP: two of each of its first two results, one of the last."""
OFFICER = "pengukur"
UNRATED = "semarang.banyumanik"
"""In this unit and those below it nobody has been rated yet."""


@dataclasses.dataclass(frozen=True, slots=True)
class Filled:
    """How many there are of each."""

    skps: int
    indicators: int
    realisations: int
    evidence: int
    ratings: int


def officer() -> Any:
    """Return the account that does here what an admin BKPSDM of every government does, made once."""
    from praja.access.enums import Role
    from praja.access.models import RoleHeld
    from praja.accounts.models import User
    from praja.temporal.actions import span

    by, _made = User.objects.get_or_create(username=OFFICER, defaults={"name": "Pengukur"})
    held = {one.unit_id for one in RoleHeld.objects.filter(user=by)}
    RoleHeld.objects.bulk_create(
        RoleHeld(
            user=by, role=Role.ADMIN_BKPSDM, unit=one, berlaku=span(datetime.date(2020, 1, 1)),
            reason="untuk mengukur", granted_by=OFFICER,
        )
        for one in governments() if one.pk not in held
    )  # fmt: skip
    return by


def governments() -> list[Unit]:
    """Return the governments in the order of their codes."""
    from praja.organization.models import Unit

    return list(Unit.objects.filter(government__isnull=True).order_by("code"))


def quarter(on: datetime.date, government: Unit) -> Period:
    """Return the quarter of a government that ended last."""
    from praja.performance.enums import JenisPeriode
    from praja.performance.models import Period

    ended = Period.objects.filter(government=government, kind=JenisPeriode.TRIWULANAN)
    return ended.filter(days__endswith__lte=on).select_related("government").latest("days__endswith")


def year_filled(on: datetime.date) -> int:
    """Return the year of the quarter that ended last: what is rated, reported and planned is of it."""
    return (on.replace(month=on.month - (on.month - 1) % 3, day=1) - datetime.timedelta(days=1)).year


def fill(on: datetime.date) -> Filled:
    """Fill the year of everybody who is settled, unless there are SKP already, and count what there is.

    :param on: the day on which all that is agreed and said is said
    """
    from django.db import connection, transaction

    from praja.performance.enums import JenisPeriode
    from praja.performance.follow.actions.periods import set_year
    from praja.performance.models import AssessmentTeam, Skp
    from praja.performance.plan.actions.opening import open_year

    if not Skp.objects.exists():
        by, year = officer(), year_filled(on)
        with transaction.atomic(), connection.cursor() as cursor:
            for one in governments():
                set_year(government=one, year=year, kind=JenisPeriode.TRIWULANAN, by=by, on=on)
                open_year(unit=one, year=year, by=by, on=on)
            number = max(quarter(on, one).number for one in governments())
            given = {"by": by.pk, "year": year, "quarter": number, "unrated": f"{UNRATED}%"}
            for statement in (*_GOALS, *_PLANS, *_MONTHS, *_RATINGS):
                cursor.execute(statement, given)
            cursor.execute("ANALYZE")
    if not AssessmentTeam.objects.exists():
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in _CASES:
                cursor.execute(statement, {"by": officer().pk, "year": year_filled(on)})
            cursor.execute("ANALYZE")
    return counted()


def counted() -> Filled:
    """Return how many there are."""
    from praja.performance.models import Evidence, Indicator, Rating, Realisation, Skp

    every = (Skp, Indicator, Realisation, Evidence, Rating)
    return Filled(*(model.objects.count() for model in every))


_GOALS = (
    """
    INSERT INTO performance_goal (id, unit_id, year, kind, text, document, "order")
    SELECT gen_random_uuid(), u.id, %(year)s, 'sasaran', 'Sasaran ' || n || ' unit ' || u.code, 'Renstra', n
    FROM organization_unit u, generate_series(1, 3) n
    """,
    """
    INSERT INTO performance_goalindicator (id, goal_id, "order", text, measure, direction, target, steps,
        formula, source)
    SELECT gen_random_uuid(), g.id, n, 'Indikator ' || n || ' dari ' || g.text, '%%', 'tinggi', 80 + n, '[]',
        'yang terlayani dibagi seluruhnya', 'Laporan'
    FROM performance_goal g, generate_series(1, 2) n
    """,
)
_PLANS = (
    """
    CREATE TEMPORARY TABLE _result ON COMMIT DROP AS
    SELECT v.id AS version, k.id AS skp, k.person_id, k.unit_id, k.position_id, k.appraiser_id, n,
        gen_random_uuid() AS rhk
    FROM performance_skpversion v JOIN performance_skp k ON k.id = v.skp_id, generate_series(1, 3) n
    WHERE k.year = %(year)s
    """,
    "CREATE INDEX ON _result (person_id, n)",
    "ANALYZE _result",
    """
    CREATE TEMPORARY TABLE _indicator ON COMMIT DROP AS
    SELECT r.version, r.rhk, r.n AS result, i.n, gen_random_uuid() AS indicator
    FROM _result r, generate_series(1, 2) i(n) WHERE r.n < 3 OR i.n = 1
    """,
    "INSERT INTO performance_rhk (id, skp_id) SELECT rhk, skp FROM _result",
    """
    INSERT INTO performance_rhkversion (id, version_id, rhk_id, "order", kind, scope, text, serves_id,
        goal_id, perspective, success)
    SELECT gen_random_uuid(), r.version, r.rhk, r.n, 'utama', 'organisasi',
        'Hasil kerja ' || r.n || ' yang dirasakan oleh warga', above.rhk, carried.id, '', ''
    FROM _result r
    LEFT JOIN LATERAL (
        SELECT a.rhk FROM _result a WHERE a.person_id = r.appraiser_id AND a.n = r.n LIMIT 1
    ) above ON true
    LEFT JOIN LATERAL (
        SELECT g.id FROM organization_positionversion p
        JOIN performance_goal g ON g.unit_id = p.unit_id AND g.year = %(year)s AND g."order" = r.n
        WHERE p.position_id = r.position_id AND p.heads_unit AND p.digantikan IS NULL LIMIT 1
    ) carried ON true
    """,
    "INSERT INTO performance_indicator (id, rhk_id) SELECT indicator, rhk FROM _indicator",
    """
    INSERT INTO performance_indicatorversion (id, version_id, indicator_id, "order", aspect, text, measure,
        direction, target, steps, formula, source, maximum, library, across, feed)
    SELECT gen_random_uuid(), version, indicator, n, CASE n WHEN 1 THEN 'kuantitas' ELSE 'kualitas' END,
        'Indikator ' || n || ' dari hasil kerja ' || result,
        CASE n WHEN 1 THEN 'dokumen' ELSE '%%' END, 'tinggi', CASE n WHEN 1 THEN 120 ELSE 90 END, '[]',
        'yang selesai dibagi seluruhnya', 'Laporan bulanan', false, '', '', ''
    FROM _indicator
    """,
    # Of a hundred, three are drafted, two wait for their appraiser, and fifteen agreed but did not confirm.
    """
    UPDATE performance_skpversion SET state = 'diajukan', proposed_at = now()
    WHERE state = 'disusun' AND abs(hashtext(id::text)) %% 100 >= 3
    """,
    """
    UPDATE performance_skpversion SET state = 'disepakati', agreed_at = now(), agreed_by_id = %(by)s,
        understood_at = CASE WHEN abs(hashtext(id::text)) %% 100 >= 20 THEN now() END
    WHERE state = 'diajukan' AND abs(hashtext(id::text)) %% 100 >= 5
    """,
    """
    UPDATE performance_skp k SET state = 'berjalan' FROM performance_skpversion v
    WHERE v.skp_id = k.id AND v.state = 'disepakati'
    """,
)
_REACHED = """
    FROM performance_indicator i JOIN performance_rhk r ON r.id = i.rhk_id
    JOIN performance_skp k ON k.id = r.skp_id JOIN people_person p ON p.id = k.person_id,
        generate_series(1, 12) n
    WHERE k.year = %(year)s
"""
_MONTHS = (
    # Of a hundred months, three were not reported.
    f"""
    INSERT INTO performance_realisation (id, indicator_id, month, value, story, source, by_id)
    SELECT gen_random_uuid(), i.id, make_date(%(year)s, n, 1), 5 + abs(hashtext(i.id::text || n)) %% 90,
        'Selesai dikerjakan bersama warga', 'pegawai', p.account_id
    {_REACHED} AND abs(hashtext(n || i.id::text)) %% 100 >= 3
    """,
    f"""
    INSERT INTO performance_evidence (id, indicator_id, month, title, link, by_id)
    SELECT gen_random_uuid(), i.id, make_date(%(year)s, n, 1), 'Berita acara', 'https://contoh.go.id/ba',
        coalesce(p.account_id, %(by)s)
    {_REACHED} AND n %% 3 = 0
    """,
    """
    INSERT INTO performance_obstacle (id, skp_id, rhk_id, kind, text, since, state, effect, reason, by_id)
    SELECT DISTINCT ON (r.skp_id) gen_random_uuid(), r.skp_id, r.id, 'sumber_daya', 'Alat rusak',
        make_date(%(year)s, 2, 1), 'dilaporkan', 'tidak_ada', '', %(by)s
    FROM performance_rhk r WHERE abs(hashtext(r.skp_id::text)) %% 100 < 5
    """,
    """
    INSERT INTO performance_feedback (id, skp_id, value, role, text, by_id)
    SELECT gen_random_uuid(), k.id, 'kolaboratif', 'atasan', 'Membantu rekan yang baru', %(by)s
    FROM performance_skp k, generate_series(1, 2) WHERE k.year = %(year)s
    """,
)
_RATINGS = (
    # One kecamatan has rated nobody yet: its desks are looked at.
    """
    INSERT INTO performance_rating (id, skp_id, period_id, number, proposed_result, proposed_behaviour,
        achievement, basis, flags, result, behaviour, predicate, result_reason, behaviour_reason, note,
        rater_id, rater_name, rater_post, by_id, changed_at)
    SELECT gen_random_uuid(), k.id, q.id, 1, 'sesuai', 'sesuai', 95 + abs(hashtext(k.id::text)) %% 10, '{}',
        '[]', 'sesuai', 'sesuai', 'baik', '', '', '', k.appraiser_id, 'Penilai', '', %(by)s, now()
    FROM performance_skp k JOIN organization_unit u ON u.id = k.unit_id
    JOIN performance_period q ON q.government_id = coalesce(u.government_id, u.id) AND q.year = %(year)s
        AND q.kind = 'triwulanan' AND q.number = %(quarter)s
    WHERE k.state = 'berjalan' AND k.berlaku && q.days AND u.code NOT LIKE %(unrated)s
    """,
    """
    INSERT INTO performance_rhkrating (id, rating_id, rhk_id, achievement, proposed, given)
    SELECT gen_random_uuid(), g.id, r.id, g.achievement, 'sesuai', 'sesuai'
    FROM performance_rating g JOIN performance_rhk r ON r.skp_id = g.skp_id
    """,
    """
    INSERT INTO performance_behaviourrating (id, rating_id, value, given, example)
    SELECT gen_random_uuid(), g.id, said.value, 'sesuai', ''
    FROM performance_rating g, unnest(ARRAY['berorientasi_pelayanan', 'akuntabel', 'kompeten', 'harmonis',
        'loyal', 'adaptif', 'kolaboratif']) AS said(value)
    """,
    "UPDATE performance_rating SET signed_at = now() WHERE signed_at IS NULL",
)
_CASES = (
    # Of a hundred ratings three are before the assessment team of the government; who has an account objects.
    """
    INSERT INTO performance_assessmentteam (id, unit_id, berlaku, sk_number, sk_date, purpose, flagged,
        departing, sample, by_id)
    SELECT gen_random_uuid(), u.id, daterange(make_date(%(year)s, 1, 1), make_date(%(year)s + 3, 1, 1)),
        'SK/' || u.code, make_date(%(year)s, 1, 1), 'Memeriksa penilaian kinerja', true, true, 3, %(by)s
    FROM organization_unit u WHERE u.government_id IS NULL
    """,
    """
    INSERT INTO performance_review (id, team_id, rating_id, skp_id, period_id, why, asked, state, reason)
    SELECT gen_random_uuid(), t.id, r.id, r.skp_id, r.period_id, '["sampel"]', '', 'antre', ''
    FROM performance_rating r JOIN performance_skp k ON k.id = r.skp_id
    JOIN organization_unit u ON u.id = k.unit_id
    JOIN performance_assessmentteam t ON t.unit_id = coalesce(u.government_id, u.id)
    WHERE abs(hashtext(r.id::text)) %% 100 < 3
    """,
    """
    INSERT INTO performance_objection (id, rating_id, skp_id, period_id, state, text, wanted,
        wanted_predicate, by_id, government_id, year, number, filed_at, filed_on, deadline, counted,
        rater_position_id, question, withdrawn_because)
    SELECT gen_random_uuid(), r.id, r.skp_id, r.period_id, 'diajukan', 'Bukti bulan kedua belum dihitung',
        'Hitung lagi', '', p.account_id, coalesce(u.government_id, u.id), %(year)s,
        row_number() OVER (PARTITION BY coalesce(u.government_id, u.id) ORDER BY r.id), now(), now()::date,
        now()::date + 14, '{}', k.appraiser_position_id, '', ''
    FROM performance_rating r JOIN performance_skp k ON k.id = r.skp_id
    JOIN people_person p ON p.id = k.person_id JOIN organization_unit u ON u.id = k.unit_id
    WHERE p.account_id IS NOT NULL
    """,
)
