"""Keep what had left by a run that was paid and is opened again; nobody changes it, whoever asks."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

KEPT = """
CREATE FUNCTION payroll_paidbefore_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'insufficient_privilege',
        MESSAGE = format('Catatan uang yang sudah dibayarkan tidak dapat diubah: %s ditolak.', TG_OP);
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_import_sentences"),
        ("payroll", "0004_budget"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaidBefore",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("period", models.DateField(verbose_name="bulan")),
                (
                    "pay_list",
                    models.CharField(choices=[("gaji", "Gaji induk"), ("tpp", "TPP")], max_length=10),
                ),
                ("amount", models.BigIntegerField()),
                ("paid_day", models.DateField(verbose_name="dibayar pada")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payroll.run"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "period"], name="paid_before_of_person")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="paid_before_some")
                ],
            },
        ),
        migrations.RunSQL(KEPT, "DROP FUNCTION payroll_paidbefore_kept()"),
        migrations.RunSQL(
            "CREATE TRIGGER payroll_paidbefore_kept BEFORE UPDATE OR DELETE ON payroll_paidbefore "
            "FOR EACH ROW EXECUTE FUNCTION payroll_paidbefore_kept()",
            "DROP TRIGGER payroll_paidbefore_kept ON payroll_paidbefore",
        ),
    ]
