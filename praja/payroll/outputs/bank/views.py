"""Pages of the forms of banks' files: what is in force, proposing, confirming, and what was before."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.enums import Role
from praja.access.queries import names_of
from praja.organization.models import Unit
from praja.payroll import perms
from praja.payroll.models import BankFileForm
from praja.payroll.outputs.bank import actions, shape
from praja.payroll.outputs.bank.forms import FORMS, ColumnFormSet, ShapeForm, described_columns, initial_of
from praja.payroll.outputs.bank.preview import preview
from praja.payroll.outputs.bank.queries import bank_forms_visible_to, banks_of, governments_of
from praja.payroll.outputs.bank.shape import USUAL, BankColumn, BankFormat, BankFormatWrong
from praja.payroll.runs.forms import ReasonForm
from praja.web.shell import day_of


def _reader(request: HttpRequest) -> datetime.date:
    """Return the day for those who see forms; for others these pages do not exist."""
    on = day_of(request.user)
    if not governments_of(request.user, on, *perms.READERS, Role.ADMIN_APLIKASI).exists():
        raise Http404
    return on


@login_required
@require_safe
def bank_forms(request: HttpRequest) -> HttpResponse:
    """Show by government and bank which form is in force, and what waits to be decided."""
    on = _reader(request)
    governments = list(governments_of(request.user, on, *perms.READERS, Role.ADMIN_APLIKASI).order_by("code"))
    names = names_of({one.pk for one in governments}, on)
    rows = list(
        bank_forms_visible_to(request.user, on)
        .filter(ended_at__isnull=True)
        .exclude(accepted=False)
        .select_related("made_by", "decided_by", "government")
        .order_by("bank")
    )
    shown = []
    for government in governments:
        own = [one for one in rows if one.government_id == government.pk]
        banks = [
            {
                "bank": bank,
                "now": next((one for one in own if one.accepted and _same(one.bank, bank)), None),
                "waiting": next((one for one in own if not one.accepted and _same(one.bank, bank)), None),
            }
            for bank in banks_of(government, on)
        ]
        may = perms.may_propose_bank_form(request.user, government, on)
        shown.append({"unit": government, "name": names.get(government.pk, ""), "banks": banks, "may": may})
    mine = sum(perms.may_decide_bank_form(request.user, one, on) for one in rows if one.accepted is None)
    return render(request, "payroll/bank/forms.html", {"governments": shown, "waiting": mine})


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bank_form_propose(request: HttpRequest, unit: uuid.UUID) -> HttpResponse:
    """Take the form of a bank's file, show it on real payments, and propose it."""
    on = day_of(request.user)
    government = get_object_or_404(Unit, pk=unit, government__isnull=True)
    if not perms.may_propose_bank_form(request.user, government, on):
        raise Http404
    banks = banks_of(government, on)
    bank = next((one for one in banks if _same(one, request.GET.get("bank", ""))), banks[0] if banks else "")
    known = bank_forms_visible_to(request.user, on).filter(government=government, bank__iexact=bank)
    current = known.filter(accepted=True, ended_at__isnull=True).first()
    whole, columns = initial_of(BankFormat.from_json(current.shape) if current else USUAL)
    posted = request.POST if request.method == "POST" else None
    form = ShapeForm(posted, banks=banks, initial={**whole, "bank": bank})
    formset = ColumnFormSet(posted, initial=columns, prefix="kolom")
    faults: tuple[str, ...] = ()
    tried = None
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        try:
            described = form.shape_with(described_columns(formset))
        except BankFormatWrong as wrong:
            faults = wrong.faults
        else:
            if "usul" in request.POST:
                made = _proposed(form, government, described, request, on)
                if made is not None:
                    messages.success(request, _("Usulan dicatat. Dipakai sesudah disetujui orang lain."))
                    return redirect("payroll:bank_form", made.pk)
            tried = {
                "form": described,
                "preview": preview(described, government, form.cleaned_data["bank"], request.user, on),
            }
    used = max((at for at, one in enumerate(formset, 1) if one["value"].value()), default=0)
    context = {
        "form": form,
        "formset": formset,
        "used": max(used, 2),
        "faults": faults,
        "tried": tried,
        "name": names_of({government.pk}, on).get(government.pk, ""),
        "banks": banks,
    }
    wrong_now = form.errors or faults or (formset.is_bound and not formset.is_valid())
    return render(request, "payroll/bank/propose.html", context, status=400 if wrong_now else 200)


def _proposed(
    form: ShapeForm, government: Unit, described: BankFormat, request: HttpRequest, on: datetime.date
) -> BankFileForm | None:
    said = form.cleaned_data
    try:
        return actions.propose(
            government=government,
            bank=said["bank"],
            shape=described,
            reason=said["reason"],
            by=request.user,
            on=on,
        )
    except actions.BankFormRefused as refused:
        form.add_error(None, str(refused))
        return None


@login_required
@require_safe
def bank_form(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one version: its columns, how it looks on real payments, what differs, and who decided."""
    on = day_of(request.user)
    visible = bank_forms_visible_to(request.user, on).select_related("government", "made_by", "decided_by")
    found = get_object_or_404(visible, pk=pk)
    versions = list(
        visible.filter(government=found.government_id, bank__iexact=found.bank).order_by("-version")
    )
    before = next((one for one in versions if one.version < found.version and one.accepted), None)
    now = BankFormat.from_json(found.shape)
    waiting = found.accepted is None and found.ended_at is None
    context = {
        "one": found,
        "name": names_of({found.government_id}, on).get(found.government_id, ""),
        "parts": list(_parts(now)),
        "fixed": now.form is shape.Form.LEBAR_TETAP,
        "columns": [(str(shape.TITLES[column.value]), column) for column in now.columns],
        "state": state_of(found),
        "versions": [(one, state_of(one)) for one in versions],
        "before": before,
        "changes": list(_changes(BankFormat.from_json(before.shape), now)) if before else [],
        "tried": {"form": now, "preview": preview(now, found.government, found.bank, request.user, on)},
        "may_decide": waiting and perms.may_decide_bank_form(request.user, found, on),
        "may_withdraw": waiting and perms.may_propose_bank_form(request.user, found.government, on),
        "own": waiting and found.made_by_id == request.user.pk,
        "reason": ReasonForm(),
    }
    return render(request, "payroll/bank/form.html", context)


def state_of(form: BankFileForm) -> tuple[str, str]:
    """Return in a word or two how a version stands, and how that looks."""
    if form.accepted is None:
        return (_("menunggu persetujuan"), "warn") if form.ended_at is None else (_("ditarik"), "")
    if not form.accepted:
        return _("ditolak"), "bad"
    return (_("berlaku"), "ok") if form.ended_at is None else (_("digantikan"), "")


def _parts(form: BankFormat) -> Iterator[tuple[str, str]]:
    """Yield what holds for the file as a whole, as far as it concerns its kind."""
    yield _("Bentuk"), str(dict(FORMS)[form.form.value])
    if form.form is shape.Form.CSV:
        yield _("Pemisah"), str(shape.SEPARATOR_TITLES[form.separator])
    if form.form is not shape.Form.XLSX:
        yield _("Huruf"), str(shape.ENCODINGS[form.encoding])
        yield _("Rupiah"), "1500000.00" if form.decimals else "1500000"
    yield _("Judul kolom"), _("ada") if form.headings else _("tidak ada")
    if any(one.value == "tanggal_bayar" for one in form.columns):
        yield _("Tanggal"), shape.DATES[form.dates]


def _changes(before: BankFormat, after: BankFormat) -> Iterator[str]:
    """Yield in sentences what a form changes."""
    old, new = dict(_parts(before)), dict(_parts(after))
    for label in dict.fromkeys([*old, *new]):
        if old.get(label) != new.get(label):
            yield _("%(label)s: %(old)s menjadi %(new)s.") % {
                "label": label, "old": old.get(label, "–"), "new": new.get(label, "–")
            }  # fmt: skip
    left, right = ([_column_words(one) for one in form.columns] for form in (before, after))
    yield from (_("Kolom dihapus: %(column)s.") % {"column": one} for one in left if one not in right)
    yield from (_("Kolom baru: %(column)s.") % {"column": one} for one in right if one not in left)
    if [one for one in left if one in right] != [one for one in right if one in left]:
        yield _("Urutan kolom berubah.")


def _column_words(column: BankColumn) -> str:
    words = [str(shape.TITLES[column.value])]
    words += [f"“{column.text}”"] if column.text else []
    words += [_("judul “%(title)s”") % {"title": column.title}] if column.title else []
    words += [_("lebar %(width)s") % {"width": column.width}] if column.width else []
    words += [_("rata kanan")] if column.right else []
    words += [_("diisi nol")] if column.zeros else []
    return ", ".join(words)


# --- deciding


def _act(
    request: HttpRequest, pk: uuid.UUID, allowed: Callable[[Any, BankFileForm, datetime.date], bool],
    act: Callable[[BankFileForm, datetime.date], Any], done: str,
) -> HttpResponse:  # fmt: skip
    on = day_of(request.user)
    found = get_object_or_404(bank_forms_visible_to(request.user, on).select_related("government"), pk=pk)
    if not allowed(request.user, found, on):
        raise Http404
    try:
        act(found, on)
    except actions.BankFormRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("payroll:bank_form", pk)


@login_required
@require_POST
def bank_form_accept(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm a proposal."""
    return _act(
        request, pk, perms.may_decide_bank_form,
        lambda form, on: actions.decide(form=form, accept=True, why="", by=request.user, on=on),
        _("Bentuk ini berlaku untuk berkas yang dibuat mulai sekarang."),
    )  # fmt: skip


@login_required
@require_POST
def bank_form_refuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Refuse a proposal with a reason."""
    why = request.POST.get("reason", "")
    return _act(
        request, pk, perms.may_decide_bank_form,
        lambda form, on: actions.decide(form=form, accept=False, why=why, by=request.user, on=on),
        _("Usulan ditolak. Bentuk yang berlaku tidak berubah."),
    )  # fmt: skip


@login_required
@require_POST
def bank_form_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a proposal."""
    return _act(
        request, pk, lambda user, form, on: perms.may_propose_bank_form(user, form.government, on),
        lambda form, on: actions.withdraw(form=form, by=request.user, on=on),
        _("Usulan ditarik."),
    )  # fmt: skip
