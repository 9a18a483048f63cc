"""The facts of a month, from the database, as the programs of its lists take them."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import uuid
from collections.abc import Collection, Mapping

import polars as pl

from praja.organization.models import Unit
from praja.payroll.facts import career, family, given, known, paid
from praja.payroll.facts.columns import BY_SK_ONLY
from praja.payroll.facts.said import ORIGIN, Said, Settled, Sumber, settle
from praja.payroll.facts.typed import fact_named
from praja.payroll.models import Run
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain

CARRIED = (
    "person_id",
    "nip",
    "nama",
    "unit_id",
    "unit",
    "npwp_pemotong",
    "jabatan",
    "bank",
    "bank_nomor",
    "bank_nama",
)
"""Text that goes along with everyone; no fact of the law may be named so."""
LAST = "masa_pajak_terakhir"
UNREAD = {"nip": pl.String, "fakta": pl.String, "isi": pl.String}


@dataclasses.dataclass(frozen=True)
class Facts:
    """The facts of a month.

    `frames`: by grain; of people the carried text of `CARRIED`, `golongan`, the facts, and what was paid.
    `origin`: a row for each value: nip, fakta, sumber, rujukan (the id of a row), keterangan, oleh.
    `unread`: nip, fakta, isi of what was given and cannot be read. Its value is null; whoever has such a fact
    must not be paid, although the engine would take the default where the fact has one.
    """

    programs: Mapping[str, Program]
    frames: dict[str, pl.DataFrame]
    origin: pl.DataFrame
    unread: pl.DataFrame
    why: dict[str, pl.Series]
    """By fact, in the order of people: why nothing is known although something is recorded."""

    @functools.cached_property
    def missing(self) -> pl.DataFrame:
        """What must still be recorded before everyone can be computed and paid.

        Columns nip, nama, unit_id, unit, fakta, judul, siapa (a role), mengapa.
        """
        from praja.payroll.facts.missing import missing_of

        return missing_of(self)

    @property
    def people(self) -> pl.DataFrame:
        """The frame of people."""
        return self.frames[Grain.ORANG.value]


def facts_for(
    *,
    programs: Mapping[str, Program],
    pay_list: str,
    period: datetime.date,
    unit: Unit,
    people: Collection[uuid.UUID] = (),
    known_at: datetime.datetime | None = None,
    run: Run | None = None,
) -> Facts:
    """Return the facts by which the people of a unit, with all below it, are paid in a month.

    The state on the first of the month counts. The number of statements is the same however many people
    there are, and the answer is the same whenever it is asked again with the same `known_at`.

    :param programs: of the lists that are computed together; only what they read is in the frames
    :param pay_list: the list that is paid
    :param people: only these; empty means everyone of the unit
    :param known_at: as known at this moment; by default now
    :param run: the run that is computed: its own slips are not what was paid before
    """
    asked = known.Known(
        government=unit.government or unit,
        unit=unit,
        period=period.replace(day=1),
        known_at=known_at,
        people=tuple(sorted(str(one) for one in people)),
    )
    facts = {fact.name: fact for program in programs.values() for fact in program.facts}
    earlier = sorted({name for program in programs.values() for name in program.earlier})
    units = known.units_of(asked)
    here = known.people_of(asked, units)
    ids = here["person_id"].to_list()
    relatives = known.family_of(asked, ids)
    service, of_service = paid.service_facts(here, known.places_of(asked, ids), units, asked)
    here = here.with_columns(service.alias("since"))
    for more in (known.acting_of(asked, ids), known.discipline_of(asked, ids)):
        here = here.join(more, on="person_id", how="left", maintain_order="left")
    standing = _standing(asked, here, units, facts, earlier)
    recaps = known.recaps_of(asked, ids)
    law = next(iter(programs.values())).selection.law
    kinds = sorted(paid.DEDUCTIONS & facts.keys())
    found: dict[str, list[Said]] = {}
    for part in (
        career.career_facts(here),
        career.discipline_facts(here, asked.period),
        career.post_facts(here, facts),
        career.acting_facts(here, _plt_ceilings(here, standing, facts)),
        family.family_facts(here, relatives, asked.period),
        {"status_ptkp": family.tax_status(here, relatives, asked.period)},
        of_service,
    ):
        found.update(part)
    recapped = given.recap_facts(here, recaps, facts, asked.period)
    owed = paid.deduction_facts(here, asked, kinds, paid.lines_of(law, kinds), run.pk if run else None)
    settled = {
        name: settle(fact, here["nip"], _in_order(name, found, recapped, owed, standing))
        for name, fact in facts.items()
        if fact.grain is Grain.ORANG
    }
    last = settled[LAST].values if LAST in settled else of_service[LAST][0].value
    summed = paid.earlier_facts(
        here, last.fill_null(False), standing, earlier, asked, run.pk if run else None
    )
    settled |= {name: settle(fact_named(name, facts), here["nip"], said) for name, said in summed.items()}
    return _assembled(programs, facts, here, settled, relatives, recaps, asked)


def _standing(
    asked: known.Known, here: pl.DataFrame, units: known.Units, facts: Mapping[str, Fact], earlier: list[str]
) -> given.Standing:
    wanted = [*facts, *earlier, *(_of_post(name) for name in facts if name.startswith("pagu_plt_"))]
    posts = set(here["position_id"].drop_nulls()) | set(here["acting_position"].drop_nulls())
    above = {one for unit in here["unit_id"].unique() for one in units.above.get(unit, ())}
    ids = here["person_id"].to_list()
    rows = known.standing_of(asked, ids, sorted(posts), sorted(above), sorted(set(wanted)))
    return given.Standing(here, rows, units)


def _of_post(name: str) -> str:
    """Return the fact of a post that becomes `pagu_plt_…` of whoever acts in it."""
    return name.replace("pagu_plt_", "pagu_", 1)


def _plt_ceilings(
    here: pl.DataFrame, standing: given.Standing, facts: Mapping[str, Fact]
) -> dict[str, pl.Series]:
    return {
        name: standing.of_acting(_of_post(name), here["acting_position"])
        for name in facts
        if name.startswith("pagu_plt_")
    }


def _in_order(
    name: str,
    found: Mapping[str, list[Said]],
    recapped: Mapping[str, list[Said]],
    owed: Mapping[str, list[Said]],
    standing: given.Standing,
) -> list[Said]:
    """Return all that is said of a fact, what goes before first."""
    own = found.get(name, [])
    by_sk = [said for said in own if said.source is Sumber.SK]
    by_rule = [said for said in own if said.source is not Sumber.SK]
    if name in BY_SK_ONLY:
        return [*by_sk, *by_rule]
    return [
        *by_sk,
        *recapped.get(name, []),
        *owed.get(name, []),
        *standing.of_person(name),
        *by_rule,
        *standing.of_unit(name),
    ]


def _assembled(
    programs: Mapping[str, Program],
    facts: Mapping[str, Fact],
    here: pl.DataFrame,
    settled: Mapping[str, Settled],
    relatives: pl.DataFrame,
    recaps: pl.DataFrame,
    asked: known.Known,
) -> Facts:
    people = here.with_columns(jabatan=pl.col("title")).select(*CARRIED, "golongan")
    frames = {Grain.ORANG.value: people.with_columns(one.values for one in settled.values())}
    finer = [fact for fact in facts.values() if fact.grain is not Grain.ORANG]
    if own := [fact.name for fact in finer if fact.grain is Grain.ANAK]:
        children = family.children_of(here, relatives, asked.period)
        frames[Grain.ANAK.value] = children.select("nip", *(one for one in children.columns if one in own))
    rows, unread_rows = given.finer_rows(here, recaps, finer)
    frames |= rows
    unread = [pl.DataFrame(unread_rows, schema=UNREAD, orient="row")]
    for name, one in settled.items():
        if one.bad.any():
            told = pl.select(nip=here["nip"], fakta=pl.lit(name), isi=one.given)
            unread.append(told.filter(one.bad))
    origin = [frame for one in settled.values() for frame in one.origin]
    return Facts(
        programs=programs,
        frames=frames,
        origin=pl.concat([pl.DataFrame(schema=ORIGIN), *origin]),
        unread=pl.concat(unread),
        why=career.contradictions(here),
    )
