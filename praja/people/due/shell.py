"""What imports and due days tell the shell and the trail, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.access.seen import seen
from praja.accounts import hooks
from praja.people.due import home, words
from praja.people.due.feed import FEEDS
from praja.people.due.letters import LETTERS
from praja.people.due.queries import due_of, refresh
from praja.people.due.views import sees_due
from praja.people.imports.perms import may_import
from praja.people.models import DueItem, Person
from praja.people.perms import can_edit_person, is_officer, sections_open_to
from praja.web import shell
from praja.web.shell import day_of


def register() -> None:
    """Register everything."""
    add = shell.navigation.add
    add(
        shell.NavItem(
            "people.due",
            gettext_lazy("Jatuh tempo"),
            "people:due",
            35,
            _sees_due,
            gettext_lazy("Kepegawaian"),
        )
    )
    add(
        shell.NavItem(
            "people.imports",
            gettext_lazy("Impor"),
            "people:imports",
            45,
            _may_import,
            gettext_lazy("Kepegawaian"),
        )
    )
    shell.tasks.add(shell.TaskSource("people.due", waiting))
    shell.first_steps.add(
        shell.FirstStep(
            "people",
            gettext_lazy("Masukkan pegawainya"),
            gettext_lazy("Impor dari lembar kerja: diperiksa dahulu, dan dapat diurungkan."),
            "people:imports",
            20,
            _may_import,
            lambda user: Person.objects.exists(),
        )
    )
    hooks.addresses["people.due"] = hooks.StandingAddress(
        gettext_lazy("Kalender jatuh tempo"), FEEDS.of, FEEDS.revoke
    )
    home.register()
    shell.panels.add(shell.Panel("person", "people.due", "people/due/_panel.html", panel, 60))


def _sees_due(user: Any) -> bool:
    """
    To be shown the way to what falls due, one must
    - be one who sees that list (`sees_due`).
    """
    return bool(seen(("due", user.pk), lambda: sees_due(user, day_of(user))))


def _may_import(user: Any) -> bool:
    """
    To be shown the way to imports, one must
    - be one who may import (`may_import`).
    """
    return may_import(user, day_of(user))


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return for officers what is late, one line a kind."""
    if not is_officer(user, on):
        return []
    return [
        shell.Task(
            _("%(kind)s, terlambat") % {"kind": DueItem.Kind(one["kind"]).label},
            f"{reverse('people:due')}?jenis={one['kind']}&keadaan=terlambat",
            one["first"],
            one["late"],
        )
        for one in home.counted(user, on)
        if one["late"]
    ]


def panel(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """Return what falls due for a person, of what may be seen; nothing to show where nothing does."""
    if not isinstance(person, Person):
        return None
    user: Any = request.user
    on = day_of(user)
    refresh(on, person=person.pk)
    opened = sections_open_to(user, person, on)
    items = due_of(person, opened)
    if not items:
        return None
    edits = can_edit_person(user, person, on)
    return {
        "items": [
            {
                "item": one,
                "agreed": one.kind in (DueItem.Kind.KONTRAK, DueItem.Kind.PLT),
                "how": words.reckoned(one),
                "source": words.source(one),
                "chip": words.state(one, on),
            }
            for one in items
        ],
        "letters": [
            (one.label, reverse("people:due_letter", args=[person.pk, one.key]))
            for one in LETTERS.values()
            if edits and one.section in opened
        ],
    }
