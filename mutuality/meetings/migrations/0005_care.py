from django.db import migrations, models


def forget_staying(apps, schema_editor):
    """Forget the lines that said who stayed with someone: the card above says it now."""
    apps.get_model("meetings", "Moment").objects.using(schema_editor.connection.alias).filter(kind="with").delete()


class Migration(migrations.Migration):
    """Let a meeting pause, and know who needs the group and who asked to stop, until it goes on."""

    dependencies = [("meetings", "0004_circle_of_rooms")]

    operations = [
        migrations.AddField("meeting", "paused", models.BooleanField(default=False)),
        migrations.AddField("meeting", "needed", models.BooleanField(default=False)),
        migrations.AddField("moment", "named", models.BooleanField(default=True)),
        migrations.AddField("sitter", "named", models.BooleanField(default=False)),
        migrations.AddField("sitter", "needs", models.BooleanField(default=False)),
        migrations.AddField("sitter", "stops", models.BooleanField(default=False)),
        migrations.RunPython(forget_staying, migrations.RunPython.noop),
        migrations.AlterField(
            "moment",
            "kind",
            models.CharField(
                choices=[
                    ("came", "joined"),
                    ("stop", "asked us to stop"),
                    ("need", "asked for the group"),
                    ("on", "We go on."),
                    ("step", "The next part begins."),
                ],
                max_length=8,
            ),
        ),
    ]
