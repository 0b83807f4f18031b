"""An index whose columns another one begins with is kept up for nothing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_first_days"),
    ]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to="people.person",
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sessions",
                to="people.person",
            ),
        ),
    ]
