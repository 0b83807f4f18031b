"""An index whose columns another one begins with is kept up for nothing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0006_pronouns"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mark",
            name="place",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="marks",
                to="rooms.place",
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="room",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="places",
                to="rooms.room",
            ),
        ),
        migrations.AlterField(
            model_name="signal",
            name="word",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="signals",
                to="rooms.word",
            ),
        ),
        migrations.AlterField(
            model_name="word",
            name="topic",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="words",
                to="rooms.topic",
            ),
        ),
    ]
