"""Keep every version of the form of a bank's file as it was proposed and decided, whoever asks."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION payroll_bankfileform_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision text[] := ARRAY['accepted', 'decided_by_id', 'decided_at', 'decided_why'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- A decision on what waits; another version taking its place, or the proposal being withdrawn.
        IF OLD.accepted IS NULL AND OLD.ended_at IS NULL AND NEW.ended_at IS NULL
            AND to_jsonb(OLD) - decision = to_jsonb(NEW) - decision THEN
            RETURN NEW;
        END IF;
        IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND OLD.accepted IS DISTINCT FROM FALSE
            AND to_jsonb(OLD) - 'ended_at' = to_jsonb(NEW) - 'ended_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'insufficient_privilege',
        MESSAGE = format('Bentuk berkas bank tidak dapat diubah: %s ditolak.', TG_OP),
        HINT = 'Usulkan bentuk yang baru, lalu mintakan persetujuannya.';
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0004_kelas_jabatan_name"),
        ("payroll", "0012_paid_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BankFileForm",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("bank", models.CharField(max_length=80, verbose_name="bank")),
                ("version", models.PositiveIntegerField()),
                ("shape", models.JSONField()),
                ("reason", models.CharField(max_length=300, verbose_name="dasar permintaan bank")),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("government", "bank", "version"), name="bank_form_version"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("accepted", True), ("ended_at__isnull", True)),
                        fields=("government", "bank"),
                        name="bank_form_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("accepted__isnull", True), ("ended_at__isnull", True)),
                        fields=("government", "bank"),
                        name="bank_form_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="bank_form_maker_is_not_checker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accepted__isnull", True),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                            ),
                            models.Q(
                                ("accepted__isnull", False),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="bank_form_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="bank_form_reason"
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, "DROP FUNCTION payroll_bankfileform_kept()"),
        migrations.RunSQL(
            "CREATE TRIGGER payroll_bankfileform_kept BEFORE UPDATE OR DELETE ON payroll_bankfileform "
            "FOR EACH ROW EXECUTE FUNCTION payroll_bankfileform_kept()",
            "DROP TRIGGER payroll_bankfileform_kept ON payroll_bankfileform",
        ),
    ]
