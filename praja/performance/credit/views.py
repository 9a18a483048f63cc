"""Pages of credit points: one's own, those of all, determining many by one SK, balances from outside."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from praja.access.queries import has_role, names_apart, names_of, units_visible_to
from praja.audit.actions import viewed
from praja.files.views import download
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.people.queries import people_visible_to
from praja.performance import law
from praja.performance.credit import actions, perms, queries, sheets
from praja.performance.credit.actions import CreditRefused
from praja.performance.credit.balance import Balance, Step, balance_of, figure, months_of, percent, percent_of
from praja.performance.credit.forms import OpeningForm, SheetForm, SkForm
from praja.performance.credit.paper import credit_paper
from praja.performance.credit.posts import post_on
from praja.performance.credit.proposals import (
    CHANGED,
    NEW,
    PROBLEM,
    SAME,
    Proposal,
    digest_of,
    proposals_for,
)
from praja.performance.enums import JenisAngkaKredit, PredikatKinerja
from praja.performance.models import ClosedRating, CreditDecree, CreditDetermination, Period
from praja.performance.periods import named
from praja.performance.perms import OFFICERS, READERS
from praja.performance.rating.desk import periods_ended
from praja.performance.rating.predicates import LOOKS
from praja.performance.rating.views.common import period_of
from praja.performance.rating.views.desk import ReasonForm
from praja.web.asked import BOTH, files_sent, sent
from praja.web.exports import handed_out
from praja.web.shell import day_of
from praja.web.tables import Column, Lines, Table

PART = "angka_kredit"
"""How the trail names what was looked at."""
MOST_SHOWN = 500
MOST_UNITS = 100
_DAY = datetime.timedelta(days=1)


# --- of one person


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A determination in words."""

    row: CreditDetermination
    title: str
    amount: str
    reckoned: str
    paper: bool


@dataclasses.dataclass(frozen=True, slots=True)
class ShownStep:
    """How far it is to the next rank or level, in words."""

    missing: str
    have: str
    needed: str
    share: int
    enough: bool
    time: str
    years: int
    good: bool | None
    rated: list[tuple[int, str, str]]


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own credit points; whoever holds another kind of post is told so."""
    pk = asker_of(request.user).person
    if pk is None:
        raise Http404
    person = get_object_or_404(Person, pk=pk)
    return _page(request, person, day_of(request.user), own=True)


@login_required
@require_safe
def of(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the credit points of somebody."""
    person, on = _person(request, pk)
    if person.account_id != request.user.pk:
        viewed(person, request.user, PART)
    return _page(request, person, on, own=person.account_id == request.user.pk)


def _person(request: HttpRequest, pk: uuid.UUID) -> tuple[Person, datetime.date]:
    on = day_of(request.user)
    return get_object_or_404(people_visible_to(request.user, on), pk=pk), on


def _page(request: HttpRequest, person: Person, on: datetime.date, *, own: bool) -> HttpResponse:
    found = balance_of(person, on)
    context: dict[str, Any] = {
        "person": person,
        "own": own,
        "may_record": perms.may_record(request.user, person, on),
    }
    if found is None:
        context["post"] = post_on(person, on)
    else:
        context |= _shown(found)
    return render(request, "performance/credit/person.html", context)


def _shown(found: Balance) -> dict[str, Any]:
    return {
        "balance": found,
        "total": figure(found.total),
        "base": "" if found.base is None else figure(found.base),
        "yearly": figure(found.yearly),
        "rank": _step(found.rank),
        "level": _step(found.level) if found.level is not None else None,
        "rows": [_row(one) for one in found.rows],
        "earlier": [_row(one) for one in found.earlier],
        "replaced": [_row(one) for one in found.replaced],
    }


def _step(step: Step) -> ShownStep:
    share = int(min(step.have * 100 / step.needed, Decimal(100))) if step.needed else 100
    return ShownStep(
        figure(step.missing), figure(step.have), figure(step.needed), share, not step.missing,
        _time(step.months), step.years, step.good,
        [
            (year, str(PredikatKinerja(one).label) if one else "", LOOKS[one] if one else "")
            for year, one in step.rated
        ],
    )  # fmt: skip


def _time(months: int) -> str:
    years, rest = divmod(months, 12)
    parts = []
    if years:
        parts.append(ngettext("%(count)s tahun", "%(count)s tahun", years) % {"count": years})
    if rest:
        parts.append(ngettext("%(count)s bulan", "%(count)s bulan", rest) % {"count": rest})
    return " ".join(parts)


def _row(row: CreditDetermination) -> Shown:
    amount = figure(row.amount)
    if row.kind != JenisAngkaKredit.KONVERSI or row.coefficient is None:
        return Shown(row, str(row.get_kind_display()), amount, "", False)
    last = row.months.upper - _DAY
    reckoned = f"{months_of(row)}/12 × {percent_of(row)} × {figure(row.coefficient)} = {amount}"
    title = _("%(first)s–%(last)s, %(predicate)s") % {
        "first": f"{row.months.lower:%m-%Y}", "last": f"{last:%m-%Y}",
        "predicate": row.get_predicate_display(),
    }  # fmt: skip
    return Shown(row, title, amount, reckoned, True)


@login_required
@require_safe
def paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a conversion as PDF."""
    rows = queries.credit_visible_to(request.user, day_of(request.user))
    found = get_object_or_404(rows.select_related("person", "decree"), pk=pk, kind=JenisAngkaKredit.KONVERSI)
    viewed(found.person, request.user, PART)
    name = f"angka-kredit-{found.person.nip}-{found.months.lower:%Y-%m}.pdf"
    return handed_out(credit_paper(found), name)


@login_required
@require_safe
def decree_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the scan of the SK of a determination."""
    rows = queries.credit_visible_to(request.user, day_of(request.user))
    found = get_object_or_404(rows.select_related("person", "decree__file"), pk=pk)
    # One SK may name many people: who sees one of them is given the scan only as an officer for all of it.
    alone = not found.decree.rows.exclude(person=found.person_id).exists()
    seen = queries.decrees_visible_to(request.user, day_of(request.user)).filter(pk=found.decree_id)
    if found.decree.file is None or not (alone or seen.exists()):
        raise Http404
    viewed(found.person, request.user, PART)
    return download(request, found.decree.file)


@login_required
@require_http_methods(BOTH)
def opening(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a balance that stands outside of Praja, or a new degree."""
    person, on = _person(request, pk)
    if not perms.may_record(request.user, person, on):
        raise Http404
    post = post_on(person, on)
    form = OpeningForm(
        sent(request), files_sent(request), on=on, initial={"level": post.level if post else ""}
    )
    back = reverse("performance:credit_of", args=[person.pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_balance(
                person=person, said=form.opening(), sk=form.sk(), file=form.cleaned_data["file"],
                by=request.user, on=on,
            )  # fmt: skip
        except CreditRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saldo angka kredit tercatat."))
            return redirect(back)
    context = {
        "form": form,
        "question": _("Angka kredit apa yang sudah ditetapkan?"),
        "lead": person.full_name,
        "back": back,
    }
    return render(request, "performance/credit/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(BOTH)
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a determination that should not stand."""
    on = day_of(request.user)
    rows = queries.credit_visible_to(request.user, on).filter(digantikan__isnull=True)
    found = get_object_or_404(rows.select_related("person", "decree"), pk=pk)
    if not perms.may_record(request.user, found.person, on):
        raise Http404
    form = ReasonForm(sent(request), label=_("Mengapa ditarik?"))
    back = reverse("performance:credit_of", args=[found.person_id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(row=found, reason=form.cleaned_data["reason"], by=request.user, on=on)
        except CreditRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Penetapan ditarik; catatannya tetap ada."))
            return redirect(back)
    shown = _row(found)
    context = {
        "form": form,
        "question": _("Tarik penetapan angka kredit ini?"),
        "lead": f"{found.person.full_name} · {shown.title} · {shown.amount} · {found.decree.number}",
        "back": back,
    }
    return render(request, "performance/form.html", context, status=422 if form.errors else 200)


# --- of all


@login_required
@require_safe
def holders(request: HttpRequest) -> HttpResponse:
    """Show who holds a functional post, with what they have of credit points and what is missing."""
    on = day_of(request.user)
    if not has_role(request.user, *READERS, on=on):
        raise Http404
    needs = {level: law.credit_thresholds(level, on) for level in law.credit_levels(on)}

    def missing(row: Any) -> str:
        needed = needs[row.level].level if row.level else None
        return "" if needed is None else figure(max(Decimal(), needed - row.total))

    table = Table(
        request,
        queries.functional_holders(request.user, on),
        columns=[
            Column(
                "orang",
                _("Pegawai"),
                lambda row: Lines(row.person.full_name, row.title),
                sort="person__name",
                link=lambda row: reverse("performance:credit_of", args=[row.person_id]),
            ),
            Column("nip", _("NIP"), lambda row: row.person.nip, export="only"),
            Column("jenjang", _("Jenjang"), lambda row: row.level or _("belum terisi"), sort="level"),
            Column(
                "angka",
                _("Angka kredit di jenjang ini"),
                lambda row: figure(row.total),
                sort="total",
                num=True,
            ),
            Column("kurang", _("Kurang ke jenjang berikutnya"), missing, num=True),
        ],
        name="angka-kredit",
        order="orang",
        empty=_("Belum ada pejabat fungsional di unit Anda."),
    )
    context = {"table": table, "officer": perms.is_officer(request.user, on)}
    return table.response() or render(request, "performance/credit/holders.html", context)


@login_required
@require_safe
def periods(request: HttpRequest) -> HttpResponse:
    """Show the periods whose closed predicates may be converted, unit by unit."""
    on = day_of(request.user)
    if not perms.is_officer(request.user, on):
        raise Http404
    units = list(
        units_visible_to(request.user, on, *OFFICERS)
        .select_related("government")
        .order_by("code")[:MOST_UNITS]
    )
    tops = {one.government_id or one.pk: one.government or one for one in units}
    ended = {pk: periods_ended(top, on, 6) for pk, top in tops.items()}
    names = names_apart([one.pk for one in units], on)
    closed = set(
        ClosedRating.objects.filter(
            period__in=[one.pk for rows in ended.values() for one in rows], digantikan__isnull=True
        ).values_list("period", flat=True).distinct()
    )  # fmt: skip
    decrees = queries.decrees_visible_to(request.user, on).select_related("period", "by")
    context = {
        "units": [
            (unit, names.get(unit.pk, unit.code),
             [(one, named(one), one.pk in closed) for one in ended[unit.government_id or unit.pk]])
            for unit in units
        ],
        "decrees": [
            (one, named(one.period) if one.period else _("Saldo awal"))
            for one in decrees.order_by("-tercatat")[:30]
        ],
    }  # fmt: skip
    return render(request, "performance/credit/periods.html", context)


@login_required
@require_http_methods(BOTH)
def determine(request: HttpRequest, unit: uuid.UUID, period: uuid.UUID) -> HttpResponse:
    """Show what the closed predicates of a period come to, and take the SK that determines them."""
    which, on = period_of(request, period)
    found = get_object_or_404(Unit.objects.select_related("government"), pk=unit)
    of_it = which.government_id == (found.government_id or found.pk)
    if not of_it or not perms.may_determine(request.user, found, on):
        raise Http404
    form = SkForm(sent(request), files_sent(request))
    if request.method == "POST" and form.is_valid():
        chosen = set(request.POST.getlist("pilih"))
        waiting = _waiting(proposals_for(found, which, request.user, on))
        # Of very many the page shows the first; the others are in.
        people = {
            one.person.pk
            for number, one in enumerate(waiting)
            if number >= MOST_SHOWN or str(one.person.pk) in chosen
        }
        try:
            made = actions.determine(
                unit=found, period=which, people=people, sk=form.sk(), file=form.cleaned_data["file"],
                digest=request.POST.get("sidik", ""), by=request.user, on=on,
            )  # fmt: skip
        except CreditRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _told(made))
            return redirect("performance:credit_determine", found.pk, which.pk)
    return _proposed(request, found, which, form, on)


def _waiting(proposals: list[Proposal]) -> list[Proposal]:
    """Return those of whom something is to be determined."""
    return [one for one in proposals if one.state in (NEW, CHANGED)]


def _told(made: CreditDecree) -> str:
    count = made.rows.values("person").distinct().count()
    text = ngettext("Angka kredit %(count)s orang tercatat.", "Angka kredit %(count)s orang tercatat.", count)
    return text % {"count": count}


def _proposed(
    request: HttpRequest, unit: Unit, period: Period, form: SkForm, on: datetime.date
) -> HttpResponse:
    found = proposals_for(unit, period, request.user, on)
    waiting = _waiting(found)
    chosen = set(request.POST.getlist("pilih"))
    context = {
        "unit": unit,
        "name": names_of([unit.pk], on).get(unit.pk, unit.code),
        "period": period,
        "period_name": named(period),
        "form": form,
        "digest": digest_of(found),
        "waiting": [
            (
                one,
                [_line(line) for line in one.lines],
                figure(one.amount),
                request.method != "POST" or str(one.person.pk) in chosen,
            )
            for one in waiting[:MOST_SHOWN]
        ],
        "count": len(waiting),
        "sum": figure(sum((one.amount for one in waiting), Decimal())),
        "more": max(0, len(waiting) - MOST_SHOWN),
        "done": sum(one.state == SAME for one in found),
        "problems": [one for one in found if one.state == PROBLEM][:MOST_SHOWN],
        "changed": sum(one.state == CHANGED for one in found),
    }
    return render(request, "performance/credit/determine.html", context, status=422 if form.errors else 200)


def _line(line: Any) -> str:
    predicate = PredikatKinerja(line.closed.predicate).label
    reckoned = f"{line.segment.months}/12 × {percent(line.share)} × {figure(line.coefficient)}"
    return f"{line.segment.level}, {predicate}: {reckoned}"


# --- sheets


@login_required
@require_http_methods(BOTH)
def credit_sheets(request: HttpRequest) -> HttpResponse:
    """Show the sheets of opening balances, and take one."""
    on = day_of(request.user)
    units = units_visible_to(request.user, on, *OFFICERS)
    names = names_apart(units.values_list("pk", flat=True), on)
    if not names:
        raise Http404
    form = SheetForm(sent(request), files_sent(request), names=names)
    if request.method == "POST" and form.is_valid():
        unit = units.select_related("government").get(pk=form.cleaned_data["unit"])
        try:
            made = sheets.upload(file=form.cleaned_data["file"], unit=unit, by=request.user, on=on)
        except CreditRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("performance:credit_sheet", made.pk)
    rows = queries.sheets_visible_to(request.user, on).select_related("file", "made_by")
    context = {"form": form, "rows": list(rows.order_by("-made_at")[:50])}
    return render(request, "performance/credit/sheets.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(BOTH)
def credit_sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what a sheet would record or has recorded, and apply or refuse it."""
    on = day_of(request.user)
    rows = queries.sheets_visible_to(request.user, on).select_related("file", "made_by", "unit")
    sheet = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        step = request.POST.get("langkah", "")
        try:
            if step == "tolak":
                sheets.refuse(sheet=sheet, by=request.user, on=on)
                messages.success(request, _("Lembar ini tidak diterapkan."))
            else:
                good = step == "yang_benar"
                sheets.apply(sheet=sheet, only_good_rows=good, by=request.user, on=on)
                messages.success(request, _("Saldo angka kredit tercatat."))
        except CreditRefused as error:
            messages.error(request, str(error))
        return redirect("performance:credit_sheet", pk)
    return render(request, "performance/credit/sheet.html", {"batch": sheet, "summary": sheet.summary})
