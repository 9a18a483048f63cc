from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attendance", "0010_findings")]

    operations = [
        migrations.AddField(
            model_name="day",
            name="week",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
