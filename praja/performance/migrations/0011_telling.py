"""That ratings reached people, what they answered of the process, and the forms of a whole unit."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION performance_delivered_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM performance_rating WHERE id = NEW.rating_id AND signed_at <= NEW.delivered_at
    ) THEN
        RAISE EXCEPTION 'Penilaian yang belum ditandatangani tidak disampaikan.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION performance_grouped_answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
-- An answer may be written anew (in another order) until it has its group, and be given its group once.
BEGIN
    IF OLD.group_id IS NOT NULL OR (
        TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'group_id') <> (to_jsonb(OLD) - 'group_id')
    ) THEN
        RAISE EXCEPTION 'An answer of a group stays as it was' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION performance_group_of_five() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM performance_processanswer WHERE group_id = NEW.id) < 5 THEN
        RAISE EXCEPTION 'A group has at least five answers' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION performance_process_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% stays as it was', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER performance_delivery_signed BEFORE INSERT ON performance_delivery
FOR EACH ROW EXECUTE FUNCTION performance_delivered_signed();
CREATE TRIGGER performance_delivery_stays BEFORE UPDATE OR DELETE ON performance_delivery
FOR EACH ROW EXECUTE FUNCTION performance_signed_stays('delivered_at', 'acknowledged_at', 'comment');
CREATE TRIGGER performance_processanswer_stays BEFORE UPDATE OR DELETE ON performance_processanswer
FOR EACH ROW EXECUTE FUNCTION performance_grouped_answer_stays();
CREATE TRIGGER performance_processgroup_stays BEFORE UPDATE OR DELETE ON performance_processgroup
FOR EACH ROW EXECUTE FUNCTION performance_process_stays();
CREATE TRIGGER performance_processanswered_stays BEFORE UPDATE OR DELETE ON performance_processanswered
FOR EACH ROW EXECUTE FUNCTION performance_process_stays();
CREATE CONSTRAINT TRIGGER performance_processgroup_of_five AFTER INSERT ON performance_processgroup
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION performance_group_of_five();
INSERT INTO performance_delivery (id, rating_id, delivered_at, comment)
SELECT gen_random_uuid(), id, signed_at, '' FROM performance_rating WHERE signed_at IS NOT NULL;
"""
NOT_KEPT = """
DROP TRIGGER performance_processgroup_of_five ON performance_processgroup;
DROP TRIGGER performance_processanswered_stays ON performance_processanswered;
DROP TRIGGER performance_processgroup_stays ON performance_processgroup;
DROP TRIGGER performance_processanswer_stays ON performance_processanswer;
DROP TRIGGER performance_delivery_stays ON performance_delivery;
DROP TRIGGER performance_delivery_signed ON performance_delivery;
DROP FUNCTION performance_process_stays(), performance_group_of_five(), performance_grouped_answer_stays(),
    performance_delivered_signed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("organization", "0004_kelas_jabatan_name"),
        ("people", "0009_exports"),
        ("performance", "0010_rating"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProcessGroup",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="performance.period"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProcessAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "known",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="tahu sejak awal",
                    ),
                ),
                (
                    "helped",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="umpan balik membantu",
                    ),
                ),
                (
                    "explained",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="dijelaskan",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="catatan")),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="performance.period"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="performance.processgroup",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RatingPapers",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("people", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("menyusun", "Sedang disusun"),
                            ("siap", "Siap diunduh"),
                            ("gagal", "Tidak jadi disusun"),
                            ("dihentikan", "Dihentikan"),
                        ],
                        default="menyusun",
                        max_length=12,
                    ),
                ),
                ("message", models.TextField(blank=True)),
                ("keep_until", models.DateField()),
                ("attempt", models.PositiveIntegerField(default=0)),
                ("progress_at", models.DateTimeField(null=True)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="performance.period"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("delivered_at", models.DateTimeField(editable=False)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("comment", models.CharField(blank=True, max_length=1000, verbose_name="tanggapan")),
                (
                    "rating",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery",
                        to="performance.rating",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("comment", ""), ("acknowledged_at__isnull", False), _connector="OR"
                        ),
                        name="delivery_comment_with_acknowledgement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acknowledged_at__isnull", True),
                            ("acknowledged_at__gte", models.F("delivered_at")),
                            _connector="OR",
                        ),
                        name="delivery_acknowledged_after",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessAnswered",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="performance.period"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "period"), name="process_answered_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="processgroup",
            index=models.Index(fields=["period", "unit"], name="process_group_of"),
        ),
        migrations.AddIndex(
            model_name="processanswer",
            index=models.Index(fields=["period", "unit"], name="process_answer_of"),
        ),
        migrations.AddConstraint(
            model_name="processanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("explained__range", (1, 5)), ("helped__range", (1, 5)), ("known__range", (1, 5))
                ),
                name="process_answer_one_to_five",
            ),
        ),
        migrations.AddIndex(
            model_name="ratingpapers",
            index=models.Index(fields=["made_by", "period"], name="rating_papers_of"),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
