"""Rows of a file among those that are recorded: which end where the next begins, which may not overlap."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from praja.people.enums import GOLONGAN_PPPK, CaraMenjabat, SebabBerhenti, StatusAsn
from praja.people.imports.columns import Grain
from praja.people.imports.plan.shapes import ONE_DAY, Held, PersonPlan, Write
from praja.web.said import gettext as _
from praja.web.said import label
from praja.web.words import tanggal_pendek


def merged(plan: PersonPlan, grain: Grain, held: list[Held], new: list[Held]) -> list[Held]:
    """Return the rows as they would be, each with the days on which it would hold."""
    lanes: dict[Any, list[Held]] = defaultdict(list)
    for row in held:
        lanes[_lane(grain, row)].append(row)
    taken: dict[tuple[Any, datetime.date], Held] = {}
    for row in sorted(new, key=lambda one: one.start):
        assert row.rec is not None and row.was is not None
        lane, given = _lane(grain, row), row.was[2]
        twin = taken.get((lane, row.start, _also(grain, row)))  # type: ignore[arg-type]
        if twin is not None:
            if twin.fields != row.fields or (twin.upper != row.upper):
                plan.refuse(
                    row.rec,
                    "mulai",
                    tanggal_pendek(row.start),
                    _("%(grain)s dengan TMT ini ada dua kali (juga baris %(line)s), dengan isi yang berbeda.")
                    % {"grain": label(grain.label), "line": twin.rec.line if twin.rec else ""},
                    _("Sisakan satu baris yang benar."),
                )
            continue
        same = next(
            (
                one
                for one in lanes[lane]
                if one.id is not None and one.start == row.start and _also(grain, one) == _also(grain, row)
            ),
            None,
        )
        if same is not None:
            same.fields.update(given)
            same.rec = row.rec
            if row.last_given:
                same.upper, same.last_given = row.upper, True
            taken[(lane, row.start, _also(grain, row))] = same  # type: ignore[index]
            continue
        taken[(lane, row.start, _also(grain, row))] = row  # type: ignore[index]
        lanes[lane].append(row)
    rows: list[Held] = []
    for lane, of_lane in lanes.items():
        of_lane.sort(key=lambda one: one.start)
        if grain.follows and (grain.key != "jabatan" or lane == CaraMenjabat.DEFINITIF):
            _follow(plan, grain, of_lane)
        elif grain.alone:
            _apart(plan, grain, of_lane)
        rows += of_lane
    if grain.key == "jabatan":
        by_post: dict[Any, list[Held]] = defaultdict(list)
        for row in rows:
            by_post[row.fields["position_id"]].append(row)
        for of_post in by_post.values():
            _apart(plan, grain, sorted(of_post, key=lambda one: one.start))
    for row in rows:
        if row.changed:
            plan.writes.append(Write(grain.key, row.id, row.start, row.upper, row.fields))
    return rows


def _follow(plan: PersonPlan, grain: Grain, rows: list[Held]) -> None:
    """Let each row end where the next begins."""
    spans = [(row.start, row.upper) for row in rows if row.id is not None and row.was is not None]
    for place, row in enumerate(rows):
        following = rows[place + 1].start if place + 1 < len(rows) else None
        if row.id is None and row.upper is None:
            around = next(
                (upper for start, upper in spans if start < row.start and upper and upper > row.start),
                None,
            )
            row.upper = around
        if following is not None and (row.upper is None or row.upper > following):
            if row.last_given and row.upper is not None and row.upper > following and row.rec is not None:
                plan.refuse(
                    row.rec,
                    "sampai",
                    tanggal_pendek(row.upper - ONE_DAY),
                    _("%(grain)s ini masih berlaku ketika yang berikutnya mulai, %(day)s.")
                    % {"grain": label(grain.label), "day": tanggal_pendek(following)},
                    _("Kosongkan kolom sampai, atau periksa TMT yang berikutnya."),
                )
            row.upper = following
        if grain.key == "status" and following is not None and row.upper == following:
            became = rows[place + 1].fields["status"]
            if (
                row.fields["status"] == StatusAsn.CPNS
                and became == StatusAsn.PNS
                and not row.fields["ended_by"]
            ):
                row.fields["ended_by"] = SebabBerhenti.DIANGKAT_PNS.value


def _apart(plan: PersonPlan, grain: Grain, rows: list[Held]) -> None:
    """Tell of rows that hold on the same day although only one may."""
    for earlier, later in zip(rows, rows[1:], strict=False):
        if earlier.upper is None or earlier.upper > later.start:
            rec = later.rec or earlier.rec
            if rec is not None:
                plan.refuse(
                    rec,
                    "mulai",
                    tanggal_pendek(later.start),
                    _("%(grain)s ini tumpang tindih dengan yang mulai %(day)s.")
                    % {"grain": label(grain.label), "day": tanggal_pendek(earlier.start)},
                    _("Isi kolom sampai pada yang lebih dahulu, atau periksa TMT-nya."),
                )


def check_agreement(plan: PersonPlan, final: dict[str, list[Held]]) -> None:
    """Tell where golongan, status and raises of new rows contradict each other."""
    for row in final.get("golongan", ()):
        status = on_day(final.get("status", ()), row.start)
        if row.rec is None or status is None:
            continue
        pppk = status.fields["status"] in (StatusAsn.PPPK, StatusAsn.PPPK_PARUH_WAKTU)
        if (row.fields["golongan"] in GOLONGAN_PPPK) != pppk:
            plan.refuse(
                row.rec,
                "golongan",
                row.fields["golongan"],
                _("Golongan %(golongan)s bukan golongan %(status)s.")
                % {
                    "golongan": row.fields["golongan"],
                    "status": label(StatusAsn(status.fields["status"]).label),
                },
                _("PNS memakai I/a sampai IV/e, PPPK I sampai XVII. Periksa golongan dan statusnya."),
            )
    for row in final.get("kgb", ()):
        golongan = on_day(final.get("golongan", ()), row.start)
        if (
            row.rec is not None
            and golongan is not None
            and golongan.fields["golongan"] != row.fields["golongan"]
        ):
            plan.refuse(
                row.rec,
                "golongan",
                row.fields["golongan"],
                _("Golongan pada TMT ini %(recorded)s, di baris ini %(given)s.")
                % {"recorded": golongan.fields["golongan"], "given": row.fields["golongan"]},
                _("Periksa golongannya, atau tambahkan SK kenaikan pangkatnya di lembar golongan."),
            )


def _lane(grain: Grain, row: Held) -> Any:
    """Return which rows a row stands in line with."""
    if grain.key == "jabatan":
        how = row.fields["how"]
        return CaraMenjabat.DEFINITIF if how == CaraMenjabat.DEFINITIF else (how, row.fields["position_id"])
    return row.fields["member_id"] if grain.key == "tanggungan" else ""


def _also(grain: Grain, row: Held) -> Any:
    """Return what besides the first day tells rows of one lane apart."""
    return row.fields["kind"] if grain.key == "disiplin" else None


def on_day(rows: Iterable[Held], day: datetime.date) -> Held | None:
    """Return the row that holds on a day."""
    return next((one for one in rows if one.start <= day and (one.upper is None or day < one.upper)), None)
