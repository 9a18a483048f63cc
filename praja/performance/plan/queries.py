"""Reading SKP: versions, what differs between them, what may be served or copied, how far units are."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Collection
from typing import Any, Final

from django.db import connection, models
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.access.queries import names_apart, units_visible_to
from praja.organization.models import PositionVersion, Unit
from praja.people.enums import CaraMenjabat
from praja.people.models import CltnHistory, JabatanHistory, Person, StudyHistory, UnitHistory
from praja.performance.enums import JenisRhk, KeadaanSkp, KeadaanVersi, LingkupRhk, Perspektif
from praja.performance.goals.queries import titles_of
from praja.performance.measuring import steps_said, target_said
from praja.performance.models import Goal, IndicatorVersion, Programme, Remark, RhkVersion, Skp, SkpVersion
from praja.performance.perms import READERS, appraised_by
from praja.performance.plan.content import Content, Result
from praja.performance.queries import skps_visible_to
from praja.web.prepared import prepared_cursor, rows_of
from praja.web.words import angka

NEGOTIATED: Final = (KeadaanVersi.DISUSUN, KeadaanVersi.DIAJUKAN)
STANDING: Final = (KeadaanSkp.DISUSUN, KeadaanSkp.BERJALAN)


# --- one SKP


def skp_visible_to(user: Any, on: datetime.date) -> QuerySet[Skp]:
    """Return the SKP that an account may see, with what their pages name."""
    return skps_visible_to(user, on).select_related("person__account", "appraiser", "unit", "position")


def own_skps(person: uuid.UUID | None) -> QuerySet[Skp]:
    """Return the SKP of a person that were not cancelled, the latest first."""
    found = Skp.objects.filter(person=person).exclude(state=KeadaanSkp.DIBATALKAN)
    return found.select_related("person__account", "appraiser", "unit", "position").order_by(
        "-year", "-berlaku"
    )


def versions_of(skp: Skp) -> list[SkpVersion]:
    """Return the versions of an SKP, the latest first."""
    newest = "t.skp_id = %(skp)s::uuid ORDER BY t.number DESC"
    found = rows_of(SkpVersion, newest, {"skp": skp.pk}, along="agreed_by")
    for one in found:
        one.skp = skp
    return found


def negotiated_version(skp: Skp) -> SkpVersion | None:
    """Return the version of an SKP that is drafted or proposed, if there is one."""
    found = SkpVersion.objects.filter(skp=skp, state__in=NEGOTIATED).first()
    if found is not None:
        found.skp = skp
    return found


def remarks_of(versions: Collection[SkpVersion]) -> list[Remark]:
    """Return what was said about some versions, the earliest first."""
    said = "t.version_id = ANY(%(versions)s::uuid[]) ORDER BY t.made_at, t.id"
    return rows_of(Remark, said, {"versions": [one.pk for one in versions]}, along=("by", "version"))


def acts_elsewhere(skp: Skp) -> list[tuple[uuid.UUID, str]]:
    """Return the posts that the person holds as Plt or Plh during an SKP, with their titles."""
    rows = JabatanHistory.objects.during(skp.berlaku.lower, skp.berlaku.upper).filter(person=skp.person_id)
    acting = list(rows.exclude(how=CaraMenjabat.DEFINITIF).values_list("position", "how"))
    titles = titles_of({post for post, _how in acting}, skp.berlaku.lower)
    short = {CaraMenjabat.PLT: "Plt.", CaraMenjabat.PLH: "Plh."}
    return [(post, f"{short[CaraMenjabat(how)]} {titles.get(post, '')}") for post, how in acting]


def heads(skp: Skp) -> PositionVersion | None:
    """Return the post of an SKP as it stands, if it heads its unit."""
    rows = PositionVersion.objects.during(skp.berlaku.lower, skp.berlaku.upper)
    return rows.filter(position=skp.position_id, heads_unit=True).order_by("-berlaku").first()


def leads(skp: Skp) -> bool:
    """Tell whether SKP of the year name this one's person or post as their appraiser's."""
    with prepared_cursor() as cursor:
        cursor.execute(_LEADS, {"person": skp.person_id, "post": skp.position_id, "year": skp.year})
        return bool(cursor.fetchone()[0])


_LEADS = """
SELECT EXISTS (
    SELECT FROM performance_skp k
    WHERE (k.appraiser_id = %(person)s::uuid OR k.appraiser_position_id = %(post)s::uuid)
        AND k.year = %(year)s::int AND k.state <> 'dibatalkan'
)
"""


# --- what may be served


def servable_by(skp: Skp) -> list[tuple[uuid.UUID, str]]:
    """Return what this SKP may serve: the results, agreed or proposed, of the appraiser, with their words."""
    above = Q(pk__in=[])
    if skp.appraiser_id is not None:
        above |= Q(version__skp__person=skp.appraiser_id)
    if skp.appraiser_position_id is not None:
        above |= Q(version__skp__position=skp.appraiser_position_id)
    rows = RhkVersion.objects.filter(
        above,
        version__skp__year=skp.year,
        version__skp__berlaku__overlap=skp.berlaku,
        version__state__in=(KeadaanVersi.DIAJUKAN, KeadaanVersi.DISEPAKATI),
    ).exclude(Q(version__skp__state=KeadaanSkp.DIBATALKAN) | Q(version__skp__person=skp.person_id))
    found: dict[uuid.UUID, str] = {}
    # What is proposed comes first: it is what will hold.
    for rhk, text in rows.order_by("version__number", "kind", "order").values_list("rhk", "text"):
        found[rhk] = text
    return list(found.items())


def goals_for(skp: Skp) -> QuerySet[Goal]:
    """Return the goals of its unit that the SKP of a head may carry; none for others."""
    post = heads(skp)
    if post is None:
        return Goal.objects.none()
    found = Goal.objects.filter(unit=post.unit_id, year=skp.year, withdrawn_at__isnull=True)
    return found.order_by("kind", "order", "text")


def programmes_for(skp: Skp) -> QuerySet[Programme]:
    """Return the programmes of a year that the person owns or takes part in."""
    mine = Q(owner=skp.person_id) | Q(members__person=skp.person_id)
    return (
        Programme.objects.filter(mine, year=skp.year, withdrawn_at__isnull=True).distinct().order_by("name")
    )


# --- what may be copied


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """An SKP that may be copied into an empty one."""

    version: SkpVersion
    results: int
    own: bool

    @property
    def label(self) -> str:
        """Whose it was and of when, in words."""
        skp = self.version.skp
        if self.own:
            return _("SKP Anda tahun %(year)s") % {"year": skp.year}
        return _("SKP %(name)s, pendahulu Anda, tahun %(year)s") % {
            "name": skp.person.full_name,
            "year": skp.year,
        }


def sources_for(skp: Skp) -> list[Source]:
    """Return what may be copied into an SKP: one's own earlier ones, and of those who held the post before,
    the results that stay with the organization.
    """
    start = skp.berlaku.lower
    still = (
        JabatanHistory.objects.on(start).filter(position=skp.position_id, how="definitif").values("person")
    )
    before = Q(skp__berlaku__endswith__lte=start)
    own = Q(skp__person=skp.person_id, skp__year__gte=skp.year - 3)
    of_post = Q(skp__position=skp.position_id, skp__year__gte=skp.year - 1)
    predecessor = of_post & ~Q(skp__person__in=still) & ~Q(skp__person=skp.person_id)
    rows = (
        SkpVersion.objects.filter(before, own | predecessor, state=KeadaanVersi.DISEPAKATI)
        .exclude(skp__state=KeadaanSkp.DIBATALKAN)
        .exclude(skp=skp)
        .select_related("skp__person")
        .prefetch_related("rhk_versions")
        .order_by("-skp__berlaku", "pk")
    )
    found = []
    for version in rows:
        mine = version.skp.person_id == skp.person_id
        kept = [one for one in version.rhk_versions.all() if mine or one.scope == LingkupRhk.ORGANISASI]
        if kept:
            found.append(Source(version, len(kept), mine))
    return found


# --- what differs between two versions


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A line that two versions say differently, or only one of them has."""

    what: str
    before: str
    after: str


def differences(old: Content, new: Content) -> list[Difference]:
    """Return what a later version changes, line by line."""
    found: list[Difference] = []
    olds, news = _lines(old), _lines(new)
    for key in [*news, *(key for key in olds if key not in news)]:
        before, after = olds.get(key), news.get(key)
        words = [after[1] if after else "", before[1] if before else ""]
        if words[0] != words[1]:
            found.append(Difference((after or before or ("",))[0], words[1], words[0]))
    for label, _guides, text in new.behaviours:
        was = next(said for name, _rest, said in old.behaviours if name == label)
        if was != text:
            found.append(Difference(_("Ekspektasi: %(value)s") % {"value": label}, was, text))
    for (label, lines), (_same, earlier) in zip(new.annex_lists, old.annex_lists, strict=True):
        if lines != earlier:
            found.append(Difference(str(label), "; ".join(earlier), "; ".join(lines)))
    return found


def _lines(content: Content) -> dict[tuple[str, uuid.UUID], tuple[str, str]]:
    """Return each line of a version: what it is, and what it says in words."""
    found = {}
    for result in content.results:
        found["rhk", result.row.rhk_id] = (_("Rencana hasil kerja"), _result_said(result))
        for one in result.indicators:
            found["indikator", one.indicator_id] = (_("Indikator"), _indicator_said(one))
    return found


def _result_said(result: Result) -> str:
    row = result.row
    parts = [row.text, str(JenisRhk(row.kind).label) if row.kind != JenisRhk.UTAMA else "", row.success]
    if row.weight is not None:
        parts.append(_("bobot %(weight)s %%") % {"weight": angka(row.weight.normalize())})
    if result.served:
        parts.append(_("mendukung: %(text)s") % {"text": result.served})
    if row.programme:
        parts.append(_("program: %(name)s") % {"name": row.programme.name})
    if row.perspective:
        parts.append(_("perspektif: %(name)s") % {"name": Perspektif(row.perspective).label})
    return " · ".join(filter(None, parts))


def _indicator_said(one: IndicatorVersion) -> str:
    steps = ", ".join(steps_said(one))
    weight = _("bobot %(weight)s %%") % {"weight": angka(one.weight.normalize())} if one.weight else ""
    feed = _("kode data %(code)s") % {"code": one.feed} if one.feed else ""
    parts = (one.text, target_said(one), steps, one.formula, one.source, weight, feed)
    return " · ".join(filter(None, parts))


# --- how far units have come


class Stage:
    """How far somebody's SKP of a day has come."""

    NONE: Final = "tanpa"
    DRAFT: Final = "disusun"
    WAITING: Final = "menunggu"
    AGREED: Final = "disepakati"
    UNDERSTOOD: Final = "dipahami"


STAGES: Final[dict[str, tuple[Any, str]]] = {
    Stage.NONE: (gettext_lazy("Belum ada SKP"), "bad"),
    Stage.DRAFT: (gettext_lazy("Disusun"), "warn"),
    Stage.WAITING: (gettext_lazy("Menunggu penilai"), "warn"),
    Stage.AGREED: (gettext_lazy("Disepakati, belum dinyatakan dipahami"), ""),
    Stage.UNDERSTOOD: (gettext_lazy("Disepakati dan dipahami"), "ok"),
}
"""What a stage is called, and how it looks."""

_COVERAGE: Final = """
SELECT h.unit_id, count(*),
    count(*) FILTER (WHERE k.id IS NULL),
    count(*) FILTER (WHERE k.id IS NOT NULL AND a.id IS NULL AND n.state IS DISTINCT FROM 'diajukan'),
    count(*) FILTER (WHERE k.id IS NOT NULL AND a.id IS NULL AND n.state = 'diajukan'),
    count(*) FILTER (WHERE a.id IS NOT NULL AND a.understood_at IS NULL),
    count(*) FILTER (WHERE a.understood_at IS NOT NULL)
FROM people_unithistory h
LEFT JOIN performance_skp k ON k.person_id = h.person_id AND k.state <> 'dibatalkan'
    AND k.berlaku @> %(on)s::date
LEFT JOIN performance_skpversion a ON a.skp_id = k.id AND a.state = 'disepakati'
LEFT JOIN performance_skpversion n ON n.skp_id = k.id AND n.state IN ('disusun', 'diajukan')
WHERE h.digantikan IS NULL AND h.berlaku @> %(on)s::date AND h.unit_id = ANY(%(units)s::uuid[])
    AND EXISTS (
        SELECT 1 FROM people_jabatanhistory j WHERE j.person_id = h.person_id AND j.digantikan IS NULL
            AND j.how = 'definitif' AND j.berlaku @> %(on)s::date
    )
    AND NOT EXISTS (
        SELECT 1 FROM people_cltnhistory c
        WHERE c.person_id = h.person_id AND c.digantikan IS NULL AND c.berlaku @> %(on)s::date
    )
    AND NOT EXISTS (
        SELECT 1 FROM people_studyhistory t
        WHERE t.person_id = h.person_id AND t.digantikan IS NULL AND t.berlaku @> %(on)s::date
    )
GROUP BY h.unit_id
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a unit's people have come how far."""

    unit: uuid.UUID
    name: str
    people: int
    none: int
    draft: int
    waiting: int
    agreed: int
    understood: int

    @property
    def done(self) -> int:
        """How many have an agreed SKP."""
        return self.agreed + self.understood

    @property
    def percent(self) -> int:
        """How many of a hundred have an agreed SKP, rounded down."""
        return self.done * 100 // self.people if self.people else 0


def coverage(user: Any, on: datetime.date) -> list[Coverage]:
    """Return how far the SKP of a day have come, for each unit of which an account reads SKP; the units that
    lack most first. Whoever needs none that day (CLTN, tugas belajar, no post) is not counted.
    """
    units = list(units_visible_to(user, on, *READERS).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_COVERAGE, {"on": on, "units": units})
        rows = cursor.fetchall()
    names = names_apart((row[0] for row in rows), on)
    found = [Coverage(row[0], names.get(row[0], ""), *row[1:]) for row in rows]
    return sorted(found, key=lambda one: (one.percent, one.name))


def covered_people(user: Any, unit: Unit, on: datetime.date, stage: str = "") -> QuerySet[Person]:
    """Return the people of a unit who need an SKP on a day, each with `skp` and `stage`."""
    if not units_visible_to(user, on, *READERS).filter(pk=unit.pk).exists():
        return Person.objects.none()
    skp = Skp.objects.filter(person=OuterRef("pk"), berlaku__contains=on).exclude(state=KeadaanSkp.DIBATALKAN)
    version = SkpVersion.objects.filter(skp__person=OuterRef("pk"), skp__berlaku__contains=on).exclude(
        skp__state=KeadaanSkp.DIBATALKAN
    )
    agreed = version.filter(state=KeadaanVersi.DISEPAKATI)
    found = (
        Person.objects.filter(
            Exists(UnitHistory.objects.on(on).filter(person=OuterRef("pk"), unit=unit)),
            Exists(JabatanHistory.objects.on(on).filter(person=OuterRef("pk"), how="definitif")),
            ~Exists(CltnHistory.objects.on(on).filter(person=OuterRef("pk"))),
            ~Exists(StudyHistory.objects.on(on).filter(person=OuterRef("pk"))),
        )
        .annotate(
            skp=Subquery(skp.values("pk")[:1]),
            stage=Case(
                When(Exists(agreed.filter(understood_at__isnull=False)), then=Value(Stage.UNDERSTOOD)),
                When(Exists(agreed), then=Value(Stage.AGREED)),
                When(Exists(version.filter(state=KeadaanVersi.DIAJUKAN)), then=Value(Stage.WAITING)),
                When(Exists(skp), then=Value(Stage.DRAFT)),
                default=Value(Stage.NONE),
                output_field=CharField(),
            ),
        )
        .order_by("name", "pk")
    )
    return found.filter(stage=stage) if stage else found


# --- what waits


def to_appraise(user: Any, on: datetime.date) -> QuerySet[Skp]:
    """Return the SKP that are running or drafted and that somebody appraises, by name or by the post held."""
    return Skp.objects.filter(appraised_by(user, on), state__in=STANDING)


class Why(models.TextChoices):
    """Why an SKP ends before its last day."""

    POST = "jabatan", gettext_lazy("Pindah jabatan atau berhenti")
    UNIT = "unit", gettext_lazy("Pindah unit, atau unitnya digabungkan")
    AWAY = "jauh", gettext_lazy("Cuti di luar tanggungan negara atau tugas belajar")


@dataclasses.dataclass(frozen=True, slots=True)
class Leaving:
    """When and why an SKP ends before its last day."""

    day: datetime.date | None
    """The first day that is not its own any more; none where it has none of its own."""
    why: Why = Why.POST


_MOVED: Final = """
WITH asked AS MATERIALIZED (
    SELECT k.id, k.person_id, k.position_id, k.unit_id, k.berlaku FROM performance_skp k
    WHERE k.state IN ('disusun', 'berjalan') AND upper(k.berlaku) > %s::date
        AND k.person_id IS DISTINCT FROM %s::uuid AND k.unit_id IN ({units})
)
SELECT k.id, (
    SELECT max(upper(j.berlaku)) FROM people_jabatanhistory j
    WHERE j.person_id = k.person_id AND j.position_id = k.position_id AND j.digantikan IS NULL
        AND j.how = 'definitif' AND j.berlaku && k.berlaku
), 'jabatan'
FROM asked k
WHERE NOT EXISTS (
        SELECT 1 FROM people_jabatanhistory j
        WHERE j.person_id = k.person_id AND j.position_id = k.position_id AND j.digantikan IS NULL
            AND j.how = 'definitif' AND j.berlaku @> upper(k.berlaku) - 1
    )
UNION ALL
SELECT k.id, min(lower(h.berlaku)), 'unit'
FROM asked k JOIN people_unithistory h ON h.person_id = k.person_id AND h.digantikan IS NULL
    AND h.unit_id <> k.unit_id AND k.berlaku @> lower(h.berlaku) AND lower(k.berlaku) < lower(h.berlaku)
WHERE lower(h.berlaku) > (SELECT min(lower(berlaku)) FROM asked)
GROUP BY k.id
UNION ALL
SELECT k.id, min(lower(a.berlaku)), 'jauh'
FROM (
    SELECT person_id, berlaku FROM people_cltnhistory WHERE digantikan IS NULL
  UNION ALL
    SELECT person_id, berlaku FROM people_studyhistory WHERE digantikan IS NULL
) a JOIN asked k ON k.person_id = a.person_id AND k.berlaku @> lower(a.berlaku)
WHERE lower(k.berlaku) < lower(a.berlaku)
GROUP BY k.id
"""


def moved(
    units: QuerySet[Unit], on: datetime.date, *, besides: uuid.UUID | None = None
) -> dict[uuid.UUID, Leaving]:
    """Return the SKP that end early: whose people left the post or the unit, or begin a CLTN or tugas
    belajar, on the days of which nothing is planned.

    :param units: of the SKP
    :param besides: a person whose own SKP are left out
    """
    sql, chosen = units.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_MOVED.format(units=sql), (on, besides, *chosen))
        rows = cursor.fetchall()
    found: dict[uuid.UUID, Leaving] = {}
    for pk, day, why in rows:
        before = found.get(pk)
        if before is None or (before.day is not None and day < before.day):
            found[pk] = Leaving(day, Why(why))
    return found
