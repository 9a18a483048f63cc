"""The facts of a month, from the database, as the programs of its lists take them."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import uuid
from collections.abc import Collection, Mapping, Sequence

import polars as pl

from praja.organization.models import Unit
from praja.payroll.enums import JenisProses
from praja.payroll.facts import (
    added,
    attended,
    career,
    family,
    given,
    known,
    leave,
    paid,
    rated,
    segments,
    survivors,
)
from praja.payroll.facts.columns import BY_RECORD_ONLY
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
NO_ID = str(uuid.UUID(int=0))
"""The id of nobody, where nobody is asked about: no ids would mean everybody."""
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

    The state on the first of the month counts; where the law pays parts of a month, of who came later that on
    the day of coming; of a supplementary run, what only holds pay back counts as on
    the day of payment, so that a reason that is gone by then holds nobody. The number of statements is the
    same however many people there are, and the answer is the same whenever it is asked again with the same
    `known_at`.

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
        paid_on=next((program.selection.paid_on for program in programs.values()), None),
    )
    units = known.units_of(asked)
    if run is not None and run.kind == JenisProses.TERUSAN:
        return _of_the_dead(asked, units, programs, pay_list, run)
    built = _facts_on(asked, units, programs, pay_list, run)
    packs = next(iter(programs.values())).selection.law.packs
    if any(pay_list in pack.part_months for pack in packs if pack.starts <= asked.period):
        later = [
            _facts_on(
                dataclasses.replace(asked, as_of=day, people=tuple(who)), units, programs, pay_list, run
            )
            for day, who in known.joiners_of(asked, units).items()
        ]
        built = _together([built, *later], units) if later else built
    return built


def _of_the_dead(
    asked: known.Known, units: known.Units, programs: Mapping[str, Program], pay_list: str, run: Run
) -> Facts:
    """Return the facts of those who died before the month, each as of the day of death."""
    built = [
        _facts_on(dataclasses.replace(asked, as_of=day, people=tuple(who)), units, programs, pay_list, run)
        for day, who in survivors.deceased_of(asked, units).items()
    ]
    nobody = dataclasses.replace(asked, people=(NO_ID,))
    return _together(built or [_facts_on(nobody, units, programs, pay_list, run)], units)


def _facts_on(
    asked: known.Known,
    units: known.Units,
    programs: Mapping[str, Program],
    pay_list: str,
    run: Run | None,
) -> Facts:
    """Return the facts of those who are in service on the day that counts."""
    facts = {fact.name: fact for program in programs.values() for fact in program.facts}
    earlier = sorted({name for program in programs.values() for name in program.earlier})
    here = known.people_of(asked, units)
    ids = here["person_id"].to_list()
    relatives = known.family_of(asked, ids)
    service, of_service = paid.service_facts(here, known.places_of(asked, ids), units, asked)
    here = here.with_columns(service.alias("since"))
    for more in (known.acting_of(asked, ids), known.discipline_of(asked, ids)):
        here = here.join(more, on="person_id", how="left", maintain_order="left")
    late = run is not None and run.kind == JenisProses.SUSULAN
    dead = run is not None and run.kind == JenisProses.TERUSAN
    lasting = {name: fact for name, fact in facts.items() if not (dead and name in survivors.ENDED_BY_DEATH)}
    if dead:
        here = survivors.with_heirs_accounts(here, asked)
    holding = {name for program in programs.values() for name in holding_facts(program)} if late else set()
    standing = _standing(asked, here, units, lasting, earlier, holding)
    recaps = known.recaps_of(asked, ids)
    closed = attended.closed_months(here, asked, facts)
    law = next(iter(programs.values())).selection.law
    kinds = sorted(paid.DEDUCTIONS & lasting.keys())
    found: dict[str, list[Said]] = {}
    for part in (
        career.career_facts(here),
        career.discipline_facts(here, asked.period),
        career.post_facts(here, facts),
        career.acting_facts(here, given.plt_ceilings(here, standing, facts)),
        family.family_facts(here, relatives, asked.period),
        {"status_ptkp": family.tax_status(here, relatives, asked.period)},
        of_service,
        added.added_facts(here, asked, pay_list, lasting),
        survivors.survivor_facts(here, relatives, asked, facts) if dead else {},
        rated.rated_facts(here, asked, facts),
        attended.attended_facts(here, asked, closed, recaps, facts),
    ):
        found.update(part)
    for name, said in leave.facts_of_leave(here, asked, facts).items():
        found[name] = [*found.get(name, []), *said]
    in_parts = segments.facts_of(facts)
    parts = segments.parts_of(asked, here, units) if in_parts or segments.CHANGED in facts else None
    if parts is not None:
        found[segments.CHANGED] = [segments.changed_post(parts, here)]
    recapped = given.recap_facts(here, recaps, facts, asked.period)
    owed = paid.deduction_facts(here, asked, kinds, paid.lines_of(law, kinds), run.pk if run else None)
    settled = {
        name: settle(fact, here["nip"], _in_order(name, found, recapped, owed, standing))
        for name, fact in facts.items()
        if fact.grain is Grain.ORANG
    }
    last = settled[LAST].values if LAST in settled else of_service[LAST][0].value
    summed = paid.earlier_facts(
        here, last.fill_null(False), standing, earlier, asked, run.pk if run else None, law
    )
    settled |= {name: settle(fact_named(name, facts), here["nip"], said) for name, said in summed.items()}
    cut = None
    if parts is not None and in_parts:
        month = settled[segments.MONTH_WORKDAYS].values if segments.MONTH_WORKDAYS in settled else None
        cut = segments.segments_of(asked, here, units, parts, in_parts, law.facts, month)
    recaps = attended.with_events(recaps, closed)
    return _assembled(programs, facts, here, settled, relatives, recaps, asked, cut)


def _together(built: Sequence[Facts], units: known.Units) -> Facts:
    """Return the facts of several groups of people as those of one, in the order of units."""
    first = built[0]
    people = pl.concat([one.people for one in built])
    order = people.select(
        pl.arg_sort_by(pl.col("unit_id").replace_strict(dict(units.order), default=0), "nama", "nip")
    ).to_series()
    frames = {grain: pl.concat([one.frames[grain] for one in built]) for grain in first.frames}

    def of(name: str, one: Facts) -> pl.Series:
        nothing = pl.Series([None], dtype=pl.String)
        return one.why.get(name, nothing.new_from_index(0, one.people.height)).rename(name)

    return Facts(
        programs=first.programs,
        frames={**frames, Grain.ORANG.value: people[order]},
        origin=pl.concat([one.origin for one in built]),
        unread=pl.concat([one.unread for one in built]),
        why={name: pl.concat([of(name, one) for one in built])[order] for name in first.why},
    )


@functools.lru_cache(maxsize=64)
def holding_facts(program: Program) -> frozenset[str]:
    """Return the facts that decide only whether pay is held back: neither how much it is nor whether it is
    owed.
    """
    selection, computed = program.selection, program.lowering.computed
    pay_list = selection.pay_list
    if pay_list is None or pay_list.holds is None:
        return frozenset()
    owed = {one.rule.name for one in selection.members(pay_list.accrues or "")}
    held = {one.rule.name for one in selection.members(pay_list.holds)}
    holds = sorted((held - owed) & set(computed))
    totals = [name for name in pay_list.totals if name in computed]
    amounts = {fact.name for fact in program.only(*totals).facts}
    return frozenset(fact.name for fact in program.only(*holds).facts if fact.name not in amounts)


def _standing(
    asked: known.Known,
    here: pl.DataFrame,
    units: known.Units,
    facts: Mapping[str, Fact],
    earlier: list[str],
    holding: Collection[str],
) -> given.Standing:
    wanted = [*facts, *earlier, *(given.of_post(name) for name in facts if name.startswith(given.OF_ACTING))]
    posts = set(here["position_id"].drop_nulls()) | set(here["acting_position"].drop_nulls())
    above = {one for unit in here["unit_id"].unique() for one in units.above.get(unit, ())}
    ids = here["person_id"].to_list()
    rows = known.standing_of(asked, ids, sorted(posts), sorted(above), sorted(set(wanted) - set(holding)))
    if holding:
        paying = dataclasses.replace(asked, period=asked.paid_on or asked.period, as_of=None)
        then = known.standing_of(paying, ids, sorted(posts), sorted(above), sorted(holding))
        rows = pl.concat([rows, then])
    return given.Standing(here, rows, units)


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
    if name in BY_RECORD_ONLY:
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
    cut: segments.Segments | None,
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
    why = career.contradictions(here)
    if cut is not None:
        cut = segments.with_given(cut, rows[segments.NAME], recaps, here, asked.period)
        frames[segments.NAME] = cut.frame
        unread.append(pl.DataFrame(cut.unread, schema=UNREAD, orient="row"))
        origin.append(cut.origin)
        why |= cut.why
    return Facts(
        programs=programs,
        frames=frames,
        origin=pl.concat([pl.DataFrame(schema=ORIGIN), *origin]),
        unread=pl.concat(unread),
        why=why,
    )
