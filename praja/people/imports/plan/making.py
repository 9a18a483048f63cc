"""Making the plan of a file, person by person."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from praja.access.queries import units_visible_to
from praja.organization.models import Unit
from praja.people.imports.mapping import Mapping
from praja.people.imports.places import Places
from praja.people.imports.plan.basis import Basis
from praja.people.imports.plan.family import compare_records
from praja.people.imports.plan.histories import compare_histories
from praja.people.imports.plan.identity import compare_identity
from praja.people.imports.plan.merging import check_agreement
from praja.people.imports.plan.saying import say_changes
from praja.people.imports.plan.shapes import PersonPlan, Plan
from praja.people.imports.reading import Read, Someone
from praja.people.perms import EDITORS
from praja.web.said import gettext as _

CHUNK = 5000


def make_plan(
    found: Read,
    mapping: Mapping,
    *,
    import_id: uuid.UUID,
    government: Unit,
    by: Any,
    on: datetime.date,
    tell: Callable[[int], None] = lambda done: None,
) -> Plan:
    """Return what the records of a file would do.

    A constant number of queries for each 5,000 people.

    :param by: who would do it; what they may not change is a problem
    :param tell: told how many people are looked at
    """
    editable = frozenset(units_visible_to(by, on, *EDITORS).values_list("pk", flat=True))
    basis = Basis(found, mapping, import_id, by, on, Places(government, mapping.units, editable))
    people: list[PersonPlan] = []
    everyone = sorted(found.people.values(), key=lambda one: (one.line, one.nip))
    basis.look_for_doubles(everyone)
    for start in range(0, len(everyone), CHUNK):
        chunk = everyone[start : start + CHUNK]
        basis.load(chunk)
        for place, someone in enumerate(chunk):
            people.append(plan_of(basis, someone))
            if place % 250 == 0:
                tell(start + place)
    tell(len(everyone))
    return Plan(people, found.loose, found.columns, found.notices, dict(basis.places.unknown_units))


def plan_of(basis: Basis, someone: Someone) -> PersonPlan:
    """Return what the file would do with one person."""
    known = basis.persons.get(someone.nip)
    said = dict(someone.person.values) if someone.person else {}
    name = str(said.get("name") or (known["name"] if known and known["id"] in basis.may else ""))
    line = someone.line or min((r.line for rs in someone.records.values() for r in rs), default=0)
    plan = PersonPlan(
        someone.nip,
        line,
        known["id"] if known else uuid.uuid5(basis.import_id, someone.nip),
        known is None,
        name,
        problems=list(someone.problems),
    )
    if known is not None and known["id"] not in basis.may:
        plan.refuse(
            someone.person,
            "NIP",
            someone.nip,
            _("Ini data Anda sendiri, yang diubah oleh petugas lain.")
            if known["account_id"] == basis.by.pk
            else _("NIP ini sudah tercatat di unit yang tidak Anda urus."),
            _("Hapus baris ini, atau minta pengelola kepegawaian unitnya atau BKPSDM."),
        )
        return plan
    if known is None and someone.person is None:
        plan.refuse(
            None,
            "NIP",
            someone.nip,
            _("NIP ini belum tercatat, dan tidak ada di lembar orang."),
            _("Tambahkan barisnya di lembar orang, atau periksa NIP-nya."),
        )
        return plan
    compare_identity(basis, plan, someone, said, known)
    if plan.wrong:
        return plan
    final = compare_histories(basis, plan, someone, known)
    check_agreement(plan, final)
    compare_records(basis, plan, someone)
    say_changes(basis, plan, final)
    return plan
