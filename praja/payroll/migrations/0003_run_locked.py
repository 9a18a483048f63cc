"""Refuse every change of what was approved or paid, whoever asks: its slips, its files, and its own row."""

from django.db import migrations

RUN = """
CREATE FUNCTION payroll_run_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    steps text[] := ARRAY['state', 'checked_by_id', 'checked_at', 'approved_by_id', 'approved_at',
                          'paid_by_id', 'paid_at', 'paid_day', 'reopened_why'];
    looked text[] := ARRAY['changed_count', 'changed_at'];
BEGIN
    IF OLD.state NOT IN ('disetujui', 'dibayar') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        -- That somebody looked whether facts have changed since; payment of what is approved; reopening.
        IF to_jsonb(OLD) - looked = to_jsonb(NEW) - looked THEN
            RETURN NEW;
        END IF;
        IF OLD.state = 'disetujui' AND NEW.state = 'dibayar' AND NEW.paid_by_id IS NOT NULL
            AND to_jsonb(OLD) - ARRAY['state', 'paid_by_id', 'paid_at', 'paid_day']
              = to_jsonb(NEW) - ARRAY['state', 'paid_by_id', 'paid_at', 'paid_day'] THEN
            RETURN NEW;
        END IF;
        IF NEW.state = 'dihitung' AND NEW.reopened_why <> '' AND NEW.approved_by_id IS NULL
            AND to_jsonb(OLD) - steps = to_jsonb(NEW) - steps THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'insufficient_privilege',
        MESSAGE = format('Proses gaji yang disetujui atau dibayar terkunci: %s ditolak.', TG_OP),
        HINT = 'Buka lagi prosesnya dengan alasan, atau bayarkan selisihnya sebagai susulan.';
END
$$
"""

PART = """
CREATE FUNCTION payroll_part_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM touched JOIN payroll_run run ON run.id = touched.run_id
               WHERE run.state IN ('disetujui', 'dibayar')) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'insufficient_privilege',
            MESSAGE = format('Slip dan berkas proses yang disetujui atau dibayar terkunci: %s pada %s ditolak.',
                             TG_OP, TG_TABLE_NAME),
            HINT = 'Buka lagi prosesnya dengan alasan, atau bayarkan selisihnya sebagai susulan.';
    END IF;
    RETURN NULL;
END
$$
"""

FILE_ADDED = """
CREATE FUNCTION payroll_file_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- What leaves the office is made from a locked run; what the slips were computed from is not added to.
    IF NEW.role <> 'keluaran' AND EXISTS (
        SELECT FROM payroll_run WHERE id = NEW.run_id AND state IN ('disetujui', 'dibayar')) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'insufficient_privilege',
            MESSAGE = 'Berkas hitungan proses yang disetujui atau dibayar terkunci: INSERT ditolak.';
    END IF;
    RETURN NEW;
END
$$
"""


def _part(table: str, event: str, rows: str) -> migrations.RunSQL:
    # Once a statement, over all rows that it touched: a row at a time would cost a second for 12,000 people.
    name = f"{table}_locked_{event.lower()}_{rows.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} TABLE AS touched "
        "FOR EACH STATEMENT EXECUTE FUNCTION payroll_part_locked()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("payroll", "0002_runs")]

    operations = [
        migrations.RunSQL(RUN, "DROP FUNCTION payroll_run_locked()"),
        migrations.RunSQL(PART, "DROP FUNCTION payroll_part_locked()"),
        migrations.RunSQL(FILE_ADDED, "DROP FUNCTION payroll_file_added()"),
        migrations.RunSQL(
            "CREATE TRIGGER payroll_run_locked BEFORE UPDATE OR DELETE ON payroll_run "
            "FOR EACH ROW EXECUTE FUNCTION payroll_run_locked()",
            "DROP TRIGGER payroll_run_locked ON payroll_run",
        ),
        _part("payroll_slip", "INSERT", "NEW"),
        _part("payroll_slip", "UPDATE", "OLD"),
        _part("payroll_slip", "UPDATE", "NEW"),
        _part("payroll_slip", "DELETE", "OLD"),
        _part("payroll_runfile", "UPDATE", "OLD"),
        _part("payroll_runfile", "UPDATE", "NEW"),
        _part("payroll_runfile", "DELETE", "OLD"),
        migrations.RunSQL(
            "CREATE TRIGGER payroll_file_added BEFORE INSERT ON payroll_runfile "
            "FOR EACH ROW EXECUTE FUNCTION payroll_file_added()",
            "DROP TRIGGER payroll_file_added ON payroll_runfile",
        ),
    ]
