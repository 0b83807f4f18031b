from django.db import migrations, models


class Migration(migrations.Migration):
    """The same answers, in other words."""

    dependencies = [("decisions", "0007_circle")]

    operations = [
        migrations.AlterField(
            "decider",
            "answer",
            models.CharField(
                blank=True,
                choices=[("accept", "I agree"), ("not-this", "I can't agree with this")],
                max_length=10,
            ),
        ),
    ]
