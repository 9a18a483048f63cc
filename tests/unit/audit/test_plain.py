"""What enters the trail is hashed the same before and after it was stored."""

from __future__ import annotations

import datetime
import decimal
import json
import uuid
from typing import Any

from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from praja.audit.actions import digest_of, plain
from praja.audit.verify import canonical
from praja.people.enums import JenisKelamin

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text()
    | st.dates()
    | st.datetimes()
    | st.uuids(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner) | st.tuples(inner, inner)
    ),
    max_leaves=20,
)


@given(ANYTHING)
def test_the_canonical_spelling_survives_being_stored_and_read(value: Any) -> None:
    spelt = canonical(plain(value))

    assert canonical(json.loads(spelt)) == spelt
    assert b"\\u0000" not in spelt
    assert plain(plain(value)) == plain(value)


def test_what_becomes_of_each_kind_of_value() -> None:
    assert plain(
        {
            "hari": datetime.date(2026, 11, 22),
            "uang": decimal.Decimal("1.10"),
            "pecahan": float("nan"),
            "id": uuid.UUID(int=1),
            "kata": gettext_lazy("Waktu"),
            "jenis": JenisKelamin.choices[0][0],
            1: (True, None),
        }
    ) == {
        "hari": "2026-11-22",
        "uang": "1.10",
        "pecahan": "nan",
        "id": "00000000-0000-0000-0000-000000000001",
        "kata": "Waktu",
        "jenis": JenisKelamin.choices[0][0],
        "1": [True, None],
    }


def test_a_digest_does_not_run_rows_together() -> None:
    assert digest_of([{"a": "1"}, {"a": "2"}]) != digest_of([{"a": "1"}])
    assert digest_of([]) == (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
