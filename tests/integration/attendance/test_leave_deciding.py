"""From a request to its end: who says what, who may not, and what remains of it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError

from praja.access.enums import Role
from praja.attendance.leave import queries
from praja.attendance.leave.actions import LeaveRefused, asking, handling, keeping
from praja.attendance.leave.assessing import assess
from praja.attendance.leave.perms import may_read_letters
from praja.attendance.leave.rights import balance_of
from praja.attendance.models import LeaveRequest, LeaveStep, TouchedDay
from praja.audit.models import Event
from praja.people.models import CltnHistory, JabatanHistory
from praja.temporal.actions import span
from praja.web.models import Notice
from tests.integration.attendance.leaves import approved, opening
from tests.integration.people.conftest import person, role

D = datetime.date
FIRST, LAST = D(2026, 12, 7), D(2026, 12, 9)
WHY = "Acara keluarga di kampung halaman"


def draft(office, today, who="sari", **more):
    usual = {"kind": "cuti_tahunan", "first": FIRST, "last": LAST, "reason": WHY, "address": "Kudus"}
    return asking.save_draft(wanted=asking.Wanted(**{**usual, **more}), by=office.user(who), on=today)


def sent(office, today, who="sari", **more):
    return asking.send(request=draft(office, today, who, **more), by=office.user(who), on=today)


def say(outcome="disetujui", **more):
    return handling.Verdict(outcome=outcome, **more)


def delegated(office, today, *, who="jabatan", post=None, kind="cuti_tahunan"):
    return keeping.delegate(
        unit=office.government, kind=kind, who=who, document="SK 800/1",
        position=(post or office.head_post) if who == "jabatan" else None, start=D(2026, 1, 1),
        by=office.user("admin"), on=today,
    )  # fmt: skip


def on_paper(outcome="disetujui", **more):
    return say(
        outcome, name="Wali Kota", post="Wali Kota", document="851/7", document_date=D(2026, 11, 23), **more
    )


def test_superior_considers_and_the_delegated_official_decides(office, today):
    delegated(office, today)
    asked = sent(office, today)

    assert queries.waiting_for(office.user("section"), today) == [asked.pk]
    handling.consider(request=asked, verdict=say(), by=office.user("section"), on=today)
    assert queries.waiting_for(office.user("section"), today) == []
    handling.decide(request=asked, verdict=say(), by=office.user("head"), on=today)

    asked.refresh_from_db()
    assert (asked.state, asked.days, asked.number) == ("disetujui", 3, 1)
    assert [(one.kind, one.name) for one in asked.steps.order_by("made_at")] == [
        ("diajukan", "Sari Utami"), ("pertimbangan", "Siti Seksi"), ("keputusan", "Hadi Kepala")
    ]  # fmt: skip
    frame = queries.leave_frame([office.sari.pk, office.head.pk], D(2026, 12, 8), D(2026, 12, 31))
    assert frame["date"].to_list() == [D(2026, 12, 8), D(2026, 12, 9)]
    assert frame["why"].to_list() == ["1/2026"] * 2
    assert TouchedDay.objects.filter(person=office.sari, why="cuti").count() == 3
    assert Notice.objects.filter(user=office.sari.account, title="Cuti Anda disetujui").exists()
    kinds = set(Event.objects.filter(person_id=office.sari.pk).values_list("kind", flat=True))
    assert {"attendance.leave_sent", "attendance.leave_considered", "attendance.leave_decided"} <= kinds


def test_where_superiors_decide_one_word_is_enough(office, today):
    delegated(office, today, who="atasan")
    asked = sent(office, today)

    handling.consider(request=asked, verdict=say(), by=office.user("section"), on=today)

    asked.refresh_from_db()
    assert asked.state == "disetujui"
    assert asked.steps.filter(kind="keputusan", post="Kepala Seksi Bantuan").exists()


def test_other_days_are_counted_anew_and_a_deferral_is_carried_whole(office, today):
    delegated(office, today, who="atasan")
    asked = sent(office, today)
    verdict = say("perubahan", reason="Rapat akhir tahun", first=D(2026, 12, 14), last=D(2026, 12, 15))

    handling.consider(request=asked, verdict=verdict, by=office.user("section"), on=today)

    asked.refresh_from_db()
    assert (asked.first, asked.days) == (D(2026, 12, 14), 2)
    later = sent(office, today)
    handling.consider(
        request=later,
        verdict=say("ditangguhkan", reason="Kepentingan dinas mendesak"),
        by=office.user("section"),
        on=today,
    )
    assert balance_of(office.sari.pk, office.government, D(2027, 1, 4)).right.carried == 9


@pytest.mark.parametrize("who", ["sari", "head", "stranger", "pengelola", "admin", "kepala_unit", "auditor"])
def test_nobody_but_the_superior_considers(office, today, who):
    asked = sent(office, today)

    with pytest.raises(LeaveRefused):
        handling.consider(request=asked, verdict=say(), by=office.user(who), on=today)


def test_nobody_decides_on_their_own_leave_by_whatever_post_or_role(office, today):
    delegated(office, today)
    asked = sent(office, today, "head")
    role(office.user("head"), Role.ADMIN_BKPSDM, office.government)

    assert queries.waiting_for(office.user("head"), today) == []
    for act in (handling.consider, handling.decide, handling.record_decision):
        with pytest.raises(LeaveRefused):
            act(request=asked, verdict=on_paper(), by=office.user("head"), on=today)
    with pytest.raises(DatabaseError), transaction.atomic():
        LeaveStep.objects.create(
            request=asked, kind="keputusan", outcome="disetujui", person=office.head, name="x", on=today,
            by=office.user("head"),
        )  # fmt: skip


def test_a_subordinate_who_acts_above_neither_considers_nor_decides(office, today):
    delegated(office, today)
    JabatanHistory.objects.filter(position=office.head_post).delete()
    JabatanHistory.objects.create(
        person=office.sari, position=office.head_post, how="plt", berlaku=span(D(2026, 11, 1)), sk_number="1"
    )
    asked = sent(office, today, "section")

    assert asked.state == "dipertimbangkan"
    for act in (handling.consider, handling.decide):
        with pytest.raises(LeaveRefused):
            act(request=asked, verdict=say(), by=office.user("sari"), on=today)
    running = approved(office.section, today, D(2026, 11, 27))
    with pytest.raises(LeaveRefused):
        handling.shorten(
            request=running, last=today, reason="Dipanggil kembali", by=office.user("sari"), on=today
        )


def test_an_acting_superior_considers_in_place_of_one_on_leave(office, today):
    approved(office.section, today, D(2026, 11, 27))
    other = person("Plh Seksi", office.other)
    JabatanHistory.objects.create(
        person=other,
        position=office.section_post,
        how="plh",
        berlaku=span(today, D(2026, 11, 28)),
        sk_number="2",
    )
    asked = sent(office, today)

    assert queries.waiting_for(office.user("section"), today) == []
    handling.consider(request=asked, verdict=say(), by=other.account, on=today)

    assert asked.steps.get(kind="pertimbangan").post == "Plh. Kepala Seksi Bantuan"


def test_the_superior_of_another_day_decides_no_more(office, today):
    asked = sent(office, today)
    JabatanHistory.objects.filter(person=office.section).update(berlaku=span(D(2019, 3, 1), today))

    with pytest.raises(LeaveRefused):
        handling.consider(request=asked, verdict=say(), by=office.user("section"), on=today)
    handling.consider(request=asked, verdict=say(), by=office.user("head"), on=today)


def test_where_nobody_here_decides_the_officer_records_the_letter(office, today):
    asked = sent(office, today)
    handling.consider(request=asked, verdict=say(), by=office.user("section"), on=today)

    with pytest.raises(LeaveRefused):
        handling.record_decision(
            request=asked, verdict=on_paper(), by=office.user("pengelola_lain"), on=today
        )
    handling.record_decision(request=asked, verdict=on_paper(), by=office.user("pengelola"), on=today)

    asked.refresh_from_db()
    assert asked.state == "disetujui"
    assert queries.leave_frame([office.sari.pk], FIRST, FIRST)["why"].to_list() == ["851/7"]


def test_an_officer_does_not_record_past_an_official_who_signs_in(office, today):
    delegated(office, today)
    asked = sent(office, today)

    with pytest.raises(LeaveRefused):
        handling.record_decision(request=asked, verdict=on_paper(), by=office.user("pengelola"), on=today)


def test_unpaid_leave_needs_bkn_and_becomes_an_sk_of_the_career(office, today):
    asked = sent(office, today, kind="cltn", first=D(2027, 1, 1), last=D(2028, 12, 31))
    handling.consider(request=asked, verdict=say(), by=office.user("section"), on=today)

    with pytest.raises(LeaveRefused, match="BKN"):
        handling.record_decision(request=asked, verdict=on_paper(), by=office.user("pengelola"), on=today)
    verdict = on_paper(consent="BKN 12/2026")
    handling.record_decision(request=asked, verdict=verdict, by=office.user("pengelola"), on=today)

    row = CltnHistory.objects.get(person=office.sari)
    assert (row.mulai, row.sampai, row.sk_number) == (D(2027, 1, 1), D(2028, 12, 31), "851/7")


def unpaid(office, today):
    """Return an unpaid leave from 1 January 2027 to the end of 2028, decided and in the career."""
    asked = sent(office, today, kind="cltn", first=D(2027, 1, 1), last=D(2028, 12, 31))
    handling.consider(request=asked, verdict=say(), by=office.user("section"), on=today)
    verdict = on_paper(consent="BKN 12/2026")
    return handling.record_decision(request=asked, verdict=verdict, by=office.user("pengelola"), on=today)


def test_unpaid_leave_is_cancelled_by_an_sk_and_leaves_the_career_with_it(office, today):
    leave, order = unpaid(office, today), handling.Order("851/9", today, "Wali Kota")
    reason = "Permintaan pegawai ditarik dengan SK"

    with pytest.raises(LeaveRefused, match="dibatalkan dengan SK"):
        asking.cancel(request=leave, reason=reason, by=office.user("sari"), on=today)
    for who, letter in (("section", order), ("pengelola", None)):
        with pytest.raises(LeaveRefused, match="SK|surat"):
            handling.shorten(
                request=leave,
                last=D(2026, 12, 31),
                reason=reason,
                order=letter,
                by=office.user(who),
                on=today,
            )
    assert CltnHistory.objects.known().filter(person=office.sari).exists()
    handling.shorten(
        request=leave, last=D(2026, 12, 31), reason=reason, order=order, by=office.user("pengelola"), on=today
    )

    leave.refresh_from_db()
    assert leave.state == "dibatalkan"
    assert not CltnHistory.objects.known().filter(person=office.sari).exists()
    assert LeaveStep.objects.get(request=leave, kind="batal").document == "851/9"


def test_unpaid_leave_ends_early_in_the_career_and_in_attendance_at_once(office, today):
    leave, back = unpaid(office, today), D(2027, 6, 30)

    handling.shorten(
        request=leave, last=back, reason="Diaktifkan kembali atas permintaan sendiri",
        order=handling.Order("824/3", D(2027, 6, 15), "Wali Kota"), by=office.user("pengelola"),
        on=D(2027, 6, 20),
    )  # fmt: skip

    leave.refresh_from_db()
    row = CltnHistory.objects.known().get(person=office.sari)
    assert (leave.state, leave.last) == ("disetujui", back)
    assert (row.sampai, row.sk_number) == (back, "824/3")
    frame = queries.leave_frame([office.sari.pk], back, back + D.resolution)
    assert frame["date"].to_list() == [back]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"first": D(2026, 12, 12), "last": D(2026, 12, 13)}, "tidak ada hari kerja"),
        ({"first": D(2026, 12, 1), "last": D(2026, 12, 31)},
         "melebihi sisa.* Mulai 1 Desember 2026, hari terakhirnya paling lambat 16 Desember 2026"),
        ({"first": D(2026, 12, 28), "last": D(2027, 1, 4)}, "akhir tahun"),
        ({"first": D(2026, 11, 16), "last": D(2026, 11, 17)}, "sebelum hari pertamanya"),
        ({"kind": "cuti_melahirkan", "child_number": 4}, "cuti besar"),
        ({"kind": "cuti_melahirkan", "child_number": 3, "last": D(2027, 3, 7)},
         "3 bulan .*Mulai 7 Desember 2026, hari terakhirnya paling lambat 6 Maret 2027"),
        ({"kind": "cuti_melahirkan", "child_number": 1, "first": D(2027, 11, 30), "last": D(2028, 3, 10)},
         "paling lambat 28 Februari 2028"),
        ({"kind": "cuti_alasan_penting", "because": "menikah", "last": D(2027, 1, 8)},
         "1 bulan .*paling lambat 6 Januari 2027"),
        ({"kind": "cuti_alasan_penting", "because": "istri_melahirkan"}, "pegawai laki-laki"),
        ({"half": "pagi", "last": FIRST}, "setengah hari"),
        ({"reason": "x"}, "sepuluh huruf"),
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_not_sent(office, today, more, says):
    with pytest.raises(LeaveRefused, match=says):
        sent(office, today, **more)

    assert LeaveRequest.objects.get().state == "disusun"


def test_a_request_takes_its_days_once(office, today):
    sent(office, today)

    with pytest.raises(LeaveRefused, match="bertumpuk"):
        sent(office, today, first=LAST, last=D(2026, 12, 10))
    made = LeaveRequest.objects.get(state="diajukan")
    with pytest.raises(DatabaseError), transaction.atomic():
        approved(office.sari, LAST, LAST)
    assert made.days == 3


def test_days_left_are_not_given_twice(office, today):
    sent(office, today, first=D(2026, 12, 1), last=D(2026, 12, 11))

    with pytest.raises(LeaveRefused, match="melebihi sisa"):
        sent(office, today, first=D(2026, 12, 14), last=D(2026, 12, 18))


def test_hard_to_reach_places_add_calendar_days(office, today):
    opening(office.sari, 2026)
    made = draft(office, today, first=D(2026, 11, 30), last=D(2026, 12, 23), remote=True)

    found = assess(made, today)

    assert (found.length.travel, found.length.days, found.forbidden) == (12, 10, False)


def test_a_sick_note_comes_later_and_is_read_by_few(office, today):
    asked = sent(office, today, kind="cuti_sakit", first=D(2026, 11, 19), last=D(2026, 11, 20))
    upload = SimpleUploadedFile(
        "surat.pdf", b"%PDF-1.7\n" + b"surat dokter " * 20 + b"\nstartxref\n9\n%%EOF\n"
    )
    asking.add_letter(request=asked, file=upload, by=office.user("sari"), on=today)

    readers = {name for name in office.users if may_read_letters(office.user(name), asked, today)}
    assert readers == {"sari", "section", "pengelola", "admin", "auditor"}
    with pytest.raises(LeaveRefused):
        asking.add_letter(request=asked, file=upload, by=office.user("section"), on=today)


def test_a_substitute_answers_and_a_no_stops_the_approval(office, today):
    delegated(office, today, who="atasan")
    asked = sent(office, today, substitute=office.head.pk)

    with pytest.raises(LeaveRefused):
        asking.answer_substitute(request=asked, agrees=True, by=office.user("sari"), on=today)
    asking.answer_substitute(
        request=asked, agrees=False, reason="Saya dinas luar pekan itu", by=office.user("head"), on=today
    )
    with pytest.raises(LeaveRefused, match="[Pp]engganti"):
        handling.consider(request=asked, verdict=say(), by=office.user("section"), on=today)
    asking.name_substitute(request=asked, substitute=office.section.pk, by=office.user("sari"), on=today)
    handling.consider(request=asked, verdict=say(), by=office.user("section"), on=today)

    with pytest.raises(LeaveRefused, match="seunit"):
        draft(office, today, substitute=office.stranger.pk)


def test_another_cannot_change_send_or_cancel_it(office, today):
    made = draft(office, today)
    for act in (asking.send, asking.drop_draft):
        with pytest.raises(LeaveRefused):
            act(request=made, by=office.user("section"), on=today)
    wanted = asking.Wanted("cuti_tahunan", FIRST, FIRST, WHY)
    with pytest.raises(LeaveRefused):
        asking.save_draft(wanted=wanted, request=made, by=office.user("head"), on=today)
    asked = asking.send(request=made, by=office.user("sari"), on=today)
    with pytest.raises(LeaveRefused):
        asking.cancel(request=asked, reason="Dibatalkan orang lain", by=office.user("section"), on=today)
    with pytest.raises(LeaveRefused):
        asking.save_draft(wanted=wanted, request=asked, by=office.user("sari"), on=today)


def test_what_was_sent_stays_and_what_is_over_is_over(office, today):
    asked = sent(office, today)
    asking.cancel(request=asked, reason="Acaranya ditunda dahulu", by=office.user("sari"), on=today)

    assert balance_of(office.sari.pk, office.government, today).taken == 0
    for statement in (
        "UPDATE attendance_leaverequest SET state = 'disetujui'",
        "UPDATE attendance_leaverequest SET person_id = person_id, state = 'diajukan'",
        "DELETE FROM attendance_leavestep",
        "UPDATE attendance_leavestep SET reason = 'lain'",
    ):
        with (
            pytest.raises((InternalError, DatabaseError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_called_back_the_days_not_taken_return(office, today):
    running = approved(office.sari, D(2026, 11, 20), D(2026, 11, 27))
    reason = "Dipanggil karena keadaan darurat"

    for who in ("sari", "stranger", "kepala_unit"):
        with pytest.raises(LeaveRefused):
            handling.shorten(request=running, last=today, reason=reason, by=office.user(who), on=today)
    with pytest.raises(LeaveRefused, match="sudah lewat"):
        handling.shorten(
            request=running, last=D(2026, 11, 20), reason=reason, by=office.user("section"), on=today
        )
    handling.shorten(request=running, last=today, reason=reason, by=office.user("section"), on=today)

    running.refresh_from_db()
    assert (running.last, running.days) == (today, 2)
    assert balance_of(office.sari.pk, office.government, today).taken == 2


def test_days_that_have_passed_are_given_back_by_an_officer_with_the_letter(office, today):
    over = approved(office.sari, D(2026, 11, 16), D(2026, 11, 20))
    reason = "Dipanggil masuk sejak Rabu karena banjir"
    order = handling.Order("094/12", D(2026, 11, 17), "Kepala Dinas")

    for who, letter in (("section", order), ("pengelola", None)):
        with pytest.raises(LeaveRefused, match="surat"):
            handling.shorten(
                request=over, last=D(2026, 11, 17), reason=reason, order=letter, by=office.user(who), on=today
            )
    handling.shorten(
        request=over, last=D(2026, 11, 17), reason=reason, order=order, by=office.user("pengelola"), on=today
    )

    over.refresh_from_db()
    step = LeaveStep.objects.get(request=over, kind="pendek")
    assert (over.last, over.days, step.document) == (D(2026, 11, 17), 2, "094/12")
    assert balance_of(office.sari.pk, office.government, today).taken == 2
    touched = TouchedDay.objects.filter(person=office.sari).values_list("date", flat=True)
    assert {D(2026, 11, 18), D(2026, 11, 20)} <= set(touched)


@pytest.mark.parametrize(
    ("first", "last"),
    [(LAST, FIRST), (D(1926, 12, 7), D(1926, 12, 8)), (FIRST, D(2036, 12, 7)), (D(2126, 12, 7),) * 2],
)
def test_a_superior_changes_to_no_days_that_cannot_be(office, today, first, last):
    delegated(office, today, who="atasan")
    asked = sent(office, today)
    verdict = say("perubahan", reason="Digeser ke hari yang lebih sepi", first=first, last=last)

    with pytest.raises(LeaveRefused, match="tanggal|Hari terakhir"):
        handling.consider(request=asked, verdict=verdict, by=office.user("section"), on=today)

    asked.refresh_from_db()
    assert (asked.state, asked.first, asked.last) == ("diajukan", FIRST, LAST)


def test_a_leave_whose_right_has_gone_is_shortened_all_the_same(office, today):
    leave = approved(office.sari, D(2026, 11, 20), D(2026, 12, 31), kind="cuti_alasan_penting")

    handling.shorten(
        request=leave, last=D(2026, 12, 24), reason="Keadaannya sudah membaik", by=office.user("section"),
        on=today,
    )  # fmt: skip

    leave.refresh_from_db()
    assert leave.last == D(2026, 12, 24)


def test_too_few_at_work_is_warned_of_not_forbidden(office, today):
    keeping.set_staffing(unit=office.dinas, least=70, start=D(2026, 1, 1), by=office.user("admin"), on=today)
    approved(office.head, FIRST, FIRST)

    found = assess(draft(office, today), today)

    assert [(one.day, one.away, one.people, one.least) for one in found.short] == [
        (FIRST, 2, 3, 3), (D(2026, 12, 8), 1, 3, 3), (LAST, 1, 3, 3)
    ]  # fmt: skip
    assert not found.forbidden


def test_only_admin_bkpsdm_delegates_and_never_unpaid_leave(office, today):
    with pytest.raises(LeaveRefused):
        keeping.delegate(unit=office.dinas, kind="cuti_tahunan", who="atasan", position=None, document="SK 1",
                         start=today, by=office.user("pengelola"), on=today)  # fmt: skip
    with pytest.raises(LeaveRefused, match="PPK"):
        delegated(office, today, kind="cltn")
    first = delegated(office, today)
    second = delegated(office, today, who="atasan")
    first.refresh_from_db()
    assert first.digantikan is not None and second.digantikan is None


def test_worked_cuti_bersama_and_openings_are_recorded_by_officers_alone(office, today):
    def worked(who, day):
        keeping.record_worked(person=office.sari, day=day, document="SP 9", by=office.user(who), on=today)

    days = {"left_last": Decimal(6), "left_before": Decimal(0)}
    for who in ("sari", "section", "auditor", "pengelola_lain"):
        with pytest.raises(LeaveRefused):
            worked(who, D(2026, 12, 24))
        with pytest.raises(LeaveRefused):
            keeping.set_opening(
                person=office.sari, year=2026, days=days, source="x", by=office.user(who), on=today
            )
    with pytest.raises(LeaveRefused, match="bukan hari cuti bersama"):
        worked("pengelola", D(2026, 12, 8))
    worked("pengelola", D(2026, 3, 20))
    assert balance_of(office.sari.pk, office.government, today).right.added == 1
