from django.db import migrations, models


class Migration(migrations.Migration):
    """The same ways in, in other words."""

    dependencies = [("groups", "0011_answers_in_other_words")]

    operations = [
        migrations.AlterField(
            "invitation",
            "way",
            models.CharField(
                choices=[
                    ("link", "A link for one person"),
                    ("spoken", "Four words to say"),
                    ("many", "A link for many"),
                    ("opened", "Opened for someone who asked to join"),
                ],
                max_length=8,
            ),
        ),
    ]
