"""Check-in from phones: terms, permits, consents and what phones told; and signals about taps."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEPT = """
ALTER TABLE attendance_checkinpolicy ADD CONSTRAINT checkin_policy_places CHECK (
    jsonb_typeof(places) = 'array' AND NOT jsonb_path_exists(places, '$[*] ? (
        !(@.radius >= 10 && @.radius <= 1000) || !(@.lat >= -90 && @.lat <= 90)
        || !(@.lon >= -180 && @.lon <= 180))')
);
CREATE FUNCTION attendance_checkin_stays() RETURNS trigger LANGUAGE plpgsql AS $$
-- A check-in stays as the phone told it. It is decided once, by another than the person; position and photo
-- may be erased, and never be written again.
DECLARE
    moving text[] := ARRAY['state', 'tap_id', 'decided_by_id', 'decided_at', 'decision'];
    erased text[] := ARRAY['lat', 'lon', 'accuracy', 'phone', 'agent', 'photo_id', 'photo_print', 'erased_at'];
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - moving - erased) <> (to_jsonb(NEW) - moving - erased) THEN
        RAISE EXCEPTION 'A check-in stays as it came' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.lat IS NOT NULL AND NEW.lat IS DISTINCT FROM OLD.lat)
        OR (NEW.lon IS NOT NULL AND NEW.lon IS DISTINCT FROM OLD.lon)
        OR (NEW.accuracy IS NOT NULL AND NEW.accuracy IS DISTINCT FROM OLD.accuracy)
        OR (NEW.photo_id IS NOT NULL AND NEW.photo_id IS DISTINCT FROM OLD.photo_id)
        OR (NEW.phone <> '' AND NEW.phone <> OLD.phone) OR (NEW.agent <> '' AND NEW.agent <> OLD.agent)
        OR (NEW.photo_print <> '' AND NEW.photo_print <> OLD.photo_print)
        OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at)
    THEN
        RAISE EXCEPTION 'What a phone told is erased, not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'menunggu' AND (OLD.state, OLD.tap_id, OLD.decided_by_id, OLD.decided_at, OLD.decision)
        IS DISTINCT FROM (NEW.state, NEW.tap_id, NEW.decided_by_id, NEW.decided_at, NEW.decision)
    THEN
        RAISE EXCEPTION 'A check-in is decided once' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'tercatat' AND OLD.state = 'menunggu' THEN
        RAISE EXCEPTION 'What waits is decided by somebody' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.decided_by_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM people_person WHERE id = NEW.person_id AND account_id = NEW.decided_by_id
    ) THEN
        RAISE EXCEPTION 'Presensi tidak diputus oleh pegawainya sendiri.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION attendance_signal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
-- A signal stays of whom and of what it is; it is explained by another than the person.
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.person_id, NEW.kind, NEW.key, NEW.found_at)
        IS DISTINCT FROM (OLD.person_id, OLD.kind, OLD.key, OLD.found_at)
    THEN
        RAISE EXCEPTION 'A signal stays of whom it is' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.noted_by_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM people_person WHERE id = NEW.person_id AND account_id = NEW.noted_by_id
    ) THEN
        RAISE EXCEPTION 'Isyarat tidak dijelaskan petugas tentang dirinya sendiri.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attendance_checkin_stays BEFORE UPDATE OR DELETE ON attendance_checkin
FOR EACH ROW EXECUTE FUNCTION attendance_checkin_stays();
CREATE TRIGGER attendance_signal_stays BEFORE UPDATE OR DELETE ON attendance_signal
FOR EACH ROW EXECUTE FUNCTION attendance_signal_stays();
"""
NOT_KEPT = """
DROP TRIGGER attendance_signal_stays ON attendance_signal;
DROP TRIGGER attendance_checkin_stays ON attendance_checkin;
DROP FUNCTION attendance_signal_stays(), attendance_checkin_stays();
ALTER TABLE attendance_checkinpolicy DROP CONSTRAINT checkin_policy_places;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0005_leave"),
        ("files", "0002_json_lines"),
        ("organization", "0004_kelas_jabatan_name"),
        ("people", "0009_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckInPolicy",
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
                ("open", models.BooleanField(default=True, verbose_name="dibuka")),
                (
                    "who",
                    models.CharField(
                        choices=[
                            ("semua", "Semua pegawai unit ini"),
                            ("tertentu", "Hanya pegawai yang diberi izin di halaman ini"),
                        ],
                        default="semua",
                        max_length=10,
                        verbose_name="bagi siapa",
                    ),
                ),
                ("places", models.JSONField(blank=True, default=list, verbose_name="tempat")),
                (
                    "accuracy",
                    models.PositiveSmallIntegerField(
                        default=100,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="ketelitian posisi paling kasar (meter)",
                    ),
                ),
                (
                    "photo",
                    models.CharField(
                        choices=[
                            ("tidak", "Tanpa foto"),
                            ("boleh", "Boleh dengan foto"),
                            ("wajib", "Harus dengan foto"),
                        ],
                        default="tidak",
                        max_length=8,
                        verbose_name="foto",
                    ),
                ),
                (
                    "keep_photo",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(366),
                        ],
                        verbose_name="foto disimpan (hari)",
                    ),
                ),
                (
                    "keep_position",
                    models.PositiveSmallIntegerField(
                        default=90,
                        validators=[
                            django.core.validators.MinValueValidator(30),
                            django.core.validators.MaxValueValidator(730),
                        ],
                        verbose_name="posisi disimpan (hari)",
                    ),
                ),
                (
                    "late_hours",
                    models.PositiveSmallIntegerField(
                        default=24,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(168),
                        ],
                        verbose_name="dikirim kemudian paling lama (jam)",
                    ),
                ),
                ("dasar", models.CharField(max_length=300, verbose_name="dasar")),
                (
                    "pengganti",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="menggantikan",
                        to="attendance.checkinpolicy",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkin_policies",
                        to="organization.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.UUIDField()),
                ("place", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField()),
                ("device_at", models.DateTimeField(null=True)),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("day", models.DateField()),
                ("zone", models.CharField(max_length=4)),
                ("late", models.BooleanField(default=False)),
                ("clock_off", models.IntegerField(null=True)),
                ("clock_gap", models.IntegerField(null=True)),
                ("lat", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("lon", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("accuracy", models.PositiveIntegerField(null=True)),
                ("distance", models.PositiveIntegerField(null=True)),
                ("mock", models.BooleanField(default=False)),
                ("phone", models.CharField(blank=True, max_length=64)),
                ("agent", models.CharField(blank=True, max_length=64)),
                ("photo_print", models.CharField(blank=True, max_length=16)),
                ("keep_photo_until", models.DateField(null=True)),
                ("keep_position_until", models.DateField()),
                ("erased_at", models.DateTimeField(editable=False, null=True)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="keterangan")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("tercatat", "Tercatat"),
                            ("menunggu", "Menunggu atasan"),
                            ("diterima", "Diterima atasan"),
                            ("ditolak", "Tidak diterima"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "why",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("tanpa_posisi", "tanpa posisi"),
                                ("di_luar", "di luar radius tempat kerja"),
                                ("kasar", "posisinya kurang teliti"),
                                ("tanpa_foto", "tanpa foto"),
                                ("terlambat", "terlalu lama baru terkirim"),
                                ("waktu", "waktu di ponsel tidak dapat dipastikan"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("decision", models.CharField(blank=True, max_length=300)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkins",
                        to="people.person",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "tap",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkins",
                        to="attendance.tap",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="attendance.checkinpolicy",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sama", "Koordinat persis sama berminggu-minggu"),
                            ("cepat", "Berpindah lebih cepat dari 200 km/jam"),
                            ("palsu", "Ponsel menyatakan posisinya buatan"),
                            ("satu_ponsel", "Satu ponsel dipakai beberapa orang"),
                            ("cuti", "Presensi pada hari cuti"),
                            ("jam", "Jam ponsel berubah mendadak"),
                            ("foto", "Foto yang sama dipakai lagi"),
                        ],
                        max_length=12,
                        verbose_name="isyarat",
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("first", models.DateField(verbose_name="sejak")),
                ("last", models.DateField(verbose_name="sampai")),
                ("count", models.PositiveIntegerField()),
                ("facts", models.JSONField(default=dict)),
                (
                    "found_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                ("note", models.TextField(blank=True)),
                ("noted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance_signals",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CheckInConsent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("text", models.TextField()),
                (
                    "given_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkin_consents",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("person",),
                        name="checkin_consent_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckInPermit",
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
                ("reason", models.CharField(max_length=300, verbose_name="alasan")),
                (
                    "pengganti",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="menggantikan",
                        to="attendance.checkinpermit",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkin_permits",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("digantikan__isnull", True)),
                        expressions=[("person", "="), ("berlaku", "&&")],
                        name="checkin_permit_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("berlaku__isempty", False), ("berlaku__startswith__isnull", False)
                        ),
                        name="checkin_permit_not_empty",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="checkinpolicy",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("digantikan__isnull", True)),
                expressions=[("unit", "="), ("berlaku", "&&")],
                name="checkin_policy_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkinpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("berlaku__isempty", False), ("berlaku__startswith__isnull", False)),
                name="checkin_policy_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkinpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accuracy__range", (10, 1000)),
                    ("keep_photo__range", (1, 366)),
                    ("keep_position__range", (30, 730)),
                    ("late_hours__range", (1, 168)),
                ),
                name="checkin_policy_limits",
            ),
        ),
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(fields=["person", "day"], name="checkin_of_day"),
        ),
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(fields=["day"], name="checkin_day"),
        ),
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(
                condition=models.Q(("state", "menunggu")), fields=["person"], name="checkin_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(
                condition=models.Q(("erased_at__isnull", True)),
                fields=["keep_position_until"],
                name="checkin_to_erase",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.UniqueConstraint(fields=("person", "key"), name="checkin_once"),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("tercatat", "diterima")), ("tap__isnull", False)),
                    models.Q(("state__in", ("menunggu", "ditolak")), ("tap__isnull", True)),
                    _connector="OR",
                ),
                name="checkin_tap_where_it_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state__in", ("tercatat", "menunggu")),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ("diterima", "ditolak")),
                    ),
                    _connector="OR",
                ),
                name="checkin_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lat__isnull", True), ("lon__isnull", True)),
                    models.Q(("lat__range", (-90, 90)), ("lon__range", (-180, 180))),
                    _connector="OR",
                ),
                name="checkin_position_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.CheckConstraint(
                condition=models.Q(("at__lte", models.F("received_at"))), name="checkin_not_ahead"
            ),
        ),
        migrations.AddIndex(
            model_name="signal",
            index=models.Index(fields=["person", "-found_at"], name="signal_newest"),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.UniqueConstraint(fields=("person", "kind", "key"), name="signal_once"),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="signal_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("note", ""), ("noted_at__isnull", True), ("noted_by__isnull", True)),
                    models.Q(
                        ("noted_at__isnull", False),
                        ("noted_by__isnull", False),
                        models.Q(("note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="signal_noted_by",
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
