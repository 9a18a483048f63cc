"""Running cases and telling what came of them."""

from __future__ import annotations

import dataclasses

from tests.cases.engine import Engine, NotThere
from tests.cases.files import Case
from tests.cases.row import Malformed


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one row: passed when it was neither skipped nor has a fault."""

    case: Case
    faults: tuple[str, ...] = ()
    skipped: str = ""

    @property
    def passed(self) -> bool:
        return not self.faults and not self.skipped

    def __str__(self) -> str:
        said = self.skipped or "; ".join(self.faults)
        return " ".join(f"{self.case.file}: {self.case.name}: {said}".split())


def run(case: Case, engine: Engine) -> Outcome:
    """Return what came of a row. Whatever is wrong with it is its own fault, never that of the run."""
    if case.adapter is None:
        return Outcome(case, (case.fault,))
    try:
        lines = list(case.adapter(case.row, engine))
    except NotThere as missing:
        return Outcome(case, skipped=f"not there yet: {missing}")
    except Malformed as error:
        return Outcome(case, (str(error),))
    except Exception as error:
        # A fault of the law, or of an adapter: told by the row that met it, so that the others still run.
        return Outcome(case, (f"{type(error).__name__}: {error}",))
    faults = [fault for line in lines if (fault := line.fault())]
    faults += [f"{name}: nothing compares it" for name in case.row.unread()]
    if not lines:
        faults.append("nothing was compared")
    return Outcome(case, tuple(faults))
