"""What each person said to other limits is kept as everywhere else that people are asked."""

from django.db import migrations, models


def as_answers(apps, schema_editor):
    apps.get_model("safety", "RewordingVoice").objects.using(schema_editor.connection.alias).filter(accepts=True).update(answer="accept")


def as_accepted(apps, schema_editor):
    apps.get_model("safety", "RewordingVoice").objects.using(schema_editor.connection.alias).filter(answer="accept").update(accepts=True)


class Migration(migrations.Migration):
    dependencies = [("safety", "0005_number_change")]

    operations = [
        migrations.AddField(
            "rewordingvoice",
            "answer",
            models.CharField(blank=True, choices=[("accept", "I accept this"), ("not-this", "Not like this")], default="", max_length=10),
            preserve_default=False,
        ),
        migrations.RunPython(as_answers, as_accepted),
    ]
