from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether a device knows the way out, and which page it was given last."""

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField("session", "knows_way_out", models.BooleanField(default=False)),
        migrations.AddField(
            "session", "page", models.CharField(blank=True, default="", max_length=16), preserve_default=False
        ),
    ]
