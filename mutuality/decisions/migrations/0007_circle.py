from django.db import migrations, models


def name_circles(apps, schema_editor):
    """Put the circle of the group where the group stood. Only groups from before circles have a circle of the same id."""
    proposals, groups = apps.get_model("decisions", "Proposal"), apps.get_model("groups", "Group")
    for group, circle in groups.objects.values_list("pk", "circle"):
        proposals.objects.filter(circle=group).update(circle=circle)


class Migration(migrations.Migration):
    """Decisions belong to a circle, which need not be a group."""

    dependencies = [
        ("circles", "0001_initial"),
        ("groups", "0008_circle_needed"),
        ("decisions", "0006_remove_stance"),
    ]

    operations = [
        migrations.RemoveConstraint("proposal", "one_open_proposal_of_a_kind"),
        migrations.RenameField("proposal", "group", "circle"),
        # Without a constraint for as long as the column holds groups.
        migrations.AlterField(
            "proposal",
            "circle",
            models.ForeignKey(
                "circles.Circle", on_delete=models.CASCADE, related_name="+", db_constraint=False
            ),
        ),
        migrations.RunPython(name_circles, migrations.RunPython.noop),
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
