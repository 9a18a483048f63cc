"""Writing many rows at once, several times as fast as INSERT."""

from __future__ import annotations

import io

import polars as pl
from django.db import connection, models


def copy_rows(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Add the rows of a frame to the table of a model by COPY; its columns are named as those of the table.

    The caller holds the transaction. Columns that the frame has not get what the database gives them.
    """
    text = io.BytesIO()
    frame.write_csv(text, include_header=False, quote_style="non_numeric")
    command = (
        f"COPY {model._meta.db_table} ({', '.join(frame.columns)}) FROM STDIN WITH (FORMAT csv, NULL '')"
    )
    with connection.cursor() as cursor, cursor.copy(command) as copy:  # type: ignore[attr-defined]
        copy.write(text.getvalue())
