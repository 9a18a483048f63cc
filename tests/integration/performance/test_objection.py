"""Objecting to a rating: in time, by the person, answered by the rater, decided by who stands above."""

from __future__ import annotations

import dataclasses
import datetime
import zoneinfo
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from praja.audit.models import Event
from praja.organization.models import PositionVersion, UnitVersion
from praja.people.models import JabatanHistory, Person
from praja.performance.models import (
    Alive,
    ClosedRating,
    Delivery,
    Objection,
    ObjectionDecision,
    ObjectionEvidence,
    ObjectionGround,
    ObjectionHearing,
    Period,
    Rating,
    Skp,
)
from praja.performance.objection.actions import ObjectionRefused, filing, handling
from praja.performance.objection.actions.filing import Ground
from praja.performance.objection.actions.handling import Verdict
from praja.performance.objection.clock import term_of
from praja.performance.objection.deciding import deciders_of
from praja.performance.objection.queries import objection_of, objections_visible_to
from praja.performance.queries import facts
from praja.performance.rating.actions import RatingRefused
from praja.performance.rating.actions.closings import close, reopen
from praja.performance.rating.actions.ratings import Said, sign
from praja.temporal.actions import span
from praja.web.models import Notice
from praja.web.words import tanggal
from tests.integration.people.conftest import LONG_AGO, Office, person, position
from tests.integration.performance.objected import PDF, WRITTEN, asked, filed, won, written
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import reached

MONTH = datetime.date(2026, 10, 1)
WORSE = Said("di_bawah", "sesuai", "Datanya belum lengkap saat saya menilai")


@pytest.fixture
def rating(office: Office, today: Any, period: Period, skp: Skp) -> Rating:
    return sign(skp=skp, period=period, said=WORSE, by=office.user("section"), on=today)


def day_of_delivery(rating: Rating, zone: str = "Asia/Jakarta") -> datetime.date:
    delivery = Delivery.objects.get(rating=rating)
    return timezone.localdate(delivery.delivered_at, zoneinfo.ZoneInfo(zone))


def at(rating: Rating, day: int, hour: int, minute: int = 0) -> datetime.datetime:
    """Return a moment some days after the day of delivery, in Jakarta."""
    that = day_of_delivery(rating) + datetime.timedelta(days=day)
    return datetime.datetime.combine(that, datetime.time(hour, minute), zoneinfo.ZoneInfo("Asia/Jakarta"))


# --- the clock


def test_day_14_is_in_time_and_day_15_is_not(office: Office, today: Any, rating: Rating) -> None:
    last = day_of_delivery(rating) + datetime.timedelta(days=14)
    draft = written(office, rating)
    with pytest.raises(ObjectionRefused, match=r"sudah lewat: 14 hari.*PP 30/2019") as refused:
        filing.file(objection=draft, by=office.user("sari"), on=today, now=at(rating, 15, 0))
    assert tanggal(last) in str(refused.value)
    draft.refresh_from_db()
    assert (draft.state, draft.text) == ("disusun", WRITTEN.text)

    made = filing.file(objection=draft, by=office.user("sari"), on=today, now=at(rating, 14, 23, 59))

    assert (made.number, made.year, made.filed_on, made.deadline) == (1, last.year, last, last)
    assert made.counted["diterima"] == f"{day_of_delivery(rating)}" and made.counted["hari"] == 14


def test_days_are_those_at_the_place_of_the_person(office: Office, rating: Rating) -> None:
    moment = datetime.datetime.fromisoformat
    delivery = Delivery(rating=rating, delivered_at=moment("2026-11-01T22:30:00+07:00"))

    def last_day(now: str) -> tuple[datetime.date, bool]:
        term = term_of(rating, delivery, moment(now))
        return term.last, term.open

    assert last_day("2026-11-15T23:59:00+07:00") == (datetime.date(2026, 11, 15), True)
    assert last_day("2026-11-16T00:00:00+07:00") == (datetime.date(2026, 11, 15), False)
    UnitVersion.objects.filter(unit=office.dinas).update(zone="WIT")
    # At Sofifi it was already the 2nd, and the last day ends two hours earlier than in Jakarta.
    assert last_day("2026-11-16T21:59:00+07:00") == (datetime.date(2026, 11, 16), True)
    assert last_day("2026-11-16T22:00:00+07:00") == (datetime.date(2026, 11, 16), False)


def test_an_outage_of_ours_on_the_last_day_takes_nobody_the_right(
    office: Office, today: Any, rating: Rating
) -> None:
    Alive.objects.create(since=at(rating, 0, 0), until=at(rating, 14, 19))
    Alive.objects.create(since=at(rating, 14, 22), until=at(rating, 20, 0))
    draft = written(office, rating)
    made = filing.file(objection=draft, by=office.user("sari"), on=today, now=at(rating, 15, 12))
    last = day_of_delivery(rating) + datetime.timedelta(days=14)
    assert made.deadline == last + datetime.timedelta(days=1)
    assert made.counted["batas"] == f"{last}" and made.counted["mundur"] == [[f"{last}", 180]]


# --- who, and of what


def test_only_the_person_objects_once_to_what_stands(office: Office, today: Any, rating: Rating) -> None:
    for name in ("section", "head", "stranger", "admin", "pengelola", "auditor"):
        with pytest.raises(ObjectionRefused, match="Hanya pegawai yang dinilai"):
            filing.save_draft(rating=rating, said=WRITTEN, by=office.user(name), on=today)
    other: Any = office.user("stranger")
    with pytest.raises(DatabaseError), transaction.atomic():
        Objection.objects.create(rating=rating, skp=rating.skp, period=rating.period, by=other)

    made = filed(office, rating)
    with pytest.raises(ObjectionRefused, match="sudah Anda ajukan"):
        filing.save_draft(rating=rating, said=WRITTEN, by=office.user("sari"), on=today)
    with pytest.raises(ObjectionRefused, match="sudah diajukan"):
        filing.file(objection=made, by=office.user("sari"), on=today)

    told = set(Notice.objects.filter(title__contains="keberatan").values_list("user__username", flat=True))
    told |= set(Notice.objects.filter(title__startswith="Keberatan").values_list("user__username", flat=True))
    assert told == {office.user("section").username, office.user("head").username}
    assert Event.objects.get(kind="performance.objection_filed").person_id == office.sari.pk


def test_a_draft_needs_nothing_and_filing_says_what_is_missing(
    office: Office, today: Any, rating: Rating
) -> None:
    draft = filing.save_draft(rating=rating, said=filing.Said(), by=office.user("sari"), on=today)
    with pytest.raises(ObjectionRefused, match=r"menurut Anda keliru.*Uraikan.*Anda minta"):
        filing.file(objection=draft, by=office.user("sari"), on=today)
    foreign = Ground("hasil", "Bukan punya saya", rhk=draft.pk)
    for said, why in (
        (filing.Said(grounds=[foreign]), "dari penilaian ini"),
        (filing.Said(grounds=[Ground("cuaca", "Hujan terus")]), "dari penilaian ini"),
        (filing.Said(wanted_predicate="raja"), "dari daftarnya"),
        (filing.Said(text="x" * 4001), "terlalu panjang"),
        (filing.Said(file=SimpleUploadedFile("a.pdf", b"<script>bukan pdf</script>")), "."),
    ):
        with pytest.raises(ObjectionRefused, match=why):
            filing.save_draft(rating=rating, said=said, by=office.user("sari"), on=today)
    again = written(office, rating)
    assert again.pk == draft.pk and again.grounds.count() == 2
    filing.drop_draft(objection=again, by=office.user("sari"), on=today)
    assert not Objection.objects.exists() and not ObjectionGround.objects.exists()


def test_what_is_filed_stays_and_evidence_is_only_added(office: Office, today: Any, rating: Rating) -> None:
    name = "../../<img src=x onerror=alert(1)>{{7*7}}.pdf"
    draft = written(office, rating, file=SimpleUploadedFile(name, PDF), link="https://contoh.go.id/ba")
    draft = written(office, rating, file=SimpleUploadedFile(name, PDF), link="https://contoh.go.id/ba")
    assert draft.evidence.count() == 2  # sent twice, kept once
    assert "/" not in draft.evidence.get(link="").title
    made = filing.file(objection=draft, by=office.user("sari"), on=today)
    for write in (
        lambda: Objection.objects.update(text="Lain"),
        lambda: Objection.objects.update(state="disusun", filed_at=None, number=None),
        lambda: Objection.objects.update(state="diputus"),
        lambda: Objection.objects.update(deadline=datetime.date(2027, 1, 1)),
        lambda: Objection.objects.all().delete(),
        lambda: ObjectionGround.objects.update(text="Lain"),
        lambda: ObjectionEvidence.objects.all().delete(),
        lambda: ObjectionGround.objects.create(objection=made, about="proses", text="Ditambah"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    with pytest.raises(ObjectionRefused, match="tidak ditarik lagi"):
        filing.drop_evidence(evidence=made.evidence.get(link=""), by=office.user("sari"), on=today)
    filing.add_evidence(objection=made, link="https://contoh.go.id/2", by=office.user("section"), on=today)
    with pytest.raises(ObjectionRefused, match="yang mengajukan keberatan atau yang menilai"):
        filing.add_evidence(objection=made, link="https://a.go.id", by=office.user("head"), on=today)


def test_a_withdrawn_one_may_be_filed_again(office: Office, today: Any, rating: Rating) -> None:
    made = filed(office, rating)
    with pytest.raises(ObjectionRefused, match="Hanya yang mengajukan"):
        filing.withdraw(objection=made, reason="Dipaksa atasan", by=office.user("section"), on=today)
    filing.withdraw(objection=made, reason="Sudah dijelaskan penilai", by=office.user("sari"), on=today)
    with pytest.raises(ObjectionRefused, match="sudah selesai"):
        filing.withdraw(objection=made, reason="Sekali lagi saja", by=office.user("sari"), on=today)
    assert filed(office, rating).number == 2
    assert objection_of(rating) is not None


def test_while_it_runs_and_after_it_the_rater_does_not_rate_anew(
    office: Office, today: Any, period: Period, rating: Rating
) -> None:
    better = Said("sesuai", "sesuai", note="Saya perbaiki sesudah membaca buktinya")
    made = filed(office, rating)
    with pytest.raises(RatingRefused, match="mengajukan keberatan"):
        sign(skp=rating.skp, period=period, said=better, by=office.user("section"), on=today)
    won(office, made)
    with pytest.raises(RatingRefused, match="final"):
        sign(skp=rating.skp, period=period, said=better, by=office.user("section"), on=today)
    after = Rating.objects.get(digantikan=None)
    for one in (rating, after):
        with pytest.raises(ObjectionRefused, match="digantikan|final"):
            filing.save_draft(rating=one, said=WRITTEN, by=office.user("sari"), on=today)


# --- who decides


def test_above_the_rater_decides_also_as_plh_and_never_who_has_a_part_in_it(
    office: Office, today: Any, rating: Rating
) -> None:
    made = filed(office, rating)
    assert deciders_of(made, today) == [office.head]

    def acts(who: Person, number: str) -> None:
        days = span(today, today + datetime.timedelta(days=2))
        JabatanHistory.objects.create(
            person=who, position=office.head_post, how="plh", sk_number=number, berlaku=days
        )

    acts(office.sari, "1")
    acts(office.section, "2")
    assert deciders_of(made, today) == [office.head]
    JabatanHistory.objects.filter(person=office.head).update(berlaku=span(LONG_AGO, today))
    assert deciders_of(made, today) == []
    for name in ("sari", "section", "head", "admin_aplikasi", "auditor"):
        with pytest.raises(ObjectionRefused, match="atasan pejabat penilai"):
            handling.ask(
                objection=made, question="Mengapa di bawah?", until=today, by=office.user(name), on=today
            )
    acts(office.stranger, "3")
    assert deciders_of(made, today) == [office.stranger]


def test_a_conflict_of_interest_leads_to_the_next_above(office: Office, today: Any, rating: Rating) -> None:
    regent = position("kota.sekda", "Sekretaris Daerah", "jpt_pratama", office.government, None, True)
    PositionVersion.objects.filter(position=office.head_post).update(superior=regent)
    secretary = person("Rudi Sekda", office.government, regent)
    made = filed(office, rating)
    assert deciders_of(made, today) == [office.head]

    handling.recuse(objection=made, reason="Hadi paman Sari", by=office.user("head"), on=today)

    assert deciders_of(made, today) == [secretary]
    with pytest.raises(ObjectionRefused, match="akan memutus"):
        handling.recuse(objection=made, reason="Sekali lagi ya", by=office.user("head"), on=today)
    assert not objections_visible_to(office.user("head"), today).exists()


def test_where_nobody_above_is_in_the_records_an_officer_records_the_document(
    office: Office, today: Any, period: Period
) -> None:
    skp = plan(office.section, office.head, understood=True)
    reached(skp, period)
    given = sign(skp=skp, period=period, said=WORSE, by=office.user("head"), on=today)
    made = filed(office, given, by="section")
    assert deciders_of(made, today) == []
    verdict = Verdict("diterima", "Buktinya cukup menurut Sekda", result="sesuai")
    asked(office, made, by="pengelola", rater="head")
    with pytest.raises(ObjectionRefused, match="nama dan jabatan"):
        handling.decide(objection=made, verdict=verdict, by=office.user("pengelola"), on=today)
    named = dataclasses.replace(verdict, name="Drs. Sekda", post="Sekretaris Daerah")
    with pytest.raises(ObjectionRefused, match="pindaian suratnya"):
        handling.decide(objection=made, verdict=named, by=office.user("pengelola"), on=today)
    day: Any = Objection.objects.get().filed_on
    later = max(day, today)
    whole = dataclasses.replace(
        named, document="800/123", document_date=day, file=SimpleUploadedFile("sk.pdf", PDF)
    )
    with pytest.raises(ObjectionRefused, match="atasan pejabat penilai"):
        handling.decide(objection=made, verdict=whole, by=office.user("section"), on=later)
    decision = handling.decide(objection=made, verdict=whole, by=office.user("pengelola"), on=later)
    assert decision.decider is None and decision.rating is not None
    assert (decision.rating.rater, decision.rating.rater_name) == (None, "Drs. Sekda")
    assert decision.predicate == "baik"


# --- hearing and deciding


def test_both_sides_are_asked_before_it_is_decided(office: Office, today: Any, rating: Rating) -> None:
    made = filed(office, rating)
    head = office.user("head")
    verdict = Verdict("ditolak", "Realisasinya memang kurang")
    with pytest.raises(ObjectionRefused, match="Mintalah dahulu"):
        handling.decide(objection=made, verdict=verdict, by=head, on=today)
    week = today + datetime.timedelta(days=7)
    for until in (today - datetime.timedelta(days=1), today + datetime.timedelta(days=31)):
        with pytest.raises(ObjectionRefused, match="hari terakhirnya"):
            handling.ask(objection=made, question="Mengapa di bawah?", until=until, by=head, on=today)
    handling.ask(objection=made, question="Mengapa di bawah?", until=week, by=head, on=today)
    with pytest.raises(ObjectionRefused, match="Mintalah dahulu"):
        handling.decide(objection=made, verdict=verdict, by=head, on=week)
    with pytest.raises(ObjectionRefused, match="ialah yang menilai"):
        handling.explain(objection=made, text="Saya yang menjawab", by=head, on=today)
    handling.explain(objection=made, text="Laporannya terlambat masuk", by=office.user("section"), on=today)
    day: Any = Objection.objects.get().filed_on
    with pytest.raises(ObjectionRefused, match="Hari pemeriksaan"):
        handling.hear(objection=made, day=day - datetime.timedelta(days=1), present="Sari",
                      text="Sari menunjukkan buktinya", by=head, on=today)  # fmt: skip
    handling.hear(objection=made, day=day, present="Sari, Siti", text="Sari menunjukkan buktinya",
                  by=head, on=max(day, today))  # fmt: skip
    made.refresh_from_db()
    assert made.state == "didengar"
    with pytest.raises(ObjectionRefused, match="tidak mengubah"):
        handling.decide(
            objection=made, verdict=dataclasses.replace(verdict, result="sesuai"), by=head, on=week
        )

    for outcome in ("diterima", "sebagian"):
        lower = dataclasses.replace(verdict, outcome=outcome, result="sesuai", behaviour="di_bawah")
        with pytest.raises(ObjectionRefused, match="tidak menurunkan"):
            handling.decide(objection=made, verdict=lower, by=head, on=week)

    decision = handling.decide(objection=made, verdict=verdict, by=head, on=week)

    assert decision.rating is None and decision.predicate == decision.before_predicate
    assert Rating.objects.get(digantikan=None) == rating
    with pytest.raises(ObjectionRefused, match="sudah selesai|atasan pejabat"):
        handling.decide(objection=made, verdict=verdict, by=head, on=week)
    for write in (
        lambda: ObjectionDecision.objects.update(reasons="Lain"),
        lambda: ObjectionHearing.objects.all().delete(),
        lambda: Objection.objects.update(state="didengar"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    printed = objection_of(rating)
    assert printed is not None and printed.number == f"1/{made.year}"
    assert "Hasil kerja (Bantuan diterima" in printed.objection and "Yang diminta" in printed.objection
    assert printed.explanation == "Laporannya terlambat masuk" and printed.decided_by == "Hadi Kepala"
    assert "Predikat tetap Butuh perbaikan" in printed.decision


def test_what_is_decided_is_a_rating_of_its_own_and_both_predicates_stay(
    office: Office, today: Any, period: Period, rating: Rating
) -> None:
    made = filed(office, rating)
    decision = won(office, made)

    after = decision.rating
    assert after is not None
    rating.refresh_from_db()
    assert rating.digantikan is not None and rating.predicate == "butuh_perbaikan"
    assert (after.predicate, after.rater, after.number) == ("baik", office.head, 2)
    number = f"1/{made.year}"
    assert f"keberatan {number}" in after.note and after.basis["keberatan"] == number
    assert after.rhk_ratings.count() == rating.rhk_ratings.count()
    assert Delivery.objects.filter(rating=after).exists()
    assert objection_of(after) == objection_of(rating) is not None
    assert not ClosedRating.objects.exists()
    close(unit=office.dinas, period=period, by=office.user("pengelola"), on=today, missing_reason="")
    assert ClosedRating.objects.get().predicate == "baik"


def test_what_was_closed_is_replaced_for_that_person_alone_and_known_as_of_then(
    office: Office, today: Any, period: Period, rating: Rating
) -> None:
    closing = close(unit=office.dinas, period=period, by=office.user("pengelola"), on=today)
    made = filed(office, rating)  # closed in between: one may still object
    before = timezone.now()
    won(office, made)

    def known(known_at: Any = None) -> tuple[str, str]:
        [one] = facts(MONTH, known_at, government=office.government)
        assert (one.closing, one.number) == (closing.pk, 1)
        return one.predicate, one.objection

    assert known() == ("baik", f"1/{made.year}") and known(before) == ("butuh_perbaikan", "")
    old, new = ClosedRating.objects.order_by("tercatat")
    assert (old.digantikan, old.closing) == (new.tercatat, new.closing)
    closing.refresh_from_db()
    assert closing.digantikan is None
    after = Event.objects.get(kind="performance.objection_decided").after or {}
    assert after["penutupan_diganti"] is True and after["predikat"] == "baik"
    reopen(closing=closing, text="Data orang lain keliru", by=office.user("admin"), on=today)
    again = close(unit=office.dinas, period=period, by=office.user("admin"), on=today)
    assert again.rows.get().predicate == "baik"


def test_a_database_lets_neither_side_decide(office: Office, today: Any, rating: Rating) -> None:
    made = filed(office, rating)
    said = {"objection": made, "outcome": "ditolak", "reasons": "Tidak", "decider_name": "x",
            "before_result": "di_bawah", "before_behaviour": "sesuai", "before_predicate": "butuh_perbaikan",
            "result": "di_bawah", "behaviour": "sesuai", "predicate": "butuh_perbaikan"}  # fmt: skip
    for decider, by in ((office.section, "head"), (office.sari, "head"), (office.head, "section")):
        with pytest.raises(DatabaseError), transaction.atomic():
            ObjectionDecision.objects.create(decider=decider, by=office.user(by), **said)


def test_who_reads_it(office: Office, today: Any, rating: Rating) -> None:
    draft = written(office, rating)

    def readers() -> set[str]:
        return {
            name for name in office.users
            if objections_visible_to(office.user(name), today).filter(pk=draft.pk).exists()
        }  # fmt: skip

    assert readers() == {"sari"}
    filing.file(objection=draft, by=office.user("sari"), on=today)
    assert readers() == {"sari", "section", "head", "pengelola", "admin", "auditor"}
    left: Person = office.head
    JabatanHistory.objects.filter(person=left).update(berlaku=span(LONG_AGO, today))
    assert "head" not in readers()
