"""Pages that open runs of chosen people while the law cannot be used: they say why, and open nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from praja.organization.models import PositionVersion
from praja.payroll import programs
from praja.payroll.models import Run
from praja.rules import loader
from praja.rules.loader import LAW_FOLDER, LawReader
from tests.integration.payroll.runs_world import MONTH, PayDay


@pytest.fixture
def faulty_law(payday: PayDay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Siti was stuck last month and is free of it now; since then a file of the law has a fault."""
    payday.paid()
    PositionVersion.objects.filter(position=payday.office.section_post).update(eselon="IV.a")
    folder = tmp_path / "law"
    shutil.copytree(LAW_FOLDER, folder)
    (folder / "nasional" / "gaji.yaml").write_text("bukan: [hukum\n", encoding="utf-8")
    reader = LawReader(folder)
    with monkeypatch.context() as patch:
        patch.setattr(loader, "_shipped", lambda: reader)
        forget()
        yield
    forget()


def forget() -> None:
    """Forget the law that was read before."""
    loader.shipped_law.cache_clear()
    programs.law_of.cache_clear()
    programs.programs_for.cache_clear()


def test_a_law_that_cannot_be_used_is_told_and_nothing_is_opened(faulty_law: None, payday: PayDay) -> None:
    client = Client()
    client.force_login(payday.user("bendahara"), backend="praja.accounts.backends.NipOrEmail")
    asked = {"pay_list": "gaji", "period": f"{MONTH}", "unit": str(payday.dinas.pk)}
    before = Run.objects.count()

    looked = client.get(reverse("payroll:run_late"), asked)
    pressed = client.post(
        reverse("payroll:run_late"), {**asked, "pilih": str(payday.office.section.pk)}, follow=True
    )

    for answer in (looked, pressed):
        page = answer.content.decode()
        assert answer.status_code == 200 and "gaji.yaml" in page
        assert "Siti Seksi" not in page
    assert Run.objects.count() == before
