"""What pages say of runs: how far they are, whose turn it is, and what they come to."""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.access.queries import names_of
from praja.payroll.enums import JenisProses, KeadaanProses, KeadaanSlip
from praja.payroll.models import Run, Slip
from praja.payroll.perms import LOCKED
from praja.payroll.runs.compute import programs_of
from praja.payroll.slip.lines import Line, Section, sections_of, totals_of
from praja.web.words import UNKNOWN

State = KeadaanProses
STEPS = (
    gettext_lazy("Hitung"),
    gettext_lazy("Periksa"),
    gettext_lazy("Setujui"),
    gettext_lazy("Bayar"),
)
STEP = {State.TERBUKA: 1, State.MENGHITUNG: 1, State.DIHITUNG: 2, State.DIPERIKSA: 3, State.DISETUJUI: 4}
LOOKS = {
    State.TERBUKA: "",
    State.MENGHITUNG: "warn",
    State.DIHITUNG: "warn",
    State.DIPERIKSA: "warn",
    State.DISETUJUI: "ok",
    State.DIBAYAR: "ok",
    State.DIBATALKAN: "",
}
SLIP_LOOKS = {
    KeadaanSlip.DIBAYAR: "ok",
    KeadaanSlip.MASALAH: "bad",
    KeadaanSlip.DITAHAN: "warn",
    KeadaanSlip.TERUTANG: "warn",
    KeadaanSlip.GUGUR: "",
}
_NEXT = {
    State.TERBUKA: (gettext_lazy("Hitung"), gettext_lazy("bendahara")),
    State.MENGHITUNG: (gettext_lazy("Tunggu hitungannya"), ""),
    State.DIHITUNG: (gettext_lazy("Periksa hasilnya"), gettext_lazy("bendahara")),
    State.DIPERIKSA: (gettext_lazy("Setujui"), gettext_lazy("pejabat penyetuju")),
    State.DISETUJUI: (gettext_lazy("Bayar, lalu catat tanggalnya"), gettext_lazy("bendahara")),
    State.DIBAYAR: (gettext_lazy("Tidak ada: sudah dibayar"), ""),
    State.DIBATALKAN: (gettext_lazy("Tidak ada"), ""),
}
MOST_NAMED = 8
MOST_REASONS = 40


def month_of(run: Run) -> str:
    """Return the month of a run in words."""
    return str(date_format(run.period, "F Y"))


def title_of(run: Run) -> str:
    """Return what a run is called: Gaji induk November 2026; TPP November 2026, susulan; Gaji terusan
    November 2026.
    """
    if run.kind == JenisProses.TERUSAN:
        return f"{run.get_kind_display()} {month_of(run)}"
    name = f"{run.get_pay_list_display()} {month_of(run)}"
    return f"{name}, {_('susulan')}" if run.kind == JenisProses.SUSULAN else name


def next_of(run: Run) -> tuple[str, str]:
    """Return what is to be done with a run next, and by whom."""
    if run.state == State.DISETUJUI and net_of(run) == 0:
        return _("Tidak ada yang dibayar sekarang"), ""
    what, who = _NEXT[State(run.state)]
    return str(what), str(who)


def net_of(run: Run) -> int | None:
    """Return what those who are paid by a run get in all; none while it is not known."""
    if not run.totals:
        return None
    names = ("diterima", "bersih_tpp")
    return next((int(run.totals[name]) for name in names if name in run.totals), None)


@dataclasses.dataclass(frozen=True, slots=True)
class RunLine:
    """A run as a list shows it."""

    run: Run
    title: str
    unit: str
    state: str
    look: str
    what: str
    url: str


def lines_of(runs: Sequence[Run], on: datetime.date) -> list[RunLine]:
    """Return runs as a list shows them."""
    names = names_of({run.unit_id for run in runs}, on)
    return [
        RunLine(
            run,
            title_of(run),
            names.get(run.unit_id, ""),
            str(run.get_state_display()),
            LOOKS[State(run.state)],
            next_of(run)[0],
            reverse("payroll:run", args=[run.pk]),
        )
        for run in runs
    ]


def components_of(run: Run) -> tuple[list[Section], list[Line]]:
    """Return what a run comes to by line of law, in the groups of the list, and its totals.

    :raises RulesError: if the law has no such list in that month
    """
    selection = programs_of(run)[run.pay_list].selection
    return sections_of(selection, run.totals), totals_of(selection, run.totals)


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """A reason why some are not paid: what to do, and who they are."""

    message: str
    advice: str
    count: int
    people: list[tuple[str, str]]
    """Names with the address of the slip; at most `MOST_NAMED`."""


def reasons_of(run: Run, state: str) -> list[Group]:
    """Return why people of a run are in a state, the reason of most people first, in one query."""
    counted: Counter[tuple[str, str]] = Counter()
    people: dict[tuple[str, str], list[tuple[str, str]]] = {}
    rows = Slip.objects.filter(run=run, state=state).order_by("name", "nip")
    for pk, name, problems in rows.values_list("pk", "name", "problems"):
        said = {(one["message"], one.get("advice") or "") for one in problems} or {(UNKNOWN, "")}
        for reason in said:
            counted[reason] += 1
            named = people.setdefault(reason, [])
            if len(named) < MOST_NAMED:
                named.append((name, reverse("payroll:slip", args=[pk])))
    order = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [Group(*reason, count, people[reason]) for reason, count in order[:MOST_REASONS]]


def steps_taken(run: Run) -> list[tuple[str, Any, Any]]:
    """Return who took which step, and when."""
    steps = [
        (_("Dibuka"), run.made_by, run.made_at),
        (_("Dihitung"), run.computed_by, run.computed_at),
        (_("Diperiksa"), run.checked_by, run.checked_at),
        (_("Disetujui"), run.approved_by, run.approved_at),
        (_("Dicatat dibayar"), run.paid_by, run.paid_at),
    ]
    return [(what, who, when) for what, who, when in steps if who is not None]


def is_locked(run: Run) -> bool:
    """Whether nothing in a run changes any more."""
    return run.state in LOCKED
