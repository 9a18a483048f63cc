"""Pages of extra lines and of regulations by which owed pay may be paid."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import names_of
from praja.audit.actions import viewed
from praja.files.actions import DOCUMENTS, UploadRefused, store
from praja.files.views import download
from praja.payroll.enums import JenisDaftar, JenisTambahan
from praja.payroll.extra import actions, awards, perms
from praja.payroll.extra.forms import BasisForm, ExtraForm, ScanForm
from praja.payroll.extra.queries import (
    bases_visible_to,
    bases_waiting_for,
    closed_months,
    extras_visible_to,
    extras_waiting_for,
    governments_of,
    months_of,
    people_added_to,
    state_of,
)
from praja.payroll.models import ExtraLine, LegalBasis
from praja.payroll.rapel.queries import of_line
from praja.payroll.runs.forms import ReasonForm
from praja.people.models import Person
from praja.performance.models import AwardProposal
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

MOST_WAITING = 200


class ExtraFilter(django_filters.FilterSet):
    """What extra lines can be narrowed by."""

    daftar = django_filters.ChoiceFilter(
        field_name="pay_list", label=gettext_lazy("Daftar"), choices=JenisDaftar.choices
    )
    jenis = django_filters.ChoiceFilter(
        field_name="kind", label=gettext_lazy("Jenis"), choices=JenisTambahan.choices
    )
    keadaan = django_filters.ChoiceFilter(
        label=gettext_lazy("Keadaan"),
        method="in_state",
        choices=[
            ("menunggu", gettext_lazy("Menunggu pengesahan")),
            ("disahkan", gettext_lazy("Disahkan")),
            ("ditarik", gettext_lazy("Ditarik")),
        ],
    )

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        """Keep those that wait, are confirmed, or were withdrawn."""
        if value == "ditarik":
            return queryset.filter(withdrawn_at__isnull=False)
        return queryset.filter(withdrawn_at__isnull=True, confirmed_at__isnull=value == "menunggu")

    class Meta:
        model = ExtraLine
        fields: list[str] = []


def _officer(request: HttpRequest) -> datetime.date:
    """Return the day for those who see slips of units; for others these pages do not exist."""
    on = day_of(request.user)
    if not perms.sees_extras(request.user, on):
        raise Http404
    return on


# --- extra lines


@login_required
@require_safe
def extras(request: HttpRequest) -> HttpResponse:
    """Show the extra lines: which wait, which count, which were withdrawn."""
    on = _officer(request)
    gives = people_added_to(request.user, on)
    if nip := "".join(request.GET.get("nip", "").split())[:18]:
        if (person := gives.filter(nip=nip).first()) is not None:
            return redirect("payroll:extra_give", person.pk)
        messages.error(request, _("NIP ini tidak ditemukan di antara pegawai unit yang Anda bayar."))
    rows = extras_visible_to(request.user, on).exclude(person__account=request.user.pk)
    rows = rows.select_related("person", "made_by", "confirmed_by")
    closed = closed_months(rows.order_by().values("person").distinct())
    table = Table(
        request,
        rows,
        columns=[
            Column(
                "orang",
                _("Pegawai"),
                lambda one: Lines(one.person.name, one.person.nip),
                sort="person__name",
                link=lambda one: reverse("payroll:extra", args=[one.pk]),
            ),
            Column(
                "jenis", _("Jenis"), lambda one: Lines(one.get_kind_display(), one.get_pay_list_display())
            ),
            Column("bulan", _("Bulan"), span_of, sort="first"),
            Column("jumlah", _("Sebulan (Rp)"), "amount", sort="amount", num=True),
            Column("alasan", _("Alasan"), lambda one: Lines(one.reason, one.document)),
            Column("keadaan", _("Keadaan"), lambda one: Chip(*state_of(one, closed))),
        ],
        filters=ExtraFilter,
        name="baris-tambahan",
        order="-bulan",
        empty=_("Belum ada baris tambahan. Bendahara mencatatnya di atas, atau dari lembar kerja."),
    )
    waiting = list(
        extras_waiting_for(request.user, on)
        .select_related("person", "made_by")
        .order_by("document", "person__name")[:MOST_WAITING]
    )
    context = {
        "table": table,
        "gives": gives.exists(),
        "waiting": [(one, span_of(one)) for one in waiting],
        "awards": [
            (one, bool(awards.list_of(one, on.replace(day=1))))
            for one in awards.awards_to_pay(request.user, on)[: awards.MOST_SHOWN]
        ],
    }
    return table.response() or render(request, "payroll/extra/list.html", context)


def span_of(line: ExtraLine | LegalBasis) -> str:
    """Return the months of a line in words: November 2026, or November 2026 – Januari 2027."""
    first, last = (date_format(day, "F Y") for day in (line.first, line.last))
    return first if line.first == line.last else f"{first} – {last}"


@login_required
@require_POST
def extras_confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the chosen extra lines."""
    on = _officer(request)
    if not perms.confirms_any(request.user, on):
        raise Http404
    try:
        chosen = [uuid.UUID(one) for one in request.POST.getlist("pilih")[:MOST_WAITING]]
    except ValueError:
        raise Http404 from None
    lines = list(extras_visible_to(request.user, on).filter(pk__in=chosen))
    if len(lines) != len(set(chosen)):
        raise Http404
    try:
        count = actions.confirm(lines=lines, by=request.user, on=on)
    except actions.ExtraRefused as error:
        messages.error(request, str(error))
    else:
        said = ngettext("%(count)s baris disahkan.", "%(count)s baris disahkan.", count)
        messages.success(request, said % {"count": count})
    return redirect("payroll:extras")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extra_give(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an extra line of a person."""
    on = day_of(request.user)
    person = get_object_or_404(people_added_to(request.user, on), pk=pk)
    posted, award = request.method == "POST", _award(request, person, on)
    form = ExtraForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"first": on.replace(day=1)},
        award=awards.proposed(award, on.replace(day=1)) if award is not None else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            upload = form.cleaned_data["file"]
            at_hand = award.file if award is not None else None
            file = store(upload, by=request.user, kinds=DOCUMENTS) if upload else at_hand
            made = actions.give(
                person=person, said=form.said(), file=file, award=award, by=request.user, on=on
            )
        except UploadRefused as error:
            form.add_error("file", str(error))
        except actions.ExtraRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Baris dicatat. Pejabat penyetuju mengesahkannya sebelum ikut dihitung.")
            )
            return redirect("payroll:extra", made.pk)
    context = {"form": form, "person": person}
    return render(request, "payroll/extra/give.html", context, status=400 if form.errors else 200)


def _award(request: HttpRequest, person: Person, on: datetime.date) -> AwardProposal | None:
    """Return the award that a line is to pay, as the address names it; None where it names none.

    :raises Http404: if it is none that is still to be paid, or the law lets it be paid by no list
    """
    if "penghargaan" not in request.GET:
        return None
    try:
        named = uuid.UUID(request.GET["penghargaan"])
    except ValueError:
        raise Http404 from None
    found = get_object_or_404(awards.awards_to_pay(request.user, on), pk=named, person=person)
    if not awards.list_of(found, on.replace(day=1)):
        raise Http404
    return found


def _line(request: HttpRequest, pk: uuid.UUID) -> tuple[ExtraLine, datetime.date]:
    on = day_of(request.user)
    rows = extras_visible_to(request.user, on).select_related(
        "person", "file", "made_by", "confirmed_by", "withdrawn_by"
    )
    found = get_object_or_404(rows, pk=pk)
    if found.person.account_id != request.user.pk:
        viewed(found.person, request.user, "baris tambahan slip")
    return found, on


@login_required
@require_safe
def extra(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an extra line: why, by which document, who recorded and who confirmed it."""
    line, on = _line(request, pk)
    closed = closed_months([line.person_id])
    waits = line.confirmed_at is None and line.withdrawn_at is None
    text, look = state_of(line, closed)
    own = line.person.account_id == request.user.pk
    counts = waits or any((line.person_id, line.pay_list, month) not in closed for month in months_of(line))
    handles = perms.may_withdraw_extra(request.user, line, on)
    context = {
        "line": line,
        "own": own,
        "span": span_of(line),
        "months": of_line(line),
        "chip": (text, look),
        "unit": names_of({line.unit_id}, on).get(line.unit_id, ""),
        "may_confirm": waits and line.file_id is not None and perms.may_confirm_extra(request.user, line, on),
        "may_attach": waits and handles,
        "may_withdraw": handles and line.withdrawn_at is None and counts,
        "refuses": waits and perms.may_confirm_extra(request.user, line, on),
        "scan": ScanForm(),
    }
    return render(request, "payroll/extra/line.html", context)


@login_required
@require_safe
def extra_scan(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand out the scan of the document."""
    line, _on = _line(request, pk)
    if line.file is None:
        raise Http404
    return download(request, line.file)


@login_required
@require_POST
def extra_attach(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the scan of the document, for all lines that wait for it."""
    line, on = _line(request, pk)
    if not perms.may_withdraw_extra(request.user, line, on):
        raise Http404
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Pilih berkas pindaian dokumennya: PDF, JPEG, atau PNG."))
        return redirect("payroll:extra", pk)
    try:
        file = store(form.cleaned_data["file"], by=request.user, kinds=DOCUMENTS)
        count = actions.attach(line=line, file=file, by=request.user, on=on)
    except (UploadRefused, actions.ExtraRefused) as error:
        messages.error(request, str(error))
    else:
        said = ngettext(
            "Pindaian dipasang pada %(count)s baris dengan dokumen itu.",
            "Pindaian dipasang pada %(count)s baris dengan dokumen itu.",
            count,
        )
        messages.success(request, said % {"count": count})
    return redirect("payroll:extra", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extra_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and withdraw an extra line, or refuse it."""
    line, on = _line(request, pk)
    if not perms.may_withdraw_extra(request.user, line, on):
        raise Http404
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(line=line, reason=form.cleaned_data["reason"], by=request.user, on=on)
        except actions.ExtraRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("payroll:extra", pk)
    context = {
        "form": form,
        "question": _("Tarik baris tambahan %(name)s") % {"name": line.person.name},
        "lead": _("Bulan yang slipnya sudah disetujui tetap; bulan lainnya tidak lagi memuat baris ini."),
        "label": _("Tarik"),
        "back": reverse("payroll:extra", args=[pk]),
    }
    return render(request, "payroll/runs/reason.html", context, status=400 if form.errors else 200)


# --- regulations


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bases(request: HttpRequest) -> HttpResponse:
    """Show the regulations by which pay may be paid, and take a new one."""
    on = _officer(request)
    governments = governments_of(request.user, on)
    names = names_of(governments.values_list("pk", flat=True), on)
    if request.method == "POST" and not names:
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BasisForm(*sent, governments=governments, names=names, on=on) if names else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            said = dict(form.cleaned_data)
            said["file"] = store(said["file"], by=request.user, kinds=DOCUMENTS)
            actions.give_basis(**said, by=request.user, on=on)
        except UploadRefused as error:
            form.add_error("file", str(error))
        except actions.ExtraRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Dasar hukum dicatat. Pejabat penyetuju mengesahkannya."))
            return redirect("payroll:bases")
    rows = bases_visible_to(request.user, on).select_related(
        "made_by", "confirmed_by", "withdrawn_by", "government"
    )
    called = names_of(rows.values_list("government", flat=True), on)
    waiting = set(bases_waiting_for(request.user, on).values_list("pk", flat=True))
    shown = [
        {
            "basis": one,
            "government": called.get(one.government_id, ""),
            "span": span_of(one),
            "may_confirm": one.pk in waiting,
            "may_withdraw": one.withdrawn_at is None and perms.may_withdraw_basis(request.user, one, on),
        }
        for one in rows.order_by("-first", "government", "pay_list")
    ]
    context = {"form": form, "bases": shown}
    status = 400 if form is not None and form.errors else 200
    return render(request, "payroll/extra/bases.html", context, status=status)


def _basis(request: HttpRequest, pk: uuid.UUID) -> tuple[LegalBasis, datetime.date]:
    on = _officer(request)
    return get_object_or_404(bases_visible_to(request.user, on).select_related("file"), pk=pk), on


@login_required
@require_safe
def basis_scan(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand out the scan of a regulation."""
    found, _on = _basis(request, pk)
    return download(request, found.file)


@login_required
@require_POST
def basis_confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm a regulation that somebody else recorded."""
    found, on = _basis(request, pk)
    if not perms.confirms_for(request.user, found.government_id, on):
        raise Http404
    try:
        actions.confirm_basis(basis=found, by=request.user, on=on)
    except actions.ExtraRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Dasar hukum disahkan. Bulan yang terutang dapat dibayar lewat susulan."))
    return redirect("payroll:bases")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def basis_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and withdraw a regulation, or refuse it."""
    found, on = _basis(request, pk)
    if not perms.may_withdraw_basis(request.user, found, on):
        raise Http404
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_basis(basis=found, reason=form.cleaned_data["reason"], by=request.user, on=on)
        except actions.ExtraRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("payroll:bases")
    context = {
        "form": form,
        "question": _("Tarik dasar hukum %(document)s") % {"document": found.document},
        "lead": _("Yang sudah dibayar tetap dibayar; bulan yang belum dibayar kembali terutang."),
        "label": _("Tarik"),
        "back": reverse("payroll:bases"),
    }
    return render(request, "payroll/runs/reason.html", context, status=400 if form.errors else 200)
