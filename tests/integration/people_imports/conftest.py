"""The office of the tests of people, and files for it."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from praja.jobs.testing import run_all
from praja.people.imports import actions
from praja.people.imports.mapping import Mapping
from praja.people.models import ImportProblem, ImportRow, PeopleImport
from tests.integration.jobs.conftest import empty_queue
from tests.integration.people.conftest import TODAY, Office, office, today

__all__ = ["empty_queue", "office", "today"]

BUDI = "199203102020121001"
ANI = "198907052014022002"
JOKO = "199911302024211003"


def book(sheets: dict[str, Sequence[Sequence[Any]]], options: dict[str, Any] | None = None) -> bytes:
    """Return a workbook; days become dates, everything else stays as it is."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True, **(options or {})})
    day = made.add_format({"num_format": "dd-mm-yyyy"})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(line, place, value, day)
                elif isinstance(value, str):
                    sheet.write_string(line, place, value)
                elif value is not None:
                    sheet.write(line, place, value)
    made.close()
    return file.getvalue()


def exported(client: Client) -> bytes:
    """Return the workbook of all people that somebody asks for, waits for and fetches."""
    page = client.post(reverse("people:export_ask")).headers["Location"]
    run_all()
    return b"".join(client.get(f"{page}berkas/").streaming_content)  # type: ignore[attr-defined]


def text(rows: Sequence[Sequence[str]], encoding: str = "utf-8", mark: str = ";") -> bytes:
    """Return CSV."""
    return "\r\n".join(mark.join(row) for row in rows).encode(encoding)


HEAD = ["nip", "nama", "unit", "tmt_unit", "status", "tmt_status", "golongan", "tmt_golongan", "mkg_tahun"]


def row(
    nip: str | float = BUDI, nama: str = "Budi Santoso", unit: str = "Dinas Sosial", **more: Any
) -> list[Any]:
    """Return a good row under `HEAD`."""
    said = {
        "nip": nip,
        "nama": nama,
        "unit": unit,
        "tmt_unit": datetime.date(2020, 12, 1),
        "status": "PNS",
        "tmt_status": datetime.date(2020, 12, 1),
        "golongan": "III/a",
        "tmt_golongan": datetime.date(2020, 12, 1),
        "mkg_tahun": 0,
        **more,
    }
    return [said[name] for name in HEAD]


def why(made: PeopleImport) -> str:
    """Return the problems of an import, with their columns."""
    return " | ".join(f"{one.column}: {one.why}" for one in ImportProblem.objects.filter(people_import=made))


def kinds(made: PeopleImport) -> dict[str, list[str]]:
    """Return the NIPs of an import by what becomes of their rows."""
    found: dict[str, list[str]] = {}
    for one in ImportRow.objects.filter(people_import=made).order_by("nip"):
        found.setdefault(one.kind, []).append(one.nip)
    return found


Looked = Callable[..., PeopleImport]


@pytest.fixture
def looked(office: Office) -> Looked:
    """Return a function that uploads a file and does the dry run."""

    def look(
        content: bytes, *, who: str = "admin", name: str = "pegawai.xlsx", change: Any = None
    ) -> PeopleImport:
        file = SimpleUploadedFile(name, content)
        made = actions.upload(file=file, government=office.government, by=office.user(who), on=TODAY)
        if change is not None:
            mapping = Mapping.from_json(made.mapping)
            change(mapping)
            actions.choose_mapping(people_import=made, mapping=mapping, by=office.user(who), on=TODAY)
        actions.ask_for_check(people_import=made, by=office.user(who), on=TODAY)
        run_all()
        made.refresh_from_db()
        return made

    return look


@pytest.fixture
def applied(office: Office, looked: Looked) -> Looked:
    """Return a function that uploads a file, does the dry run, and applies it."""

    def apply(
        content: bytes, *, who: str = "admin", only_good_rows: bool = True, **more: Any
    ) -> PeopleImport:
        made = looked(content, who=who, **more)
        actions.ask_for_apply(
            people_import=made, only_good_rows=only_good_rows, by=office.user(who), on=TODAY
        )
        run_all()
        made.refresh_from_db()
        return made

    return apply


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the jobs live on the day of the tests."""
    monkeypatch.setattr("praja.people.imports.actions.today", lambda unit=None: TODAY)
