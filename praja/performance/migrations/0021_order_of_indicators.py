"""What a month still wants is found in the order of two indexes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("performance", "0020_decided_by_scores")]

    operations = [
        migrations.RemoveIndex(model_name="realisation", name="realisation_of_month"),
        migrations.AddIndex(
            model_name="realisation",
            index=models.Index(
                condition=models.Q(("digantikan__isnull", True)),
                fields=["month", "indicator"],
                name="realisation_month_indicator",
            ),
        ),
        migrations.AddIndex(
            model_name="indicatorversion",
            index=models.Index(
                fields=["indicator", "version"],
                include=("feed", "direction"),
                name="indicator_in_versions",
            ),
        ),
        migrations.AlterField(
            model_name="indicatorversion",
            name="indicator",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="performance.indicator",
            ),
        ),
        migrations.AlterField(
            model_name="indicatorversion",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="indicator_versions",
                to="performance.skpversion",
            ),
        ),
    ]
