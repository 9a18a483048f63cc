"""The addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from praja.performance.follow.views import feeds, log, months, obstacles, periods, reports, talks, team

AT_MONTH = "kinerja/skp/<uuid:pk>/bulan/<str:month>/"

urlpatterns: list[URLPattern] = [
    path("kinerja/bulan/", months.now, name="month_now"),
    path(AT_MONTH, months.month, name="month"),
    path(f"{AT_MONTH}buka/", months.reopen, name="month_reopen"),
    path(f"{AT_MONTH}isi/<uuid:indicator>/", months.report, name="month_report"),
    path("kinerja/catatan/", log.now, name="log_now"),
    path("kinerja/skp/<uuid:pk>/catatan/<str:day>/", log.day, name="log"),
    path("kinerja/skp/<uuid:pk>/catatan/<str:day>/<uuid:indicator>/", log.write, name="log_write"),
    path("kinerja/bukti/<uuid:pk>/", months.evidence, name="evidence"),
    path("kinerja/bukti/<uuid:pk>/tarik/", months.evidence_withdraw, name="evidence_withdraw"),
    path("kinerja/realisasi/<uuid:pk>/keberatan/", months.objection, name="figure_objection"),
    path("kinerja/periode/", periods.periods, name="periods"),
    path("kinerja/periode/<uuid:pk>/", periods.period, name="period"),
    path("kinerja/skp/<uuid:pk>/laporan/", reports.reports, name="self_reports"),
    path("kinerja/skp/<uuid:pk>/laporan/<uuid:period>/", reports.report_of, name="self_report"),
    path("kinerja/hambatan/", obstacles.obstacles, name="obstacles"),
    path("kinerja/hambatan/<uuid:pk>/", obstacles.obstacle, name="obstacle"),
    path("kinerja/hambatan/<uuid:pk>/foto/", obstacles.obstacle_photo, name="obstacle_photo"),
    path("kinerja/hambatan/<uuid:pk>/selesai/", obstacles.obstacle_solve, name="obstacle_solve"),
    path("kinerja/skp/<uuid:pk>/hambatan/baru/", obstacles.obstacle_new, name="obstacle_new"),
    path("kinerja/umpan-balik/", talks.feedback, name="feedback"),
    path("kinerja/umpan-balik/dibaca/", talks.feedback_read, name="feedback_read"),
    path("kinerja/skp/<uuid:pk>/umpan-balik/", talks.feedback_of, name="feedback_of"),
    path("kinerja/skp/<uuid:pk>/umpan-balik/minta/", talks.feedback_ask, name="feedback_ask"),
    path("kinerja/skp/<uuid:pk>/temu/", talks.talks, name="talks"),
    path("kinerja/temu/<uuid:pk>/", talks.talk, name="talk"),
    path("kinerja/temu/<uuid:pk>/<slug:what>/", talks.talk_do, name="talk_do"),
    path("kinerja/tindak-lanjut/<uuid:pk>/selesai/", talks.follow_up_done, name="follow_up_done"),
    path("kinerja/apresiasi/", talks.thanks, name="thanks"),
    path("kinerja/apresiasi/<uuid:pk>/turunkan/", talks.thanks_withdraw, name="thanks_withdraw"),
    path("kinerja/tim/", team.team, name="team"),
    path("kinerja/data/", feeds.feeds, name="feeds"),
    path("kinerja/data/token/", feeds.tokens, name="feed_tokens"),
    path("kinerja/data/token/<uuid:pk>/cabut/", feeds.token_revoke, name="feed_token_revoke"),
    path("kinerja/data/<uuid:pk>/", feeds.feed, name="feed"),
    path("kinerja/api/realisasi/", feeds.receive, name="feed_receive"),
]
