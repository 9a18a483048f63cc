"""Files about people are kept as long as the operators' page says, and no longer."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

from django.utils import timezone

from praja.audit.models import Event
from praja.files import retention
from praja.files.actions import delete_expired
from praja.files.models import StoredFile
from praja.people.models import ChangeProposal, Person, StatusHistory
from praja.temporal.actions import span
from tests.integration.people.conftest import TODAY, Office

DOCS = Path(__file__).parents[3] / "docs" / "operating" / "README.md"


def a_file(office: Office, name: str) -> StoredFile:
    return StoredFile.objects.create(
        sha256=name * 64, name=f"{name}.pdf", kind=StoredFile.Kind.PDF, size=3,
        uploaded_by=office.user("sari"), keep_until=TODAY - datetime.timedelta(days=300),
    )  # fmt: skip


def left() -> set[str]:
    """Do what is done each night and return which files are left."""
    retention.release(TODAY)
    delete_expired(on=TODAY)
    return set(StoredFile.objects.values_list("name", flat=True))


def test_the_page_of_operators_shows_every_period() -> None:
    told = dict(re.findall(r"\| `([a-z._]+)` \| (.+?) \|", DOCS.read_text("utf-8")))

    ours = {one.purpose: one.days for one in retention.periods()}
    assert set(told) == set(ours)
    for purpose, days in ours.items():
        assert ("for good" if days is None else f"{days} days") in told[purpose]


def test_scans_of_proposals_that_came_to_nothing_go_after_a_year(office: Office) -> None:
    now = timezone.now()
    for name, state, days in (
        ("a", "ditolak", 366),
        ("b", "dibatalkan", 366),
        ("c", "ditolak", 364),
        ("d", "diterima", 900),
        ("e", "diajukan", 0),
    ):
        ChangeProposal.objects.create(
            person=office.sari, subject="keluarga", content={}, file=a_file(office, name), state=state,
            made_by=office.user("sari"), decided_at=now - datetime.timedelta(days=days) if days else None,
        )  # fmt: skip

    assert left() == {"c.pdf", "d.pdf", "e.pdf"}
    event = Event.objects.get(kind="people.files_released")
    assert event.after is not None and event.after["jumlah"] == 2
    assert [one.person_id for one in event.people.all()] == [office.sari.pk]


def test_photos_go_a_year_after_their_person(office: Office) -> None:
    def photo(person: Person, name: str, end: datetime.date | None) -> Any:
        person.photo = a_file(office, name)
        person.save()
        StatusHistory.objects.filter(person=person).update(berlaku=span(datetime.date(2019, 3, 1), end))

    photo(office.sari, "a", None)
    photo(office.head, "b", TODAY - datetime.timedelta(days=365))
    photo(office.section, "c", TODAY - datetime.timedelta(days=364))
    a_file(office, "d")  # one that was replaced

    assert left() == {"a.pdf", "c.pdf"}
