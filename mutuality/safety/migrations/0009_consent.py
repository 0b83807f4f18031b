from datetime import date

import django.db.models.deletion
from django.db import migrations, models

TODAY = date(2026, 11, 30)


class Migration(migrations.Migration):
    """Other limits are decided by consent, and who can't agree says why, without a name."""

    dependencies = [("safety", "0008_answers_in_other_words"), ("vault", "0001_initial")]

    operations = [
        migrations.AddField(
            "rewording",
            "kind",
            models.CharField(default="consent", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField("rewording", "round", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("rewording", "met", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "rewording", "opened_on", models.DateField(default=TODAY), preserve_default=False
        ),
        migrations.AddField(
            "rewording", "worded_on", models.DateField(default=TODAY), preserve_default=False
        ),
        migrations.AddField("rewording", "seen_on", models.DateField(default=TODAY), preserve_default=False),
        migrations.CreateModel(
            "RewordingReason",
            [
                (
                    "id",
                    models.CharField(editable=False, max_length=16, primary_key=True, serialize=False),
                ),
                ("because", models.BinaryField()),
                (
                    "key",
                    models.ForeignKey(
                        "vault.datakey",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                    ),
                ),
                (
                    "voice",
                    models.OneToOneField(
                        "safety.rewordingvoice",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reason",
                    ),
                ),
            ],
        ),
    ]
