from datetime import UTC, date, datetime, timedelta

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Greatest


def by_consent(apps, schema_editor):
    """What is open is decided by consent from now on. Those who were silent so far have a whole week for it."""
    today = datetime.now(UTC).date()
    proposals = apps.get_model("decisions", "Proposal").objects.using(schema_editor.connection.alias)
    proposals.filter(by_itself=False).update(opener=F("author"))
    proposals.update(worded_on=F("opened_on"), seen_on=today)
    still = proposals.filter(closed_on=None, until__gte=today)
    still.update(kind="consent", worded_on=today, until=Greatest(F("until"), today + timedelta(days=7)))


def by_all(apps, schema_editor):
    proposals = apps.get_model("decisions", "Proposal").objects.using(schema_editor.connection.alias)
    proposals.filter(closed_on=None).update(kind="all")


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
        migrations.RunPython(by_consent, by_all),
    ]
