from django.db import migrations


def give(apps, schema_editor):
    """Give the circle of each existing group the group's own id, so that what pointed to one points to the other."""
    alias = schema_editor.connection.alias
    models = (("circles", "Circle"), ("groups", "Group"), ("rooms", "Room"))
    circles, groups, rooms = (apps.get_model(*model).objects.using(alias) for model in models)
    for group in groups.filter(circle=None).only("id", "founded_on", "room"):
        circle = circles.create(id=group.pk, kind="group", begun_on=group.founded_on)
        groups.filter(pk=group.pk).update(circle=circle)
        rooms.filter(pk=group.room_id).update(circle=circle)


class Migration(migrations.Migration):
    """Make a circle for each existing group, and let the group's room belong to it."""

    dependencies = [("groups", "0006_circle")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
