"""Reporting a month: who may, until when, what cannot be, and that nothing said is lost."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from PIL import Image

from praja.audit.models import Event
from praja.performance.enums import JenisPeriode
from praja.performance.follow import clock, tasks
from praja.performance.follow.actions import FollowRefused, months, periods, reports
from praja.performance.follow.actions.months import Said
from praja.performance.follow.months import board_of, months_of, window_of
from praja.performance.follow.views.months import to_report
from praja.performance.models import (
    Alive,
    Evidence,
    Indicator,
    Period,
    Realisation,
    Reminder,
    SelfReport,
    Skp,
)
from praja.web.models import Notice
from tests.integration.performance.plans import plan

NOV, DEC = datetime.date(2026, 11, 1), datetime.date(2026, 12, 1)
TODAY = datetime.date(2026, 11, 23)
WIB = datetime.timezone(datetime.timedelta(hours=7))
NOW = datetime.datetime(2026, 11, 23, 10, tzinfo=WIB)
KINDS: Any = (
    (
        "Layanan selesai tepat waktu",
        [
            {"text": "Dokumen selesai", "measure": "dokumen", "target": Decimal(120)},
            {"text": "Lama layanan", "measure": "hari", "direction": "rendah", "target": Decimal(3)},
            {"text": "Serapan", "measure": "%", "direction": "rentang", "target": Decimal(80),
             "target_max": Decimal(90)},
            {"text": "Aplikasi antrean", "measure": "tahap", "direction": "tahapan", "target": Decimal(3),
             "steps": [{"text": "Rancangan", "due": "2026-03-31"}, {"text": "Uji coba", "due": "2026-12-31"},
                       {"text": "Dipakai", "due": ""}]},
            {"text": "Laporan tahunan", "measure": "", "direction": "tanggal", "target": None,
             "due": datetime.date(2026, 12, 15)},
        ],
    ),
)  # fmt: skip


@pytest.fixture
def skp(office: Any) -> Any:
    return Skp.objects.get(pk=plan(office.sari, office.section, lines=KINDS).pk)


def line(skp: Any, text: str) -> Indicator:
    found: Indicator = Indicator.objects.get(rhk__skp=skp, versions__text=text)
    return found


def give(skp: Any, text: str, said: Said, by: Any, month: datetime.date = NOV, **more: Any) -> Any:
    more = {"on": TODAY, "now": NOW} | more
    return months.report(skp=skp, indicator=line(skp, text), month=month, said=said, by=by, **more)


def photo(name: str = "foto.jpg") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def test_a_correction_supersedes_and_both_are_kept(office: Any, skp: Any) -> None:
    sari = office.user("sari")
    give(skp, "Dokumen selesai", Said(value=Decimal(10), story="Loket A"), sari)
    give(skp, "Dokumen selesai", Said(value=Decimal(12), story="Loket A dan B"), sari)
    give(skp, "Dokumen selesai", Said(value=Decimal(12), story="Loket A dan B"), sari)

    rows = list(Realisation.objects.order_by("tercatat").values_list("value", "digantikan"))

    assert [(value, gone is None) for value, gone in rows] == [(Decimal(10), False), (Decimal(12), True)]
    assert Event.objects.filter(kind="performance.reported", person_id=office.sari.pk).count() == 2


def test_what_is_emptied_is_to_be_reported_again_and_stays_known(office: Any, skp: Any) -> None:
    sari = office.user("sari")
    give(skp, "Dokumen selesai", Said(value=Decimal(10)), sari)
    give(skp, "Dokumen selesai", Said(link="https://contoh.go.id/a"), sari)
    assert not board_of(skp, NOV).lines[0].missing
    give(skp, "Dokumen selesai", Said(), sari)

    line = board_of(skp, NOV).lines[0]

    assert (line.missing, len(line.earlier), len(line.evidence)) == (True, 1, 1)


def test_in_january_the_month_before_is_that_of_the_last_years_skp(office: Any, skp: Any) -> None:
    following = plan(office.sari, office.section, year=2027)
    january = datetime.date(2027, 1, 4)

    found = to_report(office.user("sari"), january)

    assert [(one.pk, month) for one, month in found] == [
        (skp.pk, datetime.date(2026, 12, 1)),
        (following.pk, datetime.date(2027, 1, 1)),
    ]


def test_nothing_reported_can_be_deleted_or_changed(office: Any, skp: Any) -> None:
    give(skp, "Dokumen selesai", Said(value=Decimal(10)), office.user("sari"))

    for change in (
        lambda: Realisation.objects.all().delete(),
        lambda: Realisation.objects.update(value=99),
    ):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            change()


@pytest.mark.parametrize("who", ["section", "head", "stranger", "pengelola", "admin"])
def test_nobody_reports_for_another(office: Any, skp: Any, who: str) -> None:
    with pytest.raises(FollowRefused, match="Hanya pegawai"):
        give(skp, "Dokumen selesai", Said(value=Decimal(1)), office.user(who))


@pytest.mark.parametrize(
    ("text", "said", "why"),
    [
        ("Dokumen selesai", Said(value=Decimal(-1)), "kurang dari nol"),
        ("Dokumen selesai", Said(value=Decimal(10) ** 9), "seribu kali targetnya"),
        ("Dokumen selesai", Said(value=Decimal("NaN")), "kurang dari nol"),
        ("Dokumen selesai", Said(done_on=TODAY), "diisi dengan angka"),
        ("Dokumen selesai", Said(), "Isi realisasinya"),
        ("Dokumen selesai", Said(story="x" * 4001), "terlalu panjang"),
        ("Aplikasi antrean", Said(value=Decimal(4)), "paling banyak 3"),
        ("Aplikasi antrean", Said(value=Decimal("1.5")), "paling banyak 3"),
        ("Laporan tahunan", Said(value=Decimal(1)), "tanggal selesai"),
        ("Laporan tahunan", Said(done_on=datetime.date(2026, 12, 1)), "belum tiba"),
        ("Laporan tahunan", Said(done_on=datetime.date(1, 1, 1)), "terlalu lama"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    office: Any, skp: Any, text: str, said: Said, why: str
) -> None:
    with pytest.raises(FollowRefused, match=why):
        give(skp, text, said, office.user("sari"))

    assert not Realisation.objects.exists()


def test_a_month_is_locked_after_its_deadline_until_the_appraiser_opens_it(office: Any, skp: Any) -> None:
    sari, siti = office.user("sari"), office.user("section")
    october = datetime.date(2026, 10, 1)
    late = {"skp": skp, "month": october, "until": TODAY, "reason": "Berkasnya baru kembali.", "on": TODAY}

    with pytest.raises(FollowRefused, match="terkunci sejak 5 November 2026"):
        give(skp, "Dokumen selesai", Said(value=Decimal(1)), sari, october)
    with pytest.raises(FollowRefused, match="Hanya penilai"):
        months.reopen(**late, by=sari, now=NOW)
    with pytest.raises(FollowRefused, match="masih terbuka"):
        months.reopen(**late | {"month": NOV}, by=siti, now=NOW)
    with pytest.raises(FollowRefused, match="dua minggu"):
        months.reopen(**late | {"until": datetime.date(2027, 1, 1)}, by=siti, now=NOW)
    months.reopen(**late, by=siti, now=NOW)

    assert give(skp, "Dokumen selesai", Said(value=Decimal(1)), sari, october) is not None
    assert "Berkasnya baru kembali." in window_of(skp, october, NOW).text
    with pytest.raises(FollowRefused, match="terkunci"):
        give(
            skp,
            "Dokumen selesai",
            Said(value=Decimal(2)),
            sari,
            october,
            now=NOW + datetime.timedelta(days=1),
        )


def test_months_to_come_and_outside_of_the_skp_are_refused(office: Any, skp: Any) -> None:
    for month in (datetime.date(2026, 12, 1), datetime.date(2025, 12, 1), datetime.date(2027, 1, 1)):
        with pytest.raises(FollowRefused):
            give(skp, "Dokumen selesai", Said(value=Decimal(1)), office.user("sari"), month)


def test_progress_is_told_by_the_kind_of_indicator(office: Any, skp: Any) -> None:
    sari = office.user("sari")
    now = datetime.datetime(2026, 2, 20, 10, tzinfo=WIB)
    january, february = datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)
    Period.objects.create(
        government=office.government, year=2026, kind="triwulanan", number=1, days=(january, "2026-04-01"),
        report_by="2026-04-05", rate_by="2026-04-10",
    )  # fmt: skip
    for month, documents, days, share in ((january, 9, 2, 70), (february, 12, 5, 85)):
        for text, value in (("Dokumen selesai", documents), ("Lama layanan", days), ("Serapan", share)):
            give(skp, text, Said(value=Decimal(value)), sari, month, now=now, on=now.date())
    give(skp, "Aplikasi antrean", Said(value=Decimal(0)), sari, february, now=now, on=now.date())

    found = {one.version.text: one.progress for one in board_of(skp, february).lines}

    assert (found["Dokumen selesai"].words, found["Dokumen selesai"].behind) == ("21 dari 120 dokumen", False)
    assert found["Dokumen selesai"].plan == "Rencana sampai bulan ini 20, setahun 120 dokumen"
    assert (found["Lama layanan"].words, found["Lama layanan"].behind) == ("3,5 hari", True)
    assert found["Lama layanan"].lagging == "melebihi batas"
    assert (found["Serapan"].words, found["Serapan"].behind) == ("85 %", False)
    assert (found["Aplikasi antrean"].words, found["Aplikasi antrean"].behind) == ("0 dari 3 tahap", False)
    assert (found["Laporan tahunan"].words, found["Laporan tahunan"].behind) == ("Belum selesai", None)


def test_what_is_done_need_not_be_reported_again(office: Any, skp: Any) -> None:
    sari = office.user("sari")
    give(skp, "Laporan tahunan", Said(done_on=datetime.date(2026, 11, 20)), sari)

    december = {one.version.text: one for one in board_of(skp, datetime.date(2026, 12, 1)).lines}

    assert december["Laporan tahunan"].state == ("sudah selesai", "ok")
    assert not december["Laporan tahunan"].missing
    assert december["Dokumen selesai"].missing


def test_evidence_is_kept_under_a_clean_name_and_taken_back_not_deleted(office: Any, skp: Any) -> None:
    sari = office.user("sari")
    hostile = photo("../../<img src=x onerror=alert(1)>{{7*7}}.php.jpg")
    give(skp, "Dokumen selesai", Said(file=hostile, link="https://contoh.go.id/lap?x=<b>"), sari)

    file, link = Evidence.objects.order_by("link")
    assert not set("<>{}/") & set(file.title)
    assert file.file is not None
    assert link.link == "https://contoh.go.id/lap?x=<b>"
    months.withdraw_evidence(evidence=file, by=sari, on=TODAY, now=NOW)
    assert Evidence.objects.filter(withdrawn_at__isnull=False).count() == 1
    with pytest.raises(FollowRefused, match="Hanya pegawai"):
        months.withdraw_evidence(evidence=link, by=office.user("section"), on=TODAY, now=NOW)


def test_evidence_too_large_or_no_picture_is_refused_and_nothing_is_kept(office: Any, skp: Any) -> None:
    large = photo()
    large.size = 4 * 1024**3
    script = SimpleUploadedFile("foto.jpg", b"<html><script>alert(1)</script>", "image/jpeg")
    for upload, why in ((large, "terlalu besar: paling besar 10 MB"), (script, ".")):
        with pytest.raises(FollowRefused, match=why):
            give(skp, "Dokumen selesai", Said(value=Decimal(1), file=upload), office.user("sari"))

    assert not Realisation.objects.exists()


# --- deadlines that move


def alive(*spans: tuple[str, str]) -> None:
    for since, until in spans:
        Alive.objects.create(
            since=datetime.datetime.fromisoformat(since).replace(tzinfo=WIB),
            until=datetime.datetime.fromisoformat(until).replace(tzinfo=WIB),
        )


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=WIB)


@pytest.mark.parametrize(
    ("spans", "day"),
    [
        ([], 5),
        ([("2026-12-01", "2026-12-05T09:00"), ("2026-12-05T09:59", "2026-12-08")], 5),
        ([("2026-12-01", "2026-12-05T09:00"), ("2026-12-05T10:00", "2026-12-08")], 6),
        ([("2026-12-01", "2026-12-05T00:30"), ("2026-12-05T06:30", "2026-12-08")], 5),
        ([("2026-12-01", "2026-12-05T22:00"), ("2026-12-06T08:00", "2026-12-08")], 7),
        ([("2026-12-06", "2026-12-08")], 5),
        ([("2026-12-01", "2026-12-04T23:00"), ("2026-12-07T07:30", "2026-12-08")], 8),
    ],
)
def test_an_hour_of_outage_on_the_last_day_moves_the_deadline(
    office: Any, spans: list[tuple[str, str]], day: int
) -> None:
    alive(*spans)

    found = clock.report_by(NOV, office.government, at("2026-12-08T00:00"))

    assert found.day == datetime.date(2026, 12, day)
    assert bool(found.moved) == (day != 5)


def test_a_moved_deadline_says_so_and_keeps_the_month_open(office: Any, skp: Any) -> None:
    alive(("2026-12-01", "2026-12-05T10:00"), ("2026-12-05T12:15", "2026-12-07"))
    now = at("2026-12-06T20:00")

    window = window_of(skp, NOV, now)

    assert window.open
    assert window.moved == (
        "Batas waktu mundur dari 5 Desember 2026 ke 6 Desember 2026, karena peladen Praja tidak dapat "
        "dipakai: 2 jam 15 menit pada 5 Desember 2026."
    )
    assert not window_of(skp, NOV, at("2026-12-07T00:01")).open


def test_the_server_notes_its_life_and_a_silence_begins_anew(db: Any) -> None:
    first = at("2026-12-05T09:00")
    for minutes in (0, 1, 2, 3, 60, 61):
        clock.beat(first + datetime.timedelta(minutes=minutes))
    clock.beat(first)

    spans = [(one.since, one.until) for one in Alive.objects.order_by("since")]

    assert spans == [
        (first, first + datetime.timedelta(minutes=3)),
        (first + datetime.timedelta(minutes=60), first + datetime.timedelta(minutes=61)),
    ]


# --- periods


def test_periods_of_a_leap_year_have_their_days_and_deadlines(office: Any) -> None:
    admin = office.user("admin")
    made = periods.set_year(government=office.government, year=2028, kind="bulanan", by=admin, on=TODAY)

    february = made[1]

    assert len(made) == 13
    assert (february.days.upper, february.report_by) == (datetime.date(2028, 3, 1), datetime.date(2028, 3, 5))
    assert clock.last_day(datetime.date(2028, 2, 1)) == datetime.date(2028, 2, 29)
    with pytest.raises(FollowRefused, match="sudah ditetapkan"):
        periods.set_year(government=office.government, year=2028, kind="triwulanan", by=admin, on=TODAY)


def test_only_bkpsdm_sets_deadlines_and_they_follow_the_period(office: Any) -> None:
    admin = office.user("admin")
    with pytest.raises(FollowRefused, match="Hanya admin BKPSDM"):
        periods.set_year(
            government=office.government, year=2026, kind="bulanan", by=office.user("pengelola"), on=TODAY
        )
    made = periods.set_year(government=office.government, year=2026, kind="triwulanan", by=admin, on=TODAY)
    last = next(one for one in made if (one.kind, one.number) == (JenisPeriode.TRIWULANAN, 4))
    january = datetime.date(2027, 1, 5)
    said: dict[str, Any] = {"period": last, "reason": "Libur bersama.", "by": admin, "on": TODAY}
    with pytest.raises(FollowRefused, match="sesudah periodenya berakhir"):
        periods.change_deadlines(report_by=datetime.date(2026, 12, 31), rate_by=january, **said)
    with pytest.raises(FollowRefused, match="tiga bulan"):
        periods.change_deadlines(report_by=january, rate_by=datetime.date(2028, 2, 29), **said)
    periods.change_deadlines(report_by=datetime.date(2027, 1, 8), rate_by=datetime.date(2027, 1, 12), **said)

    assert clock.report_by(NOV, office.government, NOW).day == datetime.date(2027, 1, 8)
    assert clock.report_by(datetime.date(2026, 3, 1), office.government, NOW).day == datetime.date(2026, 4, 5)


# --- one's own report


def test_a_report_is_prefilled_from_the_months_and_stays_once_signed(office: Any, skp: Any) -> None:
    sari, admin = office.user("sari"), office.user("admin")
    made = periods.set_year(government=office.government, year=2026, kind="triwulanan", by=admin, on=TODAY)
    fourth = next(one for one in made if one.kind == "triwulanan" and one.number == 4)
    give(skp, "Dokumen selesai", Said(value=Decimal(11), story="Loket dibuka pagi."), sari)
    said: dict[str, Any] = {"skp": skp, "period": fourth, "by": sari}

    with pytest.raises(FollowRefused, match="belum berakhir"):
        reports.write_report(text="Sudah semuanya.", sign=True, on=TODAY, **said)
    draft = reports.write_report(text="", sign=False, on=TODAY, **said)
    assert draft.text == "November 2026: Loket dibuka pagi."
    with pytest.raises(FollowRefused, match="Hanya pegawai"):
        reports.write_report(text="", sign=True, on=datetime.date(2026, 12, 30), **said | {"by": admin})
    signed = reports.write_report(text=draft.text, sign=True, on=datetime.date(2026, 12, 30), **said)

    assert signed.signed_at is not None
    row = next(one for one in signed.rows if one["text"] == "Dokumen selesai")
    assert (row["value"], row["months"], row["evidence"]) == ("11.0000", ["2026-11"], 0)
    with pytest.raises(FollowRefused, match="sudah Anda tanda tangani"):
        reports.write_report(text="Lain", sign=False, on=datetime.date(2026, 12, 31), **said)
    assert SelfReport.objects.count() == 1


# --- reminders


def test_whoever_has_not_reported_all_is_reminded_once_a_time(office: Any, skp: Any) -> None:
    from praja.performance.follow.reminders import missing_of, remind

    sari = office.user("sari")
    for moment in ("2026-12-03T05:00", "2026-12-03T09:00", "2026-12-03T10:00", "2026-12-04T09:00"):
        remind(at(moment))

    titles = list(Notice.objects.filter(user=sari).values_list("title", flat=True))
    assert titles == ["Realisasi November 2026 diisi paling lambat 5 Desember 2026"]
    assert Reminder.objects.filter(government=office.government).count() == 1
    assert missing_of([skp.pk], NOV) == {(skp.pk, NOV): 5}
    give(skp, "Laporan tahunan", Said(done_on=TODAY), sari)
    assert missing_of([skp.pk], DEC) == {(skp.pk, DEC): 4}
    assert months_of(skp, TODAY)[-1] == NOV


def test_a_board_asks_as_much_for_one_indicator_as_for_many(office: Any, skp: Any) -> None:
    from django.test.utils import CaptureQueriesContext

    small = Skp.objects.get(pk=plan(office.section, office.head).pk)
    counts = []
    for one in (small, skp):
        with CaptureQueriesContext(connection) as asked:
            board_of(one, NOV)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 8


def test_the_periodic_jobs_note_life_and_remind(office: Any, skp: Any) -> None:
    tasks.alive.func(timestamp=0)
    tasks.remind_of_months.func(timestamp=0)

    assert Alive.objects.count() == 1
