"""What follows a closed rating: improvement with checkpoints and steps, awards by three, development."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from praja.access.enums import Role
from praja.audit.models import Event
from praja.people.models import Award, StatusHistory
from praja.performance.follow.actions import talks
from praja.performance.followup import queries
from praja.performance.followup.actions import FollowupRefused, awards, development
from praja.performance.followup.actions import improvements as actions
from praja.performance.followup.shell import waiting
from praja.performance.models import (
    AwardProposal,
    Checkpoint,
    ClosedRating,
    DevelopmentAction,
    Improvement,
    ImprovementStep,
)
from praja.web.models import Notice
from tests.integration.people.conftest import Office, role
from tests.integration.performance.functional import closed
from tests.integration.performance.objected import PDF
from tests.integration.performance.rated import whole_year

GOALS = "Laporan bulanan selesai tiap tanggal 5"
DAY = datetime.timedelta(days=1)


def pdf(name: str = "surat.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


@pytest.fixture
def low(office: Office) -> ClosedRating:
    return closed(office, office.sari, whole_year(office.government), "kurang")


@pytest.fixture
def high(office: Office) -> ClosedRating:
    return closed(office, office.sari, whole_year(office.government), "sangat_baik")


def begin(office: Office, row: ClosedRating, today: Any, *, by: str = "section", **more: Any) -> Improvement:
    said: dict[str, Any] = {
        "closed": row, "start": today, "goals": GOALS, "support": "Didampingi Bu Siti tiap Senin",
        "points": [(today + 60 * DAY, "Dua laporan selesai"), (today + 150 * DAY, "Lima laporan selesai")],
    }  # fmt: skip
    return actions.begin(**said | more, by=office.user(by), on=today)


def hold(office: Office, point: Checkpoint, on: Any, *, by: str = "section") -> Checkpoint:
    return actions.hold(
        checkpoint=point, on_track=False, notes="Satu dari dua laporan tepat waktu", by=office.user(by), on=on
    )


# --- improvement


def test_six_months_are_agreed_looked_at_and_end_with_a_result(office: Office, low: Any, today: Any) -> None:
    one = begin(office, low, today)
    assert one.end == datetime.date(2027, 5, 23) and one.state == "berjalan"
    assert [task.title for task in waiting(office.user("sari"), today)] == [
        "Baca yang disepakati untuk perbaikan kinerja Anda"
    ]
    actions.confirm(improvement=one, by=office.user("sari"), on=today)
    first, second = one.checkpoints.order_by("due")
    with pytest.raises(FollowupRefused, match="Harinya baru"):
        hold(office, first, today)
    [task] = waiting(office.user("section"), first.due - 7 * DAY)
    assert task.due == first.due
    hold(office, first, first.due)
    with pytest.raises(FollowupRefused, match="sudah disimpan"):
        hold(office, first, first.due)
    decide: Any = {"improvement": one, "reason": "Empat dari lima", "by": office.user("section")}
    with pytest.raises(FollowupRefused, match="Catat dahulu"):
        actions.decide(met=True, on=first.due, **decide)
    hold(office, second, second.due)
    with pytest.raises(FollowupRefused, match="baru berakhir 23 Mei 2027"):
        actions.decide(met=False, on=second.due, **decide)
    ended = actions.decide(met=False, on=one.end, **decide)
    assert ended.state == "tidak_memenuhi"
    for write in (
        lambda: Improvement.objects.update(state="memenuhi"),
        lambda: Checkpoint.objects.update(notes="lain sama sekali"),
        lambda: Checkpoint.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    said = [event.after or {} for event in Event.objects.filter(kind="performance.checkpoint_held")]
    assert len(said) == 2 and all("Satu dari dua" not in str(one) for one in said)


@pytest.mark.parametrize(
    "who", ["sari", "stranger", "pengelola", "admin", "auditor", "bendahara", "kepala_unit"]
)
def test_only_a_superior_begins_an_improvement(office: Office, low: Any, today: Any, who: str) -> None:
    with pytest.raises(FollowupRefused, match="Hanya atasan"):
        begin(office, low, today, by=who)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"goals": " .\0. "}, "sepuluh huruf"),
        ({"support": "x" * 5001}, "terlalu panjang"),
        ({"points": []}, "paling sedikit satu hari"),
        ({"points": [(datetime.date(2027, 5, 24), "Sesudah waktunya habis")]}, "di antara"),
        ({"points": [(datetime.date(2026, 11, 23), "Pada hari mulainya")]}, "di antara"),
        ({"points": [(datetime.date(2027, 1, 4), "Hari yang sama")] * 2}, "sekali saja"),
        ({"points": [(datetime.date(2027, 1, day), "Hari yang lain") for day in range(1, 14)]}, "dua belas"),
        ({"start": datetime.date(2026, 10, 1)}, "sebulan"),
        ({"start": datetime.date(2027, 2, 1)}, "sebulan"),
    ],
)
def test_what_cannot_be_agreed_is_refused(office: Office, low: Any, today: Any, more: Any, why: str) -> None:
    with pytest.raises(FollowupRefused, match=why):
        begin(office, low, today, **more)
    assert not Improvement.objects.exists()


def test_none_is_begun_without_need_twice_or_after_a_reopening(office: Office, low: Any, today: Any) -> None:
    one = begin(office, low, today)
    with pytest.raises(FollowupRefused, match="masih berjalan"):
        begin(office, low, today)
    with pytest.raises(FollowupRefused, match="Hanya pengelola"):
        actions.stop(improvement=one, reason="Sudah membaik", by=office.user("section"), on=today)
    actions.stop(
        improvement=one, reason="Predikatnya diubah keberatan", by=office.user("pengelola"), on=today
    )
    with pytest.raises(FollowupRefused, match="sudah pernah"):
        begin(office, low, today)
    with pytest.raises(FollowupRefused, match="sudah berakhir"):
        actions.add_checkpoint(
            improvement=one, due=today + DAY, aim="Satu laporan lagi", by=office.user("section"), on=today
        )
    ClosedRating.objects.update(digantikan=timezone.now())
    with pytest.raises(FollowupRefused, match="sudah dibuka lagi"):
        begin(office, low, today)


def test_a_good_predicate_needs_no_improvement(office: Office, today: Any) -> None:
    good = closed(office, office.sari, whole_year(office.government), "baik")
    with pytest.raises(FollowupRefused, match="tidak memerlukan"):
        begin(office, good, today)


# --- steps


def step(office: Office, one: Improvement, kind: str, on: Any, *, by: str = "pengelola", **more: Any) -> Any:
    said: dict[str, Any] = {
        "dated": on, "until": None, "number": "800/77", "note": "Hasil rapat tim", "file": pdf(),
    }  # fmt: skip
    return actions.record_step(improvement=one, kind=kind, by=office.user(by), on=on, **said | more)


def test_warnings_are_recorded_while_it_runs_and_the_rest_only_after_it_failed(
    office: Office, low: Any, today: Any
) -> None:
    one = begin(office, low, today)
    step(office, one, "peringatan", today, by="section")
    for who in ("sari", "auditor", "pengelola_lain"):
        with pytest.raises(FollowupRefused, match="Peringatan dicatat"):
            step(office, one, "peringatan", today, by=who)
    with pytest.raises(FollowupRefused, match="tidak memenuhi"):
        step(office, one, "uji_kompetensi", today)
    with pytest.raises(FollowupRefused, match="Peringatan dicatat"):
        step(office, one, "uji_kompetensi", today, by="section")
    for point in one.checkpoints.all():
        hold(office, point, point.due)
    end = one.end
    actions.decide(
        improvement=one, met=False, reason="Targetnya tidak tercapai", by=office.user("section"), on=end
    )
    step(office, one, "uji_kompetensi", end)
    with pytest.raises(FollowupRefused, match="paling lama satu tahun"):
        step(office, one, "penempatan_sementara", end, until=datetime.date(2028, 5, 24))
    made = step(office, one, "penempatan_sementara", end, until=datetime.date(2028, 5, 23))
    with pytest.raises(FollowupRefused, match="hanya bagi PPPK"):
        step(office, one, "perjanjian_kerja", end)
    with pytest.raises(FollowupRefused, match="Unggah dokumennya"):
        step(office, one, "pemberhentian", end, file=None)
    with pytest.raises(FollowupRefused, match="nomor dokumen"):
        step(office, one, "pemberhentian", end, number=" ")
    with pytest.raises(FollowupRefused, match="di antara"):
        step(office, one, "pemberhentian", end, dated=end + DAY)
    StatusHistory.objects.filter(person=office.sari).update(status="pppk")
    with pytest.raises(FollowupRefused, match="perjanjian kerjanya"):
        step(office, one, "pemberhentian", end)
    step(office, one, "perjanjian_kerja", end)
    actions.withdraw_step(step=made, reason="Salah unggah dokumen", by=office.user("pengelola"), on=end)
    with pytest.raises(FollowupRefused, match="sudah ditarik"):
        actions.withdraw_step(step=made, reason="Salah unggah dokumen", by=office.user("admin"), on=end)
    with pytest.raises(DatabaseError), transaction.atomic():
        ImprovementStep.objects.update(note="lain")


# --- awards


def propose(
    office: Office, row: ClosedRating, today: Any, *, by: str = "section", kind: str = "piagam"
) -> Any:
    return awards.propose(
        closed=row, kind=kind, name="", reason="Pengaduan dijawab dalam sehari", by=office.user(by), on=today
    )


def grant(office: Office, one: AwardProposal, today: Any, *, by: str = "admin", **more: Any) -> Any:
    said: dict[str, Any] = {
        "sk_number": "800/5", "sk_date": today, "file": pdf(), "amount": 1_500_000,
        "reason": "Sesuai rekomendasi tim",
    }  # fmt: skip
    return awards.grant(proposal=one, by=office.user(by), on=today, **said | more)


def test_an_award_takes_three_people_and_becomes_a_row_of_the_record(
    office: Office, high: Any, today: Any
) -> None:
    one = propose(office, high, today)
    assert Notice.objects.filter(user=office.user("pengelola")).exists()
    assert not queries.awards_visible_to(office.user("sari"), today).exists()
    with pytest.raises(FollowupRefused, match="sudah diusulkan"):
        propose(office, high, today)
    check: Any = {"accepted": True, "note": "Tidak sedang dihukum", "on": today}
    for who in ("section", "sari", "auditor", "pengelola_lain"):
        with pytest.raises(FollowupRefused, match="Yang memeriksa"):
            awards.check(proposal=one, by=office.user(who), **check)
    with pytest.raises(FollowupRefused, match="menunggu keputusan"):
        grant(office, one, today)
    awards.check(proposal=one, by=office.user("pengelola"), **check)
    for who in ("pengelola", "section", "sari"):
        with pytest.raises(FollowupRefused, match="admin BKPSDM lain"):
            grant(office, one, today, by=who)
    for more, why in (
        ({"sk_number": " "}, "nomor SK"),
        ({"sk_date": today + DAY}, "belum tiba"),
        ({"file": None}, "pindaian"),
        ({"amount": 10**12}, "500.000.000"),
        ({"file": SimpleUploadedFile("a.pdf", b"<script>")}, "PDF"),
    ):
        with pytest.raises(FollowupRefused, match=why):
            grant(office, one, today, **more)
    grant(office, one, today)
    row = Award.objects.get()
    one.refresh_from_db()
    assert (row.person, row.number, one.award, one.amount) == (office.sari, "800/5", row, 1_500_000)
    assert queries.awards_visible_to(office.user("sari"), today).get() == one
    assert "1500000" not in str([event.after for event in Event.objects.all()])
    with pytest.raises(DatabaseError), transaction.atomic():
        AwardProposal.objects.update(amount=1)
    with pytest.raises(FollowupRefused, match="sudah diputuskan"):
        awards.withdraw(proposal=one, by=office.user("section"), on=today)


def test_an_award_waits_on_the_home_page_of_whoever_may_take_the_next_step(
    office: Office, high: Any, today: Any
) -> None:
    def waits() -> dict[str, list[str]]:
        asked = ("pengelola", "admin", "section", "sari", "auditor", "pengelola_lain")
        found = {who: [task.title for task in waiting(office.user(who), today)] for who in asked}
        return {who: titles for who, titles in found.items() if any("penghargaan" in one for one in titles)}

    one = propose(office, high, today)
    title = f"Memeriksa usulan penghargaan {one.person.full_name}"
    assert waits() == {"pengelola": [title], "admin": [title]}
    awards.check(
        proposal=one, accepted=True, note="Tidak sedang dihukum", by=office.user("pengelola"), on=today
    )
    assert waits() == {"admin": [f"Memutus penghargaan {one.person.full_name}"]}
    grant(office, one, today)
    assert not waits()


def test_who_checked_does_not_decide_and_a_refusal_gives_no_row(
    office: Office, high: Any, today: Any
) -> None:
    one = propose(office, high, today)
    awards.check(proposal=one, accepted=True, note="Tidak sedang dihukum", by=office.user("admin"), on=today)
    with pytest.raises(FollowupRefused, match="bukan pemeriksa"):
        grant(office, one, today)
    with pytest.raises(DatabaseError), transaction.atomic():
        AwardProposal.objects.update(decided_by=office.user("admin"), decided_at=timezone.now())
    from praja.accounts.models import User

    office.users["admin2"] = role(
        User.objects.create_user("admin2", name="Dua"), Role.ADMIN_BKPSDM, office.government
    )
    awards.refuse(proposal=one, reason="Sudah mendapat tahun lalu", by=office.user("admin2"), on=today)
    assert not Award.objects.exists()
    again = propose(office, high, today)
    awards.withdraw(proposal=again, by=office.user("section"), on=today)
    with pytest.raises(FollowupRefused, match="tidak sedang menunggu"):
        awards.check(
            proposal=again, accepted=True, note="Tidak sedang dihukum", by=office.user("admin"), on=today
        )


def test_only_very_good_ones_are_proposed_and_by_their_superior(office: Office, low: Any, today: Any) -> None:
    with pytest.raises(FollowupRefused, match="Sangat baik"):
        propose(office, low, today)
    for who in ("sari", "pengelola", "auditor"):
        with pytest.raises(FollowupRefused, match="Hanya atasan"):
            propose(office, low, today, by=who)


# --- development


def test_a_wish_is_answered_with_a_day_and_may_name_its_talk(office: Office, high: Any, today: Any) -> None:
    skp, by = high.skp, office.user("section")

    def wish(who: str = "sari", text: str = "Belajar menyusun laporan keuangan") -> DevelopmentAction:
        return development.wish(skp=skp, kind="pelatihan", text=text, by=office.user(who), on=today)

    one, other = wish(), wish("section", "Menggantikan saya memimpin rapat")
    for who in ("stranger", "pengelola", "admin", "auditor"):
        with pytest.raises(FollowupRefused, match="pegawainya sendiri atau atasannya"):
            wish(who)
    assert [task.title for task in waiting(by, today)] == ["Menjawab keinginan pengembangan Sari Utami"]
    talk = talks.plan_talk(skp=skp, kind="bimbingan", day=today, agenda="Laporan keuangan", by=by, on=today)
    agree: Any = {"jp": 20, "answer": "Pelatihan Februari", "talk": talk, "on": today}
    with pytest.raises(FollowupRefused, match="Hanya atasan"):
        development.agree(action=one, due=today, by=office.user("sari"), **agree)
    with pytest.raises(FollowupRefused, match="dua tahun"):
        development.agree(action=one, due=today - DAY, by=by, **agree)
    development.agree(action=one, due=today + 90 * DAY, by=by, **agree)
    with pytest.raises(FollowupRefused, match="sudah dijawab"):
        development.put_off(action=one, answer="Belum ada anggarannya", by=by, on=today)
    development.put_off(action=other, answer="Belum ada anggarannya", by=by, on=today)
    with pytest.raises(FollowupRefused, match="belum dijawab"):
        development.drop(action=one, by=office.user("sari"), on=today)
    development.finish(action=one, by=office.user("sari"), on=today)
    one.refresh_from_db()
    assert (one.state, one.jp, one.talk) == ("selesai", 20, talk)
    assert not queries.development_visible_to(office.user("pengelola"), today).exists()


# --- pages


def test_the_page_of_an_improvement_takes_each_step_and_loses_nothing(
    client: Client, office: Office, low: Any, today: Any, monkeypatch: Any
) -> None:
    client.force_login(office.user("section"))
    client.get(reverse("performance:followup_candidates"))
    new = reverse("performance:improvement_new", args=[low.pk])
    page = client.get(new).content.decode()
    assert "PP 30/2019 Pasal 56" in page
    said = {"start": str(today), "goals": "<script>x</script> {{7*7}}", "support": "kurang",
            "day1": "2027-01-04", "aim1": "Dua laporan"}  # fmt: skip
    refused = client.post(new, said)
    assert refused.status_code == 422 and "&lt;script&gt;x&lt;/script&gt; {{7*7}}" in refused.content.decode()
    assert (
        client.post(
            new, said | {"support": "Didampingi tiap Senin", "aim1": "Dua laporan selesai"}
        ).status_code
        == 302
    )
    one = Improvement.objects.get()
    address = reverse("performance:improvement", args=[one.pk])
    assert "<script>x" not in client.get(address).content.decode()
    point = one.checkpoints.get()
    Checkpoint.objects.filter(pk=point.pk).update(due=one.start + DAY)
    name = f"lihat-{point.pk}"
    refused = client.post(address, {"langkah": name, f"{name}-notes": "Sudah terlihat baik"})
    assert refused.status_code == 422 and "Sudah terlihat baik" in refused.content.decode()
    kept = {"langkah": name, f"{name}-notes": "Sudah terlihat baik", f"{name}-on_track": "ya",
            f"{name}-file": pdf("../../<img src=x>.pdf")}  # fmt: skip
    assert client.post(address, kept).status_code == 302
    assert client.get(reverse("performance:checkpoint_file", args=[point.pk])).status_code == 200
    for step_name in ("tarik-x", "langkah2", "henti", "paham", ""):
        assert client.post(address, {"langkah": step_name}).status_code == 404
    client.force_login(office.user("stranger"))
    assert client.get(address).status_code == 404
    assert client.get(reverse("performance:checkpoint_file", args=[point.pk])).status_code == 404
    client.force_login(office.user("sari"))
    assert "Sudah saya pahami" in client.get(address).content.decode()
    assert client.post(address, {"langkah": name, f"{name}-notes": "x"}).status_code == 404
    assert client.post(address, {"langkah": "paham"}).status_code == 302
    assert Improvement.objects.get().read_at is not None
    assert client.get(address + "?langkah=paham").status_code == 200


def test_an_award_is_walked_on_pages(client: Client, office: Office, high: Any, today: Any) -> None:
    client.force_login(office.user("section"))
    said = {"kind": "piagam", "name": "Pelayan terbaik", "reason": "Pengaduan dijawab sehari"}
    assert client.post(reverse("performance:award_new", args=[high.pk]), said).status_code == 302
    one = AwardProposal.objects.get()
    address = reverse("performance:award", args=[one.pk])
    assert client.post(address, {"langkah": "periksa", "periksa-accepted": "ya"}).status_code == 404
    client.force_login(office.user("pengelola"))
    check = {"langkah": "periksa", "periksa-accepted": "ya", "periksa-note": "Tidak sedang dihukum"}
    assert client.post(address, check).status_code == 302
    client.force_login(office.user("sari"))
    assert client.get(address).status_code == 404
    client.force_login(office.user("admin"))
    body = {"langkah": "tetapkan", "tetapkan-sk_number": "800/5", "tetapkan-sk_date": str(today - DAY),
            "tetapkan-reason": "Sesuai rekomendasi", "tetapkan-amount": "1500000",
            "tetapkan-file": pdf()}  # fmt: skip
    assert client.post(address, body).status_code == 302
    client.force_login(office.user("sari"))
    text = client.get(address).content.decode()
    assert "Anda mendapat Pelayan terbaik" in text and "Rp1.500.000" in text and "Rina Pengelola" not in text
    assert "Pelayan terbaik" in client.get(reverse("performance:followup")).content.decode()


def test_candidates_are_those_whom_one_follows_in_as_many_queries_for_many(
    client: Client, office: Office, low: Any, today: Any
) -> None:
    from tests.integration.people.conftest import person

    address = reverse("performance:followup_candidates")
    client.force_login(office.user("pengelola"))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert "perbaikan belum dimulai" in client.get(address).content.decode()
    for number in range(4):
        who = person(f"Orang {number}", office.dinas, office.staff_post)
        closed(office, who, low.period, "sangat_baik")
    with CaptureQueriesContext(connection) as many:
        text = client.get(address).content.decode()
    assert len(many) == len(few) and "dapat diusulkan penghargaan" in text
    client.force_login(office.user("sari"))
    assert "Sari Utami" not in client.get(address).content.decode().split("<main")[1]
