"""Obstacles, feedback, talks, thanks: who may say and read what, and that decisions and words stay."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.people.models import JabatanHistory
from praja.performance.follow import queries
from praja.performance.follow.actions import FollowRefused, months, obstacles, talks
from praja.performance.follow.actions.obstacles import Decision
from praja.performance.follow.months import board_of
from praja.performance.follow.shell import waiting
from praja.performance.follow.team import team_of
from praja.performance.models import (
    Feedback,
    FollowUp,
    Indicator,
    IndicatorVersion,
    Obstacle,
    Rhk,
    RhkVersion,
    Skp,
    SkpVersion,
)
from praja.temporal.actions import span
from praja.web.models import Notice
from tests.integration.people.conftest import person
from tests.integration.performance.plans import agree, plan

TODAY = datetime.date(2026, 11, 23)
NOV = datetime.date(2026, 11, 1)
DEC = datetime.date(2026, 12, 1)
LATE = datetime.date(2027, 1, 1)
HOSTILE = "<script>alert(1)</script> {{7*7}} {0.__class__}"


def skp_of(one: Any, appraiser: Any, **more: Any) -> Skp:
    return Skp.objects.get(pk=plan(one, appraiser, **more).pk)


@pytest.fixture
def skp(office: Any) -> Skp:
    return skp_of(office.sari, office.section)


def report(skp: Skp, by: Any, **more: Any) -> Obstacle:
    said: dict[str, Any] = {
        "skp": skp, "rhk": Rhk.objects.get(skp=skp), "indicator": Indicator.objects.get(rhk__skp=skp),
        "kind": "sumber_daya", "text": "Dua petugas pindah sejak Oktober.",
        "since": datetime.date(2026, 10, 1), "on": TODAY,
    }  # fmt: skip
    return obstacles.report(by=by, **said | more)


def yes(person: Any, **more: Any) -> Decision:
    said: dict[str, Any] = {
        "accepted": True, "reason": "Formasinya memang kosong.", "owner": person,
        "due": datetime.date(2026, 12, 7),
    }  # fmt: skip
    return Decision(**said | more)


# --- obstacles


def test_an_accepted_obstacle_changes_the_target_from_a_day_and_the_plan_still_says_what_was_agreed(
    office: Any, skp: Skp
) -> None:
    siti = office.user("section")
    one = report(skp, office.user("sari"))
    lower = yes(office.section, effect="target", effective=NOV, new_target=Decimal(60))
    obstacles.decide(obstacle=one, decision=lower, by=siti, on=TODAY)

    october, november = (board_of(skp, day).lines[0] for day in (datetime.date(2026, 10, 1), NOV))

    assert (october.target.low, october.target.because) == (Decimal(90), None)
    assert (november.target.low, november.target.because) == (Decimal(60), one)
    assert november.version.target == Decimal(90)
    with pytest.raises(FollowRefused, match="sudah diputuskan"):
        obstacles.decide(obstacle=one, decision=lower, by=siti, on=TODAY)


@pytest.mark.parametrize(("again", "holds"), [(Decimal(80), Decimal(80)), (Decimal(90), Decimal(60))])
def test_a_target_that_is_agreed_anew_goes_before_the_decision_on_the_one_before(
    office: Any, skp: Skp, again: Decimal, holds: Decimal
) -> None:
    lower = yes(office.section, effect="target", effective=NOV, new_target=Decimal(60))
    one = report(skp, office.user("sari"))
    obstacles.decide(obstacle=one, decision=lower, by=office.user("section"), on=TODAY)
    agreed_anew(skp, DEC, again)

    november, december = (board_of(skp, day).lines[0].target for day in (NOV, DEC))

    assert (november.low, november.because) == (Decimal(60), one)
    assert (december.low, december.because) == (holds, one if holds == Decimal(60) else None)


def agreed_anew(skp: Skp, since: datetime.date, target: Decimal) -> None:
    """Let another version with the same lines, but for the target, be agreed."""
    before = SkpVersion.objects.get(skp=skp)
    made = SkpVersion.objects.create(skp=skp, number=2, since=since)
    rows: list[RhkVersion | IndicatorVersion] = [
        *RhkVersion.objects.filter(version=before),
        *IndicatorVersion.objects.filter(version=before),
    ]
    for row in rows:
        row.pk, row.version = uuid.uuid4(), made
        if isinstance(row, IndicatorVersion):
            row.target = target
        row.save(force_insert=True)
    SkpVersion.objects.filter(pk=before.pk).update(state="digantikan")
    agree(made)


def test_a_decision_tells_both_bounds_and_what_was_agreed(office: Any, client: Client) -> None:
    bounds = {"direction": "rentang", "target": Decimal(80), "target_max": Decimal(90)}
    skp = skp_of(office.sari, office.section, lines=(("Anggaran terserap", [bounds]),))
    one = report(skp, office.user("sari"))
    lower = yes(office.section, effect="target", effective=NOV, new_target=Decimal(60),
                new_target_max=Decimal("72.5"))  # fmt: skip
    obstacles.decide(obstacle=one, decision=lower, by=office.user("section"), on=TODAY)
    client.force_login(office.user("sari"), backend="praja.accounts.backends.NipOrEmail")

    page = client.get(reverse("performance:obstacle", args=[one.pk])).content.decode()

    assert "Semula 80–90 %, menjadi 60–72,5 %." in page


def test_an_excluded_indicator_is_not_missing_any_more(office: Any, skp: Skp) -> None:
    one = report(skp, office.user("sari"), kind="luar")
    out = yes(office.section, effect="dikecualikan", effective=NOV)
    obstacles.decide(obstacle=one, decision=out, by=office.user("section"), on=TODAY)

    line = board_of(skp, NOV).lines[0]

    assert (line.target.excluded, line.missing, line.state[0]) == (True, False, "dikecualikan")


@pytest.mark.parametrize("who", ["sari", "stranger", "pengelola", "admin", "kepala_unit"])
def test_nobody_but_the_appraiser_decides_not_even_the_person_as_plt(office: Any, skp: Skp, who: str) -> None:
    one = report(skp, office.user("sari"))
    JabatanHistory.objects.create(
        person=office.sari, position=office.section_post, how="plt", sk_number="Plt 1",
        berlaku=span(datetime.date(2026, 11, 1)),
    )  # fmt: skip

    with pytest.raises(FollowRefused, match="Hanya penilai"):
        obstacles.decide(obstacle=one, decision=yes(office.sari), by=office.user(who), on=TODAY)


@pytest.mark.parametrize(
    ("kind", "more", "why"),
    [
        ("sumber_daya", {"owner": None}, "Pilih siapa"),
        ("sumber_daya", {"due": datetime.date(2026, 11, 1)}, "Batas penyelesaian"),
        ("kemampuan", {"effect": "dikecualikan", "effective": NOV}, "Target hanya berubah"),
        ("luar", {"effect": "target", "effective": NOV}, "Isi target yang baru"),
        ("luar", {"effect": "target", "effective": NOV, "new_target": Decimal(0)}, "lebih dari nol"),
        ("luar", {"effect": "target", "effective": LATE, "new_target": Decimal(1)}, "masa"),
        ("luar", {"effect": "dikecualikan"}, "sejak kapan"),
        ("luar", {"reason": "ok"}, "paling sedikit"),
    ],
)  # fmt: skip
def test_decisions_that_cannot_be_are_refused(
    office: Any, skp: Skp, kind: str, more: dict[str, Any], why: str
) -> None:
    one = report(skp, office.user("sari"), kind=kind)

    with pytest.raises(FollowRefused, match=why):
        obstacles.decide(
            obstacle=one, decision=yes(office.section, **more), by=office.user("section"), on=TODAY
        )

    assert Obstacle.objects.get().state == "dilaporkan"


def test_an_obstacle_sent_twice_counts_once_and_waits_as_a_task(office: Any, skp: Skp) -> None:
    sent = uuid.uuid4()
    first, again = (report(skp, office.user("sari"), sent=sent) for _turn in range(2))

    tasks = waiting(office.user("section"), TODAY)

    assert first == again
    assert [task.title for task in tasks] == ["1 hambatan menunggu keputusan Anda"]
    assert Notice.objects.filter(user=office.user("section")).count() == 1
    with pytest.raises(FollowRefused, match="belum tiba"):
        report(skp, office.user("sari"), since=datetime.date(2026, 11, 24))
    with pytest.raises(FollowRefused, match="Hanya pegawai"):
        report(skp, office.user("section"))


def test_whoever_sees_to_it_reads_it_and_says_when_it_is_solved(office: Any, skp: Skp) -> None:
    helper = office.stranger
    one = report(skp, office.user("sari"))
    assert not queries.obstacles_visible_to(helper.account, TODAY).exists()
    obstacles.decide(obstacle=one, decision=yes(helper), by=office.user("section"), on=TODAY)

    titles = [task.title for task in waiting(helper.account, TODAY)]
    obstacles.solve(obstacle=one, by=helper.account, on=TODAY)

    assert titles == ["Tangani hambatan Sari Utami"]
    assert Obstacle.objects.get().state == "selesai"


# --- feedback


def say(skp: Skp, by: Any, **more: Any) -> Feedback:
    said: dict[str, Any] = {"rhk": None, "value": "kompeten", "text": "Rapat hari Senin rapi.", "on": TODAY}
    return talks.give_feedback(skp=skp, by=by, **said | more)


@pytest.fixture
def peer(office: Any) -> Any:
    other = person("Budi Rekan", office.dinas, office.staff_post, sex="L")
    plan(other, office.section)
    return other


def test_superior_peer_and_subordinate_are_told_apart(office: Any, skp: Skp, peer: Any) -> None:
    boss = skp_of(office.section, office.head)

    roles = [
        say(skp, office.user("section")).role,
        say(skp, office.user("head")).role,
        say(skp, peer.account).role,
        say(boss, office.user("sari")).role,
    ]

    assert roles == ["atasan", "atasan", "rekan", "bawahan"]
    for who in ("sari", "stranger", "pengelola", "auditor"):
        with pytest.raises(FollowRefused, match="Umpan balik diberikan"):
            say(skp, office.user(who))


def test_peers_do_not_read_each_others_feedback(office: Any, skp: Skp, peer: Any) -> None:
    third = person("Cici Rekan", office.dinas, office.staff_post)
    plan(third, office.section)
    mine, others = say(skp, peer.account), say(skp, third.account)

    def read(user: Any) -> set[Any]:
        return set(queries.feedback_visible_to(user, TODAY).values_list("pk", flat=True))

    assert read(peer.account) == {mine.pk}
    assert read(third.account) == {others.pk}
    assert read(office.user("sari")) == read(office.user("section")) == {mine.pk, others.pk}
    assert read(office.user("head")) == {mine.pk, others.pk}
    for who in ("pengelola", "admin", "auditor", "kepala_unit", "stranger"):
        assert read(office.user(who)) == set()


def test_feedback_is_tied_to_one_thing_stays_and_is_read(office: Any, skp: Skp) -> None:
    siti, sari = office.user("section"), office.user("sari")
    for more in ({"value": ""}, {"rhk": Rhk.objects.get(skp=skp)}, {"value": "baik hati"}):
        with pytest.raises(FollowRefused, match="Pilih satu"):
            say(skp, siti, **more)
    one = say(skp, siti, text=HOSTILE)
    assert talks.read_feedback(by=siti, on=TODAY) == 0
    assert talks.read_feedback(by=sari, on=TODAY) == 1

    one.refresh_from_db()
    assert (one.text, one.read_at is None) == (HOSTILE, False)
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        Feedback.objects.update(text="lain")


def test_feedback_that_was_asked_for_is_answered_once(office: Any, skp: Skp, peer: Any) -> None:
    sari = office.user("sari")
    said: dict[str, Any] = {"skp": skp, "rhk": None, "value": "harmonis", "text": "Bagaimana rapat saya?"}
    with pytest.raises(FollowRefused, match="Pilih atasan"):
        talks.ask_feedback(asked=office.stranger, by=sari, on=TODAY, **said)
    question = talks.ask_feedback(asked=peer, by=sari, on=TODAY, **said)
    assert [one.pk for one in queries.requests_for(peer.account)] == [question.pk]

    with pytest.raises(FollowRefused, match="bukan untuk Anda"):
        say(skp, office.user("section"), request=question)
    say(skp, peer.account, request=question)

    assert not queries.requests_for(peer.account).exists()
    with pytest.raises(FollowRefused, match="sudah Anda jawab"):
        say(skp, peer.account, request=question)


# --- talks and thanks


def test_a_talk_with_agenda_notes_and_follow_ups(office: Any, skp: Skp, peer: Any) -> None:
    siti, sari = office.user("section"), office.user("sari")
    one = talks.plan_talk(
        skp=skp, kind="bimbingan", day=TODAY, agenda="Target yang tertinggal", by=siti, on=TODAY
    )
    talks.add_point(coaching=one, text="Minta pelatihan aplikasi", by=sari, on=TODAY)
    with pytest.raises(FollowRefused, match="ditulis atasan"):
        talks.hold_talk(coaching=one, notes="Sudah dibicarakan.", by=sari, on=TODAY)
    with pytest.raises(FollowRefused, match="hanya terbuka"):
        talks.add_point(coaching=one, text="Ikut membaca", by=peer.account, on=TODAY)
    talks.hold_talk(coaching=one, notes="Sari ikut pelatihan Desember.", by=siti, on=TODAY)
    step = talks.add_follow_up(
        coaching=one, text="Daftar pelatihan", owner=office.sari, due=datetime.date(2026, 12, 1), by=siti,
        on=TODAY,
    )  # fmt: skip

    assert {task.title for task in waiting(sari, TODAY)} >= {"Daftar pelatihan"}
    with pytest.raises(FollowRefused, match="agendanya tetap"):
        talks.add_point(coaching=one, text="Terlambat sekali", by=sari, on=TODAY)
    talks.read_talk(coaching=one, by=sari, on=TODAY)
    talks.close_follow_up(follow_up=step, by=sari, on=TODAY)
    assert FollowUp.objects.get().done_at is not None
    for who in ("pengelola", "auditor", "stranger", "admin"):
        assert not queries.talks_visible_to(office.user(who), TODAY).exists()
    with pytest.raises(FollowRefused, match="temu berkala"):
        talks.plan_talk(skp=skp, kind="konseling", day=TODAY, agenda="Bicara berdua", by=sari, on=TODAY)


def test_thanks_are_read_by_the_unit_and_taken_down_by_those_concerned(office: Any, peer: Any) -> None:
    said: dict[str, Any] = {"unit": office.dinas, "value": "", "text": "Terima kasih sudah menggantikan."}
    with pytest.raises(FollowRefused, match="bukan diri sendiri"):
        talks.thank(person=peer, by=peer.account, on=TODAY, **said)
    with pytest.raises(FollowRefused, match="rekan seunit"):
        talks.thank(person=peer, by=office.user("stranger"), on=TODAY, **said)
    one = talks.thank(person=peer, by=office.user("sari"), on=TODAY, **said)

    assert queries.thanks_visible_to(office.user("section"), TODAY).count() == 1
    assert not queries.thanks_visible_to(office.user("stranger"), TODAY).exists()
    with pytest.raises(FollowRefused, match="Hanya yang menulis"):
        talks.withdraw_thanks(recognition=one, by=office.user("stranger"), on=TODAY)
    talks.withdraw_thanks(recognition=one, by=peer.account, on=TODAY)
    assert not queries.thanks_visible_to(office.user("section"), TODAY).exists()


# --- the team


def test_the_team_shows_exceptions_first_in_as_many_queries_for_two_as_for_ten(office: Any, skp: Skp) -> None:
    siti = office.user("section")
    with CaptureQueriesContext(connection) as few:
        team_of(siti, TODAY)
    for number in range(9):
        plan(person(f"Rekan {number}", office.dinas, office.staff_post), office.section)
    report(skp, office.user("sari"))
    done = Skp.objects.get(person__name="Rekan 3")
    for one in Indicator.objects.filter(rhk__skp=done):
        months.report(
            skp=done, indicator=one, month=NOV, said=months.Said(value=Decimal(95)), on=TODAY,
            by=done.person.account, now=datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC),
        )  # fmt: skip

    with CaptureQueriesContext(connection) as many:
        team = team_of(siti, TODAY)

    assert len(few) == len(many) <= 12
    assert team.members[0].skp == skp
    assert team.members[0].flags[0] == ("1 hambatan menunggu Anda", "bad")
    assert [one.skp.person.name for one in team.quiet] == ["Rekan 3"]
    assert len(team.members) == 10
    before, after = (
        next(one for one in team_of(siti, day).members if one.skp == done)
        for day in (TODAY, datetime.date(2026, 12, 20))
    )
    assert (after.missing, after.on_plan) == (before.wanted, before.on_plan) and before.on_plan > 0
