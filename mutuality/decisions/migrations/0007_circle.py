from django.db import migrations, models


def name_circles(apps, schema_editor):
    """Put the circle of the group where the group stood. Only groups from before circles have a circle of the same id."""
    for proposals, group, circle in _of_groups(apps, schema_editor):
        proposals.filter(circle=group).update(circle=circle)


def name_groups(apps, schema_editor):
    for proposals, group, circle in _of_groups(apps, schema_editor):
        proposals.filter(circle=circle).update(circle=group)


def _of_groups(apps, schema_editor):
    alias = schema_editor.connection.alias
    proposals = apps.get_model("decisions", "Proposal").objects.using(alias)
    groups = apps.get_model("groups", "Group").objects.using(alias)
    return [(proposals, group, circle) for group, circle in groups.values_list("pk", "circle")]


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
        migrations.RunPython(name_circles, name_groups),
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
