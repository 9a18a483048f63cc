"""Pages of the dialogue: proposing, remarks, agreeing, understanding, and beginning a change."""

from __future__ import annotations

import datetime
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from praja.files.actions import DOCUMENTS, UploadRefused, store
from praja.performance.enums import KeadaanSkp, KeadaanVersi
from praja.performance.models import SkpVersion
from praja.performance.plan import perms
from praja.performance.plan.actions import changing, dialogue
from praja.performance.plan.content import content_of
from praja.performance.plan.forms import ChangeForm, PaperForm, RemarkForm, UnderstandForm
from praja.performance.plan.queries import NEGOTIATED, negotiated_version, versions_of
from praja.performance.plan.refused import PlanRefused
from praja.performance.plan.views.common import (
    answered,
    needs,
    open_negotiated,
    open_skp,
    open_talked,
    show,
    tried,
)


@login_required
@require_POST
@answered
def propose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Propose one's draft to the appraiser."""
    version, on = open_talked(request, pk, state=KeadaanVersi.DISUSUN, own=True)
    done = _("SKP diajukan. Penilai Anda diberi tahu.")
    return tried(
        request,
        lambda: dialogue.propose(version=version, by=request.user, on=on),
        done,
        "performance:skp",
        pk,
    )


@login_required
@require_POST
@answered
def take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back one's proposal."""
    version, on = open_talked(request, pk, state=KeadaanVersi.DIAJUKAN, own=True)
    done = _("Pengajuan ditarik. Anda dapat mengubah SKP lagi.")
    return tried(
        request,
        lambda: dialogue.take_back(version=version, by=request.user, on=on),
        done,
        "performance:skp",
        pk,
    )


@login_required
@require_POST
def remark(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a remark to the version that is talked about, or to the one that holds."""
    skp, on = open_skp(request, pk)
    agreed = (one for one in versions_of(skp) if one.state == KeadaanVersi.DISEPAKATI)
    version = negotiated_version(skp) or next(agreed, None)
    needs(version is not None and perms.may_remark(request.user, version, on))
    assert version is not None
    form = _remark_form(request, version)
    if not form.is_valid():
        messages.error(request, _("Catatan belum disimpan: tuliskan isinya, paling panjang dua ribu huruf."))
        return redirect("performance:skp", pk)
    said = form.cleaned_data["text"]
    return tried(
        request,
        lambda: dialogue.remark(version=version, rhk=form.about(), text=said, by=request.user, on=on),
        _("Catatan disampaikan."),
        "performance:skp",
        pk,
    )


def _remark_form(request: HttpRequest, version: SkpVersion) -> RemarkForm:
    results = [(one.row.rhk_id, one.row.text) for one in content_of(version).results]
    return RemarkForm(request.POST, results=results)


@login_required
@require_POST
@answered
def agree(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Agree to a proposed version, as it was on the page on which one agreed."""
    version, on = open_talked(request, pk, state=KeadaanVersi.DIAJUKAN, own=False)
    version.proposed_at = _moment(request.POST.get("diajukan", ""))
    done = _("SKP disepakati. Pegawai diminta menyatakan bahwa ia memahaminya.")
    return tried(
        request, lambda: dialogue.agree(version=version, by=request.user, on=on), done, "performance:skp", pk
    )


def _moment(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return None


@login_required
@require_POST
@answered
def send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a proposed version back with a remark."""
    version, on = open_talked(request, pk, state=KeadaanVersi.DIAJUKAN, own=False)
    form = _remark_form(request, version)
    if not form.is_valid():
        messages.error(request, _("SKP belum dikembalikan: tuliskan apa yang perlu diperbaiki."))
        return redirect("performance:skp", pk)
    said = form.cleaned_data["text"]
    return tried(
        request,
        lambda: dialogue.send_back(version=version, text=said, rhk=form.about(), by=request.user, on=on),
        _("SKP dikembalikan dengan catatan Anda."),
        "performance:skp",
        pk,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agree_on_paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the sheet that an appraiser without an account signed."""
    version, on = open_negotiated(request, pk)
    needs(perms.may_agree_on_paper(request.user, version, on))
    posted = request.method == "POST"
    form = PaperForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            file = store(form.cleaned_data["file"], by=request.user, kinds=DOCUMENTS)
            dialogue.agree_on_paper(version=version, file=file, by=request.user, on=on)
        except UploadRefused as error:
            form.add_error("file", str(error))
        except PlanRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("SKP bertanda tangan dicatat."))
            return redirect("performance:skp", pk)
    return show(request, "paper", {"form": form, "skp": version.skp}, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def understand(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the three questions about how one is measured."""
    skp, on = open_skp(request, pk)
    version = next((one for one in versions_of(skp) if one.state == KeadaanVersi.DISEPAKATI), None)
    needs(version is not None and perms.may_confirm_understanding(request.user, version))
    assert version is not None
    form = UnderstandForm(request.POST if request.method == "POST" else None, answered=version.answers)
    if request.method == "POST" and form.is_valid():
        try:
            found = dialogue.confirm_understanding(
                version=version, answers=form.answers(), unclear=form.cleaned_data["unclear"],
                by=request.user, on=on,
            )  # fmt: skip
        except PlanRefused as error:
            form.add_error(None, str(error))
        else:
            if found.understood_at:
                messages.success(request, _("Terima kasih. Pernyataan Anda dicatat."))
            else:
                messages.success(request, _("Penilai Anda diminta menjelaskan yang belum jelas."))
            return redirect("performance:skp", pk)
    return show(request, "understand", {"form": form, "skp": skp}, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask from when and why, and begin a later version; or say both anew of one that is drafted."""
    skp, on = open_skp(request, pk)
    begun = next((one for one in versions_of(skp) if one.state in NEGOTIATED), None)
    needs(perms.may_change(request.user, skp, on) and skp.state == KeadaanSkp.BERJALAN)
    needs(begun is None or begun.state == KeadaanVersi.DISUSUN)
    initial = {"since": on} if begun is None else {"since": begun.since, "reason": begun.reason}
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {"since": form.cleaned_data["since"], "reason": form.cleaned_data["reason"]}
        try:
            if begun is None:
                changing.begin_change(skp=skp, by=request.user, on=on, **said)
                done = _("Versi baru dibuka. Yang disepakati tetap berlaku sampai ini disepakati.")
            else:
                changing.redate_change(version=begun, by=request.user, on=on, **said)
                done = _("Tanggal berlaku dan alasannya diubah.")
        except PlanRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("performance:skp", pk)
    return show(request, "change", {"form": form, "skp": skp, "begun": begun}, form)


@login_required
@require_POST
def change_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a later version that is not agreed."""
    version, on = open_negotiated(request, pk)
    needs(perms.may_change(request.user, version.skp, on))
    done = _("Perubahan ditarik. Versi yang disepakati tetap berlaku.")
    return tried(
        request,
        lambda: changing.withdraw_change(version=version, by=request.user, on=on),
        done,
        "performance:skp",
        pk,
    )
