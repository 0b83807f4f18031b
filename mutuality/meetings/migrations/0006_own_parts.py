import django.db.models.deletion
from django.db import migrations, models


def key(null):
    return models.ForeignKey(
        "vault.DataKey", db_constraint=False, null=null, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+"
    )


class Migration(migrations.Migration):
    """Let a group change what its meetings are made of; a meeting keeps what it began with."""

    dependencies = [("circles", "0001_initial"), ("meetings", "0005_care"), ("vault", "0001_initial")]

    operations = [
        migrations.CreateModel(
            "OwnFormat",
            [
                (
                    "id",
                    models.CharField(editable=False, max_length=16, primary_key=True, serialize=False),
                ),
                (
                    "circle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="circles.circle"
                    ),
                ),
                ("format", models.CharField(max_length=16)),
                ("key", key(null=False)),
                ("parts", models.BinaryField()),
                ("no_cross_talk", models.BooleanField()),
            ],
        ),
        migrations.AddField("meeting", "key", key(null=True)),
        migrations.AddField("meeting", "parts", models.BinaryField(null=True)),
        migrations.AddField("meeting", "no_cross_talk", models.BooleanField(default=False)),
    ]
