"""The pages of the shell itself."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from praja.web import notices as telling
from praja.web import preferences, shell, style_page, typed
from praja.web.addresses import next_of

LONGEST_SEARCH = 100
SHORTEST_SEARCH = 2
MOST_TASKS = 30


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, what changed, what is next."""
    today = shell.day_of(request.user)
    tasks = shell.tasks_for(request.user, today)
    steps = shell.first_steps_for(request.user)
    cards: dict[str, list[tuple[str, dict[str, object]]]] = {"changed": [], "next": []}
    for card in shell.home:
        context = card.context(request, request.user)
        if context is not None:
            cards[card.section].append((card.template, context))
    return render(
        request,
        "web/home.html",
        {
            "today": today,
            "steps": steps,
            "steps_left": sum(1 for step in steps if not step.done),
            "tasks": tasks[:MOST_TASKS],
            "tasks_count": sum(task.count for task in tasks),
            "tasks_hidden": max(0, len(tasks) - MOST_TASKS),
            "tasks_late": sum(task.count for task in tasks if task.due and task.due < today),
            "changed": cards["changed"],
            "next": cards["next"],
            "notices": telling.visible_to(request.user)[:5],
        },
    )


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Search everything that apps let this person search."""
    query = typed.one_line(request.GET.get("q", ""), LONGEST_SEARCH)
    groups = []
    if len(query) >= SHORTEST_SEARCH:
        groups = [
            (source.label, found) for source in shell.searches if (found := source.find(request.user, query))
        ]
    return render(
        request,
        "web/search.html",
        {
            "query": query,
            "short": 0 < len(query) < SHORTEST_SEARCH,
            "groups": groups,
            "count": sum(len(found) for _label, found in groups),
            "kinds": [source.label for source in shell.searches],
        },
    )


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """Show what this person was told, newest first."""
    page = Paginator(telling.visible_to(request.user), 50).get_page(request.GET.get("hal"))
    return render(request, "web/notices.html", {"page": page})


@require_POST
@login_required
def notices_read(request: HttpRequest) -> HttpResponse:
    """Note that this person has read all notices."""
    telling.mark_read(request.user)
    messages.success(request, _("Semua pemberitahuan ditandai sudah dibaca."))
    return redirect("web:notices")


@require_POST
@login_required
def notice_open(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that a notice has been read, and go where it leads."""
    notice = get_object_or_404(telling.visible_to(request.user), pk=pk)
    telling.mark_read(request.user, notice)
    return HttpResponseRedirect(notice.url)


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language that a reader chose, signed in or not, and return to the page."""
    response = HttpResponseRedirect(next_of(request))
    chosen = request.POST.get("bahasa", "")
    if chosen in preferences.languages():
        preferences.choose(request, response, language=chosen)
    return response


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme that a reader chose, signed in or not, and return to the page."""
    response = HttpResponseRedirect(next_of(request))
    chosen = request.POST.get("tampilan", "")
    if chosen in preferences.THEMES:
        preferences.choose(request, response, theme=chosen)
    return response


@require_safe
@login_required
def style(request: HttpRequest) -> HttpResponse:
    """Show every component, with the line that makes it."""
    return style_page.render_page(request)
