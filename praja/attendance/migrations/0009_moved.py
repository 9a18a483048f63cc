"""Days are judged anew of whoever moves to another unit: its hours, holidays and zone are others."""

from django.db import migrations

TOLD = """
CREATE FUNCTION attendance_unit_moved() RETURNS trigger LANGUAGE plpgsql AS $$
-- Whatever writes the row: an SK, a correction, an import. Nothing is told while no day is judged yet.
BEGIN
    IF NOT EXISTS (SELECT FROM attendance_day) THEN
        RETURN NULL;
    END IF;
    INSERT INTO attendance_touchedday (person_id, date, why)
    SELECT m.person_id, d.date, 'unit' FROM moved m
    JOIN attendance_day d ON d.person_id = m.person_id AND m.berlaku @> d.date
    UNION
    SELECT m.person_id, day::date, 'unit' FROM moved m, generate_series(
        greatest(lower(m.berlaku), current_date - 62),
        least(coalesce(upper(m.berlaku), current_date), current_date) - 1, interval '1 day'
    ) AS day;
    RETURN NULL;
END $$;
CREATE TRIGGER attendance_unit_moved AFTER INSERT ON people_unithistory
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION attendance_unit_moved();
CREATE TRIGGER attendance_unit_replaced AFTER UPDATE ON people_unithistory
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION attendance_unit_moved();
"""
NOT_TOLD = """
DROP TRIGGER attendance_unit_replaced ON people_unithistory;
DROP TRIGGER attendance_unit_moved ON people_unithistory;
DROP FUNCTION attendance_unit_moved();
"""


class Migration(migrations.Migration):
    dependencies = [("attendance", "0008_sources_of_batch")]

    operations = [migrations.RunSQL(TOLD, NOT_TOLD)]
