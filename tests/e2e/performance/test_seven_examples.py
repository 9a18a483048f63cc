"""The field's own examples, as the demo fills them: each person's month, rating and slip, on a phone."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from praja.accounts.models import User
from praja.demo.house import build_structures
from praja.demo.pay import give, months, pay
from praja.demo.performance import examples_shown
from praja.demo.performance.examples import EXAMPLES
from praja.demo.settle import settle
from praja.organization.queries import today
from praja.payroll.enums import JenisDaftar
from praja.payroll.models import Slip
from praja.performance.follow.progress import said
from praja.performance.models import Evidence, IndicatorVersion, Rating, Realisation
from tests.e2e.conftest import PHONE, assert_fits, login, shot

MOST = 420
"""People of the four governments: everywhere a little emptier than the demo; those of the examples stay."""
SOURCE = re.compile(r"Penilaian kinerja triwulan \d/\d{4}, predikat [a-z ]+, penutupan ke-1")


@pytest.fixture
def demo(transactional_db: None) -> None:
    """Settle the demo, and pay the current month and the one before of the government of the examples."""
    build_structures(by=None, on=today(), large=False)
    settle(on=today(), most=MOST)
    periods = months(today(), 1)
    give("sawahlunto", periods, today())
    pay(["sawahlunto"], periods, today())


def test_each_example_is_filled_and_reaches_the_slip(demo: None, open_page: Any) -> None:
    shown = {one.label: one for one in examples_shown(today())}
    paid = months(today(), 1)[0]
    assert list(shown) == [one.label for one in EXAMPLES]

    for example in EXAMPLES:
        told = shown[example.label]
        page = open_page(PHONE)
        login(page, User.objects.get(username=told.account))
        rating = Rating.objects.get(pk=told.address.strip("/").rsplit("/", 1)[-1])

        # The last month of the period that was rated: each target, what was reached, its proof or its source.
        last = (rating.period.days.upper - rating.period.days.upper.resolution).replace(day=1)
        page.goto(f"/kinerja/skp/{rating.skp_id}/bulan/{last:%Y-%m}/")
        month = page.inner_text("main")
        measured = IndicatorVersion.objects.filter(version__skp=rating.skp_id)
        for one in measured:
            assert one.text in month, (example.key, one.text)
        known = Realisation.objects.filter(indicator__rhk__skp=rating.skp_id, digantikan__isnull=True)
        assert known.filter(month=last).exists() and known.count() > 9
        if any(line.feed for result in example.results for line in result.lines):
            assert "Dihitung dari Lembar data" in month, example.key
        assert Evidence.objects.filter(indicator__rhk__skp=rating.skp_id, file__isnull=False).exists()
        assert_fits(page)
        shot(page, f"contoh-{example.key}-bulan")

        # The rating: how much of each target, and the predicate.
        page.goto(told.address)
        result = page.inner_text("main")
        assert rating.get_predicate_display() in result, example.key
        whole = page.locator("main").text_content()
        for one in rating.basis["indikator"]:
            figures = [said(Decimal(one[name])) for name in ("target", "realisasi") if one[name]]
            assert one["tidak_dinilai"] or one["capaian"], one
            assert all(figure in whole for figure in [one["indikator"], *figures]), (one, whole)
        assert_fits(page)
        shot(page, f"contoh-{example.key}-hasil")

        # The slip of a paid month: the line that reads it, and by which closing.
        slip = Slip.objects.get(person=rating.skp.person_id, pay_list=JenisDaftar.TPP, period=paid)
        page.goto(f"/slip/{slip.pk}/baris/faktor_kinerja/")
        why = page.inner_text("main")
        assert SOURCE.search(why), (example.key, why)
        assert f"{rating.achievement:f}".rstrip("0").rstrip(".").replace(".", ",") in why, (example.key, why)
        assert_fits(page)
        shot(page, f"contoh-{example.key}-slip")
        page.context.close()
