from django.db import migrations, models


class Migration(migrations.Migration):
    """A group has a circle, to which all points that its members hold together."""

    dependencies = [("circles", "0001_initial"), ("rooms", "0005_circle"), ("groups", "0005_remove_welcome")]

    operations = [
        migrations.AddField(
            "group",
            "circle",
            models.OneToOneField(
                null=True, on_delete=models.CASCADE, related_name="group", to="circles.circle"
            ),
        ),
    ]
