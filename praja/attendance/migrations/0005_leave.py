"""Leave: requests with their steps, who decides, what was owed when the records began."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION attendance_leave_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% stays as it was', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION attendance_leave_sent() RETURNS trigger LANGUAGE plpgsql AS $$
-- A draft is free. What was sent stays whose and what it is; what is over is over, except that an approved
-- leave may still be shortened or cancelled.
BEGIN
    IF OLD.state = 'disusun' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.state IN ('ditolak', 'ditangguhkan', 'dibatalkan') OR NEW.state = 'disusun'
        OR (OLD.state = 'disetujui' AND NEW.state NOT IN ('disetujui', 'dibatalkan'))
        OR (NEW.person_id, NEW.kind, NEW.filed_at, NEW.filed_on, NEW.unit_id, NEW.government_id, NEW.year,
            NEW.number, NEW.by_id)
            IS DISTINCT FROM (OLD.person_id, OLD.kind, OLD.filed_at, OLD.filed_on, OLD.unit_id,
            OLD.government_id, OLD.year, OLD.number, OLD.by_id)
    THEN
        RAISE EXCEPTION 'Permohonan cuti yang sudah dikirim tidak diubah begitu saja.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION attendance_leave_not_own() RETURNS trigger LANGUAGE plpgsql AS $$
-- Nobody considers or decides their own leave, whoever they are otherwise.
BEGIN
    IF NEW.kind IN ('pertimbangan', 'keputusan') AND EXISTS (
        SELECT FROM attendance_leaverequest r JOIN people_person p ON p.id = r.person_id
        WHERE r.id = NEW.request_id AND (r.person_id = NEW.person_id OR p.account_id = NEW.by_id)
    ) THEN
        RAISE EXCEPTION 'Cuti tidak diputus oleh pemohonnya.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attendance_leavestep_stays BEFORE UPDATE OR DELETE ON attendance_leavestep
FOR EACH ROW EXECUTE FUNCTION attendance_leave_stays();
CREATE TRIGGER attendance_leavestep_not_own BEFORE INSERT ON attendance_leavestep
FOR EACH ROW EXECUTE FUNCTION attendance_leave_not_own();
CREATE TRIGGER attendance_leaverequest_sent BEFORE UPDATE OR DELETE ON attendance_leaverequest
FOR EACH ROW EXECUTE FUNCTION attendance_leave_sent();
"""
NOT_KEPT = """
DROP TRIGGER attendance_leaverequest_sent ON attendance_leaverequest;
DROP TRIGGER attendance_leavestep_not_own ON attendance_leavestep;
DROP TRIGGER attendance_leavestep_stays ON attendance_leavestep;
DROP FUNCTION attendance_leave_not_own(), attendance_leave_sent(), attendance_leave_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0004_days"),
        ("files", "0002_json_lines"),
        ("organization", "0004_kelas_jabatan_name"),
        ("people", "0009_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LeaveRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cuti_tahunan", "Cuti tahunan"),
                            ("cuti_besar", "Cuti besar"),
                            ("cuti_sakit", "Cuti sakit"),
                            ("cuti_melahirkan", "Cuti melahirkan"),
                            ("cuti_alasan_penting", "Cuti karena alasan penting"),
                            ("cltn", "Cuti di luar tanggungan negara"),
                        ],
                        max_length=20,
                        verbose_name="jenis cuti",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("disusun", "Draf"),
                            ("diajukan", "Menunggu pertimbangan atasan"),
                            ("dipertimbangkan", "Menunggu keputusan pejabat berwenang"),
                            ("disetujui", "Disetujui"),
                            ("ditangguhkan", "Ditangguhkan"),
                            ("ditolak", "Tidak disetujui"),
                            ("dibatalkan", "Dibatalkan"),
                        ],
                        default="disusun",
                        max_length=16,
                    ),
                ),
                ("berlaku", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="lamanya")),
                (
                    "half",
                    models.CharField(
                        blank=True,
                        choices=[("pagi", "Setengah hari pertama"), ("siang", "Setengah hari kedua")],
                        max_length=5,
                        verbose_name="setengah hari",
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        choices=[
                            ("sakit", "Sakit"),
                            ("kecelakaan_kerja", "Kecelakaan kerja"),
                            ("gugur_kandungan", "Gugur kandungan"),
                            ("keluarga_sakit", "Keluarga inti sakit keras"),
                            ("keluarga_meninggal", "Keluarga inti meninggal dunia"),
                            ("menikah", "Pernikahan pertama"),
                            ("istri_melahirkan", "Istri melahirkan"),
                            ("musibah", "Musibah: kebakaran rumah atau bencana alam"),
                            ("haji_pertama", "Ibadah haji pertama"),
                            ("anak_keempat", "Melahirkan anak keempat dan seterusnya"),
                            ("lain", "Lainnya"),
                        ],
                        default="lain",
                        max_length=20,
                        verbose_name="sebab",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="alasan cuti")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="alamat selama cuti")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="telepon selama cuti")),
                ("abroad", models.BooleanField(default=False, verbose_name="dijalankan di luar negeri")),
                (
                    "remote",
                    models.BooleanField(default=False, verbose_name="ke tempat yang sulit perhubungannya"),
                ),
                (
                    "child_number",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="kelahiran anak ke",
                    ),
                ),
                ("inpatient", models.BooleanField(default=False, verbose_name="dirawat inap")),
                ("substitute_agrees", models.BooleanField(blank=True, null=True)),
                (
                    "days",
                    models.DecimalField(
                        decimal_places=1, default=0, max_digits=5, verbose_name="hari yang dihitung"
                    ),
                ),
                ("counted", models.JSONField(default=dict)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="nomor")),
                ("filed_at", models.DateTimeField(blank=True, null=True)),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="diajukan")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "government",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leave_requests",
                        to="people.person",
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LeaveDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=200, verbose_name="nama surat")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="attendance.leaverequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LeaveStaffing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("berlaku", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="berlaku")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="tercatat",
                    ),
                ),
                (
                    "dicatat_oleh",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="dicatat oleh"),
                ),
                (
                    "digantikan",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="digantikan"),
                ),
                (
                    "least",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="paling sedikit yang masuk",
                    ),
                ),
                (
                    "pengganti",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="menggantikan",
                        to="attendance.leavestaffing",
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
            name="LeaveStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("diajukan", "Diajukan"),
                            ("pengganti", "Jawaban pengganti"),
                            ("pertimbangan", "Pertimbangan atasan langsung"),
                            ("keputusan", "Keputusan pejabat berwenang"),
                            ("pendek", "Diperpendek atau dipanggil kembali"),
                            ("batal", "Dibatalkan"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("disetujui", "Disetujui"),
                            ("perubahan", "Disetujui dengan perubahan"),
                            ("ditangguhkan", "Ditangguhkan"),
                            ("tidak_disetujui", "Tidak disetujui"),
                        ],
                        max_length=16,
                    ),
                ),
                ("before", django.contrib.postgres.fields.ranges.DateRangeField(blank=True, null=True)),
                ("after", django.contrib.postgres.fields.ranges.DateRangeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="alasan")),
                ("name", models.CharField(max_length=200)),
                ("post", models.CharField(blank=True, max_length=300, verbose_name="jabatan")),
                ("document", models.CharField(blank=True, max_length=120, verbose_name="nomor surat")),
                ("document_date", models.DateField(blank=True, null=True, verbose_name="tanggal surat")),
                (
                    "consent",
                    models.CharField(blank=True, max_length=120, verbose_name="nomor persetujuan BKN"),
                ),
                ("on", models.DateField()),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="attendance.leaverequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LeaveWorked",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("day", models.DateField(verbose_name="hari cuti bersama")),
                ("document", models.CharField(max_length=200, verbose_name="surat perintah")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LeaveAuthority",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("berlaku", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="berlaku")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="tercatat",
                    ),
                ),
                (
                    "dicatat_oleh",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="dicatat oleh"),
                ),
                (
                    "digantikan",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="digantikan"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cuti_tahunan", "Cuti tahunan"),
                            ("cuti_besar", "Cuti besar"),
                            ("cuti_sakit", "Cuti sakit"),
                            ("cuti_melahirkan", "Cuti melahirkan"),
                            ("cuti_alasan_penting", "Cuti karena alasan penting"),
                            ("cltn", "Cuti di luar tanggungan negara"),
                        ],
                        max_length=20,
                        verbose_name="jenis cuti",
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        choices=[("atasan", "Atasan langsung"), ("jabatan", "Pemegang jabatan tertentu")],
                        max_length=8,
                        verbose_name="yang berwenang",
                    ),
                ),
                ("document", models.CharField(max_length=200, verbose_name="surat pendelegasian")),
                (
                    "pengganti",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="menggantikan",
                        to="attendance.leaveauthority",
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.position",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("digantikan__isnull", True)),
                        expressions=[("unit", "="), ("kind", "="), ("berlaku", "&&")],
                        name="leave_authority_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("berlaku__isempty", False), ("berlaku__startswith__isnull", False)
                        ),
                        name="leave_authority_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("position__isnull", False), ("who", "jabatan")),
                            models.Q(("position__isnull", True), ("who", "atasan")),
                            _connector="OR",
                        ),
                        name="leave_authority_position",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaveCalendar",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("user",),
                        name="one_leave_calendar",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaveOpening",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(2000)], verbose_name="tahun"
                    ),
                ),
                (
                    "left_last",
                    models.DecimalField(
                        decimal_places=1,
                        max_digits=4,
                        validators=[django.core.validators.MaxValueValidator(24)],
                        verbose_name="sisa tahun lalu",
                    ),
                ),
                (
                    "left_before",
                    models.DecimalField(
                        decimal_places=1,
                        max_digits=4,
                        validators=[django.core.validators.MaxValueValidator(24)],
                        verbose_name="sisa dua tahun lalu",
                    ),
                ),
                (
                    "deferred",
                    models.DecimalField(
                        decimal_places=1,
                        default=0,
                        max_digits=4,
                        validators=[django.core.validators.MaxValueValidator(24)],
                        verbose_name="ditangguhkan",
                    ),
                ),
                (
                    "taken",
                    models.DecimalField(
                        decimal_places=1,
                        default=0,
                        max_digits=4,
                        validators=[django.core.validators.MaxValueValidator(36)],
                        verbose_name="sudah diambil tahun ini",
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="sumber")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("digantikan", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    models.UniqueConstraint(
                        condition=models.Q(("digantikan__isnull", True)),
                        fields=("person", "year"),
                        name="leave_opening_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deferred__range", (0, 24)),
                            ("left_before__range", (0, 24)),
                            ("left_last__range", (0, 24)),
                            ("taken__range", (0, 36)),
                        ),
                        name="leave_opening_days",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="leaverequest",
            index=models.Index(fields=["person", "kind", "state"], name="leave_of_person"),
        ),
        migrations.AddIndex(
            model_name="leaverequest",
            index=models.Index(
                condition=models.Q(("state__in", ("diajukan", "dipertimbangkan"))),
                fields=["state"],
                name="leave_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state__in", ("diajukan", "dipertimbangkan", "disetujui"))),
                expressions=[("person", "="), ("berlaku", "&&")],
                name="leave_days_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("berlaku__endswith__isnull", False),
                    ("berlaku__isempty", False),
                    ("berlaku__startswith__isnull", False),
                ),
                name="leave_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("half", ""),
                    (
                        "berlaku__endswith",
                        models.Func(
                            models.F("berlaku"),
                            output_field=models.DateField(),
                            template="(lower(%(expressions)s) + 1)",
                        ),
                    ),
                    _connector="OR",
                ),
                name="leave_half_of_one_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.UniqueConstraint(fields=("government", "year", "number"), name="leave_number"),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("filed_at__isnull", True), ("number__isnull", True), ("state", "disusun")),
                    models.Q(
                        models.Q(("state", "disusun"), _negated=True),
                        ("filed_at__isnull", False),
                        ("filed_on__isnull", False),
                        ("government__isnull", False),
                        ("number__isnull", False),
                        ("unit__isnull", False),
                        ("year__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="leave_filed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("substitute__isnull", True),
                    models.Q(("substitute", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="leave_substitute_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "cuti_melahirkan"), _negated=True),
                    ("state", "disusun"),
                    ("child_number__isnull", False),
                    _connector="OR",
                ),
                name="leave_child_of_birth",
            ),
        ),
        migrations.AddConstraint(
            model_name="leavestaffing",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("digantikan__isnull", True)),
                expressions=[("unit", "="), ("berlaku", "&&")],
                name="leave_staffing_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="leavestaffing",
            constraint=models.CheckConstraint(
                condition=models.Q(("berlaku__isempty", False), ("berlaku__startswith__isnull", False)),
                name="leave_staffing_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="leavestaffing",
            constraint=models.CheckConstraint(
                condition=models.Q(("least__range", (1, 100))), name="leave_staffing_percent"
            ),
        ),
        migrations.AddIndex(
            model_name="leavestep",
            index=models.Index(fields=["request", "made_at"], name="leave_step_order"),
        ),
        migrations.AddConstraint(
            model_name="leavestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ("pertimbangan", "keputusan")), models.Q(("outcome", ""), _negated=True)
                    ),
                    models.Q(
                        models.Q(("kind__in", ("pertimbangan", "keputusan")), _negated=True), ("outcome", "")
                    ),
                    _connector="OR",
                ),
                name="leave_step_decides",
            ),
        ),
        migrations.AddConstraint(
            model_name="leavestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "keputusan"), _negated=True),
                    ("person__isnull", False),
                    models.Q(models.Q(("document", ""), _negated=True), ("document_date__isnull", False)),
                    _connector="OR",
                ),
                name="leave_step_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="leaveworked",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("person", "day"),
                name="leave_worked_once",
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
