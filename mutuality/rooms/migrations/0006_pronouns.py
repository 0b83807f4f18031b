from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0005_circle")]

    operations = [migrations.AddField("place", "pronouns", models.BinaryField(null=True))]
