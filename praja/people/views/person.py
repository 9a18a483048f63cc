"""The page of a person, and what is changed from it besides SK."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.accounts.codes import HOURS, written
from praja.audit.actions import viewed
from praja.files import disk
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.files.views import download
from praja.organization.models import Unit
from praja.people import actions
from praja.people.actions import PersonRefused
from praja.people.actions.moving import roles_said
from praja.people.alike import Alike, shown_to, who_is_alike
from praja.people.careers import RECORDS, PersonFile, describe_record, timeline
from praja.people.due.words import stopped
from praja.people.forms import (
    RECORD_FORMS,
    ChangeIdentityForm,
    ChangeMemberForm,
    DifferenceForm,
    EndForm,
    IdentityForm,
    MemberForm,
    NewPersonForm,
    NotSameForm,
    PhotoForm,
    ReasonForm,
    WhenForm,
)
from praja.people.kinds import KINDS
from praja.people.models import FamilyMember, Person
from praja.people.perms import (
    Section,
    can_edit_person,
    can_see_secret,
    can_see_section,
    is_officer,
    sections_open_to,
    sees_lists,
)
from praja.people.states import differences
from praja.people.views.common import crumbs, file_of, moment, person_edited, person_seen, today_of
from praja.people.words import describe, span_text
from praja.web.words import tanggal

DAY = datetime.timedelta(days=1)


@login_required
@require_safe
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show who somebody is, what post they hold since when, and all else that the asker may see."""
    person = person_seen(request, pk)
    return render(request, "people/detail.html", person_context(request, person))


def person_context(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Return what the page of a person shows to the one who asks."""
    user: Any = request.user
    on = today_of(request)
    sections = sections_open_to(user, person, on)
    if not sections:
        raise Http404
    when = WhenForm(request.GET if {"per", "diketahui"} & set(request.GET) else None)
    per, known_at = on, None
    if when.is_bound and when.is_valid():
        per = when.cleaned_data["per"] or on
        known_at = moment(when.cleaned_data["diketahui"])
    if person.account_id != user.pk:
        viewed(person, user, "pegawai")
    whole = PersonFile(person, sections)
    state = whole.state(per, known_at)
    entries = whole.entries(known_at)
    may_edit = can_edit_person(user, person, on)
    records = whole.records
    family = [one for one in whole.members(known_at) if one.member.joined_by(per)]
    return {
        "person": whole.person_at(known_at),
        "own": person.account_id == user.pk,
        "state": state,
        "per": per,
        "known_at": known_at,
        "looking_back": per != on or known_at is not None,
        "when": when if when.is_bound else WhenForm(initial={"per": on}),
        "headline": headline(state),
        "kinds": [
            {"kind": KINDS[key], "entries": rows, "now": [e for e in rows if _holds(e.row, per, known_at)]}
            for key, rows in entries.items()
        ],
        "missing": _missing(whole, sections, may_edit=may_edit, own=person.account_id == user.pk),
        "never": [KINDS[key].label for key in _EXCEPTIONAL if not whole.rows.get(key, [None])],
        "filled": {KINDS[key].section.value for key, rows in entries.items() if rows},
        "sections": sections,
        "section_values": {section.value for section in sections},
        "family": [one for one in family if not one.withdrawn],
        "withdrawn": [one for one in family if one.withdrawn],
        "corrections": whole.identity_corrections(known_at, shown=_identity_open_in(sections)),
        "records": [(key, [(one, describe_record(one)) for one in found]) for key, found in records.items()],
        "has_records": any(records.values()),
        "may_edit": may_edit,
        "may_see_nik": can_see_secret(user, person, on),
        "recordable": list(KINDS.values()) if may_edit else [],
        "officer": may_edit or is_officer(user, on),
        "breadcrumbs": None if person.account_id == user.pk else crumbs((person.full_name, "")),
        "today": on,
    }


def _identity_open_in(sections: Collection[Section]) -> set[str]:
    """Return the fields of who somebody is that the page shows in these sections."""
    shown = {"nip", "name", "title_before", "title_after", "sex"}
    if Section.KONTAK in sections or Section.GAJI in sections:
        shown |= {"birth_date", "birth_place", "npwp"}
    return shown | {"address"} if Section.KONTAK in sections else shown


_PROPOSED = {"keluarga": "keluarga", "pendidikan": "pendidikan", "rekening": "rekening"}
"""What people propose themselves, by what is missing."""


_EXCEPTIONAL = ("disiplin", "tugas-belajar", "cltn")
"""What most careers never have: that nothing is recorded is told, but not as something still to come."""


def _missing(whole: PersonFile, sections: Any, *, may_edit: bool, own: bool) -> list[tuple[Any, str]]:
    """Return what nothing is recorded of, each with the address where one adds it; empty for who may not."""

    def address(name: str, *args: str) -> str:
        if may_edit:
            return reverse(name, args=[whole.person.pk, *args])
        subject = _PROPOSED.get(args[0] if args else "keluarga") if own else None
        return reverse("people:propose", args=[subject]) if subject else ""

    found: list[tuple[Any, str]] = [
        (KINDS[key].label, address("people:record_sk", key))
        for key, rows in whole.rows.items()
        if not rows and key not in _EXCEPTIONAL
    ]
    if Section.KELUARGA in sections and all(one.withdrawn for one in whole.members()):
        found.append((_("Anggota keluarga"), address("people:add_member")))
    labels = {"pendidikan": _("Pendidikan"), "pelatihan": _("Pelatihan"), "penghargaan": _("Penghargaan")}
    return found + [
        (labels[key], address("people:add_record", key)) for key, rows in whole.records.items() if not rows
    ]


def headline(state: Any) -> str:
    """Return in one sentence who this is: post, unit, since when."""
    if state.status is None:
        if state.last_status is not None and state.last_status.ended_by:
            return _("%(why)s; hari terakhirnya %(day)s.") % {
                "why": state.last_status.get_ended_by_display(),
                "day": tanggal(state.last_status.sampai),
            }
        if state.jabatan is None and state.unit is None:
            return _("Tidak ada status yang tercatat pada tanggal ini.")
    parts = []
    if state.jabatan is not None:
        parts.append(
            _("%(post)s sejak %(day)s")
            % {"post": describe(state.jabatan, state.titles, state.on), "day": tanggal(state.jabatan.mulai)}
        )
    elif state.unit is not None:
        parts.append(
            _("Bekerja di %(unit)s sejak %(day)s")
            % {"unit": state.unit_name, "day": tanggal(state.unit.mulai)}
        )
    for row in state.acting:
        parts.append(
            _("%(post)s, %(days)s")
            % {"post": describe(row, state.titles, state.on), "days": span_text(row.mulai, row.sampai)}
        )
    return "; ".join(parts) + "." if parts else _("Belum ada jabatan yang tercatat.")


def _holds(row: Any, per: datetime.date, known_at: datetime.datetime | None) -> bool:
    known = row.digantikan is None or (known_at is not None and row.digantikan > known_at)
    return bool(known and row.mulai <= per and (row.berlaku.upper is None or per < row.berlaku.upper))


@login_required
@require_safe
def person_timeline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show everything that happened to somebody, newest first."""
    person = person_seen(request, pk)
    on = today_of(request)
    sections = sections_open_to(request.user, person, on)  # type: ignore[arg-type]
    when = WhenForm(request.GET or None)
    known_at = moment(when.cleaned_data["diketahui"]) if when.is_bound and when.is_valid() else None
    items = [
        {
            "when": one.day,
            "title": one.title,
            "detail": one.detail,
            "chip": _("akan datang") if one.day > on else "",
            "state": "",
        }
        for one in timeline(person, known_at, sections=sections)
    ]
    context = {
        "person": person,
        "items": items,
        "known_at": known_at,
        "when": when,
        "breadcrumbs": _crumbs(request, person, (_("Linimasa"), "")),
    }
    return render(request, "people/timeline.html", context)


@login_required
@require_safe
def person_differences(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show in sentences what differs of somebody between two days."""
    person = person_seen(request, pk)
    on = today_of(request)
    sections = sections_open_to(request.user, person, on)  # type: ignore[arg-type]
    form = DifferenceForm(
        request.GET or None, initial={"dari": on.replace(year=on.year - 1, day=1), "ke": on}
    )
    said: list[str] | None = None
    if form.is_bound and form.is_valid():
        said = differences(person, form.cleaned_data["dari"], form.cleaned_data["ke"], sections=sections)
    context = {
        "person": person,
        "form": form,
        "said": said,
        "breadcrumbs": _crumbs(request, person, (_("Beda dua tanggal"), "")),
    }
    return render(request, "people/differences.html", context)


# --- adding and changing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    user: Any = request.user
    on = today_of(request)
    if not is_officer(user, on):
        raise Http404
    form = NewPersonForm(request.POST or None, by=user, on=on)
    not_same = NotSameForm(request.POST if "not_same" in request.POST else None)
    alike: list[Alike] = []
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        unit = get_object_or_404(Unit, pk=data.pop("unit"))
        try:
            person = actions.create_person(unit=unit, not_same=_said(not_same), by=user, on=on, **data)
        except PersonRefused as error:
            form.add_error(None, str(error))
            alike = _alike(form, None)
        else:
            messages.success(
                request, _("%(name)s sudah ditambahkan. Catat SK pengangkatannya.") % {"name": person}
            )
            return redirect("people:detail", person.pk)
    context = {
        "form": form,
        "question": _("Siapa pegawai yang ditambahkan?"),
        "button": _("Tambahkan pegawai"),
        **_beside(alike, not_same, user, on),
        "breadcrumbs": crumbs((_("Pegawai baru"), "")),
    }
    return render(request, "people/form.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change who somebody is said to be."""
    person = person_edited(request, pk)
    names = (*actions_identity(), "email", "phone", "address")
    initial = {name: getattr(person, name) for name in names}
    form = ChangeIdentityForm(request.POST or None, initial=initial, has_nik=person.nik_encrypted is not None)
    not_same = NotSameForm(request.POST if "not_same" in request.POST else None)
    alike: list[Alike] = []
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in names}
        try:
            actions.change_identity(
                person=person,
                changes=changes,
                nik=form.cleaned_data["nik"] or None,
                reason=form.cleaned_data["reason"],
                not_same=_said(not_same),
                by=request.user,
                on=today_of(request),
            )
        except PersonRefused as error:
            form.add_error(None, str(error))
            alike = _alike(form, person)
        else:
            messages.success(request, _("Data diri sudah diubah."))
            return redirect("people:detail", person.pk)
    return _form_page(
        request,
        person,
        form,
        _("Apa yang berubah dari data diri?"),
        _("Simpan perubahan"),
        **_beside(alike, not_same, request.user, today_of(request)),
    )


def _alike(form: IdentityForm, person: Person | None) -> list[Alike]:
    said = form.cleaned_data
    same = person is not None and {"name", "birth_date"}.isdisjoint(form.changed_data)
    found = who_is_alike(
        nip=said["nip"],
        nik=said["nik"],
        name=said["name"],
        birth_date=said["birth_date"],
        apart_from=person.pk if person else None,
    )
    return [one for one in found if one.nip or one.nik or not same]


def _said(not_same: NotSameForm) -> str:
    return str(not_same.cleaned_data["not_same"]) if not_same.is_valid() else ""


def _beside(alike: list[Alike], not_same: NotSameForm, user: Any, on: datetime.date) -> dict[str, Any]:
    """Return what shows those who may be the same person, and asks where it is to be decided by looking."""
    by_number = any(one.nip or one.nik for one in alike)
    return {
        "alike": shown_to(user, alike, on),
        "not_same": not_same if alike and not by_number else None,
    }


def actions_identity() -> tuple[str, ...]:
    """Return the names of what identifies a person."""
    from praja.people.actions.identity import IDENTITY

    return IDENTITY


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record that somebody's service ended, after showing all that ends with it."""
    person = person_edited(request, pk)
    on = today_of(request)
    form = EndForm(request.POST or None, request.FILES or None)
    ending: list[str] | None = None
    file = file_of(form, request) if form.is_bound else None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        if request.POST.get("langkah") == "catat":
            try:
                actions.end_status(
                    person=person, why=data["why"], last=data["last"], sk_number=data["sk_number"],
                    sk_date=data["sk_date"], file=file, reason=data["reason"], by=request.user, on=on,
                )  # fmt: skip
            except PersonRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Berakhirnya status sudah dicatat."))
                return redirect("people:detail", person.pk)
        else:
            from praja.people.words import Titles

            rows = actions.preview_end(person, data["last"])
            titles = Titles(rows)
            ending = [describe(row, titles) for row in rows]
    context = {
        "person": person,
        "form": form,
        "ending": ending,
        "kept": form.kept_file(request.user) if form.is_bound else None,
        "roles": roles_said(person, (form.cleaned_data["last"] if ending is not None else on) + DAY),
        "breadcrumbs": _crumbs(request, person, (_("Berhenti"), "")),
    }
    return render(request, "people/end.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def undo_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo the recorded end of somebody's service, where it was wrong."""
    person = person_edited(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.undo_end(
                person=person, reason=form.cleaned_data["reason"], by=request.user, on=today_of(request)
            )
        except PersonRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Catatan berhenti dibatalkan. Bila akunnya ditutup, mintalah admin aplikasi membukanya."),
            )
            return redirect("people:detail", person.pk)
    lead = _("Yang ikut berakhir berlaku lagi. SK yang belum mulai waktu itu perlu dicatat lagi.")
    return _form_page(
        request,
        person,
        form,
        _("Batalkan catatan berhenti?"),
        _("Batalkan catatan berhenti"),
        lead=lead,
        danger=True,
    )


# --- NIK, photo, account


@login_required
@require_POST
@never_cache
def nik(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a NIK; that it was looked at is recorded."""
    person = person_seen(request, pk)
    user: Any = request.user
    if not can_see_secret(user, person, today_of(request)):
        raise Http404
    try:
        number = actions.look_at_nik(person=person, by=user, on=today_of(request))
    except PersonRefused as error:
        messages.error(request, str(error))
        return redirect("people:detail", person.pk)
    context = {"person": person, "number": number, "own": person.account_id == user.pk}
    return render(request, "people/nik.html", context)


@login_required
@require_safe
def photo(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give somebody's photo."""
    person = person_seen(request, pk)
    if person.photo is None:
        raise Http404
    data = disk.read(person.photo.sha256)
    if data is None or person.photo.kind not in (StoredFile.Kind.JPEG, StoredFile.Kind.PNG):
        raise Http404
    response = HttpResponse(data, content_type=person.photo.kind)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_photo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change or remove a photo: one's own, or of somebody whose record one may change."""
    person = person_seen(request, pk)
    user: Any = request.user
    on = today_of(request)
    if person.account_id != user.pk and not can_edit_person(user, person, on):
        raise Http404
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        try:
            if request.POST.get("langkah") == "hapus":
                actions.set_photo(person=person, photo=None, by=user, on=on)
                messages.success(request, _("Foto sudah dihapus."))
                return redirect(_home(request, person))
            if form.is_valid():
                stored = store(
                    form.cleaned_data["photo"],
                    by=user,
                    kinds=(StoredFile.Kind.JPEG, StoredFile.Kind.PNG),
                    keep_until=on,  # once another takes its place, nobody needs it
                )
                actions.set_photo(person=person, photo=stored, by=user, on=on)
                messages.success(request, _("Foto sudah diganti."))
                return redirect(_home(request, person))
        except (PersonRefused, UploadRefused) as error:
            form.add_error("photo", str(error))
    context = {
        "person": person,
        "form": form,
        "breadcrumbs": _crumbs(request, person, (_("Foto"), "")),
    }
    return render(request, "people/photo.html", context)


@login_required
@require_POST
@never_cache
def give_account(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make an account for somebody, or a new one-time code, and show the code once."""
    person = person_edited(request, pk)
    try:
        code = actions.give_account(person=person, by=request.user, on=today_of(request))
        person.refresh_from_db(fields=["account"])  # it may have been made just now
    except PersonRefused as error:
        messages.error(request, str(error))
        return redirect("people:detail", person.pk)
    context = {
        "person": person,
        "code": written(code),
        "hours": HOURS,
        "breadcrumbs": _crumbs(request, person),
    }
    return render(request, "people/code.html", context)


# --- family


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_member(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a spouse or child."""
    person = person_edited(request, pk)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_family_member(
                person=person, by=request.user, on=today_of(request), **form.cleaned_data
            )
        except PersonRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Anggota keluarga sudah dicatat."))
            return redirect(_url(person) + "#keluarga")
    return _form_page(request, person, form, _("Siapa anggota keluarganya?"), _("Catat anggota keluarga"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_member(request: HttpRequest, pk: uuid.UUID, member: uuid.UUID) -> HttpResponse:
    """Change what is recorded of a member of the family."""
    person = person_edited(request, pk)
    found = get_object_or_404(FamilyMember, pk=member, person=person, withdrawn_at__isnull=True)
    initial = {name: getattr(found, name) for name in MemberForm.base_fields}
    form = ChangeMemberForm(request.POST or None, initial=initial)
    ending = None
    if request.method == "POST" and form.is_valid():
        on = today_of(request)
        changes = {name: form.cleaned_data[name] for name in MemberForm.base_fields}
        step = request.POST.get("langkah", "")
        ending = actions.allowance_to_end(found, on, changes)
        if ending is None or step in ("hentikan", "simpan"):
            try:
                actions.change_family_member(
                    member=found,
                    changes=changes,
                    reason=form.cleaned_data["reason"],
                    end_allowance=step == "hentikan",
                    by=request.user,
                    on=on,
                )
            except PersonRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Data keluarga sudah diubah."))
                return redirect(_url(person) + "#keluarga")
    said = ending and stopped(found.name, ending.stop.why, ending.stop.happened, ending.stop.day)
    more = {
        "ending": said,
        "withdraw_url": reverse("people:withdraw_member", args=[person.pk, found.pk]),
        "withdraw_form": ReasonForm(),
    }
    return _form_page(request, person, form, found.name, _("Simpan perubahan"), **more)


@login_required
@require_POST
def withdraw_member(request: HttpRequest, pk: uuid.UUID, member: uuid.UUID) -> HttpResponse:
    """Take a member of the family off the list."""
    person = person_edited(request, pk)
    found = get_object_or_404(FamilyMember, pk=member, person=person, withdrawn_at__isnull=True)
    try:
        actions.withdraw_family_member(
            member=found, reason=request.POST.get("reason", ""), by=request.user, on=today_of(request)
        )
    except PersonRefused as error:
        messages.error(request, str(error))
        return redirect("people:change_member", person.pk, found.pk)
    messages.success(request, _("%(name)s sudah ditarik dari daftar keluarga.") % {"name": found.name})
    return redirect(_url(person) + "#keluarga")


# --- educations, trainings, awards


_QUESTIONS = {"pendidikan": "add_education", "pelatihan": "add_training", "penghargaan": "add_award"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_record(request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """Add an education, a training or an award."""
    person = person_edited(request, pk)
    if kind not in RECORDS:
        raise Http404
    form = RECORD_FORMS[kind](request.POST or None, request.FILES or None)
    file = file_of(form, request) if form.is_bound else None
    if form.is_bound and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name not in ("file", "kept")}
        try:
            getattr(actions, _QUESTIONS[kind])(
                person=person, file=file, by=request.user, on=today_of(request), **data
            )
        except PersonRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sudah dicatat."))
            return redirect(_url(person) + "#riwayat")
    asked = {
        "pendidikan": _("Pendidikan apa yang selesai?"),
        "pelatihan": _("Pelatihan apa yang diikuti?"),
        "penghargaan": _("Penghargaan apa yang diterima?"),
    }
    return _form_page(request, person, form, asked[kind], _("Catat"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_record(request: HttpRequest, pk: uuid.UUID, kind: str, row: int) -> HttpResponse:
    """Withdraw an education, a training or an award."""
    person = person_edited(request, pk)
    if kind not in RECORDS:
        raise Http404
    one = get_object_or_404(RECORDS[kind]._default_manager, pk=row, person=person, withdrawn_at__isnull=True)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_record(
                one=one, reason=form.cleaned_data["reason"], by=request.user, on=today_of(request)
            )
        except PersonRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Catatan sudah ditarik."))
            return redirect(_url(person) + "#riwayat")
    return _form_page(request, person, form, describe_record(one), _("Tarik catatan ini"), danger=True)


@login_required
@require_safe
def record_file(request: HttpRequest, pk: uuid.UUID, kind: str, row: int) -> HttpResponseBase:
    """Give the file of an education, a training or an award."""
    person = person_seen(request, pk)
    if kind not in RECORDS or not can_see_section(request.user, person, Section.KARIER, today_of(request)):  # type: ignore[arg-type]
        raise Http404
    one = get_object_or_404(RECORDS[kind]._default_manager.select_related("file"), pk=row, person=person)
    if one.file is None:
        raise Http404
    viewed(person, request.user, "berkas")
    return download(request, one.file)


# --- small things


def _url(person: Person) -> str:
    return reverse("people:detail", args=[person.pk])


def _home(request: HttpRequest, person: Person) -> str:
    return reverse("people:own") if person.account_id == request.user.pk else _url(person)


def _crumbs(request: HttpRequest, person: Person, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """Return where a page about somebody stands; from the list of people only for those who have one."""
    way = [(person.full_name, _home(request, person)), *more]
    return crumbs(*way) if sees_lists(request.user, today_of(request)) else way  # type: ignore[arg-type]


def _form_page(
    request: HttpRequest, person: Person, form: Any, question: str, button: str, **more: Any
) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "question": question,
        "button": button,
        "kept": form.kept_file(request.user) if hasattr(form, "kept_file") and form.is_bound else None,
        "breadcrumbs": _crumbs(request, person, (question, "")),
        **more,
    }
    return render(request, "people/form.html", context)
