"""One's own record: what it says, proposing changes, a copy to take away."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.files.views import download
from praja.people import actions
from praja.people.actions import PersonRefused
from praja.people.actions.family import AllowanceEnd
from praja.people.actions.proposals import SUBJECTS, allowance_ended_by, proposed
from praja.people.copies import archive, everything_about, files_of
from praja.people.due.words import stopped
from praja.people.forms import BankProposal, ContactProposal, EducationProposal, MemberProposal, ReasonForm
from praja.people.models import ChangeProposal, FamilyMember, Person
from praja.people.perms import can_decide, is_officer
from praja.people.queries import person_of, proposals_visible_to, proposals_waiting_for
from praja.people.views.common import file_of, today_of
from praja.people.views.person import person_context
from praja.web.exports import handed_out


def _me(request: HttpRequest) -> Person:
    person = person_of(request.user)
    if person is None:
        raise Http404
    return person


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own record in sentences."""
    person = _me(request)
    context = person_context(request, person)
    context["proposals"] = [
        {"one": one, "subject": SUBJECTS[one.subject]}
        for one in person.proposals.filter(made_by=person.account).order_by("-made_at")[:10]
    ]
    context["subjects"] = SUBJECTS
    if request.GET.get("nik") == "tampil" and person.nik_encrypted is not None:
        try:
            context["nik"] = actions.look_at_nik(person=person, by=request.user, on=today_of(request))
        except PersonRefused as error:
            messages.error(request, str(error))
    return render(request, "people/own.html", context)


@login_required
@require_safe
def family_statement(request: HttpRequest) -> HttpResponse:
    """Show one's family as recorded, and for whom an allowance is paid."""
    person = _me(request)
    context = person_context(request, person)
    paid = {row.member_id: row for row in context["state"].dependants}
    context["members"] = [
        {"member": one.member, "paid": paid.get(one.member.pk)} for one in context["family"]
    ]
    context["breadcrumbs"] = [(_("Data saya"), reverse("people:own")), (_("Keluarga"), "")]
    return render(request, "people/family.html", context)


# --- proposing


def _proposal_form(request: HttpRequest, person: Person, subject: str) -> Any:
    data: dict[str, Any] = {"data": request.POST or None, "files": request.FILES or None}
    match subject:
        case "kontak":
            initial = {"email": person.email, "phone": person.phone, "address": person.address}
            return ContactProposal(**data, initial=initial)
        case "keluarga":
            return MemberProposal(**data, person=person, initial=_member_initial(request, person))
        case "rekening":
            return BankProposal(**data, initial={"holder": person.name.upper()})
        case "pendidikan":
            return EducationProposal(**data)
    raise Http404


def _member_initial(request: HttpRequest, person: Person) -> dict[str, Any]:
    try:
        pk = uuid.UUID(request.GET.get("anggota", ""))
    except ValueError:
        return {}
    member = FamilyMember.objects.filter(person=person, pk=pk, withdrawn_at__isnull=True).first()
    if member is None:
        return {}
    from praja.people.actions.family import MEMBER

    return {"member": str(member.pk), **{name: getattr(member, name) for name in MEMBER}}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, subject: str) -> HttpResponse:
    """Propose a change of one's own record, with a scan of what proves it."""
    person = _me(request)
    form = _proposal_form(request, person, subject)
    file = file_of(form, request) if form.is_bound else None
    if form.is_bound and form.is_valid():
        content = {name: value for name, value in form.cleaned_data.items() if name not in ("file", "kept")}
        try:
            actions.propose(
                person=person,
                subject=subject,
                content=content,
                file=file,
                by=request.user,
                on=today_of(request),
            )
        except PersonRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Usulan Anda sudah dikirim. Keputusannya akan tampil di halaman ini.")
            )
            return redirect("people:own")
    context = {
        "person": person,
        "form": form,
        "question": _("Apa yang berubah?"),
        "lead": _(
            "Pengelola kepegawaian akan memeriksa usulan ini. Sampai diterima, data Anda tidak berubah."
        ),
        "button": _("Kirim usulan"),
        "kept": form.kept_file(request.user) if form.is_bound else None,
        "breadcrumbs": [(_("Data saya"), reverse("people:own")), (SUBJECTS[subject], "")],
    }
    return render(request, "people/form.html", context)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back a proposal of one's own."""
    proposal = get_object_or_404(ChangeProposal.objects.select_related("person"), pk=pk, made_by=request.user)
    try:
        actions.cancel_proposal(proposal=proposal, by=request.user, on=today_of(request))
    except PersonRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Usulan dibatalkan."))
    return redirect("people:own")


# --- deciding


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the proposals that wait for the asker's decision, the oldest first."""
    on = today_of(request)
    if not is_officer(request.user, on):  # type: ignore[arg-type]
        raise Http404
    waiting = [
        {"one": one, "subject": SUBJECTS[one.subject]}
        for one in proposals_waiting_for(request.user, on)[:200]
    ]
    return render(request, "people/queue.html", {"waiting": waiting})


def _proposal(request: HttpRequest, pk: uuid.UUID) -> ChangeProposal:
    return get_object_or_404(proposals_visible_to(request.user, today_of(request)), pk=pk)


@login_required
@require_safe
def proposal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what is proposed beside what is recorded, and decide."""
    found = _proposal(request, pk)
    return _proposal_page(request, found, ReasonForm())


def _proposal_page(request: HttpRequest, found: ChangeProposal, form: ReasonForm) -> HttpResponse:
    on = today_of(request)
    may_decide = can_decide(request.user, found.person, found.made_by_id, on)  # type: ignore[arg-type]
    ending = allowance_ended_by(found, on) if may_decide and found.state == "diajukan" else None
    context = {
        "proposal": found,
        "ending": ending and _stopped(ending),
        "subject": SUBJECTS[found.subject],
        "lines": _lines(found),
        "form": form,
        "may_decide": may_decide and found.state == "diajukan",
        "own": found.made_by_id == request.user.pk,
        "breadcrumbs": [(_("Usulan"), reverse("people:queue")), (found.person.full_name, "")]
        if may_decide
        else None,
    }
    return render(request, "people/proposal.html", context)


def _stopped(ending: AllowanceEnd) -> str:
    return stopped(ending.row.member.name, ending.stop.why, ending.stop.happened, ending.stop.day)


def _lines(found: ChangeProposal) -> list[dict[str, Any]]:
    """Return each thing that is proposed, with its label, what is recorded now, and whether it differs."""
    forms: dict[str, Any] = {
        "kontak": ContactProposal,
        "keluarga": MemberProposal,
        "rekening": BankProposal,
        "pendidikan": EducationProposal,
    }
    fields = forms[found.subject].base_fields
    now: Any = None
    if found.subject == "kontak":
        now = found.person
    elif found.subject == "keluarga" and found.content.get("member"):
        now = FamilyMember.objects.filter(person=found.person, pk=found.content["member"]).first()
    lines = []
    for name, value in proposed(found).items():
        if name == "member":
            continue
        before = getattr(now, name, None) if now is not None else None
        lines.append(
            {
                "label": fields[name].label,
                "before": _chosen(fields[name], before),
                "after": _chosen(fields[name], value),
                "differs": now is None or before != value,
            }
        )
    return [one for one in lines if one["before"] or one["after"]]


def _chosen(field: Any, value: Any) -> Any:
    choices = dict(getattr(field, "choices", ()))
    if value is True:
        return _("Ya")
    return choices.get(value, value) if choices and isinstance(value, str) else value or ""


@login_required
@require_POST
def accept(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Accept a proposal."""
    found = _proposal(request, pk)
    if not can_decide(request.user, found.person, found.made_by_id, today_of(request)):  # type: ignore[arg-type]
        raise Http404
    try:
        actions.accept_proposal(
            proposal=found,
            end_allowance=request.POST.get("langkah") == "hentikan",
            by=request.user,
            on=today_of(request),
        )
    except PersonRefused as error:
        messages.error(request, str(error))
        return redirect("people:proposal", found.pk)
    said = _("Usulan diterima dan sudah dicatat.")
    if found.subject == "keluarga" and not found.content.get("member"):
        said = _(
            "Usulan diterima dan sudah dicatat. Bila untuknya dibayar tunjangan, catat di halaman pegawai: "
            "Catat SK, Tunjangan keluarga."
        )
    messages.success(request, said)
    return redirect("people:queue")


@login_required
@require_POST
def refuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Refuse a proposal, with a reason."""
    found = _proposal(request, pk)
    if not can_decide(request.user, found.person, found.made_by_id, today_of(request)):  # type: ignore[arg-type]
        raise Http404
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.refuse_proposal(
                proposal=found, reason=form.cleaned_data["reason"], by=request.user, on=today_of(request)
            )
        except PersonRefused as error:
            messages.error(request, str(error))
            return redirect("people:proposal", found.pk)
        messages.success(request, _("Usulan ditolak; alasannya dapat dibaca pengusul."))
        return redirect("people:queue")
    return _proposal_page(request, found, form)


@login_required
@require_safe
def proposal_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the scan of a proposal."""
    found = _proposal(request, pk)
    if found.file is None:
        raise Http404
    return download(request, found.file)


# --- a copy of one's own data


@login_required
@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """Say what is in the copy of one's own data, and give what would make it too large file by file."""
    person = _me(request)
    inside, left_out = files_of(person)
    context = {
        "person": person,
        "inside": len(inside),
        "left_out": left_out,
        "breadcrumbs": [(_("Data saya"), reverse("people:own")), (_("Salinan"), "")],
    }
    return render(request, "people/copy.html", context)


@login_required
@require_safe
def copy_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give one of the files about oneself."""
    found = next((one for files in files_of(_me(request)) for one in files if one.pk == pk), None)
    if found is None:
        raise Http404
    return download(request, found)


@login_required
@require_POST
@never_cache
def copy_download(request: HttpRequest) -> HttpResponse:
    """Give a ZIP of all that is recorded of oneself: JSON for machines, a page to read, and the files."""
    person = _me(request)
    found = everything_about(person, by=request.user, on=today_of(request))
    return handed_out(archive(found, person), f"data-saya-{person.nip}.zip", "application/zip")
