import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Passkeys, the challenges they have answered, and which of them opened a session."""

    dependencies = [("vault", "0001_initial"), ("people", "0003_comfort")]

    operations = [
        migrations.CreateModel(
            name="Passkey",
            fields=[
                ("id", models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=64, unique=True)),
                ("address", models.CharField(max_length=64)),
                ("kept", models.BinaryField()),
                ("label", models.BinaryField()),
                ("added_on", models.DateField()),
                ("key", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="vault.datakey")),
                ("life", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="vault.datakey")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="passkeys", to="people.person")),
            ],
        ),
        migrations.CreateModel(
            name="SpentChallenge",
            fields=[
                ("mark", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("ends_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField("session", "passkey", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="sessions", to="people.passkey")),
    ]
