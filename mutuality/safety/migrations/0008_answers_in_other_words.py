from django.db import migrations, models


class Migration(migrations.Migration):
    """The same answers, in other words."""

    dependencies = [("safety", "0007_remove_accepts")]

    operations = [
        migrations.AlterField(
            "rewordingvoice",
            "answer",
            models.CharField(
                blank=True,
                choices=[("accept", "I agree"), ("not-this", "I can't agree with this")],
                max_length=10,
            ),
        ),
    ]
