from django.db import migrations, models

CIRCLE = {"on_delete": models.CASCADE, "related_name": "+", "to": "circles.circle"}


def renamed(model, column):
    """The column keeps its values: the circle of each earlier group has the id of the group."""
    return [migrations.RenameField(model, "group", "circle"), migrations.AlterField(model, "circle", column)]


class Migration(migrations.Migration):
    """Times, manner, meetings and turns belong to a circle, which need not be a group."""

    dependencies = [
        ("circles", "0001_initial"),
        ("groups", "0008_circle_needed"),
        ("meetings", "0002_one_source"),
    ]

    operations = [
        migrations.RemoveConstraint("meeting", "one_open_meeting_a_group"),
        migrations.RemoveConstraint("turn", "one_turn_a_role"),
        *renamed("series", models.OneToOneField(**CIRCLE)),
        *renamed("manner", models.OneToOneField(**CIRCLE, primary_key=True, serialize=False)),
        *renamed("meeting", models.ForeignKey(**CIRCLE)),
        *renamed("turn", models.ForeignKey(**CIRCLE)),
        migrations.AddConstraint(
            "meeting",
            models.UniqueConstraint(
                fields=["circle"], condition=models.Q(closed_at=None), name="one_open_meeting_a_circle"
            ),
        ),
        migrations.AddConstraint(
            "turn", models.UniqueConstraint(fields=["circle", "role"], name="one_turn_a_role")
        ),
    ]
