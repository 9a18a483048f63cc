"""Extra lines of slips, the regulations by which owed pay may be paid, and what a run books as owed."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

CONFIRMED = """
CREATE FUNCTION payroll_confirmed_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    withdrawing text[] := ARRAY['withdrawn_by_id', 'withdrawn_at', 'withdrawn_why', 'withdrawn_from'];
BEGIN
    IF OLD.confirmed_at IS NULL AND OLD.withdrawn_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL
        AND to_jsonb(OLD) - withdrawing = to_jsonb(NEW) - withdrawing THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'insufficient_privilege',
        MESSAGE = format('Yang sudah disahkan atau ditarik tidak dapat diubah: %s pada %s ditolak.',
                         TG_OP, TG_TABLE_NAME),
        HINT = 'Tarik dengan alasannya, lalu catat yang baru.';
END
$$
"""


def _kept(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION payroll_confirmed_kept()",
        f"DROP TRIGGER {table}_kept ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("organization", "0004_kelas_jabatan_name"),
        ("payroll", "0010_bank_forms"),
        ("people", "0007_what_stood_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="runaccount",
            name="accrued",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="factsheet",
            name="kind",
            field=models.CharField(
                choices=[
                    ("kehadiran", "Rekap kehadiran sebulan"),
                    ("kinerja", "Nilai dan predikat kinerja sebulan"),
                    ("tetap", "Keterangan tetap per orang atau jabatan"),
                    ("potongan", "Pinjaman, iuran, sewa, koperasi"),
                    ("tambahan", "Baris tambahan slip"),
                    ("pagu", "Pagu anggaran setahun"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="slip",
            name="state",
            field=models.CharField(
                choices=[
                    ("dibayar", "Dibayar"),
                    ("masalah", "Belum dapat dihitung"),
                    ("ditahan", "Ditahan"),
                    ("terutang", "Terutang, belum dibayar"),
                    ("gugur", "Tidak berhak bulan ini"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="ExtraLine",
            fields=[
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=300)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "pay_list",
                    models.CharField(
                        choices=[("gaji", "Gaji induk"), ("tpp", "TPP")], max_length=10, verbose_name="daftar"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tambahan_kekurangan", "Kekurangan bulan lalu"),
                            ("tambahan_keputusan", "Tambahan menurut keputusan"),
                            ("tambahan_pengembalian", "Pengembalian potongan"),
                            ("pengurangan_kelebihan", "Kelebihan bulan lalu ditagih kembali"),
                            ("pengurangan_keputusan", "Potongan lain menurut keputusan"),
                        ],
                        max_length=30,
                        verbose_name="jenis",
                    ),
                ),
                ("first", models.DateField(verbose_name="bulan")),
                ("last", models.DateField(verbose_name="sampai bulan")),
                (
                    "amount",
                    models.BigIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="jumlah sebulan",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="alasan")),
                ("document", models.CharField(max_length=120, verbose_name="nomor dokumen")),
                ("document_date", models.DateField(verbose_name="tanggal dokumen")),
                ("withdrawn_from", models.DateField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extra_lines",
                        to="people.person",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.factsheet",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
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
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["person", "first"], name="extraline_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("made_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="extraline_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first", django.db.models.functions.datetime.TruncMonth("first")),
                            ("last", django.db.models.functions.datetime.TruncMonth("last")),
                        ),
                        name="extraline_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__lte", models.F("last"))), name="extraline_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("document", ""), _negated=True), name="extraline_document"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="extraline_some"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="extraline_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True), ("file__isnull", False), _connector="OR"
                        ),
                        name="extraline_scan",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalBasis",
            fields=[
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=300)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "pay_list",
                    models.CharField(
                        choices=[("gaji", "Gaji induk"), ("tpp", "TPP")], max_length=10, verbose_name="daftar"
                    ),
                ),
                ("first", models.DateField(verbose_name="bulan pertama")),
                ("last", models.DateField(verbose_name="bulan terakhir")),
                ("document", models.CharField(max_length=120, verbose_name="nomor peraturan")),
                ("document_date", models.DateField(verbose_name="tanggal ditetapkan")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
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
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("made_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="legalbasis_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first", django.db.models.functions.datetime.TruncMonth("first")),
                            ("last", django.db.models.functions.datetime.TruncMonth("last")),
                        ),
                        name="legalbasis_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__lte", models.F("last"))), name="legalbasis_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("document", ""), _negated=True), name="legalbasis_document"
                    ),
                ],
            },
        ),
        migrations.RunSQL(CONFIRMED, "DROP FUNCTION payroll_confirmed_kept()"),
        _kept("payroll_extraline"),
        _kept("payroll_legalbasis"),
    ]
