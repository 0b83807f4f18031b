import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_earlier_token"), ("safety", "0003_come_back")]

    operations = [
        migrations.CreateModel(
            name="RewordingRest",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                ("until", models.DateField(db_index=True)),
            ],
        ),
    ]
