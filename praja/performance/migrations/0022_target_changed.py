"""An obstacle keeps which agreed target it changed, so that a target agreed later goes before it."""

from django.db import migrations, models

_AS_AGREED = """
UPDATE performance_obstacle o
SET agreed_target = i.target, agreed_target_max = i.target_max, agreed_due = i.due
FROM performance_indicatorversion i
WHERE o.effect = 'target' AND i.indicator_id = o.indicator_id AND i.version_id = coalesce(
    (SELECT v.id FROM performance_skpversion v
        WHERE v.skp_id = o.skp_id AND v.state IN ('disepakati', 'digantikan')
            AND v.since < date_trunc('month', o.effective) + interval '1 month'
        ORDER BY v.since DESC, v.number DESC LIMIT 1),
    (SELECT v.id FROM performance_skpversion v
        WHERE v.skp_id = o.skp_id AND v.state IN ('disepakati', 'digantikan')
        ORDER BY v.since, v.number LIMIT 1)
)
"""
"""The version that held at the end of the month from which the decision counts; before the first, the first."""


class Migration(migrations.Migration):
    dependencies = [("performance", "0021_order_of_indicators")]

    operations = [
        migrations.AddField(
            "obstacle",
            "agreed_target",
            models.DecimalField(decimal_places=4, editable=False, max_digits=20, null=True),
        ),
        migrations.AddField(
            "obstacle",
            "agreed_target_max",
            models.DecimalField(decimal_places=4, editable=False, max_digits=20, null=True),
        ),
        migrations.AddField("obstacle", "agreed_due", models.DateField(editable=False, null=True)),
        migrations.RunSQL(_AS_AGREED, migrations.RunSQL.noop),
    ]
