from django.db import migrations


def give(apps, schema_editor):
    alias = schema_editor.connection.alias
    meetings, rooms = (apps.get_model(*model).objects.using(alias) for model in (("meetings", "Meeting"), ("rooms", "Room")))
    for meeting in meetings.exclude(room=None).only("circle", "room"):
        rooms.filter(pk=meeting.room_id).update(circle=meeting.circle_id)


class Migration(migrations.Migration):
    """Put the rooms of earlier meetings under the circle that holds the meeting."""

    dependencies = [("meetings", "0003_circle")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
