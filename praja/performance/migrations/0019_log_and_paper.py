"""A log by day or week where a government asks for it; receipts and objections on paper, which officers record."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEPT_BEFORE = """
CREATE OR REPLACE FUNCTION performance_objection_kept() RETURNS trigger LANGUAGE plpgsql AS $$
-- A draft may change and be thrown away. What was filed stays; only how far it is goes on, and never back.
DECLARE
    steps text[] := ARRAY['disusun', 'diajukan', 'diminta', 'didengar', 'diputus', 'dicabut'];
    moving text[] := ARRAY['state', 'asked_at', 'asked_by_id', 'question', 'explain_by', 'withdrawn_at',
        'withdrawn_because'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'disusun' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'An objection that was filed stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (
            SELECT 1 FROM performance_skp skp JOIN people_person person ON person.id = skp.person_id
            WHERE skp.id = NEW.skp_id AND person.account_id = NEW.by_id
        ) THEN
            RAISE EXCEPTION 'Keberatan hanya diajukan oleh pegawai yang dinilai.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.skp_id, NEW.period_id, NEW.by_id) IS DISTINCT FROM (OLD.skp_id, OLD.period_id, OLD.by_id) THEN
        RAISE EXCEPTION 'An objection stays of whom it is' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'disusun' THEN
        IF NEW.state NOT IN ('disusun', 'diajukan') THEN
            RAISE EXCEPTION 'An objection is filed first' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('diputus', 'dicabut')
        OR (to_jsonb(OLD) - moving) <> (to_jsonb(NEW) - moving)
        OR array_position(steps, NEW.state) < array_position(steps, OLD.state)
    THEN
        RAISE EXCEPTION 'An objection that was filed stays as it was' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'diputus' AND NOT EXISTS (
        SELECT 1 FROM performance_objectiondecision WHERE objection_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'An objection is decided by its decision' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
KEPT = """
CREATE OR REPLACE FUNCTION performance_objection_kept() RETURNS trigger LANGUAGE plpgsql AS $$
-- A draft may change and be thrown away. What was filed stays; only how far it is goes on, and never back.
DECLARE
    steps text[] := ARRAY['disusun', 'diajukan', 'diminta', 'didengar', 'diputus', 'dicabut'];
    moving text[] := ARRAY['state', 'asked_at', 'asked_by_id', 'question', 'explain_by', 'withdrawn_at',
        'withdrawn_because'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'disusun' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'An objection that was filed stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        -- The person writes it, or somebody else records it from the person's letter.
        IF (NEW.paper_id IS NULL) <> EXISTS (
            SELECT 1 FROM performance_skp skp JOIN people_person person ON person.id = skp.person_id
            WHERE skp.id = NEW.skp_id AND person.account_id = NEW.by_id
        ) THEN
            RAISE EXCEPTION 'Keberatan hanya diajukan oleh pegawai yang dinilai.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.skp_id, NEW.period_id, NEW.by_id) IS DISTINCT FROM (OLD.skp_id, OLD.period_id, OLD.by_id) THEN
        RAISE EXCEPTION 'An objection stays of whom it is' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'disusun' THEN
        IF NEW.state NOT IN ('disusun', 'diajukan') THEN
            RAISE EXCEPTION 'An objection is filed first' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('diputus', 'dicabut')
        OR (to_jsonb(OLD) - moving) <> (to_jsonb(NEW) - moving)
        OR array_position(steps, NEW.state) < array_position(steps, OLD.state)
    THEN
        RAISE EXCEPTION 'An objection that was filed stays as it was' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'diputus' AND NOT EXISTS (
        SELECT 1 FROM performance_objectiondecision WHERE objection_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'An objection is decided by its decision' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def _delivery(*columns: str) -> str:
    said = ", ".join(f"'{one}'" for one in columns)
    return (
        "DROP TRIGGER performance_delivery_stays ON performance_delivery;"
        "CREATE TRIGGER performance_delivery_stays BEFORE UPDATE OR DELETE ON performance_delivery "
        f"FOR EACH ROW EXECUTE FUNCTION performance_signed_stays({said})"
    )


ACKNOWLEDGED = ("delivered_at", "acknowledged_at", "comment")
LOG_STAYS = """
CREATE TRIGGER performance_logentry_stays BEFORE UPDATE OR DELETE ON performance_logentry
FOR EACH ROW EXECUTE FUNCTION performance_signed_stays('tercatat', 'digantikan')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_json_lines"),
        ("organization", "0004_kelas_jabatan_name"),
        ("performance", "0018_final_score"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("day", models.DateField(verbose_name="hari")),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="realisasi"
                    ),
                ),
                ("story", models.TextField(blank=True, verbose_name="uraian")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LogReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="delivery",
            name="paper",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="paper_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="received_on",
            field=models.DateField(blank=True, null=True, verbose_name="diterima"),
        ),
        migrations.AddField(
            model_name="objection",
            name="paper",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.AlterField(
            model_name="realisation",
            name="source",
            field=models.CharField(
                choices=[
                    ("pegawai", "Diisi pegawai"),
                    ("lembar", "Lembar data"),
                    ("sistem", "Sistem lain"),
                    ("catatan", "Catatan harian atau mingguan"),
                ],
                default="pegawai",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("paper__isnull", True), ("paper_by__isnull", True), ("received_on__isnull", True)
                    ),
                    models.Q(
                        ("acknowledged_at__isnull", False),
                        ("paper__isnull", False),
                        ("paper_by__isnull", False),
                        ("received_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="delivery_paper_whole",
            ),
        ),
        migrations.AddField(
            model_name="logentry",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="logentry",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="log", to="performance.indicator"
            ),
        ),
        migrations.AddField(
            model_name="logreminder",
            name="government",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organization.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digantikan__isnull", True)),
                fields=("indicator", "day"),
                name="log_entry_one_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__isnull", True), ("value__gte", 0), _connector="OR"),
                name="log_entry_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__isnull", False), models.Q(("story", ""), _negated=True), _connector="OR"
                ),
                name="log_entry_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="logreminder",
            constraint=models.UniqueConstraint(fields=("government", "day"), name="log_reminder_once"),
        ),
        migrations.RunSQL(KEPT, KEPT_BEFORE),
        migrations.RunSQL(
            _delivery(*ACKNOWLEDGED, "received_on", "paper_id", "paper_by_id"), _delivery(*ACKNOWLEDGED)
        ),
        migrations.RunSQL(LOG_STAYS, "DROP TRIGGER performance_logentry_stays ON performance_logentry"),
    ]
