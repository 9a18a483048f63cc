"""The rating desk: all people of one who rates in a period, in a number of queries that stays."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from praja.access.queries import has_role, names_of, units_visible_to
from praja.organization.models import PositionVersion, Unit
from praja.organization.queries import ancestor_ids
from praja.people.asker import asker_of
from praja.people.models import JabatanHistory, Person, UnitHistory
from praja.performance import law
from praja.performance.bkn.modes import with_mode
from praja.performance.enums import JenisPeriode, PredikatKinerja
from praja.performance.models import ClosedRating, Period, Rating, Recusal, Skp, UnitAchievement
from praja.performance.perms import OFFICERS, appraised_by, posts_held
from praja.performance.rating import flags
from praja.performance.rating.actions.ratings import are_alike, final_in, missing_of
from praja.performance.rating.packs import pack_of
from praja.performance.rating.predicates import FinalScore, predicate_by, shown
from praja.performance.rating.proposals import Proposal, propose
from praja.performance.rating.standing import RATED_STATES, Standing

MOST_SHOWN = 200
"""People on one desk; more than that nobody rates in person."""


@dataclasses.dataclass(slots=True)
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

    @property
    def signed(self) -> bool:
        """Whether it is signed, and no draft lies above it."""
        return self.rating is not None and self.rating.signed_at is not None

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

    @property
    def predicate(self) -> str:
        """The predicate as signed, drafted or proposed; empty where something is missing."""
        one = self.proposal
        return predicate_by(one.method, self.result, self.behaviour, self.final, one.on, one.pack)

    @property
    def shown(self) -> tuple[str, str]:
        """The predicate in words, and how it looks; nothing where a rating is missing."""
        return shown(self.predicate)

    @property
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


@dataclasses.dataclass(slots=True)
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

    @property
    def looked_at(self) -> list[Row]:
        """Those who need to be looked at first."""
        return [row for row in self.rows if not row.signed and (row.flags or row.refusal or row.missing)]

    @property
    def clear(self) -> list[Row]:
        """Those of whom nothing is to be noted."""
        return [row for row in self.rows if not row.signed and not (row.flags or row.refusal or row.missing)]

    @property
    def signed(self) -> list[Row]:
        """Those who are rated."""
        return [row for row in self.rows if row.signed]

    @property
    def alike(self) -> bool:
        """Whether all of several people would be rated alike."""
        return are_alike([Rating(result=row.result, behaviour=row.behaviour) for row in self.rows])

    @property
    def shares(self) -> list[tuple[str, str, int]]:
        """Return each predicate with its name and how many have it."""
        return [(one.value, str(one.label), self.counts[one.value]) for one in PredikatKinerja]


def skps_on_desk(user: Any, period: Period, on: datetime.date) -> list[Skp]:
    """Return the SKP that somebody rates in a period, by name, by post or instead of another."""
    rows = _rated_by(user, period, on)
    found = list(
        rows.select_related("person__account", "unit__government", "appraiser").order_by(
            "person__name", "berlaku__startswith", "pk"
        )
    )
    last = _last({one.pk: one.person_id for one in found}, period)
    return [one for one in found if one.pk in last]


def rates_in(user: Any, period: Period, on: datetime.date) -> bool:
    """Tell whether somebody rates any SKP in a period (`skps_on_desk`)."""
    return _rated_by(user, period, on).exists()


def left_on_desk(user: Any, period: Period, on: datetime.date) -> int:
    """Return how many of the SKP that somebody rates in a period (`skps_on_desk`) are neither rated nor
    closed yet.
    """
    known = {"skp": OuterRef("pk"), "period": period, "digantikan__isnull": True}
    signed = Rating.objects.filter(signed_at__isnull=False, **known)
    closed = ClosedRating.objects.filter(**known)
    rows = _rated_by(user, period, on).annotate(done=Exists(signed) | Exists(closed))
    found = list(rows.order_by("berlaku__startswith", "pk").values_list("pk", "person_id", "done"))
    last = _last({pk: person for pk, person, _done in found}, period)
    return sum(not done and pk in last for pk, _person, done in found)


def _rated_by(user: Any, period: Period, on: datetime.date) -> QuerySet[Skp]:
    rows = Skp.objects.filter(
        pk__in=_on_desk(user, period, on), berlaku__overlap=period.days, state__in=RATED_STATES
    )
    return rows.filter(Q(unit__government=period.government_id) | Q(unit=period.government_id))


def _last(people: Mapping[uuid.UUID, uuid.UUID], period: Period) -> Set[uuid.UUID]:
    """Return of SKP in the order in which they began those to be rated: of a year, each one's last.

    :param people: SKP → whose it is
    """
    if period.kind != JenisPeriode.TAHUNAN:
        return people.keys()
    return set({person: skp for skp, person in people.items()}.values())


def _on_desk(user: Any, period: Period, on: datetime.date) -> QuerySet[Any, Any]:
    """Return the ids of what somebody rates, each way by itself: the database finds each by an index."""
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    found = Skp.objects.none().values("pk")
    ways: list[QuerySet[Any, Any]] = []
    if own is not None:
        ways.append(Skp.objects.filter(appraised_by(user, on)).values("pk"))
        ways.append(Recusal.objects.filter(period=period, substitute=own).values("skp"))
    if has_role(user, *OFFICERS, on=on):
        outside = Skp.objects.filter(appraiser__isnull=True).exclude(appraiser_name="").exclude(person=own)
        units = units_visible_to(user, on, *OFFICERS)
        ways.append(outside.filter(unit__in=units.values("pk")).values("pk"))
    return found.union(*ways) if ways else found


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
    last = period.days.upper - datetime.timedelta(days=1)
    titles = dict(
        PositionVersion.objects.on(last)
        .filter(position__in=[one.position_id for one in skps])
        .values_list("position_id", "title")
    )
    ratings: dict[uuid.UUID, Rating] = {}
    known = Rating.objects.filter(skp__in=[one.pk for one in skps], period=period, digantikan__isnull=True)
    for one in known.order_by("number").prefetch_related("behaviour_ratings"):
        if one.signed_at is not None or one.by_id == user.pk:
            ratings[one.skp_id] = one
    rows = []
    for skp in skps:
        rating = ratings.get(skp.pk)
        row = Row(skp, titles.get(skp.position_id, ""), proposals[skp.pk], rating, standing.refusal(skp))
        if rating is not None and rating.signed_at is None:
            row.missing = missing_of(rating)
        recusal = standing.recusals.get(skp.pk)
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
    place = UnitHistory.objects.on(on).filter(person=own).values_list("unit", flat=True).first()
    if place is None:
        return None, None, ""
    above = ancestor_ids(place, on)
    found = {
        one.unit_id: one
        for one in UnitAchievement.objects.filter(period=period, unit__in=above, digantikan__isnull=True)
    }
    nearest = next((unit for unit in above if unit in found), place)
    return found.get(nearest), nearest, names_of([nearest], on).get(nearest, "")


def _without(user: Any, period: Period, on: datetime.date) -> list[tuple[Person, str]]:
    """Return who reported to somebody at the end of a period and has no SKP in it."""
    own = asker_of(user).person
    if own is None:
        return []
    last = period.days.upper - datetime.timedelta(days=1)
    posts = dict(
        PositionVersion.objects.on(last)
        .filter(superior__in=posts_held(user, on))
        .values_list("position_id", "title")
    )
    planned = Skp.objects.filter(
        person=OuterRef("person"), berlaku__overlap=period.days, state__in=RATED_STATES
    )
    held = (
        JabatanHistory.objects.on(last)
        .filter(~Exists(planned), position__in=posts, how="definitif")
        .exclude(person=own)
        .select_related("person")
        .order_by("person__name")
    )
    return [(one.person, posts[one.position_id]) for one in held]


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
    rows = with_mode(Period.objects.filter(government=government, days__endswith__lte=on))
    return list(rows.select_related("government").order_by("-days__endswith", "days__startswith")[:most])
