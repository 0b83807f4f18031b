from django.db import migrations, models


class Migration(migrations.Migration):
    """No group without a circle from now on."""

    dependencies = [("groups", "0007_circle_of_each")]

    operations = [
        migrations.AlterField(
            "group",
            "circle",
            models.OneToOneField(on_delete=models.CASCADE, related_name="group", to="circles.circle"),
        ),
    ]
