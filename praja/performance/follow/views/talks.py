"""Pages of feedback, talks and thanks."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.people.asker import asker_of
from praja.people.queries import person_of
from praja.performance.follow import perms, queries
from praja.performance.follow.actions import FollowRefused
from praja.performance.follow.actions import talks as actions
from praja.performance.follow.forms import AskForm, FollowUpForm, TalkForm, TextForm, ThanksForm, TiedForm
from praja.performance.follow.views.common import skp_of
from praja.performance.follow.views.months import own_skp
from praja.performance.models import Coaching, Recognition, RhkVersion, Skp
from praja.performance.perms import is_own
from praja.web.asked import sent
from praja.web.replies import done, is_script, refusal
from praja.web.shell import day_of

MOST_SHOWN = 100


def _texts(rows: list[Any]) -> dict[uuid.UUID, str]:
    """Return what results say, the newest text of each."""
    found = RhkVersion.objects.filter(rhk__in=[row.rhk_id for row in rows if row.rhk_id])
    return {row.rhk_id: row.text for row in found.order_by("version__number")}


def _shown(rows: list[Any]) -> list[tuple[Any, str]]:
    texts = _texts(rows)
    return [(row, texts.get(row.rhk_id) or row.get_value_display()) for row in rows]


# --- feedback


@login_required
@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """Show what was said of one's own work, what one is asked, and what one has asked."""
    on = day_of(request.user)
    own = asker_of(request.user).person
    if own is None:
        raise Http404
    rows = queries.feedback_visible_to(request.user, on).filter(skp__person=own).select_related("by")
    said = list(rows[:MOST_SHOWN])
    context = {
        "said": _shown(said),
        "unread": sum(one.read_at is None for one in said),
        "asked": list(queries.requests_for(request.user).select_related("skp__person")[:MOST_SHOWN]),
        "skp": own_skp(request.user, on),
    }
    return render(request, "performance/follow/feedback.html", context)


@login_required
@require_POST
def feedback_read(request: HttpRequest) -> HttpResponse:
    """Note that a person has read what was said of them."""
    if asker_of(request.user).person is None:
        raise Http404
    actions.read_feedback(by=request.user, on=day_of(request.user))
    return redirect("performance:feedback")


def _about(request: HttpRequest, pk: uuid.UUID) -> tuple[Skp, datetime.date, Any]:
    """Return an SKP of which one may say something, and the question that one answers.

    A peer or subordinate does not see the SKP itself: only its results, to tie the feedback to one.
    """
    on = day_of(request.user)
    rows = Skp.objects.filter(state__in=perms.RUNNING).select_related(
        "person__account", "unit__government", "appraiser"
    )
    found = get_object_or_404(rows, pk=pk)
    asked = request.POST.get("minta") or request.GET.get("minta") or ""
    question = next(
        (one for one in queries.requests_for(request.user).filter(skp=found) if str(one.pk) == asked), None
    )
    if question is None and perms.role_towards(request.user, found, on) is None:
        raise Http404
    return found, on, question


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_of(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take feedback on somebody's work; superiors read what was said so far, others their own alone."""
    skp, on, question = _about(request, pk)
    about = (str(question.rhk_id or question.value)) if question else request.GET.get("rhk", "")
    form = TiedForm(sent(request), results=queries.results_of(skp, on), initial={"about": about})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.give_feedback(
                skp=skp, text=said["text"], sent=said.get("kirim"), request=question, by=request.user, on=on,
                **form.tied(skp),
            )  # fmt: skip
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            url = reverse("performance:feedback_of", args=[skp.pk]) if not question else ""
            return done(
                request, url or reverse("performance:feedback"), _("Umpan balik tersimpan dan disampaikan.")
            )
    if form.errors and is_script(request):
        return refusal(form)
    rows = list(
        queries.feedback_visible_to(request.user, on).filter(skp=skp).select_related("by")[:MOST_SHOWN]
    )
    context = {
        "skp": skp,
        "form": form,
        "question": question,
        "said": _shown(rows),
        "leads": perms.leads(request.user, skp, on),
    }
    return render(request, "performance/follow/feedback_of.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask somebody who knows one's work."""
    skp, on = skp_of(request, pk)
    if not perms.may_report(request.user, skp):
        raise Http404
    people = queries.askable_by(skp)
    form = AskForm(
        sent(request),
        results=queries.results_of(skp, on),
        people=[(one.pk, one.full_name) for one in people],
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        asked = next(one for one in people if str(one.pk) == said["asked"])
        try:
            actions.ask_feedback(
                skp=skp, asked=asked, text=said["text"], by=request.user, on=on, **form.tied(skp)
            )
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Permintaan dikirim."))
            return redirect("performance:feedback")
    context = {
        "form": form,
        "question": _("Minta umpan balik"),
        "lead": _("Jawabannya Anda baca, dan dibaca pula atasan Anda."),
        "label": _("Kirim"),
        "back": reverse("performance:feedback"),
    }
    return render(request, "performance/follow/ask.html", context, status=400 if form.errors else 200)


# --- talks


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def talks(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the talks of a person and their superior, and plan one."""
    skp, on = skp_of(request, pk)
    own = is_own(request.user, skp)
    if not own and not perms.leads(request.user, skp, on):
        raise Http404
    form = TalkForm(sent(request), own=own, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_talk(skp=skp, by=request.user, on=on, **form.cleaned_data)
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Pertemuan direncanakan."))
            return redirect("performance:talk", made.pk)
    rows = list(queries.talks_visible_to(request.user, on).filter(skp=skp)[:MOST_SHOWN])
    context = {"skp": skp, "own": own, "form": form, "rows": rows}
    return render(request, "performance/follow/talks.html", context, status=400 if form.errors else 200)


def _talk(request: HttpRequest, pk: uuid.UUID) -> tuple[Coaching, datetime.date]:
    on = day_of(request.user)
    rows = queries.talks_visible_to(request.user, on).select_related("skp__person__account", "by")
    return get_object_or_404(rows, pk=pk), on


@login_required
@require_safe
def talk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a talk: agenda, notes, follow-ups."""
    found, on = _talk(request, pk)
    leads = perms.leads(request.user, found.skp, on)
    people = _both(request, found)
    context = {
        "one": found,
        "own": is_own(request.user, found.skp),
        "leads": leads,
        "points": list(found.points.select_related("by").order_by("made_at")),
        "follow_ups": list(found.follow_ups.select_related("owner").order_by("due")),
        "point": TextForm(label=_("Tambahkan yang ingin dibicarakan"), prefix="butir"),
        "notes": TextForm(label=_("Catatan pertemuan"), prefix="catatan"),
        "follow_up": FollowUpForm(people=people, on=on, prefix="lanjut"),
        "may_hold": leads and found.held_at is None and found.on <= on,
    }
    return render(request, "performance/follow/talk.html", context)


def _both(request: HttpRequest, found: Coaching) -> list[tuple[Any, str]]:
    own = asker_of(request.user).person
    return [(found.skp.person_id, found.skp.person.full_name), *([(own, _("Saya sendiri"))] if own else [])]


@login_required
@require_POST
def talk_do(request: HttpRequest, pk: uuid.UUID, what: str) -> HttpResponse:
    """Add to the agenda, keep the notes, add a follow-up, or note that the notes were read."""
    found, on = _talk(request, pk)
    if what in ("catatan", "lanjut") and not perms.leads(request.user, found.skp, on):
        raise Http404
    if what == "dibaca" and not is_own(request.user, found.skp):
        raise Http404
    try:
        text = _do(request, found, what, on)
    except FollowRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, text)
    return redirect("performance:talk", pk)


def _do(request: HttpRequest, found: Coaching, what: str, on: datetime.date) -> str:
    by = request.user
    if what == "dibaca":
        actions.read_talk(coaching=found, by=by, on=on)
        return _("Tercatat bahwa Anda sudah membacanya.")
    if what == "lanjut":
        form: Any = FollowUpForm(request.POST, people=_both(request, found), on=on, prefix="lanjut")
        said = _valid(form)
        people = {str(found.skp.person_id): found.skp.person}
        owner = people.get(said["owner"]) or _me(request)
        actions.add_follow_up(coaching=found, text=said["text"], owner=owner, due=said["due"], by=by, on=on)
        return _("Tindak lanjut tercatat.")
    prefix = {"butir": "butir", "catatan": "catatan"}.get(what)
    if prefix is None:
        raise Http404
    text = _valid(TextForm(request.POST, prefix=prefix))["text"]
    if what == "catatan":
        actions.hold_talk(coaching=found, notes=text, by=by, on=on)
        return _("Catatan tersimpan dan dapat dibaca pegawainya.")
    actions.add_point(coaching=found, text=text, by=by, on=on)
    return _("Ditambahkan pada agenda.")


def _valid(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        errors = [str(error) for errors in form.errors.values() for error in errors]
        raise FollowRefused(" ".join(errors))
    said: dict[str, Any] = form.cleaned_data
    return said


def _me(request: HttpRequest) -> Any:
    return person_of(request.user)


@login_required
@require_POST
def follow_up_done(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that what was agreed is done."""
    on = day_of(request.user)
    found = get_object_or_404(
        queries.follow_ups_visible_to(request.user, on).select_related("coaching"), pk=pk
    )
    try:
        actions.close_follow_up(follow_up=found, by=request.user, on=on)
    except FollowRefused as error:
        messages.error(request, str(error))
    return redirect("performance:talk", found.coaching_id)


# --- thanks


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thanks(request: HttpRequest) -> HttpResponse:
    """Show the thanks of one's unit, and take new ones."""
    on = day_of(request.user)
    unit = queries.wall_unit(request.user, on)
    if unit is None:
        raise Http404
    people = queries.colleagues(request.user, on)
    form = ThanksForm(sent(request), people=[(one.pk, one.full_name) for one in people])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        person = next(one for one in people if str(one.pk) == said["person"])
        try:
            actions.thank(
                person=person, unit=unit, value=said["value"], text=said["text"], by=request.user, on=on
            )
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Apresiasi tampil bagi pegawai unit Anda."))
            return redirect("performance:thanks")
    rows = list(
        queries.thanks_visible_to(request.user, on).select_related("person__account", "by")[:MOST_SHOWN]
    )
    context = {"form": form, "rows": [(one, _may_take_down(request, one)) for one in rows]}
    return render(request, "performance/follow/thanks.html", context, status=400 if form.errors else 200)


def _may_take_down(request: HttpRequest, one: Recognition) -> bool:
    return request.user.pk in (one.by_id, one.person.account_id)


@login_required
@require_POST
def thanks_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take thanks off the wall."""
    on = day_of(request.user)
    one = get_object_or_404(queries.thanks_visible_to(request.user, on), pk=pk)
    try:
        actions.withdraw_thanks(recognition=one, by=request.user, on=on)
    except FollowRefused:
        raise Http404 from None
    messages.success(request, _("Apresiasi diturunkan."))
    return redirect("performance:thanks")
