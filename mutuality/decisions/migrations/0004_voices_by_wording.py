"""Who came after the earlier wording does not read it; what two adopted comes back to three."""

from django.db import migrations, models
from django.db.models import F


def as_now(apps, schema_editor):
    """Those who decide on an open proposal were all there before it was first worded."""
    proposals = apps.get_model("decisions", "Proposal").objects.using(schema_editor.connection.alias)
    proposals.exclude(earlier=None).update(earlier_order=F("order"))


class Migration(migrations.Migration):
    dependencies = [("decisions", "0003_wordings_of_nobody")]

    operations = [
        migrations.AddField("proposal", "by_three", models.BooleanField(default=True)),
        migrations.AddField("proposal", "earlier_order", models.BigIntegerField(null=True)),
        migrations.AlterField(
            "proposal",
            "outcome",
            models.CharField(
                blank=True,
                choices=[
                    ("adopted", "Adopted"),
                    ("taken-back", "Taken back"),
                    ("over", "Its date passed. Nothing changed."),
                    ("too-few", "Fewer than two who were to decide are left. Nothing changed."),
                    ("others-came", "More people have joined than were asked. Nothing changed."),
                ],
                max_length=12,
            ),
        ),
        migrations.RunPython(as_now, migrations.RunPython.noop),
    ]
