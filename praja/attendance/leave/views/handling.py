"""What superiors, those who decide and officers do with requests."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from praja.attendance.leave import perms, queries
from praja.attendance.leave.actions import LeaveRefused, handling
from praja.attendance.leave.assessing import assess
from praja.attendance.leave.days import counts_workdays, span_text
from praja.attendance.leave.enums import KeadaanCuti
from praja.attendance.leave.forms import ShortenForm, VerdictForm
from praja.attendance.leave.views.common import request_in
from praja.web.asked import BOTH
from praja.web.shell import day_of


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the requests that wait for somebody, the oldest first."""
    on = day_of(request.user)
    rows = [(one, span_text(one.first, one.last)) for one in queries.waiting_by(request.user, on)]
    context = {"rows": rows, "keeps": perms.keeps_register(request.user, on)}
    return render(request, "attendance/leave/waiting.html", context)


@login_required
@require_http_methods(BOTH)
def verdict(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what the superior says, what is decided, or what was decided on paper."""
    found, on = request_in(request, pk)
    considers = perms.may_consider(request.user, found, on)
    decides = not considers and perms.may_decide(request.user, found, on)
    records = not considers and not decides and perms.may_record(request.user, found, on)
    if not (considers or decides or records):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    files = request.FILES if request.method == "POST" else None
    form = VerdictForm(sent, files, about=found, records=records, considers=considers)
    if request.method == "POST" and form.is_valid():
        act = handling.consider if considers else handling.decide if decides else handling.record_decision
        try:
            act(request=found, verdict=form.verdict(), by=request.user, on=on)
        except LeaveRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Tersimpan. Pegawainya diberi tahu."))
            return redirect("attendance:leaves" if not records else "attendance:leave_register")
    context = {
        "one": found,
        "form": form,
        "days": span_text(found.first, found.last),
        "assessed": assess(found, on),
        "acts": True,
        "letters": found.documents.exists(),
        "question": _("Bagaimana permintaan cuti %(name)s?") % {"name": found.person.full_name},
        "label": _("Simpan"),
    }
    return render(request, "attendance/leave/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(BOTH)
def shorten(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Call somebody back."""
    found, on = request_in(request, pk)
    if found.state != KeadaanCuti.DISETUJUI or not perms.may_end(request.user, found, on):
        raise Http404
    form = ShortenForm(
        request.POST if request.method == "POST" else None, keeps=perms.keeps(request.user, found, on)
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            handling.shorten(
                request=found, last=said["last"], reason=said["reason"], order=form.order(),
                by=request.user, on=on,
            )  # fmt: skip
        except LeaveRefused as error:
            form.add_error(None, str(error))
        else:
            done = (
                _("Cuti dibatalkan; pegawainya diberi tahu.")
                if said["last"] < found.first
                else _("Cuti diperpendek; pegawainya diberi tahu.")
            )
            messages.success(request, done)
            return redirect("attendance:leave_request", pk)
    said_first = [_("Isi sehari sebelum hari pertama untuk membatalkan seluruhnya.")]
    if counts_workdays(found.kind):
        said_first.insert(0, _("Hari yang tidak dijalani kembali menjadi jatah pegawainya."))
    context = {
        "one": found, "form": form, "days": span_text(found.first, found.last),
        "question": _("Sampai kapan cuti %(name)s?") % {"name": found.person.full_name},
        "lead": " ".join(said_first),
        "label": _("Perpendek cuti"),
    }  # fmt: skip
    return render(request, "attendance/leave/form.html", context, status=422 if form.errors else 200)
