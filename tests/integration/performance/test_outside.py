"""Appraisers who are not in the records, and who rates instead of another: what falls to whom."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse

from praja.performance.follow.actions import FollowRefused
from praja.performance.follow.actions.obstacles import Decision, decide, report
from praja.performance.follow.shell import waiting
from praja.performance.mine import mine
from praja.performance.models import Obstacle, Period, Review, Rhk, Skp
from praja.performance.rating.actions import recusals
from praja.performance.rating.actions.ratings import Said, sign
from praja.performance.team import shell as team_shell
from praja.performance.team.actions import reviews
from praja.web.models import Notice
from tests.integration.people.conftest import Office
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import reached
from tests.integration.performance.teams import account, say, team_of_three
from tests.integration.performance.test_rating import WHY

SINCE = datetime.date(2026, 8, 3)
REFUSED = Decision(accepted=False, reason="Anggarannya sudah ada sejak Maret")


def outside(office: Office) -> Skp:
    """The head's plan, whose appraiser is the mayor."""
    skp = plan(office.head, None, understood=True)
    Skp.objects.filter(pk=skp.pk).update(appraiser_name="Ibu Wali Kota", appraiser_title="Wali Kota")
    return Skp.objects.get(pk=skp.pk)


def reported(skp: Skp, on: datetime.date) -> Obstacle:
    return report(
        skp=skp, rhk=Rhk.objects.get(skp=skp), indicator=None, kind="luar", text="Jembatan terputus banjir",
        since=SINCE, by=skp.person.account, on=on,
    )  # fmt: skip


def test_of_an_appraiser_outside_an_officer_records_the_decision_on_an_obstacle(
    office: Office, today: Any, client: Any
) -> None:
    made = reported(outside(office), today)
    assert {one.user.username for one in Notice.objects.all()} >= {"pengelola"}
    assert any("Ibu Wali Kota" in one.title for one in waiting(office.user("pengelola"), today))
    assert not any("Ibu Wali Kota" in one.title for one in waiting(office.user("pengelola_lain"), today))
    for who in ("head", "section", "auditor", "pengelola_lain"):
        with pytest.raises(FollowRefused, match="Hanya penilai"):
            decide(obstacle=made, decision=REFUSED, by=office.user(who), on=today)
    client.force_login(office.user("pengelola"))
    assert "<form" in client.get(reverse("performance:obstacle", args=[made.pk])).content.decode()
    decide(obstacle=made, decision=REFUSED, by=office.user("pengelola"), on=today)
    assert not any("Ibu Wali Kota" in one.title for one in waiting(office.user("pengelola"), today))


def test_who_rates_instead_decides_on_obstacles_of_that_time_and_sees_the_months(
    office: Office, today: Any, period: Period, skp: Skp, client: Any
) -> None:
    stranger, page = office.user("stranger"), reverse("performance:month", args=[skp.pk, "2026-09"])
    client.force_login(stranger)
    assert client.get(page).status_code == 404
    made = recusals.declare(skp=skp, period=period, text="Kami bersaudara", by=office.user("sari"), on=today)
    recusals.decide(
        recusal=made, substitute=office.stranger, answer=WHY, by=office.user("pengelola"), on=today
    )

    obstacle = reported(skp, today)

    assert client.get(page).status_code == 200
    assert mine(stranger, today).obstacles == 1 and mine(office.user("section"), today).obstacles == 0
    assert Notice.objects.filter(user=stranger, title__contains="hambatan").exists()
    with pytest.raises(FollowRefused, match="Hanya penilai"):
        decide(obstacle=obstacle, decision=REFUSED, by=office.user("section"), on=today)
    assert decide(obstacle=obstacle, decision=REFUSED, by=stranger, on=today).state == "ditolak"


def test_what_a_team_sends_back_to_a_rater_outside_waits_for_the_officers(
    office: Office, today: Any, period: Period
) -> None:
    team, skp = team_of_three(office, today), outside(office)
    reached(skp, period)
    said = Said("di_atas", "sesuai", result_reason=WHY)
    sign(skp=skp, period=period, said=said, by=office.user("admin"), on=today)
    review = Review.objects.get(skp=skp)
    for member in team.all:
        say("kembali")(review, member, today)
    reviews.decide(review=review, decision="kembali", text=WHY, by=account(team.chair), on=today)

    told = [one.title for one in team_shell.waiting(office.user("pengelola"), today)]

    assert told == ["Mencatat lagi penilaian Hadi Kepala: dikembalikan tim penilai"]
    assert team_shell.waiting(office.user("pengelola_lain"), today) == []
    said = Said("sesuai", "sesuai", result_reason="", note="Sesuai catatan tim")
    sign(skp=skp, period=period, said=said, by=office.user("admin"), on=today)
    assert team_shell.waiting(office.user("pengelola"), today) == []
