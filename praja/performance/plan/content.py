"""What a version of an SKP holds, read whole in a constant number of queries."""

from __future__ import annotations

import dataclasses
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from praja.performance.behaviour import GUIDES
from praja.performance.enums import JenisLampiran, JenisRhk, Nilai
from praja.performance.models import (
    Annex,
    Expectation,
    IndicatorVersion,
    RhkVersion,
    Skp,
    SkpVersion,
)
from praja.web.prepared import rows_of


@dataclasses.dataclass(slots=True)
class Result:
    """A result with its indicators, as a version says them."""

    row: RhkVersion
    indicators: list[IndicatorVersion] = dataclasses.field(default_factory=list)
    served: str = ""
    """The words of what it serves: the superior's result, or the unit's goal."""


@dataclasses.dataclass(slots=True)
class Content:
    """A version with all its lines, in their order."""

    version: SkpVersion
    results: list[Result] = dataclasses.field(default_factory=list)
    expectations: dict[str, str] = dataclasses.field(default_factory=dict)
    annexes: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    @property
    def skp(self) -> Skp:
        """The SKP that it is a version of."""
        found: Skp = self.version.skp
        return found

    @property
    def by_kind(self) -> list[tuple[Any, list[Result]]]:
        """The results, those of the post first."""
        kinds = [(kind, [one for one in self.results if one.row.kind == kind]) for kind in JenisRhk]
        return [(kind.label, results) for kind, results in kinds if results]

    @property
    def behaviours(self) -> list[tuple[Any, Sequence[str], str]]:
        """The values with their guides and what is expected of each besides."""
        return [(value.label, GUIDES[value], self.expectations.get(value, "")) for value in Nilai]

    @property
    def annex_lists(self) -> list[tuple[Any, list[str]]]:
        """The annexes with their lines."""
        return [(kind.label, self.annexes.get(kind, [])) for kind in JenisLampiran]


def contents_of(versions: Collection[SkpVersion]) -> dict[uuid.UUID, Content]:
    """Return the contents of some versions, in five queries or six."""
    found = {version.pk: Content(version) for version in versions}
    lines: dict[tuple[uuid.UUID, uuid.UUID], Result] = {}
    known, given = "t.version_id = ANY(%(versions)s::uuid[])", {"versions": list(found)}
    in_order = f'{known} ORDER BY t.kind, t."order", t.id'
    for row in rows_of(RhkVersion, in_order, given, along=("goal", "programme")):
        lines[row.version_id, row.rhk_id] = Result(row, served=row.goal.text if row.goal else "")
    for key, line in sorted(lines.items(), key=lambda item: item[1].row.kind != JenisRhk.UTAMA):
        found[key[0]].results.append(line)
    for one in rows_of(IndicatorVersion, f'{known} ORDER BY t."order", t.id', given, along="indicator"):
        if (result := lines.get((one.version_id, one.indicator.rhk_id))) is not None:
            result.indicators.append(one)
    served = {line.row.serves_id for line in lines.values() if line.row.serves_id}
    texts = texts_of(served) if served else {}
    for line in lines.values():
        if line.row.serves_id:
            line.served = texts.get(line.row.serves_id, line.served)
    for expected in rows_of(Expectation, known, given):
        found[expected.version_id].expectations[expected.value] = expected.text
    for annex in rows_of(Annex, f'{known} ORDER BY t."order", t.id', given):
        found[annex.version_id].annexes.setdefault(annex.kind, []).append(annex.text)
    return found


def content_of(version: SkpVersion) -> Content:
    """Return the content of one version."""
    return contents_of([version])[version.pk]


def texts_of(results: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return what results are called: in the version that is agreed, or else in the latest one."""
    found: dict[uuid.UUID, str] = {}
    rank: dict[uuid.UUID, tuple[bool, int]] = defaultdict(lambda: (False, 0))
    rows = RhkVersion.objects.filter(rhk__in=list(results)).values_list(
        "rhk", "text", "version__state", "version__number"
    )
    for rhk, text, state, number in rows:
        here = (state == "disepakati", number)
        if here > rank[rhk]:
            rank[rhk], found[rhk] = here, text
    return found
