from django.db import migrations, models


class Migration(migrations.Migration):
    """Let someone say with their words what they would like back."""

    dependencies = [("rooms", "0008_first_aid")]

    operations = [migrations.AddField("word", "asks", models.BinaryField(null=True))]
