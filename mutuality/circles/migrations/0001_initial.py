from django.db import migrations, models


class Migration(migrations.Migration):
    """Some people who hold something together."""

    initial = True

    operations = [
        migrations.CreateModel(
            name="Circle",
            fields=[
                ("id", models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("begun_on", models.DateField()),
            ],
            options={"abstract": False},
        ),
    ]
