"""Statements that are planned once a connection."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from praja.web.prepared import prepared_cursor


@pytest.mark.django_db
def test_a_statement_asked_again_is_prepared_and_counted_each_time() -> None:
    with CaptureQueriesContext(connection) as asked:
        for number in (1, 2, 3):
            with prepared_cursor() as cursor:
                cursor.execute("SELECT %(number)s::int + 41000", {"number": number})
                assert cursor.fetchone() == (41000 + number,)

    assert len(asked) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%+ 41000'")
        assert cursor.fetchone() == (1,)
