from django.db import migrations, models


class Migration(migrations.Migration):
    """Who may hear a room is asked at each word: the answer stands in one index."""

    dependencies = [("people", "0004_passkeys")]

    operations = [
        migrations.AddIndex("session", models.Index(fields=["person", "ends_at", "curtain_at", "id"], name="living_sessions")),
    ]
