"""What waits on the desks of personnel officers: changes that people propose of their records, and a list of
new people that was looked at and not applied yet.

Done by those whose work it is, through the same actions as in the office.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from praja.access.enums import Role
from praja.demo.performance.months import paper
from praja.demo.performance.staff import holder
from praja.organization.models import Unit
from praja.organization.queries import subtree
from praja.people.actions.proposals import accept_proposal, propose, refuse_proposal
from praja.people.enums import HubunganKeluarga, JenjangPendidikan
from praja.people.imports import actions as imports
from praja.people.models import ChangeProposal, Person, UnitHistory

PROPOSED_AT: Final = "semarang.banyumanik"
"""Whose people propose changes, on which the officer of that unit decides."""
NO: Final = "Buku rekening itu bukan atas nama Anda. Unggah halaman depan buku rekening atas nama sendiri."
IMPORTED_AT: Final = "semarang"
NEW: Final = (
    ("Galuh Prameswari", "20010314", "2", "Kelurahan Sumurboto"),
    ("Bagas Nugraha", "19991102", "1", "Kelurahan Srondol Wetan"),
    ("Rani Kusuma", "20000821", "2", "Kelurahan Sumurbotto"),
)
"""Names, days of birth, the digit of the sex and units of the list; the last unit is misspelt."""


def settle_desks(government: Unit, on: datetime.date) -> None:
    """Let people of a unit propose changes, some of which are decided, and an officer look at a list of CPNS.

    Accounts were given before.
    """
    if government.code != IMPORTED_AT:
        return
    _proposals(Unit.objects.get(code=PROPOSED_AT), on)
    officer = holder(government, Role.ADMIN_BKPSDM)
    file = SimpleUploadedFile(f"cpns-{on:%Y-%m}.csv", _new_people(on))
    made = imports.upload(file=file, government=government, by=officer, on=on)
    made = imports.ask_for_check(people_import=made, by=officer, on=on)
    imports.work(str(made.pk), made.attempt, officer.pk)


def _proposals(unit: Unit, on: datetime.date) -> None:
    """Let four people propose: one is accepted, one refused, and two wait."""
    officer = holder(unit, Role.PENGELOLA_KEPEGAWAIAN)
    here = UnitHistory.objects.on(on).filter(unit__in=subtree([unit.pk], on)).values("person")
    people = list(
        Person.objects.filter(pk__in=here, account__isnull=False)
        .exclude(account=officer)
        .select_related("account")
        .order_by("-nip")[:4]
    )
    contents: Sequence[tuple[str, dict[str, Any]]] = (
        ("kontak", {"phone": "081200001945"}),
        ("rekening", {"bank": "Bank Contoh", "number": "0009001234", "holder": "Koperasi Contoh"}),
        ("pendidikan", {"level": JenjangPendidikan.S2, "field": "Administrasi Publik",
                        "school": "Universitas Contoh", "number": "IJZ/90001",
                        "dated": on.replace(year=on.year - 1, month=8, day=15)}),
        ("keluarga", {"relation": HubunganKeluarga.ANAK_KANDUNG, "name": "Nadira",
                      "birth_date": on - datetime.timedelta(days=40)}),
    )  # fmt: skip
    contact, account, _study, _child = (
        _propose(person, subject, content, on)
        for person, (subject, content) in zip(people, contents, strict=True)
    )
    accept_proposal(proposal=contact, by=officer, on=on)
    refuse_proposal(proposal=account, reason=NO, by=officer, on=on)


def _propose(person: Person, subject: str, content: Mapping[str, Any], on: datetime.date) -> ChangeProposal:
    by = person.account
    scan = None if subject == "kontak" else paper(f"Bukti {subject}", "Pindaian yang diunggah (rekaan).", by)
    return propose(person=person, subject=subject, content=content, file=scan, by=by, on=on)


def _new_people(on: datetime.date) -> bytes:
    """Return a sheet of CPNS from the first day of the month."""
    start = on.replace(day=1)
    text = io.StringIO()
    sheet = csv.writer(text, delimiter=";")
    sheet.writerow(
        ("nip", "nama", "unit", "tmt_unit", "status", "tmt_status", "golongan", "tmt_golongan", "mkg_tahun")
    )
    for number, (name, birth, sex, unit) in enumerate(NEW, 901):
        day = f"{start:%d-%m-%Y}"
        sheet.writerow((f"{birth}{start:%Y%m}{sex}{number}", name, unit, day, "CPNS", day, "III/a", day, 0))
    return text.getvalue().encode()
