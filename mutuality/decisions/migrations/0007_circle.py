from django.db import migrations, models


class Migration(migrations.Migration):
    """Decisions belong to a circle, which need not be a group."""

    dependencies = [
        ("circles", "0001_initial"),
        ("groups", "0008_circle_needed"),
        ("decisions", "0006_remove_stance"),
    ]

    operations = [
        migrations.RemoveConstraint("proposal", "one_open_proposal_of_a_kind"),
        # The column keeps its values: the circle of each earlier group has the id of the group.
        migrations.RenameField("proposal", "group", "circle"),
        migrations.AlterField(
            "proposal",
            "circle",
            models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="+"),
        ),
        migrations.AddConstraint(
            "proposal",
            models.UniqueConstraint(
                fields=["circle", "effect"],
                condition=models.Q(closed_on=None),
                name="one_open_proposal_of_a_kind",
            ),
        ),
    ]
