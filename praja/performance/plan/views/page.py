"""The page of an SKP: what is promised, how far it has come, and what to do next."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from praja.access.queries import names_of
from praja.files.views import download
from praja.organization.models import Unit
from praja.people.models import JabatanHistory, Person
from praja.performance.enums import KeadaanSkp, KeadaanVersi
from praja.performance.goals.queries import titles_of
from praja.performance.measuring import steps_said, target_said
from praja.performance.models import Remark, Skp, SkpVersion
from praja.performance.perms import is_own, may_appraise, may_keep
from praja.performance.plan import paper, perms
from praja.performance.plan.actions import opening
from praja.performance.plan.checks import Advices, advise
from praja.performance.plan.content import Content, contents_of
from praja.performance.plan.forms import RemarkForm
from praja.performance.plan.queries import (
    NEGOTIATED,
    Difference,
    acts_elsewhere,
    differences,
    leads,
    moved,
    own_skps,
    remarks_of,
    sources_for,
    versions_of,
)
from praja.performance.plan.refused import PlanRefused
from praja.performance.plan.views.common import open_skp, show
from praja.web.exports import handed_out
from praja.web.prepared import rows_of
from praja.web.shell import day_of

LOOKS = {
    KeadaanVersi.DISUSUN: "warn",
    KeadaanVersi.DIAJUKAN: "warn",
    KeadaanVersi.DISEPAKATI: "ok",
}


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own SKP of today, or the latest, or how to begin."""
    on = day_of(request.user)
    person = perms.own_person(request.user)
    found = list(own_skps(person)) if person else []
    now = next((one for one in found if one.berlaku.lower <= on < one.berlaku.upper), None)
    skp = now or next(iter(found), None)
    if skp is None:
        context = {"person": person, "year": on.year, "years": _openable(found, on) if person else []}
        return show(request, "own_none", context)
    return show(request, "skp", _page(request, skp, on) | {"others": found, "years": _openable(found, on)})


def _openable(found: list[Skp], on: datetime.date) -> list[int]:
    """Return the years of which one may open the SKP oneself: this one, and the next one towards its end."""
    wanted = [on.year, *([on.year + 1] if on.month >= 11 else [])]
    return [year for year in wanted if year not in {one.year for one in found}]


@login_required
@require_POST
def own_open(request: HttpRequest) -> HttpResponse:
    """Open one's own SKP of a year."""
    on = day_of(request.user)
    person = get_object_or_404(Person, pk=perms.own_person(request.user))
    try:
        year = int(request.POST.get("tahun", ""))
    except ValueError:
        raise Http404 from None
    try:
        made = opening.open_own(person=person, year=year, by=request.user, on=on)
    except PlanRefused as error:
        messages.error(request, str(error))
        return redirect("performance:own")
    messages.success(
        request,
        _("SKP tahun %(year)s dibuka. Tambahkan rencana hasil kerja pertama Anda.") % {"year": year},
    )
    return redirect("performance:skp", made[-1].pk)


@login_required
@require_safe
def skp(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an SKP: the version that is talked about, or the one that holds; others by `?versi=`."""
    found, on = open_skp(request, pk)
    return show(request, "skp", _page(request, found, on))


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A version on the page of its SKP."""

    version: SkpVersion
    url: str
    here: bool
    look: str


def _page(request: HttpRequest, skp: Skp, on: datetime.date) -> dict[str, Any]:
    user: Any = request.user
    versions = versions_of(skp)
    own, appraises = is_own(user, skp), may_appraise(user, skp, on)
    version = _chosen(request, versions, own or appraises)
    contents = contents_of([version, *([before] if (before := _before(versions, version)) else [])])
    content = contents[version.pk]
    drafts = perms.may_draft(user, version)
    acting = acts_elsewhere(skp) if drafts else []
    advices = (
        advise(content, acting=bool(acting)) if drafts or perms.may_agree(user, version, on) else Advices()
    )
    remarks = remarks_of(versions)
    keeps = may_keep(user, skp, on)
    address = reverse("performance:skp", args=[skp.pk])
    results = [(one.row.rhk_id, one.row.text) for one in content.results]
    return {
        "skp": skp,
        "version": version,
        "number": len(versions),
        "content": content,
        "kinds": _kinds(content, advices, remarks),
        "advices": advices,
        "blocking": advices.blocking,
        "changes": _changes(contents, before, version),
        "remarks": _talk(remarks, skp, dict(results)),
        "remark_form": RemarkForm(results=results, auto_id="catatan-%s")
        if perms.may_remark(user, version, on)
        else None,
        "send_back_form": RemarkForm(results=results, auto_id="kembali-%s"),
        "own": own,
        "appraises": appraises,
        "drafts": drafts,
        "expects": perms.may_expect(user, version, on),
        "agrees": perms.may_agree(user, version, on),
        "on_paper": perms.may_agree_on_paper(user, version, on),
        "takes_back": own and version.state == KeadaanVersi.DIAJUKAN,
        "confirms": perms.may_confirm_understanding(user, version) and version.understood_at is None,
        "changes_it": (own or appraises)
        and skp.state == KeadaanSkp.BERJALAN
        and not any(one.state in NEGOTIATED for one in versions),
        "withdraws": (own or appraises) and version.number > 1 and version.state in NEGOTIATED,
        "redates": (own or appraises) and version.number > 1 and version.state == KeadaanVersi.DISUSUN,
        "keeps": keeps,
        "leads": leads(skp),
        "cancels": keeps and skp.state == KeadaanSkp.DISUSUN,
        "leaving": moved(Unit.objects.filter(pk=skp.unit_id), on).get(skp.pk) if keeps else None,
        "sources": sources_for(skp) if drafts and not content.results else [],
        "acting": acting,
        "chip": (version.get_state_display(), LOOKS.get(KeadaanVersi(version.state), "")),
        "versions": [
            Shown(
                one,
                f"{address}?versi={one.number}",
                one.pk == version.pk,
                LOOKS.get(KeadaanVersi(one.state), ""),
            )
            for one in versions
        ],
        "post": titles_of([skp.position_id], on).get(skp.position_id, ""),
        "unit": names_of([skp.unit_id], on).get(skp.unit_id, ""),
        "last": skp.berlaku.upper - datetime.timedelta(days=1),
        "appraiser": appraiser_said(skp, on),
        "address": address,
        "on": on,
    }


def appraiser_said(skp: Skp, on: datetime.date) -> tuple[str, str]:
    """Return the name and the post of an appraiser, and who holds that post now if it is somebody else."""
    titles = titles_of([skp.appraiser_position_id] if skp.appraiser_position_id else [], on)
    title = titles.get(skp.appraiser_position_id, "") if skp.appraiser_position_id else ""
    if skp.appraiser is None and skp.appraiser_name:
        return skp.appraiser_name, skp.appraiser_title
    held = (
        "t.position_id = %(post)s::uuid AND t.person_id <> %(person)s::uuid AND t.digantikan IS NULL "
        "AND t.berlaku @> %(on)s::date ORDER BY t.how"
    )
    given = {"post": skp.appraiser_position_id, "person": skp.person_id, "on": on}
    holders = rows_of(JabatanHistory, held, given, along="person") if skp.appraiser_position_id else []
    if skp.appraiser is not None and skp.appraiser_id in {one.person_id for one in holders}:
        return skp.appraiser.full_name, title
    if skp.appraiser is not None:
        after = _("kini %(name)s") % {"name": holders[0].person.full_name} if holders else ""
        return skp.appraiser.full_name, ", ".join(filter(None, (title, after)))
    if holders:
        return holders[0].person.full_name, title
    return "", title


def _chosen(request: HttpRequest, versions: list[SkpVersion], talks: bool) -> SkpVersion:
    """Return the version that is asked for, or else the one that fits who asks."""
    if asked := request.GET.get("versi", ""):
        found = next((one for one in versions if str(one.number) == asked), None)
        if found is None:
            raise Http404
        return found
    if not versions:
        raise Http404
    by_state = {one.state: one for one in reversed(versions)}
    first = [*NEGOTIATED, KeadaanVersi.DISEPAKATI] if talks else [KeadaanVersi.DISEPAKATI, *NEGOTIATED]
    return next((by_state[state] for state in first if state in by_state), versions[0])


def _before(versions: list[SkpVersion], version: SkpVersion) -> SkpVersion | None:
    """Return the agreed version that came before another one."""
    agreed = (KeadaanVersi.DISEPAKATI, KeadaanVersi.DIGANTIKAN)
    return next((one for one in versions if one.number < version.number and one.state in agreed), None)


def _changes(
    contents: dict[uuid.UUID, Content], before: SkpVersion | None, version: SkpVersion
) -> list[Difference]:
    return differences(contents[before.pk], contents[version.pk]) if before is not None else []


def _kinds(
    content: Content, advices: Advices, remarks: list[Remark]
) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Return the results by kind, each with its advice, indicators, and how much is said of it."""
    said = [one.rhk_id for one in remarks]
    return [
        (
            label,
            [
                {
                    "row": result.row,
                    "served": result.served,
                    "advice": advices.lines.get(result.row.pk, []),
                    "remarks": said.count(result.row.rhk_id),
                    "indicators": [
                        (one, target_said(one), steps_said(one), advices.lines.get(one.pk, []))
                        for one in result.indicators
                    ],
                }
                for result in results
            ],
        )
        for label, results in content.by_kind
    ]


def _talk(remarks: list[Remark], skp: Skp, results: dict[uuid.UUID, str]) -> list[dict[str, Any]]:
    person = skp.person.account_id
    return [
        {
            "text": one.text,
            "by": one.by,
            "own": one.by_id == person,
            "when": one.made_at,
            "about": results.get(one.rhk_id, "") if one.rhk_id else "",
            "version": one.version.number,
        }
        for one in remarks
    ]


@login_required
@require_safe
def skp_print(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give an SKP in its official form as PDF."""
    found, on = open_skp(request, pk)
    version = _chosen(request, versions_of(found), True)
    pdf = paper.skp_paper(version, on)
    return handed_out(pdf, f"skp-{found.year}-{found.person.nip}-versi-{version.number}.pdf")


@login_required
@require_safe
def skp_signed(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the sheet that an appraiser without an account signed."""
    found, _on = open_skp(request, pk)
    file = next((one.agreed_file for one in versions_of(found) if one.agreed_file), None)
    if file is None:
        raise Http404
    return download(request, file)
