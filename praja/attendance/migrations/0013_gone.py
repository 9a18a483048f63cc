"""A judged day that is taken away leaves a trace, so that a closing and a run of pay are told of it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

TOLD = """
CREATE FUNCTION attendance_day_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO attendance_goneday (person_id, date, at)
    SELECT person_id, date, clock_timestamp() FROM gone
    ON CONFLICT (person_id, date) DO UPDATE SET at = excluded.at;
    RETURN NULL;
END $$;
CREATE TRIGGER attendance_day_gone AFTER DELETE ON attendance_day
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION attendance_day_gone();
"""
NOT_TOLD = """
DROP TRIGGER attendance_day_gone ON attendance_day;
DROP FUNCTION attendance_day_gone();
"""


class Migration(migrations.Migration):
    dependencies = [("attendance", "0012_people_of_taps")]

    operations = [
        migrations.CreateModel(
            name="GoneDay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("date", models.DateField()),
                ("at", models.DateTimeField(db_default=Now(), editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "date"), name="gone_day_once"),
                ],
            },
        ),
        migrations.RunSQL(TOLD, NOT_TOLD),
    ]
