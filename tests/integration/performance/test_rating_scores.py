"""Rating with scores: where the law of a government asks for them, and what leaders get of their staff."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from praja.performance.enums import JenisRhk
from praja.performance.models import (
    Evidence,
    Indicator,
    Period,
    Rating,
    RhkVersion,
    SelfReport,
)
from praja.performance.objection.actions.handling import Verdict, decide
from praja.performance.queries import facts
from praja.performance.rating import flags, packs
from praja.performance.rating.actions import RatingRefused
from praja.performance.rating.actions.closings import close
from praja.performance.rating.actions.ratings import Said, save_draft, sign
from praja.performance.rating.desk import desk_of
from praja.performance.telling.report import reckoned
from tests.integration.people.conftest import Office, person
from tests.integration.performance.objected import asked, filed
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached
from tests.integration.performance.test_rating import GOOD, WHY, one

QUARTER_2021 = datetime.date(2021, 9, 1)


@pytest.fixture
def pack(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the government use a pack."""
    return lambda name: monkeypatch.setattr(packs, "_pack_of", [lambda government, day: name])


def in_2021(office: Office) -> tuple[Any, Period]:
    """A quarter under PermenPANRB 8/2021, and Sari's plan in it, reached to the full."""
    period = quarter(office.government, year=2021)
    skp = plan(office.sari, office.section, year=2021, understood=True)
    indicator, by = Indicator.objects.get(rhk__skp=skp), office.user("sari")
    indicator.realisations.create(month=QUARTER_2021, value=90, by=by)
    Evidence.objects.create(
        indicator=indicator, month=QUARTER_2021, title="Berita acara", link="https://contoh.go.id/ba", by=by
    )
    SelfReport.objects.create(skp=skp, period=period, text="Tercapai", signed_at=timezone.now())
    return skp, period


def test_a_pack_that_pays_by_scores_gets_them_into_its_closing(
    office: Office, today: Any, period: Period, pack: Any, client: Any
) -> None:
    pack("semarang_76_2021")
    skp = plan(office.sari, office.section, understood=True)
    reached(skp, period, "81")  # 90 % of 90: in the category Cukup, 70 + (90 - 80)

    found = one(skp, period)
    client.force_login(office.user("section"))
    page = client.get(reverse("performance:rate", args=[period.pk, skp.pk])).content.decode()
    why = client.get(reverse("performance:rate_why", args=[period.pk, skp.pk])).content.decode()
    made = sign(skp=skp, period=period, said=GOOD, by=office.user("section"), on=today)
    close(unit=office.dinas, period=period, by=office.user("pengelola"), on=today)

    assert (found.score, found.achievement, found.result) == (80, 90, "sesuai")
    assert 'Nilai hasil kerja: <b class="fig">80</b>' in page and "nilai_perilaku" not in page
    assert "Nilai kategori Cukup" in why
    assert (made.score, made.final_score, made.predicate) == (80, None, "baik")
    [row] = facts(datetime.date(2026, 10, 1), government=office.government, people=[office.sari.pk])
    assert (row.score, row.final_score) == (80, None)


def test_additional_results_need_the_weight_of_their_scope(office: Office, period: Period, pack: Any) -> None:
    pack("semarang_76_2021")
    lines = (("Utama", [{"text": "Utama"}]), ("Tambahan", [{"text": "Tambahan"}]))
    skp = plan(office.sari, office.section, lines=lines, understood=True, agreed=False)
    extra = RhkVersion.objects.filter(rhk__skp=skp, text="Tambahan")
    extra.update(kind=JenisRhk.TAMBAHAN, weight=Decimal(5))
    agreed(skp)
    reached(skp, period, "90")
    assert one(skp, period).score == Decimal("113.36")  # 109 + 80 % x 5 x 109/100


def agreed(skp: Any) -> None:
    from tests.integration.performance.plans import agree

    agree(skp.versions.get(), understood=True)
    type(skp).objects.filter(pk=skp.pk).update(state="berjalan")


def test_before_2022_the_predicate_follows_the_final_score(office: Office, today: Any) -> None:
    skp, period = in_2021(office)
    by = office.user("section")
    for typed, words in (("", "Isi nilai perilaku"), ("121", "antara 0 dan 120"), ("baik", "antara 0 dan")):
        with pytest.raises(RatingRefused, match=words):
            sign(
                skp=skp, period=period, said=Said("sesuai", "sesuai", behaviour_score=typed), by=by, on=today
            )
    said = Said("sesuai", "sesuai", behaviour_score="92,5", peers_heard=True, new_idea=False)

    made = sign(skp=skp, period=period, said=said, by=by, on=today)

    # 60 % of 109 and 40 % of 92.5, since peers and subordinates were heard
    assert (made.score, made.final_score, made.predicate) == (109, Decimal("102.40"), "baik")
    assert save_draft(skp=skp, period=period, said=said, by=by, on=today).pk == made.pk
    told = reckoned(Rating.objects.select_related("skp", "period").get(pk=made.pk))[""]
    assert told[0][0] == "Nilai akhir" and "102,4" in told[0][1] and "Pasal 41" in told[0][1]


def test_a_decision_on_an_objection_may_change_the_scores(office: Office, today: Any) -> None:
    skp, period = in_2021(office)
    said = Said("sesuai", "sesuai", behaviour_score="40", result_reason="")
    made = sign(skp=skp, period=period, said=said, by=office.user("section"), on=today)
    assert (made.final_score, made.predicate) == (Decimal("88.30"), "butuh_perbaikan")
    objection = filed(office, made)
    asked(office, objection)
    verdict = Verdict("diterima", WHY, behaviour_score=Decimal(90))
    decided = decide(objection=objection, verdict=verdict, by=office.user("head"), on=today)
    assert decided.rating is not None
    assert (decided.predicate, decided.rating.final_score) == ("baik", Decimal("103.30"))


def test_a_fifth_of_a_leaders_result_is_that_of_the_staff_where_a_pack_says_so(
    office: Office, today: Any, period: Period, pack: Any, client: Any
) -> None:
    pack("bogor")
    leader = plan(office.section, office.head, understood=True)
    reached(leader, period, "90")
    members = [plan(office.sari, office.section, understood=True)]
    members.append(plan(person("Beni", office.dinas, office.staff_post), office.section, understood=True))
    for skp, value in zip(members, ("72", "54"), strict=True):
        reached(skp, period, value)
    nobody = one(leader, period)
    by = office.user("section")
    sign(skp=members[0], period=period, said=Said("di_bawah", "sesuai"), by=by, on=today)
    some = one(leader, period)
    sign(skp=members[1], period=period, said=Said("di_bawah", "sesuai"), by=by, on=today)

    whole = one(leader, period)

    assert nobody.achievement is None and "Bawahan langsung" in nobody.problem
    assert "direct subordinate" in nobody.problem.told("en")
    assert flags.STAFF_WAITING in some.flags and flags.STAFF_WAITING not in whole.flags
    assert whole.achievement == 94  # 80 % of 100 and 20 % of the mean of 80 and 60
    assert whole.basis()["bawahan"] == {"dinilai": 2, "belum": 0, "capaian": "70", "nilai": None}
    assert one(members[0], period).staff is None
    client.force_login(office.user("head"))
    page = client.get(reverse("performance:rate", args=[period.pk, leader.pk])).content.decode()
    assert "20% dari kinerja bawahan langsung: 2 orang sudah dinilai." in page


def test_why_a_figure_is_unknown_is_told_in_the_language_of_the_page(
    office: Office, today: Any, period: Period, client: Any
) -> None:
    skp = plan(office.sari, office.section, understood=True)
    by = office.user("section")
    [row] = desk_of(by, period, today).rows
    assert row.proposal.measured[0].problem == "Realisasi belum diisi."
    kept = row.proposal.basis()["indikator"][0]
    assert (kept["masalah"], kept["masalah_en"]) == ("Realisasi belum diisi.", "The realisation is missing.")
    by.language = "en"
    by.save()
    client.force_login(by)
    with translation.override("en"):
        page = client.get(reverse("performance:rate", args=[period.pk, skp.pk])).content.decode()
    assert "The realisation is missing." in page and "belum diisi" not in page
