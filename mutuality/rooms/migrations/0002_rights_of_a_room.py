from django.db import migrations, models


class Migration(migrations.Migration):
    """From which word on everybody in a room may hear: the answer stands in one index."""

    dependencies = [("rooms", "0001_initial")]

    operations = [
        migrations.AddIndex("place", models.Index(fields=["room", "person", "out", "floor"], name="rights_of_a_room")),
    ]
