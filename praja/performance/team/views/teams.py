"""Teams: which there are, who is in them, which ratings come to them, and what waits."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.enums import Role
from praja.access.queries import has_role, names_apart, names_of, units_visible_to
from praja.files.actions import DOCUMENTS, UploadRefused, store
from praja.files.views import download
from praja.people.queries import people_visible_to
from praja.performance.models import AssessmentTeam, Period, TeamMember
from praja.performance.rating.views.desk import ReasonForm
from praja.performance.team import perms
from praja.performance.team.actions import TeamRefused, reviews, teams
from praja.performance.team.forms import FillForm, MemberForm, RuleForm, TeamForm
from praja.performance.team.queries import (
    members_on,
    minutes_of,
    queue_of,
    teams_visible_to,
    to_record,
)
from praja.web.asked import BOTH
from praja.web.shell import day_of

MOST_UNITS = 300


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead a member to their team, and show those who oversee units all of theirs."""
    user: Any = request.user
    on = day_of(user)
    rows = list(teams_visible_to(user, on)[:MOST_UNITS])
    oversees = has_role(user, *perms.OVERSEERS, on=on)
    if not (rows or oversees):
        raise Http404
    if not oversees and len(rows) == 1:
        return redirect("performance:assessment_team", rows[0].pk)
    names = names_of({one.unit_id for one in rows}, on)
    context = {
        "rows": [(one, names.get(one.unit_id, one.unit.code), _in_office(one, on)) for one in rows],
        "may_appoint": has_role(user, Role.ADMIN_BKPSDM, on=on),
    }
    return render(request, "performance/team/teams.html", context)


def _in_office(team: AssessmentTeam, on: datetime.date) -> bool:
    return not team.berlaku.isempty and team.berlaku.lower <= on < team.berlaku.upper


def team_of(request: HttpRequest, pk: uuid.UUID) -> tuple[AssessmentTeam, datetime.date]:
    """Return a team about which the one who asks may read, and the day.

    :raises Http404: if there is none
    """
    on = day_of(request.user)
    found: AssessmentTeam = get_object_or_404(teams_visible_to(request.user, on), pk=pk)
    return found, on


def _appointed(request: HttpRequest, pk: uuid.UUID) -> tuple[AssessmentTeam, datetime.date]:
    """Return a team that the one who asks appoints, and the day.

    :raises Http404: if there is none
    """
    found, on = team_of(request, pk)
    if not perms.may_appoint(request.user, found.unit, on):
        raise Http404
    return found, on


@login_required
@require_safe
def team(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a team: what waits, what it decided, who is in it, its minutes."""
    found, on = team_of(request, pk)
    return _team_page(request, found, on)


def _team_page(
    request: HttpRequest, found: AssessmentTeam, on: datetime.date, form: FillForm | None = None
) -> HttpResponse:
    user: Any = request.user
    me = perms.member_of(user, found, on)
    running, appoints = _in_office(found, on), perms.may_appoint(user, found.unit, on)
    queue = queue_of(found, user, me, on)
    members = members_on(found, on)
    if running and form is None and perms.may_fill(user, found, me, on):
        form = FillForm(periods=_periods(found, on))
    context = {
        "team": found,
        "name": names_of([found.unit_id], on).get(found.unit_id, found.unit.code),
        "me": me,
        "queue": queue,
        "members": members,
        "votes": len(members),
        "running": running,
        "appoints": appoints,
        "fill": form,
        "minutes": list(minutes_of(found)),
        "to_record": to_record(found).count() if perms.may_sign_minutes(me) else 0,
        "reads_minutes": me is not None or has_role(user, *perms.WITNESSES, unit=found.unit, on=on),
        "last": None if found.berlaku.isempty else found.berlaku.upper - datetime.timedelta(days=1),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "performance/team/team.html", context, status=status)


def _periods(found: AssessmentTeam, on: datetime.date) -> Any:
    government = found.unit.government_id or found.unit_id
    rows = Period.objects.filter(government=government, days__endswith__lte=on)
    return rows.order_by("-days__endswith", "days__startswith")


@login_required
@require_POST
def fill(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the ratings of a period that are signed already to a team."""
    found, on = team_of(request, pk)
    if not perms.may_fill(request.user, found, perms.member_of(request.user, found, on), on):
        raise Http404
    form = FillForm(request.POST, periods=_periods(found, on))
    if form.is_valid():
        try:
            count = reviews.fill(team=found, period=form.cleaned_data["period"], by=request.user, on=on)
        except TeamRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(count)s penilaian masuk antrean.") % {"count": count})
            return redirect("performance:assessment_team", found.pk)
    return _team_page(request, found, on, form)


@login_required
@require_safe
def decree(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand out the SK by which a team was appointed."""
    found, _on = team_of(request, pk)
    if found.sk_file is None:
        raise Http404
    return download(request, found.sk_file)


# --- appointing


def _form_page(
    request: HttpRequest, form: Any, question: str, lead: str, back: str, *, upload: bool = False
) -> HttpResponse:
    context = {"form": form, "question": question, "lead": lead, "back": back, "upload": upload}
    return render(request, "performance/team/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(BOTH)
def new(request: HttpRequest) -> HttpResponse:
    """Take the appointment of a team."""
    user: Any = request.user
    on = day_of(user)
    if not has_role(user, Role.ADMIN_BKPSDM, on=on):
        raise Http404
    units = units_visible_to(user, on, Role.ADMIN_BKPSDM).order_by("code")
    posted = request.method == "POST"
    form = TeamForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        units=units,
        names=names_apart(units.values_list("pk", flat=True), on),
        initial={"start": on, "last": datetime.date(on.year, 12, 31)},
    )
    if posted and form.is_valid():
        said = form.cleaned_data
        try:
            file = store(said["file"], by=user, kinds=DOCUMENTS) if said["file"] else None
            made = teams.appoint(
                unit=said["unit"], start=said["start"], last=said["last"], sk_number=said["sk_number"],
                sk_date=said["sk_date"], sk_file=file, purpose=said["purpose"], rule=form.rule(), by=user,
                on=on,
            )  # fmt: skip
        except UploadRefused as error:
            form.add_error("file", str(error))
        except TeamRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Tim penilai dibentuk. Angkat ketua dan anggotanya."))
            return redirect("performance:assessment_team", made.pk)
    lead = _("Tim memeriksa penilaian yang sudah ditandatangani. Yang menilai tetap pejabat penilai.")
    back = reverse("performance:assessment_home")
    return _form_page(request, form, _("Tim penilai untuk unit mana?"), lead, back, upload=True)


@login_required
@require_http_methods(BOTH)
def rule(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what a team is for and which ratings come to it."""
    found, on = _appointed(request, pk)
    now = {name: getattr(found, name) for name in ("purpose", "flagged", "departing", "sample")}
    form = RuleForm(request.POST if request.method == "POST" else None, initial=now)
    back = reverse("performance:assessment_team", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            teams.change_rule(
                team=found, purpose=form.cleaned_data["purpose"], rule=form.rule(), by=request.user, on=on
            )
        except TeamRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Aturan antrean tersimpan. Berlaku bagi penilaian sesudah ini."))
            return redirect(back)
    lead = _("Yang diajukan penilai atau pengelola kepegawaian selalu masuk antrean.")
    return _form_page(request, form, _("Penilaian mana yang diperiksa tim?"), lead, back)


@login_required
@require_http_methods(BOTH)
def member_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the appointment of a member."""
    found, on = _appointed(request, pk)
    start = on if found.berlaku.isempty else max(on, found.berlaku.lower)
    form = MemberForm(
        request.POST if request.method == "POST" else None,
        people=people_visible_to(request.user, on).select_related("account"),
        initial={"start": start, "office": "anggota"},
    )
    back = reverse("performance:assessment_team", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            teams.appoint_member(
                team=found, person=said["person"], office=said["office"], start=said["start"],
                by=request.user, on=on,
            )  # fmt: skip
        except TeamRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s diangkat.") % {"name": said["person"].full_name})
            return redirect(back)
    lead = _("SK %(number)s. Dengan pengangkatan ini ia mendapat peran tim penilai untuk unit itu.") % {
        "number": found.sk_number
    }
    return _form_page(request, form, _("Siapa yang diangkat?"), lead, back)


@login_required
@require_http_methods(BOTH)
def member_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the end of a membership."""
    on = day_of(request.user)
    member = get_object_or_404(
        TeamMember.objects.select_related("person"),
        pk=pk,
        team__in=teams_visible_to(request.user, on).values("pk"),
    )
    found, on = _appointed(request, member.team_id)
    form = ReasonForm(request.POST if request.method == "POST" else None, label=_("Mengapa diakhiri?"))
    back = reverse("performance:assessment_team", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            teams.end_member(member=member, text=form.cleaned_data["reason"], by=request.user, on=on)
        except TeamRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Keanggotaan %(name)s berakhir.") % {"name": member.person.full_name})
            return redirect(back)
    question = _("Akhiri keanggotaan %(name)s?") % {"name": member.person.full_name}
    lead = _(
        "Mulai hari ini ia bukan anggota, dan perannya ikut berakhir. Yang pernah dinyatakannya tetap "
        "tercatat."
    )
    return _form_page(request, form, question, lead, back)


@login_required
@require_http_methods(BOTH)
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the end of a team."""
    found, on = _appointed(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, label=_("Mengapa diakhiri?"))
    back = reverse("performance:assessment_team", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            teams.end(team=found, text=form.cleaned_data["reason"], by=request.user, on=on)
        except TeamRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Masa tugas tim berakhir."))
            return redirect("performance:assessment_home")
    lead = _("Semua keanggotaan berakhir hari ini. Putusan dan berita acaranya tetap tercatat.")
    return _form_page(request, form, _("Akhiri tim penilai ini?"), lead, back)
