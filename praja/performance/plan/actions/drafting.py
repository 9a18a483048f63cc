"""Drafting a version of an SKP: results, indicators, behaviour, annexes, and copying them from elsewhere."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from praja.performance.enums import (
    Arah,
    Aspek,
    JenisLampiran,
    JenisRhk,
    LingkupRhk,
    Nilai,
    Pendekatan,
)
from praja.performance.measuring import MEASURED
from praja.performance.models import (
    Annex,
    Expectation,
    Goal,
    Indicator,
    IndicatorVersion,
    Programme,
    Rhk,
    RhkVersion,
    Skp,
    SkpVersion,
)
from praja.performance.plan import perms
from praja.performance.plan.actions.common import locked_version, plain, tell
from praja.performance.plan.content import Content, content_of
from praja.performance.plan.queries import goals_for, programmes_for, servable_by, sources_for
from praja.performance.plan.refused import PlanRefused
from praja.web.said import gettext as _

MOST_RESULTS: Final = 20
MOST_INDICATORS: Final = 10
"""Of one result."""
MOST_LINES: Final = 20
"""Of one annex."""


@dataclasses.dataclass(frozen=True, slots=True)
class ResultSaid:
    """What is said of a result."""

    text: str
    kind: str = JenisRhk.UTAMA
    scope: str = LingkupRhk.ORGANISASI
    serves: Rhk | None = None
    goal: Goal | None = None
    programme: Programme | None = None
    perspective: str = ""
    weight: Decimal | None = None
    success: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class IndicatorSaid:
    """What is said of an indicator."""

    text: str
    measure: str = ""
    direction: str = Arah.TINGGI
    target: Decimal | None = None
    target_max: Decimal | None = None
    due: datetime.date | None = None
    steps: Sequence[Mapping[str, str]] = ()
    formula: str = ""
    source: str = ""
    aspect: str = Aspek.KUANTITAS
    weight: Decimal | None = None
    maximum: bool = False
    across: str = ""
    """How its months make its year (`AntarBulan`); empty: as its direction and unit suggest."""
    library: str = ""
    feed: str = ""
    """By which sheets and other systems name it, where it is counted; else it is reported by hand."""


_RESULT: Final = tuple(one.name for one in dataclasses.fields(ResultSaid))
_INDICATOR: Final = (*MEASURED, "aspect", "weight", "maximum", "across", "library", "feed", "order")
_ROW: Final = ("text", "kind", "scope", "serves_id", "goal_id", "programme_id", "perspective", "weight",
               "success", "order")  # fmt: skip


# --- results


@transaction.atomic
def add_result(*, version: SkpVersion, said: ResultSaid, by: Any, on: datetime.date) -> RhkVersion:
    """Add a result to a drafted version.

    :raises PlanRefused: if `by` may not, or it cannot serve what it is said to serve
    """
    found = _drafted(version, by)
    standing = RhkVersion.objects.filter(version=found)
    if standing.count() >= MOST_RESULTS:
        raise PlanRefused(_("Paling banyak dua puluh rencana hasil kerja. Gabungkan yang serupa."))
    _check_served(found.skp, said, on)
    made: RhkVersion = RhkVersion.objects.create(
        version=found, rhk=Rhk.objects.create(skp=found.skp), order=_next(standing), **_of(said)
    )
    tell("result_added", found.skp, by, on, after={"rhk": made.text})
    return made


@transaction.atomic
def change_result(*, row: RhkVersion, said: ResultSaid, by: Any, on: datetime.date) -> RhkVersion:
    """Say a result of a drafted version anew.

    :raises PlanRefused: as `add_result` does
    """
    version = _drafted(row.version, by)
    found: RhkVersion = RhkVersion.objects.get(pk=row.pk, version=version)
    _check_served(version.skp, said, on)
    before = {"rhk": found.text}
    for name, value in _of(said).items():
        setattr(found, name, value)
    found.save(update_fields=list(_RESULT))
    tell("result_changed", version.skp, by, on, before=before, after={"rhk": found.text})
    return found


@transaction.atomic
def remove_result(*, row: RhkVersion, by: Any, on: datetime.date) -> None:
    """Take a result with its indicators out of a drafted version. Earlier versions keep it.

    :raises PlanRefused: if `by` may not
    """
    version = _drafted(row.version, by)
    IndicatorVersion.objects.filter(version=version, indicator__rhk=row.rhk_id).delete()
    RhkVersion.objects.filter(pk=row.pk, version=version).delete()
    tell("result_removed", version.skp, by, on, before={"rhk": row.text})


@transaction.atomic
def raise_result(*, row: RhkVersion, by: Any, on: datetime.date) -> None:
    """Put a result of a drafted version before the one above it. The first of its kind stays where it is.

    :raises PlanRefused: if `by` may not
    """
    version = _drafted(row.version, by)
    rows = list(RhkVersion.objects.filter(version=version).order_by("order", "pk"))
    of_kind = [place for place, one in enumerate(rows) if one.kind == row.kind]
    mine = next((at for at, place in enumerate(of_kind) if rows[place].pk == row.pk), 0)
    if mine == 0:
        return
    here, above = of_kind[mine], of_kind[mine - 1]
    rows[here], rows[above] = rows[above], rows[here]
    for place, one in enumerate(rows):
        one.order = place
    RhkVersion.objects.bulk_update(rows, ["order"])
    tell("result_raised", version.skp, by, on, after={"rhk": row.text})


def _of(said: ResultSaid) -> dict[str, Any]:
    fields = {name: getattr(said, name) for name in _RESULT}
    return fields | {"text": plain(said.text), "success": said.success.strip()}


def _check_served(skp: Skp, said: ResultSaid, on: datetime.date) -> None:
    if said.serves is not None and said.serves.pk not in {pk for pk, _text in servable_by(skp)}:
        raise PlanRefused(
            _("Hasil kerja atasan itu tidak (lagi) ada dalam SKP penilai Anda. Pilih yang lain.")
        )
    if said.goal is not None and not goals_for(skp).filter(pk=said.goal.pk).exists():
        raise PlanRefused(_("Sasaran itu bukan (lagi) sasaran unit Anda tahun ini. Pilih yang lain."))
    if said.programme is not None and not programmes_for(skp).filter(pk=said.programme.pk).exists():
        raise PlanRefused(_("Anda tidak terdaftar pada program itu. Minta pemiliknya menambahkan Anda."))
    if not said.text.strip():
        raise PlanRefused(_("Tuliskan rencana hasil kerjanya."))


# --- indicators


@transaction.atomic
def add_indicator(*, row: RhkVersion, said: IndicatorSaid, by: Any, on: datetime.date) -> IndicatorVersion:
    """Add an indicator to a result of a drafted version.

    :raises PlanRefused: if `by` may not, or the result has too many
    """
    version = _drafted(row.version, by)
    standing = IndicatorVersion.objects.filter(version=version, indicator__rhk=row.rhk_id)
    if standing.count() >= MOST_INDICATORS:
        raise PlanRefused(_("Satu rencana hasil kerja paling banyak mempunyai sepuluh indikator."))
    made: IndicatorVersion = IndicatorVersion.objects.create(
        version=version, indicator=Indicator.objects.create(rhk_id=row.rhk_id), order=_next(standing),
        **_measured(said),
    )  # fmt: skip
    tell("indicator_added", version.skp, by, on, after={"indikator": made.text})
    return made


@transaction.atomic
def change_indicator(
    *, row: IndicatorVersion, said: IndicatorSaid, by: Any, on: datetime.date
) -> IndicatorVersion:
    """Say an indicator of a drafted version anew; it stays the same one, with what was reported of it.

    :raises PlanRefused: if `by` may not
    """
    version = _drafted(row.version, by)
    found: IndicatorVersion = IndicatorVersion.objects.get(pk=row.pk, version=version)
    before = {"indikator": found.text, "target": found.target}
    fields = _measured(said)
    for name, value in fields.items():
        setattr(found, name, value)
    found.save(update_fields=list(fields))
    after = {"indikator": found.text, "target": found.target}
    tell("indicator_changed", version.skp, by, on, before=before, after=after)
    return found


@transaction.atomic
def remove_indicator(*, row: IndicatorVersion, by: Any, on: datetime.date) -> None:
    """Take an indicator out of a drafted version. Earlier versions keep it.

    :raises PlanRefused: if `by` may not
    """
    version = _drafted(row.version, by)
    IndicatorVersion.objects.filter(pk=row.pk, version=version).delete()
    tell("indicator_removed", version.skp, by, on, before={"indikator": row.text})


def _measured(said: IndicatorSaid) -> dict[str, Any]:
    fields = dataclasses.asdict(said)
    return fields | {"text": plain(said.text), "steps": [dict(step) for step in said.steps]}


# --- behaviour, annexes, approach


@transaction.atomic
def say_expectations(*, version: SkpVersion, said: Mapping[str, str], by: Any, on: datetime.date) -> None:
    """Write what the appraiser expects of each behaviour; an empty text takes one away.

    :param said: value → text
    :raises PlanRefused: if `by` may not
    """
    found = locked_version(version)
    if not perms.may_expect(by, found, on):
        raise PlanRefused(
            _("Ekspektasi ditulis oleh penilai selama SKP disusun atau diajukan, atau oleh pegawainya.")
        )
    for value in Nilai:
        text = plain(said.get(value, ""))
        standing = Expectation.objects.filter(version=found, value=value)
        if not text:
            standing.delete()
        elif not standing.update(text=text[:500]):
            Expectation.objects.create(version=found, value=value, text=text[:500])
    tell("expectations_said", found.skp, by, on)


@transaction.atomic
def say_annexes(
    *, version: SkpVersion, said: Mapping[str, Sequence[str]], by: Any, on: datetime.date
) -> None:
    """Write the annexes of a drafted version anew.

    :param said: annex → its lines
    :raises PlanRefused: if `by` may not, or an annex is too long
    """
    found = _drafted(version, by)
    rows = []
    for kind in JenisLampiran:
        lines = [line for line in map(plain, said.get(kind, ())) if line]
        if len(lines) > MOST_LINES:
            raise PlanRefused(_("Satu lampiran paling banyak dua puluh baris."))
        rows += [
            Annex(version=found, kind=kind, order=order, text=line[:500]) for order, line in enumerate(lines)
        ]
    Annex.objects.filter(version=found).delete()
    Annex.objects.bulk_create(rows)
    tell("annexes_said", found.skp, by, on)


@transaction.atomic
def choose_approach(*, version: SkpVersion, approach: str, by: Any, on: datetime.date) -> SkpVersion:
    """Choose by figures or by words how the results of a drafted version are measured.

    :raises PlanRefused: if `by` may not
    """
    found = _drafted(version, by)
    before, found.approach = found.approach, Pendekatan(approach)
    found.save(update_fields=["approach"])
    tell(
        "approach_chosen", found.skp, by, on, before={"pendekatan": before},
        after={"pendekatan": found.approach},
    )  # fmt: skip
    return found


# --- copying


@transaction.atomic
def copy_from(*, version: SkpVersion, source: SkpVersion, by: Any, on: datetime.date) -> int:
    """Copy what another SKP promised into a drafted version that has no results yet, and return how many
    results were copied: of one's own earlier SKP all, of a predecessor those that stay with the organization.

    What they served is not copied: it was the superior's plan of another year or of another superior.

    :raises PlanRefused: if `by` may not, there are results already, or the source is none for this SKP
    """
    found = _drafted(version, by)
    if RhkVersion.objects.filter(version=found).exists():
        raise PlanRefused(_("SKP ini sudah berisi. Menyalin hanya dapat dilakukan pada SKP yang kosong."))
    if source.pk not in {one.version.pk for one in sources_for(found.skp)}:
        raise PlanRefused(_("SKP itu tidak dapat disalin ke sini."))
    content = content_of(source)
    own = source.skp.person_id == found.skp.person_id
    copied = copy_content(content, found, new=True, scopes=None if own else {LingkupRhk.ORGANISASI})
    found.skp.copied_from = source.skp
    found.skp.save(update_fields=["copied_from"])
    tell("skp_copied", found.skp, by, on, after={"rhk": copied, "asal": str(source.skp_id)})
    return copied


def copy_content(
    content: Content, into: SkpVersion, *, new: bool, scopes: set[LingkupRhk] | None = None
) -> int:
    """Write the content of a version into an empty one, and return how many results that are.

    :param new: whether results and indicators become new ones; else they stay the same, as in a later version
    :param scopes: which results; by default all, and then behaviour and annexes too
    """
    results = [one for one in content.results if scopes is None or one.row.scope in scopes]
    years = into.skp.year - content.skp.year
    rows, measured, made, indicators = [], [], [], []
    for result in results:
        rhk = Rhk(skp=into.skp) if new else Rhk(pk=result.row.rhk_id)
        made.append(rhk)
        fields = {name: getattr(result.row, name) for name in _ROW}
        if new:
            fields |= {"serves_id": None, "goal_id": None, "programme_id": None}
        rows.append(RhkVersion(version=into, rhk=rhk, **fields))
        for one in result.indicators:
            indicator = Indicator(rhk=rhk) if new else one.indicator
            indicators.append(indicator)
            said = {name: getattr(one, name) for name in _INDICATOR}
            if years:
                said |= {"due": _moved(one.due, years), "steps": [_later(step, years) for step in one.steps]}
            measured.append(IndicatorVersion(version=into, indicator=indicator, **said))
    if new:
        Rhk.objects.bulk_create(made)
        Indicator.objects.bulk_create(indicators)
    RhkVersion.objects.bulk_create(rows)
    IndicatorVersion.objects.bulk_create(measured)
    if scopes is None:
        Expectation.objects.bulk_create(
            [
                Expectation(version=into, value=value, text=text)
                for value, text in content.expectations.items()
            ]
        )
        Annex.objects.bulk_create(
            [
                Annex(version=into, kind=kind, order=order, text=text)
                for kind, lines in content.annexes.items()
                for order, text in enumerate(lines)
            ]
        )
    return len(results)


def _moved(day: datetime.date | None, years: int) -> datetime.date | None:
    """Return a day some years later; of 29 February the last of that month."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _later(step: Mapping[str, str], years: int) -> dict[str, str]:
    due = _moved(datetime.date.fromisoformat(step["due"]), years) if step.get("due") else None
    return {"text": step["text"], "due": due.isoformat() if due else ""}


# --- small things


def _drafted(version: SkpVersion, by: Any) -> SkpVersion:
    found = locked_version(version)
    if not perms.may_draft(by, found):
        raise PlanRefused(
            _("SKP hanya dapat diubah oleh pegawainya sendiri selama disusun. Muat ulang halamannya.")
        )
    return found


def _next(rows: Any) -> int:
    last = rows.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1
