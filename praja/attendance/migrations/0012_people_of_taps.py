"""Check by set, once a statement, that taps are of people who are there (ADR 0010).

A foreign key looks a person up for each of a million rows by itself. What it promises stays: nothing refers to
whom is not there, and who has taps can be neither removed nor renumbered, also by two who write at the same
time: the people are locked as a foreign key locks them, and looked for after they are gone.
"""

import django.db.models.deletion
from django.db import migrations, models

CHECKED = """
CREATE FUNCTION attendance_tap_refers() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    missing boolean;
BEGIN
    WITH asked AS MATERIALIZED (SELECT DISTINCT person_id AS id FROM touched WHERE person_id IS NOT NULL),
        there AS MATERIALIZED (SELECT FROM people_person one JOIN asked USING (id) FOR KEY SHARE OF one)
    SELECT (SELECT count(*) FROM asked) > (SELECT count(*) FROM there) INTO missing;
    IF missing THEN
        RAISE EXCEPTION 'attendance_tap.person_id refers to nobody' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER attendance_tap_refers_insert AFTER INSERT ON attendance_tap
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION attendance_tap_refers();
CREATE TRIGGER attendance_tap_refers_update AFTER UPDATE ON attendance_tap
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION attendance_tap_refers();
CREATE FUNCTION attendance_person_has_taps() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM attendance_tap WHERE person_id = OLD.id) THEN
        RAISE EXCEPTION 'people_person.% has taps', OLD.id USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER people_person_has_taps AFTER DELETE ON people_person
    FOR EACH ROW EXECUTE FUNCTION attendance_person_has_taps();
CREATE TRIGGER people_person_keeps_taps AFTER UPDATE OF id ON people_person
    FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id) EXECUTE FUNCTION attendance_person_has_taps();
"""
NOT_CHECKED = """
DROP TRIGGER people_person_keeps_taps ON people_person;
DROP TRIGGER people_person_has_taps ON people_person;
DROP FUNCTION attendance_person_has_taps();
DROP TRIGGER attendance_tap_refers_update ON attendance_tap;
DROP TRIGGER attendance_tap_refers_insert ON attendance_tap;
DROP FUNCTION attendance_tap_refers();
"""


class Migration(migrations.Migration):
    dependencies = [("attendance", "0011_week")]

    operations = [
        migrations.AlterField(
            model_name="tap",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taps",
                to="people.person",
            ),
        ),
        migrations.RunSQL(CHECKED, NOT_CHECKED),
    ]
