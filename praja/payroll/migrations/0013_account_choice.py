import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0004_kelas_jabatan_name"),
        ("payroll", "0008_extra_lines"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("rule", models.CharField(max_length=80, verbose_name="baris daftar")),
                ("status", models.CharField(max_length=20, verbose_name="status pegawai")),
                ("account", models.CharField(max_length=24, verbose_name="kode akun")),
                ("title", models.CharField(max_length=200, verbose_name="nama akun")),
                ("document", models.CharField(max_length=200, verbose_name="dokumen hukum")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("dicatat_oleh", models.CharField(blank=True, editable=False, max_length=200)),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
                (
                    "government",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("digantikan__isnull", True)),
                        fields=("government", "rule", "status"),
                        name="account_choice_one",
                    )
                ],
            },
        ),
    ]
