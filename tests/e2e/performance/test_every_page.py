"""Every template of performance once with axe, as somebody sees it who may; none is left out."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from praja.access.enums import Role
from praja.performance.models import RatingMode, Review
from praja.performance.rating import packs
from tests.e2e.conftest import PHONE, login
from tests.e2e.walking import Walk, all_pages
from tests.integration.access.matrix import LONG_AGO, World, collect
from tests.integration.people.conftest import person, role


def test_every_page_of_performance_is_accessible_and_fits(
    open_page: Any, transactional_db: None, rendered: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, world = collect(), World()
    world.factories = table.factories
    walk = Walk(open_page(PHONE))
    walk.of_app(table, world, "performance", rendered)

    lead = world.user("atasan")
    role(lead, Role.KEPALA_UNIT, world.unit)
    role(lead, Role.AUDITOR, world.foreign_unit)
    login(walk.page, lead)
    walk.to(
        reverse("performance:development", args=[world["rated_skp"].pk]),
        reverse("performance:overviews"),
    )
    RatingMode.objects.create(
        government=world.government, version=2, mode="bkn", since=LONG_AGO, reason="Surat BKN", accepted=True,
        made_by=lead, decided_by=world.administrator, decided_at=timezone.now(),
    )  # fmt: skip
    walk.to(reverse("performance:rating_desk", args=[world["rated_quarter"].pk]))

    monkeypatch.setattr(packs, "_pack_of", [lambda government, day: "bogor"])  # which asks for a log each day
    login(walk.page, world.user("pegawai:self"))
    walk.to(reverse("performance:log_now"))

    login(walk.page, person("Nova Baru", world.unit).account)
    walk.to(reverse("performance:own"), reverse("performance:month_now"))
    chair = world["assessment_member"]
    role(chair.person.account, Role.TIM_PENILAI, world.unit)
    login(walk.page, chair.person.account)
    review, team = world["review"], chair.team
    walk.to(
        reverse("performance:review", args=[review.pk]),
        reverse("performance:assessment_team", args=[team.pk]),
    )
    Review.objects.filter(pk=review.pk).update(
        state="diputus", reason="Sudah dibandingkan", confirming=1, returning=0, entitled=1,
        decided_by=chair.person, ended_at=timezone.now(),
    )  # fmt: skip
    walk.to(reverse("performance:assessment_minutes", args=[team.pk]))

    assert not walk.wrong, "\n\n".join(walk.wrong)
    pages = {name for name in all_pages() if name.startswith("performance/")}
    assert pages <= rendered, sorted(pages - rendered)
