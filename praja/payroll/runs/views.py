"""Pages of the pay months: the desk, a run, its people, what changed since, and the steps."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import names_of
from praja.files import disk
from praja.payroll import perms
from praja.payroll.budget import warnings_for
from praja.payroll.enums import JenisDaftar, KeadaanProses, KeadaanSlip
from praja.payroll.models import Run, Slip
from praja.payroll.queries import (
    counts_of,
    files_visible_to,
    runs_open_to,
    runs_visible_to,
    slips_visible_to,
    sums_of,
    waiting_for_approval,
    waiting_for_treasurer,
)
from praja.payroll.runs import actions, archive, pages, stale
from praja.payroll.runs.forms import PaidForm, ReasonForm
from praja.payroll.runs.refused import RunRefused
from praja.payroll.runs.settling import settlement_of
from praja.rules.errors import RulesError
from praja.web.exports import handed_out
from praja.web.replies import stop_asking
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

State = KeadaanProses


# --- the desk


class RunFilter(django_filters.FilterSet):
    """What runs can be narrowed by."""

    bulan = django_filters.ChoiceFilter(field_name="period", label=gettext_lazy("Bulan"))
    daftar = django_filters.ChoiceFilter(
        field_name="pay_list", label=gettext_lazy("Daftar"), choices=JenisDaftar.choices
    )
    keadaan = django_filters.ChoiceFilter(
        field_name="state", label=gettext_lazy("Keadaan"), choices=KeadaanProses.choices
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the months in which there are runs."""
        super().__init__(*args, **more)
        days = self.queryset.order_by("-period").values_list("period", flat=True).distinct()
        choices = [(day.isoformat(), date_format(day, "F Y")) for day in days]
        self.filters["bulan"].extra["choices"] = choices

    class Meta:
        model = Run
        fields: list[str] = []


def _officer(request: HttpRequest) -> datetime.date:
    """Return the day for those who see pay months; for others these pages do not exist."""
    on = day_of(request.user)
    if not perms.sees_runs(request.user, on):
        raise Http404
    return on


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show the runs: how far each is, what is next, and whose turn it is."""
    on = _officer(request)
    runs = runs_visible_to(request.user, on)
    names = names_of(runs.order_by().values_list("unit", flat=True).distinct(), on)
    table = Table(
        request,
        runs,
        columns=[
            Column(
                "proses",
                _("Proses"),
                lambda one: Lines(pages.title_of(one), names.get(one.unit_id, "")),
                sort="period",
                link=lambda one: reverse("payroll:run", args=[one.pk]),
            ),
            Column("unit", _("Unit"), lambda one: names.get(one.unit_id, ""), export="only"),
            Column(
                "keadaan",
                _("Keadaan"),
                lambda one: Chip(one.get_state_display(), pages.LOOKS[State(one.state)]),
                sort="state",
            ),
            Column("berikut", _("Berikutnya"), lambda one: Lines(*pages.next_of(one))),
            Column("orang", _("Orang"), "people_count", sort="people_count", num=True),
            Column("masalah", _("Bermasalah"), "problem_count", sort="problem_count", num=True),
            Column("diterima", _("Diterima (Rp)"), pages.net_of, num=True),
        ],
        filters=RunFilter,
        name="proses-gaji",
        order="-proses",
        empty=_("Belum ada proses gaji. Bendahara membukanya untuk sebuah unit dan bulan."),
    )
    moved = runs.filter(state__in=perms.LOCKED, changed_count__gt=0).order_by("-period", "pay_list")
    context = {
        "table": table,
        "waiting": waiting_for_approval(request.user, on).count()
        + waiting_for_treasurer(request.user, on).count(),
        "moved": pages.lines_of(list(moved[:10]), on),
        "may_open": perms.may_make_runs(request.user, on),
        "may_hold": runs_open_to(request.user, on).exists(),
    }
    return table.response() or render(request, "payroll/runs/desk.html", context)


# --- a run


def _seen(request: HttpRequest, pk: uuid.UUID) -> tuple[Run, datetime.date]:
    on = _officer(request)
    people = ("unit", "government", "made_by", "computed_by", "checked_by", "approved_by", "paid_by")
    return get_object_or_404(runs_visible_to(request.user, on).select_related(*people), pk=pk), on


def _open(request: HttpRequest, pk: uuid.UUID) -> tuple[Run, datetime.date]:
    """Return a run whose people somebody may see; for others it does not exist."""
    on = _officer(request)
    return get_object_or_404(runs_open_to(request.user, on).select_related("unit", "government"), pk=pk), on


def _crumbs(run: Run, page: str = "") -> list[tuple[str, str]]:
    way = [(_("Gaji dan TPP"), reverse("payroll:desk"))]
    title = pages.title_of(run)
    return [*way, (title, reverse("payroll:run", args=[run.pk])), (page, "")] if page else [*way, (title, "")]


@login_required
@require_safe
def run(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a run: how far it is, what it comes to, what stops it, and the next step."""
    found, on = _seen(request, pk)
    working = found.state == State.MENGHITUNG
    if request.htmx and not working:  # type: ignore[attr-defined]
        return stop_asking()
    context: dict[str, Any] = {
        "run": found,
        "working": working,
        "silent": actions.silent(found),
        "may_compute": perms.may_compute(request.user, found, on),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "payroll/runs/_working.html", context)
    context |= _whole(request, found, on)
    return render(request, "payroll/runs/run.html", context)


def _whole(request: HttpRequest, found: Run, on: datetime.date) -> dict[str, Any]:
    user, state = request.user, State(found.state)
    counts, sums = counts_of(found), sums_of(found)
    opened = perms.may_see_people(user, found, on)
    unit = names_of({found.unit_id}, on).get(found.unit_id, "")
    what, who = pages.next_of(found)
    return {
        "title": pages.title_of(found),
        "unit": unit,
        "breadcrumbs": _crumbs(found),
        "steps": pages.STEPS,
        "step": pages.STEP.get(state, 5),
        "chip": (found.get_state_display(), pages.LOOKS[state]),
        "what": what,
        "who": who,
        "counts": counts,
        "sums": sums,
        "has_result": found.computed_at is not None and state != State.DIBATALKAN,
        "components": _components(found),
        "opened": opened,
        "stuck": pages.reasons_of(found, KeadaanSlip.MASALAH)
        if opened and counts[KeadaanSlip.MASALAH]
        else [],
        "held": pages.reasons_of(found, KeadaanSlip.DITAHAN)
        if opened and counts[KeadaanSlip.DITAHAN]
        else [],
        "owed": pages.reasons_of(found, KeadaanSlip.TERUTANG)
        if opened and counts[KeadaanSlip.TERUTANG]
        else [],
        "files": list(archive.shown(found)) if opened else [],
        "history": pages.steps_taken(found),
        "locked": pages.is_locked(found),
        "settlement": settlement_of(found),
        "moved": _moved_by_holds(found),
        "warnings": warnings_for(found),
        "may": {
            "compute": state in (State.TERBUKA, State.DIHITUNG, State.DIPERIKSA)
            and perms.may_compute(user, found, on),
            "check": state == State.DIHITUNG and perms.may_check(user, found, on),
            "approve": state == State.DIPERIKSA and perms.may_approve(user, found, on),
            "pay": state == State.DISETUJUI
            and bool(counts[KeadaanSlip.DIBAYAR])
            and perms.may_mark_paid(user, found, on),
            "reopen": state in perms.LOCKED and perms.may_reopen(user, found, on),
            "cancel": state in (State.TERBUKA, State.DIHITUNG, State.DIPERIKSA)
            and perms.may_compute(user, found, on),
        },
        "own": state == State.DIPERIKSA
        and perms.approves_for(user, found, on)
        and not perms.may_approve(user, found, on),
    }


def _moved_by_holds(found: Run) -> tuple[int, int] | None:
    """Return of how many pay was held and was released since a run was computed that is not locked yet."""
    if found.state not in (State.DIHITUNG, State.DIPERIKSA):
        return None
    held, released = (slips.count() for slips in stale.held_and_released(found))
    return (held, released) if held or released else None


def _components(found: Run) -> Any:
    if not found.totals:
        return None
    try:
        return pages.components_of(found)
    except RulesError:  # the law on the disk is not the one it was computed by any more
        return None


class SlipFilter(django_filters.FilterSet):
    """What the people of a run can be narrowed by."""

    cari = django_filters.CharFilter(label=gettext_lazy("Nama atau NIP"), method="matching")
    keadaan = django_filters.ChoiceFilter(
        field_name="state", label=gettext_lazy("Keadaan"), choices=KeadaanSlip.choices
    )
    unit = django_filters.ChoiceFilter(field_name="unit", label=gettext_lazy("Unit"))
    rekening = django_filters.ChoiceFilter(
        label=gettext_lazy("Rekening"),
        choices=[("tanpa", gettext_lazy("tanpa rekening"))],
        method="by_account",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the units that are in the run."""
        super().__init__(*args, **more)
        units = self.queryset.order_by("unit_name").values_list("unit_id", "unit_name").distinct()
        self.filters["unit"].extra["choices"] = [(str(pk), name) for pk, name in units]

    class Meta:
        model = Slip
        fields: list[str] = []

    def matching(self, rows: Any, name: str, value: str) -> Any:
        """Return those in whose name or NIP the text is."""
        text = value.replace("\x00", " ").strip()
        return rows.filter(nip__contains=text) if text.isdigit() else rows.filter(name__icontains=text)

    def by_account(self, rows: Any, name: str, value: str) -> Any:
        """Return those who have no bank account."""
        return rows.filter(bank_number="")


@login_required
@require_safe
def run_slips(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show everyone in a run, to be sorted, narrowed and taken away."""
    found, on = _open(request, pk)

    def why(slip: Slip) -> str:
        return " ".join(one["message"] for one in slip.problems)

    table = Table(
        request,
        slips_visible_to(request.user, on).filter(run=found),
        columns=[
            Column(
                "nama",
                _("Nama"),
                lambda one: Lines(one.name, one.nip),
                sort="name",
                link=lambda one: reverse("payroll:slip", args=[one.pk]),
            ),
            Column("nip", _("NIP"), "nip", export="only"),
            Column("unit", _("Unit"), lambda one: Lines(one.unit_name, one.post), sort="unit_name"),
            Column("jabatan", _("Jabatan"), "post", export="only"),
            Column("golongan", _("Golongan"), "golongan", export="only"),
            Column(
                "keadaan",
                _("Keadaan"),
                lambda one: Chip(one.get_state_display(), pages.SLIP_LOOKS[KeadaanSlip(one.state)]),
                sort="state",
            ),
            Column("kotor", _("Sebelum potongan"), "gross", sort="gross", num=True, total=True),
            Column("potongan", _("Potongan"), "cuts", sort="cuts", num=True, total=True),
            Column("diterima", _("Diterima"), "net", sort="net", num=True, total=True),
            Column("bank", _("Bank"), "bank", export="only"),
            Column("rekening", _("Rekening"), "bank_number", export="only"),
            Column("sebab", _("Sebab"), why),
        ],
        filters=SlipFilter,
        name=f"slip-{found.pay_list}-{found.period:%Y-%m}",
        order="nama",
        people="person_id",
        about=found,
        unit=found.unit_id,
        empty=_("Belum ada slip. Hitung dahulu prosesnya."),
    )
    context = {
        "run": found,
        "table": table,
        "title": pages.title_of(found),
        "breadcrumbs": _crumbs(found, _("Slip")),
    }
    return table.response() or render(request, "payroll/runs/slips.html", context)


@login_required
@require_safe
def run_changes(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what is not as it was when the run was computed."""
    found, on = _open(request, pk)
    context: dict[str, Any] = {
        "run": found,
        "title": pages.title_of(found),
        "breadcrumbs": _crumbs(found, _("Yang berubah")),
        "locked": pages.is_locked(found),
        "may_compute": found.state in (State.DIHITUNG, State.DIPERIKSA)
        and perms.may_compute(request.user, found, on),
        "may_rapel": perms.may_open_run(request.user, found.unit, on),
    }
    try:
        changes = stale.changes_since(found)
    except (archive.ArchiveMissing, RulesError) as error:
        return render(request, "payroll/runs/changes.html", {**context, "missing": str(error)})
    people: dict[tuple[str, str], list[stale.Change]] = {}
    for one in changes.people:
        people.setdefault((one.nip, one.name), []).append(one)
    context |= {"changes": changes, "people": list(people.items()), "more": changes.count - len(people)}
    return render(request, "payroll/runs/changes.html", context)


# --- files


@login_required
@require_safe
def run_file(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Give a file of a run."""
    on = _officer(request)
    one = get_object_or_404(files_visible_to(request.user, on), run=pk, pk=number)
    data = disk.read(one.sha256)
    if data is None:
        raise Http404
    actions.tell_exported(run=one.run, by=request.user, on=on, file=one.name)
    return handed_out(data, one.name.replace("/", "-"), one.media)


@login_required
@require_safe
def run_bundle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give everything that is needed to check a run elsewhere, in one file."""
    found, on = _open(request, pk)
    try:
        data = actions.export_bundle(run=found, by=request.user, on=on)
    except (RunRefused, archive.ArchiveMissing) as error:
        messages.error(request, str(error))
        return redirect("payroll:run", pk)
    return handed_out(
        data, f"{found.pay_list}-{found.period:%Y-%m}-{str(found.pk)[:8]}.zip", "application/zip"
    )


# --- steps


def _step(
    request: HttpRequest, pk: uuid.UUID, act: Callable[..., Any], done: str = "", **more: Any
) -> HttpResponse:
    found, on = _open(request, pk)
    try:
        act(run=found, by=request.user, on=on, **more)
    except actions.OwnWork as error:
        messages.error(request, str(error))
    except actions.NotAllowed as error:
        raise Http404 from error
    except (RunRefused, RulesError) as error:
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)
    return redirect("payroll:run", pk)


@login_required
@require_POST
def run_compute(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for a run to be computed: everyone, or those of whom something changed."""
    return _step(request, pk, actions.compute, only_changed="berubah" in request.POST)


@login_required
@require_POST
def run_stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop the computing."""
    return _step(request, pk, actions.stop)


@login_required
@require_POST
def run_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Sign that the run was checked."""
    return _step(
        request, pk, actions.check, _("Tercatat: sudah Anda periksa. Kini menunggu pejabat penyetuju.")
    )


@login_required
@require_POST
def run_approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Approve the run, unless somebody who computed or checked it asks, or something changed."""
    done = _("Disetujui. Mulai sekarang isinya terkunci.")
    return _step(request, pk, actions.approve, done, aware="saya_tahu" in request.POST)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_pay(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask on which day the run was paid, and note it."""
    found, on = _open(request, pk)
    if not perms.may_mark_paid(request.user, found, on):
        raise Http404
    form = PaidForm(*((request.POST,) if request.method == "POST" else ()), on=on)
    lead = _("Catat sesudah uangnya benar-benar dibayarkan. Sesudah ini prosesnya terkunci.")
    return _asked(
        request, found, form, actions.mark_paid, _("Catat pembayaran"), lead, _("Catat sudah dibayar"),
        {"day": "day"},
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask what is to be looked at, and give the run back."""
    found, on = _open(request, pk)
    if not perms.approves_for(request.user, found, on):
        raise Http404
    lead = _("Bendahara membaca alasan Anda di halaman proses ini.")
    return _reasoned(request, found, actions.send_back, _("Kembalikan ke bendahara"), lead, _("Kembalikan"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and open a locked run again."""
    found, on = _open(request, pk)
    if not perms.handles(request.user, found, on):
        raise Http404
    lead = _(
        "Yang sudah disetujui disimpan berdampingan. Proses ini harus diperiksa dan disetujui lagi. Bila "
        "uangnya sudah dibayarkan, susulan atau rapel hampir selalu lebih tepat."
    )
    return _reasoned(
        request, found, actions.reopen, _("Buka lagi proses yang terkunci"), lead, _("Buka lagi")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and drop a run."""
    found, on = _open(request, pk)
    if not perms.may_compute(request.user, found, on):
        raise Http404
    lead = _("Slipnya dihapus, dan orangnya dapat masuk proses lain. Berkas dan jejaknya tetap disimpan.")
    return _reasoned(request, found, actions.cancel, _("Batalkan proses ini"), lead, _("Batalkan proses"))


def _reasoned(
    request: HttpRequest, found: Run, act: Callable[..., Any], question: str, lead: str, label: str
) -> HttpResponse:
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    return _asked(request, found, form, act, question, lead, label, {"reason": "reason"})


def _asked(
    request: HttpRequest,
    found: Run,
    form: Any,
    act: Callable[..., Any],
    question: str,
    lead: str,
    label: str,
    given: dict[str, str],
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[field] for name, field in given.items()}
        try:
            act(run=found, by=request.user, on=day_of(request.user), **said)
        except actions.OwnWork as error:
            form.add_error(None, str(error))
        except actions.NotAllowed as error:
            raise Http404 from error
        except RunRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("payroll:run", found.pk)
    context = {
        "form": form,
        "question": question,
        "lead": lead,
        "label": label,
        "back": reverse("payroll:run", args=[found.pk]),
        "breadcrumbs": _crumbs(found, question),
    }
    return render(request, "payroll/runs/reason.html", context, status=400 if form.errors else 200)
