"""Objections for tests: written, filed and won."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from praja.performance.models import Objection, ObjectionDecision, Rating
from praja.performance.objection.actions import filing, handling
from praja.performance.objection.actions.filing import Ground, Said
from praja.performance.objection.actions.handling import Verdict
from tests.integration.people.conftest import TODAY, Office

PDF = b"%PDF-1.7\n" + b"isi berita acara " * 20 + b"\nstartxref\n9\n%%EOF\n"
HOSTILE = '<script>alert(1)</script>{{ 7|add:7 }}{% now "Y" %}'
WRITTEN = Said(
    text="Semua bantuan sudah tersalur sebelum akhir September",
    wanted="Hasil kerja dinilai sesuai ekspektasi",
    wanted_predicate="baik",
)


def written(office: Office, rating: Rating, *, by: str = "sari", **more: Any) -> Objection:
    """Return a draft that can be filed."""
    rhk = rating.rhk_ratings.get().rhk_id
    grounds = [
        Ground("hasil", "Berita acaranya sudah ada sejak Agustus", rhk=rhk),
        Ground("proses", "Saya tidak ditanya sebelum dinilai"),
    ]
    said = dataclasses.replace(WRITTEN, grounds=grounds, **more)
    return filing.save_draft(rating=rating, said=said, by=office.user(by), on=TODAY)


def filed(office: Office, rating: Rating, *, by: str = "sari") -> Objection:
    """Return an objection that is filed."""
    return filing.file(objection=written(office, rating, by=by), by=office.user(by), on=TODAY)


def asked(office: Office, objection: Objection, *, by: str = "head", rater: str = "section") -> None:
    """Let the rater be asked, and answer."""
    until = TODAY + datetime.timedelta(days=7)
    handling.ask(
        objection=objection,
        question="Mengapa di bawah ekspektasi?",
        until=until,
        by=office.user(by),
        on=TODAY,
    )
    handling.explain(
        objection=objection, text="Laporannya terlambat sampai kepada saya", by=office.user(rater), on=TODAY
    )


def won(office: Office, objection: Objection) -> ObjectionDecision:
    """Let the head decide for the person: the results are as expected."""
    asked(office, objection)
    verdict = Verdict("diterima", "Berita acaranya lengkap sejak Agustus", result="sesuai")
    return handling.decide(objection=objection, verdict=verdict, by=office.user("head"), on=TODAY)
