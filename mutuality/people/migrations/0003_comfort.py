from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_way_out_and_last_page")]

    operations = [
        migrations.AddField("person", "size", models.CharField(blank=True, default="", max_length=8)),
        migrations.AddField("person", "face", models.CharField(blank=True, default="", max_length=8)),
        migrations.AddField("person", "quiet", models.BinaryField(null=True)),
    ]
