from django.db import migrations


class Migration(migrations.Migration):
    """The last day that counted for other limits, by a name that says nothing about a person."""

    dependencies = [("safety", "0010_open_by_consent")]

    operations = [migrations.RenameField("rewording", "seen_on", "counted_on")]
