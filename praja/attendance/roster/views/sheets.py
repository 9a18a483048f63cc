"""A roster as a sheet: taken away to be filled, and brought back."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from praja.attendance.roster import grid
from praja.attendance.roster.actions import RosterRefused
from praja.attendance.roster.actions import rosters as actions
from praja.attendance.roster.forms import SheetForm
from praja.attendance.roster.views.common import month_in, unit_of
from praja.attendance.roster.views.unit import address, page, revision_in
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.people.imports.mapping import opened
from praja.sheet.errors import SheetError
from praja.web.exports import export_response

KEPT = datetime.timedelta(days=30)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: uuid.UUID, month: str) -> HttpResponse:
    """Give the roster as a sheet (GET), or take lines that were copied or uploaded (POST)."""
    first = month_in(month)
    unit, name, on = unit_of(request, pk, write=request.method == "POST")
    lines = grid.people_of(unit, first)
    found = actions.roster_of(unit, first)
    if request.method != "POST":
        draft: grid.Draft = found.draft if found else {}
        days = grid.days_of(first)
        rows = [
            [line.person.nip, line.person.full_name,
             *(draft.get(str(line.person.pk), {}).get(str(day.day), "") for day in days)]
            for line in lines
        ]  # fmt: skip
        head = [_("NIP"), _("Nama"), *(str(day.day) for day in days)]
        people = [line.person.pk for line in lines]
        name_of = f"jadwal-{first:%Y-%m}"
        return export_response(request, "xlsx", name_of, head, rows, people=people, unit=unit.pk)
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            cells, strangers = grid.read_rows(_rows(form, request, on), lines, first)
            if not cells:
                raise RosterRefused(_("Tidak ada baris dengan NIP atau nama pegawai unit ini."))
            actions.save_draft(
                unit=unit, month=first, revision=revision_in(request), by=request.user, on=on,
                lines={uuid.UUID(person): said for person, said in cells.items()},
            )  # fmt: skip
        except (RosterRefused, UploadRefused) as error:
            form.add_error(None, str(error))
        except SheetError as error:
            form.add_error(None, f"{error.why} {error.what_to_do}")
        else:
            messages.success(request, _("Lembar dibaca. Periksa, lalu terbitkan."))
            if strangers:
                said = _("Tidak dikenal di unit ini, dilewati: %(names)s.")
                messages.warning(request, said % {"names": "; ".join(strangers[:10])})
            return redirect(address(unit, first))
    return page(request, unit, name, first, on, sheet=form)


def _rows(form: SheetForm, request: HttpRequest, on: datetime.date) -> Sequence[Sequence[object]]:
    if form.cleaned_data["pasted"].strip():
        return grid.rows_in(form.cleaned_data["pasted"])
    kinds = (StoredFile.Kind.XLSX, StoredFile.Kind.CSV)
    stored = store(form.cleaned_data["file"], by=request.user, kinds=kinds, keep_until=on + KEPT)
    with opened(stored) as book:
        return [list(row) for name in book.sheets[:1] for row in book.grid(name).rows]
