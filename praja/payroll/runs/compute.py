"""From facts to slips: one list of one month for everybody, in memory; nothing here writes.

What the law gives (`praja.rules.month`) becomes what somebody is paid: people who stand in another run are
left out, units whose pay an officer holds back are held, and nobody is ever paid less than nothing.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from praja.organization.queries import subtree
from praja.payroll.enums import JenisProses, KeadaanProses, KeadaanSlip
from praja.payroll.facts import facts_for
from praja.payroll.facts.missing import advised, facts_in, in_words
from praja.payroll.models import PayHold, Run
from praja.payroll.programs import law_of, programs_for
from praja.payroll.runs import bundle
from praja.payroll.runs.refused import RunRefused
from praja.rules.facts import ProblemKind
from praja.rules.month import State, in_batches
from praja.rules.program import PROBLEM_COLUMNS, Program
from praja.rules.schema import Grain
from praja.web.words import rupiah, tanggal

BATCH = 8_000
"""People computed between two signs of life: a fraction of a second. Of fewer, what each batch costs however
small it is would be the most of it."""
HELD, UNIT_HELD, OWED = "ditahan", "unit_ditahan", "terutang"
"""The kinds of reasons that pay is held, beside the kinds of problems that the engine has: a person's own,
that an officer holds the pay of the unit, and that the government owes it until it may pay."""
QUARTERLY = "tahan_tpp_triwulan"
"""The rule by which the months of a quarter are owed until it ends."""
Tell = Callable[[int, int, int], None]
"""Told how many people there are, how many are done, and how many have a problem so far."""

_LONGEST = {
    "nama": 200,
    "unit": 200,
    "npwp_pemotong": 16,
    "jabatan": 200,
    "golongan": 6,
    "bank": 80,
    "bank_nomor": 40,
    "bank_nama": 200,
}
"""The text that slips carry, and how much of it their columns hold."""


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """The facts of those who belong in a run, as known at a moment."""

    at: datetime.datetime
    frames: dict[str, pl.DataFrame]
    origin: pl.DataFrame
    unread: pl.DataFrame
    """What was given and cannot be read (nip, fakta, isi): whoever has such a fact is not paid."""
    left_out: list[dict[str, str]]
    others: frozenset[tuple[Any, ...]] = frozenset()
    """The other runs of the month as they were when it was looked who is left out."""

    @property
    def people(self) -> pl.DataFrame:
        """The frame with a row a person."""
        return self.frames[Grain.ORANG.value]


@dataclasses.dataclass(frozen=True, slots=True)
class Earlier:
    """What was known and came out before, of which the part that still holds need not be computed again."""

    frames: Mapping[str, pl.DataFrame]
    results: pl.DataFrame
    problems: pl.DataFrame


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What a run comes to: the law's amounts and problems, and the slips made of them."""

    known: Known
    results: pl.DataFrame
    problems: pl.DataFrame
    slips: pl.DataFrame
    computed: int
    """How many people were put through the law; fewer than there are where something was known before."""


def programs_of(run: Run) -> Mapping[str, Program]:
    """Return the program of a run's list, under its name.

    :raises RulesError: if the law is faulty, or has no such list in that month
    """
    return programs_for(run.pack, run.pay_list, run.period, run.paid_on)


def moment_of(run: Run, *, now: datetime.datetime | None = None) -> datetime.datetime:
    """Return the moment as known at which a run is to be computed: now, or its cut-off if that is past."""
    at = now or timezone.now()
    return min(at, run.cut_off) if run.cut_off else at


# --- facts


def known_facts(run: Run, at: datetime.datetime, *, left_out: list[dict[str, str]] | None = None) -> Known:
    """Return the facts of those who belong in a run, without those who stand in another one.

    :param left_out: those left out when the run was computed; without it, those who would be now
    """
    others = _others(run)
    built = facts_for(
        programs=programs_of(run),
        pay_list=run.pay_list,
        period=run.period,
        unit=run.unit,
        people=[uuid.UUID(one) for one in run.people],
        known_at=at,
        run=run,
    )
    if left_out is None:
        left_out = _left_out(run, built.frames[Grain.ORANG.value])
    away = pl.Series("nip", [one["nip"] for one in left_out], dtype=pl.String)

    def without(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.filter(~pl.col("nip").is_in(away.implode())) if left_out else frame

    frames = {grain: bundle.storable(without(frame)) for grain, frame in built.frames.items()}
    origin, unread = bundle.storable(without(built.origin)), without(built.unread)
    return Known(at, frames, origin, unread, left_out, others)


def taken_since(run: Run, known: Known) -> bool:
    """Tell whether other runs have taken or let go of anybody since the facts were built."""
    if _others(run) == known.others:
        return False
    taken = elsewhere(run, [*known.people["person_id"], *(one["person"] for one in known.left_out)])
    away = {one["person"] for one in known.left_out}
    return set(taken) != away


def _others(run: Run) -> frozenset[tuple[Any, ...]]:
    """Return the other runs of the same list and month that have slips, and which result of each."""
    rows = Run.objects.filter(period=run.period, pay_list=run.pay_list, people_count__gt=0).exclude(pk=run.pk)
    return frozenset(rows.values_list("pk", "state", "attempt", "computed_at"))


_ELSEWHERE = """
WITH runs AS MATERIALIZED (
    SELECT r.id, r.kind, r.state FROM payroll_run r
    WHERE r.period = %(period)s AND r.pay_list = %(pay_list)s AND r.id <> %(run)s AND r.state <> %(cancelled)s
)
SELECT s.person_id::text, runs.kind, s.unit_name, runs.state
FROM runs JOIN payroll_slip s ON s.run_id = runs.id
JOIN unnest(%(people)s::uuid[]) AS who(id) ON who.id = s.person_id
WHERE s.state = %(paid)s OR %(kind)s = %(main)s AND s.kind = %(main)s
ORDER BY s.id
"""
"""The few runs first, as in `facts.paid`: their slips are found by the index."""


def elsewhere(run: Run, people: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """Return of these people who cannot be in a run because of another: its kind, their unit, its state.

    One run of the month has a person; what it could not pay, a supplementary run pays once.
    """
    given: dict[str, Any] = {
        # As one text: see `known.Known.read`.
        "people": "{" + ",".join(people) + "}",
        "period": run.period,
        "pay_list": run.pay_list,
        "run": run.pk,
        "kind": run.kind,
        "cancelled": KeadaanProses.DIBATALKAN.value,
        "paid": KeadaanSlip.DIBAYAR.value,
        "main": JenisProses.INDUK.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ELSEWHERE, given)
        return {person: (kind, unit, state) for person, kind, unit, state in cursor.fetchall()}


def _left_out(run: Run, people: pl.DataFrame) -> list[dict[str, str]]:
    if people.is_empty():
        return []
    taken = elsewhere(run, people["person_id"])
    found = []
    here = people.filter(pl.col("person_id").is_in(pl.Series(list(taken), dtype=pl.String).implode()))
    for row in here.select("person_id", "nip", "nama", "unit").iter_rows(named=True):
        kind, unit, state = taken[row["person_id"]]
        why = _(
            "Sudah ada di proses %(kind)s bulan ini bersama %(unit)s (%(state)s), maka dilewati di sini."
        ) % {
            "kind": JenisProses(kind).label.lower(),
            "unit": unit,
            "state": KeadaanProses(state).label.lower(),
        }
        found.append(
            {
                "person": row["person_id"],
                "nip": row["nip"],
                "name": row["nama"],
                "unit": row["unit"],
                "why": why,
            }
        )
    return found


def changed_people(before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame]) -> list[str]:
    """Return the NIP of those of whom anything differs between two sets of frames, or who are in one only."""
    found: set[str] = set()
    for grain in {*before, *after}:
        if grain in before and grain in after:
            found |= set(bundle.differing(before[grain], after[grain]))
        else:
            found |= set((before.get(grain) if grain in before else after[grain])["nip"])  # type: ignore[index]
    return sorted(found)


# --- amounts


def outcome_of(
    run: Run, known: Known, *, earlier: Earlier | None = None, tell: Tell = lambda *numbers: None
) -> Outcome:
    """Return what a run comes to.

    :param earlier: what came out before by the same rules; only people of whom something changed are
        computed, the others keep what they had
    :raises RunRefused: if nobody is in it
    :raises RulesError: if the law or the frames cannot be used
    """
    everyone = known.people
    if everyone.is_empty():
        raise RunRefused(_nobody(run, known))
    changed: list[str] | None = None
    if earlier is not None and _same_columns(earlier.frames, known.frames):
        changed = changed_people(earlier.frames, known.frames)
    frames = known.frames if changed is None else _only(known.frames, changed)
    results, problems = _computed(run, frames, everyone.height, tell)
    if changed is not None and earlier is not None:
        again = pl.Series(changed, dtype=pl.String)
        results = _merged(earlier.results, results, again, everyone)
        problems = _merged(earlier.problems, problems, again, everyone)
    slips = _slips(run, known, results, problems)
    return Outcome(known, results, problems, slips, everyone.height if changed is None else len(changed))


def _nobody(run: Run, known: Known) -> str:
    if run.kind == JenisProses.TERUSAN and not known.left_out:
        return _("Tidak tercatat lagi ada yang meninggal di antara mereka, jadi tidak ada yang dihitung.")
    if known.left_out:
        return _("Semua orang unit ini sudah ada di proses lain bulan ini, jadi tidak ada yang dihitung.")
    return _("Tidak ada pegawai di unit ini pada %(day)s, jadi tidak ada yang dihitung.") % {
        "day": tanggal(run.period)
    }


def _same_columns(before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame]) -> bool:
    return {grain: set(frame.columns) for grain, frame in before.items()} == {
        grain: set(frame.columns) for grain, frame in after.items()
    }


def _only(frames: Mapping[str, pl.DataFrame], nips: Collection[str]) -> dict[str, pl.DataFrame]:
    wanted = pl.Series(list(nips), dtype=pl.String)
    return {grain: frame.filter(pl.col("nip").is_in(wanted.implode())) for grain, frame in frames.items()}


def _computed(
    run: Run, frames: Mapping[str, pl.DataFrame], everyone: int, tell: Tell
) -> tuple[pl.DataFrame, pl.DataFrame]:
    programs = programs_of(run)
    before = everyone - frames[Grain.ORANG.value].height
    results, problems = [], []
    done = stuck = 0
    tell(everyone, before, 0)
    for batch in in_batches(programs, frames, batch=BATCH):
        one = batch[run.pay_list]
        results.append(bundle.storable(one.amounts))
        problems.append(one.problems)
        done += one.amounts.height
        stuck += one.problems["nip"].n_unique()
        tell(everyone, before + done, stuck)
    return pl.concat(results), pl.concat(problems)


def _merged(
    before: pl.DataFrame, after: pl.DataFrame, again: pl.Series, everyone: pl.DataFrame
) -> pl.DataFrame:
    """Return rows of before, but of some people those of after, in the order in which people stand."""
    kept = before.filter(~pl.col("nip").is_in(again.implode()))
    both = pl.concat([kept, after.select(kept.columns).cast(kept.schema)])
    order = everyone.select("nip").with_row_index("#urutan")
    return both.join(order, on="nip").sort("#urutan", maintain_order=True).drop("#urutan")


# --- slips


def _slips(run: Run, known: Known, results: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    """Return a row a person with state, amounts and reasons, as they are stored."""
    everyone, kotor, diterima = known.people, *_totals(run, results)
    carried = [name for name in _LONGEST if name in everyone.columns]
    frame = everyone.select(
        "nip",
        pl.col("person_id").cast(pl.String),
        pl.col("unit_id").cast(pl.String),
        *(
            (
                pl.col(name).cast(pl.String).fill_null("").replace("tidak_ada", "")
                if name in carried
                else pl.lit("").alias(name)
            ).str.slice(0, _LONGEST[name])
            for name in _LONGEST
        ),
    ).join(
        results.select(
            "nip",
            "keadaan",
            pl.col(kotor).cast(pl.Int64).alias("gross"),
            pl.col(diterima).cast(pl.Int64).alias("net"),
            _as_json(results).alias("amounts"),
        ),
        on="nip",
        maintain_order="left",
    )
    frame = frame.with_columns((pl.col("gross") - pl.col("net")).alias("cuts"))
    stuck = known.unread["nip"].unique()
    frame = frame.with_columns(
        pl.when(pl.col("nip").is_in(stuck.implode()))
        .then(pl.lit(State.MASALAH.value))
        .otherwise(pl.col("keadaan"))
        .alias("keadaan")
    )
    reasons = _reasons(run, frame, results, problems)
    for nip, said in _unreadable(run, known.unread).items():
        reasons.setdefault(nip, []).extend(said)
    kinds = {nip: {one["kind"] for one in said} for nip, said in reasons.items()}
    held = [nip for nip, said in kinds.items() if said & {HELD, UNIT_HELD}]
    owed = [nip for nip, said in kinds.items() if OWED in said and not said & {HELD, UNIT_HELD}]
    is_held = pl.col("nip").is_in(pl.Series(held, dtype=pl.String).implode())
    is_owed = pl.col("nip").is_in(pl.Series(owed, dtype=pl.String).implode())
    unknown = pl.col("keadaan") == State.MASALAH
    told = {nip: json.dumps(said, ensure_ascii=False) for nip, said in reasons.items()}
    return frame.with_columns(
        pl.when((pl.col("keadaan") == State.DIBAYAR) & is_held)
        .then(pl.lit(State.DITAHAN.value))
        .when((pl.col("keadaan") == State.DITAHAN) & is_owed)
        .then(pl.lit(KeadaanSlip.TERUTANG.value))
        .otherwise(pl.col("keadaan"))
        .alias("keadaan"),
        pl.when(unknown).then(pl.lit("{}")).otherwise("amounts").alias("amounts"),
        *(pl.when(unknown).then(None).otherwise(name).alias(name) for name in ("gross", "cuts", "net")),
        pl.col("nip").replace_strict(told, default="[]", return_dtype=pl.String).alias("problems"),
    )


def _totals(run: Run, results: pl.DataFrame) -> tuple[str, str]:
    """Return the rules whose amounts are the pay before and after all deductions."""
    totals = [one for one in law_of(run.pack).lists[run.pay_list].totals if one in results.columns]
    return ("kotor" if "kotor" in totals else totals[0]), totals[-1]


def _as_json(results: pl.DataFrame) -> pl.Expr:
    lines = [
        pl.col(name).cast(pl.Int64) if isinstance(dtype, pl.Decimal) else pl.col(name)
        for name, dtype in results.schema.items()
        if name not in ("nip", "keadaan")
    ]
    return pl.struct(lines).struct.json_encode()


def _reasons(
    run: Run, frame: pl.DataFrame, results: pl.DataFrame, problems: pl.DataFrame
) -> dict[str, list[dict[str, Any]]]:
    """Return by NIP why somebody is not paid: problems, holds of the law and of officers, a negative net."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    facts = law_of(run.pack).facts
    for row in problems.iter_rows(named=True):
        about = facts_in(row["fact"], row["value"] or "", facts)
        told = {
            "message": in_words(row["message"], about),
            "advice": advised(row["kind"], about, row["advice"]),
        }
        found[row["nip"]].append({name: row[name] for name in PROBLEM_COLUMNS} | told)
    program = programs_of(run)[run.pay_list]
    pay_list = law_of(run.pack).lists[run.pay_list]
    owing = {one.rule.name for one in program.selection.members(pay_list.accrues or "")}
    later = _("Dibayarkan lewat susulan sesudah sebabnya selesai.")
    for one in program.selection.members(pay_list.holds or ""):
        name, title = one.rule.name, one.rule.title
        kind, advice = (OWED, _when_owed(run, name)) if name in owing else (HELD, later)
        if name in results.columns and results.schema[name] == pl.Boolean:
            held = results.filter((pl.col("keadaan") == State.DITAHAN) & pl.col(name))["nip"]
            for nip in held:
                found[nip].append(_hold(f"{title}.", advice, rule=name, kind=kind))
    would = frame.filter(pl.col("keadaan") == State.DIBAYAR)
    for units, reason in holds_on(run):
        here = would.filter(
            pl.col("unit_id").is_in(pl.Series([str(one) for one in units], dtype=pl.String).implode())
        )
        for nip in here["nip"]:
            said = _("Pembayaran unit ini ditahan: %(reason)s") % {"reason": reason}
            found[nip].append(_hold(said, later, kind=UNIT_HELD))
    for nip, net in would.filter(pl.col("net") < 0).select("nip", "net").iter_rows():
        said = _("Potongan melebihi penghasilan: yang diterima menjadi %(net)s.") % {"net": rupiah(net)}
        advice = _(
            "Kurangi potongan pribadi atau baris tambahannya, lalu hitung ulang. Slip ini ditahan dan tidak "
            "dibayar minus."
        )
        found[nip].append(_hold(said, advice))
    return found


def _when_owed(run: Run, rule: str) -> str:
    """Return when what is owed by a rule is paid."""
    if rule == QUARTERLY:
        last = run.period.replace(month=-(-run.period.month // 3) * 3)
        return _("Dibayar bersama daftar %(month)s, bulan terakhir triwulannya.") % {
            "month": date_format(last, "F Y")
        }
    return _("Dibayar lewat susulan sesudah dasar hukumnya dicatat dan disahkan.")


def _unreadable(run: Run, unread: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return by NIP what stands where a fact should be, and cannot be one."""
    facts = law_of(run.pack).facts
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for nip, fact, value in unread.select("nip", "fakta", "isi").iter_rows():
        title = facts[fact].title if fact in facts else fact
        said = _("%(fact)s berisi “%(value)s”, yang tidak dapat dibaca.") % {"fact": title, "value": value}
        found[nip].append(
            {
                **dict.fromkeys(PROBLEM_COLUMNS, ""),
                "fact": fact,
                "kind": ProblemKind.TIDAK_TERBACA.value,
                "value": str(value),
                "row": None,
                "message": said,
                "advice": _("Perbaiki isinya di tempat fakta itu dicatat, lalu hitung ulang."),
            }
        )
    return found


def _hold(message: str, advice: str, *, rule: str = "", kind: str = HELD) -> dict[str, Any]:
    said: dict[str, Any] = dict.fromkeys(PROBLEM_COLUMNS, "")
    return {**said, "rule": rule, "kind": kind, "row": None, "message": message, "advice": advice}


def holds_on(run: Run) -> list[tuple[set[uuid.UUID], str]]:
    """Return for each hold on the pay of a run's month which units it concerns, and why."""
    mine = Q(unit=run.government_id) | Q(unit__government=run.government_id)
    holds = PayHold.objects.filter(
        mine, period=run.period, pay_list=run.pay_list, released_at__isnull=True
    ).order_by("made_at")
    return [(subtree([hold.unit_id], run.period), hold.reason) for hold in holds]
