"""What following up tells the shell and the trail, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.access.queries import has_role
from praja.audit import words
from praja.people.asker import asker_of
from praja.performance.enums import KeadaanPengembangan, KeadaanPenghargaan, KeadaanPerbaikan
from praja.performance.followup.perms import READERS, awards_to_handle
from praja.performance.mine import mine
from praja.performance.models import AwardProposal, Checkpoint, DevelopmentAction, Improvement
from praja.performance.navigation import nav_item
from praja.performance.perms import OFFICERS, appraised_by
from praja.web import shell

WEEK = datetime.timedelta(days=7)


def register() -> None:
    """Register everything."""
    add = shell.navigation.add
    add(nav_item("followup", gettext_lazy("Tindak lanjut"), "followup", works_here))
    add(nav_item("candidates", gettext_lazy("Sesudah penilaian"), "followup_candidates", follows))
    shell.tasks.add(shell.TaskSource("performance.followup", waiting))
    for kind, sentence in {
        "improvement_begun": gettext_lazy("memulai perbaikan kinerja"),
        "checkpoint_added": gettext_lazy("menambah hari melihat kemajuan perbaikan"),
        "improvement_read": gettext_lazy("menyatakan memahami perbaikan kinerjanya"),
        "checkpoint_held": gettext_lazy("mencatat kemajuan perbaikan kinerja"),
        "improvement_ended": gettext_lazy("mengakhiri perbaikan kinerja"),
        "improvement_step": gettext_lazy("mencatat peringatan atau langkah sesudah perbaikan"),
        "improvement_step_withdrawn": gettext_lazy("menarik catatan langkah perbaikan"),
        "award_proposed": gettext_lazy("mengusulkan penghargaan"),
        "award_checked": gettext_lazy("memeriksa usulan penghargaan"),
        "award_granted": gettext_lazy("menetapkan penghargaan"),
        "award_refused": gettext_lazy("menolak usulan penghargaan"),
        "award_withdrawn": gettext_lazy("menarik usulan penghargaan"),
        "development_wished": gettext_lazy("menulis keinginan pengembangan"),
        "development_agreed": gettext_lazy("menyepakati pengembangan"),
        "development_put_off": gettext_lazy("menjawab keinginan pengembangan"),
        "development_done": gettext_lazy("menyelesaikan pengembangan"),
        "development_dropped": gettext_lazy("menarik keinginan pengembangan"),
    }.items():
        words.add(f"performance.{kind}", sentence)
    words.parts["tindak_lanjut"] = gettext_lazy("tindak lanjut penilaian")
    words.fields.update(
        {
            "sesuai_rencana": gettext_lazy("sesuai rencana"),
            "langkah": gettext_lazy("langkah"),
            "penghargaan": gettext_lazy("penghargaan"),
        }
    )


def works_here(user: Any) -> bool:
    """
    To be shown the way to what follows one's own ratings, one must be
    - somebody in the records.
    """
    return asker_of(user).person is not None


def follows(user: Any) -> bool:
    """
    To be shown the way to those whom a closing asks to consider, one must
    - appraise somebody's SKP, or
    - hold a role of `perms.READERS` for a unit.
    """
    day = shell.day_of(user)
    return has_role(user, *READERS, on=day) or mine(user, day).leads


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return what waits for somebody: an own improvement to read, days to look at one, wishes, awards."""
    here = mine(user, on)
    tasks: list[shell.Task] = []
    if here.to_improve:
        for one in Improvement.objects.filter(
            person=asker_of(user).person, state=KeadaanPerbaikan.BERJALAN, read_at__isnull=True
        ):
            title = _("Baca yang disepakati untuk perbaikan kinerja Anda")
            tasks.append(shell.Task(title, reverse("performance:improvement", args=[one.pk]), due=one.start))
    if here.checkpoints:
        points = Checkpoint.objects.filter(
            appraised_by(user, on, "improvement__skp"), held_at__isnull=True, due__lte=on + WEEK,
            improvement__state=KeadaanPerbaikan.BERJALAN,
        )  # fmt: skip
        for point in points.select_related("improvement__person").order_by("due")[:5]:
            title = _("Melihat kemajuan %(name)s") % {"name": point.improvement.person.full_name}
            url = reverse("performance:improvement", args=[point.improvement_id])
            tasks.append(shell.Task(title, url, due=point.due))
    if here.wishes:
        wishes = DevelopmentAction.objects.filter(
            appraised_by(user, on, "skp"), state=KeadaanPengembangan.DIINGINKAN
        )
        rows = wishes.order_by("person__name").values_list("skp", "person__name").distinct()
        for skp, name in rows[:5]:
            title = _("Menjawab keinginan pengembangan %(name)s") % {"name": name}
            tasks.append(shell.Task(title, reverse("performance:development", args=[skp])))
    return tasks + _awards(user, on)


def _awards(user: Any, on: datetime.date) -> list[shell.Task]:
    if not mine(user, on).awards or not has_role(user, *OFFICERS, on=on):
        return []
    waits = AwardProposal.objects.filter(awards_to_handle(user, on)).order_by("made_at")
    tasks = []
    for one in waits.select_related("person")[:5]:
        name = {"name": one.person.full_name}
        to_check = one.state == KeadaanPenghargaan.DIUSULKAN
        title = _("Memeriksa usulan penghargaan %(name)s") if to_check else _("Memutus penghargaan %(name)s")
        tasks.append(shell.Task(title % name, reverse("performance:award", args=[one.pk])))
    return tasks
