from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the circle that a room belongs to. Earlier rooms get theirs in the migrations of groups and meetings."""

    dependencies = [("circles", "0001_initial"), ("rooms", "0004_end_of_days")]

    operations = [
        migrations.AddField(
            "room",
            "circle",
            models.ForeignKey(
                null=True, on_delete=models.SET_NULL, related_name="rooms", to="circles.circle"
            ),
        ),
    ]
