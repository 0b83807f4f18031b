from django.db import migrations, models


class Migration(migrations.Migration):
    """A door that opens after a knock knows under which name someone knocked."""

    dependencies = [("groups", "0008_circle_needed")]

    operations = [migrations.AddField("invitation", "name", models.BinaryField(null=True))]
