"""What following a plan tells the shell, the trail and the files, when the site starts."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from praja.access.enums import Role
from praja.access.queries import has_role
from praja.access.seen import seen
from praja.audit import words
from praja.people.asker import asker_of
from praja.performance.enums import JangkaCatatan
from praja.performance.follow import clock, log, queries
from praja.performance.follow.months import months_of, named, window_of
from praja.performance.follow.reminders import missing_of
from praja.performance.follow.views.months import address, own_skp, to_report
from praja.performance.mine import mine, outside
from praja.performance.models import Coaching, FollowUp, LogEntry, Obstacle, Period
from praja.performance.navigation import nav_item
from praja.performance.perms import OFFICERS, READERS
from praja.web import shell
from praja.web.words import tanggal


def register() -> None:
    """Register everything."""
    for key, label, name, may in (
        ("month", gettext_lazy("Bulan ini"), "month_now", has_skp),
        ("log", gettext_lazy("Catatan"), "log_now", keeps_log),
        ("team", gettext_lazy("Tim saya"), "team", has_team),
        ("obstacles", gettext_lazy("Hambatan"), "obstacles", sees_obstacles),
        ("feedback", gettext_lazy("Umpan balik"), "feedback", has_skp),
        ("thanks", gettext_lazy("Apresiasi"), "thanks", has_skp),
        ("feeds", gettext_lazy("Angka kinerja"), "feeds", gives_figures),
        ("periods", gettext_lazy("Periode kinerja"), "periods", keeps_periods),
    ):
        shell.navigation.add(nav_item(key, label, name, may))
    shell.tasks.add(shell.TaskSource("performance.follow", waiting))
    shell.home.add(shell.HomeCard("performance.month", "performance/follow/_home.html", home, 30))
    for kind, sentence in {
        "logged": gettext_lazy("mencatat realisasi hari atau minggunya"),
        "reported": gettext_lazy("mengisi realisasi"),
        "evidence_added": gettext_lazy("menambah bukti kinerja"),
        "evidence_withdrawn": gettext_lazy("menarik bukti kinerja"),
        "month_reopened": gettext_lazy("membuka lagi bulan yang terkunci"),
        "figure_objected": gettext_lazy("menulis keberatan atas angka yang dihitung"),
        "periods_set": gettext_lazy("menetapkan periode kinerja"),
        "deadlines_changed": gettext_lazy("mengubah batas waktu kinerja"),
        "obstacle_reported": gettext_lazy("melaporkan hambatan"),
        "obstacle_decided": gettext_lazy("memutuskan hambatan"),
        "obstacle_solved": gettext_lazy("menyatakan hambatan selesai"),
        "feedback_given": gettext_lazy("memberi umpan balik"),
        "feedback_asked": gettext_lazy("meminta umpan balik"),
        "talk_planned": gettext_lazy("merencanakan pertemuan kinerja"),
        "talk_point_added": gettext_lazy("menambah agenda pertemuan kinerja"),
        "talk_held": gettext_lazy("mencatat pertemuan kinerja"),
        "talk_read": gettext_lazy("membaca catatan pertemuan kinerja"),
        "follow_up_added": gettext_lazy("mencatat tindak lanjut pertemuan"),
        "follow_up_done": gettext_lazy("menyelesaikan tindak lanjut pertemuan"),
        "thanked": gettext_lazy("memberi apresiasi"),
        "thanks_withdrawn": gettext_lazy("menurunkan apresiasi"),
        "report_written": gettext_lazy("menulis laporan kinerja sendiri"),
        "report_signed": gettext_lazy("menandatangani laporan kinerja sendiri"),
        "figures_checked": gettext_lazy("memeriksa lembar angka kinerja"),
        "figures_applied": gettext_lazy("menerapkan angka kinerja"),
        "figures_refused": gettext_lazy("menolak lembar angka kinerja"),
        "token_made": gettext_lazy("membuat token sistem lain"),
        "token_revoked": gettext_lazy("mencabut token sistem lain"),
    }.items():
        words.add(f"performance.{kind}", sentence)
    words.parts["kinerja"] = gettext_lazy("kinerja")
    words.fields.update(
        {
            "realisasi": gettext_lazy("realisasi"),
            "selesai_pada": gettext_lazy("selesai pada"),
            "uraian": gettext_lazy("uraian"),
            "sebab": gettext_lazy("sebab"),
            "keputusan": gettext_lazy("keputusan"),
            "akibat": gettext_lazy("akibat"),
            "batas_isi": gettext_lazy("batas mengisi"),
            "batas_nilai": gettext_lazy("batas menilai"),
            "paling_lambat": gettext_lazy("paling lambat"),
            "periode": gettext_lazy("periode"),
        }
    )


def has_skp(user: Any) -> bool:
    """
    To be shown the way to one's own months, one must be
    - somebody in the records.
    """
    return asker_of(user).person is not None


def keeps_log(user: Any) -> bool:
    """
    To be shown the way to one's log, one must
    - have an SKP, and
    - work for a government whose law asks for a log by day or week.
    """
    on = shell.day_of(user)
    skp = own_skp(user, on) if mine(user, on).own else None
    return skp is not None and log.kind_of(skp, on) != JangkaCatatan.BULANAN


def has_team(user: Any) -> bool:
    """
    To be shown the way to the pages of one's team, one must
    - be the appraiser of somebody's SKP of this year.
    """
    return mine(user, shell.day_of(user)).team


def sees_obstacles(user: Any) -> bool:
    """
    To be shown the way to the list of obstacles, one must
    - be the appraiser of somebody's SKP of this year, or
    - hold a role that opens the SKP of a unit.
    """
    return has_role(user, *READERS, on=shell.day_of(user)) or has_team(user)


def keeps_periods(user: Any) -> bool:
    """
    To be shown the way to the periods of a government, one must be
    - admin BKPSDM.
    """
    return has_role(user, Role.ADMIN_BKPSDM, on=shell.day_of(user))


def gives_figures(user: Any) -> bool:
    """
    To be shown the way to counted figures, one must be
    - pengelola kepegawaian or admin BKPSDM of any unit.
    """
    return has_role(user, *OFFICERS, on=shell.day_of(user))


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return what waits for a person: months to report, obstacles, questions, follow-ups, what is unread."""
    return [*_log(user, on), *_months(user, on), *_obstacles(user, on), *_talks(user, on)]


def _missing(user: Any, on: datetime.date) -> dict[tuple[uuid.UUID, datetime.date], int]:
    """Return what is left of the months that one reports, and of the last one of one's own SKP."""
    asked = to_report(user, on)
    if (last := own_skp(user, on)) is not None and (months := months_of(last, on)):
        asked.append((last, months[-1]))
    skps, days = {skp.pk for skp, _month in asked}, {month for _skp, month in asked}
    return seen(("missing of months", user.pk, on), lambda: missing_of(skps, *days))


def _months(user: Any, on: datetime.date) -> list[shell.Task]:
    tasks: list[shell.Task] = []
    if not mine(user, on).own:
        return tasks
    missing = _missing(user, on)
    for skp, month in to_report(user, on):
        if month.month == on.month and month.year == on.year and clock.last_day(month) - on > WEEK:
            continue
        left = missing.get((skp.pk, month), 0)
        if not left:
            continue
        window = window_of(skp, month)
        if window.open:
            title = ngettext(
                "%(count)s indikator belum diisi untuk %(month)s",
                "%(count)s indikator belum diisi untuk %(month)s",
                left,
            ) % {"count": left, "month": named(month)}
            due = window.reopened.until if window.reopened else window.deadline.day
            tasks.append(shell.Task(title, address(skp, month), due=due, detail=window.moved))
    return tasks


def _log(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return that the log of today, or of the week that ends, is still to be written."""
    skp = own_skp(user, on) if mine(user, on).own else None
    if skp is None or on >= skp.berlaku.upper:
        return []
    kind = log.kind_of(skp, on)
    if not log.is_due(kind, on):
        return []
    slot = log.slot_of(skp, on, kind)
    if LogEntry.objects.filter(indicator__rhk__skp=skp, day=slot, digantikan__isnull=True).exists():
        return []
    weekly = kind == JangkaCatatan.MINGGUAN
    title = _("Catatan minggu ini belum diisi") if weekly else _("Catatan hari ini belum diisi")
    return [shell.Task(title, reverse("performance:log", args=[skp.pk, slot.isoformat()]), due=on)]


WEEK = datetime.timedelta(days=7)


def _obstacles(user: Any, on: datetime.date) -> list[shell.Task]:
    tasks = []
    here = mine(user, on)
    if count := here.obstacles:
        title = ngettext(
            "%(count)s hambatan menunggu keputusan Anda", "%(count)s hambatan menunggu keputusan Anda", count
        )
        tasks.append(shell.Task(title % {"count": count}, reverse("performance:obstacles"), count=count))
    to_record: list[Obstacle] = []
    if has_role(user, *OFFICERS, on=on) and outside().obstacles:
        recorded = queries.obstacles_to_record(user, on).select_related("skp__person")
        to_record = list(recorded.order_by("made_at")[:5])
    for one in to_record:
        title = _("Catat keputusan %(who)s atas hambatan %(name)s") % {
            "who": one.skp.appraiser_name,
            "name": one.skp.person.full_name,
        }
        tasks.append(shell.Task(title, reverse("performance:obstacle", args=[one.pk])))
    to_solve = queries.obstacles_to_solve(user).select_related("skp__person").order_by("due")
    for one in to_solve[:5] if here.to_solve else ():
        title = _("Tangani hambatan %(name)s") % {"name": one.skp.person.full_name}
        tasks.append(shell.Task(title, reverse("performance:obstacle", args=[one.pk]), due=one.due))
    return tasks


def _talks(user: Any, on: datetime.date) -> list[shell.Task]:
    own = asker_of(user).person
    tasks = []
    url = reverse("performance:feedback")
    here = mine(user, on)
    if count := here.asked:
        title = ngettext("%(count)s umpan balik Anda diminta", "%(count)s umpan balik Anda diminta", count)
        tasks.append(shell.Task(title % {"count": count}, url, count=count))
    if count := here.unread:
        title = ngettext(
            "%(count)s umpan balik belum Anda baca", "%(count)s umpan balik belum Anda baca", count
        )
        tasks.append(shell.Task(title % {"count": count}, url, count=count))
    steps = FollowUp.objects.filter(owner=own, done_at__isnull=True).order_by("due")
    for step in steps[:5] if here.steps else ():
        tasks.append(
            shell.Task(step.text, reverse("performance:talk", args=[step.coaching_id]), due=step.due)
        )
    held = Coaching.objects.filter(skp__person=own, held_at__isnull=False, read_at__isnull=True)
    for talk in held.order_by("on")[:3] if here.talks else ():
        title = _("Baca catatan pertemuan %(day)s") % {"day": tanggal(talk.on)}
        tasks.append(shell.Task(title, reverse("performance:talk", args=[talk.pk])))
    return tasks


def home(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """Return what the card of home says of one's own month; nothing for whoever has no SKP."""
    user = request.user
    on = shell.day_of(user)
    skp = own_skp(user, on) if mine(user, on).own else None
    if skp is None or not (months := months_of(skp, on)):
        return None
    left = _missing(user, on).get((skp.pk, months[-1]), 0)
    reports = Period.objects.filter(
        government=skp.unit.government or skp.unit, days__startswith__lte=on, rate_by__gte=on
    ).exclude(kind="bulanan")
    return {"month": named(months[-1]), "url": address(skp, months[-1]), "left": left, "skp": skp,
            "reports": reports.exists()}  # fmt: skip
