"""Recording, correcting and withdrawing SK."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from praja.audit.models import Event
from praja.audit.queries import events_about, events_visible_to
from praja.people import careers, states
from praja.people.actions import (
    NotAllowed,
    PersonRefused,
    correct_sk,
    end_status,
    preview_sk,
    record_sk,
    record_sk_for_many,
    undo_end,
    withdraw_sk,
)
from praja.people.models import (
    BankAccountHistory,
    CltnHistory,
    DependantHistory,
    FamilyMember,
    GolonganHistory,
    JabatanHistory,
    KgbHistory,
    Person,
    StatusHistory,
    UnitHistory,
)
from praja.temporal.actions import span
from tests.integration.people.conftest import TODAY, Office

DAY = datetime.timedelta(days=1)


def kgb(office: Office, start: datetime.date, years: int = 6, by: str = "pengelola", **more: Any) -> Any:
    said = {"golongan": "III/a", "mkg_years": years, "gaji_pokok": 3_000_000 + years * 50_000}
    return record_sk(
        kind="kgb", person=more.pop("person", office.sari), start=start, content=said,
        sk_number=more.pop("sk_number", f"822/{years}"), by=office.user(by), on=TODAY,
        because=more.pop("because", "Menurut SK"), **more,
    )  # fmt: skip


def golongan(office: Office, start: datetime.date, grade: str, years: int, by: str = "pengelola") -> Any:
    return record_sk(
        kind="golongan", person=office.sari, start=start, sk_number=f"823/{grade}",
        content={"golongan": grade, "mkg_years": years, "mkg_months": 0}, by=office.user(by), on=TODAY,
    )  # fmt: skip


def test_a_new_sk_ends_the_one_before(office: Office) -> None:
    first = kgb(office, datetime.date(2023, 3, 1), 4)
    second = kgb(office, datetime.date(2025, 3, 1), 6)

    state = states.state_of(office.sari, datetime.date(2024, 12, 31))
    assert state.kgb is not None and state.kgb.gaji_pokok == first.gaji_pokok
    assert state.kgb.sampai == datetime.date(2025, 2, 28)
    assert states.state_of(office.sari, TODAY).kgb == second


@pytest.mark.parametrize(
    "who", ["sari", "section", "head", "auditor", "bendahara", "pengelola_lain", "kepala_unit"]
)
def test_others_may_not_record(office: Office, who: str) -> None:
    with pytest.raises(NotAllowed):
        kgb(office, TODAY, by=who)
    assert not KgbHistory.objects.exists()
    assert not Event.objects.filter(kind="people.sk_recorded").exists()


def test_it_is_in_the_trail(office: Office) -> None:
    row = kgb(office, TODAY)

    event = Event.objects.get(kind="people.sk_recorded")
    assert event.person_id == office.sari.pk
    assert event.actor_name == "Rina Pengelola"
    assert event.target_id == str(row.pk)
    assert (event.after or {})["sk_number"] == "822/6"


def test_late_sk_is_placed_between_and_what_was_known_stays_answerable(office: Office) -> None:
    """III/b was known from 2025 on; in truth it began in 2023, and the SK came late."""
    golongan(office, datetime.date(2025, 4, 1), "III/b", 6)
    before = timezone.now()

    late = golongan(office, datetime.date(2023, 4, 1), "III/b", 4)

    day = datetime.date(2024, 6, 1)
    now, then = states.state_of(office.sari, day), states.state_of(office.sari, day, before)
    assert now.golongan == late
    assert late.sampai == datetime.date(2025, 3, 31)
    assert then.golongan is not None and then.golongan.golongan == "III/a"
    assert states.state_of(office.sari, datetime.date(2023, 3, 31)).golongan.golongan == "III/a"  # type: ignore[union-attr]
    assert states.state_of(office.sari, TODAY).golongan.golongan == "III/b"  # type: ignore[union-attr]


def test_correcting_the_first_day_moves_the_end_of_the_one_before(office: Office) -> None:
    row = golongan(office, datetime.date(2024, 4, 1), "III/b", 5)
    said = {"golongan": "III/b", "mkg_years": 5, "mkg_months": 0}

    later = correct_sk(
        row=row, start=datetime.date(2024, 10, 1), content=said, sk_number=row.sk_number,
        reason="TMT keliru dibaca", by=office.user("pengelola"), on=TODAY,
    )  # fmt: skip

    held = [
        (one.golongan, one.mulai, one.sampai)
        for one in GolonganHistory.objects.known().order_by("berlaku")
        if one.person_id == office.sari.pk
    ]
    assert held == [
        ("III/a", datetime.date(2019, 3, 1), datetime.date(2024, 9, 30)),
        ("III/b", datetime.date(2024, 10, 1), None),
    ]
    row.refresh_from_db()
    assert row.pengganti == later
    event = Event.objects.get(kind="people.sk_corrected")
    assert event.reason == "TMT keliru dibaca"
    assert (event.before or {})["mulai"] == "2024-04-01" and (event.after or {})["mulai"] == "2024-10-01"

    earlier = correct_sk(
        row=later, start=datetime.date(2023, 10, 1), content=said, sk_number=row.sk_number,
        reason="SK asli ditemukan", by=office.user("pengelola"), on=TODAY,
    )  # fmt: skip
    assert states.state_of(office.sari, datetime.date(2023, 12, 1)).golongan == earlier


def test_both_rows_are_shown_with_the_reason(office: Office) -> None:
    row = kgb(office, datetime.date(2025, 3, 1))
    said = {"golongan": "III/a", "mkg_years": 6, "gaji_pokok": 3_057_300}
    correct_sk(
        row=row, start=row.mulai, content=said, sk_number="822/6", reason="Salah ketik",
        by=office.user("pengelola"), on=TODAY,
    )  # fmt: skip

    from praja.people.perms import Section

    (entry,) = careers.histories(office.sari, frozenset(Section))["kgb"]
    assert "Rp3.057.300" in entry.text
    (old,) = entry.replaced
    assert "Rp3.300.000" in old.text and old.reason == "Salah ketik"


def test_withdrawing_gives_its_days_back_to_the_one_before(office: Office) -> None:
    row = golongan(office, datetime.date(2024, 4, 1), "III/b", 5)

    withdraw_sk(row=row, reason="SK milik orang lain", by=office.user("pengelola"), on=TODAY)

    assert states.state_of(office.sari, TODAY).golongan.golongan == "III/a"  # type: ignore[union-attr]
    row.refresh_from_db()
    assert row.digantikan and row.pengganti is None
    assert Event.objects.get(kind="people.sk_withdrawn").reason == "SK milik orang lain"


def test_a_correction_needs_a_reason_and_the_present_row(office: Office) -> None:
    row = kgb(office, TODAY)
    said = {"golongan": "III/a", "mkg_years": 6, "gaji_pokok": 1}

    with pytest.raises(PersonRefused, match="alasan"):
        correct_sk(
            row=row,
            start=TODAY,
            content=said,
            sk_number="1",
            reason=" ",
            by=office.user("pengelola"),
            on=TODAY,
        )
    correct_sk(
        row=row, start=TODAY, content=said, sk_number="1", reason="a", because="Menurut SK",
        by=office.user("pengelola"), on=TODAY,
    )  # fmt: skip
    with pytest.raises(PersonRefused, match="Muat ulang"):
        correct_sk(
            row=row,
            start=TODAY,
            content=said,
            sk_number="2",
            reason="b",
            by=office.user("pengelola"),
            on=TODAY,
        )
    with pytest.raises(PersonRefused, match="alasan"):
        withdraw_sk(row=KgbHistory.objects.known().get(), reason="", by=office.user("pengelola"), on=TODAY)


@pytest.mark.parametrize(
    ("kind", "start", "last", "said", "sentence"),
    [
        (
            "kgb",
            TODAY,
            None,
            {"golongan": "IV/a", "mkg_years": 1, "gaji_pokok": 1},
            "kenaikan pangkatnya lebih dahulu",
        ),
        ("kgb", TODAY, None, {"golongan": "III/a", "mkg_years": 1, "gaji_pokok": 0}, "lebih dari Rp0"),
        ("golongan", TODAY, None, {"golongan": "IX", "mkg_years": 1, "mkg_months": 0}, "bukan golongan PNS"),
        ("status", TODAY, None, {"status": "pppk", "contract_end": None}, "akhir perjanjian"),
        ("cltn", TODAY, None, {}, "tanggal akhirnya"),
        ("cltn", TODAY, TODAY - DAY, {}, "sesudah TMT"),
        (
            "golongan",
            datetime.date(1999, 1, 1),
            None,
            {"golongan": "I/a", "mkg_years": 1, "mkg_months": 0},
            "terlalu awal",
        ),
        (
            "golongan",
            datetime.date(2062, 1, 1),
            None,
            {"golongan": "I/a", "mkg_years": 1, "mkg_months": 0},
            "Periksa tahunnya",
        ),
    ],
)
def test_refusals_are_sentences(
    office: Office, kind: str, start: Any, last: Any, said: Any, sentence: str
) -> None:
    looked = preview_sk(
        kind=kind, person=office.sari, start=start, last=last, content=said, sk_number="1",
        by=office.user("pengelola"), on=TODAY,
    )  # fmt: skip

    assert not looked.possible
    assert sentence in " ".join(looked.problems)
    with pytest.raises(PersonRefused, match=sentence):
        record_sk(
            kind=kind, person=office.sari, start=start, last=last, content=said, sk_number="1",
            by=office.user("pengelola"), on=TODAY,
        )  # fmt: skip


def test_the_same_first_day_is_in_the_way(office: Office) -> None:
    kgb(office, TODAY)

    with pytest.raises(PersonRefused, match="Sudah ada catatan lain"):
        kgb(office, TODAY, 8)


def test_plt_needs_an_end_and_a_post_of_ones_own_units(office: Office) -> None:
    said = {"position": office.section_post, "how": "plt"}
    with pytest.raises(PersonRefused, match="tanggal akhir tugas"):
        record_sk(
            kind="jabatan",
            person=office.sari,
            start=TODAY,
            content=said,
            sk_number="1",
            by=office.user("pengelola"),
            on=TODAY,
        )
    with pytest.raises(PersonRefused, match="BKPSDM"):
        record_sk(
            kind="jabatan",
            person=office.sari,
            start=TODAY,
            sk_number="1",
            content={"position": office.other_post, "how": "definitif"},
            by=office.user("pengelola"),
            on=TODAY,
        )
    row = record_sk(
        kind="jabatan", person=office.sari, start=TODAY, last=TODAY + 30 * DAY, content=said, sk_number="1",
        by=office.user("pengelola"), on=TODAY,
    )  # fmt: skip
    state = states.state_of(office.sari, TODAY)
    assert list(state.acting) == [row]
    assert state.jabatan is not None and state.jabatan.position == office.staff_post


@pytest.mark.parametrize(("how", "noted"), [("plt", True), ("plh", False)])
def test_a_plt_of_a_post_that_somebody_holds_is_noted(office: Office, how: str, noted: bool) -> None:
    looked = preview_sk(
        kind="jabatan", person=office.sari, start=TODAY, last=TODAY + 30 * DAY, sk_number="1",
        content={"position": office.section_post, "how": how}, by=office.user("pengelola"), on=TODAY,
    )  # fmt: skip

    assert looked.possible
    assert any(office.section.full_name in note and "Plh." in note for note in looked.notes) is noted


def test_moving_ends_the_sessions_and_needs_the_whole_government(office: Office) -> None:
    said = {"unit": office.other}
    with pytest.raises(PersonRefused, match="BKPSDM"):
        record_sk(
            kind="unit",
            person=office.sari,
            start=TODAY,
            content=said,
            sk_number="1",
            by=office.user("pengelola"),
            on=TODAY,
        )

    record_sk(
        kind="unit",
        person=office.sari,
        start=TODAY,
        content=said,
        sk_number="1",
        by=office.user("admin"),
        on=TODAY,
    )

    account = office.sari.account
    assert account is not None
    account.refresh_from_db()
    assert account.sessions_end is not None and account.is_active
    assert states.state_of(office.sari, TODAY).unit_name == "Dinas Pertanian"


def test_ending_closes_everything_but_the_bank_account(office: Office) -> None:
    record_sk(
        kind="rekening", person=office.sari, start=datetime.date(2020, 1, 1),
        content={"bank": "Bank Jateng", "number": "3007000001", "holder": "SARI UTAMI"},
        by=office.user("pengelola"), on=TODAY,
    )  # fmt: skip
    golongan(office, TODAY + 40 * DAY, "III/b", 8)
    last = TODAY - DAY

    ended = end_status(
        person=office.sari,
        why="mengundurkan_diri",
        last=last,
        sk_number="888/1",
        by=office.user("pengelola"),
        on=TODAY,
    )

    assert ended.ended_by == "mengundurkan_diri" and ended.end_sk_number == "888/1" and ended.sampai == last
    state = states.state_of(office.sari, TODAY)
    assert state.status is None and state.jabatan is None and state.unit is None and state.golongan is None
    assert state.last_status == ended
    assert state.bank_account is not None
    assert not GolonganHistory.objects.known().filter(person=office.sari, golongan="III/b").exists()
    account = office.sari.account
    assert account is not None
    account.refresh_from_db()
    assert not account.is_active
    with pytest.raises(PersonRefused):
        end_status(
            person=office.sari,
            why="pensiun",
            last=TODAY,
            sk_number="1",
            by=office.user("pengelola"),
            on=TODAY,
        )


def test_correcting_something_that_ended_does_not_reopen_it(office: Office) -> None:
    by, last = office.user("pengelola"), TODAY - DAY
    end_status(person=office.sari, why="pensiun_dini", last=last, sk_number="888/1", by=by, on=TODAY)
    row = GolonganHistory.objects.known().get(person=office.sari)
    said = {"golongan": "III/b", "mkg_years": 0, "mkg_months": 0}

    fixed = correct_sk(
        row=row, start=row.mulai, content=said, sk_number=row.sk_number, reason="Salah baca", by=by, on=TODAY
    )

    assert fixed.sampai == last
    status = StatusHistory.objects.known().get(person=office.sari)
    again = correct_sk(
        row=status, start=status.mulai, content={"status": "pns", "contract_end": None}, sk_number="baru",
        reason="Nomor keliru", by=by, on=TODAY,
    )  # fmt: skip
    assert again.sampai == last and again.ended_by == "pensiun_dini"  # type: ignore[attr-defined]


def test_an_end_recorded_by_mistake_is_undone(office: Office) -> None:
    by = office.user("pengelola")
    before = states.state_of(office.sari, TODAY)
    end_status(person=office.sari, why="pensiun_dini", last=TODAY - DAY, sk_number="888/1", by=by, on=TODAY)
    with pytest.raises(PersonRefused, match="alasan"):
        undo_end(person=office.sari, reason="", by=by, on=TODAY)
    with pytest.raises(NotAllowed):
        undo_end(person=office.sari, reason="x", by=office.user("section"), on=TODAY)

    undo_end(person=office.sari, reason="Orang lain", by=by, on=TODAY)

    after = states.state_of(office.sari, TODAY)
    assert after.status is not None and after.status.ended_by == "" and after.status.end_sk_number == ""
    assert after.jabatan is not None and before.jabatan is not None
    assert after.jabatan.position_id == before.jabatan.position_id
    assert after.unit_name == before.unit_name and after.mkg == before.mkg
    assert Event.objects.get(kind="people.end_undone").reason == "Orang lain"
    with pytest.raises(PersonRefused, match="Tidak ada catatan berhenti"):
        undo_end(person=office.sari, reason="lagi", by=by, on=TODAY)


def test_cpns_becoming_pns_ends_as_appointed(office: Office) -> None:
    StatusHistory.objects.filter(person=office.sari).update(status="cpns")
    row = record_sk(
        kind="status", person=office.sari, start=datetime.date(2020, 4, 1), sk_number="821/1",
        content={"status": "pns", "contract_end": None}, by=office.user("pengelola"), on=TODAY,
    )  # fmt: skip

    cpns = StatusHistory.objects.known().get(person=office.sari, status="cpns")
    assert cpns.ended_by == "diangkat_pns" and cpns.sampai == datetime.date(2020, 3, 31)
    withdraw_sk(row=row, reason="keliru", by=office.user("pengelola"), on=TODAY)
    cpns = StatusHistory.objects.known().get(person=office.sari)
    assert cpns.ended_by == "" and cpns.sampai is None


def test_dependant_of_another_person_is_refused(office: Office) -> None:
    child = FamilyMember.objects.create(
        person=office.stranger,
        relation="anak_kandung",
        name="Anak Lain",
        birth_date=datetime.date(2015, 1, 1),
    )
    with pytest.raises(PersonRefused, match="tidak ada dalam daftar keluarga"):
        record_sk(
            kind="tanggungan",
            person=office.sari,
            start=TODAY,
            content={"member": child},
            by=office.user("pengelola"),
            on=TODAY,
        )
    assert not DependantHistory.objects.exists()


def test_one_sk_for_many_is_for_all_or_none(office: Office) -> None:
    people = [office.sari, office.section, office.head]
    said = {one.pk: {"golongan": "III/a", "mkg_years": 7, "gaji_pokok": 3_057_300} for one in people}
    kgb(office, TODAY, person=office.head)

    with pytest.raises(PersonRefused, match="Hadi Kepala"):
        record_sk_for_many(
            kind="kgb",
            people=people,
            start=TODAY,
            contents=said,
            sk_number="9",
            by=office.user("pengelola"),
            on=TODAY,
        )
    assert KgbHistory.objects.count() == 1

    rows = record_sk_for_many(
        kind="kgb",
        people=people[:2],
        start=TODAY,
        contents=said,
        sk_number="9",
        by=office.user("pengelola"),
        on=TODAY,
    )
    assert len(rows) == 2
    event = Event.objects.get(kind="people.sk_recorded_for_many")
    assert (event.after or {})["jumlah"] == 2 and len((event.after or {})["sidik"]) == 64
    assert not Event.objects.filter(kind="people.sk_recorded", person_id=office.sari.pk).exists()
    assert [events_about(one.pk).filter(pk=event.pk).count() for one in people] == [1, 1, 0]
    assert events_visible_to(office.user("auditor")).filter(pk=event.pk).exists()
    with pytest.raises(PersonRefused, match="tidak berwenang"):
        record_sk_for_many(
            kind="kgb",
            people=[office.stranger],
            start=TODAY,
            contents={office.stranger.pk: said[office.sari.pk]},
            sk_number="9",
            by=office.user("pengelola"),
            on=TODAY,
        )


def test_masa_kerja_golongan_grows_but_not_during_cltn(office: Office) -> None:
    assert states.state_of(office.sari, datetime.date(2021, 2, 28)).mkg == (1, 11)
    assert states.state_of(office.sari, datetime.date(2021, 3, 1)).mkg == (2, 0)

    CltnHistory.objects.create(
        person=office.sari, berlaku=span(datetime.date(2020, 1, 1), datetime.date(2020, 7, 1))
    )

    assert states.state_of(office.sari, datetime.date(2021, 3, 1)).mkg == (1, 6)


def test_states_take_a_constant_number_of_queries(office: Office, django_assert_max_num_queries: Any) -> None:
    people = list(Person.objects.all())
    with django_assert_max_num_queries(12) as one:
        states.states_of(people[:1], TODAY)
    with django_assert_max_num_queries(12) as many:
        states.states_of(people, TODAY)
    assert len(one) == len(many)


def test_differences_in_sentences(office: Office) -> None:
    golongan(office, datetime.date(2024, 4, 1), "III/b", 5)

    said = states.differences(office.sari, datetime.date(2024, 3, 31), datetime.date(2024, 4, 1))

    assert "Golongan: dari III/a menjadi III/b." in said
    assert not any(one.startswith("Unit kerja") for one in said)


def test_timeline_is_newest_first_and_only_of_open_sections(office: Office) -> None:
    from praja.people.perms import Section

    kgb(office, datetime.date(2025, 3, 1))
    told = careers.timeline(office.sari)
    assert [one.day for one in told] == sorted((one.day for one in told), reverse=True)
    assert any(one.kind == "kgb" for one in told)
    assert not any(one.kind == "kgb" for one in careers.timeline(office.sari, sections={Section.KARIER}))


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_leave_no_overlap(office: Office) -> None:
    """Both record an SK of the same day; one of them is told of the other's."""
    told: list[str] = []
    ready = threading.Barrier(2)

    def work(number: str) -> None:
        try:
            ready.wait(timeout=60)
            kgb(office, TODAY, 6, sk_number=number)
            told.append("recorded")
        except PersonRefused as error:
            told.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in ("1", "2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)

    assert sorted(told)[1] == "recorded"
    assert "Sudah ada catatan lain" in sorted(told)[0]
    assert KgbHistory.objects.known().count() == 1


def test_bank_account_number_is_not_in_the_trail(office: Office) -> None:
    record_sk(
        kind="rekening",
        person=office.sari,
        start=TODAY,
        content={"bank": "B", "number": "30070000123", "holder": "S"},
        by=office.user("pengelola"),
        on=TODAY,
    )
    event = Event.objects.get(kind="people.sk_recorded")
    assert "30070000123" not in str(event.after) and (event.after or {})["number"] == "…0123"
    assert BankAccountHistory.objects.get().number == "30070000123"
    assert connection.vendor == "postgresql"
    assert JabatanHistory.objects.exists() and UnitHistory.objects.exists()
