import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Agreed where people met: who says so, and no count of hands."""

    dependencies = [("decisions", "0011_ways")]

    operations = [
        migrations.AddField("proposal", "in_room", models.BooleanField(default=False)),
        migrations.CreateModel(
            "InRoom",
            [
                (
                    "id",
                    models.CharField(editable=False, max_length=16, primary_key=True, serialize=False),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        "groups.Membership", on_delete=django.db.models.deletion.CASCADE, related_name="+"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        "decisions.Proposal", on_delete=django.db.models.deletion.CASCADE, related_name="hands"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "inroom", models.UniqueConstraint(fields=["proposal", "membership"], name="said_in_room_once")
        ),
    ]
