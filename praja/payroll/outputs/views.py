"""The page of the files that leave the office."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from praja.files.disk import read
from praja.payroll.models import RunFile
from praja.payroll.outputs import actions
from praja.payroll.outputs.kinds import LEFT_OUT
from praja.payroll.outputs.left_out import reasons_in
from praja.payroll.perms import LOCKED, may_make_files
from praja.payroll.queries import runs_open_to
from praja.payroll.runs import archive
from praja.web.replies import stop_asking


@require_http_methods(["GET", "HEAD", "POST"])
def run_outputs(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the files of a run that leave the office; POST has them made."""
    run = get_object_or_404(runs_open_to(request.user).select_related("unit"), pk=pk)
    if request.method == "POST":
        if not may_make_files(request.user, run):
            raise Http404
        try:
            actions.ask_for_files(run=run, by=request.user)
        except actions.OutputsRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Berkas sedang dibuat. Halaman ini boleh ditinggalkan."))
        return redirect("payroll:run_outputs", pk=run.pk)
    working = actions.are_being_made(run)
    files = list(archive.made_of(run).order_by("name"))
    if request.htmx and not working:  # type: ignore[attr-defined]
        return stop_asking()
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "payroll/outputs/_working.html", {"run": run, "files": files})
    notes, left_out = (_of_kind(files, kind) for kind in (actions.NOTES, LEFT_OUT))
    said = read(notes.sha256) if notes is not None else None
    people = read(left_out.sha256) if left_out is not None else None
    return render(
        request,
        "payroll/outputs/files.html",
        {
            "run": run,
            "files": [one for one in files if one is not notes],
            "notes": said.decode().splitlines() if said else [],
            "left_out": left_out,
            "reasons": reasons_in(people) if people else [],
            "locked": run.state in LOCKED,
            "working": working,
            "may_make": run.state in LOCKED
            and may_make_files(request.user, run)
            and left_out is None
            and not working,
        },
    )


def _of_kind(files: list[RunFile], kind: str) -> RunFile | None:
    return next((one for one in files if one.name.startswith(kind)), None)
