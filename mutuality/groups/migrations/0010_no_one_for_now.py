from django.db import migrations, models


class Migration(migrations.Migration):
    """The same answers, in other words."""

    dependencies = [("groups", "0009_invitation_name")]

    operations = [
        migrations.AlterField(
            "group",
            "inviting",
            models.CharField(choices=[("members", "Every member"), ("nobody", "No one for now")], default="members", max_length=8),
        ),
    ]
