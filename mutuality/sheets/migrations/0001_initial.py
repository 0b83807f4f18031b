import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sheets that people keep."""

    initial = True

    dependencies = [("people", "0006_earlier_token"), ("vault", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="OwnSheet",
            fields=[
                ("id", models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ("written", models.BinaryField()),
                ("page", models.CharField(db_index=True, editable=False, max_length=16)),
                ("version", models.PositiveIntegerField(default=1)),
                ("day", models.DateField()),
                (
                    "key",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="vault.datakey",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
