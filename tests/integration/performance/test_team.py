"""The assessment team: who is appointed, what comes to it, who must stay out, and what it decides."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.access.queries import has_role
from praja.audit.models import Event
from praja.performance.models import (
    Indicator,
    IndicatorJudgement,
    Minutes,
    Opinion,
    Period,
    Rating,
    Review,
    ReviewRecusal,
    Skp,
)
from praja.performance.rating.actions import RatingRefused, closings
from praja.performance.rating.actions.ratings import Said, sign, sign_together
from praja.performance.rating.closing import readiness
from praja.performance.team.actions import TeamRefused, minutes, reviews, teams
from praja.performance.team.actions.reviews import Judged
from praja.performance.team.actions.teams import Rule
from praja.performance.team.conflicts import BELOW, OWN, RATED, Conflicts
from praja.performance.team.queries import queue_of, waiting_for
from praja.performance.team.queue import is_sampled
from praja.web.models import Notice
from tests.integration.people.conftest import Office, person
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import reached
from tests.integration.performance.teams import (
    LAST,
    START,
    WHY,
    Team,
    account,
    appoint,
    brought,
    form_team,
    indicator,
    say,
    signed,
    team_of_three,
)


@pytest.fixture
def team(office: Office, today: datetime.date) -> Team:
    return team_of_three(office, today)


@pytest.fixture
def review(office: Office, today: datetime.date, period: Period, skp: Skp, team: Team) -> Review:
    return brought(office, skp, period, today)


def decided(review: Review, team: Team, on: datetime.date, decision: str = "kukuh") -> Review:
    for member in team.all[:2]:
        say(decision)(review, member, on)
    return reviews.decide(review=review, decision=decision, text=WHY, by=account(team.chair), on=on)


# --- appointment


def test_a_member_is_appointed_with_the_role_and_loses_it_with_the_membership(
    office: Office, today: datetime.date, team: Team
) -> None:
    user = account(team.member)
    assert has_role(user, Role.TIM_PENILAI, unit=office.dinas, on=today)
    assert RoleHeld.objects.get(user=user).berlaku.upper == LAST + datetime.timedelta(days=1)
    with pytest.raises(TeamRefused, match="sudah menjadi anggota"):
        appoint(team.team, team.member.person, office, today)
    with pytest.raises(TeamRefused, match="Ketua tim ini Kartika Ketua"):
        appoint(team.team, office.stranger, office, today, as_="ketua")

    teams.end_member(member=team.member, text="Pindah ke kota lain", by=office.user("admin"), on=today)

    assert not has_role(user, Role.TIM_PENILAI, on=today)
    with pytest.raises(TeamRefused, match="sudah berakhir"):
        teams.end_member(member=team.member, text="Pindah ke kota lain", by=office.user("admin"), on=today)
    assert Event.objects.filter(
        kind="performance.team_member_ended", person_id=team.member.person.pk
    ).exists()


def test_only_bkpsdm_appoints_never_themself_and_one_team_at_a_time(
    office: Office, today: datetime.date, team: Team
) -> None:
    for who in ("pengelola", "auditor", "section", "kepala_unit"):
        with pytest.raises(TeamRefused, match="admin BKPSDM"):
            teams.appoint_member(
                team=team.team,
                person=office.stranger,
                office="anggota",
                start=START,
                by=office.user(who),
                on=today,
            )
    admin = person("Adi Admin", office.other)
    admin_account: Any = admin.account
    RoleHeld.objects.create(
        user=admin_account, role=Role.ADMIN_BKPSDM, unit=office.government, berlaku=(START, None),
        reason="SK", granted_by="Praja",
    )  # fmt: skip
    with pytest.raises(TeamRefused, match="diri sendiri"):
        teams.appoint_member(
            team=team.team, person=admin, office="anggota", start=START, by=admin_account, on=today
        )
    nobody = person("Tanpa Akun", office.other, account=False)
    with pytest.raises(TeamRefused, match="belum mempunyai akun"):
        appoint(team.team, nobody, office, today)
    with pytest.raises(TeamRefused, match="sudah mempunyai tim penilai"):
        form_team(office, today)
    with pytest.raises(TeamRefused, match="paling sedikit satu"):
        form_team(office, today, unit=office.other, rule=Rule(False, False, 0))


def test_a_role_alone_makes_nobody_a_member_and_a_lost_role_ends_it(
    office: Office, today: datetime.date, review: Review, team: Team
) -> None:
    other = person("Berperan Saja", office.other)
    holder: Any = other.account
    RoleHeld.objects.create(
        user=holder,
        role=Role.TIM_PENILAI,
        unit=office.dinas,
        berlaku=(START, None),
        reason="SK",
        granted_by="P",
    )
    with pytest.raises(TeamRefused, match="Hanya anggota tim"):
        reviews.judge(review=review, judged={}, choice="kukuh", by=holder, on=today)
    RoleHeld.objects.filter(user=account(team.member)).update(berlaku=(START, START))
    with pytest.raises(TeamRefused, match="Hanya anggota tim"):
        say()(review, team.member, today)


# --- what comes to a team


def test_ratings_come_by_rule_when_they_are_signed(
    office: Office, today: datetime.date, period: Period, skp: Skp, team: Team
) -> None:
    plain = plan(person("Wajar", office.dinas, office.staff_post), office.section, understood=True)
    behind = plan(person("Tertinggal", office.dinas, office.staff_post), office.section, understood=True)
    reached(plain, period)
    reached(behind, period, "40")

    signed(office, skp, period, today)
    sign(skp=behind, period=period, said=Said("di_bawah", "sesuai"), by=office.user("section"), on=today)
    sign_together(period=period, skps=[plain.pk], by=office.user("section"), on=today)

    assert {one.skp_id: one.why for one in Review.objects.all()} == {
        skp.pk: ["menyimpang"], behind.pk: ["catatan"],
    }  # fmt: skip


def test_a_sample_is_the_same_each_time_and_about_as_large_as_asked(
    office: Office, today: datetime.date
) -> None:
    team = form_team(office, today, rule=Rule(False, False, 20))
    period, ids = uuid.UUID(int=7), [uuid.UUID(int=one) for one in range(3000)]

    chosen = [one for one in ids if is_sampled(team, one, period)]

    assert 500 < len(chosen) < 700
    assert chosen == [one for one in ids if is_sampled(team, one, period)]
    assert chosen != [one for one in ids if is_sampled(team, one, uuid.UUID(int=8))]
    team.sample = 0
    assert not any(is_sampled(team, one, period) for one in ids)
    team.sample = 100
    assert all(is_sampled(team, one, period) for one in ids)


def test_what_was_signed_before_is_taken_by_those_who_may_and_the_nearest_team_takes_it(
    office: Office, today: datetime.date, period: Period, skp: Skp
) -> None:
    rating = signed(office, skp, period, today)
    assert not Review.objects.exists()
    city = form_team(office, today, unit=office.government)
    near = team_of_three(office, today)

    for refused in (office.user("pengelola"), account(near.member), office.user("section")):
        with pytest.raises(TeamRefused, match="Antrean tim diisi"):
            reviews.fill(team=near.team, period=period, by=refused, on=today)
    assert reviews.fill(team=city, period=period, by=office.user("admin"), on=today) == 0
    assert reviews.fill(team=near.team, period=period, by=account(near.secretary), on=today) == 1
    assert reviews.fill(team=near.team, period=period, by=account(near.chair), on=today) == 0
    assert Review.objects.get().rating == rating


def test_the_rater_and_the_officer_send_others_do_not(
    office: Office, today: datetime.date, period: Period, skp: Skp
) -> None:
    rating = sign(skp=skp, period=period, said=Said("sesuai", "sesuai"), by=office.user("section"), on=today)
    with pytest.raises(TeamRefused, match="Belum ada tim penilai"):
        reviews.send(rating=rating, text=WHY, by=office.user("section"), on=today)
    team_of_three(office, today)
    assert not Review.objects.exists()
    for who in ("sari", "stranger", "auditor", "pengelola_lain", "head"):
        with pytest.raises(TeamRefused, match="Hanya penilainya"):
            reviews.send(rating=rating, text=WHY, by=office.user(who), on=today)
    with pytest.raises(TeamRefused, match="sepuluh huruf"):
        reviews.send(rating=rating, text=".", by=office.user("section"), on=today)
    made = reviews.send(rating=rating, text=WHY, by=office.user("pengelola"), on=today)
    assert (made.why, made.asked) == (["petugas"], WHY)
    with pytest.raises(TeamRefused, match="sudah ada pada tim"):
        reviews.send(rating=rating, text=WHY, by=office.user("section"), on=today)


# --- judging


def test_a_member_judges_each_indicator_and_a_later_word_replaces_it(
    office: Office, today: datetime.date, review: Review, team: Team
) -> None:
    one = indicator(review)
    say(judged={one.pk: Judged(False, Decimal("88.5"), "Dua laporan tercatat ganda")})(
        review, team.member, today
    )
    say("kembali", judged={one.pk: Judged(True)})(review, team.member, today)

    first, last = IndicatorJudgement.objects.order_by("tercatat")
    assert (first.agrees, first.achievement, last.agrees) == (False, Decimal("88.50"), True)
    assert first.digantikan and not last.digantikan and Opinion.objects.count() == 2
    review.refresh_from_db()
    assert review.state == "dibahas"
    for write in (
        lambda: IndicatorJudgement.objects.filter(pk=last.pk).update(agrees=False, achievement=1, reason="x"),
        lambda: IndicatorJudgement.objects.all().delete(),
        lambda: Opinion.objects.update(choice="kukuh"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


@pytest.mark.parametrize(
    ("judged", "choice", "text", "match"),
    [
        (Judged(False, None, WHY), "kukuh", "", "Tuliskan capaian menurut Anda"),
        (Judged(False, Decimal(-1), WHY), "kukuh", "", "0 persen atau lebih"),
        (Judged(False, Decimal(10) ** 9, WHY), "kukuh", "", "Periksa angkanya"),
        (Judged(False, Decimal("NaN"), WHY), "kukuh", "", "Periksa angkanya"),
        (Judged(False, Decimal(90), "x"), "kukuh", "", "mengapa capaian"),
        (Judged(True), "kembali", "", "sepuluh huruf"),
        (Judged(True), "sempurna", "", "Pilih pendapat Anda"),
        (Judged(True), "kukuh", "a" * 1001, "terlalu panjang"),
    ],
)
def test_a_figure_or_reason_that_says_nothing_is_refused(
    review: Review, team: Team, today: datetime.date, judged: Judged, choice: str, text: str, match: str
) -> None:
    with pytest.raises(TeamRefused, match=match):
        say(choice, text=text, judged={indicator(review).pk: judged})(review, team.member, today)
    assert not Opinion.objects.exists() and not IndicatorJudgement.objects.exists()


def test_an_indicator_of_somebody_else_is_refused(
    office: Office, review: Review, team: Team, today: datetime.date
) -> None:
    other = plan(person("Lain", office.dinas, office.staff_post), office.section)
    foreign = Indicator.objects.get(rhk__skp=other)
    with pytest.raises(TeamRefused, match="tidak dinilai pada periode ini"):
        say(judged={foreign.pk: Judged(True)})(review, team.member, today)


# --- who must stay out


def test_nobody_judges_themself_whom_they_rated_or_a_superior(
    office: Office, today: datetime.date, period: Period
) -> None:
    team = form_team(office, today)
    members = {
        name: appoint(team, getattr(office, name), office, today) for name in ("head", "section", "sari")
    }
    sari = plan(office.sari, office.section, understood=True)
    section = plan(office.section, office.head, understood=True)
    for one in (sari, section):
        reached(one, period)
    of_sari = Review.objects.get(rating=signed(office, sari, period, today))
    rating = sign(
        skp=section,
        period=period,
        said=Said("di_atas", "sesuai", result_reason=WHY),
        by=office.user("head"),
        on=today,
    )
    of_section = Review.objects.get(rating=rating)
    found = Conflicts(list(members.values()), [of_sari, of_section], today)

    assert {name: found.of(one, of_sari) for name, one in members.items()} == {
        "head": "", "section": RATED, "sari": OWN,
    }  # fmt: skip
    assert {name: found.of(one, of_section) for name, one in members.items()} == {
        "head": RATED, "section": OWN, "sari": BELOW,
    }  # fmt: skip
    for review, name, match in (
        (of_sari, "section", "Anda yang menilai"),
        (of_sari, "sari", "Anda sendiri"),
        (of_section, "sari", "atasan Anda"),
    ):
        with pytest.raises(TeamRefused, match=match):
            say()(review, members[name], today)
        with pytest.raises(TeamRefused, match=match):
            reviews.decide(review=review, decision="kukuh", text=WHY, by=account(members[name]), on=today)
    for name in ("section", "sari"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Opinion.objects.create(review=of_sari, member=members[name], choice="kukuh")
        with pytest.raises(DatabaseError), transaction.atomic():
            Review.objects.filter(pk=of_sari.pk).update(
                state="diputus", reason=WHY, confirming=1, returning=0, entitled=1,
                decided_by=members[name].person, ended_at=timezone.now(),
            )  # fmt: skip
    assert [waiting_for(office.user(name), today) for name in ("head", "section", "sari")] == [1, 0, 0]


def test_who_recuses_themself_counts_no_longer_and_does_not_come_back(
    review: Review, team: Team, today: datetime.date
) -> None:
    say()(review, team.member, today)
    reviews.recuse(review=review, text="Sari adik ipar saya", by=account(team.member), on=today)

    with pytest.raises(TeamRefused, match="sudah menyatakan benturan"):
        say()(review, team.member, today)
    say()(review, team.chair, today)
    with pytest.raises(TeamRefused, match="Baru 1 dari 2 anggota"):
        reviews.decide(review=review, decision="kukuh", text=WHY, by=account(team.chair), on=today)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewRecusal.objects.all().delete()


# --- deciding


def test_more_than_half_decide_as_most_say_and_it_stays(
    office: Office, review: Review, team: Team, today: datetime.date
) -> None:
    say()(review, team.chair, today)
    with pytest.raises(TeamRefused, match="Baru 1 dari 3.*paling sedikit 2"):
        reviews.decide(review=review, decision="kukuh", text=WHY, by=account(team.chair), on=today)
    say()(review, team.member, today)
    assert Notice.objects.filter(user=account(team.chair), title__contains="siap diputus").count() == 1
    with pytest.raises(TeamRefused, match="Ketua tim, Kartika Ketua"):
        reviews.decide(review=review, decision="kukuh", text=WHY, by=account(team.secretary), on=today)
    with pytest.raises(TeamRefused, match="suara terbanyak: 2 mengukuhkan, 0"):
        reviews.decide(review=review, decision="kembali", text=WHY, by=account(team.chair), on=today)
    with pytest.raises(TeamRefused, match="sepuluh huruf"):
        reviews.decide(review=review, decision="kukuh", text="ya", by=account(team.chair), on=today)

    reviews.decide(review=review, decision="kukuh", text=WHY, by=account(team.chair), on=today)

    review.refresh_from_db()
    assert (review.state, review.confirming, review.returning, review.entitled) == ("diputus", 2, 0, 3)
    assert review.decided_by == team.chair.person
    for again in (say(), say("kembali")):
        with pytest.raises(TeamRefused, match="sudah selesai"):
            again(review, team.member, today)
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.update(reason="Lain sama sekali")
    with pytest.raises(DatabaseError), transaction.atomic():
        Opinion.objects.create(review=review, member=team.secretary, choice="kukuh")
    rating = Rating.objects.get(digantikan__isnull=True)
    assert (rating.predicate, rating.pk) == ("baik", review.rating_id)
    event = Event.objects.get(kind="performance.team_decided")
    assert event.person_id == office.sari.pk and event.reason == WHY
    judged = Event.objects.filter(kind="performance.team_judged")
    assert judged.count() == 2 and not judged.filter(person_id__isnull=False).exists()


def test_a_tie_is_named_and_decided_by_the_chair(review: Review, team: Team, today: datetime.date) -> None:
    say()(review, team.chair, today)
    say("kembali")(review, team.member, today)

    reviews.decide(review=review, decision="kembali", text=WHY, by=account(team.chair), on=today)

    review.refresh_from_db()
    assert (review.state, review.confirming, review.returning) == ("dikembalikan", 1, 1)
    assert (Event.objects.get(kind="performance.team_decided").after or {})["seimbang"] is True


def test_what_is_sent_back_is_given_anew_and_comes_again(
    office: Office, today: datetime.date, period: Period, skp: Skp, review: Review, team: Team
) -> None:
    decided(review, team, today, "kembali")
    assert Notice.objects.filter(user=office.user("section"), title__contains="mengembalikan").exists()

    rating = sign(
        skp=skp, period=period, said=Said("sesuai", "sesuai", result_reason="", note="Sesuai catatan tim"),
        by=office.user("section"), on=today,
    )  # fmt: skip

    later = Review.objects.get(rating=rating)
    assert (rating.number, rating.flags) == (2, []) and later.why == ["dinilai_ulang"]
    review.refresh_from_db()
    assert review.state == "dikembalikan"
    with pytest.raises(TeamRefused, match="sudah selesai"):
        say()(review, team.member, today)
    third = signed(office, skp, period, today, note="Dinilai lagi karena bukti baru")
    later.refresh_from_db()
    assert (
        later.state == "digantikan" and later.ended_at and Review.objects.get(rating=third).state == "antre"
    )


def test_a_closed_period_is_not_looked_at_and_closing_needs_a_reason_while_a_team_does(
    office: Office, today: datetime.date, period: Period, review: Review, team: Team
) -> None:
    ready = readiness(office.dinas, period, today)
    assert (ready.missing, [one[:1] for one in ready.reviewed]) == (0, [("Sari Utami",)])
    close: Any = {"unit": office.dinas, "period": period, "by": office.user("pengelola"), "on": today}
    with pytest.raises(RatingRefused, match="1 orang masih diperiksa tim penilai"):
        closings.close(**close)
    decided(review, team, today, "kembali")
    with pytest.raises(RatingRefused, match="masih diperiksa"):
        closings.close(**close)
    made = closings.close(**close, missing_reason="Gaji harus dibayar awal bulan")
    assert (made.missing, made.missing_reason, made.rows.get().rating_id) == (
        0, "Gaji harus dibayar awal bulan", review.rating_id,
    )  # fmt: skip


def test_what_is_closed_is_judged_no_more(
    office: Office, today: datetime.date, period: Period, review: Review, team: Team
) -> None:
    closings.close(
        unit=office.dinas,
        period=period,
        by=office.user("pengelola"),
        on=today,
        missing_reason="Gaji dibayar besok",
    )
    with pytest.raises(TeamRefused, match="sudah ditutup"):
        say()(review, team.member, today)
    with pytest.raises(TeamRefused, match="sudah ditutup"):
        reviews.decide(review=review, decision="kukuh", text=WHY, by=account(team.chair), on=today)


def test_a_confirmed_rating_does_not_hold_up_the_closing(
    office: Office, today: datetime.date, period: Period, review: Review, team: Team
) -> None:
    decided(review, team, today)
    assert readiness(office.dinas, period, today).reviewed == []
    closings.close(unit=office.dinas, period=period, by=office.user("pengelola"), on=today)


# --- minutes and the end of a team


def minute(team: Team, on: datetime.date, reviewed: Any, **more: Any) -> Minutes:
    said: Any = {
        "session": on, "place": "Ruang rapat BKPSDM", "note": "", "present": [one.pk for one in team.all],
        "cases": [one.pk for one in reviewed], "by": account(team.chair), "on": on,
    }  # fmt: skip
    return minutes.sign(team=team.team, **said | more)


def test_minutes_are_numbered_signed_by_the_chair_and_stay(
    office: Office, review: Review, team: Team, today: datetime.date
) -> None:
    with pytest.raises(TeamRefused, match="belum diputus atau sudah ada"):
        minute(team, today, [review])
    one = indicator(review)
    say(judged={one.pk: Judged(False, Decimal("88.5"), "Dua laporan *tercatat* #ganda")})(
        review, team.member, today
    )
    decided(review, team, today)
    for more, match in (
        ({"by": account(team.secretary)}, "ditandatangani ketua"),
        ({"session": today + datetime.timedelta(days=1)}, "masa depan"),
        ({"session": START - datetime.timedelta(days=1)}, "bertugas sejak"),
        ({"place": " "}, "tempat"),
        ({"present": [team.member.pk, team.secretary.pk]}, "Ketua yang menandatangani"),
        ({"present": [team.chair.pk]}, "lebih dari separuh"),
        ({"cases": []}, "paling sedikit satu perkara"),
    ):
        with pytest.raises(TeamRefused, match=match):
            minute(team, today, [review], **more)

    made = minute(team, today, [review])

    assert (made.number, made.content["perkara"][0]["nama"]) == (1, "Sari Utami")
    assert made.content["perkara"][0]["angka_lain"][0][1:3] == ["88,50", "Dua laporan *tercatat* #ganda"]
    review.refresh_from_db()
    assert review.minutes == made
    with pytest.raises(TeamRefused, match="berita acara lain"):
        minute(team, today, [review])
    for write in (
        lambda: Minutes.objects.update(place="Lain"),
        lambda: Minutes.objects.all().delete(),
        lambda: Review.objects.filter(pk=review.pk).update(minutes=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_a_team_ends_with_its_members_and_never_with_open_cases(
    office: Office, today: datetime.date, period: Period, review: Review, team: Team
) -> None:
    admin = office.user("admin")
    with pytest.raises(TeamRefused, match="1 perkara yang belum diputus"):
        teams.end(team=team.team, text="Masa tugas dipersingkat", by=admin, on=today)
    decided(review, team, today)
    teams.end(team=team.team, text="Masa tugas dipersingkat", by=admin, on=today)
    assert not any(has_role(account(one), Role.TIM_PENILAI, on=today) for one in team.all)
    form_team(office, today + datetime.timedelta(days=1), unit=office.government)


def test_what_a_former_team_left_open_goes_to_the_one_in_office(
    office: Office, today: datetime.date, period: Period, review: Review, team: Team
) -> None:
    team.team.berlaku = (START, today)
    team.team.save(update_fields=["berlaku"])
    after = teams.appoint(
        unit=office.dinas, start=today, last=LAST, sk_number="800/99/2026", sk_date=START, sk_file=None,
        purpose="Melanjutkan", rule=Rule(), by=office.user("admin"), on=today,
    )  # fmt: skip
    reviews.fill(team=after, period=period, by=office.user("admin"), on=today)
    review.refresh_from_db()
    assert (review.team, review.state) == (after, "antre")


def test_the_queue_asks_the_same_however_long_it_is(
    office: Office, today: datetime.date, period: Period, team: Team
) -> None:
    counts = []
    for number in (1, 4):
        for one in range(number):
            skp = plan(person(f"Orang {number}{one}", office.dinas, office.staff_post), office.section)
            reached(skp, period)
            signed(office, skp, period, today)
        with CaptureQueriesContext(connection) as asked:
            queue = queue_of(team.team, account(team.member), team.member, today)
        counts.append(len(asked))
    assert counts[0] == counts[1] and len(queue.waiting) == 5
