"""Pay lists as treasurers have them: read into frames, and results written back.

Reading never guesses an amount and never lets one person's trouble touch another. Writing is atomic and
never overwrites without being told.
"""

from praja.sheet.errors import SheetError, SheetNotTied, SheetNotWritten, SheetRefused
from praja.sheet.names import UnknownColumn
from praja.sheet.problems import LEFT_OUT, PROBLEM_SCHEMA, WARNINGS, Jenis
from praja.sheet.read import ROW, SheetList, read_list
from praja.sheet.sipd import GAJI_FORM, TPP_FORM, SipdForm
from praja.sheet.write import (
    SipdWritten,
    SlipColumn,
    write_parquet,
    write_problems,
    write_sipd,
    write_slips,
)

__all__ = [
    "GAJI_FORM",
    "TPP_FORM",
    "SipdForm",
    "SipdWritten",
    "SlipColumn",
    "write_parquet",
    "write_problems",
    "write_sipd",
    "write_slips",
    "LEFT_OUT",
    "PROBLEM_SCHEMA",
    "ROW",
    "WARNINGS",
    "Jenis",
    "SheetError",
    "SheetList",
    "SheetNotTied",
    "SheetNotWritten",
    "SheetRefused",
    "UnknownColumn",
    "read_list",
]
