"""Refuse every change of the trail, even by the owner of its tables."""

from django.db import migrations

TABLES = ("audit_event", "audit_seal", "audit_dailyhead")

FUNCTION = """
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'insufficient_privilege',
        MESSAGE = format('Jejak audit hanya dapat ditambah: %s pada %s ditolak.', TG_OP, TG_TABLE_NAME),
        HINT = 'Catat peristiwa baru yang meluruskan yang lama; jejak lama tetap tinggal.';
END
$$
"""


def _changes(table: str) -> migrations.RunSQL:
    # For each statement, not each row: a change that would touch no row is refused as well.
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
        f"DROP TRIGGER {table}_unchanged ON {table}",
    )


def _emptying(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
        f"DROP TRIGGER {table}_not_emptied ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION audit_append_only()"),
        *(_changes(table) for table in TABLES),
        *(_emptying(table) for table in TABLES),
    ]
