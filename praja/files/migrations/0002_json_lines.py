"""JSON Lines as a kind of file that the site makes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="kind",
            field=models.CharField(
                choices=[
                    ("application/pdf", "PDF"),
                    ("image/jpeg", "Foto JPEG"),
                    ("image/png", "Gambar PNG"),
                    (
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        "Buku kerja Excel",
                    ),
                    ("text/csv", "CSV"),
                    ("application/x-ndjson", "JSON Lines"),
                ],
                max_length=100,
            ),
        ),
    ]
