"""What a member answered to a knock is kept as everywhere else that people are asked."""

from django.db import migrations, models


def as_answers(apps, schema_editor):
    answers = apps.get_model("groups", "KnockAnswer").objects.using(schema_editor.connection.alias)
    answers.filter(welcome=True).update(answer="accept")
    answers.filter(welcome=False).update(answer="not-this")


def as_welcomes(apps, schema_editor):
    answers = apps.get_model("groups", "KnockAnswer").objects.using(schema_editor.connection.alias)
    answers.filter(answer="accept").update(welcome=True)


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_turns")]

    operations = [
        migrations.AddField(
            "knockanswer",
            "answer",
            models.CharField(blank=True, choices=[("accept", "I accept this"), ("not-this", "Not like this")], default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AlterField("knockanswer", "welcome", models.BooleanField(default=False)),
        migrations.RunPython(as_answers, as_welcomes),
    ]
