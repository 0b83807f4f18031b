from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever says again who they are gets a new token; for a moment the row knows the one before it."""

    dependencies = [("people", "0005_living_sessions")]

    operations = [
        migrations.AddField("session", "earlier_hash", models.CharField(max_length=64, null=True)),
        migrations.AddField("session", "earlier_until", models.DateTimeField(null=True)),
        migrations.AddIndex("session", models.Index(fields=["earlier_hash"], name="earlier_tokens")),
    ]
