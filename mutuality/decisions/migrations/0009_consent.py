from datetime import date

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A silence is no veto any more: days, who proposed it first, and who has not read yet what was adopted."""

    dependencies = [("decisions", "0008_answers_in_other_words")]

    operations = [
        migrations.AddField(
            "proposal",
            "opener",
            models.ForeignKey(
                "groups.Membership", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+"
            ),
        ),
        migrations.AddField(
            "proposal", "worded_on", models.DateField(default=date(2026, 11, 30)), preserve_default=False
        ),
        migrations.AddField(
            "proposal", "seen_on", models.DateField(default=date(2026, 11, 30)), preserve_default=False
        ),
        migrations.AddField("proposal", "met", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("proposal", "by_others", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("proposal", "changed", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AlterField(
            "proposal",
            "outcome",
            models.CharField(
                blank=True,
                choices=[
                    ("adopted", "Adopted"),
                    ("taken-back", "Taken back"),
                    ("over", "Its date passed. Nothing changed."),
                    ("declined", "Too many could not agree. Nothing changed."),
                    ("too-few", "Fewer than two who were to decide are left. Nothing changed."),
                    ("others-came", "More people have joined than were asked. Nothing changed."),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            "Untold",
            [
                (
                    "id",
                    models.CharField(
                        editable=False, max_length=16, primary_key=True, serialize=False
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        "groups.Membership", on_delete=django.db.models.deletion.CASCADE, related_name="+"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        "decisions.Proposal", on_delete=django.db.models.deletion.CASCADE, related_name="untold"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "untold", models.UniqueConstraint(fields=["proposal", "membership"], name="told_once")
        ),
    ]
