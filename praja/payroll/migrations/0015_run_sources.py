from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payroll", "0014_checked_by_set")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="sources",
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
