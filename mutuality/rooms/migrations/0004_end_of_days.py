from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0003_hours_not_days")]

    operations = [
        migrations.RemoveField("topic", "ends_on"),
        migrations.RemoveField("word", "ends_on"),
        migrations.AlterField("topic", "ends_at", models.DateTimeField(db_index=True)),
        migrations.AlterField("word", "ends_at", models.DateTimeField(db_index=True)),
    ]
