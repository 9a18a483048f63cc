"""What is stored of a run."""

from __future__ import annotations

import uuid

from praja.payroll.models import Run
from praja.payroll.runs.store import slip_ids


def test_slips_keep_the_address_that_the_standard_gives_them() -> None:
    run = Run(pk=uuid.uuid5(uuid.NAMESPACE_URL, "proses"))
    people = [str(uuid.uuid5(uuid.NAMESPACE_URL, str(number))) for number in range(50)]

    assert slip_ids(run, people).to_list() == [str(uuid.uuid5(run.pk, person)) for person in people]
