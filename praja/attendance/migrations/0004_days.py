"""Judged days, corrections, letters of duty, and closed months: what is decided stays."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION attendance_decided_stays() RETURNS trigger LANGUAGE plpgsql AS $$
-- TG_ARGV holds the columns that may be set once, while the first of them is empty.
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '%.% stays: a later one replaces it', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (to_jsonb(OLD) - TG_ARGV[0:]) <> (to_jsonb(NEW) - TG_ARGV[0:])
        OR (to_jsonb(OLD) ->> TG_ARGV[0]) IS NOT NULL
    THEN
        RAISE EXCEPTION '%.% stays as it was', TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION attendance_correction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'menunggu' OR
        (to_jsonb(OLD) - ARRAY['state', 'decided_by_id', 'decided_at', 'answer']) <>
        (to_jsonb(NEW) - ARRAY['state', 'decided_by_id', 'decided_at', 'answer'])
    THEN
        RAISE EXCEPTION 'attendance_correction.% stays as it was', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM people_person WHERE id = NEW.person_id AND account_id = NEW.decided_by_id
    ) THEN
        RAISE EXCEPTION 'Pegawai tidak dapat memutuskan permintaannya sendiri.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION attendance_not_own_duty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM attendance_dutyorder d JOIN people_person p ON p.account_id = d.by_id
        WHERE d.id = NEW.order_id AND p.id = NEW.person_id
    ) THEN
        RAISE EXCEPTION 'Pegawai tidak dapat mencatat surat tugas bagi dirinya sendiri.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attendance_correction_stays BEFORE UPDATE OR DELETE ON attendance_correction
FOR EACH ROW EXECUTE FUNCTION attendance_correction_stays();
CREATE TRIGGER attendance_dutyperson_not_own BEFORE INSERT OR UPDATE ON attendance_dutyperson
FOR EACH ROW EXECUTE FUNCTION attendance_not_own_duty();
CREATE TRIGGER attendance_closing_stays BEFORE UPDATE OR DELETE ON attendance_closing
FOR EACH ROW EXECUTE FUNCTION attendance_decided_stays('digantikan', 'reopened_by_id', 'reopened_because');
CREATE TRIGGER attendance_closedmonth_stays BEFORE UPDATE OR DELETE ON attendance_closedmonth
FOR EACH ROW EXECUTE FUNCTION attendance_decided_stays('digantikan');
CREATE TRIGGER attendance_dutyorder_stays BEFORE UPDATE OR DELETE ON attendance_dutyorder
FOR EACH ROW EXECUTE FUNCTION attendance_decided_stays('withdrawn_at', 'withdrawn_by_id', 'withdrawn_because');
"""
NOT_KEPT = """
DROP TRIGGER attendance_dutyorder_stays ON attendance_dutyorder;
DROP TRIGGER attendance_closedmonth_stays ON attendance_closedmonth;
DROP TRIGGER attendance_closing_stays ON attendance_closing;
DROP TRIGGER attendance_dutyperson_not_own ON attendance_dutyperson;
DROP TRIGGER attendance_correction_stays ON attendance_correction;
DROP FUNCTION attendance_not_own_duty(), attendance_correction_stays(), attendance_decided_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0002_calendar"),
        ("files", "0002_json_lines"),
        ("organization", "0004_kelas_jabatan_name"),
        ("people", "0009_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("month", models.DateField(verbose_name="bulan")),
                ("number", models.PositiveSmallIntegerField(verbose_name="versi")),
                ("undecided", models.PositiveIntegerField(default=0)),
                (
                    "undecided_reason",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="alasan ditutup sebelum semua jelas"
                    ),
                ),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
                (
                    "reopened_because",
                    models.CharField(blank=True, max_length=1000, verbose_name="alasan dibuka lagi"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance_closings",
                        to="organization.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClosedMonth",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("month", models.DateField(verbose_name="bulan")),
                ("facts", models.JSONField()),
                ("rows", models.JSONField()),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_months",
                        to="people.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="attendance.closing",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("masuk", "Jam datang"),
                            ("pulang", "Jam pulang"),
                            ("keduanya", "Jam datang dan jam pulang"),
                            ("izin", "Izin tidak masuk"),
                            ("izin_pagi", "Izin paruh pertama hari"),
                            ("izin_siang", "Izin paruh kedua hari"),
                        ],
                        max_length=10,
                        verbose_name="yang diminta",
                    ),
                ),
                ("date", models.DateField(verbose_name="tanggal")),
                ("until", models.DateField(verbose_name="sampai tanggal")),
                ("in_minute", models.IntegerField(blank=True, null=True, verbose_name="jam datang")),
                ("out_minute", models.IntegerField(blank=True, null=True, verbose_name="jam pulang")),
                ("reason", models.TextField(verbose_name="alasan")),
                ("sent", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("menunggu", "Menunggu atasan"),
                            ("diterima", "Diterima"),
                            ("ditolak", "Ditolak"),
                            ("ditarik", "Ditarik"),
                        ],
                        default="menunggu",
                        max_length=8,
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("answer", models.TextField(blank=True, verbose_name="keterangan atasan")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Day",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("date", models.DateField(verbose_name="tanggal")),
                ("kind", models.CharField(max_length=12)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("hadir", "Hadir"),
                            ("alpa", "Tidak masuk tanpa keterangan"),
                            ("sakit", "Sakit"),
                            ("izin", "Izin"),
                            ("cuti", "Cuti"),
                            ("dinas_luar", "Dinas luar"),
                            ("libur", "Hari libur"),
                            ("cuti_bersama", "Cuti bersama"),
                            ("lepas", "Tidak dijadwalkan"),
                            ("belum", "Belum selesai"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), default=list, size=None
                    ),
                ),
                ("place", models.CharField(max_length=8)),
                ("zone", models.CharField(max_length=4)),
                ("start", models.IntegerField(null=True)),
                ("end", models.IntegerField(null=True)),
                ("net", models.IntegerField()),
                ("in_minute", models.IntegerField(null=True)),
                ("out_minute", models.IntegerField(null=True)),
                ("in_tap", models.BigIntegerField(null=True)),
                ("out_tap", models.BigIntegerField(null=True)),
                ("in_fix", models.UUIDField(null=True)),
                ("out_fix", models.UUIDField(null=True)),
                ("missing_in", models.BooleanField()),
                ("missing_out", models.BooleanField()),
                ("late", models.IntegerField()),
                ("early", models.IntegerField()),
                ("forgiven", models.IntegerField()),
                ("worked", models.IntegerField()),
                ("breaks", models.IntegerField()),
                ("short", models.IntegerField()),
                ("late_band", models.IntegerField()),
                ("early_band", models.IntegerField()),
                (
                    "half",
                    models.CharField(
                        blank=True,
                        choices=[("pagi", "Paruh pertama"), ("siang", "Paruh kedua")],
                        max_length=5,
                    ),
                ),
                ("excuse", models.CharField(blank=True, max_length=24)),
                ("excuse_ref", models.UUIDField(null=True)),
                ("excuse_why", models.CharField(blank=True, max_length=300)),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "missed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DutyOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=120, verbose_name="nomor surat")),
                ("subject", models.CharField(max_length=300, verbose_name="untuk")),
                ("place", models.CharField(max_length=200, verbose_name="tempat tujuan")),
                ("days", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="masa tugas")),
                (
                    "half",
                    models.CharField(
                        blank=True,
                        choices=[("pagi", "Paruh pertama"), ("siang", "Paruh kedua")],
                        max_length=5,
                        verbose_name="paruh hari",
                    ),
                ),
                ("sent", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                (
                    "withdrawn_because",
                    models.CharField(blank=True, max_length=300, verbose_name="alasan dibatalkan"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_orders",
                        to="organization.unit",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DutyPerson",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="attendance.dutyorder",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(("month", django.db.models.functions.datetime.TruncMonth("month"))),
                name="attendance_closing_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                fields=("unit", "month", "number"), name="attendance_closing_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digantikan__isnull", True)),
                fields=("unit", "month"),
                name="attendance_closing_one_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("digantikan__isnull", True), ("reopened_by__isnull", True)),
                    models.Q(
                        ("digantikan__isnull", False),
                        ("reopened_by__isnull", False),
                        models.Q(("reopened_because", ""), _negated=True),
                        models.Q(("reopened_by", models.F("by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="attendance_closing_reopened_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undecided", 0), models.Q(("undecided_reason", ""), _negated=True), _connector="OR"
                ),
                name="attendance_closing_undecided_because",
            ),
        ),
        migrations.AddIndex(
            model_name="closedmonth",
            index=models.Index(fields=["month", "person"], name="closed_month_of"),
        ),
        migrations.AddConstraint(
            model_name="closedmonth",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digantikan__isnull", True)),
                fields=("person", "month"),
                name="closed_month_one_known",
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["person", "date"], name="correction_of"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", models.F("date")),
                    models.Q(
                        ("until__gt", models.F("date")), ("kind__in", ("izin", "izin_pagi", "izin_siang"))
                    ),
                    _connector="OR",
                ),
                name="correction_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("in_minute__isnull", False), ("kind", "masuk"), ("out_minute__isnull", True)),
                    models.Q(("in_minute__isnull", True), ("kind", "pulang"), ("out_minute__isnull", False)),
                    models.Q(("in_minute__lt", models.F("out_minute")), ("kind", "keduanya")),
                    models.Q(
                        ("in_minute__isnull", True),
                        ("kind__in", ("izin", "izin_pagi", "izin_siang")),
                        ("out_minute__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="correction_times",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("in_minute__isnull", True),
                        models.Q(("in_minute__gte", 0), ("in_minute__lt", 2880)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("out_minute__isnull", True),
                        models.Q(("out_minute__gte", 0), ("out_minute__lt", 2880)),
                        _connector="OR",
                    ),
                ),
                name="correction_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state__in", ("menunggu", "ditarik")),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ("diterima", "ditolak")),
                    ),
                    _connector="OR",
                ),
                name="correction_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "menunggu")),
                fields=("person", "date"),
                name="correction_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="day",
            constraint=models.UniqueConstraint(fields=("person", "date"), name="day_once"),
        ),
        migrations.AddConstraint(
            model_name="dutyorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("days__endswith__isnull", False),
                    ("days__isempty", False),
                    ("days__startswith__isnull", False),
                ),
                name="duty_order_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawn_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="duty_order_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyperson",
            constraint=models.UniqueConstraint(fields=("order", "person"), name="duty_person_once"),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
