"""Keep what rapel was reckoned from, month by month; nobody changes it, whoever asks."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE FUNCTION payroll_rapel_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'insufficient_privilege',
        MESSAGE = format('Hitungan rapel tidak dapat diubah: %s ditolak. Tarik barisnya, lalu hitung lagi.', TG_OP);
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payroll", "0005_slip_indexes"),
        ("people", "0008_many_sk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rapel",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "pay_list",
                    models.CharField(choices=[("gaji", "Gaji induk"), ("tpp", "TPP")], max_length=10),
                ),
                ("period", models.DateField(verbose_name="bulan")),
                ("parts", models.JSONField()),
                ("causes", models.JSONField()),
                (
                    "cuts",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rapel_cuts",
                        to="payroll.extraline",
                    ),
                ),
                (
                    "income",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rapel_income",
                        to="payroll.extraline",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rapel", to="people.person"
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
                "indexes": [models.Index(fields=["person", "period"], name="rapel_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("income__isnull", False), ("cuts__isnull", False), _connector="OR"
                        ),
                        name="rapel_has_a_line",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEPT, "DROP FUNCTION payroll_rapel_kept()"),
        migrations.RunSQL(
            "CREATE TRIGGER payroll_rapel_kept BEFORE UPDATE OR DELETE ON payroll_rapel "
            "FOR EACH ROW EXECUTE FUNCTION payroll_rapel_kept()",
            "DROP TRIGGER payroll_rapel_kept ON payroll_rapel",
        ),
    ]
