"""The rating desk: all people of one who rates in a period, in a number of queries that stays."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from praja.access.queries import has_role, names_of, units_visible_to
from praja.organization.models import Unit
from praja.organization.queries import ancestor_ids
from praja.people.asker import asker_of
from praja.people.models import Person, UnitHistory
from praja.performance import law
from praja.performance.bkn.modes import MODE
from praja.performance.enums import JenisPeriode, PredikatKinerja
from praja.performance.models import Period, Rating, Skp, UnitAchievement
from praja.performance.perms import OFFICERS, posts_held
from praja.performance.rating import flags
from praja.performance.rating.actions.ratings import are_alike, final_in, missing_of
from praja.performance.rating.packs import pack_of
from praja.performance.rating.predicates import FinalScore, predicate_by, shown
from praja.performance.rating.proposals import Proposal, propose
from praja.performance.rating.standing import RATED_STATES, Standing
from praja.web import prepared

MOST_SHOWN = 200
"""People on one desk; more than that nobody rates in person."""


@dataclasses.dataclass
class Row:
    """A person on the desk."""

    skp: Skp
    post: str
    proposal: Proposal
    rating: Rating | None
    """The draft, else what was signed."""
    refusal: str
    missing: str = ""
    """What a draft lacks before it can be signed."""
    recused: bool = False
    """Whether a conflict of interest was declared."""

    @property
    def signed(self) -> bool:
        """Whether it is signed, and no draft lies above it."""
        return self.rating is not None and self.rating.signed_at is not None

    @property
    def open(self) -> bool:
        """Whether it is still to be rated, and may be."""
        return not self.refusal and not self.signed

    @property
    def asked(self) -> str:
        """What is asked of the one who rates beside the rating of results."""
        if self.unproven:
            return _("Dari mana Anda mengetahuinya, tanpa bukti?")
        return _("Mengapa berbeda dari usulan?") if self.proposal.result else _("Atas dasar apa?")

    @property
    def result(self) -> str:
        """The rating of results as drafted or signed, else as proposed."""
        return self.rating.result if self.rating and self.rating.result else self.proposal.result

    @property
    def behaviour(self) -> str:
        """The rating of behaviour as drafted or signed, else as proposed."""
        return self.rating.behaviour if self.rating and self.rating.behaviour else self.proposal.behaviour

    @property
    def final(self) -> FinalScore | None:
        """The final score, where the government gives one and behaviour was scored."""
        return None if self.rating is None else final_in(self.rating, self.proposal)

    @functools.cached_property
    def predicate(self) -> str:
        """The predicate as signed, drafted or proposed; empty where something is missing."""
        one = self.proposal
        return predicate_by(one.method, self.result, self.behaviour, self.final, one.on, one.pack)

    @functools.cached_property
    def shown(self) -> tuple[str, str]:
        """The predicate in words, and how it looks; nothing where a rating is missing."""
        return shown(self.predicate)

    @functools.cached_property
    def flags(self) -> list[str]:
        """What should be looked at."""
        if self.signed and self.rating is not None:
            return list(self.rating.flags)
        departs = self.rating is not None and flags.DEPARTS in self.rating.flags
        return [*self.proposal.flags, *([flags.DEPARTS] if departs else [])]

    @property
    def unproven(self) -> bool:
        """Whether there is no evidence, so that the one who rates says from where they know."""
        return flags.NO_EVIDENCE in self.flags

    @property
    def absent(self) -> bool:
        """Whether there were days of unexcused absence, so that the one who rates says why all is well."""
        return flags.ABSENT in self.flags

    @property
    def said(self) -> list[tuple[str, str]]:
        """The flags in words."""
        return flags.said(self.flags)


@dataclasses.dataclass
class Desk:
    """What one who rates sees of a period."""

    period: Period
    rows: list[Row]
    without: list[tuple[Person, str]]
    """Who reports to them and has no SKP, with the post."""
    organisation: UnitAchievement | None
    organisation_unit: uuid.UUID | None
    organisation_name: str
    counts: Counter[str]
    """By predicate, as signed, drafted or proposed."""
    meaningful: bool
    """Whether there are people enough for the pattern of predicates to mean anything."""
    violations: Sequence[law.Violation]
    """Where the predicates depart from the pattern of the unit's own."""
    more: int = 0

    @functools.cached_property
    def looked_at(self) -> list[Row]:
        """Those who need to be looked at first."""
        return [row for row in self.rows if not row.signed and (row.flags or row.refusal or row.missing)]

    @functools.cached_property
    def clear(self) -> list[Row]:
        """Those of whom nothing is to be noted."""
        return [row for row in self.rows if not row.signed and not (row.flags or row.refusal or row.missing)]

    @functools.cached_property
    def signed(self) -> list[Row]:
        """Those who are rated."""
        return [row for row in self.rows if row.signed]

    @functools.cached_property
    def alike(self) -> bool:
        """Whether all of several people would be rated alike."""
        return are_alike([(row.result, row.behaviour) for row in self.rows])

    @property
    def shares(self) -> list[tuple[str, str, int]]:
        """Return each predicate with its name and how many have it."""
        return [(one.value, str(one.label), self.counts[one.value]) for one in PredikatKinerja]


def skps_on_desk(user: Any, period: Period, on: datetime.date, only: uuid.UUID | None = None) -> list[Skp]:
    """Return the SKP that somebody rates in a period, by name, by post or instead of another.

    :param only: an SKP, where only those of its person are asked for
    """
    condition, given = _rated_by(user, period, on)
    if only is not None:
        condition += " AND t.person_id = (SELECT k.person_id FROM performance_skp k WHERE k.id = %(only)s)"
        given["only"] = only
    found = prepared.rows_of(
        Skp,
        f"{condition} ORDER BY person.name, lower(t.berlaku), t.id",
        given,
        along=("person", "unit__government", "appraiser"),
    )
    last = _last({one.pk: one.person_id for one in found}, period)
    return [one for one in found if one.pk in last]


def rates_in(user: Any, period: Period, on: datetime.date) -> bool:
    """Tell whether somebody rates any SKP in a period (`skps_on_desk`)."""
    condition, given = _rated_by(user, period, on)
    return bool(_asked(f"SELECT 1 FROM {_ON_DESK} WHERE {condition} LIMIT 1", given))


def left_on_desk(user: Any, period: Period, on: datetime.date) -> int:
    """Return how many of the SKP that somebody rates in a period (`skps_on_desk`) are neither rated nor
    closed yet.
    """
    condition, given = _rated_by(user, period, on)
    found = _asked(
        f"SELECT t.id, t.person_id, {_DONE} FROM {_ON_DESK} WHERE {condition} "
        "ORDER BY lower(t.berlaku), t.id",
        given,
    )
    last = _last({pk: person for pk, person, _done in found}, period)
    return sum(not done and pk in last for pk, _person, done in found)


_DONE = """EXISTS (
    SELECT FROM performance_rating r WHERE r.skp_id = t.id AND r.period_id = %(period)s::uuid
        AND r.digantikan IS NULL AND r.signed_at IS NOT NULL
) OR EXISTS (
    SELECT FROM performance_closedrating c WHERE c.skp_id = t.id AND c.period_id = %(period)s::uuid
        AND c.digantikan IS NULL
)"""
_ON_DESK = "performance_skp t JOIN organization_unit unit ON unit.id = t.unit_id"


def _asked(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with prepared.prepared_cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def _rated_by(user: Any, period: Period, on: datetime.date) -> tuple[str, dict[str, Any]]:
    """Return the condition that an SKP, `t` in the unit `unit`, is rated by somebody in a period."""
    ways, given = _ways(user, period, on)
    condition = (
        f"t.id IN ({' UNION '.join(ways)}) AND t.berlaku && %(during)s::daterange "
        "AND t.state = ANY(%(states)s::text[]) "
        "AND (unit.government_id = %(government)s::uuid OR t.unit_id = %(government)s::uuid)"
    )
    more = {"during": period.days, "states": list(RATED_STATES), "government": period.government_id}
    return condition, given | more


def _last(people: Mapping[uuid.UUID, uuid.UUID], period: Period) -> Set[uuid.UUID]:
    """Return of SKP in the order in which they began those to be rated: of a year, each one's last.

    :param people: SKP → whose it is
    """
    if period.kind != JenisPeriode.TAHUNAN:
        return people.keys()
    return set({person: skp for skp, person in people.items()}.values())


def _ways(user: Any, period: Period, on: datetime.date) -> tuple[list[str], dict[str, Any]]:
    """Return the ids of what somebody rates, each way by itself: the database finds each by an index."""
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    given: dict[str, Any] = {"own": own, "period": period.pk}
    ways = ["SELECT NULL::uuid"]
    if own is not None:
        given["posts"] = posts_held(user, on)
        ways += [
            "SELECT k.id FROM performance_skp k "
            "WHERE k.appraiser_id = %(own)s::uuid AND k.person_id <> %(own)s::uuid",
            "SELECT k.id FROM performance_skp k "
            "WHERE k.appraiser_position_id = ANY(%(posts)s::uuid[]) AND k.person_id <> %(own)s::uuid",
            "SELECT r.skp_id FROM performance_recusal r "
            "WHERE r.period_id = %(period)s::uuid AND r.substitute_id = %(own)s::uuid",
        ]
    if has_role(user, *OFFICERS, on=on):
        outside = Skp.objects.filter(appraiser__isnull=True).exclude(appraiser_name="").exclude(person=own)
        units = units_visible_to(user, on, *OFFICERS)
        given["outside"] = list(outside.filter(unit__in=units.values("pk")).values_list("pk", flat=True))
        ways.append("SELECT unnest(%(outside)s::uuid[])")
    return ways, given


def desk_of(user: Any, period: Period, on: datetime.date) -> Desk:
    """Return the desk of somebody for a period."""
    skps = skps_on_desk(user, period, on)
    rows, more = rows_of(user, skps[:MOST_SHOWN], period, on), max(0, len(skps) - MOST_SHOWN)
    organisation, unit, name = organisation_of(user, period, on)
    last = period.days.upper - datetime.timedelta(days=1)
    pack = pack_of(period.government, last)
    counts = predicates_of(rows)
    meaningful, told = _pattern(counts, organisation, last, pack)
    rows.sort(key=lambda row: (row.signed, -len(row.flags), row.skp.person.name))
    idle = _without(user, period, on)
    return Desk(period, rows, idle, organisation, unit, name, counts, meaningful, told, more)


def _pattern(
    counts: Counter[str], organisation: UnitAchievement | None, on: datetime.date, pack: str
) -> tuple[bool, list[law.Violation]]:
    """Return whether people are enough for a pattern, and where they depart from it, if any law says so."""
    try:
        if not law.pattern_is_meaningful(counts, on=on, pack=pack):
            return False, []
        lang = (get_language() or "id")[:2]
        said = organisation.predicate if organisation is not None else ""
        return True, law.pattern(counts, said, on=on, pack=pack, lang=lang) if said else []
    except law.RatingUnknown:
        return False, []


def rows_of(user: Any, skps: Sequence[Skp], period: Period, on: datetime.date) -> list[Row]:
    """Return SKP as rows of a desk."""
    standing = Standing(user, skps, period, on)
    proposals = propose(skps, period)
    ratings: dict[uuid.UUID, Rating] = {}
    known = (
        "t.skp_id = ANY(%(skps)s::uuid[]) AND t.period_id = %(period)s::uuid AND t.digantikan IS NULL "
        "AND (t.signed_at IS NOT NULL OR t.by_id = %(by)s) ORDER BY t.number"
    )
    given = {"skps": [one.pk for one in skps], "period": period.pk, "by": user.pk}
    found = prepared.rows_of(Rating, known, given)
    if found:
        prefetch_related_objects(found, "behaviour_ratings")
    for one in found:
        ratings[one.skp_id] = one
    rows = []
    for skp in skps:
        rating = ratings.get(skp.pk)
        row = Row(skp, proposals[skp.pk].post, proposals[skp.pk], rating, standing.refusal(skp))
        if rating is not None and rating.signed_at is None:
            row.missing = missing_of(rating)
        recusal = standing.recusals.get(skp.pk)
        row.recused = recusal is not None
        if recusal is not None and recusal.named_at is None:
            row.proposal.flags.append(flags.CONFLICT)
        rows.append(row)
    return rows


def predicates_of(rows: Sequence[Row]) -> Counter[str]:
    """Return how many have which predicate, as signed, drafted or proposed."""
    return Counter(filter(None, (row.predicate for row in rows)))


def organisation_of(
    user: Any, period: Period, on: datetime.date
) -> tuple[UnitAchievement | None, uuid.UUID | None, str]:
    """Return how well the unit of somebody did in a period, or the nearest above it of which it was said.

    With it come that unit and its name; their own unit's, where nothing was said.
    """
    own = asker_of(user).person
    held = "t.person_id = %(own)s AND t.digantikan IS NULL AND t.berlaku @> %(on)s::date LIMIT 1"
    place = next((one.unit_id for one in prepared.rows_of(UnitHistory, held, {"own": own, "on": on})), None)
    if place is None:
        return None, None, ""
    above = ancestor_ids(place, on)
    said = "t.unit_id = ANY(%(units)s::uuid[]) AND t.period_id = %(period)s::uuid AND t.digantikan IS NULL"
    given = {"units": above, "period": period.pk}
    found = {one.unit_id: one for one in prepared.rows_of(UnitAchievement, said, given)}
    nearest = next((unit for unit in above if unit in found), place)
    return found.get(nearest), nearest, names_of([nearest], on).get(nearest, "")


def _without(user: Any, period: Period, on: datetime.date) -> list[tuple[Person, str]]:
    """Return who reported to somebody at the end of a period and has no SKP in it."""
    own = asker_of(user).person
    if own is None:
        return []
    given = {
        "own": own, "posts": posts_held(user, on), "during": period.days, "states": list(RATED_STATES),
        "last": period.days.upper - datetime.timedelta(days=1),
    }  # fmt: skip
    titles = dict(_asked(_WITHOUT, given))
    if not titles:
        return []
    people = prepared.rows_of(
        Person, "t.id = ANY(%(people)s::uuid[]) ORDER BY t.name", {"people": list(titles)}
    )
    return [(one, titles[one.pk]) for one in people]


_WITHOUT = """
SELECT j.person_id, v.title FROM organization_positionversion v
JOIN people_jabatanhistory j ON j.position_id = v.position_id AND j.how = 'definitif'
    AND j.digantikan IS NULL AND (j.berlaku @> %(last)s::date) IS TRUE
WHERE v.superior_id = ANY(%(posts)s::uuid[]) AND v.digantikan IS NULL
    AND (v.berlaku @> %(last)s::date) IS TRUE
    AND j.person_id <> %(own)s::uuid AND NOT EXISTS (
        SELECT FROM performance_skp k WHERE k.person_id = j.person_id
            AND k.berlaku && %(during)s::daterange AND k.state = ANY(%(states)s::text[])
    )
"""
"""`IS TRUE` keeps it from the indexes by day, which are read whole: those by post find the few."""


# --- periods


def government_for(user: Any, on: datetime.date) -> Unit | None:
    """Return the government in which somebody works."""
    own = asker_of(user).person
    place = (
        UnitHistory.objects.on(on).filter(person=own).select_related("unit__government").first()
        if own is not None
        else None
    )
    return (place.unit.government or place.unit) if place is not None else None


def periods_ended(government: Unit | uuid.UUID, on: datetime.date, most: int = 8) -> list[Period]:
    """Return the last periods of a government that are over, the newest first."""
    ended = (
        "t.government_id = %(government)s AND upper(t.days) <= %(on)s::date "
        "ORDER BY upper(t.days) DESC, lower(t.days) LIMIT %(most)s::int"
    )
    given = {"government": getattr(government, "pk", government), "on": on, "most": most}
    return prepared.rows_of(Period, ended, given, along="government", more=(MODE,))
