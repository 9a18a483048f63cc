"""What has changed since a run was computed: whose facts, which rules; and what to do about it.

Before approval a change makes the run stale: it is computed again. After approval nothing in the slips moves:
who changed is a candidate for susulan or rapel.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.payroll.enums import KeadaanSlip
from praja.payroll.facts.paid import EARLIER
from praja.payroll.models import Run, RunFile, Slip
from praja.payroll.perms import LOCKED
from praja.payroll.programs import law_of
from praja.payroll.runs import archive, bundle, watch
from praja.payroll.runs.compute import UNIT_HELD, Known, changed_people, holds_on, known_facts, moment_of
from praja.rules.schema import Grain, Law
from praja.web.words import UNKNOWN, angka, tanggal_pendek

MOST_TOLD = 500
_OWN = {
    "nama": gettext_lazy("nama"),
    "unit": gettext_lazy("unit"),
    "unit_id": gettext_lazy("unit"),
    "npwp_pemotong": gettext_lazy("NPWP pemotong"),
    "jabatan": gettext_lazy("jabatan"),
    "bank": gettext_lazy("bank"),
    "bank_nomor": gettext_lazy("nomor rekening"),
    "bank_nama": gettext_lazy("nama rekening"),
    Grain.SEGMEN.value: gettext_lazy("bagian bulan menurut jabatan"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was: of whom, what, from what to what, and why."""

    nip: str
    name: str
    title: str
    before: str
    after: str
    why: str = ""
    by: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """Everything that is not as it was when a run was computed."""

    people: list[Change]
    """At most `MOST_TOLD`; `count` says of how many people something changed."""
    count: int
    rules: list[str]
    """Paths of the files of law that are other ones now."""
    at: datetime.datetime

    def __bool__(self) -> bool:
        return bool(self.count or self.rules)


def changes_since(run: Run) -> Changes:
    """Return what is not as it was when a run was computed: facts as known now, or at its cut-off, and rules.

    Of a locked run, what was recorded after the cut-off counts as well: it is to be paid in another run.

    :raises praja.payroll.runs.archive.ArchiveMissing: if the run was not computed, or its files are gone
    """
    locked = run.state in LOCKED
    at = timezone.now() if locked else moment_of(run)
    law = law_of(run.pack)
    archive.look_for_frames(run)
    rules = changed_rules(run, law)
    held = [] if locked else _hold_changes(run)
    if not rules and watch.unchanged(run, at):
        return Changes(held[:MOST_TOLD], len({one.nip for one in held}), rules, at)
    known = known_facts(run, at, left_out=run.left_out if locked else None)
    before = archive.frames(run)
    if locked:
        known = dataclasses.replace(known, frames=with_earlier_of(known.frames, before))
    nips = changed_people(before, known.frames)
    found = told_of(before, known, nips[:MOST_TOLD], law)
    count = len({*nips, *(one.nip for one in held)})
    return Changes([*found, *held][:MOST_TOLD], count, rules, at)


def with_earlier_of(
    frames: Mapping[str, pl.DataFrame], before: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Return frames with what had been paid earlier as it was before: what other lists of the month paid
    since is no change of a locked one.
    """
    people, was = frames[Grain.ORANG.value], before[Grain.ORANG.value]
    names = [name for name in people.columns if EARLIER.fullmatch(name) and name in was.columns]
    if not names:
        return dict(frames)
    kept = people.join(was.select("nip", *names), on="nip", how="left", suffix=" dulu", maintain_order="left")
    here = pl.col("nip").is_in(was["nip"].implode())
    columns = [pl.when(here).then(f"{name} dulu").otherwise(name).alias(name) for name in names]
    return {**frames, Grain.ORANG.value: kept.with_columns(columns).select(people.columns)}


def changed_rules(run: Run, law: Law) -> list[str]:
    """Return the files of law that differ from those that a run used.

    :raises praja.payroll.runs.archive.ArchiveMissing: if the law that it used is gone
    """
    now = bundle.law_archive(law)
    kept = RunFile.objects.filter(run=run, name=bundle.LAW).values_list("sha256", flat=True).first()
    if kept == bundle.digest(now):
        return []
    before, after = bundle.law_texts(archive.part(run, bundle.LAW)), bundle.law_texts(now)
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))


def held_and_released(run: Run) -> tuple[QuerySet[Slip], QuerySet[Slip]]:
    """Return the slips of a run whose pay an officer has held since it was computed, and those released."""
    units = {unit for found, _reason in holds_on(run) for unit in found}
    slips = Slip.objects.filter(run=run).order_by("nip")
    held = slips.filter(state=KeadaanSlip.DIBAYAR, unit__in=units) if units else slips.none()
    return held, slips.filter(problems__contains=[{"kind": UNIT_HELD}]).exclude(unit__in=units)


def _hold_changes(run: Run) -> list[Change]:
    """Return whose pay an officer has held or released since."""
    held, released = held_and_released(run)
    said = [(row, _("dibayar"), _("ditahan")) for row in held.values_list("nip", "name")]
    said += [(row, _("ditahan"), _("dilepas")) for row in released.values_list("nip", "name")]
    return [Change(nip, name, _("pembayaran unit"), before, after) for (nip, name), before, after in said]


# --- one by one


def told_of(before: Mapping[str, pl.DataFrame], known: Known, nips: list[str], law: Law) -> list[Change]:
    """Return what differs of some people, fact by fact, with where the new fact came from."""
    wanted = pl.Series(nips, dtype=pl.String)
    old = {grain: _rows(frame, wanted) for grain, frame in before.items()}
    new = {grain: _rows(frame, wanted) for grain, frame in known.frames.items()}
    why = {
        (row["nip"], row["fakta"]): (row["keterangan"] or "", row["oleh"] or "")
        for row in known.origin.filter(pl.col("nip").is_in(wanted.implode())).iter_rows(named=True)
    }
    found = []
    for nip in nips:
        was = next(iter(old[Grain.ORANG].get(nip, [])), {})
        is_ = next(iter(new[Grain.ORANG].get(nip, [])), {})
        name = str((is_ or was).get("nama") or "")
        if not was or not is_:
            text = _("masuk daftar") if not was else _("tidak lagi dalam daftar")
            found.append(Change(nip, name, text, "", ""))
            continue
        for fact in {**was, **is_}:
            if was.get(fact) != is_.get(fact) and fact not in ("unit_id", "person_id"):
                title = _title(fact, law)
                found.append(
                    Change(
                        nip,
                        name,
                        title,
                        _said(was.get(fact)),
                        _said(is_.get(fact)),
                        *why.get((nip, fact), ()),
                    )
                )
        for grain in {**old, **new}:
            rows = old.get(grain, {}).get(nip, []), new.get(grain, {}).get(nip, [])
            if grain != Grain.ORANG and rows[0] != rows[1]:
                found.append(
                    Change(
                        nip,
                        name,
                        _title(grain, law),
                        *(_rows_said(one) for one in rows),
                        *why.get((nip, grain), ()),
                    )
                )
    return found


def _rows(frame: pl.DataFrame, nips: pl.Series) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in frame.filter(pl.col("nip").is_in(nips.implode())).iter_rows(named=True):
        found.setdefault(row.pop("nip"), []).append(row)
    return found


def _title(fact: str, law: Law) -> str:
    """Return what a column is called: a fact of law, an earlier payment, or what stands on the slip."""
    if fact in law.facts:
        return law.facts[fact].title
    function, _paren, rule = fact.partition("(")
    if rule and (layers := law.rules.get(rule.removesuffix(")"))):
        span = {"bulan_ini": _("bulan ini"), "tahun_ini": _("tahun ini")}.get(function, function)
        return f"{layers[-1].title}, {span}"
    return str(_OWN.get(fact, fact))


def _said(value: Any) -> str:
    """Return a value of a fact as an officer reads it."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, int | Decimal):
        return angka(value)
    return tanggal_pendek(value) if isinstance(value, datetime.date) else str(value)


def _rows_said(rows: list[dict[str, Any]]) -> str:
    return "; ".join(", ".join(_said(value) for value in row.values()) for row in rows) or UNKNOWN
