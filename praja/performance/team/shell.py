"""What the assessment team tells the shell and the trail, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.access.enums import Role
from praja.access.queries import has_role, roles_of
from praja.audit import words
from praja.performance.mine import mine
from praja.performance.models import Rating
from praja.performance.navigation import nav_item
from praja.performance.team.perms import OVERSEERS, may_send
from praja.performance.team.queries import (
    outcome_of,
    reviews_visible_to,
    sent_back_to,
    sent_back_to_record,
    waiting_for,
)
from praja.performance.team.queue import in_office
from praja.web import shell


def register() -> None:
    """Register everything."""
    label = gettext_lazy("Tim penilai")
    shell.navigation.add(nav_item("assessment", label, "assessment_home", works_with_teams))
    shell.tasks.add(shell.TaskSource("performance.assessment", waiting))
    shell.panels.add(
        shell.Panel("performance.rating", "performance.assessment", "performance/team/_outcome.html", outcome)
    )
    for kind, sentence in {
        "team_appointed": gettext_lazy("membentuk tim penilai kinerja"),
        "team_changed": gettext_lazy("mengubah penilaian mana yang diperiksa tim penilai"),
        "team_ended": gettext_lazy("mengakhiri tim penilai kinerja"),
        "team_member_appointed": gettext_lazy("mengangkat anggota tim penilai kinerja"),
        "team_member_ended": gettext_lazy("mengakhiri keanggotaan tim penilai kinerja"),
        "taken_to_team": gettext_lazy("memasukkan penilaian ke antrean tim penilai"),
        "sent_to_team": gettext_lazy("mengajukan penilaian kepada tim penilai"),
        "team_judged": gettext_lazy("menyatakan pendapat sebagai anggota tim penilai"),
        "team_recused": gettext_lazy("menyatakan berhalangan memeriksa sebagai anggota tim penilai"),
        "team_decided": gettext_lazy("mencatat putusan tim penilai"),
        "minutes_signed": gettext_lazy("menandatangani berita acara tim penilai"),
    }.items():
        words.add(f"performance.{kind}", sentence)
    words.fields.update(
        {
            "menyimpang": gettext_lazy("berbeda dari usulan"),
            "sampel": gettext_lazy("sampel (%)"),
            "tugas": gettext_lazy("tugas"),
            "pendapat": gettext_lazy("pendapat"),
            "angka_lain": gettext_lazy("indikator dengan angka lain"),
            "anggota": gettext_lazy("anggota"),
            "putusan": gettext_lazy("putusan"),
            "mengukuhkan": gettext_lazy("suara mengukuhkan"),
            "mengembalikan": gettext_lazy("suara mengembalikan"),
            "seimbang": gettext_lazy("suara berimbang"),
            "sidang": gettext_lazy("tanggal sidang"),
            "perkara": gettext_lazy("perkara"),
            "hadir": gettext_lazy("hadir"),
            "diperiksa_tim": gettext_lazy("masih diperiksa tim penilai"),
        }
    )


def works_with_teams(user: Any) -> bool:
    """
    To be shown the way to assessment teams, one must be
    - a member of one who holds the role of tim penilai, or
    - pengelola kepegawaian, admin BKPSDM or auditor of any unit.
    """
    on = shell.day_of(user)
    if any(one.role in OVERSEERS for one in roles_of(user, on)):
        return True
    return has_role(user, Role.TIM_PENILAI, on=on) and mine(user, on).assesses


def outcome(request: HttpRequest, rating: Rating) -> dict[str, Any] | None:
    """Return what the team made of a rating, for its page; where none looked at it, whether one may send."""
    user: Any = request.user
    on = shell.day_of(user)
    if (review := outcome_of(rating)) is not None:
        return {"review": review, "opens": reviews_visible_to(user, on).filter(pk=review.pk).exists()}
    may = rating.digantikan is None and may_send(user, rating, on)
    if not (may and in_office(rating.period.government_id, on)):
        return None
    return {"sends": rating}


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return how many cases wait for a member to say something, and what came back to one who rates."""
    here = mine(user, on)
    found = []
    member = here.to_judge and has_role(user, Role.TIM_PENILAI, on=on)
    if member and (count := waiting_for(user, on)):
        title = _("Memeriksa perkara sebagai anggota tim penilai")
        found.append(shell.Task(title, reverse("performance:assessment_home"), count=count))
    for one in sent_back_to(user) if here.sent_back else ():
        title = _("Menilai lagi %(name)s: dikembalikan tim penilai") % {"name": one.skp.person.full_name}
        found.append(shell.Task(title, reverse("performance:rate", args=[one.period_id, one.skp_id])))
    for one in sent_back_to_record(user, on):
        title = _("Mencatat lagi penilaian %(name)s: dikembalikan tim penilai") % {
            "name": one.skp.person.full_name
        }
        found.append(shell.Task(title, reverse("performance:rate", args=[one.period_id, one.skp_id])))
    return found
