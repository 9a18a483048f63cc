"""What SKP tell the shell and the trail, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from praja.access.queries import units_visible_to
from praja.access.seen import seen
from praja.audit import words
from praja.performance.enums import KeadaanSkp, KeadaanVersi
from praja.performance.mine import mine
from praja.performance.models import SkpVersion
from praja.performance.navigation import nav_item
from praja.performance.perms import OFFICERS
from praja.performance.plan import perms
from praja.performance.plan.queries import moved
from praja.performance.plan.views.common import SEEN
from praja.web import shell


def register() -> None:
    """Register everything."""
    add = shell.navigation.add
    add(nav_item("own", gettext_lazy("SKP saya"), "own", _has_person))
    add(nav_item("appraised", gettext_lazy("SKP yang saya nilai"), "appraised", _appraises))
    add(nav_item("coverage", gettext_lazy("Cakupan SKP"), "coverage", _sees_coverage))
    shell.tasks.add(shell.TaskSource("performance.plan", _waiting))
    shell.home.add(shell.HomeCard("performance.plan", "performance/plan/_home.html", _home, 25))
    _words()


def _has_person(user: Any) -> bool:
    """
    To be shown the way to one's own SKP, one must be
    - somebody in the records.
    """
    return perms.own_person(user) is not None


def _appraises(user: Any) -> bool:
    """
    To be shown the way to the SKP that one appraises, one must be
    - the appraiser of an SKP that is drafted or running.
    """
    return mine(user, shell.day_of(user)).appraises


def _sees_coverage(user: Any) -> bool:
    """
    To be shown the way to the coverage, one must be
    - pengelola kepegawaian, admin BKPSDM, kepala unit, tim penilai or auditor of any unit.
    """
    return perms.sees_coverage(user, shell.day_of(user))


def _own(user: Any, on: datetime.date) -> list[tuple[Any, str, Any]]:
    """Return the versions of one's own SKP that are drafted, proposed or agreed: SKP, state, understood."""
    own = perms.own_person(user)
    if own is None or not mine(user, on).own:
        return []

    def read() -> list[tuple[Any, str, Any]]:
        rows = SkpVersion.objects.filter(
            skp__person=own, skp__berlaku__endswith__gt=on,
            skp__state__in=(KeadaanSkp.DISUSUN, KeadaanSkp.BERJALAN),
            state__in=(KeadaanVersi.DISUSUN, KeadaanVersi.DIAJUKAN, KeadaanVersi.DISEPAKATI),
        )  # fmt: skip
        return list(rows.order_by("number").values_list("skp", "state", "understood_at"))

    found: list[tuple[Any, str, Any]] = seen(("own skp versions", user.pk, on), read)
    return found


def _waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    tasks = []
    for skp, state, understood in _own(user, on):
        address = reverse("performance:skp", args=[skp])
        if state == KeadaanVersi.DISUSUN:
            tasks.append(shell.Task(_("Susun dan ajukan SKP Anda"), address))
        elif state == KeadaanVersi.DISEPAKATI and understood is None:
            tasks.append(shell.Task(_("Nyatakan bahwa Anda memahami bagaimana Anda dinilai"), address))
    if count := mine(user, on).proposed:
        title = ngettext(
            "%(count)s SKP menunggu persetujuan Anda", "%(count)s SKP menunggu persetujuan Anda", count
        )
        tasks.append(shell.Task(title % {"count": count}, reverse("performance:appraised"), count=count))
    if perms.is_officer(user, on):
        units = units_visible_to(user, on, *OFFICERS)
        if count := len(moved(units, on, besides=perms.own_person(user))):
            title = ngettext(
                "%(count)s SKP berakhir sebelum waktunya",
                "%(count)s SKP berakhir sebelum waktunya",
                count,
            )
            tasks.append(shell.Task(title % {"count": count}, reverse("performance:moves"), count=count))
    return tasks


def _home(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """Tell whoever has an SKP how far it has come; nothing while it waits for them: then it is a task."""
    rows = _own(request.user, shell.day_of(request.user))
    if not rows or any(state == KeadaanVersi.DISUSUN for _skp, state, _understood in rows):
        return None
    skp, state, understood = rows[-1]
    if state == KeadaanVersi.DIAJUKAN:
        chip = (_("menunggu penilai"), "warn")
    else:
        chip = (
            (_("disepakati"), "ok") if understood else (_("disepakati, belum Anda nyatakan dipahami"), "warn")
        )
    return {"url": reverse("performance:skp", args=[skp]), "chip": chip}


def _words() -> None:
    for kind, sentence in {
        "skp_opened": gettext_lazy("membuka SKP"),
        "skp_opened_many": gettext_lazy("membuka SKP satu tahun"),
        "skp_cancelled": gettext_lazy("membatalkan SKP"),
        "skp_ended": gettext_lazy("mengakhiri SKP"),
        "skp_copied": gettext_lazy("menyalin SKP"),
        "skp_proposed": gettext_lazy("mengajukan SKP"),
        "skp_taken_back": gettext_lazy("menarik pengajuan SKP"),
        "skp_remarked": gettext_lazy("menulis catatan pada SKP"),
        "skp_agreed": gettext_lazy("menyepakati SKP"),
        "skp_sent_back": gettext_lazy("mengembalikan SKP"),
        "skp_understood": gettext_lazy("menyatakan memahami SKP"),
        "skp_unclear": gettext_lazy("menyatakan SKP belum jelas"),
        "skp_change_begun": gettext_lazy("membuka perubahan SKP"),
        "skp_change_redated": gettext_lazy("mengubah tanggal berlaku perubahan SKP"),
        "skp_change_withdrawn": gettext_lazy("menarik perubahan SKP"),
        "appraiser_changed": gettext_lazy("mengganti penilai SKP"),
        "result_added": gettext_lazy("menambah rencana hasil kerja"),
        "result_changed": gettext_lazy("mengubah rencana hasil kerja"),
        "result_raised": gettext_lazy("mengubah urutan rencana hasil kerja"),
        "result_removed": gettext_lazy("menghapus rencana hasil kerja dari rancangan"),
        "indicator_added": gettext_lazy("menambah indikator"),
        "indicator_changed": gettext_lazy("mengubah indikator"),
        "indicator_removed": gettext_lazy("menghapus indikator dari rancangan"),
        "expectations_said": gettext_lazy("menulis ekspektasi perilaku"),
        "annexes_said": gettext_lazy("menulis lampiran SKP"),
        "approach_chosen": gettext_lazy("memilih pendekatan SKP"),
    }.items():
        words.add(f"performance.{kind}", sentence)
    words.add("performance.list_exported", gettext_lazy("mengunduh daftar dari bagian kinerja"), writes=False)
    words.parts[SEEN] = gettext_lazy("SKP")
    words.fields.update(
        {
            "tahun": gettext_lazy("tahun"),
            "versi": gettext_lazy("versi"),
            "rhk": gettext_lazy("rencana hasil kerja"),
            "indikator": gettext_lazy("indikator"),
            "target": gettext_lazy("target"),
            "penilai": gettext_lazy("penilai"),
            "pendekatan": gettext_lazy("pendekatan"),
            "akhir": gettext_lazy("hari terakhir"),
            "asal": gettext_lazy("disalin dari"),
            "berkas": gettext_lazy("bertanda tangan"),
        }
    )
