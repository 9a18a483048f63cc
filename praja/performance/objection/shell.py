"""What objections tell the shell and the trail, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.audit import words
from praja.performance.mine import mine
from praja.performance.models import Objection, Rating
from praja.performance.navigation import nav_item
from praja.performance.objection import queries
from praja.performance.objection.perms import keeps_register
from praja.performance.objection.views.common import PART
from praja.performance.perms import is_own
from praja.web import shell

MOST = 5


def register() -> None:
    """Register everything."""
    shell.navigation.add(nav_item("objections", gettext_lazy("Keberatan"), "objections", has_part))
    shell.tasks.add(shell.TaskSource("performance.objection", waiting))
    shell.panels.add(
        shell.Panel(
            "performance.rating", "performance.objection", "performance/objection/_panel.html", panel, 40
        )
    )
    for kind, sentence in {
        "objection_filed": gettext_lazy("mengajukan keberatan atas penilaian kinerja"),
        "objection_withdrawn": gettext_lazy("mencabut keberatan atas penilaian kinerja"),
        "objection_evidence": gettext_lazy("menambah bukti keberatan"),
        "objection_asked": gettext_lazy("meminta penilai menjelaskan penilaiannya"),
        "objection_explained": gettext_lazy("menjelaskan penilaian atas keberatan"),
        "objection_heard": gettext_lazy("mencatat pemeriksaan keberatan"),
        "objection_conflict": gettext_lazy("menyatakan benturan kepentingan pada keberatan"),
        "objection_decided": gettext_lazy("memutus keberatan atas penilaian kinerja"),
    }.items():
        words.add(f"performance.{kind}", sentence)
    words.parts[PART] = gettext_lazy("keberatan")
    words.fields.update(
        {
            "putusan": gettext_lazy("putusan"),
            "penutupan_diganti": gettext_lazy("penutupan diganti"),
            "hari": gettext_lazy("hari"),
        }
    )


def has_part(user: Any) -> bool:
    """
    To be shown the way to objections, one must
    - have written one, have one to answer or to decide, or
    - keep or audit the register of any unit.
    """
    on = shell.day_of(user)
    here = mine(user, on)
    return bool(here.objected or here.to_explain or here.to_decide) or keeps_register(user, on)


def panel(request: HttpRequest, rating: Rating) -> dict[str, Any] | None:
    """Return for the report of a rating the objection to it, to others than the person who may read it; the
    report itself tells the person.
    """
    user = request.user
    if is_own(user, rating.skp):
        return None
    asked = {"skp": rating.skp_id, "period": rating.period_id}
    if not Objection.objects.filter(**asked).exists():
        return None  # as nearly always: to ask whose they are takes much longer
    rows = queries.objections_visible_to(user, shell.day_of(user))
    found = rows.filter(**asked).order_by("-made_at").first()
    return None if found is None else {"one": found}


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return the objections that somebody has to answer or to decide, each with its day."""
    here = mine(user, on)
    tasks = []
    for one in queries.to_decide_by(user, on)[:MOST] if here.to_decide else ():
        title = _("Putuskan keberatan %(name)s") % {"name": one.skp.person.full_name}
        url = reverse("performance:objection", args=[one.pk])
        tasks.append(shell.Task(title, url, due=queries.decide_by(one)))
    for one in queries.to_explain_by(user)[:MOST] if here.to_explain else ():
        title = _("Jelaskan penilaian %(name)s, yang berkeberatan") % {"name": one.skp.person.full_name}
        url = reverse("performance:objection", args=[one.pk])
        tasks.append(shell.Task(title, url, due=one.explain_by))
    return tasks
