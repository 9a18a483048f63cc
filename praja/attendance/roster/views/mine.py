"""One's own roster, and exchanging shifts."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.attendance.calendar.clock import between
from praja.attendance.calendar.queries import schedule_frame
from praja.attendance.models import ShiftSwap
from praja.attendance.models.roster import OFF
from praja.attendance.roster import grid, perms, queries
from praja.attendance.roster.actions import RosterRefused
from praja.attendance.roster.actions import swaps as actions
from praja.attendance.roster.enums import KeadaanTukar
from praja.attendance.roster.forms import DecideForm, SwapForm
from praja.attendance.roster.views.common import day_in, month_in, month_name, other_months
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.web.asked import sent
from praja.web.shell import day_of

LOOKS = {
    KeadaanTukar.DIMINTA: "warn",
    KeadaanTukar.DITERIMA: "warn",
    KeadaanTukar.DISETUJUI: "ok",
    KeadaanTukar.DITOLAK: "bad",
}


def own_person(request: HttpRequest) -> uuid.UUID:
    """Return whose record the one who asks has.

    :raises Http404: if they have none
    """
    found = asker_of(request.user).person
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show when one works in a month, and why so."""
    person, on = own_person(request), day_of(request.user)
    month = month_in(request.GET["bulan"]) if "bulan" in request.GET else on.replace(day=1)
    frame = schedule_frame([person], month, grid.last_of(month))
    rostered = {one.day: one for one in queries.days_of(person, month, grid.last_of(month))}
    before, after = other_months(month)
    rows = [
        {
            "day": row["date"],
            "time": between(row["start"], row["end"]) if row["start"] is not None else "",
            "code": rostered[row["date"]].code if row["date"] in rostered else "",
            "swapped": row["date"] in rostered and rostered[row["date"]].swapped,
            "kind": row["kind"], "place": row["place"], "why": row["why"], "today": row["date"] == on,
            "may_swap": row["date"] in rostered and row["date"] >= on,
        }
        for row in frame.iter_rows(named=True)
    ]  # fmt: skip
    ahead = [row for row in rows if row["day"] >= on]
    context = {
        "month": month_name(month), "before": before, "after": after,
        "rows": ahead or rows, "past": [row for row in rows if row["day"] < on] if ahead else [],
        "next": next((row for row in ahead if row["time"]), None), "rostered": bool(rostered),
    }  # fmt: skip
    return render(request, "attendance/roster/own.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, day: str) -> HttpResponse:
    """Ask a colleague to exchange a shift."""
    person, on = own_person(request), day_of(request.user)
    wanted = day_in(day)
    mine = queries.days_of(person, wanted, wanted)
    if not mine or wanted < on:
        raise Http404
    mates = queries.mates(person, wanted)
    form = SwapForm(sent(request), day=wanted, mates=mates)
    if request.method == "POST" and form.is_valid():
        other = next(one.person for one in mates if str(one.person_id) == form.cleaned_data["other"])
        try:
            made = actions.ask(
                day=wanted, other=other, other_day=form.cleaned_data["other_day"], by=request.user, on=on,
                reason=form.cleaned_data["reason"], sent=form.cleaned_data["sent"],
            )  # fmt: skip
        except RosterRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Permintaan dikirim. Rekan Anda menjawab dahulu, lalu atasan."))
            return redirect("attendance:swap", pk=made.pk)
    context = {"form": form, "day": wanted, "shift": mine[0], "time": _time(mine[0]), "mates": mates}
    return render(request, "attendance/roster/ask.html", context, status=400 if form.errors else 200)


def _time(shown: queries.Shown) -> str:
    return _("lepas") if shown.shift is None else between(shown.shift.start, shown.shift.end)


@login_required
@require_safe
def swaps(request: HttpRequest) -> HttpResponse:
    """Show the swaps that wait for one, and one's own."""
    on = day_of(request.user)
    own = asker_of(request.user).person
    rows = list(queries.swaps_of(request.user)[:50])
    context = {
        "to_answer": [one for one in rows if one.other_id == own and one.state == KeadaanTukar.DIMINTA],
        "to_decide": list(queries.swaps_to_decide(request.user, on)[:50]),
        "rows": [(one, LOOKS.get(KeadaanTukar(one.state), "")) for one in rows],
        "has_person": own is not None,
    }
    return render(request, "attendance/roster/swaps.html", context)


def swap_of(request: HttpRequest, pk: uuid.UUID) -> tuple[ShiftSwap, datetime.date]:
    """Return a swap that the one who asks may read, and the day.

    :raises Http404: if there is none, or none for them
    """
    on = day_of(request.user)
    found: ShiftSwap = get_object_or_404(queries.swaps_visible_to(request.user, on), pk=pk)
    return found, on


@login_required
@require_safe
def swap(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a swap, what it changes, and what one may do with it."""
    found, on = swap_of(request, pk)
    return _shown(request, found, on, DecideForm())


def _shown(
    request: HttpRequest, found: ShiftSwap, on: datetime.date, form: DecideForm, wrong: str = ""
) -> HttpResponse:
    user = request.user
    waits = found.state == KeadaanTukar.DITERIMA
    context = {
        "swap": found, "form": form, "wrong": wrong, "look": LOOKS.get(KeadaanTukar(found.state), ""),
        "days": [
            {
                "day": day,
                "lines": [(found.asker, *_codes(found, found.asker, found.other, day)),
                          (found.other, *_codes(found, found.other, found.asker, day))],
            }
            for day in sorted({found.day, found.other_day})
        ],
        "answers": found.state == KeadaanTukar.DIMINTA and perms.answers_swap(user, found),
        "asks": found.state in actions.OPEN and perms.asks_swap(user, found),
        "decides": waits and perms.decides_swap(user, found, on),
        "close": queries.too_close(found) if found.state in actions.OPEN else [],
    }  # fmt: skip
    status = 400 if wrong or form.errors else 200
    return render(request, "attendance/roster/swap.html", context, status=status)


def _codes(swap: ShiftSwap, one: Person, other: Person, day: datetime.date) -> tuple[str, str]:
    before, after = swap.before.get(f"{one.pk} {day}", ""), swap.before.get(f"{other.pk} {day}", "")
    return tuple(_("lepas") if code == OFF else code for code in (before, after))  # type: ignore[return-value]


@login_required
@require_POST
def swap_do(request: HttpRequest, pk: uuid.UUID, what: str) -> HttpResponse:
    """Accept, decline, take back, approve or refuse a swap."""
    found, on = swap_of(request, pk)
    by: Any = request.user
    form = DecideForm(request.POST if what in ("setujui", "tolak") else None)
    reason = form.cleaned_data["reason"] if form.is_bound and form.is_valid() else ""
    try:
        match what:
            case "terima" | "jawab-tidak":
                actions.answer(swap=found, accept=what == "terima", by=by, on=on)
            case "batal":
                actions.cancel(swap=found, by=by, on=on)
            case "setujui" | "tolak":
                actions.decide(swap=found, approve=what == "setujui", reason=reason, by=by, on=on)
            case _:
                raise Http404
    except RosterRefused as error:
        found, on = swap_of(request, pk)
        return _shown(request, found, on, form, str(error))
    messages.success(request, DONE[what]())
    return redirect("attendance:swaps")


DONE = {
    "terima": lambda: _("Anda menerima. Sekarang menunggu persetujuan atasan."),
    "jawab-tidak": lambda: _("Anda menolak permintaan ini."),
    "batal": lambda: _("Permintaan dibatalkan."),
    "setujui": lambda: _("Pertukaran disetujui; jadwal keduanya sudah berubah."),
    "tolak": lambda: _("Pertukaran ditolak."),
}
