"""What the files of a locked run are made from: its own stored facts and results, and what was known then; of
what is no pay (addresses, NIK) what is recorded now.
"""

from __future__ import annotations

import dataclasses
import re
import uuid
from collections.abc import Collection, Mapping
from functools import cached_property

import polars as pl

from praja.organization.models import Unit, UnitVersion
from praja.payroll.budget.accounts import chosen_by
from praja.payroll.enums import JenisDaftar, KeadaanSlip
from praja.payroll.facts import facts_for
from praja.payroll.models import Run, Slip
from praja.payroll.outputs.recap import Accounts
from praja.payroll.programs import programs_for
from praja.payroll.runs import archive
from praja.payroll.runs.compute import programs_of
from praja.payroll.runs.settling import Settlement, paid_before, settlement_of
from praja.people.models import Person
from praja.people.secrets import decrypt
from praja.rules.program import Program
from praja.rules.schema import Grain

Made = tuple[str, bytes, str]
"""Name, content and media type of a file."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclasses.dataclass(frozen=True)
class Source:
    """A locked run, read once for all its files."""

    run: Run

    @cached_property
    def program(self) -> Program:
        """The program of the list."""
        return programs_of(self.run)[self.run.pay_list]

    @cached_property
    def slips(self) -> list[Slip]:
        """Everybody's slip, in the order in which lists are printed."""
        return list(Slip.objects.filter(run=self.run).order_by("unit_name", "unit", "name", "nip"))

    @cached_property
    def paid(self) -> list[Slip]:
        """The slips that are paid."""
        return [slip for slip in self.slips if slip.state == KeadaanSlip.DIBAYAR]

    @cached_property
    def before(self) -> Mapping[uuid.UUID, int]:
        """By person what had left for this list and month when a paid run was opened again."""
        return paid_before([slip.person_id for slip in self.slips], self.run.period, self.run.pay_list)

    @cached_property
    def settlement(self) -> Settlement | None:
        """What is still to be paid and what has to come back; none where nothing was paid before."""
        return settlement_of(self.run)

    @cached_property
    def accounts(self) -> Accounts:
        """The budget accounts that the government has chosen."""
        return chosen_by(self.run.government_id)

    @cached_property
    def people(self) -> pl.DataFrame:
        """The facts of people as they were computed."""
        return archive.frames(self.run)[Grain.ORANG.value]

    def people_with(self, names: Collection[str]) -> pl.DataFrame:
        """Return the facts of people with others that the law of this list does not read but that of gaji
        does, as they were known when the run was computed.
        """
        if not set(names) - set(self.people.columns):
            return self.people
        run = self.run
        built = facts_for(
            programs=programs_for(run.pack, JenisDaftar.GAJI, run.period, run.paid_on),
            pay_list=JenisDaftar.GAJI,
            period=run.period,
            unit=run.unit,
            people=[uuid.UUID(one) for one in run.people],
            known_at=run.known_at,
            run=run,
        )
        more = [name for name in built.people.columns if name in names and name not in self.people.columns]
        return self.people.join(
            built.people.select("nip", *more), on="nip", how="left", maintain_order="left"
        )

    @cached_property
    def results(self) -> pl.DataFrame:
        """The amounts of those who are paid."""
        nips = pl.Series("nip", [slip.nip for slip in self.paid], dtype=pl.String)
        return archive.results(self.run).filter(pl.col("nip").is_in(nips.implode()))

    @cached_property
    def codes(self) -> Mapping[object, str]:
        """The codes of the units of the slips."""
        units = {slip.unit_id for slip in self.slips}
        return dict(Unit.objects.filter(pk__in=units).values_list("pk", "code"))

    @cached_property
    def government(self) -> str:
        """What the government was called in the month."""
        return _name(self.run.government_id, self.run)

    @cached_property
    def unit(self) -> str:
        """What the unit of the run was called in the month."""
        return _name(self.run.unit_id, self.run)

    @cached_property
    def records(self) -> Mapping[object, Person]:
        """The people of the slips as they are recorded, for what is not pay: address, NPWP."""
        return Person.objects.in_bulk([slip.person_id for slip in self.slips])

    def nik_of(self, person_id: object) -> str:
        """Return somebody's NIK, nothing where none is recorded."""
        person = self.records[person_id]
        return decrypt(person.nik_encrypted, owner=person.pk) if person.nik_encrypted else ""

    def members(self, groups: Collection[str]) -> list[str]:
        """Return the names of the rules of some groups of the list, in the order of the groups."""
        known = (one.rule.name for group in groups for one in self.program.selection.members(group))
        return list(dict.fromkeys(known))

    def file_name(self, what: str, ending: str) -> str:
        """Return the name of a file: what it is, of which list and month, and by which run."""
        plain = re.sub(r"[^a-z0-9]+", "-", what.lower()).strip("-")
        run = self.run
        return f"{plain}-{run.pay_list}-{run.period:%Y-%m}-{run.pk.hex[:8]}-{run.attempt}.{ending}"

    @property
    def footer(self) -> str:
        """What stands at the foot of papers: by what they can be checked."""
        day = f"{self.run.computed_at:%d-%m-%Y}"
        return f"Proses {self.run.pk}, dihitung {day}; periksa dengan praja run verify."


def _name(unit_id: uuid.UUID, run: Run) -> str:
    version = UnitVersion.objects.on(run.period).filter(unit=unit_id).first()
    return str(version.name) if version else ""
