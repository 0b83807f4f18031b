"""What each member said to a proposal is kept as everywhere else that people are asked; reasons stay where they are."""

from django.db import migrations, models


def as_answers(apps, schema_editor):
    for said in ("accept", "not-this"):
        voices = apps.get_model("decisions", "Decider").objects.using(schema_editor.connection.alias)
        voices.filter(position__stance=said).update(answer=said)


def as_stances(apps, schema_editor):
    for said in ("accept", "not-this"):
        positions = apps.get_model("decisions", "Position").objects.using(schema_editor.connection.alias)
        positions.filter(decider__answer=said).update(stance=said)


class Migration(migrations.Migration):
    dependencies = [("decisions", "0004_voices_by_wording")]

    operations = [
        migrations.AddField(
            "decider",
            "answer",
            models.CharField(blank=True, choices=[("accept", "I accept this"), ("not-this", "Not like this")], default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AlterField(
            "decider",
            "proposal",
            models.ForeignKey(
                on_delete=models.CASCADE, related_name="voices", to="decisions.proposal"
            ),
        ),
        migrations.AlterField(
            "position",
            "stance",
            models.CharField(default="", max_length=10),
        ),
        migrations.RunPython(as_answers, as_stances),
    ]
