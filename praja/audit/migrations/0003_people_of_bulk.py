"""Who is concerned by a bulk event: only ever added, as the events themselves."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "audit_eventperson"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="EventPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.UUIDField()),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="audit.event",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person_id"], name="eventperson_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "person_id"), name="event_names_once")
                ],
            },
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER {TABLE}_unchanged BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
            f"DROP TRIGGER {TABLE}_unchanged ON {TABLE}",
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER {TABLE}_not_emptied BEFORE TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
            f"DROP TRIGGER {TABLE}_not_emptied ON {TABLE}",
        ),
    ]
