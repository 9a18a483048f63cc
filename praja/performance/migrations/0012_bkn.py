"""The exchange with e-Kinerja of BKN: its predicates stay as they came, and who rates is decided by two."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION performance_mode_stays() RETURNS trigger LANGUAGE plpgsql AS $$
-- What waits may be decided or withdrawn, once; nothing else of it changes, and it is never removed.
BEGIN
    IF TG_OP = 'DELETE' OR OLD.accepted IS NOT NULL OR OLD.ended_at IS NOT NULL
        OR (to_jsonb(OLD) - ARRAY['accepted', 'decided_by_id', 'decided_at', 'decided_why', 'ended_at'])
            <> (to_jsonb(NEW) - ARRAY['accepted', 'decided_by_id', 'decided_at', 'decided_why', 'ended_at'])
    THEN
        RAISE EXCEPTION '%.% stays as it was', TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER performance_ratingmode_stays BEFORE UPDATE OR DELETE ON performance_ratingmode
FOR EACH ROW EXECUTE FUNCTION performance_mode_stays();
CREATE TRIGGER performance_bknpredicate_stays BEFORE UPDATE OR DELETE ON performance_bknpredicate
FOR EACH ROW EXECUTE FUNCTION performance_signed_stays('tercatat', 'digantikan');
"""
NOT_KEPT = """
DROP TRIGGER performance_bknpredicate_stays ON performance_bknpredicate;
DROP TRIGGER performance_ratingmode_stays ON performance_ratingmode;
DROP FUNCTION performance_mode_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_json_lines"),
        ("organization", "0004_kelas_jabatan_name"),
        ("people", "0009_exports"),
        ("performance", "0011_telling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BknExport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("xlsx", "Buku kerja XLSX, satu lembar tiap isi"),
                            ("jsonl", "JSON Lines, satu orang satu baris"),
                        ],
                        max_length=8,
                        verbose_name="bentuk",
                    ),
                ),
                ("people", models.PositiveIntegerField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
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
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="sidik")),
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
            name="BknImport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField(verbose_name="nomor")),
                ("name", models.CharField(max_length=200, verbose_name="berkas")),
                ("sha256", models.CharField(max_length=64, verbose_name="sidik")),
                ("mapping", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("diunggah", "Berkas diunggah"),
                            ("diperiksa", "Siap diterapkan"),
                            ("diterapkan", "Diterapkan"),
                            ("diurungkan", "Diurungkan"),
                            ("gagal", "Gagal, tidak ada yang berubah"),
                        ],
                        default="diunggah",
                        max_length=12,
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0)),
                ("summary", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("applied_at", models.DateTimeField(null=True)),
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
                    "government",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.period",
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
            name="BknPredicate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "behaviour",
                    models.CharField(
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "predicate",
                    models.CharField(
                        choices=[
                            ("sangat_baik", "Sangat baik"),
                            ("baik", "Baik"),
                            ("butuh_perbaikan", "Butuh perbaikan"),
                            ("kurang", "Kurang"),
                            ("sangat_kurang", "Sangat kurang"),
                        ],
                        max_length=16,
                    ),
                ),
                ("siasn_id", models.CharField(blank=True, max_length=60, verbose_name="id riwayat SIASN")),
                ("rater_nip", models.CharField(blank=True, max_length=30, verbose_name="NIP/NRP penilai")),
                ("rater_name", models.CharField(blank=True, max_length=200, verbose_name="nama penilai")),
                ("rater_post", models.CharField(blank=True, max_length=300, verbose_name="jabatan penilai")),
                ("rater_rank", models.CharField(blank=True, max_length=60, verbose_name="golongan penilai")),
                ("rater_unit", models.CharField(blank=True, max_length=300, verbose_name="unor penilai")),
                ("rater_status", models.CharField(blank=True, max_length=20, verbose_name="status penilai")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
                (
                    "instead_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.bknpredicate",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bkn_predicates",
                        to="performance.period",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bkn_predicates",
                        to="people.person",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predicates",
                        to="performance.bknimport",
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
            name="RatingMode",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="versi")),
                (
                    "mode",
                    models.CharField(
                        choices=[("praja", "Praja menilai"), ("bkn", "BKN menilai, Praja membayar")],
                        max_length=8,
                        verbose_name="yang menilai",
                    ),
                ),
                ("since", models.DateField(verbose_name="berlaku mulai bulan")),
                ("reason", models.CharField(max_length=300, verbose_name="dasar atau alasan")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("accepted", models.BooleanField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_why", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "government",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating_modes",
                        to="organization.unit",
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
            ],
        ),
        migrations.AddConstraint(
            model_name="bknimport",
            constraint=models.UniqueConstraint(fields=("government", "number"), name="bkn_import_number"),
        ),
        migrations.AddIndex(
            model_name="bknpredicate",
            index=models.Index(fields=["period", "person"], name="bkn_predicate_of_period"),
        ),
        migrations.AddConstraint(
            model_name="bknpredicate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digantikan__isnull", True)),
                fields=("person", "period"),
                name="bkn_predicate_one_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingmode",
            constraint=models.UniqueConstraint(fields=("government", "version"), name="rating_mode_version"),
        ),
        migrations.AddConstraint(
            model_name="ratingmode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted__isnull", True), ("ended_at__isnull", True)),
                fields=("government",),
                name="rating_mode_one_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingmode",
            constraint=models.CheckConstraint(
                condition=models.Q(("since", django.db.models.functions.datetime.TruncMonth("since"))),
                name="rating_mode_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingmode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="rating_mode_maker_is_not_checker",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingmode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted__isnull", True), ("decided_at__isnull", True), ("decided_by__isnull", True)
                    ),
                    models.Q(
                        ("accepted__isnull", False),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("ended_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="rating_mode_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingmode",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="rating_mode_reason"
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
