from django.db import migrations, models


class Migration(migrations.Migration):
    """The same answers, in other words."""

    dependencies = [("groups", "0010_no_one_for_now")]

    operations = [
        migrations.AlterField(
            "knockanswer",
            "answer",
            models.CharField(
                blank=True,
                choices=[("accept", "I agree"), ("not-this", "I can't agree with this")],
                max_length=10,
            ),
        ),
    ]
