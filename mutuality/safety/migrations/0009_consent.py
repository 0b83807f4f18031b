from datetime import UTC, date, datetime, timedelta

import django.db.models.deletion
from django.db import migrations, models

TODAY = date(2026, 11, 30)


def by_consent(apps, schema_editor):
    """What is open is decided by consent from now on. Those who were silent so far have two whole weeks for it."""
    today = datetime.now(UTC).date()
    rewordings = apps.get_model("safety", "Rewording").objects.using(schema_editor.connection.alias)
    rewordings.filter(until__gte=today).update(
        opened_on=today, worded_on=today, seen_on=today, until=today + timedelta(days=14)
    )
    rewordings.filter(until__lt=today).delete()


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
        migrations.RunPython(by_consent, migrations.RunPython.noop),
    ]
