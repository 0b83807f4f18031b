import django.db.models.deletion
from django.db import migrations, models


def place(null):
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="rooms.place"
    )


class Migration(migrations.Migration):
    """Let one person give another a note to keep."""

    dependencies = [("rooms", "0006_pronouns"), ("sheets", "0003_asked"), ("vault", "0001_initial")]

    operations = [
        migrations.CreateModel(
            "BeliefNote",
            [
                ("id", models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ("words", models.BinaryField()),
                ("may_outlive", models.BooleanField()),
                ("by", place(null=True)),
                (
                    "key",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="vault.datakey",
                    ),
                ),
                ("to", place(null=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("by", "to"), name="one_note_to_each")],
            },
        ),
    ]
